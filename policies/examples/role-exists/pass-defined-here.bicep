resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
  }
}

resource certificateReader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid('certificate-reader')
  properties: {
    roleName: 'Certificate reader'
    type: 'CustomRole'
    assignableScopes: [ resourceGroup().id ]
    permissions: [ { dataActions: [ 'Microsoft.KeyVault/vaults/certificates/read' ] } ]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid('assignment')
  properties: {
    roleDefinitionId: certificateReader.id
    principalId: '11111111-1111-4111-8111-111111111111'
  }
}
