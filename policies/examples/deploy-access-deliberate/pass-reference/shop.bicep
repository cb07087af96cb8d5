param vaultName string

resource shared 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

module database 'database.bicep' = {
  name: 'database'
  params: { password: shared.getSecret('database') }
}
