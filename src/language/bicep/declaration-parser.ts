import type { Cursor } from './cursor.js'
import {
  closeLoop,
  expectName,
  parseCondition,
  parseExpression,
  parseLoopHead,
  parseObject,
  separated,
} from './expression-parser.js'
import { parseString } from './string-parser.js'
import type {
  DeclarationSyntax,
  DeclaredName,
  DecoratorSyntax,
  DeploymentBodySyntax,
  ExpressionSyntax,
  ImportedSymbolSyntax,
  LoopSyntax,
  ResourceSyntax,
  TypeSyntax,
} from './syntax.js'
import { token } from './token.js'
import { parseDecorators, parseType } from './type-parser.js'

type Decorators = readonly DecoratorSyntax[]

/** Reads one declaration with its decorators; undefined, with the problem told, where none begins here. */
export function parseDeclaration(cursor: Cursor): DeclarationSyntax | undefined {
  const start = cursor.start
  const decorators = parseDecorators(cursor)
  if (cursor.failed) return undefined
  const word = cursor.kind === token.name ? cursor.word() : ''
  const parse = declarations.get(word)
  if (parse === undefined) {
    cursor.fail(decorators.length > 0 ? 'a declaration after the decorator' : 'a declaration')
    return undefined
  }
  return parse(cursor, decorators, start)
}

type Parse = (cursor: Cursor, decorators: Decorators, start: number) => DeclarationSyntax

const declarations: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['targetScope', parseTargetScope],
  ['param', parseParameter],
  ['var', parseVariable],
  ['type', parseTypeDeclaration],
  ['func', parseFunction],
  ['resource', parseResourceAfter],
  ['module', parseModule],
  ['output', parseOutput],
  ['import', parseImport],
  ['extension', parseExtension],
  ['provider', parseExtension],
  ['using', parseUsing],
  ['extends', parseExtends],
  ['metadata', parseNamedValue],
  ['assert', parseNamedValue],
  ['test', parseTest],
  ['extensionConfig', parseExtensionConfig],
])

function parseTargetScope(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  cursor.expect(token.assign, '`=` after `targetScope`')
  const value = parseExpression(cursor)
  return { kind: 'targetScope', decorators, value, start, end: cursor.lastEnd }
}

function parseParameter(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const name = declaredName(cursor, 'the name of the parameter')
  const typed = cursor.kind !== token.assign && !cursor.source.file.endsWith('.bicepparam')
  const type = typed && !cursor.failed ? parseType(cursor) : undefined
  let value: ExpressionSyntax | undefined
  if (cursor.kind === token.assign) {
    cursor.next()
    value = parseExpression(cursor)
  } else if (!typed || (cursor.kind !== token.newline && cursor.kind !== token.end)) {
    cursor.fail(typed ? '`=` and a default value, or a new line' : '`=` and the value of the parameter')
  }
  return { kind: 'parameter', decorators, ...name, type, value, start, end: cursor.lastEnd }
}

function parseVariable(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const name = declaredName(cursor, 'the name of the variable')
  const bare = cursor.kind === token.assign || cursor.kind === token.newline || cursor.kind === token.end
  if (!bare) parseType(cursor)
  const value = parseAssigned(cursor, '`=` after the name of the variable')
  return { kind: 'variable', decorators, ...name, value, start, end: cursor.lastEnd }
}

function parseAssigned(cursor: Cursor, expected: string): ExpressionSyntax {
  cursor.expect(token.assign, expected)
  return parseExpression(cursor)
}

function parseTypeDeclaration(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const name = declaredName(cursor, 'the name of the type')
  cursor.expect(token.assign, '`=` after the name of the type')
  const type = parseType(cursor)
  return { kind: 'type', decorators, ...name, type, start, end: cursor.lastEnd }
}

function parseFunction(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const name = declaredName(cursor, 'the name of the function')
  const parameters: { name: string; type: TypeSyntax }[] = []
  cursor.expect(token.leftParen, '`(` after the name of the function')
  cursor.skipNewlines()
  while (cursor.kind !== token.rightParen && !cursor.failed) {
    const parameter = expectName(cursor, 'the name of a parameter')
    parameters.push({ name: parameter, type: parseType(cursor) })
    cursor.skipNewlines()
    if (!cursor.accept(token.comma)) break
    cursor.skipNewlines()
  }
  cursor.expect(token.rightParen, '`,` or `)` after a parameter')
  parseType(cursor)
  cursor.expect(token.arrow, '`=>` and the value of the function')
  cursor.skipNewlines()
  const body = parseExpression(cursor)
  return { kind: 'function', decorators, ...name, parameters, body, start, end: cursor.lastEnd }
}

/** A resource with its decorators; also read inside the body of another. */
export function parseResource(cursor: Cursor): ResourceSyntax {
  const start = cursor.start
  const decorators = parseDecorators(cursor)
  if (!cursor.isWord('resource')) cursor.fail('`resource` after the decorator')
  return parseResourceAfter(cursor, decorators, start)
}

function parseResourceAfter(cursor: Cursor, decorators: Decorators, start: number): ResourceSyntax {
  const deeper = cursor.enter()
  cursor.next()
  const name = declaredName(cursor, 'the symbolic name of the resource')
  const type = parseText(cursor, "the resource's type and API version, as in `'Microsoft.KeyVault/vaults@2024-11-01'`")
  const existing = cursor.isWord('existing')
  if (existing) cursor.next()
  cursor.expect(token.assign, existing ? '`=`' : '`=` or `existing`')
  const body = parseBody(cursor, true)
  if (deeper) cursor.leave()
  return { kind: 'resource', decorators, ...name, type, existing, ...body, start, end: cursor.lastEnd }
}

function parseModule(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const name = declaredName(cursor, 'the symbolic name of the module')
  const source = parseText(cursor, 'the path or the reference of the module')
  cursor.expect(token.assign, '`=`')
  const body = parseBody(cursor, false)
  return { kind: 'module', decorators, ...name, source, ...body, start, end: cursor.lastEnd }
}

/** `{ … }`, `if (…) { … }` or a loop over one of these. */
function parseBody(cursor: Cursor, withResources: boolean): DeploymentBodySyntax {
  if (cursor.kind === token.newline && isIfAfterNewlines(cursor)) cursor.skipNewlines()
  let loop: LoopSyntax | undefined
  if (cursor.kind === token.leftSquare) {
    const index = cursor.afterNewlines(cursor.at + 1)
    if (cursor.text.slice(cursor.tokens.starts[index], cursor.tokens.ends[index]) === 'for')
      loop = parseLoopHead(cursor)
    else cursor.fail('`{`, `if` or `[for`')
  }
  const condition = cursor.isWord('if') ? parseCondition(cursor) : undefined
  if (cursor.kind !== token.leftBrace) {
    cursor.fail(
      condition !== undefined ? '`{` after the condition' : loop !== undefined ? '`{` or `if`' : '`{`, `if` or `[for`',
    )
  }
  const body = parseObject(cursor, withResources)
  if (loop !== undefined) closeLoop(cursor)
  return { condition, loop, body }
}

function isIfAfterNewlines(cursor: Cursor): boolean {
  const index = cursor.afterNewlines()
  return cursor.text.slice(cursor.tokens.starts[index], cursor.tokens.ends[index]) === 'if'
}

function parseOutput(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const name = declaredName(cursor, 'the name of the output')
  const type = cursor.kind === token.assign ? undefined : parseType(cursor)
  const value = parseAssigned(cursor, '`=` and the value of the output')
  return { kind: 'output', decorators, ...name, type, value, start, end: cursor.lastEnd }
}

function parseImport(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  const following = cursor.kindAt(cursor.at + 1)
  if (following === token.string || following === token.stringStart) return parseExtension(cursor, decorators, start)
  cursor.next()
  const symbols: ImportedSymbolSyntax[] = []
  let wildcard: ReturnType<typeof parseWildcard> | undefined
  if (cursor.kind === token.star) wildcard = parseWildcard(cursor)
  else parseSymbols(cursor, symbols)
  if (cursor.isWord('from')) cursor.next()
  else cursor.fail('`from` and the path of a file')
  const source = parseText(cursor, 'the path of a file')
  return { kind: 'import', decorators, symbols, wildcard, source, start, end: cursor.lastEnd }
}

function parseWildcard(cursor: Cursor): DeclaredName & { start: number; end: number } {
  const { start } = cursor
  cursor.next()
  if (cursor.isWord('as')) cursor.next()
  else cursor.fail('`as` and a name after `*`')
  return { ...declaredName(cursor, 'a name'), start, end: cursor.lastEnd }
}

function parseSymbols(cursor: Cursor, symbols: ImportedSymbolSyntax[]): void {
  cursor.expect(token.leftBrace, '`{` or `*`')
  cursor.skipNewlines()
  while (cursor.kind !== token.rightBrace && !cursor.failed) {
    symbols.push(parseSymbol(cursor))
    separated(cursor, token.rightBrace, '`}`, `,` or a new line after a name')
  }
  cursor.accept(token.rightBrace)
}

function parseSymbol(cursor: Cursor): ImportedSymbolSyntax {
  const nameStart = cursor.start
  let original = ''
  if (cursor.kind === token.string) {
    const text = parseString(cursor, parseExpression)
    original = text.kind === 'literal' ? String(text.value) : ''
    if (!cursor.isWord('as')) cursor.fail('`as` and a name')
  } else {
    original = expectName(cursor, 'the name of a variable, function or type')
  }
  const nameEnd = cursor.lastEnd
  if (!cursor.isWord('as')) return { original, name: original, nameStart, nameEnd }
  cursor.next()
  return { original, ...declaredName(cursor, 'a name after `as`') }
}

function parseExtension(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const nameStart = cursor.start
  let name = ''
  if (cursor.kind === token.name) {
    name = cursor.word()
    cursor.next()
  } else {
    const specification = parseText(cursor, 'the name or the reference of an extension')
    if (specification.kind === 'literal') name = String(specification.value).split('@')[0] ?? ''
  }
  let declared: DeclaredName = { name, nameStart, nameEnd: cursor.lastEnd }
  if (cursor.isWord('with')) {
    cursor.next()
    parseObject(cursor, false)
  }
  if (cursor.isWord('as')) {
    cursor.next()
    declared = declaredName(cursor, 'a name after `as`')
  }
  return { kind: 'extension', decorators, ...declared, start, end: cursor.lastEnd }
}

function parseUsing(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  let source: ExpressionSyntax | undefined
  if (cursor.isWord('none')) cursor.next()
  else source = parseText(cursor, 'the path of a template, or `none`')
  if (cursor.isWord('with')) {
    cursor.next()
    parseObject(cursor, false)
  }
  return { kind: 'using', decorators, source, start, end: cursor.lastEnd }
}

function parseExtends(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  const source = parseText(cursor, 'the path of a parameter file')
  return { kind: 'extends', decorators, source, start, end: cursor.lastEnd }
}

function parseNamedValue(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  declaredName(cursor, 'a name')
  parseAssigned(cursor, '`=` and a value')
  return { kind: 'inert', decorators, start, end: cursor.lastEnd }
}

function parseTest(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  declaredName(cursor, 'the name of the test')
  parseText(cursor, 'the path of a file')
  parseAssigned(cursor, '`=`')
  return { kind: 'inert', decorators, start, end: cursor.lastEnd }
}

function parseExtensionConfig(cursor: Cursor, decorators: Decorators, start: number): DeclarationSyntax {
  cursor.next()
  declaredName(cursor, 'the name of an extension')
  if (cursor.isWord('with')) cursor.next()
  else cursor.fail('`with`')
  parseObject(cursor, false)
  return { kind: 'inert', decorators, start, end: cursor.lastEnd }
}

function parseText(cursor: Cursor, expected: string): ExpressionSyntax {
  if (cursor.kind === token.string || cursor.kind === token.stringStart) return parseString(cursor, parseExpression)
  cursor.fail(expected)
  return cursor.missing()
}

function declaredName(cursor: Cursor, expected: string): DeclaredName {
  const nameStart = cursor.start
  const name = expectName(cursor, expected)
  return { name, nameStart, nameEnd: name === '' ? nameStart : cursor.lastEnd }
}
