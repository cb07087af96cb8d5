resource hsm 'Microsoft.KeyVault/managedHSMs@2026-02-01' = {
  name: 'hsm-shop'
  location: 'westeurope'
  sku: { family: 'B', name: 'Standard_B1' }
  properties: {
    tenantId: subscription().tenantId
    publicNetworkAccess: 'Disabled'
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe-shop'
  location: 'westeurope'
  properties: {
    subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-shop', 'default') }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: hsm.id
          groupIds: [ 'managedhsm' ]
        }
      }
    ]
  }
}
