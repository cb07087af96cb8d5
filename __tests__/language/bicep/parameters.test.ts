import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readBicepParameters } from '../../../src/language/bicep/parameters.js'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import type { ParameterFile, Program } from '../../../src/language/program.js'
import { SourceText } from '../../../src/source/text.js'
import { messages, repository, show, written } from './show.js'

const read = (
  text: string,
  files: Readonly<Record<string, string>> = {},
  file = 'dir/main.bicepparam',
): ParameterFile => readBicepParameters(new SourceText(file, text), repository(files))
const values = (parameters: ParameterFile): string[] =>
  [...parameters.values.values()].map(({ name, value }) => `${name} ${show(value)}`)

describe('a parameter file', () => {
  test('gives values, each where it is written', () => {
    const text = "using './main.bicep'\nparam Name = 'kv'\nparam list = [1]\n"
    const parameters = read(text)
    expect(parameters).toMatchObject({
      file: 'dir/main.bicepparam',
      span: { file: 'dir/main.bicepparam', start: 0, end: text.length },
      template: 'dir/main.bicep',
      problems: [],
    })
    expect(values(parameters)).toEqual(['Name "kv"', 'list [1]'])
    const name = parameters.values.get('name')
    expect(name && [written(text, name.nameSpan), written(text, name.value.span)]).toEqual(['Name', "'kv'"])
  })

  test('may use variables, other parameters and imports', () => {
    const parameters = read(
      "using 'main.bicep'\nimport { shared, f } from 'shared.bicep'\nvar v = 1\nparam a = v\nparam b = '${a}'\nparam c = shared\nparam d = f()",
      { 'dir/shared.bicep': '@export()\nvar shared = 2\n@export()\nfunc f() int => 1' },
    )
    expect(messages(parameters)).toEqual([])
    expect(values(parameters)).toEqual([
      'a variable v',
      'b text(variable a)',
      'c variable shared of dir/shared.bicep',
      'd f()',
    ])
    expect([...(parameters.program?.variables ?? [])].map(([key, { value }]) => `${key} ${show(value)}`)).toEqual([
      'v 1',
      'a variable v',
      'b text(variable a)',
      'c variable shared of dir/shared.bicep',
      'd f()',
    ])
    expect([...(parameters.program?.functions.keys() ?? [])]).toEqual(['f'])
  })

  test('may ask its surroundings', () => {
    expect(
      values(
        read("using none\nparam a = readEnvironmentVariable('A', 'b')\nparam c = az.getSecret('s', 'g', 'v', 'n')"),
      ),
    ).toEqual(['a unknown environment string perhaps "b"', 'c unknown secret-reference secret string'])
  })
})

describe('the template', () => {
  test.each([
    ["using '../main.bicep'", { template: 'main.bicep' }],
    ["using 'main.json'", { template: 'dir/main.json' }],
    ["using 'br/public:a/b:1'", { reference: 'br:mcr.microsoft.com/bicep/a/b:1' }],
    ["using 'ts:s/g/n:1'", { reference: 'ts:s/g/n:1' }],
    ['using none', {}],
    ['', {}],
  ])('of %s', (text, expected) => {
    const parameters = read(text)
    expect(messages(parameters)).toEqual([])
    expect({
      ...(parameters.template === undefined ? {} : { template: parameters.template }),
      ...(parameters.reference === undefined ? {} : { reference: parameters.reference }),
    }).toEqual(expected)
  })

  test.each([
    ["using '../../main.bicep'", 'path-outside 6-24 `../../main.bicep` does not stand in the repository.'],
    ["using '${a}'", 'template-invalid 6-12 The path of a template is a string without `${…}`.'],
    ['using 1', 'bicep-syntax 6-7 Expected the path of a template, or `none`, found `1`.'],
    ["using 'br/ours:a:1'", 'module-missing 6-19 No `bicepconfig.json` defines the alias `ours`.'],
  ])('of %s cannot be told', (text, problem) => {
    expect(messages(read(text))).toEqual([problem])
  })
})

describe('a module of a registry', () => {
  test('is called with the values, those of extended files included', () => {
    const text = "using 'br:host/a/vault:1'\nextends 'base.bicepparam'\nparam a = 1\nparam b = a"
    const { program } = read(text, { 'dir/base.bicepparam': 'using none\nparam c = 2' })
    const [call, ...more] = program?.modules ?? []
    expect(more).toEqual([])
    expect(call).toMatchObject({
      symbol: 'vault',
      source: { kind: 'registry', reference: 'br:host/a/vault:1' },
    })
    expect(show(call?.arguments)).toBe('{c: variable c of dir/base.bicepparam, a: 1, b: variable a}')
    expect(call && [written(text, call.head), written(text, call.span)]).toEqual([
      "'br:host/a/vault:1'",
      "using 'br:host/a/vault:1'",
    ])
  })

  test('is deployed to the scope that it is for, once it can be had', () => {
    const program = lowerBicep(new SourceText('m.bicep', "targetScope = 'subscription'"), repository({}))
    const targetScope = (loadRegistry?: () => Program) => {
      const source = new SourceText('main.bicepparam', "using 'br:host/a:1'")
      return readBicepParameters(source, { ...repository({}), ...(loadRegistry ? { loadRegistry } : {}) }).program
        ?.targetScope
    }
    expect([targetScope(() => program), targetScope()]).toEqual(['subscription', 'resourceGroup'])
  })

  test.each(['main.bicep', 'none'])('is none where `using` names %s', (template) => {
    const quoted = template === 'none' ? template : `'${template}'`
    expect(read(`using ${quoted}\nparam a = 1`).program?.modules).toEqual([])
  })
})

describe('extending', () => {
  const base = { 'dir/base.bicepparam': "using none\nvar v = 'x'\nparam a = v\nparam b = 2" }

  test('takes the values of the other file, in its light, where it gives none', () => {
    const parameters = read("using 'm.bicep'\nextends 'base.bicepparam'\nparam b = 3\nparam c = base.b", base)
    expect(messages(parameters)).toEqual([])
    expect(values(parameters)).toEqual([
      'a variable a of dir/base.bicepparam',
      'b 3',
      'c variable b of dir/base.bicepparam',
    ])
    const home = parameters.values.get('a')?.value
    expect(home?.kind === 'variable' && show(home.home?.variables.get('a')?.value)).toBe('variable v')
    expect(home?.span).toEqual({ file: 'dir/base.bicepparam', start: 29, end: 30 })
  })

  test('goes on over several files', () => {
    const files = { ...base, 'dir/middle.bicepparam': "using none\nextends 'base.bicepparam'\nparam m = 1" }
    expect(values(read("using none\nextends 'middle.bicepparam'", files))).toEqual([
      'a variable a of dir/base.bicepparam',
      'b variable b of dir/base.bicepparam',
      'm variable m of dir/middle.bicepparam',
    ])
  })

  test('brings the problems of the other file', () => {
    const { problems } = read("using none\nextends 'b.bicepparam'", { 'dir/b.bicepparam': 'param a = )' })
    expect(problems.map(({ code, span }) => `${code} ${span?.file}`)).toEqual(['bicep-syntax dir/b.bicepparam'])
  })

  test.each([
    ["extends 'main.bicepparam'", 'template-invalid 8-25 `dir/main.bicepparam` extends itself.'],
    ["extends 'no.bicepparam'", 'input-missing 8-23 There is no file `dir/no.bicepparam` to extend.'],
    ["extends '../../a.bicepparam'", 'path-outside 8-28 What is extended does not stand in the repository.'],
    ['extends 1', 'bicep-syntax 8-9 Expected the path of a parameter file, found `1`.'],
    ["extends 'base.bicepparam'\nparam x = base.y", 'template-invalid 36-42 The extended file gives no parameter `y`.'],
    ['param x = base.y', 'template-invalid 10-14 Nothing that is declared here is called `base`.'],
  ])('%j is told', (text, problem) => {
    expect(messages(read(text, base))).toEqual([problem])
  })

  test('ends in circles and long chains', () => {
    const circle = { 'dir/a.bicepparam': "extends 'b.bicepparam'", 'dir/b.bicepparam': "extends 'a.bicepparam'" }
    expect(read("extends 'a.bicepparam'", circle).problems.map(({ message }) => message)).toEqual([
      '`dir/a.bicepparam` extends itself.',
    ])
    const chain = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [
        `dir/${at}.bicepparam`,
        `extends '${at + 1}.bicepparam'\nparam p${at} = ${at}`,
      ]),
    )
    const parameters = read("extends '0.bicepparam'", chain)
    expect(parameters.problems.map(({ code }) => code)).toEqual(['limit-reached'])
    expect(parameters.values.size).toBe(16)
  })
})

describe('what does not belong in one', () => {
  test.each([
    ["resource a 'B/c@1' = { name: 'a' }", 'template-invalid 0-34 `resource` does not stand in parameter files.'],
    ["module a 'b' = {}", 'template-invalid 0-17 `module` does not stand in parameter files.'],
    ['output a int = 1', 'template-invalid 0-16 `output` does not stand in parameter files.'],
    ['func a() int => 1', 'template-invalid 0-17 `func` does not stand in parameter files.'],
    ["targetScope = 'tenant'", 'template-invalid 0-22 `targetScope` does not stand in parameter files.'],
    ['param a', 'bicep-syntax 7-7 Expected `=` and the value of the parameter, found the end of the file.'],
    ['param a = 1\nparam a = 2', 'template-invalid 18-19 `a` is declared more than once.'],
    ['param a = b', 'template-invalid 10-11 Nothing that is declared here is called `b`.'],
  ])('%j', (text, problem) => {
    expect(messages(read(text))).toEqual([problem])
  })

  test('types, extensions and their configuration are left alone', () => {
    expect(messages(read('type a = string\nextension b\nextensionConfig b with {}'))).toEqual([])
  })
})

test('law: any text is a parameter file', () => {
  const line = fc.constantFrom(
    'using none',
    "extends 'x'",
    'param a = ',
    'param b = a',
    'var c = {',
    "'",
    '}',
    '[',
    '@',
    'base.a',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const text = lines.join('\n')
      const { problems } = read(text, { 'dir/x': 'param a = 1' })
      const own = problems.filter(({ span }) => span?.file === 'dir/main.bicepparam')
      expect(own.filter(({ span }) => (span?.end ?? 0) > text.length)).toEqual([])
    }),
  )
})
