resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

// expect: endpoint-from-environment
output id string = 'https://management.azure.com${vault.id}'
