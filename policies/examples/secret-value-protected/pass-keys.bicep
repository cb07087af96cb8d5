resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: 'stshop'
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource key 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'storage'
  properties: {
    value: account.listKeys().keys[0].value
  }
}
