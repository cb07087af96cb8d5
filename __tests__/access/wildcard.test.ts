import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { matchesOperation } from '../../src/access/wildcard.js'

const segment = fc.constantFrom('Microsoft.KeyVault', 'vaults', 'keys', 'read', 'Action', '', 'a.b')
const operations = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'))

describe('a pattern of operations', () => {
  test.each([
    ['*', 'Microsoft.KeyVault/vaults/write', true],
    ['Microsoft.KeyVault/*', 'microsoft.keyvault/vaults/keys/read', true],
    ['Microsoft.KeyVault/vaults/*/read', 'Microsoft.KeyVault/vaults/keys/versions/read', true],
    ['Microsoft.KeyVault/vaults/*/read', 'Microsoft.KeyVault/vaults/read', false],
    ['*/read', '/read', true],
    ['*/Read', 'Microsoft.KeyVault/vaults/read', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['a*b*c', 'a-c-b', false],
    ['a*b*c', 'a-b-b-c', true],
    ['Microsoft.KeyVault/vaults/write', 'Microsoft.KeyVault/vaults/write', true],
    ['Microsoft.KeyVault/vaults/write', 'Microsoft.KeyVault/vaults/writes', false],
    ['', 'x', false],
    ['**', '', true],
  ])('%s of %s: %s', (pattern, operation, expected) => {
    expect(matchesOperation(pattern, operation)).toBe(expected)
  })

  test('without a wildcard names itself, without case, and nothing else', () => {
    fc.assert(
      fc.property(operations, operations, (a, b) => {
        expect(matchesOperation(a.toUpperCase(), a.toLowerCase())).toBe(true)
        expect(matchesOperation(a, b)).toBe(a.toLowerCase() === b.toLowerCase())
      }),
    )
  })

  test('names no less when a part of it becomes a wildcard', () => {
    fc.assert(
      fc.property(operations, fc.nat(40), fc.nat(40), (operation, from, length) => {
        const wide = `${operation.slice(0, from)}*${operation.slice(from + length)}`
        expect(matchesOperation(wide, operation)).toBe(true)
      }),
    )
  })

  test('agrees with the same pattern as a regular expression', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '/', '*') }),
        fc.string({ unit: fc.constantFrom('a', 'b', '/') }),
        (pattern, text) => {
          const expected = new RegExp(`^${pattern.split('*').join('.*')}$`, 'i').test(text)
          expect(matchesOperation(pattern, text)).toBe(expected)
        },
      ),
    )
  })
})
