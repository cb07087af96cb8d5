import { describe, expect, test } from '@jest/globals'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import { SourceText } from '../../../src/source/text.js'
import { lowered, messages, repository, showType, written } from './show.js'

const typeOf = (type: string, declarations = '', decorators = ''): string =>
  showType(lowered(`${declarations}\n${decorators}\nparam p ${type}`).parameters.get('p')?.type)

describe('written types', () => {
  test.each([
    ['string', 'string'],
    ['int', 'int'],
    ['bool', 'bool'],
    ['object', 'object'],
    ['array', 'array'],
    ['any', 'any'],
    ['sys.int', 'int'],
    ['string?', 'string nullable'],
    ['string[]', 'array <string>'],
    ['string[]?', 'array nullable <string>'],
    ["'a'", 'string of "a"'],
    ["'a' | 'b' | null", 'string nullable of "a" "b"'],
    ['1 | 2', 'int of 1 2'],
    ['true', 'bool of true'],
    ['null', 'null of null'],
    ['null | null', 'null nullable'],
    ["1 | 'a'", 'any of 1 "a"'],
    ["'a${'b'}'", 'string'],
    ["('a' | 'b')[]", 'array <string of "a" "b">'],
    ['[string, int]', 'array'],
    ["{ a: string, 'B-c': int? }", 'object {a: string, b-c: int nullable}'],
    ['{ a: string } | { a: string, b: int }', 'object {a: string, b: int nullable}'],
    ["{ a: 'x' } | { a: 'y' }", 'object {a: string of "x" "y"}'],
    ["{ a: 'x' } | { a: int }", 'object {a: any}'],
    ['{ a: string }.a', 'string'],
    ['{ a: string }.b', 'any'],
    ['string[][*]', 'string'],
    ['{ a: string? }.a!', 'string'],
    ['{ *: string }.*', 'any'],
    ["resourceInput<'A.B/c@2024-01-01'>.properties", 'any'],
    ["resource 'A.B/c@2024-01-01'", 'any'],
  ])('%s', (type, expected) => {
    expect(typeOf(type)).toBe(expected)
  })
})

describe('declared types', () => {
  test.each([
    ['t', 'type t = string', 'string'],
    ['t?', 'type t = string', 'string nullable'],
    ['t[]', "type t = 'a' | 'b'", 'array <string of "a" "b">'],
    ['t', '@secure()\ntype t = string', 'secure string'],
    ['t', 'type t = u\n@minLength(2)\ntype u = string', 'string minLength 2'],
    ['t', 'type t = {\n  @secure()\n  a: string\n}', 'object {a: secure string}'],
    ['t.a', 'type t = {\n  a: u\n}\ntype u = int', 'int'],
    ['t', "type t = u | 'c'\ntype u = 'a' | 'b'", 'string of "a" "b" "c"'],
    ['t', 'type t = {\n  next: t?\n}', 'object {next: any nullable}'],
  ])('%s with %j', (type, declarations, expected) => {
    expect(typeOf(type, declarations)).toBe(expected)
  })

  test('are the types of the program', () => {
    const { types } = lowered('type A = string\ntype b = A[]')
    expect([...types].map(([name, type]) => `${name} ${showType(type)}`)).toEqual(['a string', 'b array <string>'])
  })

  test('that nobody declares are told where they are used', () => {
    const program = lowered('param p string\nparam q strin')
    expect(messages(program)).toEqual([])
    expect(showType(program.parameters.get('q')?.type)).toBe('any')
    expect(messages(program)).toEqual(['template-invalid 23-28 There is no type `strin`.'])
  })

  test('may be imported, by name or all of a file', () => {
    const text =
      "import { t as u } from 'a.bicep'\nimport * as a from 'a.bicep'\nparam p u\nparam q a.t?\nparam r a.hidden"
    const context = repository({ 'a.bicep': '@export()\ntype t = inner[]\ntype inner = int\ntype hidden = string' })
    const { parameters, types } = lowerBicep(new SourceText('main.bicep', text), context)
    expect(['p', 'q', 'r'].map((name) => showType(parameters.get(name)?.type))).toEqual([
      'array <int>',
      'array nullable <int>',
      'any',
    ])
    expect([...types.keys()]).toEqual(['u'])
  })

  test('may be imported in a circle', () => {
    const context = repository({
      'a.bicep': "import { t as s } from 'b.bicep'\n@export()\ntype t = s",
      'b.bicep': "import { t as s } from 'a.bicep'\n@export()\ntype t = s",
    })
    const program = context.load('a.bicep')
    expect(showType(program?.types.get('t'))).toBe('any')
  })

  test('keep the place where they are used', () => {
    const text = 'type t = string\nparam p t?'
    const span = lowered(text).parameters.get('p')?.type.span
    expect(span && written(text, span)).toBe('t?')
  })
})

describe('bounds', () => {
  test('chains of names and of brackets end', () => {
    const chain = Array.from({ length: 1000 }, (_, at) => `type t${at} = t${at + 1}`).join('\n')
    const named = lowered(`${chain}\ntype t1000 = string\nparam p t0`)
    expect(showType(named.parameters.get('p')?.type)).toBe('any')
    expect(messages(named)).toEqual([expect.stringMatching(/^nesting-too-deep .* Types may stand at most 300 levels/)])
    const suffixed = lowered(`param p int${'[]'.repeat(1000)}`)
    expect(suffixed.parameters.get('p')?.type.kind).toBe('array')
    expect(suffixed.problems.map(({ code }) => code)).toEqual(['nesting-too-deep'])
  })

  test('shapes that would double with each name are cut', () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `type t${at} = { a: t${at + 1}, b: t${at + 1} }`).join('\n')
    const shape = lowered(`${doubling}\ntype t40 = int\nparam p t0`).parameters.get('p')?.type
    const count = (type: typeof shape): number =>
      1 + [...(type?.properties?.values() ?? [])].reduce((sum, property) => sum + count(property), 0)
    expect(count(shape)).toBeLessThanOrEqual(2000)
  })

  test('of the values that a union lists', () => {
    const union = (size: number): string => Array.from({ length: size }, (_, at) => `'${at}'`).join(' | ')
    const allowed = (size: number) => lowered(`param p ${union(size)}`).parameters.get('p')?.type.allowedValues?.length
    expect(allowed(1000)).toBe(1000)
    expect(allowed(1100)).toBeUndefined()
  })
})
