import { describe, expect, test } from '@jest/globals'
import { and, compareValues, equalValues, not, or, truthOf } from '../../src/evaluate/logic.js'
import type { Truth } from '../../src/evaluate/value.js'
import { call, either, open, parameter, text, value } from './sample.js'

const all: readonly Truth[] = [true, false, 'unknown']
const x = parameter('x', 'string')
const list = parameter('list', 'array')
const things = parameter('things', 'object')

describe("Kleene's logic", () => {
  test('and', () => {
    expect(all.map((a) => all.map((b) => and(a, b)))).toEqual([
      [true, false, 'unknown'],
      [false, false, false],
      ['unknown', false, 'unknown'],
    ])
  })

  test('or', () => {
    expect(all.map((a) => all.map((b) => or(a, b)))).toEqual([
      [true, true, true],
      [true, false, 'unknown'],
      [true, 'unknown', 'unknown'],
    ])
  })

  test('not', () => {
    expect(all.map(not)).toEqual([false, true, 'unknown'])
  })
})

test.each([
  [true, true],
  [false, false],
  ['true', 'unknown'],
  [parameter('flag', 'bool'), 'unknown'],
  [either('c', true, true), true],
  [either('c', true, false), 'unknown'],
])('the truth of %j', (each, expected) => {
  expect(truthOf(value(each))).toBe(expected)
})

describe('equality', () => {
  const some = call('union', [[x], ['a']])
  test.each([
    ['a', 'a', true],
    ['a', 'A', false],
    [1, '1', false],
    [null, null, true],
    [null, {}, false],
    [x, x, true],
    [x, parameter('y', 'string'), 'unknown'],
    [x, 1, false],
    [x, null, false],
    [parameter('any'), null, 'unknown'],
    [text('kv-', x), text('kv-', x), true],
    [text('kv-', x), text('sa-', x), false],
    [text('kv-', x), 'kv', false],
    [text('kv-', x), 'kv-a', 'unknown'],
    [text('a', x, 'b'), 'ab', 'unknown'],
    [text('ab', x, 'b'), 'ab', false],
    [text(x, '/a/', x), 'b/c', false],
    [text('kv-', x), text(x, '-kv'), 'unknown'],
    [{ a: 1, b: [x] }, { b: [x], a: 1 }, true],
    [{ a: 1, b: x }, { a: 2, b: 'c' }, false],
    [{ a: 1 }, { A: 1 }, 'unknown'],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [open({ a: 1 }, things), { a: 1 }, 'unknown'],
    [open({ a: 1 }, things), { b: 1 }, false],
    [open({ a: 1 }, things), { a: 2, b: 1 }, false],
    [['a'], ['a', 'b'], false],
    [[x], ['a'], 'unknown'],
    [call('concat', [['a'], list]), ['b', 'c'], false],
    [call('concat', [['a'], list, ['b']]), ['a'], false],
    [call('concat', [['a'], list]), call('concat', [['a'], list]), true],
    // `x` may be `a`: two items that stand in an array may be one and the same.
    [some, ['a'], 'unknown'],
    [some, [], false],
    [either('c', 'a', 'b'), 'z', false],
    [either('c', 'a', 'b'), 'a', 'unknown'],
    [either('c', 'a', 'b'), either('c', 'a', 'b'), true],
    [either('c', 'a', 'b'), either('d', 'a', 'b'), 'unknown'],
    [2 ** 53, 2 ** 53, 'unknown'],
    [2 ** 53, 2 ** 53 + 2, false],
  ])('of %j and %j', (a, b, expected) => {
    expect(equalValues(value(a), value(b))).toBe(expected)
    expect(equalValues(value(b), value(a))).toBe(expected)
  })

  test.each([
    ['Deny', 'deny', true],
    [text('KV-', x), text('kv-', x), true],
    [text('KV-', x), text('kv-', call('toLower', [x]) as typeof x), true],
    [call('toUpper', [x]), call('toLower', [x]), true],
    [['All'], ['all'], true],
    ['a', 'b', false],
  ])('without case of %j and %j', (a, b, expected) => {
    expect(equalValues(value(a), value(b), { ignoreCase: true })).toBe(expected)
  })

  test('of changed letter case is not told where case counts', () => {
    expect(equalValues(call('toUpper', [x]), call('toLower', [x]))).toBe('unknown')
  })

  test('of very large or deep values is not told', () => {
    const wide = Array.from({ length: 30_000 }, () => 'a')
    expect(equalValues(value(wide), value(wide))).toBe('unknown')
    const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], 'a')
    expect(equalValues(value(deep), value(deep))).toBe('unknown')
  })
})

describe('order', () => {
  const less = (order: number) => order < 0
  test.each([
    [1, 2, true],
    [2, 1, false],
    ['a', 'b', true],
    ['a', 1, 'unknown'],
    [x, 'a', 'unknown'],
    [x, x, false],
    [parameter('any'), parameter('any'), 'unknown'],
    [either('c', 1, 2), 3, true],
    [either('c', 1, 4), 3, 'unknown'],
    [2 ** 53, 2 ** 53, 'unknown'],
  ])('of %j and %j', (a, b, expected) => {
    expect(compareValues(value(a), value(b), less)).toBe(expected)
  })
})
