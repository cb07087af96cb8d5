@secure()
param secretValue string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

// expect: vault-api-version
resource password 'Microsoft.KeyVault/vaults/secrets@2022-07-01' = {
  parent: vault
  name: 'database'
  properties: {
    value: secretValue
  }
}
