resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Deny'
      // expect: network-rule-subnet-has-endpoint
      ipRules: [for i in range(0, 1001): { value: '20.40.${i / 250}.${i % 250}' }]
    }
  }
}
