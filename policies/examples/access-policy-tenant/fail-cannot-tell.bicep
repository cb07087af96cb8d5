param customerTenant string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: 'aaaaaaaa-0000-4000-8000-000000000001'
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
    accessPolicies: [
      {
        tenantId: 'aaaaaaaa-0000-4000-8000-000000000001'
        objectId: '11111111-1111-4111-8111-111111111111'
        permissions: { secrets: [ 'get' ] }
      }
      {
        // expect: cannot-tell access-policy-tenant
        tenantId: customerTenant
        objectId: '22222222-2222-4222-8222-222222222222'
        permissions: { secrets: [ 'get' ] }
      }
    ]
  }
}
