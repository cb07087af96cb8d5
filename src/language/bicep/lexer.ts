import type { Comment } from '../../source/node.js'
import { type LexicalWarning, type Tokens, token } from './token.js'

/** More tokens than the largest template that Azure takes could hold. */
const maxTokens = 2_000_000
const maxWarnings = 100

/** Bicep's own limit. */
const maxName = 255

/** Splits Bicep text into tokens; comments and `#disable-next-line` lines are left out. Linear in the text. */
export function tokenize(text: string): Tokens {
  return new Lexer(text).run()
}

const tab = 9
const lineFeed = 10
const carriageReturn = 13
const space = 32
const dollar = 36
const quote = 39
const star = 42
const slash = 47
const equalsSign = 61
const backslash = 92
const leftBrace = 123
const rightBrace = 125
const tilde = 126
const byteOrderMark = 0xfeff

/** 1 for characters that begin a name, 2 for those that only continue one. */
const nameCharacters = new Uint8Array(128)
for (let code = 97; code <= 122; code++) {
  nameCharacters[code] = 1
  nameCharacters[code - 32] = 1
}
nameCharacters[95] = 1
for (let code = 48; code <= 57; code++) nameCharacters[code] = 2

const singleTokens = new Uint8Array(128)
for (const [character, kind] of [
  ['(', token.leftParen],
  [')', token.rightParen],
  ['[', token.leftSquare],
  [']', token.rightSquare],
  ['@', token.at],
  [',', token.comma],
  ['+', token.plus],
  ['-', token.minus],
  ['*', token.star],
  ['/', token.slash],
  ['%', token.percent],
  ['^', token.hat],
] as const) {
  singleTokens[character.charCodeAt(0)] = kind
}

const pragmas = ['#disable-next-line', '#disable-diagnostics', '#restore-diagnostics']

/** What a `}` inside an interpolation closes: a brace, or the hole of a string (`-1` plain, else its count of `$`). */
const openBrace = 0
const plainString = -1

class Lexer {
  readonly #text: string
  readonly #length: number
  #at = 0
  #kinds: Uint8Array
  #starts: Uint32Array
  #ends: Uint32Array
  #count = 0
  readonly #comments: Comment[] = []
  readonly #errors = new Map<number, string>()
  readonly #warnings: LexicalWarning[] = []
  readonly #holes: number[] = []

  constructor(text: string) {
    this.#text = text
    this.#length = text.length
    const capacity = Math.min(maxTokens, text.length >> 2) + 16
    this.#kinds = new Uint8Array(capacity)
    this.#starts = new Uint32Array(capacity)
    this.#ends = new Uint32Array(capacity)
  }

  run(): Tokens {
    const text = this.#text
    if (text.charCodeAt(0) === byteOrderMark) this.#at = 1
    let truncated = false
    for (;;) {
      this.#skipTrivia()
      if (this.#at >= this.#length) break
      if (this.#count === maxTokens) {
        truncated = true
        break
      }
      this.#scan(text.charCodeAt(this.#at))
    }
    if (this.#holes.length > 0) this.#failHole(this.#length)
    this.#push(token.end, this.#length, this.#length)
    return {
      kinds: this.#kinds,
      starts: this.#starts,
      ends: this.#ends,
      count: this.#count,
      comments: this.#comments,
      errors: this.#errors,
      warnings: this.#warnings,
      truncated,
    }
  }

  #push(kind: number, start: number, end: number): void {
    const index = this.#count
    if (index === this.#kinds.length) this.#grow()
    this.#kinds[index] = kind
    this.#starts[index] = start
    this.#ends[index] = end
    this.#count = index + 1
    this.#at = end
  }

  #grow(): void {
    const capacity = this.#kinds.length * 2
    const kinds = new Uint8Array(capacity)
    const starts = new Uint32Array(capacity)
    const ends = new Uint32Array(capacity)
    kinds.set(this.#kinds)
    starts.set(this.#starts)
    ends.set(this.#ends)
    this.#kinds = kinds
    this.#starts = starts
    this.#ends = ends
  }

  #fail(start: number, end: number, message: string): void {
    this.#errors.set(this.#count, message)
    this.#push(token.invalid, start, end)
  }

  #warn(start: number, message: string): void {
    if (this.#warnings.length < maxWarnings) this.#warnings.push({ start, end: start + 2, message })
  }

  /** The line or the file ends inside `${…}`: whatever strings are open end with it. */
  #failHole(at: number): void {
    this.#holes.length = 0
    this.#fail(at, at, 'expected `}` and the end of the string on this line')
  }

  #skipTrivia(): void {
    const text = this.#text
    for (;;) {
      const code = text.charCodeAt(this.#at)
      if (code === space || code === tab) {
        this.#at++
      } else if (code === slash && text.charCodeAt(this.#at + 1) === slash) {
        this.#lineComment()
      } else if (code === slash && text.charCodeAt(this.#at + 1) === star) {
        this.#blockComment()
      } else if (code === 35 && this.#skipPragma()) {
        continue
      } else {
        return
      }
    }
  }

  #lineComment(): void {
    const start = this.#at
    let end = start + 2
    for (; end < this.#length; end++) {
      const code = this.#text.charCodeAt(end)
      if (code === lineFeed || code === carriageReturn) break
    }
    this.#comments.push({ start, end, text: this.#text.slice(start + 2, end).trim() })
    this.#at = end
  }

  #blockComment(): void {
    const start = this.#at
    const close = this.#text.indexOf('*/', start + 2)
    if (close < 0) this.#warn(start, 'expected `*/` at the end of the comment')
    const end = close < 0 ? this.#length : close + 2
    this.#comments.push({ start, end, text: this.#text.slice(start + 2, close < 0 ? end : close).trim() })
    this.#at = end
  }

  /** `#disable-next-line BCP081` and its like, where nothing but blanks stands before it. */
  #skipPragma(): boolean {
    const text = this.#text
    for (let before = this.#at - 1; before >= 0; before--) {
      const code = text.charCodeAt(before)
      if (code === lineFeed || code === carriageReturn) break
      if (code !== space && code !== tab && code !== byteOrderMark) return false
    }
    const word = pragmas.find((pragma) => text.startsWith(pragma, this.#at))
    if (word === undefined) return false
    this.#at += word.length
    for (;;) {
      const code = text.charCodeAt(this.#at)
      if (code !== space && code !== tab && code !== 45 && !isNamePart(code)) return true
      this.#at++
    }
  }

  #scan(code: number): void {
    const text = this.#text
    const start = this.#at
    if (code < 128) {
      const class_ = nameCharacters[code] ?? 0
      if (class_ === 1) return this.#name(start)
      const single = singleTokens[code] ?? 0
      if (single !== 0) return this.#push(single, start, start + 1)
      if (class_ === 2) {
        let end = start + 1
        while (isDigit(text.charCodeAt(end))) end++
        return this.#push(token.number, start, end)
      }
    }
    switch (code) {
      case lineFeed:
      case carriageReturn:
        return this.#newline(start)
      case quote:
        return this.#string(start)
      case leftBrace:
        if (this.#holes.length > 0) this.#holes.push(openBrace)
        return this.#push(token.leftBrace, start, start + 1)
      case rightBrace:
        return this.#closeBrace(start)
      case dollar:
        return this.#dollar(start)
      default:
        return this.#operator(code, start)
    }
  }

  #name(start: number): void {
    const text = this.#text
    let end = start + 1
    while (isNamePart(text.charCodeAt(end))) end++
    if (end - start > maxName) return this.#fail(start, end, `expected a name of at most ${maxName} characters`)
    let kind: number = token.name
    if (end - start === 4) {
      if (text.startsWith('true', start)) kind = token.trueWord
      else if (text.startsWith('null', start)) kind = token.nullWord
    } else if (end - start === 5 && text.startsWith('false', start)) {
      kind = token.falseWord
    }
    this.#push(kind, start, end)
  }

  #newline(start: number): void {
    if (this.#holes.length > 0) this.#failHole(start)
    const text = this.#text
    let end = start + 1
    for (;;) {
      const code = text.charCodeAt(end)
      if (code !== lineFeed && code !== carriageReturn) break
      end++
    }
    this.#push(token.newline, start, end)
  }

  #operator(code: number, start: number): void {
    const next = this.#text.charCodeAt(start + 1)
    switch (code) {
      case 46: {
        const dots = next === 46 && this.#text.charCodeAt(start + 2) === 46
        return dots ? this.#push(token.ellipsis, start, start + 3) : this.#push(token.dot, start, start + 1)
      }
      case 63:
        return this.#oneOrTwo(start, token.question, next === 63 ? token.coalesce : 0)
      case 58:
        return this.#oneOrTwo(start, token.colon, next === 58 ? token.doubleColon : 0)
      case 33:
        return this.#oneOrTwo(
          start,
          token.not,
          next === equalsSign ? token.notEquals : next === tilde ? token.notEqualsFold : 0,
        )
      case 60:
        return this.#oneOrTwo(start, token.less, next === equalsSign ? token.lessOrEquals : 0)
      case 62:
        return this.#oneOrTwo(start, token.greater, next === equalsSign ? token.greaterOrEquals : 0)
      case equalsSign:
        return this.#oneOrTwo(start, token.assign, assignSuffix(next))
      case 124:
        return this.#oneOrTwo(start, token.pipe, next === 124 ? token.or : 0)
      case 38:
        if (next === 38) return this.#push(token.and, start, start + 2)
    }
    const end = start + (code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000 ? 2 : 1)
    const hint =
      code === 34 ? 'expected a string in single quotes' : code === 38 ? 'expected `&&`' : 'unexpected character'
    this.#fail(start, Math.min(end, this.#length), hint)
  }

  #oneOrTwo(start: number, one: number, two: number): void {
    if (two === 0) this.#push(one, start, start + 1)
    else this.#push(two, start, start + 2)
  }

  #string(start: number): void {
    if (this.#text.charCodeAt(start + 1) === quote && this.#text.charCodeAt(start + 2) === quote) {
      this.#multiLine(start, start + 3, 0, true)
    } else {
      this.#singleLine(start, true)
    }
  }

  #dollar(start: number): void {
    const text = this.#text
    let at = start
    while (text.charCodeAt(at) === dollar) at++
    if (text.startsWith("'''", at)) this.#multiLine(start, at + 3, at - start, true)
    else this.#fail(start, at, "expected `'''` after `$`")
  }

  #closeBrace(start: number): void {
    const hole = this.#holes.at(-1)
    if (hole === undefined) return this.#push(token.rightBrace, start, start + 1)
    if (hole === openBrace) {
      this.#holes.pop()
      return this.#push(token.rightBrace, start, start + 1)
    }
    if (hole === plainString) return this.#singleLine(start, false)
    return this.#multiLine(start, start + 1, hole, false)
  }

  /** The piece of a string on one line that begins at `start`, with the quote or the brace before it. */
  #singleLine(start: number, first: boolean): void {
    const text = this.#text
    let at = start + 1
    for (; at < this.#length; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) {
        if (!first) this.#holes.pop()
        return this.#push(first ? token.string : token.stringEnd, start, at + 1)
      }
      if (code === dollar && text.charCodeAt(at + 1) === leftBrace) {
        if (first) this.#holes.push(plainString)
        return this.#push(first ? token.stringStart : token.stringMiddle, start, at + 2)
      }
      if (code === lineFeed || code === carriageReturn) break
      if (code === backslash) {
        const length = escapeLength(text, at)
        if (length > 0) {
          at += length - 1
        } else if (at + 1 < this.#length) {
          const next = text.charCodeAt(at + 1)
          this.#warn(at, "expected one of the escapes `\\\\`, `\\'`, `\\n`, `\\r`, `\\t`, `\\$` and `\\u{…}`")
          if (next !== lineFeed && next !== carriageReturn) at++
        }
      }
    }
    this.#holes.length = 0
    this.#fail(start, at, "expected `'` at the end of the string")
  }

  /** The piece of a `'''` string whose text begins at `from`; `dollars` is how many `$` open its holes, 0 for none. */
  #multiLine(start: number, from: number, dollars: number, first: boolean): void {
    const text = this.#text
    let at = from
    while (at < this.#length) {
      const code = text.charCodeAt(at)
      if (code !== quote && code !== dollar) {
        at++
        continue
      }
      const run = at
      while (text.charCodeAt(at) === code) at++
      if (code === quote && at - run >= 3) {
        if (!first) this.#holes.pop()
        return this.#push(first ? token.string : token.stringEnd, start, at)
      }
      if (code === dollar && dollars > 0 && at - run >= dollars && text.charCodeAt(at) === leftBrace) {
        if (first) this.#holes.push(dollars)
        return this.#push(first ? token.stringStart : token.stringMiddle, start, at + 1)
      }
    }
    this.#holes.length = 0
    this.#fail(start, at, "expected `'''` at the end of the string")
  }
}

function assignSuffix(next: number): number {
  if (next === equalsSign) return token.equals
  if (next === tilde) return token.equalsFold
  return next === 62 ? token.arrow : 0
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isNamePart(code: number): boolean {
  return code < 128 && nameCharacters[code] !== 0
}

/** How long the escape at a backslash is; 0 where there is no such escape. */
export function escapeLength(text: string, at: number): number {
  switch (text.charCodeAt(at + 1)) {
    case 110: // n
    case 114: // r
    case 116: // t
    case backslash:
    case quote:
      return 2
    case dollar:
      return text.charCodeAt(at + 2) === leftBrace ? 3 : 2
    case 117: {
      // u{…}
      if (text.charCodeAt(at + 2) !== leftBrace) return 0
      let end = at + 3
      while (isHexDigit(text.charCodeAt(end))) end++
      if (end === at + 3 || text.charCodeAt(end) !== rightBrace) return 0
      return Number.parseInt(text.slice(at + 3, end), 16) <= 0x10ffff ? end + 1 - at : 0
    }
    default:
      return 0
  }
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}
