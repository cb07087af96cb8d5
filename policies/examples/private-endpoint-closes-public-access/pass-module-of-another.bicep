param subnetId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    networkAcls: { defaultAction: 'Allow', bypass: 'AzureServices' }
  }
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: 'stshop'
}

module endpoint 'br/public:avm/res/network/private-endpoint:0.12.1' = {
  name: 'endpoint'
  params: {
    name: 'pe-stshop'
    subnetResourceId: subnetId
    privateLinkServiceConnections: [
      { name: 'blob', properties: { privateLinkServiceId: account.id, groupIds: [ 'blob' ] } }
    ]
  }
}
