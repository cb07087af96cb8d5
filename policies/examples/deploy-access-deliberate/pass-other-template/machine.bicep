resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: 'kv-shop'
}

resource machine 'Microsoft.Compute/virtualMachines@2024-03-01' = {
  name: 'vm-shop'
  location: 'westeurope'
  properties: {
    osProfile: {
      computerName: 'shop'
      adminUsername: 'shop'
      secrets: [
        { sourceVault: { id: vault.id }, vaultCertificates: [ { certificateUrl: '${vault.properties.vaultUri}secrets/tls' } ] }
      ]
    }
  }
}
