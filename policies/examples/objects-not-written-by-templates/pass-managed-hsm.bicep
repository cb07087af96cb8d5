// A managed HSM lets Azure Resource Manager at its keys only where it is told to trust it.
@secure()
param hsmName string

resource hsm 'Microsoft.KeyVault/managedHSMs@2025-05-01' existing = {
  name: hsmName

  resource key 'keys@2025-05-01' = {
    name: 'disks'
    properties: { kty: 'RSA-HSM', keySize: 4096 }
  }
}
