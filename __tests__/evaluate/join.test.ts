import { expect, test } from '@jest/globals'
import { joinText } from '../../src/evaluate/join.js'
import { either, origin, parameter, show, value } from './sample.js'

const name = parameter('name', 'string')

test.each([
  [['a', value('b'), value(1), value(true)], '"ab1true"'],
  [['/', name, '/', name], '`/${name}/${name}`'],
  [[name], '?name string'],
  [['a-', either('c', 'x', name)], '"a-x" | `a-${name}`'],
  [[either('c', 'x', 'y'), either('c', '1', '2')], '"x1" | "y2"'],
  [[either('c', 'x', 'y'), either('d', '1', '2')], '"x1" | "x2" | "y1" | "y2"'],
])('joins %#', (parts, expected) => {
  expect(show(joinText(parts, origin))).toBe(expected)
})

test('what is no string is refused in its place', () => {
  const joined = joinText(['a', value({})], origin)
  expect(joined.kind === 'text' && joined.parts.map((part) => (typeof part === 'string' ? part : part.cause))).toEqual([
    'a',
    { kind: 'invalid', message: 'A string was expected here.' },
  ])
})

test('more combinations than can be told apart are unknown', () => {
  const many = Array.from({ length: 7 }, (_, at) => either(`c${at}`, 'x', 'y'))
  expect(joinText(many, origin)).toMatchObject({ kind: 'unknown', cause: { kind: 'budget' }, type: 'string' })
})
