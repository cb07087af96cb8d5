import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { RoleBlock } from '../../src/access/facts.js'
import { factsOf } from '../../src/access/facts.js'
import {
  blockGrants,
  canonicalPermission,
  dataActionsOf,
  dataActionsOfWord,
  isComplete,
  objectKinds,
  proposePermission,
  wordsOfDataActions,
  wordsOfKind,
  wordsOfPermission,
} from '../../src/access/permissions.js'

function block(parts: Partial<RoleBlock>): RoleBlock {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...parts }
}

describe('permission words', () => {
  test('are spelt as Azure spells them', () => {
    expect(canonicalPermission('keys', 'WRAPKEY')).toBe('wrapKey')
    expect(canonicalPermission('keys', 'GetRotationPolicy')).toBe('getrotationpolicy')
    expect(canonicalPermission('secrets', 'ALL')).toBe('all')
    expect(canonicalPermission('secrets', 'wrapKey')).toBeUndefined()
    expect(canonicalPermission('secrets', '*')).toBeUndefined()
    expect(canonicalPermission('secrets', '__proto__')).toBeUndefined()
  })

  test('grant themselves', () => {
    expect(wordsOfPermission('secrets', 'Get')).toEqual(['secrets/get'])
    expect(wordsOfPermission('secrets', 'gett')).toEqual([])
  })

  test('`all` is every word of its kind but purge', () => {
    expect(wordsOfPermission('secrets', 'all')).toEqual([
      'secrets/get',
      'secrets/list',
      'secrets/set',
      'secrets/delete',
      'secrets/backup',
      'secrets/restore',
      'secrets/recover',
    ])
    for (const kind of objectKinds) {
      expect([...wordsOfPermission(kind, 'all'), `${kind}/purge`].sort()).toEqual([...wordsOfKind(kind)].sort())
    }
  })

  test('near misses are proposed, first of the kind, then of another', () => {
    expect(proposePermission('keys', 'wrapkeys')).toBe('keys/wrapKey')
    expect(proposePermission('secrets', 'lst')).toBe('secrets/list')
    expect(proposePermission('secrets', 'unwrapKey')).toBe('keys/unwrapKey')
    expect(proposePermission('secrets', 'al')).toBe('secrets/all')
    expect(proposePermission('secrets', 'frobnicate')).toBeUndefined()
  })

  test('a kind is complete without purge', () => {
    expect(isComplete(new Set(wordsOfPermission('keys', 'all')), 'keys')).toBe(true)
    expect(isComplete(new Set(wordsOfPermission('keys', 'all').slice(1)), 'keys')).toBe(false)
    expect(isComplete(new Set(), 'secrets')).toBe(false)
  })
})

describe('data actions', () => {
  test('are granted by wildcards, less what the same block takes away', () => {
    const secrets = block({
      dataActions: ['Microsoft.KeyVault/vaults/secrets/*'],
      notDataActions: ['*/delete', 'Microsoft.KeyVault/vaults/secrets/purge/action'],
    })
    expect(dataActionsOf([secrets])).toEqual([
      'Microsoft.KeyVault/vaults/secrets/backup/action',
      'Microsoft.KeyVault/vaults/secrets/update/action',
      'Microsoft.KeyVault/vaults/secrets/recover/action',
      'Microsoft.KeyVault/vaults/secrets/restore/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/setSecret/action',
    ])
  })

  test('one block does not take away what another grants', () => {
    const blocks = [
      block({ dataActions: ['*'], notDataActions: ['*'] }),
      block({ dataActions: ['microsoft.keyvault/vaults/secrets/GETSECRET/action'] }),
    ]
    expect(dataActionsOf(blocks)).toEqual(['Microsoft.KeyVault/vaults/secrets/getSecret/action'])
  })

  test('that the table lacks count when they are written out', () => {
    expect(
      dataActionsOf([block({ dataActions: ['Microsoft.KeyVault/vaults/keys/attest/action', 'Contoso/x/read'] })]),
    ).toEqual(['Microsoft.KeyVault/vaults/keys/attest/action'])
  })

  test('are told as the words that they make whole, the rest under their own names', () => {
    expect(wordsOfDataActions(['Microsoft.KeyVault/vaults/keys/read'])).toEqual(['keys/get', 'keys/list'])
    expect(wordsOfDataActions(['Microsoft.KeyVault/vaults/secrets/setSecret/action'])).toEqual([
      'Microsoft.KeyVault/vaults/secrets/setSecret/action',
    ])
    expect(
      wordsOfDataActions([
        'Microsoft.KeyVault/vaults/secrets/setSecret/action',
        'microsoft.keyvault/vaults/secrets/UPDATE/action',
      ]),
    ).toEqual(['secrets/set'])
  })

  test('every one of the table belongs to a word', () => {
    expect(wordsOfDataActions(factsOf('operations').dataActions).filter((word) => word.includes('Microsoft'))).toEqual(
      [],
    )
  })

  test('more data actions never make fewer words, but for names that became words', () => {
    const all = factsOf('operations').dataActions
    fc.assert(
      fc.property(fc.subarray([...all]), fc.subarray([...all]), (some, more) => {
        const few = wordsOfDataActions(some).filter((word) => !word.startsWith('Microsoft.'))
        const many = new Set(wordsOfDataActions([...new Set([...some, ...more])]))
        expect(few.filter((word) => !many.has(word))).toEqual([])
      }),
    )
  })

  test('of a word are those of the table, of anything else none', () => {
    expect(dataActionsOfWord('secrets/get')).toEqual(['Microsoft.KeyVault/vaults/secrets/getSecret/action'])
    expect(dataActionsOfWord('secrets/gett')).toEqual([])
  })

  test('of words give back at least the words', () => {
    const every = objectKinds.flatMap((kind) => [...wordsOfKind(kind)])
    fc.assert(
      fc.property(fc.subarray(every), (some) => {
        const back = new Set(wordsOfDataActions(some.flatMap((word) => [...dataActionsOfWord(word)])))
        expect(some.filter((word) => !back.has(word))).toEqual([])
      }),
    )
  })
})

test('management operations are granted per block', () => {
  const contributor = block({ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] })
  expect(blockGrants(contributor, 'Microsoft.KeyVault/vaults/write')).toBe(true)
  expect(blockGrants(contributor, 'Microsoft.Authorization/roleAssignments/write')).toBe(false)
  expect(blockGrants(block({ dataActions: ['*'] }), 'Microsoft.KeyVault/vaults/write')).toBe(false)
})
