import { describe, expect, test } from '@jest/globals'
import type { Role } from '../../src/access/model.js'
import {
  builtInRole,
  builtInRoleNamed,
  canAssign,
  grantsAction,
  grantsData,
  isRead,
  keyVaultRoles,
  managementOperations,
  operation,
  wordsOfRole,
} from '../../src/access/roles.js'
import { literal, originAt } from '../../src/evaluate/value.js'

function named(name: string): Role {
  const role = builtInRoleNamed(name)
  if (!role) throw new Error(`no role ${name}`)
  return role
}

function text(value: string) {
  return literal(value, originAt({ file: 'main.json', start: 0, end: 1 }))
}

describe('built-in roles', () => {
  test('are found by id, in any letter case', () => {
    expect(builtInRole('4633458B-17DE-408A-B874-0445C86B69E6')?.name).toBe('Key Vault Secrets User')
    expect(builtInRole('4633458b-17de-408a-b874-0445c86b69e7')).toBeUndefined()
    expect(builtInRole('__proto__')).toBeUndefined()
  })

  test('that do not reach Key Vault are known by name, without permissions', () => {
    expect(builtInRole('7f951dda-4ed3-4680-a7ca-43fe172d538d')).toEqual({
      id: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
      name: 'AcrPull',
      builtIn: true,
      blocks: [],
    })
  })

  test('are found by name, those of 2020 included', () => {
    expect(named('key vault secrets user').id).toBe('4633458b-17de-408a-b874-0445c86b69e6')
    expect(named('Key Vault Crypto Service Encryption (preview)').name).toBe('Key Vault Crypto Service Encryption User')
    expect(named('Key Vault Secret User (preview)').name).toBe('Key Vault Secrets User')
    expect(builtInRoleNamed('Key Vault Wizard')).toBeUndefined()
  })

  test('there are forty that reach Key Vault', () => {
    expect(keyVaultRoles()).toHaveLength(40)
  })
})

describe('the data that a role reaches', () => {
  test.each([
    ['Key Vault Secrets User', ['secrets/get', 'secrets/list']],
    ['Key Vault Crypto Service Encryption User', ['keys/get', 'keys/list', 'keys/unwrapKey', 'keys/wrapKey']],
    ['Key Vault Crypto Service Release User', ['keys/release']],
    [
      'Key Vault Reader',
      [
        'certificates/get',
        'certificates/getissuers',
        'certificates/list',
        'certificates/listissuers',
        'keys/get',
        'keys/getrotationpolicy',
        'keys/list',
        'secrets/list',
        'storage/get',
        'storage/getsas',
        'storage/list',
        'storage/listsas',
      ],
    ],
    [
      'Key Vault Certificate User',
      ['certificates/get', 'certificates/list', 'keys/get', 'keys/list', 'secrets/get', 'secrets/list'],
    ],
    ['Operator Nexus Key Vault Writer Service Role (Preview)', ['Microsoft.KeyVault/vaults/secrets/setSecret/action']],
    ['Contributor', []],
    ['Owner', []],
  ])('%s', (name, words) => {
    expect(wordsOfRole(named(name))).toEqual(words)
    expect(grantsData(named(name))).toBe(words.length > 0)
  })

  test('an administrator reaches everything, purge included', () => {
    const words = wordsOfRole(named('Key Vault Administrator'))
    expect(words).toContain('keys/purge')
    expect(words).toContain('certificates/manageissuers')
    expect(words.filter((word) => word.startsWith('Microsoft.'))).toEqual([])
  })
})

describe('the management plane', () => {
  test('a contributor writes vaults and policies, and assigns no roles', () => {
    expect(grantsAction(named('Contributor'), operation.writeVault)).toBe(true)
    expect(grantsAction(named('Contributor'), operation.writeAccessPolicies)).toBe(true)
    expect(grantsAction(named('Contributor'), operation.assignRoles)).toBe(false)
    expect(grantsAction(named('Contributor'), operation.writeRoles)).toBe(false)
    expect(grantsAction(named('Key Vault Reader'), operation.writeVault)).toBe(false)
  })

  test('purging a deleted vault counts from the subscription upwards', () => {
    const purge = named('Key Vault Purge Operator')
    expect(managementOperations(purge, 'vault', 'resourceGroup')).toEqual([])
    expect(managementOperations(purge, 'vault', 'subscription')).toEqual([
      'Microsoft.KeyVault/deletedVaults/read',
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KeyVault/locations/deletedVaults/read',
    ])
  })

  test('a reader of metadata only reads', () => {
    const operations = managementOperations(named('Key Vault Secrets Officer'), 'vault', 'vault')
    expect(operations).toContain('Microsoft.KeyVault/vaults/secrets/read')
    expect(operations.filter((action) => !isRead(action))).toEqual([])
  })

  test('a managed HSM has operations of its own', () => {
    const operations = managementOperations(named('Managed HSM contributor'), 'managedHSM', 'resourceGroup')
    expect(operations).toContain('Microsoft.KeyVault/managedHSMs/write')
    expect(managementOperations(named('Managed HSM contributor'), 'vault', 'resourceGroup')).toEqual([])
    expect(managementOperations(named('Key Vault Contributor'), 'managedHSM', 'resourceGroup')).toEqual([])
  })

  test('an operation that a custom role writes out counts though the table lacks it', () => {
    const role: Role = {
      id: 'x',
      name: 'x',
      builtIn: false,
      blocks: [
        { actions: ['Microsoft.KeyVault/vaults/warp/action'], notActions: [], dataActions: [], notDataActions: [] },
      ],
    }
    expect(managementOperations(role, 'vault', 'vault')).toEqual(['Microsoft.KeyVault/vaults/warp/action'])
  })
})

describe('who can assign roles', () => {
  const readsSecrets = (role: Role) => wordsOfRole(role).includes('secrets/get')
  const writesVaults = (role: Role) => grantsAction(role, operation.writeVault)

  test('an owner any role, a contributor none', () => {
    expect(canAssign(named('Owner'), undefined, readsSecrets)).toBe(true)
    expect(canAssign(named('User Access Administrator'), undefined, writesVaults)).toBe(true)
    expect(canAssign(named('Contributor'), undefined, readsSecrets)).toBe(false)
  })

  test('a data access administrator only what its own condition lists', () => {
    expect(canAssign(named('Key Vault Data Access Administrator'), undefined, readsSecrets)).toBe(true)
    expect(canAssign(named('Key Vault Data Access Administrator'), undefined, writesVaults)).toBe(false)
  })

  test('a condition on the assignment constrains as well', () => {
    const only = (guid: string) =>
      text(
        `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${guid}}))`,
      )
    expect(canAssign(named('Owner'), only('7f951dda-4ed3-4680-a7ca-43fe172d538d'), readsSecrets)).toBe(false)
    expect(canAssign(named('Owner'), only('4633458b-17de-408a-b874-0445c86b69e6'), readsSecrets)).toBe(true)
    expect(canAssign(named('Owner'), text(''), readsSecrets)).toBe(true)
    expect(canAssign(named('Owner'), text('something else'), readsSecrets)).toBe('unknown')
  })

  test('two conditions must both allow it', () => {
    const notSecretsUser = text(
      '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {4633458b-17de-408a-b874-0445c86b69e6, b86a8fe4-44ce-4948-aee5-eccb2c155cd7, 00482a5a-887f-4fb3-b363-3b7fe8e74483}',
    )
    expect(canAssign(named('Key Vault Data Access Administrator'), notSecretsUser, readsSecrets)).toBe(false)
  })
})
