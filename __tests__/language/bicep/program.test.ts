import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import { SourceText } from '../../../src/source/text.js'
import { sampleBicep } from './sample.js'
import { lowered, messages, repository, show, showType, written } from './show.js'

describe('a Bicep file', () => {
  test('is a program', () => {
    const program = lowered('// kv-review: allow x\n')
    expect(program).toMatchObject({
      file: 'main.bicep',
      span: { file: 'main.bicep', start: 0, end: 22 },
      language: 'bicep',
      targetScope: 'resourceGroup',
      generated: false,
      resources: [],
      modules: [],
      problems: [],
      comments: [{ start: 0, end: 21, text: 'kv-review: allow x' }],
    })
  })

  test.each([
    ["targetScope = 'subscription'", 'subscription'],
    ["targetScope = 'managementGroup'", 'managementGroup'],
    ["targetScope = 'tenant'", 'tenant'],
    ["targetScope = 'resourceGroup'", 'resourceGroup'],
    ["targetScope = 'local'", 'resourceGroup'],
  ])('%s', (text, scope) => {
    expect(lowered(text).targetScope).toBe(scope)
  })

  test('has parameters with type, default and place', () => {
    const text = "@minLength(3)\nparam Name string = 'a'"
    const parameter = lowered(text).parameters.get('name')
    expect([parameter?.name, showType(parameter?.type), show(parameter?.defaultValue)]).toEqual([
      'Name',
      'string minLength 3',
      '"a"',
    ])
    expect(parameter && [written(text, parameter.nameSpan), written(text, parameter.span)]).toEqual(['Name', text])
  })

  test('has variables and outputs by folded name', () => {
    const text = 'var A = 1\noutput B int = A'
    const { variables, outputs } = lowered(text)
    expect([...variables].map(([key, { name, value }]) => [key, name, show(value)])).toEqual([['a', 'A', '1']])
    expect([...outputs].map(([key, { name, value }]) => [key, name, show(value)])).toEqual([['b', 'B', 'variable A']])
    const output = outputs.get('b')
    expect(output && [written(text, output.nameSpan), written(text, output.span)]).toEqual(['B', 'output B int = A'])
  })

  test('has functions, whose names are their own parameters first', () => {
    const { functions, problems } = lowered(
      'param a string\nvar b = 1\nfunc f(a int, c string) int => a + b + length(c)',
    )
    const f = functions.get('f')
    expect(f?.parameters.map(({ name, type }) => `${name} ${showType(type)}`)).toEqual(['a int', 'c string'])
    expect([show(f?.body), f?.home, problems]).toEqual([
      'add(add(parameter a, variable b), length(parameter c))',
      undefined,
      [],
    ])
  })

  test('offers what it exports', () => {
    const { exported } = lowered(
      '@export()\nvar A = 1\nvar b = 2\n@sys.export()\nfunc f() int => 1\nfunc g() int => 2\n@export()\ntype t = int\ntype u = int',
    )
    expect(
      exported && [[...exported.variables.keys()], [...exported.functions.keys()], [...exported.types.keys()]],
    ).toEqual([['a'], ['f'], ['t']])
    expect(showType(exported?.types.get('t')?.())).toBe('int')
  })

  test('declares each name once', () => {
    const program = lowered('param a string\nvar a = 1\nvar b = a\noutput a string = b')
    expect(messages(program)).toEqual(['template-invalid 19-20 `a` is declared more than once.'])
    expect(show(program.variables.get('b')?.value)).toBe('parameter a')
  })

  test('keeps what parameter files are for to them', () => {
    expect(messages(lowered("using 'a.bicep'\nextends 'b.bicepparam'\nparam c = 1"))).toEqual([
      'template-invalid 0-15 `using` stands in parameter files only.',
      'template-invalid 16-38 `extends` stands in parameter files only.',
      'bicep-syntax 46-46 Expected the type of the parameter.',
    ])
  })

  test('tells at most a hundred problems of meaning', () => {
    expect(lowered('var a = b\n'.repeat(150)).problems.length).toBeLessThanOrEqual(100)
  })

  test('with a syntax error is lowered for the rest', () => {
    const program = lowered('param a string\nvar b = )\nparam c\nvar d = [a, b, c]')
    expect(program.problems.map(({ code }) => code)).toEqual(['bicep-syntax', 'bicep-syntax'])
    expect(show(program.variables.get('b')?.value)).toBe('unknown invalid')
    expect(show(program.variables.get('d')?.value)).toBe('[parameter a, variable b, parameter c]')
  })

  test('with one of everything has no problem', () => {
    const program = lowered(sampleBicep, { 'shared.bicep': '@export()\nvar shared = 1' })
    expect(messages(program)).toEqual([])
    expect(program.resources.map(({ symbol, children }) => [symbol, children.map((child) => child.symbol)])).toEqual([
      ['vault', ['secrets']],
      ['other', []],
    ])
  })

  test('names like those of objects in JavaScript are names like any other', () => {
    const program = lowered('param constructor string\nvar __proto__ = constructor\nvar x = toString')
    expect(show(program.variables.get('__proto__')?.value)).toBe('parameter constructor')
    expect(messages(program)).toEqual(['template-invalid 61-69 Nothing that is declared here is called `toString`.'])
  })
})

describe('laws', () => {
  /** Forces everything and gives the places of this file that do not lie within it. */
  const misplaced = (text: string): string[] => {
    const wrong: string[] = []
    const program = lowerBicep(new SourceText('main.bicep', text), repository({}))
    const seen = new Set<unknown>()
    const open: unknown[] = [program, program.functions, program.types]
    while (open.length > 0) {
      const value = open.pop()
      if (typeof value !== 'object' || value === null || seen.has(value)) continue
      seen.add(value)
      if ('file' in value && 'start' in value && 'end' in value) {
        const { start, end } = value as { start: number; end: number }
        if (start < 0 || start > end || end > text.length) wrong.push(`${start}-${end}`)
      }
      if ('force' in value && typeof value.force === 'function') open.push((value.force as () => unknown)())
      open.push(...(value instanceof Map ? value.values() : Object.values(value)))
    }
    return wrong
  }

  test('any text is a program', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => expect(misplaced(text)).toEqual([])))
  })

  test('so is a file that was cut, doubled or mistyped anywhere', () => {
    const insertion = fc.constantFrom(
      "'",
      '${',
      '}',
      '{',
      '[',
      ']',
      '(',
      ')',
      '\n',
      '@',
      "'''",
      '?',
      '=',
      '|',
      '::',
      '...',
      '',
    )
    fc.assert(
      fc.property(fc.nat(sampleBicep.length), fc.nat(sampleBicep.length), insertion, (from, to, inserted) => {
        expect(misplaced(sampleBicep.slice(0, from) + inserted + sampleBicep.slice(to))).toEqual([])
      }),
    )
  })
})
