import { describe, expect, test } from '@jest/globals'
import { assign, entry, policyVault, rbacVault, roles, vault } from './support/bicep.js'
import { alice, modelOf } from './support/run.js'

const a = `'${alice}'`
const policies = (head: string) => vault(`${head}\n    accessPolicies: [${entry(a, "secrets: ['get']")}]`)

describe('what the permission model lets count', () => {
  test.each([
    ['policies where they are in force', policies('enableRbacAuthorization: false'), true],
    ['policies under Azure RBAC', policies('enableRbacAuthorization: true'), false],
    ['policies under a model that is not told', `param r bool\n${policies('enableRbacAuthorization: r')}`, 'unknown'],
    ['data roles under Azure RBAC', rbacVault + assign(roles.secretsUser, a, 'kv'), true],
    ['data roles where policies are in force', policyVault + assign(roles.secretsUser, a, 'kv'), false],
    ['the management plane always', policyVault + assign(roles.keyVaultContributor, a, 'kv'), true],
    [
      'data roles on a vault elsewhere',
      `resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\n${assign(roles.secretsUser, a, 'kv')}`,
      'unknown',
    ],
  ])('%s', (_, source, expected) => {
    expect(modelOf(source).grants[0]?.effective).toBe(expected)
  })
})

describe('what a principal holds', () => {
  function holdings(source: string) {
    return modelOf(source).principals.flatMap((principal) =>
      principal.holdings.map(({ vault, data, management, setsAccess, readsSecrets, grants }) => [
        vault.name,
        data.length,
        management.filter((action) => !action.endsWith('/read')).length > 0,
        setsAccess,
        readsSecrets,
        grants.length,
      ]),
    )
  }

  test('is put together, vault by vault, without what does not count', () => {
    const source = vault(`enableRbacAuthorization: false\n    accessPolicies: [${entry(a, "secrets: ['get']")}]`)
    expect(holdings(source)).toEqual([['kv', 1, false, false, true, 1]])
    expect(holdings(source + assign(roles.keyVaultContributor, a, 'kv'))).toEqual([['kv', 1, true, true, true, 2]])
    expect(holdings(policyVault + assign(roles.secretsUser, a, 'kv'))).toEqual([])
  })

  test('reads secrets perhaps where the permission model is not told', () => {
    expect(holdings(`param r bool\n${policies('enableRbacAuthorization: r')}`)).toEqual([
      ['kv', 1, false, false, 'unknown', 1],
    ])
  })

  test('sets access by assigning roles', () => {
    expect(holdings(rbacVault + assign(roles.userAccessAdministrator, a) + assign(roles.secretsUser, a))).toEqual([
      ['kv', 2, true, true, true, 2],
    ])
  })
})
