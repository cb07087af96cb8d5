// The permission model of a vault that is deployed elsewhere is not known: what its policies give is told.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-shop'
}

resource policies 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = {
  parent: vault
  name: 'add'
  properties: {
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        objectId: '11111111-1111-4111-8111-111111111111'
        permissions: {
          secrets: [
            // expect: access-policy-least-permissions
            'all'
            'purge'
          ]
        }
      }
    ]
  }
}
