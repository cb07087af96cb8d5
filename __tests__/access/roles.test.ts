import { describe, expect, test } from '@jest/globals'
import { factsOf } from '../../src/access/facts.js'
import type { RoleBlock } from '../../src/access/facts.js'
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
  nearestBuiltInRole,
  operation,
  wordsOfRole,
} from '../../src/access/roles.js'
import { literal, originAt, unknown } from '../../src/evaluate/value.js'

function named(name: string): Role {
  const role = builtInRoleNamed(name)
  if (!role) throw new Error(`no role ${name}`)
  return role
}

const place = originAt({ file: 'main.json', start: 0, end: 1 })

function text(value: string) {
  return literal(value, place)
}

function custom(...blocks: readonly Partial<RoleBlock>[]): Role {
  const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] }
  return { id: 'x', name: 'x', builtIn: false, blocks: blocks.map((block) => ({ ...none, ...block })) }
}

describe('built-in roles', () => {
  test('are found by id and by name, in any letter case, those of 2020 included', () => {
    const secretsUser = {
      id: '4633458b-17de-408a-b874-0445c86b69e6',
      name: 'Key Vault Secrets User',
      builtIn: true,
      category: 'key-vault',
      blocks: [
        {
          actions: [],
          notActions: [],
          dataActions: [
            'Microsoft.KeyVault/vaults/secrets/getSecret/action',
            'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
          ],
          notDataActions: [],
        },
      ],
    }
    expect(builtInRole('4633458B-17DE-408A-B874-0445C86B69E6')).toEqual(secretsUser)
    expect(builtInRoleNamed(' key vault SECRETS user ')).toEqual(secretsUser)
    expect(builtInRoleNamed('Key Vault Secrets User (Preview)')).toEqual(secretsUser)
    expect(builtInRoleNamed('Key Vault Secret User (preview)')).toEqual(secretsUser)
    expect(named('Key Vault Crypto Service Encryption').name).toBe('Key Vault Crypto Service Encryption User')
    expect(builtInRoleNamed('Key Vault (preview) Secrets User')).toBeUndefined()
    expect(builtInRoleNamed('Key Vault Wizard')).toBeUndefined()
    expect(builtInRole('4633458b-17de-408a-b874-0445c86b69e7')).toBeUndefined()
    expect(builtInRole('__proto__')).toBeUndefined()
  })

  test('have ids that are told without letter case', () => {
    for (const { id } of keyVaultRoles()) expect(id).toBe(id.toLowerCase())
    for (const id of Object.keys(factsOf('roleNames').names)) expect(id).toBe(id.toLowerCase())
  })

  test('that do not reach Key Vault are known by name, without permissions', () => {
    expect(builtInRole('7f951dda-4ed3-4680-a7ca-43fe172d538d')).toEqual({
      id: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
      name: 'AcrPull',
      builtIn: true,
      blocks: [],
    })
  })

  test('there are forty that reach Key Vault', () => {
    expect(keyVaultRoles()).toHaveLength(40)
  })
})

describe('the role that a misspelt name most likely means', () => {
  test.each([
    ['a near name', text('Key Vault Secret Users'), 'Key Vault Secrets User'],
    ['a name', text('Key Vault Secrets User'), undefined],
    ['nothing near', text('Janitor of the data centre'), undefined],
    ['an id', text('4633458b-17de-408a-b874-0445c86b69e6'), undefined],
    ['a path', text('Key Vault/Secret Users'), undefined],
    ['no text', literal(7, place), undefined],
    ['absent', undefined, undefined],
  ])('%s', (_, written, expected) => {
    expect(nearestBuiltInRole(written)).toBe(expected)
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

  test('one of the blocks is enough', () => {
    const role = custom({ dataActions: ['*'] }, { actions: [operation.writeVault] })
    expect(grantsAction(role, operation.writeVault)).toBe(true)
    expect(grantsAction(custom(), operation.writeVault)).toBe(false)
  })

  test('purging a deleted vault counts from the subscription upwards', () => {
    const purge = named('Key Vault Purge Operator')
    const operations = [
      'Microsoft.KeyVault/deletedVaults/read',
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KeyVault/locations/deletedVaults/read',
    ]
    const scopes = ['object', 'vault', 'resourceGroup', 'subscription', 'managementGroup', 'tenant'] as const
    expect(scopes.map((scope) => managementOperations(purge, 'vault', scope))).toEqual([
      [],
      [],
      [],
      operations,
      operations,
      operations,
    ])
    expect(managementOperations(purge, 'managedHSM', 'subscription')).toEqual([])
  })

  test('purging a deleted managed HSM too', () => {
    const role = custom({ actions: ['Microsoft.KeyVault/locations/*'] })
    expect(managementOperations(role, 'managedHSM', 'resourceGroup')).toEqual([])
    expect(managementOperations(role, 'managedHSM', 'subscription')).toEqual([
      'Microsoft.KeyVault/locations/deletedManagedHsms/delete',
      'Microsoft.KeyVault/locations/deletedManagedHsms/purge/action',
      'Microsoft.KeyVault/locations/deletedManagedHsms/read',
    ])
  })

  test('operations of other providers do not count, wildcards are no operations', () => {
    expect(managementOperations(custom({ actions: ['Contoso.X/deletedVaults/read'] }), 'vault', 'tenant')).toEqual([])
    const policies = custom({ actions: ['Microsoft.KeyVault/vaults/accessPolicies/*'] })
    expect(managementOperations(policies, 'vault', 'vault')).toEqual(['Microsoft.KeyVault/vaults/accessPolicies/write'])
  })

  test('what only reads ends in read', () => {
    expect(['Microsoft.KeyVault/vaults/Read', 'Microsoft.KeyVault/vaults/write'].map(isRead)).toEqual([true, false])
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
    const role = custom({ actions: ['Microsoft.KeyVault/vaults/warp/action'] })
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

  test('an owner assigns roles of their own making as well', () => {
    expect(canAssign(named('Owner'), undefined, () => false)).toBe(true)
  })

  test('a condition that is not known leaves it open, one that is no text is none', () => {
    const cause = { kind: 'parameter', name: 'p', span: place.span } as const
    expect(canAssign(named('Owner'), unknown(cause, 'parameter p', place), readsSecrets)).toBe('unknown')
    expect(canAssign(named('Owner'), literal(null, place), readsSecrets)).toBe(true)
    expect(canAssign(named('Owner'), text(' '), readsSecrets)).toBe(true)
  })

  test('one of the blocks is enough, and may be the one that is not understood', () => {
    const forbids = '!(ActionMatches{Microsoft.Authorization/roleAssignments/write})'
    const blocks = (...conditions: readonly string[]) =>
      custom(...conditions.map((condition) => ({ actions: [operation.assignRoles], condition })))
    expect(canAssign(blocks(forbids), undefined, readsSecrets)).toBe(false)
    expect(canAssign(blocks(forbids, 'something else'), undefined, readsSecrets)).toBe('unknown')
  })

  test('two conditions must both allow it', () => {
    const notSecretsUser = text(
      '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {4633458b-17de-408a-b874-0445c86b69e6, b86a8fe4-44ce-4948-aee5-eccb2c155cd7, 00482a5a-887f-4fb3-b363-3b7fe8e74483}',
    )
    expect(canAssign(named('Key Vault Data Access Administrator'), notSecretsUser, readsSecrets)).toBe(false)
  })
})

test('what a role grants is worked out once', () => {
  const role = named('Key Vault Contributor')
  expect(wordsOfRole(role)).toBe(wordsOfRole(role))
  expect(managementOperations(role, 'vault', 'vault')).toBe(managementOperations(role, 'vault', 'vault'))
})
