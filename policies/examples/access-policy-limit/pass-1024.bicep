var first = [for i in range(0, 600): {
  tenantId: subscription().tenantId
  objectId: guid('reader', string(i))
  permissions: { secrets: [ 'get' ] }
}]
var second = [for i in range(0, 424): {
  tenantId: subscription().tenantId
  objectId: guid('writer', string(i))
  permissions: { secrets: [ 'set' ] }
}]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: false
    accessPolicies: concat(first, second)
  }
}
