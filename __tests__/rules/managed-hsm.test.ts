import { expect, test } from '@jest/globals'
import { judge } from './support/run.js'

function hsm(properties: string, more = ''): string {
  return `resource hsm 'Microsoft.KeyVault/managedHSMs@2026-02-01' = {
  name: 'hsm'
  location: 'x'
  sku: { family: 'B', name: 'Standard_B1' }
  properties: { tenantId: subscription().tenantId, ${properties} }
}
${more}`
}

function rulesAgainst(source: string): readonly string[] {
  const configuration = 'apiVersion: keyvault-access/v1\nkind: Configuration\nextends: [strict]\n'
  return judge({ 'main.bicep': source }, { configuration }).map(({ rule, verdict }) => `${verdict} ${rule}`)
}

const endpoint = `resource pe 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe'
  location: 'x'
  properties: { privateLinkServiceConnections: [{ name: 'c', properties: { privateLinkServiceId: hsm.id, groupIds: ['managedhsm'] } }] }
}
resource zones 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = {
  parent: pe
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: 'c', properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', 'privatelink.managedhsm.azure.net') } }
    ]
  }
}
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: hsm
  properties: { workspaceId: 'w', logs: [{ categoryGroup: 'audit', enabled: true }] }
}`

test('what says nothing is open, not logged, and protected as Azure does by itself', () => {
  expect(rulesAgainst(hsm(''))).toEqual([
    'fail audit-logging',
    'fail network-default-deny',
    'fail public-network-access-disabled',
  ])
})

test('network, recovery and logging have the names that they have on a vault', () => {
  const source = hsm(
    "enablePurgeProtection: false, softDeleteRetentionInDays: 10, networkAcls: { defaultAction: 'Deny', bypass: 'None', ipRules: [{ value: '10.0.0.0/8' }] }",
  )
  expect(rulesAgainst(source).toSorted()).toEqual([
    'fail audit-logging',
    'fail ip-rules-narrow',
    'fail public-network-access-disabled',
    'fail purge-protection',
    'fail soft-delete',
  ])
})

test('one that is closed, reached privately and logged passes', () => {
  const closed = "publicNetworkAccess: 'Disabled', networkAcls: { defaultAction: 'Deny', bypass: 'None' }"
  expect(rulesAgainst(hsm(closed, endpoint))).toEqual([])
})

test('an endpoint with the group and the zone of vaults leads nowhere', () => {
  const wrong = endpoint
    .replace("['managedhsm']", "['vault']")
    .replace('privatelink.managedhsm.azure.net', 'privatelink.vaultcore.azure.net')
  const closed = "publicNetworkAccess: 'Disabled', networkAcls: { defaultAction: 'Deny', bypass: 'None' }"
  expect(rulesAgainst(hsm(closed, wrong))).toEqual(['fail private-endpoint-group', 'fail private-endpoint-dns'])
})
