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
        objectId: '11111111-1111-4111-8111-111111111111'
        applicationId: '33333333-3333-4333-8333-333333333333'
        permissions: { secrets: [ 'get' ] }
      }
      {
        tenantId: subscription().tenantId
        objectId: '22222222-2222-4222-8222-222222222222'
        permissions: { secrets: [ 'get' ] }
      }
    ]
  }
}
