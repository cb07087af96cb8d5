/** A half-open range of text in one file of the run: UTF-16 offsets from 0, `end` exclusive, a byte order mark not counted. */
export interface Span {
  /** Path relative to the repository root, with `/`. */
  readonly file: string
  readonly start: number
  readonly end: number
}

/** The same place, whatever object holds it. */
export function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end && a.file === b.file
}

/** Whether `inner` lies within `outer`, in the same file. */
export function encloses(outer: Span, inner: Span): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/** A total order by file, start and end. */
export function compareSpans(a: Span, b: Span): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.start - b.start || a.end - b.end
}
