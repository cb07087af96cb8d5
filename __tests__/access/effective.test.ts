import { describe, expect, test } from '@jest/globals'
import { groupByHolder, holdsEverything, isEffective } from '../../src/access/effective.js'
import { wordsOfPermission } from '../../src/access/permissions.js'
import { grant, principal, vault as made } from '../rules/support/model.js'
import { lit } from '../rules/support/values.js'
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

  test('is told in order, and reads secrets only where it may get them', () => {
    const source = (permissions: string) =>
      vault(`enableRbacAuthorization: false\n    accessPolicies: [${entry(a, permissions)}]`)
    const held = (permissions: string) =>
      modelOf(source(permissions)).principals.flatMap(({ holdings }) =>
        holdings.map(({ data, readsSecrets }) => [data, readsSecrets]),
      )
    expect(held("secrets: ['list', 'get'], keys: ['get']")).toEqual([
      [['keys/get', 'secrets/get', 'secrets/list'], true],
    ])
    expect(held("secrets: ['list']")).toEqual([[['secrets/list'], false]])
  })

  test('reads secrets for sure where one of its grants surely does', () => {
    const perhaps = assign(roles.secretsUser, a, 'kv').replace('= {', '= if (on) {')
    expect(holdings(`param on bool\n${rbacVault}${perhaps}`).map((holding) => holding[4])).toEqual(['unknown'])
    const surely = assign(roles.secretsUser, a)
    expect(holdings(`param on bool\n${rbacVault}${perhaps}${surely}`).map((holding) => holding[4])).toEqual([true])
  })

  test('sets access for sure where one way surely leads there', () => {
    const changesRoles = `resource custom 'Microsoft.Authorization/roleDefinitions@2022-04-01' = { name: guid('c'), properties: { permissions: [{ actions: ['Microsoft.Authorization/roleDefinitions/write'] }] } }
resource ra 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: guid('a'), properties: { principalId: ${a}, roleDefinitionId: custom.id } }\n`
    expect(holdings(policyVault + changesRoles).map((holding) => holding[3])).toEqual(['unknown'])
    const both = policyVault + assign(roles.contributor, a) + changesRoles
    expect(holdings(both).map((holding) => holding[3])).toEqual([true])
  })

  test('sets access by assigning roles', () => {
    expect(holdings(rbacVault + assign(roles.userAccessAdministrator, a) + assign(roles.secretsUser, a))).toEqual([
      ['kv', 2, true, true, true, 2],
    ])
  })
})

test('of a managed HSM only the management plane counts, of no vault nobody knows', () => {
  const hsm = made({ permissionModel: lit('managedHsm') })
  expect(isEffective(hsm, 'data', 'roleAssignment')).toBe(false)
  expect(isEffective(hsm, 'management', 'roleAssignment')).toBe(true)
  expect(isEffective(undefined, 'data', 'roleAssignment')).toBe('unknown')
})

test('grants are grouped by vault and holder, those on no vault left aside', () => {
  const [kv, other] = [made(), made()]
  const [one, two] = [principal(), principal()]
  const first = grant({ vault: kv, principal: one })
  const second = grant({ vault: kv, principal: one })
  const third = grant({ vault: kv, principal: two })
  const fourth = grant({ vault: other, principal: one })
  const holders = groupByHolder([first, second, grant({ principal: two }), third, fourth])
  expect([...holders.keys()].map((key) => [kv, other].indexOf(key))).toEqual([0, 1])
  expect([...(holders.get(kv)?.values() ?? [])]).toEqual([[first, second], [third]])
  expect([...(holders.get(other)?.values() ?? [])]).toEqual([[fourth]])
})

describe('holding everything', () => {
  const kinds = ['keys', 'secrets', 'certificates'] as const
  const operations = kinds.flatMap((kind) => wordsOfPermission(kind, 'all'))

  test('takes every word of keys, secrets and certificates, from one grant or several', () => {
    const split = kinds.map((kind) => grant({ operations: wordsOfPermission(kind, 'all') }))
    expect(holdsEverything([grant({ operations })])).toBe(true)
    expect(holdsEverything(split)).toBe(true)
    expect(holdsEverything(split.slice(1))).toBe(false)
    expect(holdsEverything([])).toBe(false)
  })

  test.each([
    ['the management plane', { plane: 'management' }],
    ['what may not count', { effective: 'unknown' }],
    ['what may not be deployed', { deployed: 'unknown' }],
  ] as const)('%s does not give it', (_, parts) => {
    expect(holdsEverything([grant({ operations, ...parts })])).toBe(false)
  })
})
