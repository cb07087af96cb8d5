import type { Cursor } from './cursor.js'
import { token } from './token.js'

const named = new Set([
  'param',
  'var',
  'type',
  'func',
  'resource',
  'module',
  'output',
  'metadata',
  'assert',
  'test',
  'extensionConfig',
])
const followedByText = new Set(['extension', 'provider', 'using', 'extends', 'import'])

/**
 * Index of the token at which the statement after a syntax error begins: the line of the error itself, where an
 * earlier bracket was left open and it looks like a declaration, or else the first one behind the error that looks like
 * a declaration and stands outside all brackets or at the very beginning of its line.
 */
export function findNextStatement(cursor: Cursor, first: number, failedAt: number): number {
  const last = cursor.tokens.count - 1
  let depth = 0
  let line = first
  for (let index = first; index < last; index++) {
    const kind = cursor.kindAt(index)
    if (kind === token.leftBrace || kind === token.leftSquare || kind === token.leftParen) depth++
    else if (kind === token.rightBrace || kind === token.rightSquare || kind === token.rightParen) depth--
    else if (kind === token.newline && index < failedAt) line = index + 1
    if (index === failedAt && line > first && beginsLine(cursor, line) && looksLikeDeclaration(cursor, line))
      return line
    if (kind === token.newline && index >= failedAt) {
      const next = index + 1
      if (looksLikeDeclaration(cursor, next) && (depth <= 0 || beginsLine(cursor, next))) return next
    }
  }
  return last
}

function beginsLine(cursor: Cursor, index: number): boolean {
  const before = cursor.text.charCodeAt((cursor.tokens.starts[index] ?? 0) - 1)
  return before === 10 || before === 13
}

function looksLikeDeclaration(cursor: Cursor, index: number): boolean {
  const kind = cursor.kindAt(index)
  const after = cursor.kindAt(index + 1)
  if (kind === token.at) return after === token.name
  if (kind !== token.name) return false
  const word = cursor.text.slice(cursor.tokens.starts[index], cursor.tokens.ends[index])
  if (named.has(word)) return after === token.name
  if (word === 'targetScope') return after === token.assign
  if (!followedByText.has(word)) return false
  return after === token.string || after === token.name || after === token.leftBrace || after === token.star
}
