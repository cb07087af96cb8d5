import { describe, expect, test } from '@jest/globals'
import { assign, entry, rbacVault, roles, vault } from './support/bicep.js'
import { alice, modelOf, plain } from './support/run.js'
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
