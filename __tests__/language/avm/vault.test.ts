import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { at, callModule, ofType, plain, shown } from './call.js'

const defaults = {
  enabledForDeployment: true,
  enabledForTemplateDeployment: true,
  enabledForDiskEncryption: true,
  enableSoftDelete: true,
  softDeleteRetentionInDays: 90,
  enableRbacAuthorization: true,
  createMode: 'default',
  enablePurgeProtection: true,
  tenantId: '?tenant().tenantId',
  accessPolicies: [],
  sku: { name: 'premium', family: 'A' },
}
const subnet = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n'

describe('a vault', () => {
  test.each([
    ['0.2.0', '2022-07-01'],
    ['0.9.0', '2022-07-01'],
    ['0.14.0', '2024-11-01'],
  ])('by defaults alone, %s', (version, api) => {
    const called = callModule(version, "name: 'kv'")
    expect(called.resources.map(({ type }) => type)).toEqual(['Microsoft.KeyVault/vaults'])
    expect(shown(called, 'vaults')).toEqual([['kv', defaults]])
    expect(called.resources.map(({ apiVersion }) => apiVersion && plain(apiVersion))).toEqual([api])
    expect([called.problems, called.opaque]).toEqual([[], []])
  })

  test('says why it is as it is, at the call', () => {
    const called = callModule('0.13.3', "name: 'kv'")
    const [vault] = called.resources
    const value = vault && at(vault, 'properties.enableRbacAuthorization')
    expect(value && called.written(value)).toBe('m')
    expect(value?.origin.because.map(({ text }) => text)).toEqual([
      'parameter `enableRbacAuthorization` is true (its default)',
    ])
    expect([vault?.modulePath, vault?.symbol, vault?.program.external]).toEqual(['m', 'keyVault', true])
  })

  test('is what the arguments say, where they say it', () => {
    const called = callModule(
      '0.13.3',
      `name: 'kv'
      enablePurgeProtection: false
      enableRbacAuthorization: false
      softDeleteRetentionInDays: 7
      sku: 'standard'
      publicNetworkAccess: 'Disabled'
      networkAcls: { defaultAction: 'Deny', ipRules: [ { value: '1.2.3.4' } ] }`,
    )
    expect(shown(called, 'vaults')).toEqual([
      [
        'kv',
        {
          ...defaults,
          enablePurgeProtection: false,
          enableRbacAuthorization: false,
          softDeleteRetentionInDays: 7,
          sku: { name: 'standard', family: 'A' },
          networkAcls: { defaultAction: 'Deny', virtualNetworkRules: [], ipRules: [{ value: '1.2.3.4' }] },
          publicNetworkAccess: 'Disabled',
        },
      ],
    ])
    const [vault] = called.resources
    const places = ['enablePurgeProtection', 'sku.name', 'publicNetworkAccess', 'networkAcls.defaultAction']
    expect(places.map((name) => vault && called.written(at(vault, `properties.${name}`)))).toEqual([
      'false',
      "'standard'",
      "'Disabled'",
      "'Deny'",
    ])
  })

  test.each([
    [`privateEndpoints: [ { subnetResourceId: '${subnet}' } ]`, 'Disabled'],
    [`privateEndpoints: [ { subnetResourceId: '${subnet}' } ]\nnetworkAcls: { bypass: 'None' }`, null],
    [`privateEndpoints: [ { subnetResourceId: '${subnet}' } ]\npublicNetworkAccess: 'Enabled'`, 'Enabled'],
    ['privateEndpoints: []', null],
    ['networkAcls: {}', null],
  ])('with %s has public access %p', (params, expected) => {
    const [vault] = ofType(callModule('0.13.3', `name: 'kv'\n${params}`), 'vaults')
    expect(vault && plain(at(vault, 'properties.publicNetworkAccess'))).toBe(expected)
  })

  test('is unknown where its arguments are', () => {
    const called = callModule(
      '0.13.3',
      "name: 'kv'\nnetworkAcls: acls\nenableSoftDelete: on",
      'param acls object\nparam on bool',
    )
    const [vault] = called.resources
    expect(vault && plain(at(vault, 'properties.enableSoftDelete'))).toBe('?on')
    expect(vault && plain(at(vault, 'properties.networkAcls'))).toEqual({
      either: [
        {
          bypass: '?acls',
          defaultAction: '?acls',
          virtualNetworkRules: { either: ['?acls', []] },
          ipRules: { either: ['?acls', []] },
        },
        null,
      ],
    })
  })
})

test('a lock stands on the vault unless its kind is `None`', () => {
  expect(shown(callModule('0.13.3', "name: 'kv'\nlock: { kind: 'CanNotDelete' }"), 'locks')).toEqual([
    ['lock-kv', { level: 'CanNotDelete', notes: 'A lock.' }],
  ])
  expect(shown(callModule('0.13.3', "name: 'kv'\nlock: { kind: 'None', name: 'l' }"), 'locks')).toEqual([])
})

describe('secrets', () => {
  const one = "{ name: 's', value: pw, attributes: { enabled: false, exp: 9 }, attributesExp: 5, contentType: 't' }"
  const value = '?pw'

  test.each([
    ['0.5.1', `{ secureList: [ ${one} ] }`, { enabled: true, exp: 5 }],
    // What the parameter's type allowed was not used in these versions.
    ['0.7.0', `[ ${one} ]`, { enabled: true, exp: 5 }],
    ['0.7.1', `[ ${one} ]`, { enabled: false, exp: 9 }],
  ])('of %s', (version, secrets, attributes) => {
    const called = callModule(version, `name: 'kv'\nsecrets: ${secrets}`, '@secure()\nparam pw string')
    expect(shown(called, 'secrets')).toEqual([['s', { contentType: 't', attributes, value }]])
    const [secret] = ofType(called, 'secrets')
    expect(secret?.names.map(plain)).toEqual(['kv', 's'])
    expect(secret && at(secret, 'properties.value')).toMatchObject({ kind: 'unknown', secret: true })
  })

  test('are secret whatever is passed', () => {
    const [secret] = ofType(callModule('0.13.3', "name: 'kv'\nsecrets: [ { name: 's', value: 'plain' } ]"), 'secrets')
    expect(secret && at(secret, 'properties.value')).toMatchObject({ kind: 'literal', value: 'plain', secret: true })
  })
})

test.each([
  ['0.5.1', "kty: 'RSA'", { curveName: 'P-256', kty: 'RSA' }],
  ['0.13.3', '', { curveName: 'P-256', kty: 'EC', release_policy: {} }],
  ['0.13.3', "kty: 'RSA'", { curveName: 'P-256', keySize: 4096, kty: 'RSA', release_policy: {} }],
  [
    '0.13.3',
    "kty: 'RSA-HSM', keySize: 2048",
    { curveName: 'P-256', keySize: 2048, kty: 'RSA-HSM', release_policy: {} },
  ],
  [
    '0.9.0',
    'attributes: { exp: 5 }',
    { attributes: { enabled: true, exp: 5 }, curveName: 'P-256', kty: 'EC', release_policy: {}, rotationPolicy: {} },
  ],
])('a key of %s with { %s }', (version, more, expected) => {
  const called = callModule(version, `name: 'kv'\nkeys: [ { name: 'k'${more && `, ${more}`} } ]`)
  expect(shown(called, 'keys')).toEqual([['k', { attributes: { enabled: true }, ...expected }]])
})

describe('access policies', () => {
  const params = "name: 'kv'\naccessPolicies: [ { objectId: 'o', permissions: { secrets: [ 'get' ] } } ]"
  const policies = [
    { applicationId: '', objectId: 'o', permissions: { secrets: ['get'] }, tenantId: '?tenant().tenantId' },
  ]

  test.each([
    ['0.2.0', '2022-07-01'],
    ['0.11.2', '2023-07-01'],
    ['0.13.2', '2024-11-01'],
  ])('of %s stand in the vault and are added to it', (version, api) => {
    const called = callModule(version, params)
    const [vault] = ofType(called, 'vaults')
    expect(vault && plain(at(vault, 'properties.accessPolicies'))).toEqual(policies)
    expect(shown(called, 'accessPolicies')).toEqual([['add', { accessPolicies: policies }]])
    const [added] = ofType(called, 'accessPolicies')
    expect(added?.apiVersion && plain(added.apiVersion)).toBe(api)
  })

  test('stand where they are written', () => {
    const called = callModule('0.13.3', params)
    const places = called.resources.flatMap((resource) =>
      resource.type.endsWith('locks')
        ? []
        : [called.written(at(resource, 'properties.accessPolicies.0.permissions.secrets.0'))],
    )
    expect(places).toEqual(["'get'", "'get'"])
  })
})

describe('outputs', () => {
  const own = `output a string = m.outputs.resourceId
output b string = m.outputs.name
output c string = m.outputs.uri
output d string = m.outputs.location
output e string = m.outputs.resourceGroupName`
  const id =
    '/subscriptions/?subscription().subscriptionId/resourceGroups/?resourceGroup().name/providers/Microsoft.KeyVault/vaults/kv'

  test.each(['0.2.0', '0.14.0'])('of %s name the vault', (version) => {
    expect(callModule(version, "name: 'kv'\nlocation: 'westeurope'", own).outputs).toEqual({
      a: id,
      b: 'kv',
      c: '?properties',
      d: 'westeurope',
      e: '?resourceGroup().name',
    })
  })

  const params = `name: 'kv'
secrets: [ { name: 's', value: 'v' } ]
keys: [ { name: 'k' } ]
privateEndpoints: [ { subnetResourceId: '${subnet}' } ]`

  test('list what was made in it', () => {
    const more =
      'output s array = m.outputs.secrets\noutput k array = m.outputs.keys\noutput p array = m.outputs.privateEndpoints'
    expect(callModule('0.11.0', params, more).outputs).toEqual({
      s: [{ resourceId: `${id}/secrets/s`, uri: '?properties', uriWithVersion: '?properties' }],
      k: [{ resourceId: `${id}/keys/k`, uri: '?properties', uriWithVersion: '?properties' }],
      p: [
        {
          name: 'pep-kv-vault-0',
          resourceId: expect.stringMatching(/\/privateEndpoints\/pep-kv-vault-0$/) as unknown,
          groupId: 'vault',
          customDnsConfigs: [],
          networkInterfaceResourceIds: '?properties',
        },
      ],
    })
    expect(callModule('0.10.0', params, 'output s array = m.outputs.secrets').outputs).toEqual({ s: '?invalid' })
  })

  test('of endpoints had other names before', () => {
    const more = 'output p array = m.outputs.privateEndpoints'
    const names = (version: string) => {
      const { p } = callModule(version, params, more).outputs
      return Array.isArray(p) ? Object.keys(p[0] as object).slice(3) : p
    }
    expect(['0.7.1', '0.8.0', '0.11.0'].map(names)).toEqual([
      '?invalid',
      ['customDnsConfig', 'networkInterfaceIds'],
      ['customDnsConfigs', 'networkInterfaceResourceIds'],
    ])
  })
})

test('types that others import keep what is secret', () => {
  const called = callModule(
    '0.13.3',
    "name: 'kv'",
    `import { secretType } from 'br/public:avm/res/key-vault/vault:0.13.3'
param one secretType
@secure()
param two secretType.value
resource s 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = { name: 'x/y', properties: { value: two } }`,
  )
  const secret = ofType(called, 'secrets')[0]
  expect(secret && at(secret, 'properties.value')).toMatchObject({ kind: 'unknown', secret: true })
  expect(called.problems).toEqual([])
})

test('whatever the arguments are, something is made of them', () => {
  const names = ['name', 'accessPolicies', 'secrets', 'keys', 'networkAcls', 'roleAssignments', 'privateEndpoints']
  const more = ['publicNetworkAccess', 'lock', 'diagnosticSettings', 'enablePurgeProtection', 'tags']
  const leaf = fc.constantFrom("'x'", "''", '1', 'true', 'null', '{}', '[]', 'open', 'open.?x')
  const member = fc.constantFrom(
    'name',
    'value',
    'kind',
    'principalId',
    'roleDefinitionIdOrName',
    'subnetResourceId',
    'kty',
  )
  const { any } = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('any'), { maxLength: 3 }).map((items) => `[ ${items.join(', ')} ]`),
      fc
        .uniqueArray(fc.tuple(member, tie('any')), { maxLength: 4, selector: ([name]) => name })
        .map((members) => `{ ${members.map(([name, value]) => `${name}: ${value}`).join(', ')} }`),
    ),
  }))
  const params = fc.uniqueArray(fc.tuple(fc.constantFrom(...names, ...more), any), { selector: ([name]) => name })
  const version = fc.constantFrom('0.2.0', '0.5.0', '0.9.0', '0.11.3', '0.14.0')
  fc.assert(
    fc.property(version, params, (which, given) => {
      const written = given.map(([name, value]) => `${name}: ${value}`).join('\n')
      const called = callModule(which, written, 'param open object')
      expect(called.resources.map((one) => plain(one.body))).not.toEqual([])
    }),
    { numRuns: 150 },
  )
})
