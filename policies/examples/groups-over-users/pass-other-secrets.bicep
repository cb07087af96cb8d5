// The same role on different secrets: no group could hold both without giving each user the other's.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-shop'

  resource database 'secrets' existing = {
    name: 'database'
  }
  resource mail 'secrets' existing = {
    name: 'mail'
  }
}

resource alice 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault::database
  name: guid('alice')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: '11111111-1111-4111-8111-111111111111'
    principalType: 'User'
  }
}

resource bob 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault::mail
  name: guid('bob')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: '22222222-2222-4222-8222-222222222222'
    principalType: 'User'
  }
}
