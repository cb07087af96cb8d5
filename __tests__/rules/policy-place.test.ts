import { expect, test } from '@jest/globals'
import { audit, findings, vault, verdicts } from './support/policy.js'

const elsewhere = audit({ field: 'location', notEquals: '[resourceGroup().location]' })

test('the same place by the same name is the same', () => {
  expect(verdicts(elsewhere, [vault({}, { location: '[resourceGroup().location]' })])).toEqual([])
  const byId = audit({ value: '[subscription().subscriptionId]', notEquals: "[split(field('id'), '/')[2]]" })
  expect(findings(byId, [vault({})]).map(({ verdict }) => verdict)).not.toContain('fail')
})

test('what only Azure knows of it cannot be told, and is named', () => {
  expect(findings(elsewhere, [vault({})]).map(({ verdict, cause }) => `${verdict}: ${cause?.text}`)).toEqual([
    'cannot-tell: Write the value of `resourceGroup().location`, or pass it as a parameter, if it is the same everywhere.',
  ])
  const inherited = audit({ field: 'tags.env', notEquals: "[resourceGroup().tags['env']]" })
  expect(
    findings(inherited, [vault({}, { tags: { env: 'x' } })]).map(({ verdict, cause }) => `${verdict}: ${cause?.text}`),
  ).toEqual([
    'cannot-tell: Write the value of `resourceGroup()`, or pass it as a parameter, if it is the same everywhere.',
  ])
})

test('a name that is written is known', () => {
  const named = audit({ value: '[resourceGroup().name]', equals: 'other' })
  const deployment = {
    type: 'Microsoft.Resources/deployments',
    apiVersion: '2022-09-01',
    name: 'inner',
    resourceGroup: 'other',
    properties: {
      mode: 'Incremental',
      template: {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        resources: [vault({})],
      },
    },
  }
  expect(verdicts(named, [deployment])).toEqual(['fail @"Microsoft.KeyVault/vaults"'])
})
