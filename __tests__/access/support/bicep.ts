/** Pieces of Bicep that the tests of the model are put together from. */

export const roles = {
  secretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  secretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  administrator: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
  reader: '21090545-7ca7-4776-b22c-e363652d74d2',
  encryptionUser: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  keyVaultContributor: 'f25e0fa2-a7c8-4377-a976-54943a77a395',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  blobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  plainReader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
} as const

/** A vault called `kv`, with the symbol `kv`. */
export function vault(properties = '', version = '2023-07-01'): string {
  return `resource kv 'Microsoft.KeyVault/vaults@${version}' = {
  name: 'kv'
  location: 'x'
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    ${properties}
  }
}
`
}

export const rbacVault = vault('enableRbacAuthorization: true')
export const policyVault = vault('enableRbacAuthorization: false')

export function entry(objectId: string, permissions: string, more = ''): string {
  return `{ tenantId: tenant().tenantId, objectId: ${objectId}, permissions: { ${permissions} } ${more} }`
}

let made = 0

/** A role assignment; `principal` is an expression, `scope` a symbol. */
export function assign(role: string, principal: string, scope?: string, more = ''): string {
  made += 1
  return `resource assignment${made} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('${made}')
  ${scope === undefined ? '' : `scope: ${scope}`}
  properties: {
    principalId: ${principal}
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${role}')
    ${more}
  }
}
`
}
