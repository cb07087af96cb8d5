import type { Cursor } from './cursor.js'
import { parseString } from './string-parser.js'
import type {
  BinaryOperator,
  ExpressionSyntax,
  ForSyntax,
  LoopSyntax,
  ObjectSyntax,
  PropertySyntax,
  ResourceSyntax,
  SpreadSyntax,
} from './syntax.js'
import { token } from './token.js'

interface Operator {
  readonly text: BinaryOperator
  readonly precedence: number
  /** Whether a row of them is one node. */
  readonly joins: boolean
}

const operators: (Operator | undefined)[] = []
for (const [kind, text, precedence] of [
  [token.star, '*', 7],
  [token.slash, '/', 7],
  [token.percent, '%', 7],
  [token.plus, '+', 6],
  [token.minus, '-', 6],
  [token.less, '<', 5],
  [token.lessOrEquals, '<=', 5],
  [token.greater, '>', 5],
  [token.greaterOrEquals, '>=', 5],
  [token.equals, '==', 4],
  [token.notEquals, '!=', 4],
  [token.equalsFold, '=~', 4],
  [token.notEqualsFold, '!~', 4],
  [token.and, '&&', 3],
  [token.or, '||', 2],
  [token.coalesce, '??', 1],
] as const) {
  operators[kind] = { text, precedence, joins: precedence <= 3 }
}

/** Reads one expression; line breaks may stand in brackets and around `?` and `:`. */
export function parseExpression(cursor: Cursor): ExpressionSyntax {
  if (!cursor.enter()) return cursor.missing()
  const start = cursor.start
  const condition = parseBinary(cursor, 0)
  let result = condition
  if (acceptAcrossLines(cursor, token.question)) {
    const whenTrue = parseExpression(cursor)
    if (!acceptAcrossLines(cursor, token.colon)) cursor.fail('`:` and the value where the condition is false')
    const whenFalse = parseExpression(cursor)
    result = { kind: 'ternary', condition, whenTrue, whenFalse, start, end: cursor.lastEnd }
  }
  cursor.leave()
  return result
}

function acceptAcrossLines(cursor: Cursor, kind: number): boolean {
  if (cursor.kind === kind) {
    cursor.next()
    return true
  }
  if (cursor.kind !== token.newline || cursor.kindAt(cursor.afterNewlines()) !== kind) return false
  cursor.skipNewlines()
  cursor.next()
  return true
}

function parseBinary(cursor: Cursor, above: number): ExpressionSyntax {
  const start = cursor.start
  let left = parseUnary(cursor)
  let row: { operator: Operator; operands: ExpressionSyntax[] } | undefined
  for (;;) {
    const operator = operators[cursor.kind]
    if (operator === undefined || operator.precedence <= above) return left
    const operatorStart = cursor.start
    cursor.next()
    const operatorEnd = cursor.lastEnd
    const right = parseBinary(cursor, operator.precedence)
    if (row !== undefined && row.operator === operator && left.kind === 'binary') {
      row.operands.push(right)
      left = { ...left, end: cursor.lastEnd }
      continue
    }
    const operands = [left, right]
    left = { kind: 'binary', operator: operator.text, operatorStart, operatorEnd, operands, start, end: cursor.lastEnd }
    row = operator.joins ? { operator, operands } : undefined
  }
}

function parseUnary(cursor: Cursor): ExpressionSyntax {
  const kind = cursor.kind
  if (kind !== token.not && kind !== token.minus && kind !== token.plus) return parsePostfix(cursor)
  if (!cursor.enter()) return cursor.missing()
  const start = cursor.start
  cursor.next()
  const operand = parseUnary(cursor)
  cursor.leave()
  const operator = kind === token.not ? '!' : kind === token.minus ? '-' : '+'
  return { kind: 'unary', operator, operand, start, end: cursor.lastEnd }
}

function parsePostfix(cursor: Cursor): ExpressionSyntax {
  const start = cursor.start
  let base = parsePrimary(cursor)
  for (;;) {
    switch (cursor.kind) {
      case token.dot:
        base = parseMember(cursor, base, start)
        break
      case token.doubleColon: {
        cursor.next()
        const nameStart = cursor.start
        const name = expectName(cursor, 'the name of a nested resource')
        const end = cursor.lastEnd
        base = { kind: 'member', base, name, nameStart, nameEnd: end, safe: false, nested: true, start, end }
        break
      }
      case token.leftSquare:
        base = parseIndex(cursor, base, start)
        break
      case token.not:
        cursor.next()
        break
      default:
        return base
    }
  }
}

function parseMember(cursor: Cursor, base: ExpressionSyntax, start: number): ExpressionSyntax {
  cursor.next()
  const safe = cursor.accept(token.question)
  const nameStart = cursor.start
  const name = expectName(cursor, 'the name of a property or function')
  const nameEnd = cursor.lastEnd
  if (cursor.kind !== token.leftParen) {
    return { kind: 'member', base, name, nameStart, nameEnd, safe, nested: false, start, end: nameEnd }
  }
  const args = parseArguments(cursor)
  return { kind: 'call', base, name, nameStart, nameEnd, args, start, end: cursor.lastEnd }
}

function parseIndex(cursor: Cursor, base: ExpressionSyntax, start: number): ExpressionSyntax {
  cursor.next()
  const safe = cursor.accept(token.question)
  const fromEnd = cursor.accept(token.hat)
  const index = parseExpression(cursor)
  cursor.expect(token.rightSquare, '`]` after the index')
  return { kind: 'index', base, index, safe, fromEnd, start, end: cursor.lastEnd }
}

function parsePrimary(cursor: Cursor): ExpressionSyntax {
  const start = cursor.start
  switch (cursor.kind) {
    case token.name:
      return parseName(cursor)
    case token.string:
    case token.stringStart:
      return parseString(cursor, parseExpression)
    case token.number: {
      const value = Number(cursor.word())
      cursor.next()
      return { kind: 'literal', value, start, end: cursor.lastEnd }
    }
    case token.trueWord:
    case token.falseWord: {
      const value = cursor.kind === token.trueWord
      cursor.next()
      return { kind: 'literal', value, start, end: cursor.lastEnd }
    }
    case token.nullWord:
      cursor.next()
      return { kind: 'literal', value: null, start, end: cursor.lastEnd }
    case token.leftBrace:
      return parseObject(cursor, false)
    case token.leftSquare:
      return isLoop(cursor) ? parseFor(cursor) : parseArray(cursor)
    case token.leftParen:
      return parseParentheses(cursor)
    default:
      cursor.fail('an expression')
      return cursor.missing()
  }
}

function parseName(cursor: Cursor): ExpressionSyntax {
  const start = cursor.start
  const name = cursor.word()
  cursor.next()
  const end = cursor.lastEnd
  if (cursor.kind === token.leftParen) {
    const args = parseArguments(cursor)
    return { kind: 'call', base: undefined, name, nameStart: start, nameEnd: end, args, start, end: cursor.lastEnd }
  }
  if (cursor.kind === token.arrow) return parseLambda(cursor, [name], start)
  return { kind: 'name', name, start, end }
}

function parseLambda(cursor: Cursor, parameters: readonly string[], start: number): ExpressionSyntax {
  cursor.next()
  cursor.skipNewlines()
  const body = parseExpression(cursor)
  return { kind: 'lambda', parameters, body, start, end: cursor.lastEnd }
}

/** `(…)` with arguments; line breaks may stand after the bracket, after commas and before the end. */
export function parseArguments(cursor: Cursor): readonly ExpressionSyntax[] {
  const args: ExpressionSyntax[] = []
  cursor.next()
  cursor.skipNewlines()
  if (cursor.accept(token.rightParen)) return args
  for (;;) {
    args.push(parseExpression(cursor))
    cursor.skipNewlines()
    if (cursor.accept(token.comma)) {
      cursor.skipNewlines()
      continue
    }
    cursor.expect(token.rightParen, '`,` or `)` after an argument')
    return args
  }
}

/** An expression in parentheses, or the variables of a lambda. */
function parseParentheses(cursor: Cursor): ExpressionSyntax {
  const start = cursor.start
  cursor.next()
  cursor.skipNewlines()
  if (cursor.accept(token.rightParen)) {
    if (cursor.kind === token.arrow) return parseLambda(cursor, [], start)
    cursor.fail('`=>` after `()`')
    return cursor.missing()
  }
  const first = parseExpression(cursor)
  cursor.skipNewlines()
  if (cursor.kind === token.rightParen && cursor.kindAt(cursor.at + 1) !== token.arrow) {
    cursor.next()
    return first
  }
  const names = first.kind === 'name' ? [first.name] : []
  if (first.kind !== 'name') cursor.fail(cursor.kind === token.rightParen ? 'names of variables before `=>`' : '`)`')
  while (cursor.accept(token.comma)) {
    cursor.skipNewlines()
    names.push(expectName(cursor, 'the name of a variable'))
    cursor.skipNewlines()
  }
  cursor.expect(token.rightParen, '`)`')
  if (cursor.kind === token.arrow) return parseLambda(cursor, names, start)
  cursor.fail('`=>` after the variables')
  return cursor.missing()
}

function parseArray(cursor: Cursor): ExpressionSyntax {
  const start = cursor.start
  const items: (ExpressionSyntax | SpreadSyntax)[] = []
  cursor.next()
  cursor.skipNewlines()
  while (cursor.kind !== token.rightSquare && !cursor.failed) {
    items.push(cursor.kind === token.ellipsis ? parseSpread(cursor) : parseExpression(cursor))
    if (!separated(cursor, token.rightSquare, '`]`, `,` or a new line after an item')) items.pop()
  }
  if (cursor.failed) items.push(rest(cursor))
  cursor.accept(token.rightSquare)
  return { kind: 'array', items, start, end: cursor.lastEnd }
}

/** What could not be read any more may hold anything. */
function rest(cursor: Cursor): SpreadSyntax {
  const value = cursor.missing()
  return { kind: 'spread', value, start: value.start, end: value.end }
}

function parseSpread(cursor: Cursor): SpreadSyntax {
  const start = cursor.start
  cursor.next()
  const value = parseExpression(cursor)
  return { kind: 'spread', value, start, end: cursor.lastEnd }
}

/**
 * Reads what stands between two elements; false when that is neither the end nor a separator, so that the element is
 * not what it seems to be.
 */
export function separated(cursor: Cursor, close: number, expected: string): boolean {
  if (cursor.failed || cursor.kind === close) return true
  const comma = cursor.accept(token.comma)
  if (!comma && cursor.kind !== token.newline) {
    cursor.fail(expected)
    return false
  }
  cursor.skipNewlines()
  return true
}

/** `{ … }`; in the body of a resource (`withResources`) other resources may be nested. */
export function parseObject(cursor: Cursor, withResources: boolean): ObjectSyntax {
  const start = cursor.start
  const properties: (PropertySyntax | SpreadSyntax)[] = []
  const resources: ResourceSyntax[] = []
  if (!cursor.expect(token.leftBrace, '`{`')) {
    return { kind: 'object', properties: [rest(cursor)], resources, start, end: start }
  }
  cursor.skipNewlines()
  while (cursor.kind !== token.rightBrace && !cursor.failed) {
    if (withResources && startsResource(cursor)) {
      resources.push(cursor.nestedResource(cursor))
      separated(cursor, token.rightBrace, '`}` or a new line after the resource')
      continue
    }
    const element = cursor.kind === token.ellipsis ? parseSpread(cursor) : parseProperty(cursor)
    if (cursor.failed && element.kind === 'property' && element.key === '') break
    properties.push(element)
    if (!separated(cursor, token.rightBrace, '`}`, `,` or a new line after a property')) properties.pop()
  }
  if (cursor.failed) properties.push(rest(cursor))
  cursor.accept(token.rightBrace)
  return { kind: 'object', properties, resources, start, end: cursor.lastEnd }
}

/** `resource name …` or a decorator, where a property called `resource` would be followed by a colon. */
function startsResource(cursor: Cursor): boolean {
  return cursor.kind === token.at || (cursor.isWord('resource') && cursor.kindAt(cursor.at + 1) === token.name)
}

function parseProperty(cursor: Cursor): PropertySyntax {
  const start = cursor.start
  let key: string | ExpressionSyntax = ''
  if (cursor.kind === token.string || cursor.kind === token.stringStart) {
    const written = parseString(cursor, parseExpression)
    key = written.kind === 'literal' ? String(written.value) : written
  } else {
    key = expectName(cursor, 'the name of a property')
  }
  const keyEnd = cursor.lastEnd
  cursor.expect(token.colon, '`:` after the name of the property')
  const value = parseExpression(cursor)
  return { kind: 'property', key, keyStart: start, keyEnd, value, start, end: cursor.lastEnd }
}

function isLoop(cursor: Cursor): boolean {
  const index = cursor.afterNewlines(cursor.at + 1)
  if (cursor.kindAt(index) !== token.name) return false
  const start = cursor.tokens.starts[index] ?? 0
  if ((cursor.tokens.ends[index] ?? 0) - start !== 3 || !cursor.text.startsWith('for', start)) return false
  const after = cursor.kindAt(index + 1)
  return after === token.name || after === token.leftParen
}

function parseFor(cursor: Cursor): ForSyntax {
  const start = cursor.start
  const loop = parseLoopHead(cursor)
  let filter: ExpressionSyntax | undefined
  if (cursor.isWord('if') && cursor.kindAt(cursor.at + 1) === token.leftParen) filter = parseCondition(cursor)
  const body = parseExpression(cursor)
  closeLoop(cursor)
  const { item, index, collection } = loop
  return { kind: 'for', item, index, collection, filter, body, start, end: cursor.lastEnd }
}

/** `[for item in collection:` or `[for (item, index) in collection:`, up to the body. */
export function parseLoopHead(cursor: Cursor): LoopSyntax {
  const start = cursor.start
  cursor.next()
  cursor.skipNewlines()
  cursor.next()
  let index: string | undefined
  let item = ''
  if (cursor.accept(token.leftParen)) {
    item = expectName(cursor, 'the name of the loop variable')
    cursor.expect(token.comma, '`,` and the name of the index')
    index = expectName(cursor, 'the name of the index')
    cursor.expect(token.rightParen, '`)` after the name of the index')
  } else {
    item = expectName(cursor, 'the name of the loop variable')
  }
  if (cursor.isWord('in')) cursor.next()
  else cursor.fail('`in` after the loop variable')
  const collection = parseExpression(cursor)
  cursor.expect(token.colon, '`:` after what is looped over')
  cursor.skipNewlines()
  return { item, index, collection, start, end: cursor.lastEnd }
}

export function closeLoop(cursor: Cursor): void {
  cursor.skipNewlines()
  cursor.expect(token.rightSquare, '`]` at the end of the loop')
}

/** `if (…)`, the cursor at `if`. */
export function parseCondition(cursor: Cursor): ExpressionSyntax {
  cursor.next()
  if (!cursor.expect(token.leftParen, '`(` after `if`')) return cursor.missing()
  cursor.skipNewlines()
  const condition = parseExpression(cursor)
  cursor.skipNewlines()
  cursor.expect(token.rightParen, '`)` after the condition')
  return condition
}

/** The text of a name; empty, with the problem told, where there is none. */
export function expectName(cursor: Cursor, expected: string): string {
  if (cursor.kind !== token.name) {
    cursor.fail(expected)
    return ''
  }
  const name = cursor.word()
  cursor.next()
  return name
}
