resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource wrapping 'Microsoft.KeyVault/vaults/keys@2026-02-01' = {
  parent: vault
  name: 'wrapping'
  // expect: key-expires
  properties: {
    kty: 'RSA'
    keySize: 3072
  }
}
