/**
 * Whether an operation of Azure RBAC is one that the pattern names: `*` stands for any characters, `/` included; no case.
 *
 * Linear in both texts.
 */
export function matchesOperation(pattern: string, operation: string): boolean {
  return isMadeOf(operation.toLowerCase(), pattern.toLowerCase().split('*'))
}

/** Whether a text is these pieces in this order, with any characters between them; linear in both. */
export function isMadeOf(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (pieces.length === 1) return text === first
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let from = first.length
  const to = text.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, from)
    if (found < 0 || found + piece.length > to) return false
    from = found + piece.length
  }
  return true
}
