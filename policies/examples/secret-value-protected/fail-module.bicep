@secure()
param password string

module secret 'fail-module/secret.bicep' = {
  name: 'secret'
  params: { value: password }
}
