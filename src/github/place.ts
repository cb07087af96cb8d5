import type { Finding } from '../rules/finding.js'
import type { Diff, LineRange } from './diff.js'
import type { GitLines } from './lines.js'
import { suggest } from './suggest.js'

/** Where a finding is shown on a pull request, from the best rung of the ladder to the last. */
export type Place =
  | {
      readonly kind: 'line'
      readonly path: string
      /** First line of the comment, at the head; equal to `line` for a comment on one line. */
      readonly startLine: number
      readonly line: number
      /** Whether the finding itself stands there, and not only its resource. */
      readonly exact: boolean
      /** Text that may replace exactly these lines; absent when there is no safe one. */
      readonly suggestion?: string
    }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'summary' }

/**
 * Places a finding on what the diff shows: its own lines within one hunk, else the nearest shown line of the same
 * resource, else its file, else the summary. GitHub refuses comments on any other line.
 */
export function place(finding: Finding, diff: Diff, lines: GitLines): Place {
  const { span, extent } = finding
  if (!span) return { kind: 'summary' }
  const file = diff.get(span.file)
  const own = lines.rangeOf(span)
  if (!file || file.unlisted || !own) return { kind: 'summary' }
  for (const hunk of file.hunks ?? []) {
    const shown = intersect(own, hunk.right)
    if (!shown) continue
    const exact = shown.start === own.start && shown.end === own.end
    const suggestion = exact ? suggest(finding, own, hunk.right, lines) : undefined
    if (suggestion) {
      const { start, end } = suggestion.lines
      return { kind: 'line', path: span.file, startLine: start, line: end, exact, suggestion: suggestion.text }
    }
    return { kind: 'line', path: span.file, startLine: shown.start, line: shown.end, exact }
  }
  const whole = extent?.file === span.file ? lines.rangeOf(extent) : undefined
  const nearest = whole && nearestLine(own.start, whole, file.hunks ?? [])
  if (nearest !== undefined) {
    return { kind: 'line', path: span.file, startLine: nearest, line: nearest, exact: false }
  }
  return { kind: 'file', path: span.file }
}

/** Of the shown lines within the resource the one nearest to the finding, the upper one of two. */
function nearestLine(from: number, whole: LineRange, hunks: readonly { right: LineRange }[]): number | undefined {
  let best: number | undefined
  for (const hunk of hunks) {
    const shown = intersect(whole, hunk.right)
    if (!shown) continue
    const line = Math.min(Math.max(from, shown.start), shown.end)
    if (best === undefined || Math.abs(line - from) < Math.abs(best - from)) best = line
  }
  return best
}

function intersect(a: LineRange, b: LineRange): LineRange | undefined {
  const start = Math.max(a.start, b.start)
  const end = Math.min(a.end, b.end)
  return start <= end ? { start, end } : undefined
}
