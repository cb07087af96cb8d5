import type { Problem, ProblemCode } from '../../source/problem.js'
import type { SourceText } from '../../source/text.js'
import { tokenize } from './lexer.js'
import type { MissingSyntax, ResourceSyntax } from './syntax.js'
import { type Tokens, token } from './token.js'

/** Brackets, types, interpolations and nested resources within each other. */
const maxDepth = 256

/** Problems told of one file. */
const maxProblems = 100

/**
 * The place in the tokens of a file that its parsers share.
 *
 * The first thing that was expected and not found is a problem, and from then on the cursor stands at the end: every
 * parser finds nothing more, returns what it has, and the statement is taken up again behind the trouble.
 */
export class Cursor {
  readonly source: SourceText
  readonly text: string
  readonly tokens: Tokens
  readonly problems: Problem[] = []
  /** Index of the current token. */
  at = 0
  /** Its kind. */
  kind: number
  /** Where the last token read ends. */
  lastEnd = 0
  /** The token at which something else was expected, while the statement has not been taken up again. */
  failedAt: number | undefined
  /** How to read a resource inside a resource's body. */
  readonly nestedResource: (cursor: Cursor) => ResourceSyntax
  #depth = 0

  constructor(source: SourceText, nestedResource: (cursor: Cursor) => ResourceSyntax) {
    this.source = source
    this.text = source.text
    this.tokens = tokenize(source.text)
    this.kind = this.tokens.kinds[0] ?? token.end
    this.nestedResource = nestedResource
    for (const { start, end, message } of this.tokens.warnings) this.#add('bicep-syntax', capital(message), start, end)
    if (this.tokens.truncated) {
      this.#add('limit-reached', 'The file is too long: what follows its two millionth token is not read.', 0, 0)
    }
  }

  /** Where the current token begins; after a failure, where that was. */
  get start(): number {
    if (this.failedAt !== undefined) return this.lastEnd
    return this.tokens.starts[this.at] ?? this.text.length
  }

  get end(): number {
    if (this.failedAt !== undefined) return this.lastEnd
    return this.tokens.ends[this.at] ?? this.text.length
  }

  get failed(): boolean {
    return this.failedAt !== undefined
  }

  /** The text of the current token. */
  word(): string {
    return this.text.slice(this.start, this.end)
  }

  kindAt(index: number): number {
    return this.tokens.kinds[index] ?? token.end
  }

  next(): void {
    if (this.kind === token.end) return
    this.lastEnd = this.tokens.ends[this.at] ?? this.text.length
    this.at++
    this.kind = this.tokens.kinds[this.at] ?? token.end
  }

  /** Reads a token of that kind if it is the current one. */
  accept(kind: number): boolean {
    if (this.kind !== kind) return false
    this.next()
    return true
  }

  expect(kind: number, expected: string): boolean {
    if (this.kind === kind) {
      this.next()
      return true
    }
    this.fail(expected)
    return false
  }

  skipNewlines(): void {
    while (this.kind === token.newline) this.next()
  }

  /** Index of the first token from here that is no line break. */
  afterNewlines(from = this.at): number {
    let index = from
    while (this.kindAt(index) === token.newline) index++
    return index
  }

  isWord(word: string): boolean {
    return this.kind === token.name && this.end - this.start === word.length && this.text.startsWith(word, this.start)
  }

  missing(): MissingSyntax {
    return { kind: 'missing', start: this.start, end: this.start }
  }

  /** One level deeper, until {@link leave}; false, with the problem told, where that is too deep. */
  enter(): boolean {
    this.#depth++
    if (this.#depth <= maxDepth) return true
    this.#stop('nesting-too-deep', `Expressions and types may stand at most ${maxDepth} levels within each other.`)
    return false
  }

  leave(): void {
    this.#depth--
  }

  /** Says what was expected here, as in "`=` after the name of the variable". */
  fail(expected: string): void {
    const lexical = this.kind === token.invalid ? this.tokens.errors.get(this.at) : undefined
    this.#stop(
      'bicep-syntax',
      lexical === undefined ? `Expected ${expected}, found ${this.#found()}.` : capital(lexical),
    )
  }

  /** Takes the statements up again at a token. */
  resume(index: number): void {
    this.failedAt = undefined
    this.at = index
    this.kind = this.kindAt(index)
    this.#depth = 0
  }

  #stop(code: ProblemCode, message: string): void {
    if (this.failed) return
    const start = this.start
    this.#add(code, message, start, this.kind === token.newline ? start : this.end)
    this.failedAt = this.at
    this.lastEnd = start
    this.at = this.tokens.count - 1
    this.kind = token.end
  }

  #add(code: ProblemCode, message: string, start: number, end: number): void {
    if (this.problems.length > maxProblems) return
    const span = { file: this.source.file, start, end }
    if (this.problems.length < maxProblems) this.problems.push({ code, severity: 'error', message, span })
    else
      this.problems.push({
        code: 'limit-reached',
        severity: 'error',
        message: 'There are more problems in this file.',
        span,
      })
  }

  #found(): string {
    switch (this.kind) {
      case token.end:
        return 'the end of the file'
      case token.newline:
        return 'the end of the line'
      case token.string:
      case token.stringStart:
        return 'a string'
      case token.stringMiddle:
      case token.stringEnd:
        return '`}`'
      default: {
        const word = this.text.slice(this.start, Math.min(this.end, this.start + 40))
        return `\`${word}\``
      }
    }
  }
}

function capital(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
