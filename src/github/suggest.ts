import { isPlain } from '../report/inert.js'
import type { Edit, Finding } from '../rules/finding.js'
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
 * Undefined when an edit lies in another file or outside `shown` (the lines of one hunk), when edits overlap, when a
 * secret stands on these lines, and when the text would hide something from the reader.
 */
export function suggest(finding: Finding, own: LineRange, shown: LineRange, lines: GitLines): Suggestion | undefined {
  const file = finding.span?.file
  const edits = finding.fix?.edits ?? []
  if (file === undefined || edits.length === 0) return undefined
  let { start, end } = own
  for (const edit of edits) {
    const range = edit.span.file === file ? lines.rangeOf(edit.span) : undefined
    if (!range) return undefined
    start = Math.min(start, range.start)
    end = Math.max(end, range.end)
  }
  if (start < shown.start || end > shown.end || end - start >= MOST_LINES) return undefined
  const text = replaceLines(file, { start, end }, edits, lines)
  return text === undefined ? undefined : { lines: { start, end }, text }
}

/** The text of some lines after edits that lie on them, without its last line break; undefined where that is not safe. */
export function replaceLines(
  file: string,
  { start, end }: LineRange,
  edits: readonly Edit[],
  lines: GitLines,
): string | undefined {
  const text = lines.textOf(file)
  const starts = lines.startsOf(file)
  if (text === undefined || !starts) return undefined
  const from = starts[start - 1] ?? 0
  const to = starts[end] ?? text.length
  if (lines.holdsSecret(file, from, to)) return undefined
  let replaced = ''
  let at = from
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    if (edit.span.start < at || edit.span.end > to) return undefined
    replaced += text.slice(at, edit.span.start) + edit.text
    at = edit.span.end
  }
  replaced += text.slice(at, to)
  const shown = replaced.replace(/\r?\n$/, '').replaceAll('\r\n', '\n')
  return isPlain(shown) ? shown : undefined
}
