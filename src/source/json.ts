import type { ArrayNode, Comment, Member, Node, ObjectNode, StringNode } from './node.js'
import type { Problem, ProblemCode } from './problem.js'
import type { SourceText } from './text.js'

export interface JsonTree {
  /** Undefined where the text holds no value at all. */
  readonly root: Node | undefined
  readonly problems: readonly Problem[]
  readonly comments: readonly Comment[]
}

export interface JsonLimits {
  /** Objects and arrays within each other; deeper ones are left out with `nesting-too-deep`. */
  readonly depth: number
  /** Syntax errors told one by one. */
  readonly problems: number
}

const defaultLimits: JsonLimits = { depth: 512, problems: 20 }

/**
 * Reads JSON as Azure does for templates: with comments, trailing commas and strings over several lines.
 *
 * Each syntax error is a `json-syntax` problem that says what was expected; the rest of the tree is still returned,
 * and the object or array in which something was lost is marked `incomplete`. Linear in the text, whatever it is.
 */
export function parseJson(source: SourceText, limits: Partial<JsonLimits> = {}): JsonTree {
  const reader = new JsonReader(source, { ...defaultLimits, ...limits })
  const root = reader.document()
  return { root, problems: reader.problems, comments: reader.comments }
}

/**
 * Where each character of a JSON string's value is written: from an index in `node.value` (its length included) to a
 * UTF-16 offset in `text`.
 */
export function offsetsIn(text: string, node: Pick<StringNode, 'start' | 'end' | 'value'>): (index: number) => number {
  const first = node.start + 1
  const { length } = node.value
  if (node.end - node.start - 2 === length) return (index) => first + index
  const offsets: number[] = []
  let at = first
  while (offsets.length < length && at < node.end) {
    offsets.push(at)
    at += escapeLength(text, at)
  }
  const end = Math.min(at, node.end)
  return (index) => offsets[index] ?? end
}

const tab = 9
const newline = 10
const carriageReturn = 13
const space = 32
const doubleQuote = 34
const singleQuote = 39
const star = 42
const comma = 44
const minus = 45
const dot = 46
const slash = 47
const zero = 48
const nine = 57
const colon = 58
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125
const endOfText = -1

const escapes: ReadonlyMap<number, string> = new Map([
  [doubleQuote, '"'],
  [backslash, '\\'],
  [slash, '/'],
  [98, '\b'],
  [102, '\f'],
  [110, '\n'],
  [114, '\r'],
  [116, '\t'],
])

/** One pass over one text; `at` is the next character. */
class JsonReader {
  readonly problems: Problem[] = []
  readonly comments: Comment[] = []
  private readonly text: string
  private readonly file: string
  private readonly limits: JsonLimits
  private at = 0
  /** The next backslash at or after the place where it was last asked for: no search is made twice. */
  private nextBackslash = -1
  private openObjects = 0
  private openArrays = 0
  private lastProblem = -1

  constructor(source: SourceText, limits: JsonLimits) {
    this.text = source.text
    this.file = source.file
    this.limits = limits
  }

  document(): Node | undefined {
    let root = this.skipBlank() === endOfText ? this.missing('a JSON value') : this.value(1)
    while (root === undefined && this.skipBlank() !== endOfText) root = this.value(1)
    if (this.skipBlank() !== endOfText) {
      this.report('json-syntax', 'Expected the end of the file after the JSON value.', this.at, this.text.length)
    }
    return root
  }

  /** The value at the next character, at least one character consumed; undefined, and told, where there is none. */
  private value(depth: number): Node | undefined {
    const code = this.skipBlank()
    switch (code) {
      case doubleQuote:
        return this.string()
      case openBrace:
        return depth > this.limits.depth ? this.skipTooDeep() : this.object(depth)
      case openBracket:
        return depth > this.limits.depth ? this.skipTooDeep() : this.array(depth)
      default:
        if (code === minus || (code >= zero && code <= nine)) return this.number()
        return this.word(code)
    }
  }

  private object(depth: number): ObjectNode {
    const start = this.at++
    const members: Member[] = []
    let complete = true
    this.openObjects++
    for (;;) {
      const code = this.skipBlank()
      if (code === doubleQuote) {
        complete = this.member(this.string(), members, depth) && complete
      } else if (code === closeBrace) {
        this.at++
        break
      } else {
        complete = false
        if (code === endOfText || (code === closeBracket && this.openArrays > 0)) {
          this.missing('`}`')
          break
        }
        this.oddKey(code, members, depth)
      }
    }
    this.openObjects--
    const node: ObjectNode = { kind: 'object', start, end: this.at, members }
    return complete ? node : { ...node, incomplete: true }
  }

  /** What follows a key, up to the next key or the end of the object; false when it could not be read whole. */
  private member(key: StringNode, members: Member[], depth: number): boolean {
    let code = this.skipBlank()
    if (code === colon) {
      this.at++
      code = this.skipBlank()
    } else {
      this.missing('`:` after the property name')
    }
    if (code === comma || code === closeBrace || code === closeBracket || code === endOfText) {
      this.missing('a value for the property')
      if (code === comma) this.at++
      return false
    }
    const value = this.value(depth + 1)
    if (value) members.push({ key: key.value, keyStart: key.start, keyEnd: key.end, value })
    code = this.skipBlank()
    if (code === comma) this.at++
    else if (code !== closeBrace && code !== endOfText) this.missing('`,` or `}` after the property')
    return value !== undefined
  }

  /** A key that is not in double quotes, or no key at all; at least one character consumed. */
  private oddKey(code: number, members: Member[], depth: number): void {
    this.missing('a property name in double quotes')
    if (code === singleQuote) {
      this.member(this.singleQuoted(), members, depth)
    } else if (isWordCode(code)) {
      const start = this.at
      this.skipWord()
      const value = this.text.slice(start, this.at)
      this.member({ kind: 'string', start, end: this.at, value }, members, depth)
    } else if (code === openBrace || code === openBracket) {
      this.value(depth + 1)
    } else {
      this.at++
    }
  }

  private array(depth: number): ArrayNode {
    const start = this.at++
    const items: Node[] = []
    let complete = true
    this.openArrays++
    for (;;) {
      let code = this.skipBlank()
      if (code === closeBracket) {
        this.at++
        break
      }
      if (code === endOfText || (code === closeBrace && this.openObjects > 0)) {
        this.missing('`]`')
        complete = false
        break
      }
      if (code === comma) {
        this.missing('a value')
        this.at++
        complete = false
        continue
      }
      const value = this.value(depth + 1)
      if (value) items.push(value)
      else complete = false
      code = this.skipBlank()
      if (code === comma) this.at++
      else if (code !== closeBracket && code !== endOfText) this.missing('`,` or `]` after the item')
    }
    this.openArrays--
    const node: ArrayNode = { kind: 'array', start, end: this.at, items }
    return complete ? node : { ...node, incomplete: true }
  }

  private string(): StringNode {
    const start = this.at
    const quote = this.text.indexOf('"', start + 1)
    if (quote === -1 || this.backslashFrom(start) < quote) return this.escapedString(start, quote)
    this.at = quote + 1
    return { kind: 'string', start, end: this.at, value: this.text.slice(start + 1, quote) }
  }

  private backslashFrom(offset: number): number {
    if (this.nextBackslash < offset) {
      const found = this.text.indexOf('\\', offset)
      this.nextBackslash = found === -1 ? this.text.length : found
    }
    return this.nextBackslash
  }

  private escapedString(start: number, firstQuote: number): StringNode {
    let quote = firstQuote
    let value = ''
    let from = start + 1
    for (;;) {
      const escape = this.backslashFrom(from)
      if (quote !== -1 && quote < from) quote = this.text.indexOf('"', from)
      if (quote !== -1 && quote < escape) {
        value += this.text.slice(from, quote)
        this.at = quote + 1
        return { kind: 'string', start, end: this.at, value }
      }
      if (escape >= this.text.length - 1) break
      value += this.text.slice(from, escape) + this.unescape(escape)
      from = escape + escapeLength(this.text, escape)
    }
    this.at = this.text.length
    this.report('json-syntax', 'Expected a closing `"` for this string.', start, this.at)
    return { kind: 'string', start, end: this.at, value: value + this.text.slice(from) }
  }

  private unescape(offset: number): string {
    if (escapeLength(this.text, offset) === 6) {
      return String.fromCharCode(Number.parseInt(this.text.slice(offset + 2, offset + 6), 16))
    }
    const plain = escapes.get(this.text.charCodeAt(offset + 1))
    if (plain !== undefined) return plain
    const expected = 'Expected one of `"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t` or `u` and four hex digits after `\\`.'
    this.report('json-syntax', expected, offset, offset + 2)
    return this.text.charAt(offset + 1)
  }

  /** Read for what it means, since whoever wrote it meant a string; the caller has told that it is wrong. */
  private singleQuoted(): StringNode {
    const start = this.at
    this.at++
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at)
      if (code === singleQuote || code === newline || code === carriageReturn) break
      this.at++
    }
    const value = this.text.slice(start + 1, this.at)
    if (this.text.charCodeAt(this.at) === singleQuote) this.at++
    return { kind: 'string', start, end: this.at, value }
  }

  private number(): Node | undefined {
    const start = this.at
    const negative = this.text.charCodeAt(start) === minus
    if (negative) this.at++
    const firstDigit = this.at
    let value = 0
    let code = this.text.charCodeAt(firstDigit)
    while (code >= zero && code <= nine) {
      value = value * 10 + (code - zero)
      code = this.text.charCodeAt(++this.at)
    }
    const digits = this.at - firstDigit
    if (digits > 15 || code === dot || isWordCode(code)) {
      this.skipWord()
      if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(this.text.slice(start, this.at)))
        return this.notNumber(start)
      value = Number(this.text.slice(start, this.at))
    } else if (digits === 0 || (digits > 1 && this.text.charCodeAt(firstDigit) === zero)) {
      return this.notNumber(start)
    } else if (negative) {
      value = -value
    }
    return { kind: 'number', start, end: this.at, value }
  }

  private notNumber(start: number): undefined {
    this.report('json-syntax', 'Expected a number as JSON writes it.', start, this.at)
  }

  /** `true`, `false`, `null`, or something that is no value. */
  private word(code: number): Node | undefined {
    const start = this.at
    if (code === singleQuote) {
      this.missing('a string in double quotes')
      return this.singleQuoted()
    }
    if (isWordCode(code)) this.skipWord()
    else this.at++
    const end = this.at
    switch (this.text.slice(start, Math.min(end, start + 6))) {
      case 'true':
        return { kind: 'boolean', start, end, value: true }
      case 'false':
        return { kind: 'boolean', start, end, value: false }
      case 'null':
        return { kind: 'null', start, end }
      default:
        this.report(
          'json-syntax',
          'Expected a value: a string in double quotes, a number, `true`, `false`, `null`, `{` or `[`.',
          start,
          end,
        )
        return undefined
    }
  }

  private skipWord(): void {
    while (isWordCode(this.text.charCodeAt(this.at))) this.at++
  }

  /** Skips blanks and comments; the code of the next character, or `endOfText`. */
  private skipBlank(): number {
    const { text } = this
    let { at } = this
    for (;;) {
      const code = text.charCodeAt(at)
      if (code > space) {
        this.at = at
        if (code !== slash || !this.skipComment()) return code
        at = this.at
      } else if (code === space || code === newline || code === carriageReturn || code === tab) {
        at++
      } else {
        this.at = at
        return at < text.length ? code : endOfText
      }
    }
  }

  private skipComment(): boolean {
    const start = this.at
    const second = this.text.charCodeAt(start + 1)
    if (second === slash) {
      this.at = lineEnd(this.text, start + 2)
      this.comments.push({ start, end: this.at, text: this.text.slice(start + 2, this.at).trim() })
      return true
    }
    if (second !== star) return false
    const close = this.text.indexOf('*/', start + 2)
    this.at = close === -1 ? this.text.length : close + 2
    if (close === -1) this.report('json-syntax', 'Expected `*/` to end this comment.', start, this.at)
    const text = this.text.slice(start + 2, close === -1 ? this.text.length : close).trim()
    this.comments.push({ start, end: this.at, text })
    return true
  }

  /** Steps over an object or array beyond the depth limit, without recursion. */
  private skipTooDeep(): undefined {
    const start = this.at
    let open = 0
    do {
      const code = this.skipBlank()
      if (code === endOfText) break
      if (code === doubleQuote) {
        this.string()
        continue
      }
      if (code === openBrace || code === openBracket) open++
      else if (code === closeBrace || code === closeBracket) open--
      this.at++
    } while (open > 0)
    const message = `Expected at most ${this.limits.depth} objects and arrays within each other.`
    this.report('nesting-too-deep', message, start, start + 1)
  }

  /** Tells that something should stand at the next character. */
  private missing(what: string): undefined {
    const { at } = this
    this.report('json-syntax', `Expected ${what}.`, at, Math.min(at + 1, this.text.length))
  }

  /** One problem a place, so that what follows from the first is not told. */
  private report(code: ProblemCode, message: string, start: number, end: number): void {
    if (start === this.lastProblem) return
    this.lastProblem = start
    const left = this.limits.problems - this.problems.length
    if (left < 0) return
    const told = left === 0 ? 'More syntax errors follow, which are not listed.' : message
    this.problems.push({ code, severity: 'error', message: told, span: { file: this.file, start, end } })
  }
}

function escapeLength(text: string, offset: number): number {
  if (text.charCodeAt(offset) !== backslash) return 1
  if (text.charCodeAt(offset + 1) !== 117) return 2
  for (let at = offset + 2; at < offset + 6; at++) if (!isHexCode(text.charCodeAt(at))) return 2
  return 6
}

function isHexCode(code: number): boolean {
  return (code >= zero && code <= nine) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}

/** What can stand in a word or number; everything but blanks and JSON's own marks. */
function isWordCode(code: number): boolean {
  if (code >= 97 && code <= 122) return true
  return (
    code > space &&
    code !== doubleQuote &&
    code !== comma &&
    code !== colon &&
    code !== slash &&
    code !== openBracket &&
    code !== closeBracket &&
    code !== openBrace &&
    code !== closeBrace
  )
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === newline || code === carriageReturn) return at
  }
  return text.length
}
