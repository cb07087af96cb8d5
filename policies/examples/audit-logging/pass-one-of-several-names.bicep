param production bool

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: production ? 'kv-shop' : 'kv-shop-test'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: resourceId('Microsoft.OperationalInsights/workspaces', 'log-shop')
    logs: [ { categoryGroup: 'allLogs', enabled: true } ]
  }
}
