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
    ['publicNetworkAccess: null', 'enabled', 'null'],
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

test('public network access that is null in one case is enabled there', () => {
  const source = `param open bool\n${vault("publicNetworkAccess: open ? null : 'Disabled'")}`
  expect(plain(network(source).publicNetworkAccess)).toEqual([
    ['parameter `open` is true', 'enabled'],
    ['parameter `open` is false', 'disabled'],
  ])
})

test('public network access that is not known is an unknown of its own', () => {
  const found = network(`param access string\n${vault('publicNetworkAccess: access')}`).publicNetworkAccess
  expect(found.kind === 'unknown' && found.identity).toBe('publicNetworkAccess of parameter main.bicep#access')
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

  test('absent are absent', () => {
    expect(network(vault())).toMatchObject({
      networkAcls: undefined,
      networkAclsPlace: undefined,
      defaultAction: undefined,
      bypass: undefined,
    })
  })

  test('null say nothing, in their place', () => {
    const source = vault('networkAcls: null')
    const { networkAcls, defaultAction, bypass } = network(source)
    expect([plain(networkAcls), plain(defaultAction), bypass]).toEqual([null, null, undefined])
    expect(defaultAction && textAt(source, defaultAction.origin.span)).toBe('null')
  })

  test('of an unknown object are unknown', () => {
    const { defaultAction, ipRules } = network(`param acls object\n${vault('networkAcls: acls')}`)
    expect([plain(defaultAction), plain(ipRules)]).toEqual(['<unknown>', '<unknown>'])
  })
})

test('of properties that are not known in whole, the rules stand where these do', () => {
  for (const properties of ['p', 'union(p, { tenantId: tenant().tenantId })']) {
    const source = `param p object
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv', location: 'x', properties: ${properties} }`
    const { networkAcls, networkAclsPlace } = network(source)
    expect(plain(networkAcls)).toBe('<unknown>')
    expect(networkAclsPlace).toEqual(networkAcls?.origin.span)
  }
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
    [
      'a resource of its own without the endpoint, in a network that lists others',
      `${vnet("{ name: 'other', properties: {} }")}resource sub 'Microsoft.Network/virtualNetworks/subnets@2023-09-01' = { parent: net, name: 'apps', properties: {} }\n${ruleFor('sub.id')}`,
      false,
      'sub',
    ],
    [
      'a resource that is only referred to',
      `${vnet('')}resource sub 'Microsoft.Network/virtualNetworks/subnets@2023-09-01' existing = { parent: net, name: 'apps' }\n${ruleFor('sub.id')}`,
      'unknown',
      undefined,
    ],
    [
      'inline under a name that is not known',
      `param name string\n${vnet(subnet("{ service: 'Microsoft.KeyVault' }").replace("'apps'", 'name'))}${inline}`,
      'unknown',
      'net',
    ],
    [
      'beside one without a name',
      `${vnet("{ properties: { serviceEndpoints: [{ service: 'Microsoft.KeyVault' }] } }")}${inline}`,
      'unknown',
      undefined,
    ],
    ['in a list that is not known', `param subnets array\n${vnet('...subnets')}${inline}`, 'unknown', 'net'],
    [
      'inline with an endpoint that is not known',
      `param service string\n${vnet(subnet('{ service: service }'))}${inline}`,
      'unknown',
      'net',
    ],
    ['inline with an endpoint that is not said', `${vnet(subnet('{}'))}${inline}`, 'unknown', 'net'],
    ['inline with an endpoint that is no text', `${vnet(subnet('{ service: 7 }'))}${inline}`, false, 'net'],
    [
      'inline with the endpoint in one case',
      `param open bool\n${vnet(subnet("open ? { service: 'Microsoft.KeyVault' } : { service: 'Microsoft.Sql' }"))}${inline}`,
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

  test('keep what the rule says of a missing endpoint; a rule without an id names none', () => {
    const source = vault(
      "networkAcls: { virtualNetworkRules: [{}, { id: '/x', ignoreMissingVnetServiceEndpoint: true }] }",
    )
    expect(
      network(source).subnets.map(({ id, ignoreMissingEndpoint }) => [plain(id), plain(ignoreMissingEndpoint)]),
    ).toEqual([['/x', true]])
  })
})
