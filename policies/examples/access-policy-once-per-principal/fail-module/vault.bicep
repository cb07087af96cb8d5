param entries array

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
    accessPolicies: [
      for entry in entries: {
        tenantId: subscription().tenantId
        objectId: entry.objectId
        permissions: entry.permissions
      }
    ]
  }
}
