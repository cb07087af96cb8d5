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
          // expect: custom-role-without-wildcards
          '*'
        ]
        notActions: [ 'Microsoft.Authorization/*/write' ]
      }
    ]
  }
}
