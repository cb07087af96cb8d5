resource vault 'Microsoft.KeyVault/vaults@2019-09-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    // expect: property-exists
    publicNetworkAccess: 'Disabled'
  }
}
