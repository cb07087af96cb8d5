import { call, lambda, open, show, value } from '../../sample.js'
import { type Case, bicepLambda, evaluation, list, n, psrule, some, sound, things, x } from './case.js'

export const even = lambda(1, (item) => call('equals', [call('mod', [item, 2]), 0]))
export const dogs = [
  { name: 'Evie', age: 5 },
  { name: 'Casper', age: 3 },
  { name: 'Indy', age: 2 },
]
export const nameOf = lambda(1, (dog) => call('tryGet', [dog, 'name']))

export const lambdas: readonly Case[] = [
  ['filter', [[0, 1, 2, 3], even], '[0, 2]', evaluation],
  ['filter', [[], even], '[]', evaluation],
  [
    'filter',
    [['a', 'b', 'c'], lambda(2, (_, index) => call('equals', [call('mod', [index, 2]), 0]))],
    '["a", "c"]',
    evaluation,
  ],
  ['filter', [['a', 'b'], lambda(1, (item) => call('equals', [item, x]))], '[..."a" | "b"]', sound],
  ['filter', [[1, n, 4], even], '[4, ...?n int]', sound],
  ['filter', [list, lambda(1, () => value(true))], '[...?list[*]]', sound],
  ['filter', [list, lambda(1, () => value(false))], '[]', sound],
  ['filter', [[1], lambda(1, () => call('fail', ['no']))], 'refused: `fail` is called: no', sound],
  ['filter', [[1], 1], 'refused: `filter` takes a lambda as argument 2', bicepLambda],
  ['map', [dogs, nameOf], '["Evie", "Casper", "Indy"]', bicepLambda],
  [
    'map',
    [['Evie', 'Casper'], lambda(2, (dog, index) => call('interpolate', [index, dog]))],
    '["0Evie", "1Casper"]',
    evaluation,
  ],
  ['map', [list, nameOf], '[...?list[*].name]', sound],
  ['map', [some, lambda(1, (item) => call('concat', ['x', item]))], '["xa", "xb", ...`x${list[*]}`]', sound],
  ['map', [{}, nameOf], '?fresh 1 array', 'not documented'],
  ['reduce', [[5, 3, 2, 8], 0, lambda(2, (sum, next) => call('add', [sum, next]))], '18', bicepLambda],
  [
    'reduce',
    [[{ foo: 123 }, { bar: 456 }], {}, lambda(2, (all, next) => call('union', [all, next]))],
    '{foo: 123, bar: 456}',
    bicepLambda,
  ],
  [
    'reduce',
    [
      ['abc', 'def', 'ghi'],
      '',
      lambda(3, (all, next, index) => (show(index) === '1' ? all : call('concat', [all, next]))),
    ],
    '"abcghi"',
    evaluation,
  ],
  ['reduce', [[], 0, lambda(2, (sum) => sum)], '0', evaluation],
  ['reduce', [list, 0, lambda(2, (sum) => sum)], '?fresh 1', sound],
  ['sort', [[8, 3, 10, -13, 5], lambda(2, (a, b) => call('less', [a, b]))], '[-13, 3, 5, 8, 10]', evaluation],
  ['sort', [['ghi', 'abc', 'def'], lambda(2, (a, b) => call('greater', [a, b]))], '["ghi", "def", "abc"]', evaluation],
  ['sort', [[], lambda(2, () => value(true))], '[]', evaluation],
  ['sort', [[n, 1], lambda(2, (a, b) => call('less', [a, b]))], '[?n int, 1, ...?n int | 1]', sound],
  [
    'toObject',
    [dogs, nameOf],
    '{Evie: {name: "Evie", age: 5}, Casper: {name: "Casper", age: 3}, Indy: {name: "Indy", age: 2}}',
    bicepLambda,
  ],
  [
    'toObject',
    [dogs, nameOf, lambda(1, (dog) => call('tryGet', [dog, 'age']))],
    '{Evie: 5, Casper: 3, Indy: 2}',
    bicepLambda,
  ],
  [
    'toObject',
    [['a', x, 'b'], lambda(1, (item) => item)],
    '{a: ?toObject over "a"(3:"a",7:fresh 1), b: "b", ...?fresh 1 object}',
    sound,
  ],
  [
    'toObject',
    [some, lambda(1, (item) => item)],
    '{a: ?toObject over "a"(3:"a",7:fresh 3), b: ?toObject over "b"(3:"b",7:fresh 3), ...?fresh 3 object}',
    sound,
  ],
  [
    'groupBy',
    [
      [
        { type: 'a', value: 123 },
        { type: 'b', value: 456 },
        { type: 'a', value: 789 },
      ],
      lambda(1, (each) => call('tryGet', [each, 'type'])),
      lambda(1, (each) => call('tryGet', [each, 'value'])),
    ],
    '{a: [123, 789], b: [456]}',
    evaluation,
  ],
  [
    'groupBy',
    [['foo', 'bar', 'baz'], lambda(1, (each) => call('take', [each, 1]))],
    '{f: ["foo"], b: ["bar", "baz"]}',
    psrule,
  ],
  [
    'groupBy',
    [['foo', x], lambda(1, (each) => call('take', [each, 1]))],
    '{f: ["foo", ...?x string], ...?fresh 2 object}',
    sound,
  ],
  ['mapValues', [{ a: 123, b: 456 }, lambda(1, (each) => call('mul', [each, 2]))], '{a: 246, b: 912}', evaluation],
  ['mapValues', [open({ a: 1 }, things), lambda(1, (each) => each)], '{a: 1, ...?fresh 1 object}', sound],
  ['mapValues', [things, lambda(1, (each) => each)], '?fresh 1 object', sound],
]
