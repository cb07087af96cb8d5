import { describe, expect, test } from '@jest/globals'
import { findSecretSources } from '../../src/access/consumers.js'
import type { SecretSources } from '../../src/access/model.js'
import { readParameterFile } from '../../src/language/parameters.js'
import { parseJson } from '../../src/source/json.js'
import { SourceText } from '../../src/source/text.js'
import { vault } from './support/bicep.js'
import { deploymentsOf, modelOf, textAt } from './support/run.js'
import type { Sources } from './support/run.js'

const kv = vault('enabledForDeployment: true, enabledForTemplateDeployment: true, enabledForDiskEncryption: true')
const nothing = { names: new Set<string>(), symbols: new Set<string>(), open: false }

function consumers(source: string | Sources, secretSources: SecretSources = nothing) {
  return modelOf(source, { secretSources }).vaults[0]?.consumers
}

describe('machines that are given certificates', () => {
  const vm = (secrets: string, type = 'virtualMachines', profile = 'osProfile') =>
    `resource vm 'Microsoft.Compute/${type}@2023-09-01' = { name: 'vm', location: 'x', properties: { ${profile}: ${profile === 'osProfile' ? `{ secrets: ${secrets} }` : `{ osProfile: { secrets: ${secrets} } }`} } }`

  test.each([
    ['none', '', false],
    ['one of this vault', vm('[{ sourceVault: { id: kv.id } }]'), true],
    [
      'a scale set of this vault',
      vm('[{ sourceVault: { id: kv.id } }]', 'virtualMachineScaleSets', 'virtualMachineProfile'),
      true,
    ],
    ['one of another vault', vm("[{ sourceVault: { id: resourceId('Microsoft.KeyVault/vaults', 'other') } }]"), false],
    ['one of an unknown vault', `param id string\n${vm('[{ sourceVault: { id: id } }]')}`, 'unknown'],
    ['an unknown list', `param list array\n${vm('list')}`, 'unknown'],
    ['a machine without', vm('[]'), false],
  ])('%s', (_, source, expected) => {
    expect(consumers(kv + source)?.deployment).toBe(expected)
  })
})

describe('disks that are encrypted', () => {
  const extension = (id: string, type = 'AzureDiskEncryptionForLinux') =>
    `resource ext 'Microsoft.Compute/virtualMachines/extensions@2023-09-01' = { name: 'vm/ext', location: 'x', properties: { publisher: 'Microsoft.Azure.Security', type: '${type}', settings: { KeyVaultResourceId: ${id} } } }`

  test.each([
    ['none', '', false],
    ['by the extension', extension('kv.id'), true],
    ['by another extension', extension('kv.id', 'CustomScript'), false],
    ['by the extension with another vault', extension("resourceId('Microsoft.KeyVault/vaults', 'other')"), false],
    [
      'by settings of a disk',
      "resource d 'Microsoft.Compute/disks@2023-04-02' = { name: 'd', location: 'x', properties: { encryptionSettingsCollection: { enabled: true } } }",
      'unknown',
    ],
  ])('%s', (_, source, expected) => {
    expect(consumers(kv + source)?.diskEncryption).toBe(expected)
  })
})

describe('deployments that fetch secrets', () => {
  const module = { 'm.bicep': '@secure()\nparam s string' }

  test('from this vault, by its symbol', () => {
    const main = `${kv}module m 'm.bicep' = { name: 'm', params: { s: kv.getSecret('one') } }`
    expect(consumers({ 'main.bicep': main, ...module })?.templateDeployment).toBe(true)
  })

  test('from this vault, by its name, elsewhere in the run', () => {
    expect(consumers(kv, { ...nothing, names: new Set(['kv']) })?.templateDeployment).toBe(true)
    expect(consumers(kv, { ...nothing, names: new Set(['other']) })?.templateDeployment).toBe(false)
  })

  test('are shown where they do not tell from which vault', () => {
    const main = `${kv}param name string
resource one 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: name }
module m 'm.bicep' = { name: 'm', params: { s: one.getSecret('one') } }`
    const sources = { 'main.bicep': main, ...module }
    const programs = deploymentsOf(sources).map(({ program }) => program)
    const [vault] = modelOf(sources, { secretSources: findSecretSources(programs) }).vaults
    expect(vault?.consumers.templateDeployment).toBe('unknown')
    const place = vault?.consumersOpenAt?.templateDeployment
    expect(place && textAt(sources, place)).toBe("one.getSecret('one')")
  })

  test('from vaults that cannot be told leave it open', () => {
    expect(consumers(kv, { ...nothing, open: true })?.templateDeployment).toBe('unknown')
    expect(modelOf(kv).vaults[0]?.consumers.templateDeployment).toBe('unknown')
    const unnamed = `param n string\n${kv.replace("'kv'", 'n')}`
    expect(consumers(unnamed, { ...nothing, names: new Set(['other']) })?.templateDeployment).toBe('unknown')
  })

  test('are found in templates and parameter files', () => {
    const main = `resource far 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'far' }
module m 'm.bicep' = { name: 'm', params: { s: far.getSecret('one') } }`
    const programs = deploymentsOf({ 'main.bicep': main, ...module }).map(({ program }) => program)
    const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/KV-One'
    const text = JSON.stringify({ parameters: { s: { reference: { keyVault: { id }, secretName: 'x' } } } })
    const source = new SourceText('main.parameters.json', text)
    expect(findSecretSources(programs, [readParameterFile(source, parseJson(source).root)])).toEqual({
      names: new Set(['kv-one', 'far']),
      symbols: new Set(),
      references: new Set(),
      referredAt: new Map(),
      open: false,
    })
  })

  test('are none in a file that fetches from what nothing declares', () => {
    const main = "module m 'm.bicep' = { name: 'm', params: { s: nowhere.getSecret('one') } }"
    const programs = deploymentsOf({ 'main.bicep': main, ...module }).map(({ program }) => program)
    expect(findSecretSources(programs).open).toBe(false)
  })

  test('by a reference to this vault, by one to another, and by one that may be to it', () => {
    const shop = (name: string) => `param name string
resource far 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: ${name} }
module m 'm.bicep' = { name: 'm', params: { s: far.getSecret('one') } }`
    const consumer = (name: string, given: string) => {
      const main = `${kv}param other string\nmodule shop 'shop.bicep' = { name: 'shop', params: { name: ${given} } }`
      const sources = { 'main.bicep': main, 'shop.bicep': shop(name), ...module }
      const programs = deploymentsOf(sources).flatMap(({ called = [] }) => called.map(({ program }) => program))
      return consumers(sources, { ...nothing, ...findSecretSources(programs) })?.templateDeployment
    }
    expect(consumer('name', 'kv.name')).toBe(true)
    expect(consumer('name', "'other'")).toBe(false)
    expect(consumer('name', 'other')).toBe('unknown')
  })

  test('by a reference of another deployment leave it open', () => {
    const references = new Set(['far.bicep#far'])
    expect(modelOf(kv, { secretSources: { ...nothing, references } }).vaults[0]?.consumers.templateDeployment).toBe(
      'unknown',
    )
  })

  test('are found in nested deployments of an ARM template', () => {
    const reference = (id: string) => ({ s: { reference: { keyVault: { id }, secretName: 'x' } } })
    const nested = (id: string) => ({
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2022-09-01',
      name: 'n',
      properties: {
        mode: 'Incremental',
        parameters: reference(id),
        template: {
          $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
          resources: [],
        },
      },
    })
    const sources = (id: string) => {
      const main = {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        parameters: { p: { type: 'string' } },
        resources: [nested(id)],
      }
      return findSecretSources(deploymentsOf({ 'main.json': main }).map(({ program }) => program))
    }
    expect(sources("[resourceId('Microsoft.KeyVault/vaults', 'kv-arm')]").names).toEqual(new Set(['kv-arm']))
    expect(sources("[parameters('p')]").open).toBe(true)
  })
})

test('a vault without flags is not asked for', () => {
  expect(modelOf(vault()).vaults[0]?.consumers).toEqual({
    deployment: false,
    templateDeployment: false,
    diskEncryption: false,
  })
})
