import { expect, test } from '@jest/globals'
import { wordsOfKind } from '../../src/access/permissions.js'
import { describeGranted, describeOperations } from '../../src/report/operations.js'

test('words by kind, complete kinds in one word, other operations as they are', () => {
  expect(describeOperations(['secrets/get', 'secrets/list', 'keys/get'])).toBe('keys: get; secrets: get, list')
  const secrets = wordsOfKind('secrets')
  expect(describeOperations(secrets)).toBe('secrets: all')
  expect(describeOperations(secrets.filter((word) => word !== 'secrets/purge'))).toBe('secrets: all but purge')
  expect(describeOperations(['Microsoft.KeyVault/vaults/write'])).toBe('Microsoft.KeyVault/vaults/write')
  expect(describeOperations([])).toBe('')
})

test('what may come on top is said', () => {
  expect(describeGranted({ operations: ['secrets/get'] })).toBe('secrets: get')
  expect(describeGranted({ operations: ['secrets/get'], open: true })).toBe('secrets: get; perhaps more')
  expect(describeGranted({ operations: [], open: true })).toBe('what it allows cannot be told')
})
