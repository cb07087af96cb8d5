// Of a vault whose permission model is not known either the access policy counts or the role, never both: the policy is told.
resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource policies 'Microsoft.KeyVault/vaults/accessPolicies@2026-02-01' = {
  parent: vault
  name: 'add'
  properties: {
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        // expect: persona-is-known
        objectId: '11111111-1111-4111-8111-111111111111'
        permissions: { secrets: ['get'] }
      }
    ]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid('assignment')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '00482a5a-887f-4fb3-b363-3b7fe8e74483')
    principalId: '11111111-1111-4111-8111-111111111111'
  }
}
