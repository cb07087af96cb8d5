import { describe, expect, test } from '@jest/globals'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import type { ModuleDeclaration } from '../../../src/language/program.js'
import { SourceText } from '../../../src/source/text.js'
import { lowered, messages, repository, show, showLoop, written } from './show.js'

function module(text: string): ModuleDeclaration | undefined {
  return lowered(text).modules[0]
}

describe('a module', () => {
  const text = `param p string
module m './sub/m.bicep' = if (p != '') {
  name: 'm-\${p}'
  scope: subscription()
  params: { a: p, ...{ b: 1 } }
}
output o string = m.outputs.x`
  const program = lowered(text)
  const m = program.modules[0]

  test('has its name, scope, condition and arguments', () => {
    expect(messages(program)).toEqual([])
    expect([m?.symbol, show(m?.name), show(m?.scope), show(m?.condition), show(m?.arguments)]).toEqual([
      'm',
      'text("m-", parameter p)',
      'subscription()',
      'not(equals(parameter p, ""))',
      '{a: parameter p, ...{b: 1}}',
    ])
    expect(show(program.outputs.get('o')?.value)).toBe('symbol m.outputs.x')
  })

  test('stands at its symbolic name', () => {
    expect(m && [written(text, m.head), written(text, m.span).slice(0, 8), m.existing]).toEqual([
      'm',
      'module m',
      false,
    ])
  })

  test('may have neither name nor arguments', () => {
    const plain = module("module m 'm.bicep' = {}")
    expect([plain?.name, show(plain?.arguments)]).toEqual([undefined, '{}'])
  })

  test('may be repeated', () => {
    const repeated = module(
      "module m 'm.bicep' = [for (x, i) in ['a']: if (i == 0) {\n  name: x\n  params: { y: x }\n}]",
    )
    expect(repeated?.loop && showLoop(repeated.loop)).toBe('for x, i in ["a"] if equals(local i, 0):')
    expect([show(repeated?.name), show(repeated?.arguments)]).toEqual(['local x', '{y: local x}'])
  })

  test('that could be read in part has arguments that are not known', () => {
    const partial = module("module m 'm.bicep' = {\n  name: 'a'\n  params )\n}")
    expect([show(partial?.name), show(partial?.arguments)]).toEqual(['"a"', 'unknown invalid'])
  })
})

describe('the source of a module', () => {
  const source = (written: string, file = 'dir/main.bicep') => {
    const context = repository({
      'bicepconfig.json': '{ "moduleAliases": { "br": { "own": { "registry": "own.azurecr.io" } } } }',
    })
    const program = lowerBicep(new SourceText(file, `module m ${written} = {}`), context)
    return { source: program.modules[0]?.source, told: messages(program) }
  }
  const span = (end: number) => ({ file: 'dir/main.bicep', start: 9, end })

  test.each([
    ["'./a.bicep'", 'dir/a.bicep'],
    ["'../a/b.json'", 'a/b.json'],
    ["'a b.bicep'", 'dir/a b.bicep'],
  ])('%s is a path of the repository', (text, path) => {
    expect(source(text)).toEqual({ source: { kind: 'local', path, span: span(9 + text.length) }, told: [] })
  })

  test.each([
    ["'br:x.azurecr.io/a/b:1.0'", 'br:x.azurecr.io/a/b:1.0'],
    ["'br/public:avm/res/key-vault/vault:0.11.0'", 'br:mcr.microsoft.com/bicep/avm/res/key-vault/vault:0.11.0'],
    ["'br/own:a/b:1.0'", 'br:own.azurecr.io/a/b:1.0'],
    ["'ts:sub/group/spec:1.0'", 'ts:sub/group/spec:1.0'],
  ])('%s is in a registry', (text, reference) => {
    expect(source(text)).toEqual({ source: { kind: 'registry', reference, span: span(9 + text.length) }, told: [] })
  })

  test('an alias that nobody defines is told', () => {
    expect(source("'br/other:a:1'")).toEqual({
      source: { kind: 'registry', reference: 'br/other:a:1', span: span(23) },
      told: ['module-missing 9-23 No `bicepconfig.json` defines the alias `other`.'],
    })
  })

  test.each([
    ["'../../a.bicep'", 'path-outside 9-24 `../../a.bicep` does not stand in the repository.'],
    ["'/a.bicep'", 'path-outside 9-19 `/a.bicep` does not stand in the repository.'],
    ["'https://x/a.bicep'", 'path-outside 9-28 `https://x/a.bicep` does not stand in the repository.'],
    ["'${p}.bicep'", 'template-invalid 9-21 The path of a module is a string without `${…}`.'],
  ])('%s is none of these', (text, problem) => {
    const { source: unknown, told } = source(text)
    expect([unknown?.kind, told]).toEqual(['unknown', [problem]])
  })
})
