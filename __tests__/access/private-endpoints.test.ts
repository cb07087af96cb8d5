import { describe, expect, test } from '@jest/globals'
import { vault } from './support/bicep.js'
import { modelOf, plain } from './support/run.js'

const kv = vault()

function endpoint(service: string, groups = "['vault']", list = 'privateLinkServiceConnections'): string {
  return `resource pe 'Microsoft.Network/privateEndpoints@2023-09-01' = {
  name: 'pe'
  location: 'x'
  properties: { subnet: { id: 's' }, ${list}: [{ name: 'c', properties: { privateLinkServiceId: ${service}, groupIds: ${groups} } }] }
}
`
}

function endpoints(source: string) {
  return modelOf(source).privateEndpoints.map(({ vault, targetsVault, manual, expectedGroup, deployed }) => [
    vault?.symbol ?? vault?.name,
    targetsVault,
    manual,
    expectedGroup,
    deployed,
  ])
}

describe('a private endpoint', () => {
  test.each([
    ['of the vault', kv + endpoint('kv.id'), [['kv', true, false, 'vault', true]]],
    [
      'of the vault by resourceId()',
      kv + endpoint("resourceId('Microsoft.KeyVault/vaults', 'KV')"),
      [['kv', true, false, 'vault', true]],
    ],
    [
      'that waits for approval',
      kv + endpoint('kv.id', "['vault']", 'manualPrivateLinkServiceConnections'),
      [['kv', true, true, 'vault', true]],
    ],
    ['with the wrong group', kv + endpoint('kv.id', "['secrets']"), [['kv', true, false, 'vault', true]]],
    [
      'of a vault elsewhere',
      endpoint("resourceId('Microsoft.KeyVault/vaults', 'far')"),
      [['far', true, false, 'vault', true]],
    ],
    ['of a storage account', endpoint("resourceId('Microsoft.Storage/storageAccounts', 'a')", "['blob']"), []],
    [
      'of something unknown in the group vault',
      `param id string\n${endpoint('id')}`,
      [[undefined, true, false, 'vault', true]],
    ],
    [
      'of something unknown in the group managedhsm',
      `param id string\n${endpoint('id', "['managedhsm']")}`,
      [[undefined, true, false, 'managedhsm', true]],
    ],
    ['of something unknown in another group', `param id string\n${endpoint('id', "['blob']")}`, []],
    [
      'of something unknown in an unknown group',
      `param id string\nparam g array\n${endpoint('id', 'g')}`,
      [[undefined, 'unknown', false, 'vault', true]],
    ],
    [
      'under a condition',
      `param on bool\n${kv}${endpoint('kv.id').replace('= {', '= if (on) {')}`,
      [['kv', true, false, 'vault', 'unknown']],
    ],
  ])('%s', (_, source, expected) => {
    expect(endpoints(source)).toEqual(expected)
  })

  test('stands with its vault', () => {
    const { vaults, privateEndpoints } = modelOf(kv + endpoint('kv.id'))
    expect(vaults[0]?.privateEndpoints).toEqual(privateEndpoints)
  })

  test('to a module output is the vault of the module', () => {
    const model = modelOf({
      'main.bicep': `module m 'kv.bicep' = { name: 'm' }\n${endpoint('m.outputs.id')}`,
      'kv.bicep': `${kv}output id string = kv.id`,
    })
    expect(model.privateEndpoints[0]?.vault).toBe(model.vaults[0])
  })
})

describe('DNS zones of a private endpoint', () => {
  const group = (
    zone: string,
    head = '',
  ) => `resource dns 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-09-01' = ${head}{
  parent: pe
  name: 'default'
  properties: { privateDnsZoneConfigs: [{ name: 'c', properties: { privateDnsZoneId: ${zone} } }] }
}`
  const zoneId = "resourceId('Microsoft.Network/privateDnsZones', 'privatelink.vaultcore.azure.net')"

  test.each([
    ['none', '', [[], false]],
    ['by id', group(zoneId), [['privatelink.vaultcore.azure.net'], true]],
    ['by an unknown id', `param z string\n${group('z')}`, [['<unknown>'], true]],
    [
      'under a condition',
      `param on bool\n${group(zoneId, 'if (on) ')}`,
      [['privatelink.vaultcore.azure.net'], 'unknown'],
    ],
  ])('%s', (_, source, expected) => {
    const found = modelOf(kv + endpoint('kv.id') + source).privateEndpoints
    expect(found.map(({ dnsZones, hasZoneGroup }) => [dnsZones.map(plain), hasZoneGroup])).toEqual([expected])
  })

  test('by a condition on the cloud, or by its suffix, are one of several', () => {
    const zone = (name: string) => {
      const id = `resourceId('Microsoft.Network/privateDnsZones', ${name})`
      return modelOf(kv + endpoint('kv.id') + group(id)).privateEndpoints.map(({ dnsZones }) => dnsZones.map(plain))
    }
    expect(zone("environment().name == 'AzureUSGovernment' ? 'a' : 'b'")).toEqual([
      [
        [
          ["`environment().name` is 'AzureUSGovernment'", 'a'],
          ["`environment().name` is not 'AzureUSGovernment'", 'b'],
        ],
      ],
    ])
    expect(zone("'privatelink${environment().suffixes.keyvaultDns}'")).toEqual([
      [
        [
          ['the cloud is AzureCloud', 'privatelink.vault.azure.net'],
          ['the cloud is AzureChinaCloud', 'privatelink.vault.azure.cn'],
          ['the cloud is AzureUSGovernment', 'privatelink.vault.usgovcloudapi.net'],
        ],
      ],
    ])
    // What is made of the suffix is not the suffix.
    const [[made] = []] = zone("'privatelink${replace(environment().suffixes.keyvaultDns, 'vault', 'vaultcore')}'")
    expect(JSON.stringify(made)).not.toContain('the cloud is')
  })

  test('under the condition of their endpoint are as certain as that', () => {
    const source = `param on bool\n${kv}${endpoint('kv.id').replace('= {', '= if (on) {')}${group(zoneId, 'if (on) ')}`
    expect(modelOf(source).privateEndpoints.map(({ hasZoneGroup }) => hasZoneGroup)).toEqual([true])
  })

  test('of an endpoint that nothing tells apart are found in its module', () => {
    const pe = (symbol: string) =>
      endpoint('kv.id').replace('resource pe', `resource ${symbol}`).replace("name: 'pe'", `name: '${symbol}-\${n}'`)
    const told = (inner: string) =>
      modelOf({
        'main.bicep': "param list array\nmodule m 'm.bicep' = [for n in list: { name: n, params: { n: n } }]",
        'm.bicep': `param n string\n${kv}${inner}`,
      }).privateEndpoints.map(({ hasZoneGroup, dnsZones }) => [hasZoneGroup, dnsZones.length])
    expect(told(pe('pe') + group(zoneId))).toEqual([[true, 1]])
    expect(told(pe('pe') + pe('other') + group(zoneId))).toEqual([
      ['unknown', 0],
      ['unknown', 0],
    ])
    expect(told(pe('pe'))).toEqual([[false, 0]])
  })

  test('are expected by cloud and service', () => {
    const zones = (source: string) => modelOf(source).privateEndpoints[0]?.expectedZones
    expect(zones(kv + endpoint('kv.id'))).toEqual([
      'privatelink.vaultcore.azure.net',
      'privatelink.vaultcore.azure.cn',
      'privatelink.vaultcore.usgovcloudapi.net',
    ])
    expect(zones(`param id string\n${endpoint('id', "['managedhsm']")}`)).toEqual(['privatelink.managedhsm.azure.net'])
  })
})
