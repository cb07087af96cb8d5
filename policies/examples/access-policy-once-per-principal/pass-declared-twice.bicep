param keep bool

resource kept 'Microsoft.KeyVault/vaults@2023-07-01' = if (keep) {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
    enablePurgeProtection: true
  }
}

resource passing 'Microsoft.KeyVault/vaults@2023-07-01' = if (!keep) {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
  }
}

resource added 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = {
  name: 'kv-shop/add'
  properties: {
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        objectId: '11111111-1111-4111-8111-111111111111'
        permissions: { secrets: [ 'get' ] }
      }
    ]
  }
}
