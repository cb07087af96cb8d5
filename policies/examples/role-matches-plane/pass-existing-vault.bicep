resource web 'Microsoft.Web/sites@2023-12-01' = {
  name: 'web-shop'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-shop'
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid('assignment')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: web.identity.principalId
  }
}
