import type { Finding, Severity } from '../rules/finding.js'
import type { Report, Summary } from './report.js'
import { weightOf } from './words.js'

/** Findings by how they count. */
export type FindingCounts = Pick<Summary, Severity | 'cannotTell' | 'waived' | 'baselined'>

/** Each finding is in exactly one number: one that is waived or known is that, whatever else it is. */
export function countFindings(findings: readonly Finding[]): FindingCounts {
  const counts = { error: 0, warning: 0, note: 0, cannotTell: 0, waived: 0, baselined: 0 }
  for (const { severity, verdict, waiver, baseline } of findings) {
    if (waiver) counts.waived++
    else if (baseline) counts.baselined++
    else if (verdict === 'cannot-tell') counts.cannotTell++
    else counts[severity]++
  }
  return counts
}

const ranks: Readonly<Record<Severity, number>> = { error: 3, warning: 2, note: 1 }

/** `error` where an input has one; `fail` where a finding stands at or above `failOn`. */
export function verdictOf(
  findings: readonly Finding[],
  report: Pick<Report, 'problems' | 'failOn' | 'cannotTell'>,
): Report['verdict'] {
  if (report.problems.some(({ severity }) => severity === 'error')) return 'error'
  const { failOn } = report
  if (failOn === 'never') return 'pass'
  const fails = findings.some((finding) => {
    const weight = weightOf(finding, report)
    return weight !== undefined && ranks[weight] >= ranks[failOn]
  })
  return fails ? 'fail' : 'pass'
}
