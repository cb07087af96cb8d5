resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-shop'
  location: 'westeurope'
}

module vault 'fail-module/vault.bicep' = {
  name: 'vault'
  params: {
    entries: [
      { objectId: app.properties.principalId, permissions: { secrets: [ 'get' ] } }
      // expect: access-policy-once-per-principal
      { objectId: app.properties.principalId, permissions: { keys: [ 'sign' ] } }
    ]
  }
}
