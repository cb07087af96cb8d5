// The user's name is no secret, and the password is still to be filled in.
param user string = 'admin'
@secure()
param password string = ''

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource database 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'database'
  properties: {
    value: base64('${user}:${password}')
  }
}
