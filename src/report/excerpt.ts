import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import { forTerminal, makeVisible } from './inert.js'
import { type Location, locate } from './lines.js'
import type { Palette } from './palette.js'
import { widthOf } from './width.js'

/** A place to show with its line; the first of a list is the one that the finding stands on. */
export interface Mark {
  readonly span: Span
  /** Words beside the underline; empty for none. */
  readonly label: string
}

export interface ExcerptContext {
  readonly sources: ReadonlyMap<string, SourceText>
  /** Places whose text is never shown. */
  readonly secrets: readonly Span[]
  readonly palette: Palette
  /** Colour of the first mark. */
  readonly accent: (text: string) => string
}

interface PlacedMark {
  readonly location: Location
  readonly label: string
  readonly first: boolean
}

/** Units of a line that are shown at most; a minified template is one line of megabytes. */
const SHOWN = 140
const TAB = 4

/** The lines that marks stand on, with line numbers, underlines and labels; files in order of their first mark. */
export function drawExcerpt(marks: readonly Mark[], context: ExcerptContext): string[] {
  const byFile = new Map<string, PlacedMark[]>()
  for (const [at, mark] of marks.entries()) {
    const location = locate(mark.span, context.sources)
    if (!location) continue
    const placed = { location, label: forTerminal(mark.label), first: at === 0 }
    const others = byFile.get(location.path)
    if (others) others.push(placed)
    else byFile.set(location.path, [placed])
  }
  const all = [...byFile.values()].flat()
  const digits = String(Math.max(0, ...all.map((mark) => mark.location.startLine))).length
  return [...byFile].flatMap(([path, placed], at) => drawFile(path, placed, at === 0, digits, context))
}

function drawFile(
  path: string,
  marks: readonly PlacedMark[],
  isFirst: boolean,
  digits: number,
  context: ExcerptContext,
): string[] {
  const { gutter } = context.palette
  const source = context.sources.get(path)
  const [head] = marks
  if (!source || !head) return []
  const margin = ' '.repeat(digits)
  const { startLine, startColumn } = head.location
  const lines = [
    `${margin}${gutter(isFirst ? '-->' : ':::')} ${forTerminal(path)}:${startLine}:${startColumn}`,
    `${margin} ${gutter('|')}`,
  ]
  let previous: number | undefined
  let shown: ShownLine | undefined
  for (const row of rowsOf(marks)) {
    const { startLine } = row.location
    const text = source.lineAt(startLine)
    if (previous !== startLine || !shown || !holds(shown, row, text)) {
      if (previous !== undefined && startLine > previous + 1) lines.push(gutter('...'))
      shown = layOut(source, startLine, row.location.startColumn - 1, context.secrets)
      lines.push(`${gutter(`${String(startLine).padStart(digits)} |`)} ${shown.text}`.trimEnd())
      previous = startLine
    }
    lines.push(`${margin} ${gutter('|')} ${underline(row, shown, text, row.first ? context.accent : gutter)}`)
  }
  return lines
}

/** Places of one line that are underlined together. */
interface Row {
  readonly location: Location
  readonly all: readonly Location[]
  readonly label: string
  readonly first: boolean
}

/** By line and column; places side by side that say the same share a row. */
function rowsOf(marks: readonly PlacedMark[]): Row[] {
  const rows: Row[] = []
  const sorted = marks.toSorted(
    (a, b) => a.location.startLine - b.location.startLine || a.location.startColumn - b.location.startColumn,
  )
  for (const { location, label, first } of sorted) {
    const last = rows.at(-1)
    const end = last?.all.at(-1)
    const joins =
      last &&
      end &&
      !first &&
      !last.first &&
      last.label === label &&
      end.endLine === location.startLine &&
      end.endColumn <= location.startColumn
    if (joins) rows[rows.length - 1] = { ...last, all: [...last.all, location] }
    else rows.push({ location, all: [location], label, first })
  }
  return rows
}

/** The shown part of a line: from which unit to which, and the terminal column of each unit. */
interface ShownLine {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly columns: readonly number[]
}

function holds(shown: ShownLine, row: Row, text: string): boolean {
  return row.all.every(({ startColumn }) => {
    const at = Math.min(startColumn - 1, text.length)
    return at >= shown.start && at <= shown.end
  })
}

function underline(row: Row, shown: ShownLine, text: string, paint: (text: string) => string): string {
  const columnOf = (unit: number): number => {
    const within = Math.max(shown.start, Math.min(unit, shown.end, text.length))
    return shown.columns[within - shown.start] ?? 0
  }
  let line = ''
  for (const { startLine, startColumn, endLine, endColumn } of row.all) {
    const from = columnOf(startColumn - 1)
    const to = columnOf(endLine > startLine ? text.length : endColumn - 1)
    line = `${line.padEnd(from)}${(row.first ? '^' : '-').repeat(Math.max(1, to - from))}`
  }
  const blank = line.length - line.trimStart().length
  const label = row.label === '' ? '' : ` ${row.label}`
  return `${' '.repeat(blank)}${paint(line.slice(blank) + label)}`
}

function layOut(source: SourceText, lineNumber: number, around: number, secrets: readonly Span[]): ShownLine {
  const line = source.lineAt(lineNumber)
  const lineStart = source.lineStarts[lineNumber - 1] ?? 0
  const start = line.length <= SHOWN ? 0 : Math.max(0, Math.min(around - SHOWN / 4, line.length - SHOWN))
  const end = Math.min(line.length, start + SHOWN)
  const hidden = secrets.filter(
    (secret) => secret.file === source.file && secret.start < lineStart + line.length && secret.end > lineStart,
  )
  const isHidden = (at: number): boolean => hidden.some((it) => it.start <= lineStart + at && lineStart + at < it.end)

  let text = start > 0 ? '…' : ''
  let width = widthOf(text)
  const columns: number[] = []
  for (let at = start; at < end; ) {
    const character = String.fromCodePoint(line.codePointAt(at) ?? 0)
    const masked = at > start && isHidden(at - 1) ? '' : '***'
    const shown = isHidden(at) ? masked : show(character, line.slice(Math.max(0, at - 2), at), width)
    for (let unit = 0; unit < character.length; unit++) columns.push(width)
    text += shown
    width += widthOf(shown)
    at += character.length
  }
  columns.push(width)
  return { text: end < line.length ? `${text}…` : text, start, end, columns }
}

function show(character: string, before: string, width: number): string {
  if (character === '\t') return ' '.repeat(TAB - (width % TAB))
  if (character === '[' && before === '##') return '\\u{5b}'
  return makeVisible(character)
}
