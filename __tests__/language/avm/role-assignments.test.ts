import { describe, expect, test } from '@jest/globals'
import { at, callModule, ofType, plain, shown } from './call.js'

const prefix = '/subscriptions/?subscription().subscriptionId/providers/Microsoft.Authorization/roleDefinitions/'

function roleOf(version: string, written: string, after = ''): unknown {
  const params = `name: 'kv'\nroleAssignments: [ { principalId: 'p', roleDefinitionIdOrName: ${written} } ]`
  const [assignment] = ofType(callModule(version, params, after), 'roleAssignments')
  return assignment && plain(at(assignment, 'properties.roleDefinitionId'))
}

describe('a role', () => {
  test.each([
    ['0.2.0', 'Key Vault Administrator', `${prefix}00482a5a-887f-4fb3-b363-3b7fe8e74483`],
    ['0.6.0', 'Key Vault Certificate User', `${prefix}Key Vault Certificate User`],
    ['0.6.1', 'Key Vault Certificate User', `${prefix}db79e9a7-68ee-4b58-9aeb-b90e7c24fcba`],
    ['0.8.0', 'Role Based Access Control Administrator (Preview)', `${prefix}f58310d9-a9f6-439a-9e8d-f62e7b41a168`],
    [
      '0.9.0',
      'Role Based Access Control Administrator (Preview)',
      `${prefix}Role Based Access Control Administrator (Preview)`,
    ],
    ['0.9.0', 'Role Based Access Control Administrator', `${prefix}f58310d9-a9f6-439a-9e8d-f62e7b41a168`],
    ['0.13.3', '4633458b-17de-408a-b874-0445c86b69e6', `${prefix}4633458b-17de-408a-b874-0445c86b69e6`],
    ['0.3.0', '4633458b-17de-408a-b874-0445c86b69e6', '4633458b-17de-408a-b874-0445c86b69e6'],
    [
      '0.13.3',
      '/providers/Microsoft.Authorization/roleDefinitions/x',
      '/providers/Microsoft.Authorization/roleDefinitions/x',
    ],
    ['0.13.3', '__proto__', `${prefix}__proto__`],
  ])('of %s by %s', (version, written, id) => {
    expect(roleOf(version, `'${written}'`)).toBe(id)
  })

  test('is as unknown as what names it', () => {
    expect(roleOf('0.13.3', 'role', 'param role string')).toBe('?role')
    expect(roleOf('0.13.3', "flag ? 'Owner' : 'Reader'", 'param flag bool')).toEqual({
      either: [`${prefix}8e3af657-a8ff-443c-a75c-2fe8c4bcb635`, `${prefix}acdd72a7-3385-48ef-bd42-f606fba81ae7`],
    })
  })

  test('stands where it is written', () => {
    const called = callModule(
      '0.13.3',
      "name: 'kv'\nroleAssignments: [ { principalId: 'p', roleDefinitionIdOrName: 'Owner' }\n{ principalId: 'q', roleDefinitionIdOrName: 'Typo' } ]",
    )
    const roles = ofType(called, 'roleAssignments').map((one) => at(one, 'properties.roleDefinitionId'))
    expect(roles.map(called.written)).toEqual(["'Owner'", "'Typo'"])
  })
})

test('an assignment carries what it is given, on the vault', () => {
  const params = `name: 'kv'
roleAssignments: [
  { principalId: 'p', roleDefinitionIdOrName: 'Reader', principalType: 'Group', description: 'd', condition: 'c', name: 'n' }
]`
  const properties = {
    principalId: 'p',
    principalType: 'Group',
    description: 'd',
    condition: 'c',
    conditionVersion: '2.0',
  }
  const role = { roleDefinitionId: `${prefix}acdd72a7-3385-48ef-bd42-f606fba81ae7` }
  const called = callModule('0.7.0', params)
  expect(shown(called, 'roleAssignments')).toEqual([['n', { ...properties, ...role }]])
  expect(ofType(called, 'roleAssignments').map(({ scope, scopeKind }) => [plain(scope), scopeKind])).toEqual([
    [expect.stringMatching(/\/providers\/Microsoft\.KeyVault\/vaults\/kv$/), 'resource'],
  ])
  // A name was not taken in earlier versions.
  expect(shown(callModule('0.6.2', params), 'roleAssignments')).toEqual([
    [expect.not.stringMatching(/^n$/), { ...properties, ...role }],
  ])
})

test('assignments on secrets and keys stand on these, by roles of their own', () => {
  const role = "roleAssignments: [ { principalId: 'p', roleDefinitionIdOrName: 'Key Vault Secrets User' } ]"
  const called = callModule(
    '0.13.3',
    `name: 'kv'\nsecrets: [ { name: 's', value: 'v', ${role} } ]\nkeys: [ { name: 'k', ${role} } ]`,
  )
  const shownRoles = ofType(called, 'roleAssignments').map((one) => [
    String(plain(one.scope)).split('/vaults/')[1],
    String(plain(at(one, 'properties.roleDefinitionId'))).slice(prefix.length),
  ])
  expect(shownRoles).toEqual([
    ['kv/secrets/s', '4633458b-17de-408a-b874-0445c86b69e6'],
    ['kv/keys/k', 'Key Vault Secrets User'],
  ])
})
