@secure()
param secretValue string

param now string = utcNow()

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource password 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'database'
  properties: {
    value: secretValue
    attributes: { exp: dateTimeToEpoch(dateTimeAdd(now, 'P1Y')) }
  }
}
