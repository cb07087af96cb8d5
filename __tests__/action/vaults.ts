/** A vault in Bicep: eleven lines, of which the ninth says who may reach it. */
export function vaultOf(name: string, defaultAction: string): string {
  return `resource ${name.replaceAll('-', '_')} 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: '${name}'
  location: 'westeurope'
  properties: {
    tenantId: '11111111-1111-1111-1111-111111111111'
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    networkAcls: {
      defaultAction: '${defaultAction}'
    }
  }
}
`
}

/** Only the one rule, so that the tests speak of nothing else. */
export const configuration = `apiVersion: keyvault-access/v1
kind: Configuration
extends: []
rules:
  network-default-deny: error
`

export const CONFIGURATION = '.github/keyvault-access.yml'
