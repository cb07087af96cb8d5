import { describe, expect, test } from '@jest/globals'
import {
  bothDeployed,
  knownText,
  listOf,
  mapLiterals,
  readProperty,
  readSetProperty,
  settledLiteral,
  truthOfCertain,
} from '../../src/access/read.js'
import { arrayOf, choiceOf, entryOf, literal, objectOf, originAt, unknown } from '../../src/evaluate/value.js'
import type { UnknownValue, Value } from '../../src/evaluate/value.js'
import { plain } from './support/run.js'

let offset = 0

/** An origin of its own for each value. */
function somewhere() {
  offset += 10
  return originAt({ file: 'main.bicep', start: offset, end: offset + 1 })
}

function value(of: string | number | boolean | null): Value {
  return literal(of, somewhere())
}

function object(entries: Readonly<Record<string, Value>>): Value {
  const origin = somewhere()
  return objectOf(
    Object.entries(entries).map(([key, inner]) => entryOf(key, origin.span, inner)),
    origin,
  )
}

const hole: UnknownValue = unknown({ kind: 'runtime', name: 'x' }, 'x', somewhere())

function either(a: Value, b: Value): Value {
  const one = (when: string, outcome: string, inner: Value) => ({
    when,
    unknowns: [hole],
    assumes: [{ condition: 'c', outcome }],
    value: inner,
  })
  return choiceOf([one('yes', 'true', a), one('no', 'false', b)], somewhere())
}

describe('a property', () => {
  const nested = object({ A: object({ b: value(1), c: value(null) }) })

  test('is found by its path, without case', () => {
    expect(plain(readProperty(nested, 'a', 'B'))).toBe(1)
    expect(readProperty(nested, 'a', 'd')).toBeUndefined()
    expect(readProperty(nested, 'd', 'b')).toBeUndefined()
    expect(readProperty(undefined, 'a')).toBeUndefined()
  })

  test('that is null counts as absent where that is asked for', () => {
    expect(plain(readProperty(nested, 'a', 'c'))).toBeNull()
    expect(readSetProperty(nested, 'a', 'c')).toBeUndefined()
  })

  test('that only one case has is null in the other', () => {
    expect(plain(readProperty(either(object({ a: value(1) }), object({})), 'a'))).toEqual([
      ['yes', 1],
      ['no', null],
    ])
  })

  test('of something unknown is unknown', () => {
    expect(plain(readSetProperty(hole, 'a'))).toBe('<unknown>')
  })
})

describe('a list', () => {
  const list = (...items: readonly Value[]) => arrayOf(items, somewhere())
  const seen = (of: Value | undefined) => {
    const { items, open } = listOf(of)
    return [
      items.map(({ value, certain, when, doubts }) => [plain(value), certain, when, doubts.length]),
      open?.identity,
    ]
  }

  test('has its items, but for null', () => {
    expect(seen(list(value(1), value(null), value(2)))).toEqual([
      [
        [1, true, undefined, 0],
        [2, true, undefined, 0],
      ],
      undefined,
    ])
    expect(seen(undefined)).toEqual([[], undefined])
    expect(seen(value('x'))).toEqual([[], undefined])
  })

  test('that is unknown, or goes on with something unknown, is open', () => {
    expect(seen(hole)).toEqual([[], 'x'])
    expect(seen(arrayOf([value(1)], somewhere(), hole))).toEqual([[[1, true, undefined, 0]], 'x'])
  })

  test('has an item that is one of two as two that may be there', () => {
    expect(seen(list(either(value(1), value(null)), value(2)))).toEqual([
      [
        [1, false, 'yes', 1],
        [2, true, undefined, 0],
      ],
      undefined,
    ])
    expect(seen(list(either(value(1), value(2))))[0]).toEqual([
      [1, false, 'yes', 1],
      [2, false, 'no', 1],
    ])
  })

  test('that is one of two has what stands in both once, for sure', () => {
    const shared = value('shared')
    expect(seen(either(list(shared, value('a')), list(shared)))).toEqual([
      [
        ['shared', true, undefined, 0],
        ['a', false, 'yes', 1],
      ],
      undefined,
    ])
  })

  test('that is one of two, one of them unknown, is open', () => {
    expect(seen(either(list(value('a')), hole))).toEqual([[['a', false, 'yes', 1]], 'x'])
  })

  test('keeps an item that stands twice', () => {
    const twice = value('a')
    expect(seen(either(list(twice, twice), list(twice, twice)))[0]).toHaveLength(2)
  })
})

describe('a literal', () => {
  test('is mapped case by case', () => {
    const map = (of: Value) =>
      plain(mapLiterals(of, 'double', (inner) => ({ ...inner, value: Number(inner.value) * 2 })))
    expect(map(value(2))).toBe(4)
    expect(map(either(value(1), value(2)))).toEqual([
      ['yes', 2],
      ['no', 4],
    ])
    expect(map(hole)).toBe('<unknown>')
  })

  test('is settled where all cases agree', () => {
    expect(plain(settledLiteral(value(1)))).toBe(1)
    expect(settledLiteral(either(value(1), value(2)))).toBeUndefined()
    expect(settledLiteral(hole)).toBeUndefined()
    expect(settledLiteral(undefined)).toBeUndefined()
  })

  test('has a text where it is one', () => {
    expect([knownText(value('a')), knownText(value(1)), knownText(hole), knownText(undefined)]).toEqual([
      'a',
      undefined,
      undefined,
      undefined,
    ])
  })
})

test('deployed together', () => {
  expect([
    bothDeployed(true, true),
    bothDeployed(true, 'unknown'),
    bothDeployed(false, 'unknown'),
    bothDeployed('unknown', false),
  ]).toEqual([true, 'unknown', false, false])
  expect([truthOfCertain(true), truthOfCertain(false)]).toEqual([true, 'unknown'])
})
