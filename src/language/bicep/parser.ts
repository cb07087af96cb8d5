import type { Comment } from '../../source/node.js'
import type { Problem } from '../../source/problem.js'
import type { SourceText } from '../../source/text.js'
import { Cursor } from './cursor.js'
import { parseDeclaration, parseResource } from './declaration-parser.js'
import { findNextStatement } from './recovery.js'
import type { DeclarationSyntax, FileSyntax } from './syntax.js'
import { token } from './token.js'

export interface BicepTree {
  readonly syntax: FileSyntax
  readonly problems: readonly Problem[]
  readonly comments: readonly Comment[]
}

/**
 * Reads a `.bicep` or `.bicepparam` file.
 *
 * A syntax error is a `bicep-syntax` problem that says what was expected; the declaration in which it stands is kept
 * as far as it was read, with `missing` nodes for the rest, and reading goes on with the next one. Linear in the text.
 */
export function parseBicep(source: SourceText): BicepTree {
  const cursor = new Cursor(source, parseResource)
  const declarations: DeclarationSyntax[] = []
  cursor.skipNewlines()
  while (cursor.kind !== token.end) {
    const first = cursor.at
    const declaration = parseDeclaration(cursor)
    if (declaration !== undefined) declarations.push(declaration)
    if (!cursor.failed && cursor.kind !== token.end) cursor.expect(token.newline, 'a new line after the declaration')
    if (cursor.failedAt !== undefined) cursor.resume(findNextStatement(cursor, first, cursor.failedAt))
    cursor.skipNewlines()
  }
  return {
    syntax: { declarations, start: 0, end: source.text.length },
    problems: cursor.problems,
    comments: cursor.tokens.comments,
  }
}
