import { describe, expect, test } from '@jest/globals'
import { deployBicep, deployTemplate, template } from './deployment.js'
import { show } from './sample.js'

const group =
  '/subscriptions/{subscription().subscriptionId of main.json}/resourcegroups/{resourceGroup().name of main.json}'

function arm(value: string): string {
  return show(deployTemplate(template({ outputs: { x: { type: 'string', value } } })).output('x'))
}

describe('what is told of where it is deployed', () => {
  const role =
    '/subscriptions/${subscription().subscriptionId of main.json}/providers/Microsoft.Authorization/roleDefinitions'

  test.each([
    ["[roleDefinitions('Key Vault Secrets User').roleDefinitionId]", '"4633458b-17de-408a-b874-0445c86b69e6"'],
    ["[roleDefinitions('key vault secrets user').id]", `\`${role}/4633458b-17de-408a-b874-0445c86b69e6\``],
    ["[roleDefinitions('ours').id]", '?roleDefinitions(6:"ours").id'],
    ['[subscription().subscriptionId]', '?subscription().subscriptionId of main.json string'],
    ['[subscription().id]', '`/subscriptions/${subscription().subscriptionId of main.json}`'],
    ['[subscription().tenantId]', '?tenant().tenantId of main.json string'],
    ['[tenant().tenantId]', '?tenant().tenantId of main.json string'],
    ['[resourceGroup().name]', '?resourceGroup().name of main.json string'],
    ['[resourceGroup().location]', `?resourceGroup().location of ${group} string`],
    ['[resourceGroup().tags]', `?resourceGroup() of ${group}.tags`],
    ['[deployment().name]', '?deployment().name of main.json string'],
    ['[environment().suffixes.keyvaultDns]', '?environment().suffixes.keyvaultDns of the cloud string'],
    ['[environment().authentication.audiences[0]]', '?environment().authentication of the cloud.audiences.0'],
    ['[deployer().objectId]', '?deployer().objectId of main.json string'],
    ['[managementGroup().name]', 'refused: managementGroup() can only be used in a deployment to a management group.'],
    [
      "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')]",
      '`/subscriptions/${subscription().subscriptionId of main.json}/providers/Microsoft.Authorization/roleDefinitions/r`',
    ],
    [
      "[subscriptionResourceId('s', 'Microsoft.Authorization/roleDefinitions', 'r')]",
      '"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"',
    ],
    [
      "[tenantResourceId('Microsoft.Authorization/roleDefinitions', 'r')]",
      '"/providers/Microsoft.Authorization/roleDefinitions/r"',
    ],
    [
      "[managementGroupResourceId('m', 'A.B/c', 'd')]",
      '"/providers/Microsoft.Management/managementGroups/m/providers/A.B/c/d"',
    ],
    ["[resourceId('s', 'g', 'A.B/c/d', 'e', 'f')]", '"/subscriptions/s/resourceGroups/g/providers/A.B/c/e/d/f"'],
    [
      "[resourceId('A.B/c/d', 'e/f')]",
      '`/subscriptions/${subscription().subscriptionId of main.json}/resourceGroups/${resourceGroup().name of main.json}/providers/A.B/c/e/d/f`',
    ],
    [
      "[resourceId('A.B/c')]",
      'refused: resourceId() takes a resource type and one name for each segment of it after the provider.',
    ],
  ])('%s', (expression, expected) => {
    expect(arm(expression)).toBe(expected)
  })

  test.each([
    ["[split(subscription().id, '/')[2]]", '?subscription().subscriptionId of main.json string'],
    ["[split(resourceGroup().id, '/')[4]]", '?resourceGroup().name of main.json string'],
    ["[last(split(resourceGroup().id, '/'))]", '?resourceGroup().name of main.json string'],
    ["[split(resourceId('A.B/c', 'd'), '/')[2]]", '?subscription().subscriptionId of main.json string'],
    ["[split(resourceId('A.B/c', 'd'), '/')[4]]", '?resourceGroup().name of main.json string'],
    ["[last(split(resourceId('A.B/c', 'd'), '/'))]", '"d"'],
    ["[last(split(resourceId('A.B/c', parameters('p')), '/'))]", '?parameter main.json#p string'],
    ["[split(resourceId(parameters('p'), 'g', 'A.B/c', 'd'), '/')[4]]", '"g"'],
    ["[split(parameters('p'), '/')[2]]", '?split(21:parameter main.json#p,3:"/").2'],
    ["[equals(subscription().subscriptionId, 'prod')]", 'false'],
    [
      "[equals(subscription().subscriptionId, '00000000-0000-0000-0000-00000000000A')]",
      '?equals(42:subscription().subscriptionId of main.json,38:"00000000-0000-0000-0000-00000000000A") bool',
    ],
    ["[equals(tenant().tenantId, '')]", 'false'],
    ['[empty(resourceGroup().name)]', 'false'],
  ])('the form of it is known: %s', (expression, expected) => {
    const parameters = { p: { type: 'string' } }
    const sample = deployTemplate(template({ parameters, outputs: { x: { type: 'string', value: expression } } }))
    expect(show(sample.output('x'))).toBe(expected)
  })

  test('a resource that exists elsewhere lies where its scope says', () => {
    const sample = deployBicep(`param vault string
      param group string
      resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: vault, scope: resourceGroup(group) }
      output x array = [split(kv.id, '/')[4], last(split(kv.id, '/'))]`)
    expect(show(sample.output('x'))).toBe('[?parameter main.bicep#group string, ?parameter main.bicep#vault string]')
  })

  test('at tenant level a role id still ends in what is known', () => {
    const sample = deployBicep(`targetScope = 'tenant'
      output x string = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'r')`)
    expect(show(sample.output('x'))).toMatch(/\/providers\/Microsoft.Authorization\/roleDefinitions\/r`$/)
  })
})
