import type { Finding } from '../rules/finding.js'
import type { LineRange } from './diff.js'
import type { GitLines } from './lines.js'

/** What a reviewer can commit with one click. */
export interface Suggestion {
  /** The lines that the text replaces, which the comment must cover exactly. */
  readonly lines: LineRange
  /** Without the last line break; empty to take the lines away. */
  readonly text: string
}

const MOST_LINES = 30

/**
 * Turns the edits of a fix into a suggestion on the lines of the finding and of the edits together.
 *
 * Undefined when an edit lies in another file or outside `shown` (the lines of one hunk), when edits overlap, and
 * when a secret stands on these lines.
 */
export function suggest(finding: Finding, own: LineRange, shown: LineRange, lines: GitLines): Suggestion | undefined {
  const file = finding.span?.file
  const edits = [...(finding.fix?.edits ?? [])].sort((a, b) => a.span.start - b.span.start)
  if (file === undefined || edits.length === 0) return undefined
  const text = lines.textOf(file)
  const starts = lines.startsOf(file)
  if (text === undefined || !starts) return undefined

  let { start, end } = own
  for (const edit of edits) {
    const range = edit.span.file === file ? lines.rangeOf(edit.span) : undefined
    if (!range || edit.span.end > text.length) return undefined
    start = Math.min(start, range.start)
    end = Math.max(end, range.end)
  }
  if (start < shown.start || end > shown.end || end - start >= MOST_LINES) return undefined

  const from = starts[start - 1] ?? 0
  const to = starts[end] ?? text.length
  if (lines.holdsSecret(file, from, to)) return undefined
  let replaced = ''
  let at = from
  for (const edit of edits) {
    if (edit.span.start < at) return undefined
    replaced += text.slice(at, edit.span.start) + edit.text
    at = edit.span.end
  }
  replaced += text.slice(at, to)
  return { lines: { start, end }, text: replaced.replace(/\r?\n$/, '').replaceAll('\r\n', '\n') }
}
