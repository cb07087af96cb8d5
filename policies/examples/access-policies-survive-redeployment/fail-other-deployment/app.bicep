resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-shop'
}

resource added 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = {
  parent: vault
  name: 'add'
  properties: {
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        objectId: '22222222-2222-4222-8222-222222222222'
        permissions: { secrets: [ 'get' ] }
      }
    ]
  }
}
