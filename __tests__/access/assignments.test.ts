import { describe, expect, test } from '@jest/globals'
import { assign, rbacVault, roles } from './support/bicep.js'
import { alice, modelOf, plain, textAt } from './support/run.js'
import type { Sources } from './support/run.js'

const a = `'${alice}'`
const other = rbacVault.replace('resource kv', 'resource other').replace("'kv'", "'other'")

/** Scope and covered vaults of each assignment. */
function coverage(source: string | Sources) {
  return modelOf(source).assignments.map(({ scopeKind, vaults }) => [scopeKind, vaults.map(({ name }) => name)])
}

describe('an assignment covers', () => {
  test.each([
    ['the vault that it stands on', rbacVault + other + assign(roles.secretsUser, a, 'kv'), [['vault', ['kv']]]],
    [
      'all vaults of its resource group',
      rbacVault + other + assign(roles.secretsUser, a),
      [['resourceGroup', ['kv', 'other']]],
    ],
    [
      'a vault elsewhere, by reference',
      `resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv', scope: resourceGroup('far') }\n${rbacVault.replace('resource kv', 'resource here')}module m 'm.bicep' = { name: 'm', scope: resourceGroup('far') }`,
      [['vault', ['kv']]],
    ],
    [
      'the vault of a secret that it stands on',
      `${rbacVault}resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: kv, name: 's', properties: { value: 'x' } }\n${assign(roles.secretsUser, a, 's')}`,
      [['object', ['kv']]],
    ],
    [
      'no vault when it stands on another resource',
      `${rbacVault}resource st 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'st', location: 'x', kind: 'StorageV2', sku: { name: 'Standard_LRS' } }\n${assign(roles.blobDataReader, a, 'st')}`,
      [['other', []]],
    ],
  ])('%s', (_, source, expected) => {
    const m = `resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\n${assign(roles.secretsUser, a, 'kv')}`
    expect(coverage({ 'main.bicep': source, ...(source.includes("'m.bicep'") ? { 'm.bicep': m } : {}) })).toEqual(
      expected,
    )
  })

  test('all vaults below its subscription, in whatever resource groups', () => {
    const main = `targetScope = 'subscription'
module one 'kv.bicep' = { name: 'one', scope: resourceGroup('a') }
module two 'kv.bicep' = { name: 'two', scope: resourceGroup('b'), params: { name: 'kv2' } }
module far 'kv.bicep' = { name: 'far', scope: resourceGroup('${alice}', 'c'), params: { name: 'kv3' } }
${assign(roles.contributor, a)}`
    const kv = `param name string = 'kv'\n${rbacVault.replace("name: 'kv'", 'name: name')}`
    expect(coverage({ 'main.bicep': main, 'kv.bicep': kv })).toEqual([['subscription', ['kv', 'kv2']]])
  })

  test('everything below the management group that is deployed to', () => {
    const main = `targetScope = 'managementGroup'
module kv 'kv.bicep' = { name: 'kv', scope: subscription('${alice}') }
${assign(roles.contributor, a)}`
    const kv = `targetScope = 'subscription'\nmodule kv 'rg.bicep' = { name: 'kv', scope: resourceGroup('a') }`
    expect(coverage({ 'main.bicep': main, 'kv.bicep': kv, 'rg.bicep': rbacVault })).toEqual([
      ['managementGroup', ['kv']],
    ])
  })

  test('everything when it is deployed to the tenant', () => {
    const main = `targetScope = 'tenant'
module kv 'kv.bicep' = { name: 'kv', scope: subscription('${alice}') }
${assign(roles.contributor, a)}`
    const kv = `targetScope = 'subscription'\nmodule kv 'rg.bicep' = { name: 'kv', scope: resourceGroup('a') }`
    expect(coverage({ 'main.bicep': main, 'kv.bicep': kv, 'rg.bicep': rbacVault })).toEqual([['tenant', ['kv']]])
  })

  test('vaults that are referred to after it, too', () => {
    const source = `${assign(roles.contributor, a)}
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }
${assign(roles.secretsUser, a, 'kv')}`
    expect(coverage(source)).toEqual([
      ['resourceGroup', ['kv']],
      ['vault', ['kv']],
    ])
  })
})

describe('the role of an assignment', () => {
  test('is one where its id is one of several of the same name', () => {
    const assigned = (ids: string) =>
      modelOf(`param far bool
  ${rbacVault}${assign(roles.secretsUser, `'${alice}'`, 'kv').replace(/roleDefinitionId: .*/, `roleDefinitionId: ${ids}`)}`)
        .assignments
    const id = (group: string, role: string) =>
      `resourceId('${group}', 'Microsoft.Authorization/roleDefinitions', '${role}')`
    const same = assigned(`far ? ${id('a', roles.secretsUser)} : ${id('b', roles.secretsUser)}`)
    expect(same.map(({ role, deployed }) => [role?.name, deployed])).toEqual([['Key Vault Secrets User', true]])
    const different = assigned(`far ? ${id('a', roles.secretsUser)} : ${id('a', roles.reader)}`)
    expect(different.map(({ role, deployed }) => [role?.name, deployed])).toEqual([
      ['Key Vault Secrets User', 'unknown'],
      ['Key Vault Reader', 'unknown'],
    ])
  })

  const withId = (id: string, more = '') =>
    modelOf(
      `${more}\n${rbacVault}${assign('x', a, 'kv').replace(/subscriptionResourceId\([^)]*\)/, id)}`,
    ).assignments.map(({ role, roleGuid, roleExists, reachesData, reachesManagement, when }) => [
      role?.name,
      roleGuid,
      roleExists,
      reachesData,
      reachesManagement,
      when,
    ])

  test.each([
    [
      'by subscriptionResourceId()',
      `subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles.secretsUser}')`,
      ['Key Vault Secrets User', roles.secretsUser, true, true, false, undefined],
    ],
    [
      'by a tenant-wide id',
      `'/providers/Microsoft.Authorization/roleDefinitions/${roles.secretsUser.toUpperCase()}'`,
      ['Key Vault Secrets User', roles.secretsUser, true, true, false, undefined],
    ],
    [
      'by resourceId()',
      `resourceId('Microsoft.Authorization/roleDefinitions', '${roles.contributor}')`,
      ['Contributor', roles.contributor, true, false, true, undefined],
    ],
    [
      'by its name alone',
      `'${roles.administrator}'`,
      ['Key Vault Administrator', roles.administrator, true, true, true, undefined],
    ],
    ['that does not reach Key Vault', `'${roles.acrPull}'`, ['AcrPull', roles.acrPull, true, false, false, undefined]],
    ['that nobody defines', `'${alice}'`, [undefined, alice, false, 'unknown', 'unknown', undefined]],
    ['that is no GUID', "'Contributor'", [undefined, undefined, false, 'unknown', 'unknown', undefined]],
  ])('%s', (_, id, expected) => {
    expect(withId(id)).toEqual([expected])
  })

  test('that a parameter names is unknown', () => {
    expect(withId('r', 'param r string')).toEqual([[undefined, undefined, 'unknown', 'unknown', 'unknown', undefined]])
  })

  test('that is one of two makes two assignments', () => {
    expect(withId(`admin ? '${roles.administrator}' : '${roles.reader}'`, 'param admin bool')).toEqual([
      ['Key Vault Administrator', roles.administrator, true, true, true, 'parameter `admin` is true'],
      ['Key Vault Reader', roles.reader, true, true, true, 'parameter `admin` is false'],
    ])
  })

  test('that stands in a table under one of the values of a parameter', () => {
    const parameter = `@allowed(['admin', 'other'])
param role string
var table = { admin: '${roles.administrator}', reader: '${roles.reader}' }`
    expect(withId('table[?role] ?? role', parameter).map(([name, , , , , when]) => [name, when])).toEqual([
      ['Key Vault Administrator', "parameter `role` is 'admin'"],
      [undefined, "parameter `role` is 'other'"],
    ])
  })

  test('that is one of two is not told by trying the parameter, whose other value gives the other', () => {
    const id = `admin ? '${roles.reader}' : '${roles.administrator}'`
    const { assignments } = modelOf(
      `param admin bool\n${rbacVault}${assign('x', a, 'kv').replace(/subscriptionResourceId\([^)]*\)/, id)}`,
    )
    const doubts = assignments.flatMap(({ doubts = [] }) => doubts)
    expect(doubts.map(({ cause, candidates }) => [cause.kind, candidates])).toEqual([
      ['parameter', undefined],
      ['parameter', undefined],
    ])
    expect(new Set(doubts.map(({ identity }) => identity)).size).toBe(2)
  })

  test('that the run defines is found by its symbol', () => {
    const definition = `resource custom 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid('x')
  properties: { roleName: 'Deployer', permissions: [{ actions: ['Microsoft.KeyVault/vaults/deploy/action'] }] }
}`
    const { assignments, roleDefinitions } = modelOf(
      `${definition}\n${rbacVault}${assign('x', a, 'kv').replace(/subscriptionResourceId\([^)]*\)/, 'custom.id')}`,
    )
    expect(
      assignments.map(({ role, definition, roleExists }) => [
        role?.name,
        definition === roleDefinitions[0],
        roleExists,
      ]),
    ).toEqual([['Deployer', true, true]])
  })
})

describe('what an assignment reaches', () => {
  const onResource = (role: string, scope: string, more = '') =>
    modelOf(
      `${more}resource st 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'st', location: 'x' }\n${assign(role, a, scope)}`,
    ).assignments.map(({ scopeKind, reachesData, reachesManagement }) => [scopeKind, reachesData, reachesManagement])

  test('on another resource is no vault', () => {
    expect(onResource(roles.administrator, 'st')).toEqual([['other', false, false]])
  })

  test('on a resource that cannot be told may be one', () => {
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      parameters: { on: { type: 'string' } },
      resources: [
        {
          type: 'Microsoft.Authorization/roleAssignments',
          apiVersion: '2022-04-01',
          name: "[guid('x')]",
          scope: "[parameters('on')]",
          properties: { principalId: alice, roleDefinitionId: roles.secretsUser },
        },
      ],
    }
    const { assignments } = modelOf({ 'main.json': template })
    expect(
      assignments.map(({ scopeKind, reachesData, reachesManagement }) => [scopeKind, reachesData, reachesManagement]),
    ).toEqual([['other', 'unknown', false]])
  })
})

describe('privileged identity management', () => {
  const request = (type: string, requestType: string, expiration: string) => `${rbacVault}
resource r 'Microsoft.Authorization/${type}@2022-04-01-preview' = {
  name: guid('r')
  scope: kv
  properties: {
    principalId: ${a}
    requestType: '${requestType}'
    roleDefinitionId: '${roles.administrator}'
    scheduleInfo: { expiration: { ${expiration} } }
  }
}`

  test.each([
    ['an eligibility', 'roleEligibilityScheduleRequests', 'AdminAssign', "type: 'NoExpiration'", [[true, false]]],
    [
      'an eligibility that ends',
      'roleEligibilityScheduleRequests',
      'AdminAssign',
      "type: 'AfterDuration'",
      [[true, true]],
    ],
    [
      'an active assignment that ends',
      'roleAssignmentScheduleRequests',
      'AdminAssign',
      "type: 'AfterDateTime'",
      [[false, true]],
    ],
    ['a request that takes away', 'roleAssignmentScheduleRequests', 'AdminRemove', '', []],
  ])('%s', (_, type, requestType, expiration, expected) => {
    const { assignments } = modelOf(request(type, requestType, expiration))
    expect(assignments.map(({ eligible, expires }) => [eligible, expires])).toEqual(expected)
  })

  test('a plain assignment is active for good', () => {
    const [plainOne] = modelOf(rbacVault + assign(roles.reader, a, 'kv')).assignments
    expect([plainOne?.eligible, plainOne?.expires]).toEqual([false, false])
  })
})

describe('the place of the scope', () => {
  const place = (assignment: object) => {
    const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
    const resource = {
      type: 'Microsoft.Authorization/roleAssignments',
      apiVersion: '2022-04-01',
      name: "[guid('1')]",
      ...assignment,
    }
    const sources = {
      'main.json': {
        $schema,
        resources: [{ ...resource, properties: { principalId: alice, roleDefinitionId: roles.reader } }],
      },
    }
    const [found] = modelOf(sources).assignments
    return found && textAt(sources, found.scopePlace)
  }

  test('is where it is written', () => {
    const scope = `/subscriptions/${alice}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv`
    expect(place({ scope })).toBe(JSON.stringify(scope))
  })

  test('is the assignment itself where it is not', () => {
    expect(place({})).toBe('"Microsoft.Authorization/roleAssignments"')
  })
})

test('the old nested form stands on the vault that its name begins with', () => {
  const resources = [
    {
      type: 'Microsoft.KeyVault/vaults',
      apiVersion: '2023-07-01',
      name: 'kv',
      properties: { enableRbacAuthorization: true },
    },
    {
      type: 'Microsoft.KeyVault/vaults/providers/roleAssignments',
      apiVersion: '2022-04-01',
      name: "[concat('kv', '/Microsoft.Authorization/', guid('x'))]",
      properties: { principalId: alice, roleDefinitionId: roles.reader },
    },
  ]
  const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
  const { assignments, vaults } = modelOf({ 'main.json': { $schema, resources } })
  expect(assignments.map(({ scopeKind, vaults: [kv] }) => [scopeKind, kv === vaults[0]])).toEqual([['vault', true]])
  expect(plain(assignments[0]?.scopeId)).toBe('<text>')
})

describe('the role of an assignment', () => {
  const role = (id: string, more = '') => {
    const source = `${more}\n${rbacVault}resource one 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: guid(newGuid()), scope: kv, properties: { principalId: ${a}, roleDefinitionId: ${id} } }`
    return modelOf(source).assignments.map((one) => [one.role?.name, one.roleGuid, one.roleExists, one.name])
  }
  const bare = roles.secretsUser.replaceAll('-', '')

  test.each([
    [`'${roles.secretsUser}'`, '', ['Key Vault Secrets User', roles.secretsUser, true, 'one']],
    [
      `subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${bare}')`,
      '',
      ['Key Vault Secrets User', roles.secretsUser, true, 'one'],
    ],
    [
      `subscriptionResourceId('Microsoft.Authorization/roleAssignments', '${roles.secretsUser}')`,
      '',
      ['Key Vault Secrets User', roles.secretsUser, true, 'one'],
    ],
    ["subscriptionResourceId('Microsoft.Web/sites', 'x')", '', [undefined, undefined, 'unknown', 'one']],
    [`'${bare.slice(1)}'`, '', [undefined, undefined, false, 'one']],
    ['role', 'param role string', [undefined, undefined, 'unknown', 'one']],
  ])('%s', (id, more, expected) => {
    expect(role(id, more)).toEqual([expected])
  })
})
