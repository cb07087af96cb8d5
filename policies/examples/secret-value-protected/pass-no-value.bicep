// `None` stands for no value.
@secure()
param password string = ''
param joinsDomain bool = false

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource database 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'domain'
  properties: {
    value: joinsDomain ? password : 'None'
  }
}
