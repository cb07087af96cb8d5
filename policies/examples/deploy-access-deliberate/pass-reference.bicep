// Another module refers to the vault by its name, and fetches from it.
module shop 'pass-reference/shop.bicep' = {
  name: 'shop'
  params: { vaultName: vault.name }
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enabledForTemplateDeployment: true
  }
}
