resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('kv-shop', '11111111-1111-4111-8111-111111111111', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
  properties: {
    // expect: contributor-cannot-grant-itself-access
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
    principalId: '11111111-1111-4111-8111-111111111111'
  }
}
