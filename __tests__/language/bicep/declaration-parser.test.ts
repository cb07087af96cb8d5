import { describe, expect, test } from '@jest/globals'
import { parseBicep } from '../../../src/language/bicep/parser.js'
import type { DeclarationSyntax } from '../../../src/language/bicep/syntax.js'
import { SourceText } from '../../../src/source/text.js'
import { showSyntax, showTypeSyntax, written } from './show.js'

function parse(text: string, file = 'a.bicep'): DeclarationSyntax {
  const { syntax, problems } = parseBicep(new SourceText(file, text))
  expect(problems).toEqual([])
  expect(syntax.declarations).toHaveLength(1)
  const [declaration] = syntax.declarations
  if (declaration === undefined) throw new Error('no declaration')
  return declaration
}

function show(declaration: DeclarationSyntax): string {
  switch (declaration.kind) {
    case 'targetScope':
      return `targetScope ${showSyntax(declaration.value)}`
    case 'parameter':
      return `param ${declaration.name} ${showTypeSyntax(declaration.type)} ${showSyntax(declaration.value)}`
    case 'variable':
      return `var ${declaration.name} ${showSyntax(declaration.value)}`
    case 'type':
      return `type ${declaration.name} ${showTypeSyntax(declaration.type)}`
    case 'function': {
      const parameters = declaration.parameters.map(({ name, type }) => `${name} ${showTypeSyntax(type)}`)
      return `func ${declaration.name}(${parameters.join(', ')}) ${showSyntax(declaration.body)}`
    }
    case 'resource':
    case 'module': {
      const { loop, condition, body } = declaration
      const of = declaration.kind === 'resource' ? declaration.type : declaration.source
      const existing = declaration.kind === 'resource' && declaration.existing ? ' existing' : ''
      const each = loop ? ` for ${loop.item} ${loop.index ?? '-'} in ${showSyntax(loop.collection)}` : ''
      const when = condition ? ` if ${showSyntax(condition)}` : ''
      return `${declaration.kind} ${declaration.name} ${showSyntax(of)}${existing}${each}${when} ${showSyntax(body)}`
    }
    case 'output':
      return `output ${declaration.name} ${showTypeSyntax(declaration.type)} ${showSyntax(declaration.value)}`
    case 'import': {
      const symbols = declaration.symbols.map(({ original, name }) => `${original} as ${name}`).join(', ')
      return `import ${declaration.wildcard ? `* as ${declaration.wildcard.name}` : symbols} from ${showSyntax(declaration.source)}`
    }
    case 'extension':
      return `extension ${declaration.name}`
    case 'using':
      return `using ${showSyntax(declaration.source)}`
    case 'extends':
      return `extends ${showSyntax(declaration.source)}`
    case 'inert':
      return 'inert'
  }
}

describe('declarations', () => {
  test.each([
    ["targetScope = 'subscription'", 'targetScope "subscription"'],
    ["metadata a = 'b'", 'inert'],
    ['param a string', 'param a string -'],
    ["param a 'b' | 'c' = 'b'", 'param a ("b" | "c") "b"'],
    ["param a\n  | 'b'\n  | 'c'", 'param a ("b" | "c") -'],
    ['param type object = {}', 'param type object {}'],
    ['var a = 1', 'var a 1'],
    ['var a string[] = []', 'var a []'],
    ['type a = string?', 'type a string?'],
    ['func a() int => 1', 'func a() 1'],
    ['func a(\n  b string,\n  c int[]\n) string =>\n  b', 'func a(b string, c int[]) b'],
    ["resource a 'B/c@1' = { name: 'd' }", 'resource a "B/c@1" {name: "d"}'],
    ["resource a 'B/c@1' existing = {}", 'resource a "B/c@1" existing {}'],
    ["resource a 'B/c@1' = if (d) {}", 'resource a "B/c@1" if d {}'],
    ["resource a 'B/c@1' =\nif (\nd\n) {}", 'resource a "B/c@1" if d {}'],
    ["resource a 'B/c@1' = [for d in e: {}]", 'resource a "B/c@1" for d - in e {}'],
    ["resource a 'B/c@1' = [for (d, i) in e: if (f) {}]", 'resource a "B/c@1" for d i in e if f {}'],
    ["resource a 'B/c@1' = {\n  resource d 'e' = {}\n  resource: 1\n}", 'resource a "B/c@1" {resource: 1, resource d}'],
    ["resource a 'B/c@1' = {\n  @batchSize(1)\n  resource d 'e' = {}\n}", 'resource a "B/c@1" {resource d}'],
    ["module a './b.bicep' = { params: {} }", 'module a "./b.bicep" {params: {}}'],
    ["module a 'b' = [for c in d: if (e) {}]", 'module a "b" for c - in d if e {}'],
    ['output a string = b', 'output a string b'],
    ["output a resource 'B/c@1' = d", 'output a resource d'],
    ['assert a = b', 'inert'],
    ["test a 'b.bicep' = {}", 'inert'],
    ["import { a, b as c } from 'd.bicep'", 'import a as a, b as c from "d.bicep"'],
    ["import {\n  a\n  'b-c' as d\n} from 'd.json'", 'import a as a, b-c as d from "d.json"'],
    ["import * as a from 'b.bicep'", 'import * as a from "b.bicep"'],
    ["import 'a@1.0' as b", 'extension b'],
    ['extension a', 'extension a'],
    ["extension 'br:a/b:1' with { c: 1 } as d", 'extension d'],
    ["provider 'a@1.0'", 'extension a'],
  ])('%s', (text, expected) => {
    expect(show(parse(text))).toBe(expected)
  })

  test.each([
    ["using 'a.bicep'", 'using "a.bicep"'],
    ['using none', 'using -'],
    ["using 'a.bicep' with { b: 1 }", 'using "a.bicep"'],
    ["extends 'a.bicepparam'", 'extends "a.bicepparam"'],
    ['param a = 1', 'param a - 1'],
    ['extensionConfig a with { b: 1 }', 'inert'],
  ])('in parameter files: %s', (text, expected) => {
    expect(show(parse(text, 'a.bicepparam'))).toBe(expected)
  })

  test('decorators, with and without namespace and arguments', () => {
    const text = "@description('a')\n\n// b\n@sys.secure()\n@c\nparam d string"
    const declaration = parse(text)
    expect(declaration.decorators.map(({ namespace, name, args }) => [namespace, name, args.map(showSyntax)])).toEqual([
      [undefined, 'description', ['"a"']],
      ['sys', 'secure', []],
      [undefined, 'c', []],
    ])
    expect(declaration.decorators.map((decorator) => written(text, decorator))).toEqual([
      "@description('a')",
      '@sys.secure()',
      '@c',
    ])
    expect(written(text, declaration)).toBe(text)
  })

  test('the place of the name', () => {
    expect(parse('param  a  string')).toMatchObject({ nameStart: 7, nameEnd: 8, start: 0, end: 16 })
  })
})

describe('what is expected', () => {
  test.each([
    ['a', '0 Expected a declaration, found `a`.'],
    ['@a\nb', '3 Expected a declaration after the decorator, found `b`.'],
    ['targetScope', '11 Expected `=` after `targetScope`, found the end of the file.'],
    ['param', '5 Expected the name of the parameter, found the end of the file.'],
    ['param a', '7 Expected a type, found the end of the file.'],
    ['param a string 1', '15 Expected `=` and a default value, or a new line, found `1`.'],
    ['var a', '5 Expected `=` after the name of the variable, found the end of the file.'],
    ['type a', '6 Expected `=` after the name of the type, found the end of the file.'],
    ['func a', '6 Expected `(` after the name of the function, found the end of the file.'],
    ['func a(b string', '15 Expected `,` or `)` after a parameter, found the end of the file.'],
    ['func a() string', '15 Expected `=>` and the value of the function, found the end of the file.'],
    ['resource', '8 Expected the symbolic name of the resource, found the end of the file.'],
    ["resource a 'b@1' {}", '17 Expected `=` or `existing`, found `{`.'],
    ["resource a 'b@1' = 1", '19 Expected `{`, `if` or `[for`, found `1`.'],
    ["resource a 'b@1' = [1]", '19 Expected `{`, `if` or `[for`, found `[`.'],
    ["resource a 'b@1' = if b {}", '22 Expected `(` after `if`, found `b`.'],
    ["resource a 'b@1' = if (b)", '25 Expected `{` after the condition, found the end of the file.'],
    ["resource a 'b@1' = [for c in d: e]", '32 Expected `{` or `if`, found `e`.'],
    ["module a 'b' = {", '16 Expected the name of a property, found the end of the file.'],
    ['module a b = {}', '9 Expected the path or the reference of the module, found `b`.'],
    ['output a string', '15 Expected `=` and the value of the output, found the end of the file.'],
    ['import a', '7 Expected `{` or `*`, found `a`.'],
    ["import { a } 'b'", '13 Expected `from` and the path of a file, found a string.'],
    ["import * from 'b'", '9 Expected `as` and a name after `*`, found `from`.'],
    ["import { 'a-b' } from 'c'", '15 Expected `as` and a name, found `}`.'],
    ['param a string var', '15 Expected `=` and a default value, or a new line, found `var`.'],
    ['var a = 1 var b = 2', '10 Expected a new line after the declaration, found `var`.'],
  ])('%s', (text, expected) => {
    const [problem] = parseBicep(new SourceText('a.bicep', text)).problems
    expect(`${problem?.span?.start} ${problem?.message}`).toBe(expected)
  })

  test.each([
    ['param a', '7 Expected `=` and the value of the parameter, found the end of the file.'],
    ['param a string = 1', '8 Expected `=` and the value of the parameter, found `string`.'],
    ['using a', '6 Expected the path of a template, or `none`, found `a`.'],
    ['extends', '7 Expected the path of a parameter file, found the end of the file.'],
    ['extensionConfig a', '17 Expected `with`, found the end of the file.'],
  ])('in parameter files: %s', (text, expected) => {
    const [problem] = parseBicep(new SourceText('a.bicepparam', text)).problems
    expect(`${problem?.span?.start} ${problem?.message}`).toBe(expected)
  })
})
