import { describe, expect, test } from '@jest/globals'
import {
  containsParts,
  endsWithParts,
  equalParts,
  lengthOf,
  mayHoldUnit,
  partsOf,
  startsWithParts,
  type Part,
} from '../../src/evaluate/parts.js'
import { call, parameter, value } from './sample.js'

const x = parameter('x', 'string')
const n = parameter('n', 'int')
const hex = parameter('hex', 'string', { minLength: 2, maxLength: 4, alphabet: '0123456789abcdef' })
const each = parameter('list[*]', 'string')

test.each<[readonly Part[], number, number]>([
  [[], 0, 0],
  [['abc'], 3, 3],
  [['abc', hex], 5, 7],
  [[n], 1, 20],
  [[parameter('flag', 'bool')], 4, 5],
  [['a', x], 1, Number.POSITIVE_INFINITY],
])('the length of %j', (parts, min, max) => {
  expect(lengthOf(parts)).toEqual({ min, max })
})

test.each<[Part, string, boolean]>([
  ['a/b', '/', true],
  ['ab', '/', false],
  [x, '/', true],
  [hex, '/', false],
  [hex, 'a', true],
  [parameter('name', 'string', { segment: true }), '/', false],
  [parameter('name', 'string', { segment: true }), 'a', true],
])('whether %j may have %s in it', (part, unit, expected) => {
  expect(mayHoldUnit(part, unit)).toBe(expected)
})

test.each([
  ['a', ['a']],
  ['', []],
  [x, [x]],
  [n, undefined],
  [1, undefined],
  [['a'], undefined],
])('the parts of %j', (plain, expected) => {
  expect(partsOf(value(plain))).toEqual(expected)
})

describe('equality of parts', () => {
  test.each<[readonly Part[], readonly Part[], ReturnType<typeof equalParts>]>([
    [['a', x, 'b'], ['a', x, 'b'], true],
    [['a', x, 'b'], ['a', x, 'c'], false],
    [['a', x], [x, 'a'], 'unknown'],
    [[x, 'b'], ['ab', x, 'b'], false],
    [['ab', x], ['a'], false],
    [[hex], ['0g'], false],
    [[hex], ['0f'], 'unknown'],
    [[hex], ['0'], false],
    [[hex], ['00000'], false],
    [['g', hex], [hex, 'g'], false],
    [[n], ['one'], false],
    [[n], ['-1'], 'unknown'],
    [[x, '-', x], ['ab'], false],
    [[each], [each], 'unknown'],
  ])('%j and %j', (a, b, expected) => {
    expect([equalParts(a, b), equalParts(b, a)]).toEqual([expected, expected])
  })

  test('without case', () => {
    const lower = call('toLower', [x]) as Part
    expect(equalParts(['KV-', x], ['kv-', lower], true)).toBe(true)
    expect(equalParts([hex], ['ABCG'], true)).toBe(false)
    expect(equalParts([hex], ['ABCD'], true)).toBe('unknown')
  })
})

test.each<[readonly Part[], readonly Part[], ReturnType<typeof startsWithParts>]>([
  [['kv-', x], ['kv'], true],
  [['kv-', x], ['kv-', x], true],
  [['kv-', x], ['kv-a'], 'unknown'],
  [['kv-', x], ['sa'], false],
  [['kv', hex], ['kvg'], false],
  [[hex], ['00000'], false],
  [[x], [], true],
  [['a'], [x], 'unknown'],
])('%j begins with %j, and ends with it the other way round', (text, prefix, expected) => {
  expect(startsWithParts(text, prefix)).toBe(expected)
  const back = (parts: readonly Part[]) =>
    parts.map((part) => (typeof part === 'string' ? part.split('').reverse().join('') : part)).reverse()
  expect(endsWithParts(back(text), back(prefix))).toBe(expected)
})

test.each<[readonly Part[], readonly Part[], ReturnType<typeof containsParts>]>([
  [['a-b', x], ['-b'], true],
  [['a', x], [x], true],
  [[each], [each], 'unknown'],
  [['a', x], ['b'], 'unknown'],
  [['-', hex], ['g'], false],
  [['-', hex], ['-0'], 'unknown'],
  [[hex], ['00000'], false],
  [['ab'], ['c'], false],
  [['ab'], [], true],
])('%j contains %j', (text, wanted, expected) => {
  expect(containsParts(text, wanted)).toBe(expected)
})

test('a search that might take too long is not made', () => {
  const long = 'a'.repeat(100_000)
  expect(containsParts([long], [`b${'a'.repeat(50_000)}`])).toBe('unknown')
  expect(equalParts([x, 'b'.repeat(50_000), x], [long])).toBe('unknown')
})
