import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { LiteralValue, Truth, UnknownValue, Value } from '../../src/evaluate/value.js'
import { operators, sameScalar } from '../../src/rules/operators.js'
import { settle } from '../../src/rules/scope.js'
import { either, list, lit, object, openList, param, text } from './support/values.js'

function decide(value: Value | undefined, operator: string, expected: Value | undefined): Truth | undefined {
  return operators.get(operator)?.(expected).test(value)
}

const x = param('x')
const word = param('word', { type: 'string' })
const flag = param('flag', { type: 'bool' })
const count = param('count', { type: 'int' })
const some = param('some', { type: 'array' })
const bag = param('bag', { type: 'object' })
const kv = text('kv-', word)

type Row = readonly [name: string, value: Value | undefined, operator: string, expected: Value | undefined, Truth]

const rows: readonly Row[] = [
  ['case', lit('Deny'), 'equals', lit('deny'), true],
  ['another word', lit('Allow'), 'equals', lit('Deny'), false],
  ['a boolean and its word', lit(false), 'equals', lit('False'), true],
  ['a word and its boolean', lit('true'), 'equals', lit(true), true],
  ['a number and its digits', lit('90'), 'equals', lit(90), true],
  ['a number and a boolean', lit(1), 'equals', lit(true), false],
  ['absent', undefined, 'equals', lit('Deny'), false],
  ['absent and null', undefined, 'equals', lit(null), true],
  ['null and absent', lit(null), 'equals', undefined, true],
  ['null and a word', lit(null), 'equals', lit('null'), false],
  ['anything', x, 'equals', lit('Deny'), 'unknown'],
  ['itself', x, 'equals', x, true],
  ['an item of a loop and itself', param('a[*]'), 'equals', param('a[*]'), 'unknown'],
  ['a boolean and a word that is none', flag, 'equals', lit('Deny'), false],
  ['a boolean and one', flag, 'equals', lit(true), 'unknown'],
  ['a number and a word', count, 'equals', lit('many'), false],
  ['a number and digits', count, 'equals', lit('12'), 'unknown'],
  ['a string and null', word, 'equals', lit(null), false],
  ['a string that is too long', param('s', { type: 'string', minLength: 5 }), 'equals', lit('abc'), false],
  ['a boolean and a string', flag, 'equals', word, 'unknown'],
  ['a list and a string', some, 'equals', word, false],
  ['a list and a scalar', some, 'equals', lit('a'), false],
  ['a text that may be it', kv, 'equals', lit('KV-prod'), 'unknown'],
  ['a text that cannot be it', kv, 'equals', lit('other'), false],
  ['a text and a number', text('1', word), 'equals', lit(10), 'unknown'],
  ['a text and null', kv, 'equals', lit(null), false],
  ['a text and itself', kv, 'equals', text('kv-', word), true],
  ['a text and a boolean', kv, 'equals', lit(true), false],
  ['either way', either('Deny', 'DENY'), 'equals', lit('Deny'), true],
  ['one way or the other', either('Deny', 'Allow'), 'equals', lit('Deny'), 'unknown'],
  ['neither way', either('Deny', 'Allow'), 'equals', lit('Off'), false],
  ['a choice on the right', lit('Deny'), 'equals', either('Deny', 'Allow'), 'unknown'],
  ['lists', list('a', 'B'), 'equals', list('A', 'b'), true],
  ['lists of other lengths', list('a'), 'equals', list('a', 'b'), false],
  ['objects', object({ a: 'x' }), 'equals', object({ A: 'X' }), 'unknown'],
  ['an object and a scalar', object({}), 'equals', lit('a'), false],
  ['not equal', lit('Allow'), 'notEquals', lit('Deny'), true],
  ['not absent', undefined, 'notEquals', lit('Deny'), true],
  ['not unknown', x, 'notEquals', lit('Deny'), 'unknown'],

  ['a star at the end', lit('kv-prod'), 'like', lit('KV-*'), true],
  ['a star within', lit('kv-prod-01'), 'like', lit('kv-*-01'), true],
  ['two stars', lit('a-b-c'), 'like', lit('*b*'), true],
  ['parts in another order', lit('a-c-b'), 'like', lit('*b*c*'), false],
  ['parts that overlap', lit('aba'), 'like', lit('ab*ba'), false],
  ['no star', lit('kv'), 'like', lit('kv-prod'), false],
  ['absent is like nothing', undefined, 'like', lit('*'), false],
  ['a text whose beginning is known', kv, 'like', lit('kv-*'), true],
  ['a text whose beginning is another', kv, 'like', lit('key-*'), false],
  ['a text whose end is not known', kv, 'like', lit('kv-*-prod'), 'unknown'],
  ['a text with a part between', kv, 'like', lit('kv-*x*'), 'unknown'],
  ['a text and no star', kv, 'like', lit('kv-prod'), 'unknown'],
  ['a pattern that is not known', lit('a'), 'like', x, 'unknown'],
  ['unlike', lit('kv-prod'), 'notLike', lit('x*'), true],
  ['a list is like nothing', list('a'), 'like', lit('*'), false],
  ['a choice of patterns', lit('kv-a'), 'like', either('kv-*', '*-a'), true],

  ['digits and letters', lit('kv-01'), 'match', lit('??-##'), true],
  ['a digit for a letter', lit('k1-01'), 'match', lit('??-##'), false],
  ['another length', lit('kv-012'), 'match', lit('??-##'), false],
  ['anything', lit('kv_01'), 'match', lit('??.##'), true],
  ['with case', lit('KV-01'), 'match', lit('kv-##'), false],
  ['without case', lit('KV-01'), 'matchInsensitively', lit('kv-##'), true],
  ['no match', lit('kv-01'), 'notMatch', lit('kv-##'), false],
  ['no match without case', lit('KV-01'), 'notMatchInsensitively', lit('kv-##'), false],
  ['a text that may match', kv, 'match', lit('kv-##'), 'unknown'],
  ['a text that cannot match', kv, 'match', lit('xx-##'), false],
  ['a text whose end cannot match', text(word, '-prod'), 'match', lit('??-####'), false],
  ['absent matches nothing', undefined, 'match', lit(''), false],

  ['part of a string', lit('kv-prod'), 'contains', lit('PROD'), true],
  ['no part of a string', lit('kv-prod'), 'contains', lit('dev'), false],
  ['part of a known part', kv, 'contains', lit('v-'), true],
  ['perhaps part of a text', kv, 'contains', lit('dev'), 'unknown'],
  ['an element', list('get', 'All'), 'contains', lit('all'), true],
  ['no element', list('get'), 'contains', lit('all'), false],
  ['an element beside an unknown one', list('all', x), 'contains', lit('all'), true],
  ['perhaps an element', list('get', x), 'contains', lit('all'), 'unknown'],
  ['perhaps a further element', openList(x, 'get'), 'contains', lit('all'), 'unknown'],
  ['no further element could be', openList(lit('list'), 'get'), 'contains', lit('all'), false],
  ['absent contains nothing', undefined, 'contains', lit('all'), false],
  ['an unknown list', some, 'contains', lit('all'), 'unknown'],
  ['a choice of lists', either(list('all'), list('get', 'all')), 'contains', lit('all'), true],
  ['contains not', list('get'), 'notContains', lit('all'), true],

  ['one of', lit('B'), 'in', list('a', 'b'), true],
  ['none of', lit('c'), 'in', list('a', 'b'), false],
  ['a boolean among words', lit(true), 'in', list('TRUE'), true],
  ['a word among booleans', lit('true'), 'in', list(lit(true)), true],
  ['digits among numbers', lit('24'), 'in', list(24), true],
  ['a number among digits', lit(24), 'in', list('024'), true],
  ['digits that are other letters', lit('24'), 'in', list('024'), false],
  ['absent is none of', undefined, 'in', list('a'), false],
  ['absent is null', undefined, 'in', list(lit(null)), true],
  ['an unknown', x, 'in', list('a'), 'unknown'],
  ['a text that can be none of', kv, 'in', list('a', 'b'), false],
  ['a text that may be one of', kv, 'in', list('a', 'kv-x'), 'unknown'],
  ['a choice among them', either('a', 'b'), 'in', list('a', 'b'), true],
  ['an unknown in the list', lit('a'), 'in', list(x), 'unknown'],
  ['the same unknown in the list', x, 'in', list('a', x), true],
  ['a list that may go on', lit('a'), 'in', openList(x, 'b'), 'unknown'],
  ['a choice of lists', lit('a'), 'in', either(list('a'), list('b')), 'unknown'],
  ['not in', lit('c'), 'notIn', list('a'), true],
  ['a list that is not known', lit('c'), 'in', x, 'unknown'],

  ['a key', object({ Owner: 'a' }), 'containsKey', lit('owner'), true],
  ['no key', object({ owner: 'a' }), 'containsKey', lit('cost'), false],
  ['perhaps a key', object({ owner: 'a' }, bag), 'containsKey', lit('cost'), 'unknown'],
  ['an unknown object', bag, 'containsKey', lit('cost'), 'unknown'],
  ['a string has no key', word, 'containsKey', lit('cost'), false],
  ['a choice of objects', either(object({ a: 1 }), object({})), 'containsKey', lit('a'), 'unknown'],
  ['absent has no key', undefined, 'containsKey', lit('a'), false],
  ['not a key', object({}), 'notContainsKey', lit('a'), true],

  ['less', lit(7), 'less', lit(90), true],
  ['not less', lit(90), 'less', lit(90), false],
  ['digits', lit('7'), 'less', lit(90), true],
  ['less or equal', lit(90), 'lessOrEquals', lit('90'), true],
  ['greater', lit(91), 'greater', lit(90), true],
  ['greater or equal', lit(90), 'greaterOrEquals', lit(90), true],
  ['versions as texts', lit('2021-06-01-preview'), 'greater', lit('2021-06-01'), true],
  ['absent is in no order', undefined, 'less', lit(90), false],
  ['null is in no order', lit(null), 'greaterOrEquals', lit(0), false],
  ['a boolean is in no order', lit(true), 'less', lit('zzz'), false],
  ['a word and a number', lit('many'), 'less', lit(90), false],
  ['an unknown number', count, 'less', lit(90), 'unknown'],
  ['a choice of numbers', either(7, 8), 'less', lit(90), true],
  ['a choice of bounds', lit(7), 'less', either(8, 6), 'unknown'],
  ['a bound that is not known', lit(7), 'less', x, 'unknown'],
  ['no bound', lit(7), 'less', undefined, false],

  ['exists', lit('a'), 'exists', lit(true), true],
  ['absent', undefined, 'exists', lit(true), false],
  ['null', lit(null), 'exists', lit('true'), false],
  ['absent as a word', undefined, 'exists', lit('False'), true],
  ['an unknown that may be null', x, 'exists', lit(true), 'unknown'],
  ['an unknown of a type', flag, 'exists', lit(true), true],
  ['a choice with null', either('a', lit(null)), 'exists', lit(true), 'unknown'],
  ['an object', object({}), 'exists', lit(true), true],

  ['a subset', list('get', 'List'), 'subsetOf', list('get', 'list', 'set'), true],
  ['no subset', list('get', 'purge', x), 'subsetOf', list('get'), false],
  ['perhaps a subset', list('get', x), 'subsetOf', list('get'), 'unknown'],
  ['a subset so far', openList(x, 'get'), 'subsetOf', list('get'), 'unknown'],
  ['a subset however it goes on', openList(lit('get'), 'get'), 'subsetOf', list('get'), true],
  ['absent is a subset', undefined, 'subsetOf', list('get'), true],
  ['one value as a set', lit('get'), 'subsetOf', list('get'), true],
  ['an unknown set', some, 'subsetOf', list('get'), 'unknown'],

  ['meets', list('get', 'purge'), 'intersects', list('purge'), true],
  ['meets not', list('get'), 'intersects', list('purge'), false],
  ['perhaps meets', list('get', x), 'intersects', list('purge'), 'unknown'],
  ['perhaps meets later', openList(x), 'intersects', list('purge'), 'unknown'],
  ['absent meets nothing', undefined, 'intersects', list('purge'), false],

  ['nothing and nothing', undefined, 'equals', undefined, true],
  ['absent and an unknown', undefined, 'equals', x, 'unknown'],
  ['absent and an unknown of a type', undefined, 'equals', flag, false],
  ['a choice on the right, either way', lit('Deny'), 'equals', either('Deny', 'DENY'), true],
  ['a word and a boolean', lit('Deny'), 'equals', flag, false],
  ['a boolean and an unknown', flag, 'equals', x, 'unknown'],
  ['a list and an unknown', some, 'equals', x, 'unknown'],
  ['an object and a string', bag, 'equals', word, false],
  ['a text that may be a boolean', text('T', word), 'equals', lit(true), 'unknown'],
  ['a boolean and more than its word', flag, 'equals', lit('trueish'), false],
  ['a boolean and the end of a word', flag, 'equals', lit('untrue'), false],
  ['a boolean and null', flag, 'equals', lit(null), false],
  ['a string and a number', word, 'equals', lit(5), 'unknown'],

  ['null is like nothing', lit(null), 'like', lit('n*'), false],
  ['an unknown list is like nothing', some, 'like', lit('*'), false],
  ['an unknown object is like nothing', bag, 'like', lit('*'), false],
  ['null as a pattern is empty', lit(''), 'like', lit(null), true],
  ['null as a pattern is no word', lit('null'), 'like', lit(null), false],
  ['no pattern', lit('a'), 'like', undefined, 'unknown'],
  ['no star, the same', lit('KV'), 'like', lit('kv'), true],
  ['nothing for the star', lit('ab'), 'like', lit('a*b'), true],
  ['a part at the beginning and before the end', lit('ab'), 'like', lit('*a*b'), true],
  ['a part that is the end', lit('ab'), 'like', lit('*b*b'), false],
  ['a part twice too often', lit('aa'), 'like', lit('*a*a*a*'), false],
  ['a beginning in another case', text('KV-', word), 'like', lit('kv-*'), true],
  ['an end in another case', text(word, '-PROD'), 'like', lit('*-prod'), true],
  ['a part that cannot be between', text('kv-', count), 'like', lit('*x*'), false],
  ['a part between in another case', text('KV-', count), 'like', lit('*v*'), 'unknown'],
  ['no star in another case', text('KV-', count), 'like', lit('kv-1'), 'unknown'],
  ['two stars at the end', kv, 'like', lit('kv-**'), true],
  ['an end that is not known', kv, 'like', lit('*-x'), 'unknown'],

  ['shorter than the pattern', lit('kv-0'), 'match', lit('??-##'), false],
  ['no match for another case', lit('KV-01'), 'notMatch', lit('kv-##'), true],
  ['a text that is too long', text('k', param('s', { type: 'string', minLength: 4 })), 'match', lit('k###'), false],
  ['a text as long', text('k', param('s', { type: 'string', minLength: 3 })), 'match', lit('k###'), 'unknown'],
  ['a text whose end may match', text(word, '-prod'), 'match', lit('??-prod'), 'unknown'],
  ['a part of a text in another case', text('KV-', word), 'contains', lit('kv'), true],
  ['null contains nothing', lit(null), 'contains', lit('n'), false],

  ['a choice of lists, either way', lit('a'), 'in', either(list('a'), list('a', 'b')), true],
  ['no list', lit('a'), 'in', undefined, 'unknown'],
  ['one value as a list', lit('a'), 'in', lit('A'), true],
  ['an object as a list', lit('a'), 'in', object({}), 'unknown'],
  ['the word of a boolean in the list', lit('false'), 'in', list(lit(false)), true],
  ['the word of the other boolean', lit('false'), 'in', list(lit(true)), false],
  ['digits among several numbers', lit('24'), 'in', list(7, 24), true],
  ['a choice of objects, either way', either(object({ a: 1 }), object({ A: 2 })), 'containsKey', lit('a'), true],
  ['anything may have a key', x, 'containsKey', lit('a'), 'unknown'],

  ['not less or equal', lit(91), 'lessOrEquals', lit(90), false],
  ['not greater', lit(90), 'greater', lit(90), false],
  ['not greater or equal', lit(89), 'greaterOrEquals', lit(90), false],
  ['a choice of bounds, either way', lit(7), 'less', either(8, 9), true],
  ['absent and a bound that is not known', undefined, 'less', x, false],
  ['digits and a word, as texts', lit('5'), 'less', lit('many'), true],
  ['a word and digits, as texts', lit('many'), 'greater', lit('5'), true],
  ['a text and itself in another case', lit('A'), 'less', lit('a'), false],
  ['a text, or itself in another case', lit('a'), 'lessOrEquals', lit('A'), true],
  ['a text before another', lit('a'), 'less', lit('b'), true],
  ['a text after another', lit('b'), 'less', lit('a'), false],
  ['a text not after another', lit('a'), 'greater', lit('b'), false],

  ['nobody says whether', lit('a'), 'exists', undefined, 'unknown'],
  ['a choice of words', either('a', 'b'), 'exists', lit(true), true],
  ['null is a subset', lit(null), 'subsetOf', list('get'), true],
]

describe('scalars of different types', () => {
  const same: readonly [string | number | boolean | null, string | number | boolean | null][] = [
    [null, null],
    [1, 1],
    [true, true],
    ['TRUE', true],
    [false, 'False'],
    ['90', 90],
    [90, ' +90.0 '],
    ['-1', -1],
    ['90.25', 90.25],
    [`${'0'.repeat(39)}9`, 9],
  ]
  const different: typeof same = [
    [null, 'null'],
    ['null', null],
    [null, false],
    [false, null],
    [1, 2],
    [true, false],
    [1, true],
    ['1', true],
    [90, '91'],
    ['x', 90],
    ['a90', 90],
    ['90a', 90],
    ['1.x', 1],
    [`${'0'.repeat(40)}9`, 9],
  ]
  test.each(same)('%j and %j are the same', (a, b) => {
    expect(sameScalar(a, b)).toBe(true)
  })
  test.each(different)('%j and %j are not', (a, b) => {
    expect(sameScalar(a, b)).toBe(false)
  })
})

describe('operators', () => {
  test.each(rows)('%s: %j %s', (_, value, operator, expected, truth) => {
    expect(decide(value, operator, expected)).toBe(truth)
  })

  test('each is shown', () => {
    const shown = new Set(rows.map(([, , operator]) => operator))
    expect([...operators.keys()].filter((name) => !shown.has(name))).toEqual([])
  })

  test('which element decides', () => {
    const item = operators.get('contains')?.(lit('all')).item
    expect(['All', 'get'].map((each) => item?.(lit(each)))).toEqual([true, false])
    const without = operators.get('notContains')?.(lit('all')).item
    expect(['All', 'get'].map((each) => without?.(lit(each)))).toEqual([false, true])
    const choice = operators.get('like')?.(either('a*', 'b*')).item
    expect(['ab', 'c'].map((each) => choice?.(lit(each)))).toEqual(['unknown', false])
  })
})

const scalar = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'ab', 'abc', 'true', 'False', '1', '10', '01', 'kv-a', 'kv-ab'),
  fc.constantFrom(0, 1, 10, 90),
  fc.boolean(),
  fc.constant(null),
)

/** A value with unknowns `u` and `v`, which a property then fills. */
const holes = [param('u'), param('v')]
const partial: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: scalar.map((value) => lit(value)) },
  { weight: 2, arbitrary: fc.constantFrom<Value>(...holes) },
  fc
    .tuple(fc.constantFrom('', 'a', 'kv-'), fc.constantFrom(...holes), fc.constantFrom('', 'b'))
    .map(([a, hole, b]) => text(a, hole, b)),
  fc.tuple(scalar, scalar).map(([a, b]) => either(lit(a), lit(b))),
)
const partialOrList = fc.oneof(
  partial,
  fc.array(partial, { maxLength: 3 }).map((items) => list(...items)),
)

function filled(value: Value, words: readonly (string | number | boolean)[], outcome: string): Value {
  const values = new Map(
    holes.map((hole: UnknownValue, at): [string, LiteralValue] => [hole.identity, lit(words[at] ?? '')]),
  )
  return settle(value, { outcomes: [{ condition: 'parameter open', outcome }], values })
}

test('what an operator says of what is partly known holds for every way to fill it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...operators.keys()),
      fc.option(partialOrList, { nil: undefined }),
      partialOrList,
      fc.tuple(fc.constantFrom('', 'a', 'ab', 'true', '1', '10', 'b'), fc.constantFrom('', 'a', 'B', 'kv-', true, 10)),
      fc.constantFrom('true', 'false'),
      (operator, value, expected, words, outcome) => {
        const before = decide(value, operator, expected)
        const after = decide(value && filled(value, words, outcome), operator, filled(expected, words, outcome))
        expect(before === 'unknown' ? before : after).toBe(before)
      },
    ),
    { numRuns: 3_000 },
  )
})
