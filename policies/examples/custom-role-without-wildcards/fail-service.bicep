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
          'Microsoft.Compute/virtualMachines/read'
          // expect: custom-role-without-wildcards
          'Microsoft.KeyVault/*'
        ]
      }
    ]
  }
}
