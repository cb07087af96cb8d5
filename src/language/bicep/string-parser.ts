import type { Cursor } from './cursor.js'
import { escapeLength } from './lexer.js'
import type { ExpressionSyntax, InterpolationSyntax, LiteralSyntax } from './syntax.js'
import { token } from './token.js'

const backslash = 92
const dollar = 36
const quote = 39

/** Reads a string, the cursor at its first token; `parseHole` reads what stands in `${…}`. */
export function parseString(
  cursor: Cursor,
  parseHole: (cursor: Cursor) => ExpressionSyntax,
): LiteralSyntax | InterpolationSyntax {
  const { text, start } = cursor
  const dollars = countDollars(text, start)
  const multiLine = text.charCodeAt(start + dollars + 1) === quote && text.charCodeAt(start + dollars + 2) === quote
  const opening = multiLine ? dollars + 3 : 1
  if (cursor.kind === token.string) {
    const from = multiLine ? afterLineBreak(text, start + opening) : start + opening
    const to = cursor.end - (multiLine ? 3 : 1)
    cursor.next()
    return { kind: 'literal', value: decode(text, from, to, multiLine), start, end: cursor.lastEnd }
  }
  const parts: ExpressionSyntax[] = []
  const hole = multiLine ? dollars + 1 : 2
  const addText = (from: number, to: number): void => {
    if (to > from) parts.push({ kind: 'literal', value: decode(text, from, to, multiLine), start: from, end: to })
  }
  addText(multiLine ? afterLineBreak(text, start + opening) : start + opening, cursor.end - hole)
  cursor.next()
  for (;;) {
    parts.push(parseHole(cursor))
    if (cursor.kind === token.stringMiddle) {
      addText(cursor.start + 1, cursor.end - hole)
      cursor.next()
    } else if (cursor.kind === token.stringEnd) {
      addText(cursor.start + 1, cursor.end - (multiLine ? 3 : 1))
      cursor.next()
      return { kind: 'interpolation', parts, start, end: cursor.lastEnd }
    } else {
      cursor.fail('`}` after the expression in the string')
      return { kind: 'interpolation', parts: [...parts, cursor.missing()], start, end: cursor.lastEnd }
    }
  }
}

function countDollars(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === dollar) at++
  return at - start
}

/** A line break right after `'''` is not part of the string. */
function afterLineBreak(text: string, at: number): number {
  const afterReturn = text.charCodeAt(at) === 13 ? at + 1 : at
  return text.charCodeAt(afterReturn) === 10 ? afterReturn + 1 : afterReturn
}

function decode(text: string, from: number, to: number, multiLine: boolean): string {
  const written = text.slice(from, to)
  return multiLine || !written.includes('\\') ? written : unescape(written)
}

function unescape(written: string): string {
  let result = ''
  let from = 0
  for (let at = written.indexOf('\\'); at >= 0; at = written.indexOf('\\', from)) {
    result += written.slice(from, at)
    const length = escapeLength(written, at)
    result += length === 0 ? '\\' : escaped(written, at, length)
    from = at + Math.max(length, 1)
  }
  return result + written.slice(from)
}

function escaped(written: string, at: number, length: number): string {
  const code = written.charCodeAt(at + 1)
  switch (code) {
    case 110:
      return '\n'
    case 114:
      return '\r'
    case 116:
      return '\t'
    case 117:
      return String.fromCodePoint(Number.parseInt(written.slice(at + 3, at + length - 1), 16))
    case dollar:
      return written.slice(at + 1, at + length)
    case backslash:
      return '\\'
    default:
      return "'"
  }
}
