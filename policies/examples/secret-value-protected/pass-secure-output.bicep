module storage 'pass-secure-output/storage.bicep' = {
  name: 'storage'
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource key 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'storage'
  properties: {
    value: storage.outputs.key
  }
}
