import type { Cursor } from './cursor.js'
import { expectName, parseArguments, parseExpression, separated } from './expression-parser.js'
import { parseString } from './string-parser.js'
import type { DecoratorSyntax, TypePropertySyntax, TypeSyntax } from './syntax.js'
import { token } from './token.js'

/** Reads a type; the members of a union may stand on lines of their own, each after its `|`. */
export function parseType(cursor: Cursor): TypeSyntax {
  if (!cursor.enter()) return cursor.missing()
  const start = cursor.start
  const leading = acceptPipe(cursor)
  const first = parseSuffixedType(cursor)
  let result = first
  if (leading || isPipe(cursor)) {
    const members = [first]
    while (acceptPipe(cursor)) members.push(parseSuffixedType(cursor))
    result = { kind: 'union', members, start, end: cursor.lastEnd }
  }
  cursor.leave()
  return result
}

function isPipe(cursor: Cursor): boolean {
  return (
    cursor.kind === token.pipe ||
    (cursor.kind === token.newline && cursor.kindAt(cursor.afterNewlines()) === token.pipe)
  )
}

function acceptPipe(cursor: Cursor): boolean {
  if (!isPipe(cursor)) return false
  cursor.skipNewlines()
  cursor.next()
  return true
}

function parseSuffixedType(cursor: Cursor): TypeSyntax {
  const start = cursor.start
  let base = parsePrimaryType(cursor)
  for (;;) {
    switch (cursor.kind) {
      case token.question:
        cursor.next()
        base = { kind: 'nullable', base, start, end: cursor.lastEnd }
        break
      case token.not:
        cursor.next()
        base = { kind: 'typeMember', base, access: { kind: 'present' }, start, end: cursor.lastEnd }
        break
      case token.dot:
        base = parseTypeMember(cursor, base, start)
        break
      case token.leftSquare:
        base = parseTypeIndex(cursor, base, start)
        break
      default:
        return base
    }
  }
}

function parseTypeMember(cursor: Cursor, base: TypeSyntax, start: number): TypeSyntax {
  cursor.next()
  if (cursor.accept(token.star)) {
    return { kind: 'typeMember', base, access: { kind: 'additional' }, start, end: cursor.lastEnd }
  }
  const name = expectName(cursor, 'the name of a property')
  if (cursor.kind === token.less) return parseGeneric(cursor, name, start)
  return { kind: 'typeMember', base, access: { kind: 'property', name }, start, end: cursor.lastEnd }
}

function parseTypeIndex(cursor: Cursor, base: TypeSyntax, start: number): TypeSyntax {
  cursor.next()
  if (cursor.accept(token.rightSquare)) return { kind: 'arrayType', item: base, start, end: cursor.lastEnd }
  if (cursor.accept(token.star)) {
    cursor.expect(token.rightSquare, '`]`')
    return { kind: 'typeMember', base, access: { kind: 'items' }, start, end: cursor.lastEnd }
  }
  const index = parseExpression(cursor)
  cursor.expect(token.rightSquare, '`]`')
  const position = index.kind === 'literal' && typeof index.value === 'number' ? index.value : -1
  return { kind: 'typeMember', base, access: { kind: 'element', index: position }, start, end: cursor.lastEnd }
}

function parsePrimaryType(cursor: Cursor): TypeSyntax {
  const start = cursor.start
  switch (cursor.kind) {
    case token.name:
      return parseNamedType(cursor)
    case token.string:
    case token.stringStart: {
      const text = parseString(cursor, parseExpression)
      return {
        kind: 'literalType',
        value: text.kind === 'literal' ? text.value : undefined,
        start,
        end: cursor.lastEnd,
      }
    }
    case token.number:
    case token.trueWord:
    case token.falseWord:
    case token.nullWord:
    case token.minus:
    case token.plus:
    case token.not:
      return parseLiteralType(cursor)
    case token.leftBrace:
      return parseObjectType(cursor)
    case token.leftSquare:
      return parseTuple(cursor)
    case token.leftParen: {
      cursor.next()
      const inner = parseType(cursor)
      cursor.skipNewlines()
      cursor.expect(token.rightParen, '`)`')
      return inner
    }
    default:
      cursor.fail('a type')
      return cursor.missing()
  }
}

function parseNamedType(cursor: Cursor): TypeSyntax {
  const start = cursor.start
  const name = cursor.word()
  cursor.next()
  if (cursor.kind === token.less) return parseGeneric(cursor, name, start)
  if (name === 'resource' && (cursor.kind === token.string || cursor.kind === token.stringStart)) {
    parseString(cursor, parseExpression)
    return { kind: 'resourceType', start, end: cursor.lastEnd }
  }
  return { kind: 'named', name, start, end: cursor.lastEnd }
}

function parseGeneric(cursor: Cursor, name: string, start: number): TypeSyntax {
  cursor.next()
  cursor.skipNewlines()
  const args: TypeSyntax[] = []
  while (cursor.kind !== token.greater && !cursor.failed) {
    args.push(parseType(cursor))
    cursor.skipNewlines()
    if (!cursor.accept(token.comma)) break
    cursor.skipNewlines()
  }
  cursor.expect(token.greater, '`>`')
  return { kind: 'generic', name, arguments: args, start, end: cursor.lastEnd }
}

function parseLiteralType(cursor: Cursor): TypeSyntax {
  const start = cursor.start
  let sign = 1
  let inverted = false
  while (cursor.kind === token.minus || cursor.kind === token.plus || cursor.kind === token.not) {
    if (cursor.kind === token.minus) sign = -sign
    if (cursor.kind === token.not) inverted = !inverted
    cursor.next()
  }
  let value: number | boolean | null
  if (cursor.kind === token.number) value = sign * Number(cursor.word())
  else if (cursor.kind === token.nullWord) value = null
  else if (cursor.kind === token.trueWord || cursor.kind === token.falseWord) {
    value = (cursor.kind === token.trueWord) !== inverted
  } else {
    cursor.fail('a literal')
    return cursor.missing()
  }
  cursor.next()
  return { kind: 'literalType', value, start, end: cursor.lastEnd }
}

function parseObjectType(cursor: Cursor): TypeSyntax {
  const start = cursor.start
  const properties: TypePropertySyntax[] = []
  let additional: TypeSyntax | undefined
  cursor.next()
  cursor.skipNewlines()
  while (cursor.kind !== token.rightBrace && !cursor.failed) {
    const from = cursor.start
    const decorators = parseDecorators(cursor)
    if (cursor.accept(token.star)) {
      cursor.expect(token.colon, '`:` after `*`')
      additional = parseType(cursor)
    } else {
      const name = parseTypeKey(cursor)
      cursor.expect(token.colon, '`:` after the name of the property')
      properties.push({ decorators, name, type: parseType(cursor), start: from, end: cursor.lastEnd })
    }
    separated(cursor, token.rightBrace, '`}`, `,` or a new line after a property')
  }
  cursor.accept(token.rightBrace)
  return { kind: 'objectType', properties, additional, start, end: cursor.lastEnd }
}

function parseTypeKey(cursor: Cursor): string {
  if (cursor.kind !== token.string) return expectName(cursor, 'the name of a property')
  const key = parseString(cursor, parseExpression)
  return key.kind === 'literal' ? String(key.value) : ''
}

function parseTuple(cursor: Cursor): TypeSyntax {
  const start = cursor.start
  const items: { decorators: readonly DecoratorSyntax[]; type: TypeSyntax }[] = []
  cursor.next()
  cursor.skipNewlines()
  while (cursor.kind !== token.rightSquare && !cursor.failed) {
    const decorators = parseDecorators(cursor)
    items.push({ decorators, type: parseType(cursor) })
    separated(cursor, token.rightSquare, '`]`, `,` or a new line after a type')
  }
  cursor.accept(token.rightSquare)
  return { kind: 'tuple', items, start, end: cursor.lastEnd }
}

/** Reads `@…` decorators with the line breaks after them. */
export function parseDecorators(cursor: Cursor): readonly DecoratorSyntax[] {
  const kind = cursor.kind
  if (kind !== token.at) return none
  const decorators: DecoratorSyntax[] = []
  for (;;) {
    const start = cursor.start
    if (!cursor.accept(token.at)) return decorators
    let namespace: string | undefined
    let name = expectName(cursor, 'the name of a decorator')
    while (cursor.accept(token.dot)) {
      namespace = name
      name = expectName(cursor, 'the name of a decorator')
    }
    const args = cursor.kind === token.leftParen ? parseArguments(cursor) : []
    decorators.push({ name, namespace, args, start, end: cursor.lastEnd })
    cursor.skipNewlines()
  }
}

const none: readonly DecoratorSyntax[] = []
