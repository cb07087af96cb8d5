import { expect, test } from '@jest/globals'
import { unknownPropertiesOf } from '../../src/rules/unknown-properties.js'
import { deploymentsOf, plain, textAt } from '../access/support/run.js'

function told(source: string) {
  const [resource] = deploymentsOf({ 'main.bicep': source })[0]?.resources ?? []
  if (!resource) throw new Error('no resource')
  const { list, proposals, since, renames } = unknownPropertiesOf(resource)
  const items = list.kind === 'array' ? list.items : []
  return {
    found: items.map((item) => [
      item.kind === 'object' && plain(item.entries.get('value')?.value),
      item.kind === 'object' && plain(item.entries.get('missing')?.value),
      textAt(source, item.origin.span),
    ]),
    proposals: plain(proposals),
    since: plain(since),
    renames: [...renames.values()],
  }
}

test('each stands at its key, with what was meant', () => {
  expect(
    told(
      "resource kv 'Microsoft.KeyVault/vaults@2019-09-01' = { name: 'kv', enablePurgeProtection: true, properties: { enableRbacAuthorisation: true, publicNetworkAccess: 'x', qqqq: 1 } }",
    ),
  ).toEqual({
    found: [
      ['enablePurgeProtection', true, 'enablePurgeProtection'],
      ['properties.enableRbacAuthorisation', true, 'enableRbacAuthorisation'],
      ['properties.publicNetworkAccess', true, 'publicNetworkAccess'],
      ['properties.qqqq', true, 'qqqq'],
    ],
    proposals: ['properties.enablePurgeProtection', 'properties.enableRbacAuthorization'],
    since: ['2021-06-01-preview'],
    renames: ['enableRbacAuthorization'],
  })
})

test('one of a version that is younger than the table is in doubt', () => {
  const { found } = told(
    "resource kv 'Microsoft.KeyVault/vaults@2031-01-01' = { name: 'kv', properties: { brandNew: 1 } }",
  )
  expect(found).toEqual([['properties.brandNew', '<unknown>', 'brandNew']])
})

test('a type that is not known has none', () => {
  expect(told("resource web 'Microsoft.Web/sites@2023-01-01' = { name: 'web', properties: { x: 1 } }").found).toEqual(
    [],
  )
})
