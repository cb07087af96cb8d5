import { describe, expect, test } from '@jest/globals'
import { assign, policyVault, rbacVault, roles, vault } from './support/bicep.js'
import { alice, modelOf, textAt } from './support/run.js'

const a = `'${alice}'`
const unknownVault = `param r bool\n${vault('enableRbacAuthorization: r')}`

function escalations(source: string) {
  return modelOf(source).escalations.map(({ path, operations, certain, byIntent, assignment }) => [
    path,
    operations.map((operation) => operation.split('/').slice(1).join('/')),
    certain,
    byIntent,
    assignment.scopeKind,
  ])
}

const policies = ['vaults/accessPolicies/write', 'vaults/write']
const granting = ['roleAssignments/write', 'roleDefinitions/write']

function custom(actions: string, more = ''): string {
  return `resource custom 'Microsoft.Authorization/roleDefinitions@2022-04-01' = { name: guid('c'), properties: { permissions: [{ actions: ${actions} ${more} }] } }
resource ra 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: guid('a'), properties: { principalId: ${a}, roleDefinitionId: custom.id } }\n`
}

describe('on a vault with access policies', () => {
  test.each([
    [
      'a contributor writes policies',
      assign(roles.contributor, a),
      [['writes-access-policies', policies, true, false, 'resourceGroup']],
    ],
    [
      'a contributor of the vault too',
      assign(roles.keyVaultContributor, a, 'kv'),
      [['writes-access-policies', policies, true, false, 'vault']],
    ],
    [
      'an owner assigns roles as well',
      assign(roles.owner, a),
      [
        ['writes-access-policies', policies, true, false, 'resourceGroup'],
        ['assigns-roles', granting, true, false, 'resourceGroup'],
      ],
    ],
    [
      'a user access administrator makes himself a contributor',
      assign(roles.userAccessAdministrator, a),
      [['assigns-roles', granting, true, false, 'resourceGroup']],
    ],
    ['a data role does not help', assign(roles.administrator, a), []],
    ['a reader does not', assign(roles.plainReader, a), []],
    [
      'a custom role that writes policies',
      custom("['Microsoft.KeyVault/vaults/accessPolicies/*']"),
      [['writes-access-policies', ['vaults/accessPolicies/write'], true, false, 'resourceGroup']],
    ],
    [
      'a custom role that writes vaults',
      custom("['Microsoft.KeyVault/vaults/write']"),
      [['writes-vault', ['vaults/write'], true, false, 'resourceGroup']],
    ],
    [
      'a custom role whose notActions take it out',
      custom("['*']", ", notActions: ['Microsoft.KeyVault/vaults/*', 'Microsoft.Authorization/*']"),
      [],
    ],
    [
      'a custom role that changes roles',
      custom("['Microsoft.Authorization/roleDefinitions/write']"),
      [['writes-role-definitions', ['roleDefinitions/write'], 'unknown', false, 'resourceGroup']],
    ],
  ])('%s', (_, source, expected) => {
    expect(escalations(policyVault + source)).toEqual(expected)
  })

  test('only a condition that lets no such role through stops an administrator of roles', () => {
    const only = (guid: string) =>
      `condition: '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${guid}}'`
    const by = (guid: string) =>
      escalations(policyVault + assign(roles.userAccessAdministrator, a, undefined, only(guid))).map(
        ([path, , certain]) => [path, certain],
      )
    expect(by(roles.secretsUser)).toEqual([['writes-role-definitions', 'unknown']])
    expect(by(roles.contributor)).toEqual([['assigns-roles', true]])
  })
})

describe('on a vault under Azure RBAC', () => {
  test.each([
    [
      'a contributor perhaps turns the model back',
      assign(roles.contributor, a),
      [['writes-vault', ['vaults/write'], 'unknown', false, 'resourceGroup']],
    ],
    [
      'a user access administrator assigns himself a role',
      assign(roles.userAccessAdministrator, a),
      [['assigns-roles', granting, true, false, 'resourceGroup']],
    ],
    [
      'a data access administrator too, within his condition',
      assign('8b54135c-b56d-4d72-a534-26097cfdc8d8', a, 'kv'),
      [['assigns-roles', ['roleAssignments/write'], true, false, 'vault']],
    ],
    [
      'a custom role that only writes policies does not help',
      custom("['Microsoft.KeyVault/vaults/accessPolicies/write']"),
      [],
    ],
  ])('%s', (_, source, expected) => {
    expect(escalations(rbacVault + source)).toEqual(expected)
  })
})

describe('otherwise', () => {
  test('a permission model that is not told leaves it open', () => {
    expect(escalations(unknownVault + assign(roles.contributor, a))).toEqual([
      ['writes-access-policies', policies, 'unknown', false, 'resourceGroup'],
    ])
  })

  test('and lets an assignment count that opens the data under either model only', () => {
    const only = (guids: string) =>
      `condition: '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${guids}}'`
    const by = (guids: string) =>
      escalations(unknownVault + assign(roles.userAccessAdministrator, a, undefined, only(guids))).map(
        ([path, , certain]) => [path, certain],
      )
    expect(by(`${roles.secretsUser}, ${roles.contributor}`)).toEqual([['assigns-roles', true]])
    expect(by(roles.secretsUser)).toEqual([['assigns-roles', 'unknown']])
    expect(by(roles.contributor)).toEqual([['assigns-roles', 'unknown']])
    expect(by(roles.acrPull)).toEqual([['writes-role-definitions', 'unknown']])
  })

  test('a role or a principal that is not told is no way in', () => {
    expect(
      escalations(
        `param role string\n${policyVault}${assign('x', a).replace(/roleDefinitionId.*/, 'roleDefinitionId: role')}`,
      ),
    ).toEqual([])
    expect(escalations(policyVault + assign(roles.owner, a).replace(/principalId.*/, ''))).toEqual([])
  })

  test('whoever holds everything already does so by intent', () => {
    const all = "keys: ['all'], secrets: ['all'], certificates: ['all']"
    const own = `accessPolicies: [{ tenantId: tenant().tenantId, objectId: ${a}, permissions: { ${all} } }]`
    expect(escalations(vault(own) + assign(roles.contributor, a)).map(([, , , byIntent]) => byIntent)).toEqual([true])
    const less = own.replace("certificates: ['all']", "certificates: ['get']")
    expect(escalations(vault(less) + assign(roles.contributor, a)).map(([, , , byIntent]) => byIntent)).toEqual([false])
  })

  test('a managed HSM, a secret and other resources are no way in', () => {
    const hsm =
      "resource hsm 'Microsoft.KeyVault/managedHSMs@2023-07-01' = { name: 'hsm', location: 'x', properties: {} }\n"
    expect(escalations(hsm + assign(roles.owner, a))).toEqual([])
    const secret =
      "resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: kv, name: 's', properties: { value: 'x' } }\n"
    expect(escalations(policyVault + secret + assign(roles.owner, a, 's'))).toEqual([])
  })

  test('what is deployed under a condition may not be there', () => {
    const source = `param on bool\n${policyVault}${assign(roles.contributor, a).replace('= {', '= if (on) {')}`
    expect(escalations(source).map(([, , certain]) => certain)).toEqual(['unknown'])
  })

  test('it stands on the role, with its vault', () => {
    const source = policyVault + assign(roles.contributor, a)
    const { escalations, vaults } = modelOf(source)
    expect(escalations.map(({ head }) => textAt(source, head))).toEqual([
      "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')",
    ])
    expect(vaults[0]?.escalations).toEqual(escalations)
  })

  test('it tells what its assignment tells', () => {
    const role = (id: string) => `subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${id}')`
    const source = `param wide bool
${policyVault}resource ra 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('a')
  properties: { principalId: ${a}, roleDefinitionId: wide ? ${role(roles.contributor)} : ${role(roles.plainReader)} }
}`
    const { escalations, assignments, vaults, principals } = modelOf(source)
    const [assignment] = assignments
    expect(escalations).toHaveLength(1)
    const { resource, doubts, vault: on, principal, assignment: by, ...told } = escalations[0] ?? {}
    expect(told).toStrictEqual({
      kind: 'escalation',
      id: `${assignment?.id} writes-access-policies`,
      head: assignment?.roleDefinitionId?.origin.span,
      span: assignment?.span,
      type: 'Microsoft.Authorization/roleAssignments',
      name: assignment?.name,
      symbol: 'ra',
      when: 'parameter `wide` is true',
      operation: 'Microsoft.KeyVault/vaults/accessPolicies/write',
      operations: ['Microsoft.KeyVault/vaults/accessPolicies/write', 'Microsoft.KeyVault/vaults/write'],
      byIntent: false,
      path: 'writes-access-policies',
      certain: 'unknown',
    })
    expect([on === vaults[0], principal === principals[0], by === assignment]).toEqual([true, true, true])
    expect([resource?.symbol, resource === assignment?.resource]).toEqual(['ra', true])
    expect([doubts?.length, doubts === assignment?.doubts]).toEqual([1, true])
  })

  test('it has no symbol, doubts or cases that its assignment has not', () => {
    const scope = {
      type: 'Microsoft.KeyVault/vaults',
      apiVersion: '2023-07-01',
      name: 'kv',
      location: 'x',
      properties: {},
    }
    const properties = {
      principalId: alice,
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roles.contributor}`,
    }
    const assignment = {
      type: 'Microsoft.Authorization/roleAssignments',
      apiVersion: '2022-04-01',
      name: alice,
      properties,
    }
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [scope, assignment],
    }
    const [escalation] = modelOf({ 'main.json': template }).escalations
    expect(Object.keys(escalation ?? {}).filter((key) => ['path', 'symbol', 'doubts', 'when'].includes(key))).toEqual([
      'path',
    ])
  })
})
