@description('The vault of a batch job, open unless somebody says otherwise.')
param name string
param location string
param open bool = true
param readers array = []

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorisation: true
    enablePurgeProtection: true
    publicNetworkAccess: open ? 'Enabled' : 'Disabled'
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for reader in readers: {
  scope: resourceGroup()
  name: guid(vault.id, reader)
  properties: {
    // Key Vault Secrets Officer
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7')
    principalId: reader
    principalType: 'Group'
  }
}]
