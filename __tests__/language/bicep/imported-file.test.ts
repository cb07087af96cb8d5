import { describe, expect, test } from '@jest/globals'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import type { Program } from '../../../src/language/program.js'
import { SourceText } from '../../../src/source/text.js'
import { messages, repository, show, showType } from './show.js'

const shared = `@export()
var one = two
var two = 2
@export()
func twice(a string) string => helper(a)
func helper(a string) string => a
@export()
type name = string`

function program(text: string, files: Readonly<Record<string, string>> = { 'shared.bicep': shared }) {
  const context = repository(files)
  return { program: lowerBicep(new SourceText('main.bicep', text), context), context }
}

describe('imports by name', () => {
  const { program: main, context } = program(
    "import { one, twice as double, name, two, nothing } from 'shared.bicep'\nvar a = one\nvar b = double('x')\nvar c = two\nvar d = nothing()",
  )

  test('are read when they are used, once', () => {
    expect(context.loaded).toEqual([])
    expect(show(main.variables.get('a')?.value)).toBe('variable one of shared.bicep')
    expect(show(main.variables.get('b')?.value)).toBe('double("x")')
    expect(context.loaded).toEqual(['shared.bicep'])
  })

  test('bring functions with the program that they see, under their name here', () => {
    expect([...main.functions].map(([key, { name, home, body }]) => [key, name, home?.file, show(body)])).toEqual([
      ['double', 'double', 'shared.bicep', 'helper(parameter a)'],
    ])
    expect(showType(main.functions.get('double')?.parameters[0]?.type)).toBe('string')
  })

  test('bring types', () => {
    expect([...main.types].map(([key, type]) => [key, showType(type)])).toEqual([['name', 'string']])
  })

  test('bring nothing that is not exported', () => {
    expect(show(main.variables.get('c')?.value)).toBe('unknown invalid')
    expect(messages(main)).toEqual(['template-invalid 112-115 `shared.bicep` exports no variable `two`.'])
    expect(main.functions.has('nothing')).toBe(false)
  })
})

describe('imports of everything', () => {
  const { program: main } = program(
    "import * as s from './shared.bicep'\nvar a = s.one\nvar b = s.twice('x')\nparam p s.name\nvar c = s.two\nvar d = s",
  )

  test('are told apart by their namespace', () => {
    expect(show(main.variables.get('a')?.value)).toBe('variable one of shared.bicep')
    expect(show(main.variables.get('b')?.value)).toBe('s.twice("x")')
    expect([...main.functions].map(([key, { home }]) => [key, home?.file])).toEqual([['s.twice', 'shared.bicep']])
    expect(showType(main.parameters.get('p')?.type)).toBe('string')
  })

  test('a namespace is no value, nor what it does not export', () => {
    expect([show(main.variables.get('c')?.value), show(main.variables.get('d')?.value)]).toEqual([
      'unknown invalid',
      'unknown invalid',
    ])
  })
})

describe('imports that cannot be followed', () => {
  test.each([
    ["'none.bicep'", 'missing-file', ['module-missing 16-28 There is no file `none.bicep` to import from.']],
    ["'../a.bicep'", 'missing-file', ['path-outside 16-28 `../a.bicep` does not stand in the repository.']],
    ["'br/public:avm/utl/types:0.5.1'", 'external-module', []],
    ["'br/own:a:1'", 'external-module', ['module-missing 16-28 No `bicepconfig.json` defines the alias `own`.']],
    ["'${a}.bicep'", 'invalid', ['template-invalid 16-28 The path of an import is a string without `${…}`.']],
  ])('%s', (from, cause, told) => {
    const { program: main } = program(
      `import {a} from ${from}\nimport * as s from ${from}\nvar b = [a, a(), s.c, s.d()]\nparam p a`,
    )
    expect(show(main.variables.get('b')?.value)).toBe(`[${Array(4).fill(`unknown ${cause}`).join(', ')}]`)
    expect(showType(main.parameters.get('p')?.type)).toBe('any')
    expect(messages(main).slice(0, told.length)).toEqual(told)
    expect(main.problems).toHaveLength(told.length * 2)
    expect([main.functions.size, main.types.size]).toEqual([0, 0])
  })

  test('from a registry go through its cache, where there is one', () => {
    const context = repository({ 'cached.bicep': shared })
    const main = lowerBicep(new SourceText('main.bicep', "import { one } from 'br/public:a/b:1'\nvar x = one"), {
      ...context,
      loadRegistry: (reference) =>
        reference === 'br:mcr.microsoft.com/bicep/a/b:1' ? context.load('cached.bicep') : undefined,
    })
    expect(show(main.variables.get('x')?.value)).toBe('variable one of cached.bicep')
  })
})

describe('imports from a compiled template', () => {
  test('take its variables, its functions and its types', () => {
    const { program: compiled } = program('var v = 1\nfunc f() int => 1\ntype t = int')
    const { exported: _, functions, ...rest } = compiled
    const [own] = [...functions.values()]
    const arm: Program = { ...rest, language: 'arm', functions: own ? new Map([['__bicep.f', own]]) : new Map() }
    const main = lowerBicep(
      new SourceText(
        'main.bicep',
        "import { v, f, t } from 'a.json'\nimport * as a from 'a.json'\nvar x = [v, f(), a.f()]\nparam p t",
      ),
      { files: { read: () => ({ kind: 'text', text: '' }) }, load: () => arm },
    )
    expect(show(main.variables.get('x')?.value)).toBe('[variable v of main.bicep, f(), a.f()]')
    expect([...main.functions.keys()]).toEqual(['f', 'a.f'])
    expect(showType(main.parameters.get('p')?.type)).toBe('int')
  })
})

test('files may import each other', () => {
  const files = {
    'a.bicep': "import { b } from 'b.bicep'\n@export()\nvar a = b\n@export()\nfunc f() int => 1",
    'b.bicep': "import { a, f } from 'a.bicep'\n@export()\nvar b = a",
  }
  const context = repository(files)
  const a = context.load('a.bicep')
  expect(show(a?.variables.get('a')?.value)).toBe('variable b of b.bicep')
  const b = context.load('b.bicep')
  expect(show(b?.variables.get('b')?.value)).toBe('variable a of a.bicep')
  expect([...(b?.functions.keys() ?? [])]).toEqual(['f'])
})

test('a chain of ten thousand files is not followed before it is used', () => {
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [
      `${at}.bicep`,
      `import { v } from '${at + 1}.bicep'\n@export()\nvar v = v`,
    ]),
  )
  const context = repository(files)
  expect(context.load('0.bicep')?.file).toBe('0.bicep')
  expect(context.loaded).toEqual(['0.bicep'])
})
