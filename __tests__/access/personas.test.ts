import { describe, expect, test } from '@jest/globals'
import { conflictsOf, matchPersona } from '../../src/access/personas.js'
import type { AccessSettings, Persona, PrincipalMapping } from '../../src/access/model.js'
import { literal, originAt } from '../../src/evaluate/value.js'
import { assign, rbacVault, roles } from './support/bicep.js'
import { alice, bob, modelOf, settings } from './support/run.js'

function matched(objectId: string, symbols: readonly string[], principals: readonly PrincipalMapping[], name?: string) {
  const value = literal(objectId, originAt({ file: 'main.bicep', start: 0, end: 1 }))
  const withMappings: AccessSettings = { ...settings, principals }
  const clues = { objectId: value, symbols, identityOf: undefined, ...(name === undefined ? {} : { name }) }
  const { persona, reason, personas, displayName, type } = matchPersona(clues, withMappings)
  return [persona, reason, personas, displayName, type]
}

describe('who the configuration says a principal is', () => {
  test.each([
    [
      'by object id, in any letter case',
      [{ persona: 'auditors', objectId: alice.toUpperCase(), name: 'Auditors', type: 'Group' }],
      undefined,
      ['auditors', 'the configuration says so of this object id', ['auditors'], 'Auditors', 'Group'],
    ],
    [
      'by symbol, with globs',
      [{ persona: 'application', symbol: 'APP*' }],
      undefined,
      ['application', 'the configuration says so of `appId`', ['application'], undefined, undefined],
    ],
    [
      'by name',
      [{ persona: 'auditors', name: 'audit*' }],
      'Audit team',
      ['auditors', 'the configuration says so of “Audit team”', ['auditors'], 'Audit team', undefined],
    ],
    [
      'object id goes before symbol',
      [
        { persona: 'application', symbol: '*' },
        { persona: 'auditors', objectId: alice },
      ],
      undefined,
      ['auditors', 'the configuration says so of this object id', ['auditors', 'application'], undefined, undefined],
    ],
    [
      'symbol goes before name',
      [
        { persona: 'auditors', name: 'x' },
        { persona: 'application', symbol: 'appId' },
      ],
      'x',
      ['application', 'the configuration says so of `appId`', ['application', 'auditors'], 'x', undefined],
    ],
    [
      'a name beside an object id is only a label',
      [{ persona: 'auditors', objectId: bob, name: 'x' }],
      'x',
      [undefined, undefined, [], 'x', undefined],
    ],
    [
      'a name beside a symbol is only a label',
      [{ persona: 'auditors', symbol: 'other', name: 'x' }],
      'x',
      [undefined, undefined, [], 'x', undefined],
    ],
    [
      'no name matches none, whatever the glob',
      [{ persona: 'auditors', name: '*' }],
      undefined,
      [undefined, undefined, [], undefined, undefined],
    ],
    [
      'label and type of whichever mapping has them',
      [
        { persona: 'auditors', objectId: alice },
        { persona: 'auditors', objectId: alice, name: 'Auditors' },
        { persona: 'application', symbol: 'appId', name: 'App', type: 'Group' },
      ],
      'x',
      ['auditors', 'the configuration says so of this object id', ['auditors', 'application'], 'Auditors', 'Group'],
    ],
    ['nothing', [], undefined, [undefined, undefined, [], undefined, undefined]],
  ])('%s', (_, mappings, name, expected) => {
    expect(matched(alice, ['appId'], mappings, name)).toEqual(expected)
  })
})

test('letter case of an object id counts for nothing on either side', () => {
  const [lower, upper] = ['abcdefab-0000-4000-8000-abcdefabcdef', 'ABCDEFAB-0000-4000-8000-ABCDEFABCDEF']
  expect(matched(upper, [], [{ persona: 'auditors', objectId: lower }])[0]).toBe('auditors')
  expect(matched(lower, [], [{ persona: 'auditors', objectId: upper }])[0]).toBe('auditors')
})

describe('personas that one principal may not hold together', () => {
  const persona = (id: string, ...excludes: readonly string[]): Persona => ({
    id,
    label: `the ${id}`,
    dataPlane: {},
    roles: [],
    actions: [],
    excludes,
    exempt: false,
  })

  test.each([
    ['one that excludes the other', [persona('a', 'b'), persona('b')], ['the a and the b']],
    ['one that the other excludes', [persona('a'), persona('b', 'a')], ['the a and the b']],
    ['neither', [persona('a'), persona('b', 'x')], []],
    ['one that the table lacks', [persona('a', 'b')], ['the a and b']],
    ['the other', [persona('b', 'a')], ['a and the b']],
    ['both', [], []],
  ])('%s', (_, table, expected) => {
    expect(conflictsOf(['a', 'b'], table)).toEqual(expected)
  })
})

describe('who a principal is in the template', () => {
  const host = (type: string, more = '') =>
    `resource owner '${type}@2023-01-01' = { name: 'owner', location: 'x', identity: { type: 'SystemAssigned' }, ${more} properties: {} }\n`
  const personaOf = (source: string) => {
    const [principal] = modelOf(`${rbacVault}${source}`).principals
    return [principal?.persona, principal?.personaReason]
  }
  const own = assign(roles.secretsUser, 'owner.identity.principalId', 'kv')

  test.each([
    ['Microsoft.Compute/virtualMachines', '', 'virtual machine'],
    ['Microsoft.Compute/virtualMachines', "kind: 'functionapp',", 'virtual machine'],
    ['Microsoft.Compute/virtualMachineScaleSets', '', 'virtual machine scale set'],
    ['Microsoft.Web/sites', '', 'web app'],
    ['Microsoft.Web/sites', "kind: 'app,linux',", 'web app'],
    ['Microsoft.Web/staticSites', '', 'static web app'],
    ['Microsoft.App/jobs', '', 'container app job'],
    ['Microsoft.ContainerInstance/containerGroups', '', 'container group'],
    ['Microsoft.Logic/workflows', '', 'logic app'],
    ['Microsoft.Web/sites', "kind: 'functionapp,linux',", 'function app'],
    ['Microsoft.App/containerApps', '', 'container app'],
  ])('the identity of %s (%s) is an application', (type, more, words) => {
    expect(personaOf(host(type, more) + own)).toEqual(['application', `it is the identity of the ${words} \`owner\``])
  })

  test.each([
    ['Microsoft.Web/sites/slots', 'web app slot'],
    ['Microsoft.AppPlatform/Spring/apps', 'spring app'],
  ])('the identity of %s is an application', (type, words) => {
    expect(personaOf(host(type).replace("name: 'owner'", "name: 'a/owner'") + own)).toEqual([
      'application',
      `it is the identity of the ${words} \`owner\``,
    ])
  })

  test('a plain object id is nobody', () => {
    expect(personaOf(assign(roles.secretsUser, `'${alice}'`, 'kv'))).toEqual([undefined, undefined])
  })

  test('the identity of anything else is nobody', () => {
    expect(personaOf(host('Microsoft.DataFactory/factories') + own)).toEqual([undefined, undefined])
  })

  const account = (encryption: string, name = 'owner') =>
    `resource ${name} 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'store', location: 'x', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, identity: { type: 'SystemAssigned' }, properties: { ${encryption} } }\n`
  const byVault =
    "encryption: { keySource: 'Microsoft.Keyvault', keyvaultproperties: { keyname: 'k', keyvaulturi: kv.properties.vaultUri } }"

  test('the identity of a storage account that encrypts with a vault key is the storage account', () => {
    expect(personaOf(account(byVault) + own)).toEqual([
      'storage-account',
      "it is the identity of the storage account `owner`, which encrypts with a vault's key",
    ])
    expect(personaOf(account("encryption: { keySource: 'Microsoft.Storage' }") + own)).toEqual([undefined, undefined])
    expect(personaOf(account('') + own)).toEqual([undefined, undefined])
  })

  test('so it is when the key is set in a second step', () => {
    const steps = {
      'main.bicep': `${rbacVault}${account('')}${own}module later 'later.bicep' = { name: 'later' }`,
      'later.bicep': account("encryption: { keySource: 'Microsoft.Keyvault' }", 'again'),
    }
    expect(modelOf(steps).principals[0]?.persona).toBe('storage-account')
    const first = {
      'main.bicep': `${rbacVault}${account(byVault)}${own}module later 'later.bicep' = { name: 'later' }`,
      'later.bicep': account('', 'again'),
    }
    expect(modelOf(first).principals[0]?.persona).toBe('storage-account')
  })

  const identity =
    "resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id', location: 'x' }\n"
  const user = (type: string, symbol: string, properties = '') =>
    `resource ${symbol} '${type}@2023-01-01' = { name: '${symbol}', location: 'x', identity: { type: 'UserAssigned', userAssignedIdentities: { '\${id.id}': {} } }, properties: { ${properties} } }\n`
  const byIdentity = identity + assign(roles.secretsUser, 'id.properties.principalId', 'kv')

  test('a user-assigned identity is whoever acts with it', () => {
    expect(personaOf(byIdentity + user('Microsoft.Web/sites', 'web'))).toEqual([
      'application',
      'this identity is that of the web app `web`',
    ])
    expect(personaOf(byIdentity + user('Microsoft.Storage/storageAccounts', 'st', byVault))).toEqual([
      'storage-account',
      "this identity is that of the storage account `st`, which encrypts with a vault's key",
    ])
  })

  test('a user-assigned identity of several kinds of resources, or of none, is nobody', () => {
    const both = user('Microsoft.Web/sites', 'web') + user('Microsoft.DataFactory/factories', 'factory')
    expect(personaOf(byIdentity + both)).toEqual([undefined, undefined])
    expect(personaOf(byIdentity)).toEqual([undefined, undefined])
  })

  test('what the configuration says goes before', () => {
    const source = `${rbacVault}${host('Microsoft.Web/sites')}${own}`
    const principals = [{ persona: 'administrator', symbol: 'owner' }]
    expect(modelOf(source, { principals }).principals[0]?.persona).toBe('administrator')
  })
})
