param withIdentity bool

resource web 'Microsoft.Web/sites@2023-12-01' = {
  name: 'web-shop'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        objectId: withIdentity ? web.identity.principalId : ''
        permissions: { secrets: [ 'get' ] }
      }
    ]
  }
}
