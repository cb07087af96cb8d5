// Names, ids and endpoints of resources are no secrets, though some keep them in a vault.
param accountName string = 'stshop'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: accountName
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource name 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'storage-name'
  properties: {
    value: account.name
  }
}

resource endpoint 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: 'storage-endpoint'
  properties: {
    value: account.properties.primaryEndpoints.blob
  }
}
