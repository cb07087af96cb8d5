// What it leads to is not told, so it is not judged.
param target string
param groups array

resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'pe-shop'
  location: 'westeurope'
  properties: {
    subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-shop', 'default') }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: target
          groupIds: groups
        }
      }
    ]
  }
}
