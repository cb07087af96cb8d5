import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'

/** A place for people and programs: lines and columns from 1, the column in UTF-16 units, `endColumn` exclusive. */
export interface Location {
  readonly path: string
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

/** Lines and columns of a span; undefined when its file's text is not at hand, for a place is never invented. */
export function locate(span: Span, sources: ReadonlyMap<string, SourceText>): Location | undefined {
  const source = sources.get(span.file)
  if (!source) return undefined
  const start = source.positionAt(span.start)
  const end = source.positionAt(Math.max(span.start, span.end))
  return { path: span.file, startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

/** `main.bicep:12:5`; only the path when no line is known; undefined for no place at all. */
export function placeOf(
  place: { readonly span?: Span; readonly file?: string },
  sources: ReadonlyMap<string, SourceText>,
): string | undefined {
  if (!place.span) return place.file
  const location = locate(place.span, sources)
  return location ? `${location.path}:${location.startLine}:${location.startColumn}` : place.span.file
}
