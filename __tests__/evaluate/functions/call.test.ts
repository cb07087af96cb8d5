import { describe, expect, test } from '@jest/globals'
import { functionTable, isRuntimeFunction } from '../../../src/evaluate/functions/table.js'
import { equalValues } from '../../../src/evaluate/logic.js'
import { holdsSecret, identityOf, type Value } from '../../../src/evaluate/value.js'
import { call, either, lambda, never, open, parameter, show, span, text, value } from '../sample.js'

const x = parameter('x', 'string')
const secret = parameter('password', 'string', { secret: true })

describe('choices among arguments', () => {
  test('are tried one by one, with what holds in each', () => {
    const result = call('concat', ['kv-', either('c', 'a', 'b')])
    expect(result.kind === 'choice' && result.alternatives.map(({ when, value }) => [when, show(value)])).toEqual([
      ['c is 0', '"kv-a"'],
      ['c is 1', '"kv-b"'],
    ])
  })

  test('that contradict each other never meet', () => {
    expect(show(call('concat', [either('c', 'a', 'b'), either('c', 'x', 'y')]))).toBe('"ax" | "by"')
    expect(show(call('concat', [either('c', 'a', 'b'), either('d', 'x', 'y')]))).toBe('"ax" | "ay" | "bx" | "by"')
  })

  test('are too many past sixteen combinations', () => {
    const args = ['a', 'b', 'c', 'd', 'e'].map((name) => either(name, '0', '1'))
    expect(call('concat', args)).toMatchObject({ kind: 'unknown', cause: { kind: 'budget', limit: '16 alternatives' } })
  })

  test('stay whole within arrays and objects', () => {
    expect(show(call('createArray', ['a', either('c', 1, 2)]))).toBe('["a", 1 | 2]')
    expect(show(call('createObject', ['a', either('c', 1, 2)]))).toBe('{a: 1 | 2}')
  })
})

describe('secrets', () => {
  test.each([
    ['concat', ['a', secret], 'secret `a${password}`'],
    ['toLower', [secret], 'secret ?toLower(8:password) string'],
    ['take', [text('ab', secret), 1], 'secret "a"'],
    ['split', [text('a,', secret), ','], '[secret "a", ...secret ?split[*](23:text(4:"a,",8:password),3:",") string]'],
    ['join', [['a', secret], ','], 'secret `a,${password}`'],
    ['first', [[secret, 'a']], 'secret ?password string'],
    ['first', [['a', secret]], '"a"'],
    ['union', [{ a: secret }, { b: 1 }], '{a: secret ?password string, b: 1}'],
    ['format', ['{0}', { a: secret }], "secret `{'a':${JSON in '(8:password)}}`"],
    ['json', [secret], 'secret ?json(8:password)'],
    ['uniqueString', [secret], 'secret ?uniqueString(8:password) string'],
    ['shallowMerge', [[open({}, secret)]], '{...secret ?password string}'],
    ['base64', [either('c', 'a', secret)], '"YQ==" | secret ?base64(8:password) string'],
  ])('%s keeps them', (name, args, expected) => {
    expect(show(call(name, args))).toBe(
      expected.startsWith('secret "YQ') ? '"YQ==" | secret ?base64(8:password) string' : expected,
    )
  })

  test.each([
    ['length', [secret], '?length(8:password) int'],
    ['empty', [secret], '?empty(8:password) bool'],
    ['equals', [secret, 'a'], '?equals(8:password,3:"a") bool'],
    ['contains', [secret, 'a'], '?contains(8:password,3:"a") bool'],
  ])('%s tells nothing of them', (name, args, expected) => {
    expect(show(call(name, args))).toBe(expected)
  })

  test('are not in the words of a refusal', () => {
    expect(show(call('fail', [{ ...value('hunter2'), secret: true }]))).toBe('refused: `fail` is called')
  })
})

describe('causes', () => {
  test('are those of the first unknown argument', () => {
    expect(call('toLower', [x])).toMatchObject({ cause: { kind: 'parameter', name: 'x' }, origin: { span } })
    expect(call('equals', [{ a: [x] }, { a: ['b'] }])).toMatchObject({ cause: { kind: 'parameter', name: 'x' } })
  })

  test('are ours where everything is known', () => {
    expect(call('bool', ['yes'])).toMatchObject({ cause: { kind: 'unsupported', what: '`bool` with these arguments' } })
  })

  test('are the budget where it is used up', () => {
    expect(call('range', [0, 100], 50)).toMatchObject({ kind: 'unknown' })
    expect(call('toLower', ['A'], 0)).toMatchObject({ cause: { kind: 'budget', limit: 'evaluation steps' } })
    const endless = lambda(1, (item) => item)
    expect(call('map', [Array.from({ length: 100 }, (_, at) => at), endless], 50)).toMatchObject({
      cause: { kind: 'budget' },
    })
  })
})

describe('work that grows without bounds', () => {
  test('of comparisons is counted', () => {
    const many = Array.from({ length: 3000 }, (_, at) => text(`a${at}`, x))
    expect(show(call('contains', [call('union', [many, many], 100_000), 'a']))).toMatch(/^\?contains/)
  })

  test('of equal literals is none', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => at % 5)
    expect(show(call('union', [many, many], 100_000))).toBe('[0, 1, 2, 3, 4]')
  })

  test('of text is bounded', () => {
    const long = 'a'.repeat(131_072)
    expect(call('concat', [long, 'a'])).toMatchObject({ cause: { kind: 'budget', limit: '131072 characters' } })
    expect(call('join', [Array.from({ length: 100_000 }, () => 'abc'), ','])).toMatchObject({
      cause: { kind: 'budget' },
    })
    expect(call('replace', [long, 'a', text(...Array.from({ length: 200 }, () => [x, '-']).flat())])).toMatchObject({
      cause: { kind: 'budget' },
    })
  })

  test('of nesting is bounded', () => {
    const deep = Array.from({ length: 300 }).reduce<unknown>((inner) => ({ a: inner }), 'b')
    let result = call('union', [deep, deep])
    let depth = 0
    while (result.kind === 'object') {
      result = result.entries.get('a')?.value ?? value(null)
      depth++
    }
    expect([depth < 100, result.kind]).toEqual([true, 'unknown'])
    expect(call('string', [deep]).kind).toBe('unknown')
    expect(call('json', [`${'['.repeat(5000)}${']'.repeat(5000)}`]).kind).toBe('unknown')
  })
})

describe('a chain of ten thousand steps', () => {
  const steps = Array.from({ length: 10_000 }, (_, at) => at)
  const things = parameter('things', 'object')
  const keyed = call('createObject', ['a', x, 'b', { c: x }])
  test.each<[string, unknown, (all: Value, step: Value) => Value]>([
    ['of strings', x, (all) => call('take', [all, 5])],
    ['of strings in arrays', x, (all) => call('trim', [call('join', [call('createArray', [all]), ''])])],
    ['of strings in objects', x, (all) => call('tryGet', [call('createObject', ['a', call('trim', [all])]), 'a'])],
    ['of unions', keyed, (all) => call('union', [all, { a: 'b', b: { d: 1 } }])],
    ['of unions with unknowns', keyed, (all) => call('union', [all, things])],
    ['of merges', keyed, (all) => call('shallowMerge', [call('createArray', [things, all])])],
    ['of mapped values', keyed, (all) => call('mapValues', [all, lambda(1, (each) => call('createArray', [each]))])],
    ['of nested objects', x, (all) => call('createObject', ['a', all])],
    ['of nested arrays', x, (all) => call('createArray', [all])],
    ['of secrets', secret, (all) => call('createArray', [call('first', [call('createArray', [all])])])],
  ])('%s ends in a value', (_, initial, step) => {
    const result = call('reduce', [steps, initial, lambda(2, (all, each) => step(all, each ?? value(null)))])
    const parts = result.kind === 'object' ? [...result.entries.values()].map((entry) => entry.value) : [result]
    for (const part of [result, ...parts]) {
      expect(typeof identityOf(part)).toBe('string')
      expect(typeof holdsSecret(part)).toBe('boolean')
      expect([true, 'unknown']).toContain(equalValues(part, part))
      expect(call('string', [part])).toHaveProperty('kind')
    }
  })
})

test('union works out no property that is not asked for', () => {
  const lazy = {
    ...value({}),
    entries: new Map([
      [
        'a',
        {
          key: 'a',
          keySpan: span,
          get value() {
            return never()
          },
        },
      ],
    ]),
  }
  const merged = call('union', [lazy, { a: { b: 1 }, c: 2 }])
  expect(merged.kind === 'object' && show(merged.entries.get('c')?.value ?? value(null))).toBe('2')
})

test.each([
  ['listKeys', true],
  ['ListAccountSas', true],
  ['reference', true],
  ['pickZones', true],
  ['toLower', false],
  ['nothing', false],
])('only Azure can answer %s: %s', (name, expected) => {
  expect(isRuntimeFunction(name)).toBe(expected)
})

test('the table is keyed by lower-case names', () => {
  expect([...functionTable].filter(([key, { name }]) => key !== name.toLowerCase())).toEqual([])
})
