import type { Finding, Severity } from '../rules/finding.js'
import { compareText } from '../source/order.js'
import type { Diff } from './diff.js'
import type { GitLines } from './lines.js'
import { type Place, place } from './place.js'

/** Findings that share a comment; mostly one. */
export interface Group {
  readonly findings: readonly Finding[]
  readonly at: Place
  /** Those whose edits lie on the lines of the place. */
  readonly mendable: readonly Finding[]
}

/** More findings than this at one place share a comment. */
const MOST_AT_ONE_PLACE = 3
const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/**
 * Findings with their places in the order of weight, those beyond a few at one place together.
 *
 * Apart are what a person has accepted, and twins: two of one fingerprint cannot be told apart by a later run, so only
 * the first gets a comment.
 */
export function groupByPlace(
  findings: readonly Finding[],
  diff: Diff,
  lines: GitLines,
  isAccepted: (finding: Finding) => boolean,
): { readonly groups: readonly Group[]; readonly apart: ReadonlyMap<Finding, 'accepted' | 'summary'> } {
  const apart = new Map<Finding, 'accepted' | 'summary'>()
  const byPlace = new Map<string, Group[]>()
  const seen = new Set<string>()
  for (const finding of [...findings].sort(compareFindings)) {
    const { fingerprint } = finding
    if (isAccepted(finding)) {
      apart.set(finding, 'accepted')
    } else if (seen.has(fingerprint)) {
      apart.set(finding, 'summary')
    } else {
      seen.add(fingerprint)
      const at = place(finding, diff, lines)
      const key = at.kind === 'line' ? `${at.path}\0${at.startLine}\0${at.line}` : fingerprint
      const isMendable = at.kind === 'line' && at.suggestion !== undefined
      const group = { findings: [finding], at, mendable: isMendable ? [finding] : [] }
      const there = byPlace.get(key)
      if (there) there.push(group)
      else byPlace.set(key, [group])
    }
  }
  const groups = [...byPlace.values()].flatMap((all) => (all.length > MOST_AT_ONE_PLACE ? [join(all)] : all))
  return { groups, apart }
}

/** The order in which comments are shown and cut off: severity, then place, then rule. */
function compareFindings(a: Finding, b: Finding): number {
  return (
    WEIGHT[a.severity] - WEIGHT[b.severity] ||
    compareText(a.span?.file ?? '', b.span?.file ?? '') ||
    (a.span?.start ?? 0) - (b.span?.start ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  )
}

function join(groups: readonly Group[]): Group {
  const { at } = groups.find(({ mendable }) => mendable.length > 0) ?? groups[0] ?? { at: { kind: 'summary' } }
  return {
    at,
    findings: groups.flatMap((group) => group.findings),
    mendable: groups.flatMap((group) => group.mendable),
  }
}
