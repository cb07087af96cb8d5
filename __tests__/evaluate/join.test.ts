import { expect, test } from '@jest/globals'
import { joinText, segmentOf } from '../../src/evaluate/join.js'
import { partsOf } from '../../src/evaluate/parts.js'
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

test('a segment of an id has no slash in any unknown part', () => {
  const segment = segmentOf(either('c', name, joinText(['kv-', name], origin), 'x'))
  const parts = segment.kind === 'choice' ? segment.alternatives.map(({ value }) => partsOf(value)) : []
  expect(parts).toMatchObject([[{ segment: true, identity: 'name' }], ['kv-', { segment: true }], ['x']])
  expect(name.segment).toBeUndefined()
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
