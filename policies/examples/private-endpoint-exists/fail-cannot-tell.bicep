// The endpoint of `network.bicep` leads to a vault that is named at deployment: it may be this one.
// expect: cannot-tell private-endpoint-exists
resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    publicNetworkAccess: 'Disabled'
  }
}

// The vault of another team, which nothing leads to by name.
// expect: cannot-tell private-endpoint-exists
resource other 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: 'kv-other'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    publicNetworkAccess: 'Disabled'
  }
}
