param location string = resourceGroup().location

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: 'kv-batch-wrong'
    location: location
    // The developers, who should get references and not values.
    readers: ['22222222-2222-4222-8222-222222222222']
  }
}
