import type { Comment } from '../../source/node.js'

/** Kinds of tokens; numbers, since a file has many of them. */
export const token = {
  end: 0,
  /** One or more line breaks without anything between them. */
  newline: 1,
  name: 2,
  number: 3,
  trueWord: 4,
  falseWord: 5,
  nullWord: 6,
  /** A string without interpolation, quotes included. */
  string: 7,
  /** `'…${`, `}…${` and `}…'` of a string with interpolation. */
  stringStart: 8,
  stringMiddle: 9,
  stringEnd: 10,
  leftBrace: 11,
  rightBrace: 12,
  leftParen: 13,
  rightParen: 14,
  leftSquare: 15,
  rightSquare: 16,
  at: 17,
  comma: 18,
  dot: 19,
  ellipsis: 20,
  question: 21,
  coalesce: 22,
  colon: 23,
  doubleColon: 24,
  plus: 25,
  minus: 26,
  star: 27,
  slash: 28,
  percent: 29,
  hat: 30,
  not: 31,
  assign: 32,
  arrow: 33,
  equals: 34,
  notEquals: 35,
  equalsFold: 36,
  notEqualsFold: 37,
  less: 38,
  lessOrEquals: 39,
  greater: 40,
  greaterOrEquals: 41,
  and: 42,
  or: 43,
  pipe: 44,
  /** What no token begins with, or a string that does not end; `errors` says what was expected. */
  invalid: 45,
} as const

/** The tokens of one file in three parallel columns; offsets are UTF-16. */
export interface Tokens {
  readonly kinds: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** The last one is `end`. */
  readonly count: number
  readonly comments: readonly Comment[]
  /** What was expected instead of an invalid token, by its index. */
  readonly errors: ReadonlyMap<number, string>
  /** Trouble that does not stop the parser, such as an escape that does not exist. */
  readonly warnings: readonly LexicalWarning[]
  /** Whether the file has more tokens than are read. */
  readonly truncated: boolean
}

export interface LexicalWarning {
  readonly start: number
  readonly end: number
  readonly message: string
}
