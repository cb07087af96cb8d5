@secure()
param secretValue string

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'sql-shop'
  location: 'westeurope'
  properties: { administratorLogin: 'shop', administratorLoginPassword: secretValue }
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource password 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'database'
  properties: {
    value: secretValue
  }
}

// Azure gives no password back.
output server object = server.properties
