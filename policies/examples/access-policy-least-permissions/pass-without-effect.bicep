// Under Azure RBAC an access policy lets nobody do anything; that it is there is told by another rule.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        objectId: '11111111-1111-4111-8111-111111111111'
        permissions: { secrets: ['all'] }
      }
    ]
  }
}
