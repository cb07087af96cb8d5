resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
  }
}

resource logs 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stshoplogs'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    storageAccountId: logs.id
    logs: [ { category: 'AuditEvent', enabled: true } ]
  }
}

resource look 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid('look')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '21090545-7ca7-4776-b22c-e363652d74d2')
    principalId: '11111111-1111-4111-8111-111111111111'
  }
}

resource logReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: logs
  name: guid('logReader')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
    principalId: '11111111-1111-4111-8111-111111111111'
  }
}
