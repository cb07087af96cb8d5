// What is null counts as not written, and is where it can be mended.
param private bool = false

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    publicNetworkAccess: private ? 'Disabled' : null
    // expect: network-default-deny
    networkAcls: private ? { defaultAction: 'Deny', bypass: 'None' } : null
  }
}
