/**
 * Whether an operation of Azure RBAC is one that the pattern names: `*` stands for any characters, `/` included; no case.
 *
 * Linear in both texts.
 */
export function matchesOperation(pattern: string, operation: string): boolean {
  const text = operation.toLowerCase()
  const parts = pattern.toLowerCase().split('*')
  const first = parts[0] ?? ''
  if (parts.length === 1) return text === first
  const last = parts.at(-1) ?? ''
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}
