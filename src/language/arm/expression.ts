import { offsetsIn } from '../../source/json.js'
import type { StringNode } from '../../source/node.js'
import type { Problem } from '../../source/problem.js'
import type { Span } from '../../source/span.js'
import type { SourceText } from '../../source/text.js'
import type { CallExpression, DeferredExpression, Expression } from '../program.js'

/** A forced expression. */
export type Lowered = Exclude<Expression, DeferredExpression>

/** Parts within each other that an expression may have. */
export const maxExpressionDepth = 256

/** Whether Azure evaluates the string: `[…]`, unless it starts with `[[`. */
export function isExpression(value: string): boolean {
  return value.startsWith('[') && value.endsWith(']') && value.length > 1 && value.charAt(1) !== '['
}

/** The text that a string stands for which is no expression: `[[a]` is `[a]`. */
export function unescapeLiteral(value: string): string {
  return value.startsWith('[[') && value.endsWith(']') ? value.slice(1) : value
}

/**
 * Lowers a string of a template, an expression or not; every part has the place where it stands inside the string.
 *
 * With `call`, all of it stands there. A syntax error is reported as `expression-syntax`, too deep a nesting as `nesting-too-deep`; both are an `unknown`.
 * Syntax: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */
export function lowerString(
  source: SourceText,
  node: Pick<StringNode, 'start' | 'end' | 'value'>,
  report: (problem: Problem) => void,
  call?: Span,
): Lowered {
  const { value } = node
  const span = call ?? { file: source.file, start: node.start, end: node.end }
  if (!isExpression(value)) return { kind: 'literal', value: unescapeLiteral(value), span }
  const offset = offsetsIn(source.text, node)
  const place = (start: number, end: number): Span =>
    call ?? { file: source.file, start: offset(start), end: offset(end) }
  const reader = new ExpressionReader(value, place)
  const read = reader.whole()
  if (read) return read
  const { code, message, at } = reader.failure
  const end = Math.min(at + 1, value.length)
  report({ code, severity: 'error', message, span: place(at, end) })
  return { kind: 'unknown', cause: { kind: 'invalid', message }, secret: false, span }
}

interface Failure {
  readonly code: 'expression-syntax' | 'nesting-too-deep'
  readonly message: string
  /** Index in the decoded string. */
  readonly at: number
}

/** Reads one expression; each method leaves its `failure` and answers undefined where the text is not what it must be. */
class ExpressionReader {
  failure: Failure = { code: 'expression-syntax', message: '', at: 0 }
  private readonly text: string
  private readonly span: (start: number, end: number) => Span
  private at = 1
  /** Of the expression read last: the longest way down. */
  private height = 0

  constructor(text: string, span: (start: number, end: number) => Span) {
    this.text = text
    this.span = span
  }

  whole(): Lowered | undefined {
    const read = this.expression(1)
    if (!read) return undefined
    this.skipBlank()
    return this.at === this.text.length - 1 ? read : this.expected('the end of the expression (`]`)')
  }

  private expression(depth: number): Lowered | undefined {
    if (depth > maxExpressionDepth) return this.tooDeep()
    this.skipBlank()
    const start = this.at
    let base = this.primary(depth)
    let { height } = this
    while (base) {
      this.skipBlank()
      const char = this.text.charAt(this.at)
      if (char !== '.' && (char !== '[' || this.at === this.text.length - 1)) break
      base = char === '.' ? this.member(base, start) : this.index(base, start, depth)
      height = Math.max(height, this.height) + 1
      if (base && height > maxExpressionDepth) return this.tooDeep()
    }
    this.height = height
    return base
  }

  private member(base: Lowered, start: number): Lowered | undefined {
    this.at++
    this.skipBlank()
    const nameStart = this.at
    const name = this.identifier()
    if (name === undefined) return this.expected('a property name after `.`')
    this.height = 0
    const nameSpan = this.span(nameStart, this.at)
    return { kind: 'member', base, name, nameSpan, safe: false, span: this.span(start, this.at) }
  }

  private index(base: Lowered, start: number, depth: number): Lowered | undefined {
    this.at++
    const index = this.expression(depth + 1)
    if (!index || !this.take(']', '`]` after the index')) return undefined
    return { kind: 'index', base, index, safe: false, fromEnd: false, span: this.span(start, this.at) }
  }

  private primary(depth: number): Lowered | undefined {
    this.height = 0
    const char = this.text.charAt(this.at)
    if (char === "'") return this.string()
    if (char === '-' || isDigit(char)) return this.number()
    const start = this.at
    let nameStart = start
    let name = this.identifier()
    if (name === undefined) return this.expected('a function, a string in single quotes or a number')
    let namespace: string | undefined
    this.skipBlank()
    if (this.text.charAt(this.at) === '.') {
      this.at++
      this.skipBlank()
      namespace = name
      nameStart = this.at
      name = this.identifier()
      if (name === undefined) return this.expected('a function name after `.`')
    }
    const nameSpan = this.span(nameStart, nameStart + name.length)
    const args = this.args(depth)
    if (!args) return undefined
    const call = { kind: 'call', name, nameSpan, args, span: this.span(start, this.at) } as const
    return namespace === undefined ? refine(call) : { ...call, namespace }
  }

  private args(depth: number): Lowered[] | undefined {
    if (!this.take('(', '`(` after the function name')) return undefined
    const args: Lowered[] = []
    let height = 0
    this.skipBlank()
    if (this.text.charAt(this.at) !== ')') {
      do {
        const argument = this.expression(depth + 1)
        if (!argument) return undefined
        args.push(argument)
        height = Math.max(height, this.height)
        this.skipBlank()
      } while (this.text.charAt(this.at) === ',' && ++this.at > 0)
    }
    this.height = height + 1
    return this.take(')', '`,` or `)` after the argument') ? args : undefined
  }

  private string(): Lowered | undefined {
    const start = this.at
    let end = this.text.indexOf("'", start + 1)
    while (end !== -1 && this.text.charAt(end + 1) === "'") end = this.text.indexOf("'", end + 2)
    if (end === -1) {
      this.at = this.text.length - 1
      return this.expected("a closing `'` for this string", start)
    }
    this.at = end + 1
    const value = this.text.slice(start + 1, end).replaceAll("''", "'")
    return { kind: 'literal', value, span: this.span(start, this.at) }
  }

  private number(): Lowered | undefined {
    const start = this.at
    if (this.text.charAt(this.at) === '-') this.at++
    if (!isDigit(this.text.charAt(this.at))) return this.expected('a digit')
    while (isDigit(this.text.charAt(this.at))) this.at++
    if (this.text.charAt(this.at) === '.' && isDigit(this.text.charAt(this.at + 1))) {
      this.at++
      while (isDigit(this.text.charAt(this.at))) this.at++
    }
    return { kind: 'literal', value: Number(this.text.slice(start, this.at)), span: this.span(start, this.at) }
  }

  private identifier(): string | undefined {
    const start = this.at
    if (isDigit(this.text.charAt(start))) return undefined
    while (isNameCode(this.text.charCodeAt(this.at))) this.at++
    return this.at > start ? this.text.slice(start, this.at) : undefined
  }

  private take(char: string, what: string): boolean {
    this.skipBlank()
    if (this.text.charAt(this.at) === char) {
      this.at++
      return true
    }
    this.expected(what)
    return false
  }

  private skipBlank(): void {
    while (this.text.charCodeAt(this.at) <= 32) this.at++
  }

  private expected(what: string, at: number = this.at): undefined {
    this.failure = { code: 'expression-syntax', message: `Expected ${what}.`, at }
  }

  private tooDeep(): undefined {
    const message = `Expected at most ${maxExpressionDepth} parts of an expression within each other.`
    this.failure = { code: 'nesting-too-deep', message, at: this.at }
  }
}

/** Calls that are syntax rather than functions, where their arguments are written out. */
function refine(call: CallExpression & { readonly args: readonly Lowered[] }): Lowered {
  const { args, span } = call
  const names = args.map((argument) => (argument.kind === 'literal' ? argument.value : undefined))
  const [name] = names
  switch (call.name.toLowerCase()) {
    case 'parameters':
      return args.length === 1 && typeof name === 'string' ? { kind: 'parameter', name, span } : call
    case 'variables':
      return args.length === 1 && typeof name === 'string' ? { kind: 'variable', name, span } : call
    case 'lambdavariables':
      return args.length === 1 && typeof name === 'string' ? { kind: 'local', name, span } : call
    case 'lambda': {
      const parameters = names.slice(0, -1).filter((parameter) => typeof parameter === 'string')
      const body = args.at(-1)
      return body && parameters.length === args.length - 1 ? { kind: 'lambda', parameters, body, span } : call
    }
    case 'if': {
      const [condition, then, otherwise] = args
      if (!condition || !then || !otherwise || args.length > 3) return call
      return { kind: 'if', condition, then, otherwise, span }
    }
    case 'true':
    case 'false':
      return args.length === 0 ? { kind: 'literal', value: call.name.toLowerCase() === 'true', span } : call
    case 'null':
      return args.length === 0 ? { kind: 'literal', value: null, span } : call
    default:
      return call
  }
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

/** Letters, digits, `_` and `$`; names outside ASCII do not occur in Azure's functions, but may in properties. */
function isNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  )
}
