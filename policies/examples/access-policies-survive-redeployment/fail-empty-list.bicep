resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
    // expect: access-policies-survive-redeployment
    accessPolicies: []
  }
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
