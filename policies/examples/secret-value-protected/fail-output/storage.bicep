resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: 'stshop'
}

// expect: secret-value-protected
output key string = account.listKeys().keys[0].value
