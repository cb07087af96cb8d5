import type { ReportAccess, ReportChanges, ReportGrant } from './report.js'

/**
 * What differs in who can do what: an operation that somebody holds on a vault on one side only, by whatever means.
 *
 * The same operation by another mechanism is no change; one that has an effect on one side only is. Each grant of the result
 * holds only the operations that differ.
 */
export function compareAccess(before: ReportAccess, after: ReportAccess, base: string): ReportChanges {
  return { base, granted: gain(before, after), taken: gain(after, before) }
}

/** What `to` holds beyond `from`; a grant whose extent cannot be told any more counts as well. */
function gain(from: ReportAccess, to: ReportAccess): ReportGrant[] {
  const held = new Map<string, number>()
  const openBefore = new Set<string>()
  for (const grant of from.grants) {
    if (grant.open === true) openBefore.add(keyOf(grant, ''))
    for (const operation of grant.operations) {
      const key = keyOf(grant, operation)
      held.set(key, Math.max(held.get(key) ?? 0, weigh(grant)))
    }
  }
  return to.grants.flatMap(({ open, ...grant }) => {
    const operations = grant.operations.filter((operation) => (held.get(keyOf(grant, operation)) ?? 0) < weigh(grant))
    const isNewlyOpen = open === true && !openBefore.has(keyOf(grant, ''))
    if (operations.length === 0 && !isNewlyOpen) return []
    return [isNewlyOpen ? { ...grant, operations, open } : { ...grant, operations }]
  })
}

/** More effect weighs more; what is not held weighs 0. */
function weigh({ effective }: ReportGrant): number {
  return effective === true ? 3 : effective === null ? 2 : 1
}

function keyOf({ vault, scope, principal, plane }: ReportGrant, operation: string): string {
  return [vault?.toLowerCase() ?? `below ${scope}`, principal.id.toLowerCase(), plane, operation].join('\0')
}
