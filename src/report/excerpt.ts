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
  const sorted = marks.toSorted(
    (a, b) => a.location.startLine - b.location.startLine || a.location.startColumn - b.location.startColumn,
  )
  let previous: number | undefined
  for (const mark of sorted) {
    const { location } = mark
    const drawn = layOut(source, location, context.secrets)
    if (previous !== location.startLine) {
      if (previous !== undefined && location.startLine > previous + 1) lines.push(gutter('...'))
      lines.push(`${gutter(`${String(location.startLine).padStart(digits)} |`)} ${drawn.text}`.trimEnd())
      previous = location.startLine
    }
    const paint = mark.first ? context.accent : gutter
    const underline = (mark.first ? '^' : '-').repeat(Math.max(1, drawn.to - drawn.from))
    const label = mark.label === '' ? '' : ` ${mark.label}`
    lines.push(`${margin} ${gutter('|')} ${' '.repeat(drawn.from)}${paint(underline + label)}`)
  }
  return lines
}

/** The shown part of a mark's first line and the terminal columns (from 0) that the mark covers in it. */
function layOut(
  source: SourceText,
  location: Location,
  secrets: readonly Span[],
): { text: string; from: number; to: number } {
  const line = source.lineAt(location.startLine)
  const lineStart = source.lineStarts[location.startLine - 1] ?? 0
  const markFrom = Math.min(location.startColumn - 1, line.length)
  const markTo = location.endLine > location.startLine ? line.length : Math.min(location.endColumn - 1, line.length)
  const shownFrom = line.length <= SHOWN ? 0 : Math.max(0, Math.min(markFrom - SHOWN / 4, line.length - SHOWN))
  const shownTo = Math.min(line.length, shownFrom + SHOWN)
  const hidden = secrets.filter(
    (secret) => secret.file === source.file && secret.start < lineStart + line.length && secret.end > lineStart,
  )
  const isHidden = (at: number): boolean =>
    hidden.some((secret) => secret.start <= lineStart + at && lineStart + at < secret.end)

  let text = shownFrom > 0 ? '…' : ''
  let width = widthOf(text)
  let [from, to] = [width, width]
  for (let at = shownFrom; at < shownTo; ) {
    const character = String.fromCodePoint(line.codePointAt(at) ?? 0)
    if (at <= markFrom) from = width
    const isMasked = isHidden(at)
    const shown = isMasked
      ? at > shownFrom && isHidden(at - 1)
        ? ''
        : '***'
      : show(character, line.slice(Math.max(0, at - 2), at), width)
    text += shown
    width += widthOf(shown)
    at += character.length
    if (at <= markFrom) from = width
    if (at <= markTo) to = width
  }
  return { text: shownTo < line.length ? `${text}…` : text, from, to: Math.max(from, to) }
}

function show(character: string, before: string, width: number): string {
  if (character === '\t') return ' '.repeat(TAB - (width % TAB))
  if (character === '[' && before === '##') return '\\u{5b}'
  return makeVisible(character)
}
