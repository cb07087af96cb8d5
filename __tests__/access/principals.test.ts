import { describe, expect, test } from '@jest/globals'
import { assign, entry, rbacVault, roles, vault } from './support/bicep.js'
import { alice, modelOf, plain, settings, textAt } from './support/run.js'
import type { Sources } from './support/run.js'

function principals(source: string | Sources) {
  return modelOf(source).principals.map(({ id, principalType, identityOf, grants }) => [
    id,
    principalType,
    identityOf?.symbol,
    grants.length,
  ])
}

const web =
  "resource web 'Microsoft.Web/sites@2023-01-01' = { name: 'app', location: 'x', identity: { type: 'SystemAssigned' }, properties: {} }\n"

describe('a principal', () => {
  test('is one and the same across a deployment, in any letter case', () => {
    const source =
      vault(`accessPolicies: [${entry(`'${alice.toUpperCase()}'`, '')}]`) +
      assign(roles.reader, `'${alice}'`, 'kv', "principalType: 'Group'")
    expect(principals(source)).toEqual([[alice, 'Group', undefined, 3]])
  })

  test('is the resource whose identity it is', () => {
    expect(principals(`${rbacVault}${web}${assign(roles.secretsUser, 'web.identity.principalId', 'kv')}`)).toEqual([
      ['web', 'ServicePrincipal', 'web', 1],
    ])
  })

  test('is found through reference() in an ARM template', () => {
    const resources = [
      {
        type: 'Microsoft.Web/sites',
        apiVersion: '2023-01-01',
        name: 'app',
        identity: { type: 'SystemAssigned' },
        properties: {},
      },
      {
        type: 'Microsoft.KeyVault/vaults',
        apiVersion: '2023-07-01',
        name: 'kv',
        properties: {
          accessPolicies: [
            {
              tenantId: 'x',
              objectId:
                "[reference(resourceId('Microsoft.Web/sites', 'app'), '2023-01-01', 'Full').identity.principalId]",
              permissions: { secrets: ['get'] },
            },
          ],
        },
      },
    ]
    const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
    const model = modelOf({ 'main.json': { $schema, resources } })
    expect(model.principals.map(({ id, identityOf }) => [id, identityOf?.type])).toEqual([
      ['app', 'Microsoft.Web/sites'],
    ])
  })

  test('is found through the output of a module', () => {
    const sources = {
      'main.bicep': `module m 'web.bicep' = { name: 'm' }\n${rbacVault}${assign(roles.secretsUser, 'm.outputs.id', 'kv')}`,
      'web.bicep': `${web}output id string = web.identity.principalId`,
    }
    expect(principals(sources)).toEqual([['web', 'ServicePrincipal', 'web', 1]])
  })

  test('of an identity elsewhere is called by its name', () => {
    const source = `resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = { name: 'id-app' }\n${rbacVault}${assign(roles.secretsUser, 'id.properties.principalId', 'kv')}`
    expect(principals(source)).toEqual([['id', 'ServicePrincipal', 'id', 1]])
  })

  test('that a parameter names is called by it, each its own', () => {
    const source = `param one string\nparam two string\n${rbacVault}${assign(roles.reader, 'one', 'kv')}${assign(roles.reader, 'two', 'kv')}${assign(roles.secretsUser, 'one', 'kv')}`
    expect(principals(source)).toEqual([
      ['one', undefined, undefined, 3],
      ['two', undefined, undefined, 2],
    ])
  })

  test('of loops over one unknown list is whoever stands in it', () => {
    const loop = (name: string) =>
      `resource ${name}Access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for p in ${name}: { name: guid(p), scope: kv, properties: { principalId: p, roleDefinitionId: '${roles.secretsUser}' } }]\n`
    expect(principals(`param who array\nparam others array\n${rbacVault}${loop('who')}${loop('others')}`)).toEqual([
      ['who', undefined, undefined, 1],
      ['others', undefined, undefined, 1],
    ])
  })
})

test('an identity whose name is made of many parts is found as well', () => {
  const names = Array.from({ length: 12 }, (_, at) => `aRatherLongNameOfAParameter${at}`)
  const source = `${names.map((name) => `param ${name} string\n`).join('')}
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: '${names.map((name) => `\${${name}}`).join('')}', location: 'x' }
${rbacVault}${assign(roles.secretsUser, 'id.properties.principalId', 'kv')}`
  expect(principals(source)).toEqual([['id', 'ServicePrincipal', 'id', 1]])
})

test('an object of the directory is a principal by its id', () => {
  const source = `extension microsoftGraphV1
resource app 'Microsoft.Graph/applications@v1.0' = { uniqueName: 'a', displayName: 'a' }
resource sp 'Microsoft.Graph/servicePrincipals@v1.0' = { appId: app.appId }
resource team 'Microsoft.Graph/groups@v1.0' existing = { uniqueName: 'g' }
${vault(`accessPolicies: [${['sp.id', 'team.id', 'app.appId', 'app.id'].map((id) => entry(id, '')).join()}]`)}`
  const { policies } = modelOf(source)
  expect(
    policies.map(({ objectIdForm, principal }) => [plain(objectIdForm), principal?.id, principal?.principalType]),
  ).toEqual([
    ['objectId', 'sp', 'ServicePrincipal'],
    ['objectId', 'team', 'Group'],
    ['clientId', '${…}', undefined],
    ['clientId', 'app', undefined],
  ])
})

test('the directory answers for its objects in ARM JSON as well', () => {
  const policy = (objectId: string) => ({ tenantId: 't', objectId, permissions: { secrets: ['get'] } })
  const resources = {
    app: { extension: 'graph', type: 'Microsoft.Graph/applications@v1.0', properties: { uniqueName: 'a' } },
    sp: {
      extension: 'graph',
      type: 'Microsoft.Graph/servicePrincipals@v1.0',
      properties: { appId: "[reference('app').appId]" },
    },
    kv: {
      type: 'Microsoft.KeyVault/vaults',
      apiVersion: '2023-07-01',
      name: 'kv',
      properties: { accessPolicies: [policy("[reference('sp').id]"), policy("[reference('app').appId]")] },
    },
  }
  const extensions = { graph: { name: 'MicrosoftGraph', version: '1.0.0' } }
  const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
  const { policies } = modelOf({ 'main.json': { $schema, languageVersion: '2.0', extensions, resources } })
  expect(
    policies.map(({ objectIdForm, principal }) => [plain(objectIdForm), principal?.id, principal?.principalType]),
  ).toEqual([
    ['objectId', 'sp', 'ServicePrincipal'],
    ['clientId', '${…}', undefined],
  ])
})

describe('secrets that the run makes for a service principal', () => {
  const secret = (application: string, own = '') => {
    const source = `extension microsoftGraphV1
resource app 'Microsoft.Graph/applications@v1.0' ${application}
resource sp 'Microsoft.Graph/servicePrincipals@v1.0' = { appId: app.appId ${own} }
${rbacVault}${assign(roles.secretsUser, 'sp.id', 'kv')}`
    const found = modelOf(source).principals[0]?.secret
    return found && textAt(source, found.origin.span)
  }

  test.each([
    ["= { uniqueName: 'a', passwordCredentials: [{ displayName: 'x' }] }", '', "[{ displayName: 'x' }]"],
    ["= { uniqueName: 'a' }", ", passwordCredentials: [{ displayName: 'y' }]", "[{ displayName: 'y' }]"],
    ["= { uniqueName: 'a', passwordCredentials: [] }", '', undefined],
    ["= { uniqueName: 'a', keyCredentials: [{ displayName: 'x' }] }", '', undefined],
    ["existing = { uniqueName: 'a' }", '', undefined],
  ])('of application %s %s', (application, own, expected) => {
    expect(secret(application, own)).toBe(expected)
  })

  test('are none of a managed identity', () => {
    const { principals } = modelOf(rbacVault + web + assign(roles.secretsUser, 'web.identity.principalId', 'kv'))
    expect(principals.map((one) => one.secret)).toEqual([undefined])
  })
})

describe('an object id that is one of several', () => {
  test('is the one that is not empty', () => {
    const one = "open ? web.identity.principalId : ''"
    const source = `param open bool\n${rbacVault}${web}${assign(roles.secretsUser, one, 'kv')}`
    expect(principals(source)).toEqual([['web', 'ServicePrincipal', 'web', 1]])
  })

  test('stays one of several where both are set', () => {
    const source = `param open bool\n${rbacVault}${web}${assign(roles.secretsUser, `open ? web.identity.principalId : '${alice}'`, 'kv')}`
    expect(modelOf(source).principals.map(({ objectId, identityOf }) => [objectId.kind, identityOf])).toEqual([
      ['choice', undefined],
    ])
  })
})

describe('what a principal is called', () => {
  const called = (objectId: string, more: string) =>
    modelOf(`${more}\n${rbacVault}${assign(roles.secretsUser, objectId, 'kv')}`).principals[0]?.id

  test.each([
    ['ws.properties.storageAccountIdentity.principalId', "name: 'adb'", 'adb.storageaccountidentity'],
    ['ws.properties.storageAccountIdentity.principalId', 'name: wsName', 'wsName.storageaccountidentity'],
    ["ws.properties.storageAccountIdentity.?principalId ?? ''", "name: 'adb'", 'adb.storageaccountidentity'],
    ["wsName == '' ? '' : reference(ws.id, '2024-05-01').principalId", "name: 'adb'", 'adb'],
  ])('%s of one with %s', (objectId, name, expected) => {
    const ws = `param wsName string\nresource ws 'Microsoft.Databricks/workspaces@2024-05-01' = { ${name}, location: 'x' }`
    expect(called(objectId, ws)).toBe(expected)
  })

  test('by the parameter that gives it, never by one that only decides', () => {
    expect(called('who', 'param who string')).toBe('who')
    const more =
      "param name string = 'x'\nvar who = empty(name) ? '' : id.properties.principalId\nresource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id', location: 'x' }"
    const [principal] = modelOf(`${more}\n${rbacVault}${assign(roles.secretsUser, 'who', 'kv')}`).principals
    expect(principal?.symbols).toEqual(['id'])
  })

  test('by the type as well where nobody knows the name', () => {
    const resources = [
      {
        type: 'Microsoft.DataFactory/factories',
        apiVersion: '2018-06-01',
        name: "[parameters('hub')]",
        identity: { type: 'SystemAssigned' },
      },
      {
        type: 'Microsoft.KeyVault/vaults',
        apiVersion: '2023-07-01',
        name: 'kv',
        properties: {
          accessPolicies: [
            {
              tenantId: 't',
              objectId:
                "[reference(resourceId('Microsoft.DataFactory/factories', parameters('hub')), '2018-06-01', 'Full').identity.principalId]",
              permissions: { secrets: ['get'] },
            },
          ],
        },
      },
    ]
    const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
    const { principals: found } = modelOf({
      'main.json': { $schema, parameters: { hub: { type: 'string' } }, resources },
    })
    expect(found.map(({ id }) => id)).toEqual(['factories ${hub}'])
  })
})

test('a persona goes by its label', () => {
  const source = vault(`accessPolicies: [${entry(`'${alice}'`, '')}]`)
  const table = settings.personas.map((persona) => ({ ...persona, label: persona.id.replace('-', ' and ') }))
  const labelled = (mappings: typeof settings.principals) =>
    modelOf(source, { personas: table, principals: mappings }).principals.map(({ personaLabel }) => personaLabel)
  expect(labelled([{ persona: 'developers-operators', objectId: alice }])).toEqual(['developers and operators'])
  expect(labelled([])).toEqual([undefined])
})

test('personas of one principal that exclude each other', () => {
  const excluding = settings.personas.map((persona) =>
    persona.id === 'auditors'
      ? { ...persona, label: 'the auditors', excludes: ['application', 'security-team'] }
      : persona,
  )
  const mappings = ['application', 'auditors', 'storage-account'].map((persona) => ({ persona, objectId: alice }))
  const source = rbacVault + assign(roles.secretsUser, `'${alice}'`, 'kv')
  const conflicts = (principalsOf: typeof mappings) =>
    modelOf(source, { personas: excluding, principals: principalsOf }).principals.map((one) => one.conflicts)
  expect(conflicts(mappings)).toEqual([['application and the auditors']])
  expect(conflicts(mappings.slice(1))).toEqual([[]])
})
