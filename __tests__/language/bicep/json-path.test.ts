import { expect, test } from '@jest/globals'
import { selectNode } from '../../../src/language/bicep/json-path.js'
import { parseJson } from '../../../src/source/json.js'
import { plainOf } from '../../../src/source/node.js'
import { SourceText } from '../../../src/source/text.js'

const { root } = parseJson(new SourceText('a.json', '{ "a": { "b": [10, { "c d": 11, "$": 12 }] }, "x": 1, "x": 2 }'))

test.each([
  ['$.a.b[0]', 10],
  ['a.b[0]', 10],
  ['.a.b[0]', 10],
  ["$.a.b[1]['c d']", 11],
  ['$["a"].b[1]["$"]', 12],
  ['x', 2],
  ['$.a.b[2]', undefined],
  ['$.A', undefined],
  ['$.a[0]', undefined],
  ['$.x.y', undefined],
  ['$.a.*', 'unsupported'],
  ['$..b', 'unsupported'],
  ['$.a.b[?(@.c)]', 'unsupported'],
  ['$.a.b[0:1]', 'unsupported'],
  ['$.a.b[0', 'unsupported'],
  ["$['a", 'unsupported'],
  ['$.', 'unsupported'],
  ['$a', 'unsupported'],
])('%s', (path, expected) => {
  const selected = root && selectNode(root, path)
  expect(typeof selected === 'object' ? plainOf(selected) : selected).toEqual(expected)
})

test('the whole tree', () => {
  expect(root && selectNode(root, '$')).toBe(root)
  expect(root && selectNode(root, '')).toBe(root)
})
