@secure()
// expect: secret-value-protected
param password string = 'Sommer2026!'

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource database 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'database'
  properties: {
    value: password
  }
}
