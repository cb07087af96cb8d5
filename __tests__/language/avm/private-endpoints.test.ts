import { describe, expect, test } from '@jest/globals'
import { at, callModule, ofType, plain, shown } from './call.js'

const subnet = '/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/n'
const zone =
  '/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net'
const vaultId =
  '/subscriptions/?subscription().subscriptionId/resourceGroups/?resourceGroup().name/providers/Microsoft.KeyVault/vaults/kv'

function endpoint(version: string, more: string) {
  return callModule(
    version,
    `name: 'kv'\nprivateEndpoints: [ { subnetResourceId: '${subnet}'${more && `, ${more}`} } ]`,
  )
}

test('an endpoint leads to the vault', () => {
  const called = endpoint('0.13.3', '')
  expect(shown(called, 'privateEndpoints')).toEqual([
    [
      'pep-kv-vault-0',
      {
        applicationSecurityGroups: [],
        customDnsConfigs: [],
        customNetworkInterfaceName: '',
        ipConfigurations: [],
        manualPrivateLinkServiceConnections: [],
        privateLinkServiceConnections: [
          { name: 'kv-vault-0', properties: { privateLinkServiceId: vaultId, groupIds: ['vault'] } },
        ],
        subnet: { id: subnet },
      },
    ],
  ])
  expect(ofType(called, 'privateDnsZoneGroups')).toEqual([])
})

describe('a connection by hand', () => {
  const connections = (version: string, more: string) => {
    const [made] = ofType(endpoint(version, more), 'privateEndpoints')
    const count = (name: string) => made && (plain(at(made, `properties.${name}`)) as unknown[]).length
    return [count('privateLinkServiceConnections'), count('manualPrivateLinkServiceConnections')]
  }

  test.each([
    ['0.3.5', 'isManualConnection: true', [1, 0]],
    ['0.4.0', 'isManualConnection: true', [1, 0]],
    ['0.4.0', 'manualPrivateLinkServiceConnections: true', [0, 1]],
    ['0.5.0', 'isManualConnection: true', [0, 1]],
    ['0.5.0', 'isManualConnection: false', [1, 0]],
  ])('of %s with %s', (version, more, expected) => {
    expect(connections(version, more)).toEqual(expected)
  })
})

test.each([
  ['0.2.0', 'pep-kv-vault-0'],
  ['0.3.2', 'kv'],
  ['0.4.0', 'kv-vault-0'],
])('connections of %s are called %s', (version, name) => {
  const [made] = ofType(endpoint(version, ''), 'privateEndpoints')
  expect(made && plain(at(made, 'properties.privateLinkServiceConnections.0.name'))).toBe(name)
})

test.each([
  ['0.7.1', `privateDnsZoneResourceIds: [ '${zone}' ]`, 'default'],
  ['0.7.1', `privateDnsZoneResourceIds: [ '${zone}' ], privateDnsZoneGroupName: 'g'`, 'g'],
  [
    '0.8.0',
    `privateDnsZoneGroup: { privateDnsZoneGroupConfigs: [ { privateDnsZoneResourceId: '${zone}' } ] }`,
    'default',
  ],
  [
    '0.8.0',
    `privateDnsZoneGroup: { name: 'g', privateDnsZoneGroupConfigs: [ { privateDnsZoneResourceId: '${zone}' } ] }`,
    'g',
  ],
])('zones of %s with { %s }', (version, more, name) => {
  const called = endpoint(version, more)
  expect(shown(called, 'privateDnsZoneGroups')).toEqual([
    [
      name,
      { privateDnsZoneConfigs: [{ name: 'privatelink.vaultcore.azure.net', properties: { privateDnsZoneId: zone } }] },
    ],
  ])
})

const own = '/subscriptions/?subscription().subscriptionId/resourceGroups/?resourceGroup().name'

test.each([
  ['0.4.0', "resourceGroupName: 'g'", own],
  ['0.5.0', '', own],
  ['0.5.0', "resourceGroupName: 'g'", '/subscriptions/?subscription().subscriptionId/resourceGroups/g'],
  ['0.11.3', '', '/subscriptions/s/resourceGroups/net'],
  ['0.11.3', "resourceGroupResourceId: '/subscriptions/t/resourceGroups/g'", '/subscriptions/t/resourceGroups/g'],
  ['0.12.0', '', own],
  ['0.12.0', "resourceGroupResourceId: '/subscriptions/t/resourceGroups/g'", '/subscriptions/t/resourceGroups/g'],
])('an endpoint of %s with { %s } lies in %s', (version, more, scope) => {
  expect(ofType(endpoint(version, more), 'privateEndpoints').map((made) => plain(made.scope))).toEqual([scope])
})
