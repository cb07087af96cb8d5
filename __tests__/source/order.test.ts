import { expect, test } from '@jest/globals'
import { compareText } from '../../src/source/order.js'

test('texts are ordered by their units, capitals first, without regard to a language', () => {
  expect(['b', 'ä', 'a', 'B', ''].toSorted(compareText)).toEqual(['', 'B', 'a', 'b', 'ä'])
  expect(compareText('a', 'a')).toBe(0)
})
