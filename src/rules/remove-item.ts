import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import type { Edit } from './finding.js'

/**
 * Takes an entry out of its list together with its comma; where it stands alone on its lines, with the lines.
 *
 * Undefined where a comment stands between the entry and a comma.
 */
export function removeItem({ file, start, end }: Span, { text }: SourceText): Edit | undefined {
  const after = skip(text, end, 1)
  const before = skip(text, start - 1, -1)
  const follows = text[after] === ','
  const precedes = text[before] === ','
  const isBehindComment = !precedes && text[before] !== '[' && /\.jsonc?$/i.test(file)
  if (isComment(text, after) || isBehindComment) return undefined
  let from = start
  let to = follows ? after + 1 : end
  if (!follows && precedes) from = before
  const lineStart = startOfLine(text, start)
  const lineEnd = endOfLine(text, to)
  const alone = /^[ \t]*-?[ \t]*$/.test(text.slice(lineStart, start)) && /^[ \t]*$/.test(text.slice(to, lineEnd))
  if (alone && from === start) {
    from = lineStart
    to = Math.min(text.length, lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : 1))
  } else if (follows && text[to] === ' ') to++
  return { span: { file, start: from, end: to }, text: '' }
}

function skip(text: string, from: number, step: 1 | -1): number {
  let at = from
  while (at >= 0 && at < text.length && /\s/.test(text.charAt(at))) at += step
  return at
}

function isComment(text: string, at: number): boolean {
  return text.startsWith('//', at) || text.startsWith('/*', at)
}

function startOfLine(text: string, at: number): number {
  let start = at
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--
  return start
}

function endOfLine(text: string, at: number): number {
  let end = at
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++
  return end
}
