import { describe, expect, test } from '@jest/globals'
import { assign, entry, policyVault, rbacVault, roles, vault } from './support/bicep.js'
import { alice, bob, grantsOf, modelOf, textAt } from './support/run.js'

const a = `'${alice}'`
const b = `'${bob}'`

describe('grants', () => {
  test('of an access policy: one, of its words', () => {
    expect(
      grantsOf(modelOf(vault(`accessPolicies: [${entry(a, "secrets: ['Get', 'gett'], keys: ['WrapKey']")}]`))),
    ).toEqual([`kv | ${alice} | data | accessPolicy | vault | - | counts | keys/wrapKey secrets/get`])
  })

  test('of an entry that only misspells: one, of nothing', () => {
    expect(grantsOf(modelOf(vault(`accessPolicies: [${entry(a, "secrets: ['gett']")}]`)))).toEqual([
      `kv | ${alice} | data | accessPolicy | vault | - | counts | `,
    ])
  })

  test('of a role that reaches both planes: one for each', () => {
    expect(grantsOf(modelOf(rbacVault + assign(roles.reader, a, 'kv')))).toEqual([
      `kv | ${alice} | data | roleAssignment | vault | Key Vault Reader | counts | certificates/get certificates/getissuers certificates/list certificates/listissuers keys/get keys/getrotationpolicy keys/list secrets/list storage/get storage/getsas storage/list storage/listsas`,
      `kv | ${alice} | management | roleAssignment | vault | Key Vault Reader | counts | 12 operations`,
    ])
  })

  test('at a wider scope: one for each vault below', () => {
    const other = rbacVault.replace('resource kv', 'resource other').replace("'kv'", "'other'")
    expect(grantsOf(modelOf(rbacVault + other + assign(roles.secretsUser, a)))).toEqual([
      `kv | ${alice} | data | roleAssignment | resourceGroup | Key Vault Secrets User | counts | secrets/get secrets/list`,
      `other | ${alice} | data | roleAssignment | resourceGroup | Key Vault Secrets User | counts | secrets/get secrets/list`,
    ])
  })

  test('where no vault is: one, without', () => {
    expect(grantsOf(modelOf(assign(roles.secretsUser, a)))).toEqual([
      `- | ${alice} | data | roleAssignment | resourceGroup | Key Vault Secrets User | perhaps | secrets/get secrets/list`,
    ])
  })

  test('of a role that does not reach Key Vault, or on something else: none', () => {
    expect(grantsOf(modelOf(rbacVault + assign(roles.acrPull, a)))).toEqual([])
    const account = "resource st 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'st', location: 'x' }\n"
    expect(grantsOf(modelOf(account + assign(roles.secretsUser, a, 'st')))).toEqual([])
  })

  test('of a role that cannot be told: one, open', () => {
    const unknownRole = `param r string\n${rbacVault}${assign('x', a, 'kv').replace(/subscriptionResourceId\([^)]*\)/, 'r')}`
    const custom = rbacVault + assign(bob, a, 'kv')
    expect(grantsOf(modelOf(unknownRole))).toEqual([
      `kv | ${alice} | data | roleAssignment | vault | - | counts |  | and more`,
    ])
    expect(grantsOf(modelOf(custom))).toEqual([
      `kv | ${alice} | data | roleAssignment | vault | - | counts |  | and more`,
    ])
  })

  test('on one secret: what is done to secrets', () => {
    const secret =
      "resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: kv, name: 's', properties: { value: 'x' } }\n"
    const { grants } = modelOf(rbacVault + secret + assign(roles.administrator, a, 's'))
    expect(grants.map(({ scopeKind, operations }) => [scopeKind, operations])).toEqual([
      [
        'object',
        [
          'secrets/backup',
          'secrets/delete',
          'secrets/get',
          'secrets/list',
          'secrets/purge',
          'secrets/recover',
          'secrets/restore',
          'secrets/set',
        ],
      ],
      ['object', ['Microsoft.KeyVault/vaults/secrets/read']],
    ])
  })

  test('on a managed HSM: of the management plane only', () => {
    const hsm =
      "resource hsm 'Microsoft.KeyVault/managedHSMs@2023-07-01' = { name: 'hsm', location: 'x', properties: {} }\n"
    const { grants } = modelOf(hsm + assign(roles.administrator, a) + assign(roles.owner, b))
    expect(
      grants.map(({ plane, principal, operations }) => [
        plane,
        principal.id,
        operations.includes('Microsoft.KeyVault/managedHSMs/write'),
      ]),
    ).toEqual([['management', bob, true]])
  })

  test('that take away give nothing', () => {
    const removal = `${policyVault}resource r 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = { parent: kv, name: 'remove', properties: { accessPolicies: [${entry(a, "secrets: ['get']")}] } }`
    expect(grantsOf(modelOf(removal))).toEqual([])
  })

  test('carry what their being there depends on', () => {
    const source = `param on bool\n${rbacVault}${assign(roles.secretsUser, a, 'kv').replace('= {', '= if (on) {')}`
    const [grant] = modelOf(source).grants
    expect([grant?.deployed, grant?.doubts?.map(({ cause }) => cause.kind)]).toEqual(['unknown', ['parameter']])
  })

  test('stand with their vault, principal and assignment', () => {
    const model = modelOf(rbacVault + assign(roles.reader, a, 'kv'))
    expect(model.vaults[0]?.grants).toEqual(model.grants)
    expect(model.principals[0]?.grants).toEqual(model.grants)
    expect(model.assignments[0]?.grants).toEqual(model.grants)
  })
})

describe('places of what is in excess', () => {
  const principals = [{ persona: 'application', objectId: alice }]

  test('are the permissions of a policy', () => {
    const source = vault(`accessPolicies: [${entry(a, "secrets: ['get', 'set'], keys: ['decrypt']")}]`)
    const [grant] = modelOf(source, { principals }).grants
    expect(grant?.excess?.map(({ operation, span }) => [operation, textAt(source, span)])).toEqual([
      ['keys/decrypt', "'decrypt'"],
      ['secrets/set', "'set'"],
    ])
    expect(grant?.proposal).toBe('the permissions `secrets/get`')
  })

  test('are the role of an assignment', () => {
    const source = rbacVault + assign(roles.secretsOfficer, a, 'kv')
    const [grant] = modelOf(source, { principals }).grants
    const role =
      "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7')"
    expect(grant?.excess?.map(({ operation, span }) => [operation, textAt(source, span)])).toEqual(
      ['purge', 'set', 'delete', 'backup', 'recover', 'restore'].map((word) => [`secrets/${word}`, role]),
    )
    expect(grant?.proposal).toBe('the role `Key Vault Secrets User`')
  })
})

describe('users that hold the same', () => {
  const user = "principalType: 'User'"

  test('are counted, others are not', () => {
    const source = [
      assign(roles.secretsUser, a, 'kv', user),
      assign(roles.secretsUser, b, 'kv', user),
      assign(roles.secretsOfficer, "'33333333-3333-3333-3333-333333333333'", 'kv', user),
      assign(roles.secretsUser, "'44444444-4444-4444-4444-444444444444'", 'kv', "principalType: 'Group'"),
    ]
    const { grants } = modelOf(rbacVault + source.join(''))
    expect(grants.filter(({ plane }) => plane === 'data').map(({ peers }) => peers)).toEqual([1, 1, 0, 0])
  })

  test('are told by the first of them, each once', () => {
    const source = [
      `param deploy bool\n${assign(roles.secretsUser, "'33333333-3333-3333-3333-333333333333'", 'kv', user).replace('= {', '= if (deploy) {')}`,
      assign(roles.secretsUser, a, 'kv', user),
      assign(roles.secretsUser, b, 'kv', user),
      assign(roles.secretsUser, b, 'kv', user),
      assign(roles.secretsUser, "'44444444-4444-4444-4444-444444444444'", 'kv', "principalType: 'Group'"),
    ]
    const { grants } = modelOf(rbacVault + source.join(''))
    expect(grants.map(({ principal, alike }) => [principal.id, alike?.map((other) => other.principal.id)])).toEqual([
      ['33333333-3333-3333-3333-333333333333', undefined],
      [alice, [bob]],
      [bob, undefined],
      [bob, undefined],
      ['44444444-4444-4444-4444-444444444444', undefined],
    ])
  })

  test('do not count where the vault gives them nothing', () => {
    const { grants } = modelOf(
      policyVault + assign(roles.secretsUser, a, 'kv', user) + assign(roles.secretsUser, b, 'kv', user),
    )
    expect(grants.map(({ alike }) => alike)).toEqual([undefined, undefined])
  })
})
