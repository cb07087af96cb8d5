targetScope = 'subscription'

resource shopOperator 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid('shop-operator')
  properties: {
    roleName: 'Shop operator'
    type: 'CustomRole'
    assignableScopes: [ subscription().id ]
    permissions: [
      {
        actions: [
          'Microsoft.KeyVault/vaults/read'
          'Microsoft.KeyVault/vaults/deploy/action'
        ]
        dataActions: [ 'Microsoft.KeyVault/vaults/secrets/getSecret/action' ]
      }
    ]
  }
}
