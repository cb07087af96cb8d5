import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readParameterFile } from '../../src/language/parameters.js'
import { parseJson } from '../../src/source/json.js'
import { SourceText } from '../../src/source/text.js'
import { show } from './arm/show.js'

function read(content: unknown) {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const source = new SourceText('a/x.parameters.json', text)
  const tree = parseJson(source)
  return { file: readParameterFile(source, tree.root, tree), text }
}

const valueOf = (parameter: unknown) => show(read({ parameters: { p: parameter } }).file.values.get('p')?.value)

describe('values', () => {
  test.each([
    [{ value: 1 }, '1'],
    [{ value: null }, 'null'],
    [{ value: ['a', { b: true }] }, '["a", {b: true}]'],
    [{ value: "[parameters('x')]" }, `"[parameters('x')]"`],
    [{ value: '[[x]' }, '"[[x]"'],
    [{ reference: { keyVault: { id: '/kv' }, secretName: 's' } }, '<secret of "/kv" secret>'],
    [{ reference: {} }, '<secret secret>'],
    [{ expression: "[externalInputs('x')]" }, '<unsupported a value given from outside>'],
    [{}, '<invalid Expected `value` or `reference` for this parameter.>'],
    ['x', '<invalid Expected `value` or `reference` for this parameter.>'],
  ])('%j is %s', (parameter, expected) => {
    expect(valueOf(parameter)).toBe(expected)
  })

  test.each([
    ['${NAME}', '<environment NAME>'],
    ['${NAME=a}', '<environment NAME perhaps "a">'],
    ['${NAME:-a}', '<environment NAME perhaps "a">'],
    ['${NAME=}', '<environment NAME perhaps "">'],
    ['kv-${A_1}-${B=x}!', 'concat "kv-" <environment A_1> "-" <environment B perhaps "x"> "!"'],
    ['$NAME', '"$NAME"'],
    ['${}', '"${}"'],
    ['${1}', '"${1}"'],
    ['${a', '"${a"'],
  ])('azd fills in %s: %s', (value, expected) => {
    expect(valueOf({ value })).toBe(expected)
    expect(valueOf({ value: [value] })).toBe(`[${expected}]`)
  })

  test('are known by name without regard to case, the last of two, each with its place', () => {
    const { file, text } = read('{"parameters": {"P": {"value": 1}, "p": {"value": 2}}}')
    const assignment = file.values.get('p')
    const spans = assignment ? [assignment.nameSpan, assignment.value.span] : []
    expect(file.values.size).toBe(1)
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['"p"', '2'])
  })

  test('of which a part could not be read may be more', () => {
    const { file } = read('{"parameters": {"p": {"value": {"a": [tru], "b": }}}}')
    const lost = '...<invalid A part of it could not be read.>'
    expect(show(file.values.get('p')?.value)).toBe(`{a: [${lost}], ${lost}}`)
    expect(file.problems.map((problem) => problem.code)).toEqual(['json-syntax', 'json-syntax'])
  })
})

describe('the template that a file names', () => {
  test.each([
    ['main.json', 'a/main.json'],
    ['../b/main.bicep', 'b/main.bicep'],
  ])('%s', (template, expected) => {
    expect(read({ metadata: { template }, parameters: {} }).file.template).toBe(expected)
  })

  test('is none where it names none', () => {
    expect(read({ parameters: {} }).file).not.toHaveProperty('template')
  })

  test('outside of the repository is told', () => {
    const { file } = read({ metadata: { template: '../../x.json' }, parameters: {} })
    expect(file).not.toHaveProperty('template')
    expect(file.problems.map((problem) => problem.code)).toEqual(['path-outside'])
  })
})

describe('another shape', () => {
  test.each([
    [{}, '{'],
    [{ parameters: [] }, '[]'],
    [[], '['],
  ])('%j is told', (content, place) => {
    const { file, text } = read(content)
    expect(file.problems.map(({ code, message, span }) => [code, message, text.slice(span?.start, span?.end)])).toEqual(
      [['parameter-invalid', 'Expected an object as `parameters`.', place]],
    )
  })

  test('of any kind ends without a throw', () => {
    const pieces = ['${', 'A', '=', '}', '{', ':-', 'x', '$']
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.constantFrom(...pieces)), (value, parts) => {
        const { file, text } = read({ parameters: { a: value, b: { value }, c: { value: parts.join('') } } })
        for (const { value: assigned } of file.values.values()) {
          show(assigned)
          expect(0 <= assigned.span.start && assigned.span.end <= text.length).toBe(true)
        }
      }),
    )
  })
})
