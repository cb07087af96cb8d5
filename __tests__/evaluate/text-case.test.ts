import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { compareText, lowerCase, upperCase } from '../../src/evaluate/text-case.js'

test.each([
  ['Key Vault', 'KEY VAULT', 'key vault'],
  ['Ünï', 'ÜNÏ', 'ünï'],
  // One unit gives one unit, and no other letter becomes a Latin one.
  ['straße', 'STRAßE', 'straße'],
  ['ſ', 'ſ', 'ſ'],
  ['\u212A', '\u212A', '\u212A'],
  ['İ', 'İ', 'İ'],
])('the case of %s', (text, upper, lower) => {
  expect([upperCase(text), lowerCase(text)]).toEqual([upper, lower])
})

test('case never changes the length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([upperCase(text).length, lowerCase(text).length]).toEqual([text.length, text.length])
    }),
  )
})

test.each([
  ['a', 'b', -1],
  ['b', 'a', 1],
  ['a', 'a', 0],
  ['a', 'A', -1],
  ['A', 'a', 1],
  ['A', 'b', -1],
  ['aB', 'Ab', -1],
  ['a', 'ab', -1],
  ['9', 'a', -1],
  ['2026-01-01', '2026-01-02', -1],
  ['a-b', 'a-b', 0],
  ['a-b', 'ab', undefined],
  ['é', 'e', undefined],
])('the order of %s and %s', (a, b, expected) => {
  expect(compareText(a, b)).toBe(expected)
})

test('orders are opposite the other way round', () => {
  const unit = fc.constantFrom('a', 'B', 'b', '1', '-')
  fc.assert(
    fc.property(fc.string({ unit }), fc.string({ unit }), (a, b) => {
      const order = compareText(a, b)
      expect(compareText(b, a)).toBe(order === undefined ? undefined : 0 - order)
    }),
  )
})
