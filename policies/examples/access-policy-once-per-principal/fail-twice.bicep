resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        objectId: '11111111-1111-4111-8111-111111111111'
        permissions: { secrets: [ 'get' ] }
      }
      {
        tenantId: subscription().tenantId
        // expect: access-policy-once-per-principal
        objectId: '11111111-1111-4111-8111-111111111111'
        permissions: { keys: [ 'sign' ] }
      }
    ]
  }
}
