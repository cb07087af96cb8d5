import type { ObjectKind } from '../access/model.js'
import { isComplete, objectKinds, wordsOfKind } from '../access/permissions.js'
import type { ReportGrant } from './report.js'
import { count } from './words.js'

/** Operations of management that are named; of more, their number. */
const NAMED = 8

/**
 * Operations in few words: `secrets: get, list; keys: all but purge`.
 *
 * What is no access-policy word stands as it is; operations that only read the management plane are counted.
 */
export function describeOperations(operations: readonly string[]): string {
  const held = new Set(operations)
  const parts: string[] = []
  const spoken = new Set<string>()
  for (const kind of objectKinds) {
    const words = wordsOfKind(kind).filter((word) => held.has(word))
    if (words.length === 0) continue
    for (const word of words) spoken.add(word)
    parts.push(`${kind}: ${nameWords(kind, words, held)}`)
  }
  const others = operations.filter((operation) => !spoken.has(operation))
  const reads = others.filter((operation) => operation.toLowerCase().endsWith('/read'))
  const acts = others.filter((operation) => !reads.includes(operation))
  parts.push(...acts.slice(0, NAMED))
  if (acts.length > NAMED) parts.push(`${acts.length - NAMED} more operations`)
  if (reads.length === 1 && parts.length === 0) parts.push(...reads)
  else if (reads.length > 0) parts.push(count(reads.length, 'read operation'))
  return parts.join('; ')
}

function nameWords(kind: ObjectKind, words: readonly string[], held: ReadonlySet<string>): string {
  if (!isComplete(held, kind)) return words.map((word) => word.slice(kind.length + 1)).join(', ')
  const purge = `${kind}/purge`
  return held.has(purge) || !wordsOfKind(kind).some((word) => word === purge) ? 'all' : 'all but purge'
}

/** What a grant allows, in few words; what may come on top is said. */
export function describeGranted(grant: Pick<ReportGrant, 'operations' | 'open'>): string {
  const known = describeOperations(grant.operations)
  if (grant.open !== true) return known
  return known === '' ? 'what it allows cannot be told' : `${known}; perhaps more`
}

/** Grants for people: what one entry gives on both planes with the same effect is one. */
export function joinPlanes(grants: readonly ReportGrant[]): ReportGrant[] {
  const joined = new Map<string, ReportGrant>()
  for (const grant of grants) {
    const { vault, principal, mechanism, scope, role, effective, span } = grant
    const key = JSON.stringify([vault, principal.id, mechanism, scope, role, effective, span.file, span.start])
    const other = joined.get(key)
    if (!other) {
      joined.set(key, grant)
      continue
    }
    const operations = [...new Set([...other.operations, ...grant.operations])]
    joined.set(key, { ...other, operations, ...(grant.open === true ? { open: true } : {}) })
  }
  return [...joined.values()]
}
