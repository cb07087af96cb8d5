import { expect, test } from '@jest/globals'
import { unreadOfVaults } from '../../src/access/unread-modules.js'
import { deploymentsOf } from './support/run.js'

const call = (reference: string) => `module m '${reference}' = { name: 'm', params: {} }\n`

test.each([
  ['br/public:avm/res/network/virtual-network:0.7.0', false],
  ['br:mcr.microsoft.com/bicep/avm/res/managed-identity/user-assigned-identity:0.4.1', false],
  ['br/public:avm/res/resources/deployment-script:0.5.2', false],
  ['br/public:avm/res/network/private-endpoint:0.12.1', true],
  ['br/public:avm/res/network/private-endpoint-of-mine:0.12.1', false],
  ['br/public:avm/res/insights/diagnostic-setting:0.1.4', true],
  ['br/public:avm/res/authorization/role-assignment/rg-scope:0.1.0', true],
  ['br/public:avm/res/key-vault/vault/secret:0.1.0', true],
  ['br/public:avm/ptn/security/security-center:0.1.1', true],
  ['br:mcr.microsoft.com/bicep/deployment-scripts/build-acr:1.0.1', true],
  ['br:registry.example/bicep/avm/res/network/virtual-network:0.7.0', true],
  ['ts:00000000-0000-0000-0000-000000000000/rg/spec:1.0', true],
])('%s may bring something to a vault: %p', (reference, expected) => {
  const [deployment] = deploymentsOf({ 'main.bicep': call(reference) })
  expect(deployment && unreadOfVaults(deployment) !== undefined).toBe(expected)
})

const account = "resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = { name: 'a' }\n"
const vault = "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\n"
const to = (id: string) => `[{ name: 'c', properties: { privateLinkServiceId: ${id}, groupIds: ['g'] } }]`

test.each([
  ['to a storage account', `privateLinkServiceConnections: ${to('account.id')}`, false],
  [
    'to one that may wait for approval',
    `privateLinkServiceConnections: manual ? null : ${to('account.id')}, manualPrivateLinkServiceConnections: manual ? ${to('account.id')} : null`,
    false,
  ],
  ['to a vault', `privateLinkServiceConnections: ${to('vault.id')}`, true],
  ['to a vault perhaps', `privateLinkServiceConnections: manual ? ${to('account.id')} : ${to('vault.id')}`, true],
  ['to what a parameter names', `privateLinkServiceConnections: ${to('id')}`, true],
  ['of a list that a parameter has', 'privateLinkServiceConnections: list', true],
  ['of a list that is partly a parameter', `privateLinkServiceConnections: [...list]`, true],
  ['as older versions are told', 'serviceResourceId: account.id', true],
  ['with arguments of a parameter', `...given`, true],
])('a private endpoint %s may bring something to a vault: %p', (_, params, expected) => {
  const source = `${account}${vault}param manual bool
param id string
param list array
param given object
module m 'br/public:avm/res/network/private-endpoint:0.12.1' = { name: 'm', params: { ${params} } }`
  const [deployment] = deploymentsOf({ 'main.bicep': source })
  expect(deployment && unreadOfVaults(deployment) !== undefined).toBe(expected)
})

test('a private endpoint in a module that is called brings nothing to a vault where it leads elsewhere', () => {
  const [deployment] = deploymentsOf({
    'main.bicep': "module s 's.bicep' = [for at in [1, 2]: { name: 's' }]",
    's.bicep': `${account}module m 'br/public:avm/res/network/private-endpoint:0.12.1' = { name: 'm', params: { privateLinkServiceConnections: ${to('account.id')} } }`,
  })
  expect(deployment?.opaque).toHaveLength(1)
  expect(deployment && unreadOfVaults(deployment)).toBeUndefined()
})

test('a private endpoint brings no diagnostic setting', () => {
  for (const module of ['res/network/private-endpoint', 'res/authorization/lock', 'ptn/authorization/role']) {
    const [deployment] = deploymentsOf({ 'main.bicep': call(`br/public:avm/${module}:0.12.1`) })
    expect(deployment && unreadOfVaults(deployment, 'logging')).toBeUndefined()
    expect(deployment && unreadOfVaults(deployment)).toBeDefined()
  }
})

test('the first of those that may is named', () => {
  const [deployment] = deploymentsOf({
    'main.bicep':
      call('br/public:avm/res/network/virtual-network:0.7.0') +
      call('br/public:avm/res/network/private-endpoint:0.12.1').replace('module m', 'module n'),
  })
  expect(deployment && unreadOfVaults(deployment)?.reference).toBe(
    'br:mcr.microsoft.com/bicep/avm/res/network/private-endpoint:0.12.1',
  )
})
