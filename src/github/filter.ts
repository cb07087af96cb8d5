import type { Report, Summary } from '../report/report.js'
import { countFindings, verdictOf } from '../report/verdict.js'
import type { Finding } from '../rules/finding.js'
import type { Span } from '../source/span.js'
import { type Diff, touches } from './diff.js'
import { GitLines } from './lines.js'

/** What of a run a change answers for: changed resources, changed lines, changed files, or everything. */
export type Filter = 'resource' | 'lines' | 'files' | 'all'

export const FILTERS: readonly Filter[] = ['resource', 'lines', 'files', 'all']

/** A change as the filter sees it; `isWhole` is false when GitHub did not list every file of it. */
export interface Change {
  readonly diff: Diff
  readonly isWhole: boolean
}

/**
 * Whether a finding is reported on this change.
 *
 * What has no place, and what lies in a file that GitHub may have left out of its list, is reported: better twice
 * than lost. A place that the finding points to (`related`) counts like its own.
 */
export function isConcerned(finding: Finding, filter: Filter, change: Change, lines: GitLines): boolean {
  if (filter === 'all' || !finding.span) return true
  const { span, extent, related } = finding
  const places: readonly Span[] = filter === 'resource' && extent ? [span, extent] : [span]
  const all = [...places, ...related.map((one) => one.span)]
  return all.some((one) => {
    const file = change.diff.get(one.file)
    if (!file) return !change.isWhole
    if (filter === 'files') return true
    const range = lines.rangeOf(one)
    return range === undefined || touches(file, range)
  })
}

/** The report of a change: findings outside the filter are only a number, and count for nothing else. */
export function narrow(report: Report, filter: Filter, change: Change): Report {
  const lines = new GitLines(report.sources)
  const findings = report.findings.filter((finding) => isConcerned(finding, filter, change, lines))
  const summary: Summary = { ...report.summary, ...countFindings(findings) }
  const outside = (report.outside ?? 0) + report.findings.length - findings.length
  return { ...report, findings, summary, outside, verdict: verdictOf(findings, report) }
}
