import { describe, expect, test } from '@jest/globals'
import { findLinks, isNamed } from '../../src/access/links.js'
import type { NamedVaults } from '../../src/access/model.js'
import { literal, originAt, textOf, unknown } from '../../src/evaluate/value.js'
import { vault } from './support/bicep.js'
import { deploymentsOf, modelsOf, textAt } from './support/run.js'
import type { Sources } from './support/run.js'

function endpoint(id: string, groups = "['vault']"): string {
  return `resource pe 'Microsoft.Network/privateEndpoints@2023-09-01' = {
  name: 'pe'
  location: 'x'
  properties: { privateLinkServiceConnections: [{ name: 'c', properties: { privateLinkServiceId: ${id}, groupIds: ${groups} } }] }
}
`
}

function seen({ names, open }: NamedVaults) {
  return [[...names], open]
}

function links(sources: Sources | string) {
  return findLinks(deploymentsOf(typeof sources === 'string' ? { 'main.bicep': sources } : sources))
}

describe('private endpoints of the run', () => {
  test.each([
    ['none', '', [[], false]],
    ['of a vault by its name', endpoint("resourceId('Microsoft.KeyVault/vaults', 'KV-One')"), [['kv-one'], false]],
    ['of a managed HSM', endpoint("resourceId('Microsoft.KeyVault/managedHSMs', 'hsm')"), [['hsm'], false]],
    [
      'of a storage account',
      endpoint("resourceId('Microsoft.Storage/storageAccounts', 'st')", "['blob']"),
      [[], false],
    ],
    ['of a vault that is a parameter', `param id string\n${endpoint('id')}`, [[], true]],
    [
      'of a vault of the same template, whatever it is called',
      `param n string\n${vault().replace("'kv'", 'n')}${endpoint('kv.id')}`,
      [[], false],
    ],
  ])('%s', (_, source, expected) => {
    expect(seen(links(source).privateEndpoints)).toEqual(expected)
  })

  test('that are not told by name are shown by the first of them', () => {
    const source = `param id string\n${endpoint('id')}`
    const place = links(source).privateEndpoints.openAt
    expect(place && textAt(source, place)).toBe('id')
  })

  test('of a part of the run leave it open', () => {
    expect(seen(findLinks([], true).privateEndpoints)).toEqual([[], true])
  })
})

test('machines and disks of the run are told apart', () => {
  const id = "resourceId('Microsoft.KeyVault/vaults', 'kv')"
  const resource = (type: string, properties: string) =>
    `resource r 'Microsoft.Compute/${type}@2023-09-01' = { name: 'r', location: 'x', properties: ${properties} }`
  const both = (source: string) => [seen(links(source).certificates), seen(links(source).disks)]
  const none = [[], false]
  const kv = [['kv'], false]
  expect(both(resource('virtualMachines', `{ osProfile: { secrets: [{ sourceVault: { id: ${id} } }] } }`))).toEqual([
    kv,
    none,
  ])
  expect(
    both(
      resource(
        'virtualMachines',
        `{ storageProfile: { osDisk: { encryptionSettings: { diskEncryptionKey: { sourceVault: { id: ${id} } } } } } }`,
      ),
    ),
  ).toEqual([none, kv])
  expect(
    both(
      resource(
        'virtualMachineScaleSets',
        `{ virtualMachineProfile: { extensionProfile: { extensions: [{ name: 'e', properties: { type: 'AzureDiskEncryption', settings: { KeyVaultResourceId: ${id} } } }] } } }`,
      ),
    ),
  ).toEqual([none, kv])
  expect(both(resource('diskEncryptionSets', `{ activeKey: { sourceVault: { id: ${id} } } }`))).toEqual([none, kv])
  expect(
    both(
      resource(
        'disks',
        `{ encryptionSettingsCollection: { enabled: true, encryptionSettings: [{ diskEncryptionKey: { sourceVault: { id: ${id} } } }] } }`,
      ),
    ),
  ).toEqual([none, kv])
})

describe('a vault', () => {
  const origin = originAt({ file: 'a.bicep', start: 0, end: 1 })
  const hole = unknown({ kind: 'parameter', name: 'p', span: origin.span }, 'p', origin, { type: 'string' })
  const named = (names: readonly string[], open = false): NamedVaults => ({ names: new Set(names), open })

  test.each([
    ['is named without case', literal('KV', origin), named(['kv']), true],
    ['is named, whatever else there is', literal('kv', origin), named(['kv'], true), true],
    ['is another', literal('kv', origin), named(['other']), false],
    ['may be the one that is not told', literal('kv', origin), named([], true), 'unknown'],
    ['of an unknown name may be one of them', hole, named(['kv']), 'unknown'],
    ['of an unknown name is none of none', hole, named([]), false],
    ['known in part is none of those that differ', textOf(['kv-', hole], origin), named(['other']), false],
  ])('%s', (_, nameValue, vaults, expected) => {
    expect(isNamed(vaults, { nameValue })).toBe(expected)
  })
})

test('a machine whose profile is handed in as a whole leaves the vaults of other deployments alone', () => {
  const machine = (secrets: string) =>
    `param given object\nresource vm 'Microsoft.Compute/virtualMachines@2024-03-01' = { name: 'vm', location: 'x', properties: { osProfile: ${secrets} } }`
  expect(seen(links(machine('given')).certificates)).toEqual([[], false])
  expect(seen(links(machine('{ secrets: given.secrets }')).certificates)).toEqual([[], true])
  expect(seen(links(machine('{ secrets: [{ sourceVault: { id: given.id } }] }')).certificates)).toEqual([[], true])
})

test('a vault knows whether another template has a private endpoint for it', () => {
  const sources = {
    'vault.bicep': vault("publicNetworkAccess: 'Disabled'"),
    'network.bicep': endpoint("resourceId('Microsoft.KeyVault/vaults', 'kv')"),
  }
  const told = (own: Sources) =>
    modelsOf(own, { links: links(own) }).flatMap(({ vaults }) =>
      vaults.filter(({ existing }) => !existing).map(({ privateEndpointElsewhere }) => privateEndpointElsewhere),
    )
  expect(told(sources)).toEqual([true])
  expect(told({ 'vault.bicep': sources['vault.bicep'] })).toEqual([false])
})
