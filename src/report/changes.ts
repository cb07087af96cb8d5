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

/** What `to` holds beyond `from`. */
function gain(from: ReportAccess, to: ReportAccess): ReportGrant[] {
  const held = new Map<string, number>()
  for (const grant of from.grants) {
    for (const operation of grant.operations) {
      const key = keyOf(grant, operation)
      held.set(key, Math.max(held.get(key) ?? 0, weigh(grant)))
    }
  }
  return to.grants.flatMap((grant) => {
    const operations = grant.operations.filter((operation) => (held.get(keyOf(grant, operation)) ?? 0) < weigh(grant))
    return operations.length === 0 ? [] : [{ ...grant, operations }]
  })
}

/** More effect weighs more; what is not held weighs 0. */
function weigh({ effective }: ReportGrant): number {
  return effective === true ? 3 : effective === null ? 2 : 1
}

function keyOf({ vault, scope, principal, plane }: ReportGrant, operation: string): string {
  return [vault?.toLowerCase() ?? `below ${scope}`, principal.id.toLowerCase(), plane, operation].join('\0')
}
