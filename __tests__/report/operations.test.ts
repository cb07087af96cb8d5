import { expect, test } from '@jest/globals'
import type { ReportGrant } from '../../src/report/report.js'
import { wordsOfKind } from '../../src/access/permissions.js'
import { describeGranted, describeOperations, joinPlanes } from '../../src/report/operations.js'

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

test('management is told in few words: what acts is named, what reads is counted', () => {
  const reads = ['a', 'b', 'c'].map((name) => `Microsoft.KeyVault/vaults/${name}/read`)
  expect(describeOperations(['Microsoft.KeyVault/vaults/write', ...reads])).toBe(
    'Microsoft.KeyVault/vaults/write; 3 read operations',
  )
  expect(describeOperations(reads.slice(0, 1))).toBe('Microsoft.KeyVault/vaults/a/read')
  const acts = Array.from({ length: 10 }, (_, n) => `x/${n}/action`)
  expect(describeOperations(acts)).toBe(`${acts.slice(0, 8).join('; ')}; 2 more operations`)
})

test('joinPlanes makes one of what one entry gives on both planes, unless the effect differs', () => {
  const data: ReportGrant = {
    vault: 'kv',
    principal: { id: 'a' },
    plane: 'data',
    mechanism: 'roleAssignment',
    scope: 'vault',
    role: 'Key Vault Reader',
    operations: ['secrets/list'],
    effective: true,
    span: { file: 'a', start: 0, end: 1 },
  }
  const management: ReportGrant = { ...data, plane: 'management', operations: ['x/read'] }
  expect(joinPlanes([data, management])).toEqual([{ ...data, operations: ['secrets/list', 'x/read'] }])
  expect(joinPlanes([data, { ...management, effective: false }])).toHaveLength(2)
})
