import { describe, expect, test } from '@jest/globals'
import { allowancesOf, excessOf, isProduction } from '../../src/access/allowance.js'
import type { Grant } from '../../src/access/model.js'
import { wordsOfKind, wordsOfPermission } from '../../src/access/permissions.js'
import { builtInRoleNamed, managementOperations, wordsOfRole } from '../../src/access/roles.js'
import { assign, entry, roles, vault } from './support/bicep.js'
import { alice, modelOf, personas } from './support/run.js'

const rows = allowancesOf(personas)
const span = { file: 'main.bicep', start: 0, end: 1 }

function beyond(
  persona: string,
  operations: readonly string[],
  plane: Grant['plane'] = 'data',
  form: Grant['form'] = 'accessPolicy',
) {
  const { excess, proposal } = excessOf(
    { plane, form, vault: undefined, operations, placeOf: () => span },
    rows.get(persona),
  )
  return [excess?.map(({ operation }) => operation), proposal]
}

function managed(role: string): readonly string[] {
  const found = builtInRoleNamed(role)
  return found ? managementOperations(found, 'vault', 'vault') : []
}

function worded(role: string): readonly string[] {
  const found = builtInRoleNamed(role)
  return found ? wordsOfRole(found) : []
}

describe("a persona's row", () => {
  test('lets the security team do everything with data, purge included', () => {
    for (const kind of ['keys', 'secrets', 'certificates'] as const)
      expect(beyond('security-team', wordsOfKind(kind))).toEqual([[], undefined])
    expect(beyond('security-team', worded('Key Vault Administrator'), 'data', 'roleAssignment')).toEqual([
      [],
      undefined,
    ])
  })

  test('lets the security team manage vaults and give data roles, and not change roles', () => {
    expect(beyond('security-team', managed('Key Vault Contributor'), 'management', 'roleAssignment')).toEqual([
      [],
      undefined,
    ])
    expect(beyond('security-team', managed('Owner'), 'management', 'roleAssignment')).toEqual([
      ['Microsoft.Authorization/roleDefinitions/write'],
      'the roles `Key Vault Contributor`, `Key Vault Data Access Administrator`, `Monitoring Contributor`',
    ])
  })

  test.each([
    ['application', ['secrets/get', 'secrets/list', 'certificates/get', 'certificates/list'], [], undefined],
    [
      'application',
      ['secrets/get', 'secrets/set', 'keys/purge'],
      ['keys/purge', 'secrets/set'],
      'the permissions `secrets/get`',
    ],
    ['application', ['keys/get', 'keys/sign'], ['keys/sign'], 'the permissions `keys/get`'],
    ['application', ['keys/sign'], ['keys/sign'], 'no permission at all'],
    ['storage-account', ['keys/get', 'keys/list', 'keys/wrapKey', 'keys/unwrapKey'], [], undefined],
    ['storage-account', ['keys/get', 'keys/decrypt'], ['keys/decrypt'], 'the permissions `keys/get`'],
    ['auditors', ['keys/list', 'secrets/list', 'certificates/list'], [], undefined],
    ['auditors', ['secrets/get', 'secrets/list'], ['secrets/get'], 'the permissions `secrets/list`'],
  ])('of %s over %p', (persona, operations, excess, proposal) => {
    expect(beyond(persona, operations)).toEqual([excess, proposal])
  })

  test('allows everything that its roles carry', () => {
    expect(beyond('auditors', worded('Key Vault Reader'), 'data', 'roleAssignment')).toEqual([[], undefined])
    expect(beyond('application', worded('Key Vault Reader'), 'data', 'roleAssignment')).toEqual([[], undefined])
    expect(
      beyond('storage-account', worded('Key Vault Crypto Service Encryption User'), 'data', 'roleAssignment'),
    ).toEqual([[], undefined])
  })

  test('names the role that would do', () => {
    expect(beyond('application', worded('Key Vault Secrets Officer'), 'data', 'roleAssignment')[1]).toBe(
      'the role `Key Vault Secrets User`',
    )
    expect(beyond('application', worded('Key Vault Administrator'), 'data', 'roleAssignment')[1]).toBe(
      'the role `Key Vault Secrets User`',
    )
    expect(beyond('application', worded('Key Vault Certificates Officer'), 'data', 'roleAssignment')[1]).toBe(
      'the role `Key Vault Reader`',
    )
    expect(beyond('storage-account', worded('Key Vault Crypto Officer'), 'data', 'roleAssignment')[1]).toBe(
      'the role `Key Vault Crypto Service Encryption User`',
    )
    expect(beyond('storage-account', worded('Key Vault Secrets User'), 'data', 'roleAssignment')[1]).toBe(
      'no role that reaches its data',
    )
  })

  test('counts a data action of a word that is granted in part', () => {
    const part = 'Microsoft.KeyVault/vaults/secrets/setSecret/action'
    expect(beyond('security-team', [part])).toEqual([[], undefined])
    expect(beyond('application', [part])).toEqual([[part], 'no permission at all'])
  })

  test('never minds reading on the management plane', () => {
    expect(beyond('auditors', managed('Reader'), 'management', 'roleAssignment')).toEqual([[], undefined])
    expect(beyond('application', ['Microsoft.KeyVault/vaults/write'], 'management', 'roleAssignment')).toEqual([
      ['Microsoft.KeyVault/vaults/write'],
      'no role on the management plane',
    ])
  })

  test('is not there for an exempt persona, nor for nobody', () => {
    const everything = wordsOfPermission('secrets', 'all')
    expect(beyond('administrator', everything)).toEqual([undefined, undefined])
    expect(beyond('nobody', everything)).toEqual([undefined, undefined])
  })
})

describe('developers and operators', () => {
  const principals = [{ persona: 'developers-operators', objectId: alice }]
  const excesses = (environment: string | undefined, source: string) =>
    modelOf(source, { principals, environmentOf: () => environment }).grants.map(
      ({ plane, excess, excessDoubt, proposal }) => [plane, excess?.length, excessDoubt?.cause, proposal],
    )
  const contributor = vault('enableRbacAuthorization: true') + assign(roles.keyVaultContributor, `'${alice}'`, 'kv')
  const data = vault(`accessPolicies: [${entry(`'${alice}'`, "secrets: ['get']")}]`)
  const custom = 'a custom role with no more than `Microsoft.KeyVault/vaults/deploy/action`'

  test('are held to their row in production', () => {
    expect(excesses('production', contributor)).toEqual([['management', 18, undefined, custom]])
  })

  test('are free elsewhere', () => {
    expect(excesses('development', contributor)).toEqual([['management', 0, undefined, undefined]])
  })

  test('cannot be judged where no environment is told', () => {
    expect(excesses(undefined, contributor)).toEqual([
      ['management', 18, { kind: 'context', name: 'environment' }, custom],
    ])
  })

  test('have their data access judged by a rule of its own', () => {
    expect(excesses('production', data)).toEqual([['data', 0, undefined, undefined]])
  })
})

test.each([
  ['production', true],
  ['PROD', true],
  ['prd', true],
  ['live', true],
  ['preprod', false],
  ['development', false],
  ['', false],
])('%p is production: %p', (name, expected) => {
  expect(isProduction(name)).toBe(expected)
})
