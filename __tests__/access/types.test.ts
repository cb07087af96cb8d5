import { describe, expect, test } from '@jest/globals'
import { apiVersionsOf, compareApiVersions, findUnknownProperties, propertyExists } from '../../src/access/types.js'
import { deploymentsOf, textAt } from './support/run.js'

const vaults = 'Microsoft.KeyVault/vaults'

/** Path, verdict, proposal, version and the text of the key, of each unknown property of the only resource. */
function unknownIn(source: string) {
  const [resource] = deploymentsOf({ 'main.bicep': source })[0]?.resources ?? []
  if (!resource) throw new Error('no resource')
  return findUnknownProperties(resource).map(({ path, missing, proposal, since, keySpan }) => [
    path,
    missing,
    proposal,
    since,
    textAt(source, keySpan),
  ])
}

function vault(body: string, version = '2023-07-01'): string {
  return `resource kv '${vaults}@${version}' = { name: 'kv', location: 'x', ${body} }`
}

describe('the table of types', () => {
  test('orders versions by day, previews first', () => {
    expect(apiVersionsOf(vaults.toUpperCase())?.slice(0, 4)).toEqual([
      '2015-06-01',
      '2016-10-01',
      '2018-02-14-preview',
      '2018-02-14',
    ])
    expect(compareApiVersions('2018-02-14-preview', '2018-02-14')).toBe(-1)
    expect(compareApiVersions('2018-02-14', '2018-02-14')).toBe(0)
    expect(apiVersionsOf('Microsoft.Web/sites')).toBeUndefined()
  })

  test.each([
    [vaults, '2023-07-01', 'properties.enableRbacAuthorization', true],
    [vaults, '2023-07-01', 'PROPERTIES.enablerbacauthorization', true],
    [vaults, '2018-02-14', 'properties.enableRbacAuthorization', false],
    [vaults, '2018-02-14-preview', 'properties.networkAcls.ipRules[*].value', true],
    [vaults, '2016-10-01', 'properties.networkAcls.ipRules[*].value', false],
    [vaults, '2023-07-01', 'properties.enableRbacAuthorisation', false],
    [vaults, '2023-07-01', 'tags.anything', true],
    [vaults, undefined, 'properties.publicNetworkAccess', 'unknown'],
    [vaults, '2031-01-01', 'properties.publicNetworkAccess', 'unknown'],
    [vaults, '2031-01-01', 'properties.brandNew', 'unknown'],
    [vaults, '2031-01-01', 'properties.sku', true],
    ['Microsoft.Authorization/roleAssignments', '2022-04-01', 'properties.canDelegate', false],
    ['Microsoft.Authorization/roleAssignments', '2018-01-01-preview', 'properties.canDelegate', true],
    ['Microsoft.Authorization/roleAssignments', '2021-04-01-preview', 'properties.principalType', true],
    ['Microsoft.Authorization/roleAssignments', '2018-07-01', 'properties.principalType', 'unknown'],
    ['Microsoft.Authorization/roleAssignments', '2021-04-01-preview', 'properties.canDelegate', 'unknown'],
    ['Microsoft.Network/privateEndpoints', '2023-04-01', 'properties.subnet.anything', true],
    ['Microsoft.Web/sites', '2023-01-01', 'properties.anything', 'unknown'],
  ])('%s@%s: %s is %s', (type, version, path, expected) => {
    expect(propertyExists(type, version, path)).toBe(expected)
  })
})

describe('written properties', () => {
  test('that exist are not told', () => {
    expect(
      unknownIn(
        vault(
          `tags: { a: 'b' }, properties: { sku: { name: 'standard', family: 'A' }, networkAcls: { ipRules: [{ value: '1.2.3.4' }] } }`,
        ),
      ),
    ).toEqual([])
  })

  test('that are misspelt are told with what was meant', () => {
    expect(unknownIn(vault('properties: { enableRbacAuthorisation: true }'))).toEqual([
      [
        'properties.enableRbacAuthorisation',
        true,
        'properties.enableRbacAuthorization',
        undefined,
        'enableRbacAuthorisation',
      ],
    ])
  })

  test('that stand on the wrong level are told with their place', () => {
    expect(unknownIn(vault(`enablePurgeProtection: true, properties: { defaultAction: 'Deny' }`))).toEqual([
      ['enablePurgeProtection', true, 'properties.enablePurgeProtection', undefined, 'enablePurgeProtection'],
      ['properties.defaultAction', true, 'properties.networkAcls.defaultAction', undefined, 'defaultAction'],
    ])
  })

  test('of items of a list are told', () => {
    expect(
      unknownIn(
        vault(`properties: { accessPolicies: [{ objectid: 'x', tenant: 'y', permissions: { secret: ['get'] } }] }`),
      ),
    ).toEqual([
      ['properties.accessPolicies.tenant', true, 'properties.accessPolicies.tenantId', undefined, 'tenant'],
      [
        'properties.accessPolicies.permissions.secret',
        true,
        'properties.accessPolicies.permissions.secrets',
        undefined,
        'secret',
      ],
    ])
  })

  test('that came with a later version are told with it', () => {
    expect(unknownIn(vault('properties: { enableRbacAuthorization: true }', '2018-02-14'))).toEqual([
      ['properties.enableRbacAuthorization', true, undefined, '2019-09-01', 'enableRbacAuthorization'],
    ])
  })

  test('cannot be told of a version that is younger than the table', () => {
    expect(unknownIn(vault('properties: { brandNew: true, sku: {} }', '2031-01-01'))).toEqual([
      ['properties.brandNew', 'unknown', undefined, undefined, 'brandNew'],
    ])
  })

  test('of both branches of a choice are told once each', () => {
    const source = `param p bool\n${vault('properties: p ? { skuu: 1 } : { skuu: 2, tenantId: 1 }')}`
    expect(unknownIn(source)).toEqual([
      ['properties.skuu', true, 'properties.sku', undefined, 'skuu'],
      ['properties.skuu', true, 'properties.sku', undefined, 'skuu'],
    ])
  })

  test('of other types, and of references, are not told', () => {
    expect(unknownIn(`resource a 'Microsoft.Web/sites@2023-01-01' = { name: 'a', properties: { x: 1 } }`)).toEqual([])
    expect(unknownIn(`resource kv '${vaults}@2023-07-01' existing = { name: 'kv' }`)).toEqual([])
  })
})

test('what is null, or of Azure Resource Manager, is not told', () => {
  expect(unknownIn(vault('scale: null, zones: [], properties: { networkRuleSet: null }'))).toEqual([])
})

test('a name that stands there already is not proposed', () => {
  const proposals = (properties: string) => unknownIn(vault(`properties: { ${properties} }`)).map((each) => each[2])
  expect(proposals('enableSoftDeletes: true')).toEqual(['properties.enableSoftDelete'])
  expect(proposals('enableSoftDelete: true, enableSoftDeletes: true')).not.toEqual(['properties.enableSoftDelete'])
})
