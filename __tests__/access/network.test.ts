import { describe, expect, test } from '@jest/globals'
import { vault } from './support/bicep.js'
import { modelOf, plain, textAt } from './support/run.js'

function network(source: string) {
  const found = modelOf(source).vaults[0]?.network
  if (!found) throw new Error('no vault')
  return found
}

describe('public network access', () => {
  test.each([
    ['', 'enabled', 'properties'],
    ["publicNetworkAccess: 'Disabled'", 'disabled', "'Disabled'"],
    ["publicNetworkAccess: 'securedbyperimeter'", 'securedByPerimeter', "'securedbyperimeter'"],
    ["publicNetworkAccess: ''", 'enabled', "''"],
    ['publicNetworkAccess: null', 'enabled', 'properties'],
    ["publicNetworkAccess: 'Disable'", 'Disable', "'Disable'"],
  ])('%s is %s', (property, value, place) => {
    const source = vault(property)
    const { publicNetworkAccess } = network(source)
    expect([plain(publicNetworkAccess), textAt(source, publicNetworkAccess.origin.span)]).toEqual([value, place])
  })

  test('one of several keeps its cases', () => {
    const source = `param open bool\n${vault("publicNetworkAccess: open ? 'Enabled' : 'Disabled'")}`
    expect(plain(network(source).publicNetworkAccess)).toEqual([
      ['parameter `open` is true', 'enabled'],
      ['parameter `open` is false', 'disabled'],
    ])
  })
})

describe('network rules', () => {
  test('are read from networkAcls, whose key is the place of what is missing there', () => {
    const source = vault("networkAcls: { defaultAction: 'Deny', bypass: 'None', ipRules: [{ value: '1.2.3.4' }] }")
    const { defaultAction, bypass, ipRules, networkAclsPlace, virtualNetworkRules } = network(source)
    expect([plain(defaultAction), plain(bypass), plain(ipRules), virtualNetworkRules]).toEqual([
      'Deny',
      'None',
      ['<object>'],
      undefined,
    ])
    expect(networkAclsPlace && textAt(source, networkAclsPlace)).toBe('networkAcls')
  })

  test('absent or null are absent', () => {
    for (const source of [vault(), vault('networkAcls: null')]) {
      expect(network(source)).toMatchObject({
        networkAcls: undefined,
        networkAclsPlace: undefined,
        defaultAction: undefined,
        bypass: undefined,
      })
    }
  })

  test('of an unknown object are unknown', () => {
    const { defaultAction, ipRules } = network(`param acls object\n${vault('networkAcls: acls')}`)
    expect([plain(defaultAction), plain(ipRules)]).toEqual(['<unknown>', '<unknown>'])
  })
})

describe('subnets that rules name', () => {
  const subnet = (endpoints: string) => `{ name: 'apps', properties: { serviceEndpoints: [${endpoints}] } }`
  const vnet = (subnets: string) =>
    `resource net 'Microsoft.Network/virtualNetworks@2023-09-01' = { name: 'net', location: 'x', properties: { subnets: [${subnets}] } }\n`
  const ruleFor = (id: string) => vault(`networkAcls: { virtualNetworkRules: [{ id: ${id} }] }`)
  const inline = ruleFor("resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'apps')")

  test.each([
    [
      'a resource of its own with the endpoint',
      `${vnet('')}resource sub 'Microsoft.Network/virtualNetworks/subnets@2023-09-01' = { parent: net, name: 'apps', properties: { serviceEndpoints: [{ service: 'Microsoft.KeyVault' }] } }\n${ruleFor('sub.id')}`,
      true,
      'sub',
    ],
    [
      'inline with the endpoint, in any letter case',
      `${vnet(subnet("{ service: 'microsoft.keyvault' }"))}${inline}`,
      true,
      'net',
    ],
    ['inline without it', `${vnet(subnet("{ service: 'Microsoft.Storage' }"))}${inline}`, false, 'net'],
    [
      'inline with an unknown list',
      `param more array\n${vnet("{ name: 'apps', properties: { serviceEndpoints: more } }")}${inline}`,
      'unknown',
      'net',
    ],
    ['not in the run', inline, 'unknown', undefined],
    ['of another name', `${vnet("{ name: 'other', properties: {} }")}${inline}`, 'unknown', undefined],
    ['whose id is a parameter', `param id string\n${ruleFor('id')}`, 'unknown', undefined],
  ])('%s', (_, source, hasEndpoint, symbol) => {
    expect(network(source).subnets.map((one) => [one.hasEndpoint, one.resource?.symbol])).toEqual([
      [hasEndpoint, symbol],
    ])
  })
})
