import { describe, expect, test } from '@jest/globals'
import { Lowering, forced } from '../../../src/language/arm/lowering.js'
import { parseJson } from '../../../src/source/json.js'
import type { Node } from '../../../src/source/node.js'
import { SourceText } from '../../../src/source/text.js'
import { show } from './show.js'

function lower(text: string, loops = true) {
  const source = new SourceText('a.json', text)
  const lowering = new Lowering(source)
  const root: Node | undefined = parseJson(source).root
  if (!root) throw new Error('the test gives no JSON value')
  return { expression: lowering.value(root, loops), lowering }
}

const shown = (text: string, loops = true) => show(lower(text, loops).expression)

describe('values', () => {
  test.each([
    ['1', '1'],
    ['true', 'true'],
    ['null', 'null'],
    ['"a"', '"a"'],
    ['"[[a]"', '"[a]"'],
    ['"[f()]"', 'f()'],
    ['[1, "[f()]", []]', '[1, f(), []]'],
    ['{"a": {"b": 1}, "[f()]": 2, "[[c]": 3}', '{a: {b: 1}, (f()): 2, [c]: 3}'],
    ['{"a": 1, "b": 2, "A": 3}', '{b: 2, A: 3}'],
    ['{"a": }', '{...<invalid A part of it could not be read.>}'],
    ['[1, tru]', '[1, ...<invalid A part of it could not be read.>]'],
  ])('%s is %s', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  test('nothing is parsed before it is asked for, and nothing twice', () => {
    const { expression, lowering } = lower('{"a": "[f(]"}')
    expect(lowering.problems).toEqual([])
    const object = forced(expression)
    const property = object.kind === 'object' ? object.properties[0] : undefined
    expect(lowering.problems).toEqual([])
    show(property?.value)
    show(property?.value)
    expect(lowering.problems).toHaveLength(1)
    expect(forced(expression)).toBe(object)
  })

  test('keys and values have their places, an expression that inside the string', () => {
    const text = '{"[f()]": "[g()]"}'
    const object = forced(lower(text).expression)
    const property = object.kind === 'object' ? object.properties[0] : undefined
    const spans = property?.kind === 'property' ? [property.keySpan, forced(property.value).span] : []
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['"[f()]"', 'g()'])
  })
})

describe('copy', () => {
  test.each([
    [
      'makes an array property of any name',
      '{"a": 1, "copy": [{"name": "x", "count": 2, "input": {"b": "[copyIndex(\'x\')]"}}, {"name": "y", "count": "[f()]", "input": 3}]}',
      '{a: 1, x: [for x * 2: {b: copyIndex("x")}], y: [for y * f(): 3]}',
    ],
    ['at any depth', '{"a": [{"COPY": [{"name": "x", "count": 2, "input": 1}]}]}', '{a: [{x: [for x * 2: 1]}]}'],
    [
      'within a copy',
      '{"copy": [{"name": "x", "count": 2, "input": {"copy": [{"name": "y", "count": 3, "input": 1}]}}]}',
      '{x: [for x * 2: {y: [for y * 3: 1]}]}',
    ],
    ['as one object', '{"copy": {"name": "x", "count": 2, "input": 1}}', '{x: [for x * 2: 1]}'],
    ['is a property like any other without a count', '{"copy": [{"name": "x"}]}', '{copy: [{name: "x"}]}'],
    ['is a property like any other as a string', '{"copy": "x"}', '{copy: "x"}'],
    ['is a property like any other when empty', '{"copy": []}', '{copy: []}'],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  test('means nothing where there are no loops', () => {
    expect(shown('{"copy": [{"name": "x", "count": 2, "input": 1}]}', false)).toBe(
      '{copy: [{name: "x", count: 2, input: 1}]}',
    )
  })

  test('without input is told', () => {
    const { expression, lowering } = lower('{"copy": [{"name": "x", "count": 2}]}')
    expect(show(expression)).toBe('{x: [for x * 2: <invalid Expected `input` in this `copy`.>]}')
    expect(lowering.problems).toEqual([
      {
        code: 'template-invalid',
        severity: 'error',
        message: 'Expected `input` in this `copy`.',
        span: { file: 'a.json', start: 10, end: 35 },
      },
    ])
  })
})
