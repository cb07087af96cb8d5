import type { ReportGrant } from './report.js'
import { isComplete, objectKinds, wordsOfKind } from '../access/permissions.js'

/** Operations in few words: `secrets: get, list; keys: all but purge`; what is no access-policy word stands as it is. */
export function describeOperations(operations: readonly string[]): string {
  const held = new Set(operations)
  const parts: string[] = []
  const spoken = new Set<string>()
  for (const kind of objectKinds) {
    const words = wordsOfKind(kind).filter((word) => held.has(word))
    if (words.length === 0) continue
    for (const word of words) spoken.add(word)
    const names = isComplete(held, kind)
      ? held.has(`${kind}/purge`) || !wordsOfKind(kind).includes(`${kind}/purge`)
        ? 'all'
        : 'all but purge'
      : words.map((word) => word.slice(kind.length + 1)).join(', ')
    parts.push(`${kind}: ${names}`)
  }
  return [...parts, ...operations.filter((operation) => !spoken.has(operation))].join('; ')
}

/** What a grant allows, in few words; what may come on top is said. */
export function describeGranted(grant: Pick<ReportGrant, 'operations' | 'open'>): string {
  const known = describeOperations(grant.operations)
  if (grant.open !== true) return known
  return known === '' ? 'what it allows cannot be told' : `${known}; perhaps more`
}
