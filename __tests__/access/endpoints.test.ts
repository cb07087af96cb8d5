import { describe, expect, test } from '@jest/globals'
import { matchEndpoint } from '../../src/access/endpoints.js'
import { modelOf, textAt } from './support/run.js'

describe('an endpoint in a text', () => {
  test.each([
    ['https://kv.vault.azure.net/secrets/x', ['vault', 'kv.vault.azure.net', 'AzureCloud', false]],
    ['https://KV.VAULT.AZURE.NET', ['vault', 'kv.vault.azure.net', 'AzureCloud', false]],
    ['https://vault.azure.net', ['vault', 'vault.azure.net', 'AzureCloud', false]],
    ['.vault.azure.net', ['vault', 'vault.azure.net', 'AzureCloud', false]],
    ['kv.vault.azure.cn:443', ['vault', 'kv.vault.azure.cn', 'AzureChinaCloud', false]],
    ['https://kv.vault.microsoftazure.de/', ['vault', 'kv.vault.microsoftazure.de', 'AzureGermanCloud', true]],
    ['https://hsm.managedhsm.azure.net/', ['managedHSM', 'hsm.managedhsm.azure.net', 'AzureCloud', false]],
    ['https://management.azure.com/subscriptions', ['management', 'management.azure.com', 'AzureCloud', false]],
    ['https://schema.management.azure.com/schemas/', undefined],
    ['privatelink.vaultcore.azure.net', undefined],
    ['privatelink.managedhsm.azure.net', undefined],
    ['https://myvault.azure.net', undefined],
    ['https://kv.vault.azure.net.example.com', undefined],
    ['kv', undefined],
  ])('%s', (text, expected) => {
    const found = matchEndpoint(text)
    expect(found && [found.endpoint, found.host, found.cloud, found.retired]).toEqual(expected)
  })
})

describe('endpoints of a program', () => {
  test('are found wherever they are written, one for each text', () => {
    const source = `param suffix string = 'kv.vault.azure.net'
var url = 'https://kv.vault.azure.net/'
resource web 'Microsoft.Web/sites@2023-01-01' = {
  name: 'web'
  properties: { siteConfig: { appSettings: [{ name: 'x', value: 'https://\${suffix}.vault.azure.net/' }] } }
}
output o string = 'https://management.azure.com/'`
    const { endpoints } = modelOf(source)
    expect(endpoints.map(({ name, cloud, head }) => [name, cloud, textAt(source, head)])).toEqual([
      ['kv.vault.azure.net', 'AzureCloud', "'kv.vault.azure.net'"],
      ['kv.vault.azure.net', 'AzureCloud', "'https://kv.vault.azure.net/'"],
      ['vault.azure.net', 'AzureCloud', '.vault.azure.net/'],
      ['management.azure.com', 'AzureCloud', "'https://management.azure.com/'"],
    ])
  })

  test('of a table of clouds are none', () => {
    const source = "var suffixes = { AzureCloud: '.vault.azure.net', AzureUSGovernment: '.vault.usgovcloudapi.net' }"
    expect(modelOf(source).endpoints).toEqual([])
  })

  test('that a condition on the cloud chooses are none', () => {
    const source = (condition: string) =>
      `param p bool\noutput o string = ${condition} ? 'vault.azure.cn' : 'vault.azure.net'`
    expect(modelOf(source("environment().name == 'AzureChinaCloud'")).endpoints).toEqual([])
    expect(modelOf(source('p')).endpoints.map(({ name }) => name)).toEqual(['vault.azure.cn', 'vault.azure.net'])
  })

  test('of scripts are none', () => {
    expect(modelOf("var script = '''\ncurl https://kv.vault.azure.net\n'''").endpoints).toEqual([])
  })

  test('of modules are found too', () => {
    const sources = {
      'main.bicep': "module m 'm.bicep' = { name: 'm' }",
      'm.bicep':
        "resource a 'Microsoft.Web/sites@2023-01-01' = { name: 'a', properties: { x: 'https://kv.vault.azure.net' } }",
    }
    expect(modelOf(sources).endpoints.map(({ head }) => head.file)).toEqual(['m.bicep'])
  })
})
