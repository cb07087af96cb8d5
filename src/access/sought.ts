const machine = 'microsoft.compute/virtualmachines'
export const scaleSet = 'microsoft.compute/virtualmachinescalesets'
export const disk = 'microsoft.compute/disks'
export const encryptionSet = 'microsoft.compute/diskencryptionsets'

/** Types of what can be given certificates of a vault. */
export const certificateTypes: readonly string[] = [machine, scaleSet]

/** Types of what can keep the keys of disks in a vault. */
export const diskTypes: readonly string[] = [
  machine,
  scaleSet,
  disk,
  encryptionSet,
  `${machine}/extensions`,
  `${scaleSet}/extensions`,
]

/** Begins of types, in lower case, all of which say something of access. */
const starts = ['microsoft.keyvault/', 'microsoft.authorization/role', 'microsoft.graph/']

const types: ReadonlySet<string> = new Set([
  'microsoft.network/privateendpoints',
  'microsoft.network/privateendpoints/privatednszonegroups',
  'microsoft.insights/diagnosticsettings',
  ...certificateTypes,
  ...diskTypes,
])

/** Begins of types that roles and diagnostic settings matter on: vaults, what is around them, and what keeps their logs. */
const holders = [
  'microsoft.keyvault/',
  'microsoft.management/',
  'microsoft.operationalinsights/workspaces',
  'microsoft.resources/',
  'microsoft.storage/storageaccounts',
  'microsoft.subscription/',
]

/**
 * Whether resources of a type, in lower case, are what access is read from; of an extension, by the type that it stands on.
 *
 * Others are looked for only by those that lead to them: an identity that a role is assigned to, a subnet that a firewall lets in.
 */
export function isSought(typeKey: string, scopeTypeKey?: string): boolean {
  if (scopeTypeKey !== undefined && isExtension(typeKey)) return mattersOn(scopeTypeKey)
  return types.has(typeKey) || starts.some((start) => typeKey.startsWith(start)) || typeKey.includes('/providers/')
}

/** Whether a role on a resource of a type, in lower case, can have to do with a vault. */
export function mattersOn(typeKey: string): boolean {
  return holders.some((start) => typeKey.startsWith(start))
}

function isExtension(typeKey: string): boolean {
  return typeKey.startsWith('microsoft.authorization/role') || typeKey === 'microsoft.insights/diagnosticsettings'
}

/** Whether all types that a pattern (`Microsoft.KeyVault/*`) names are among them. */
export function areSought(pattern: string): boolean {
  const [start = '', ...more] = pattern.toLowerCase().split('*')
  return more.length === 0 ? isSought(start) : starts.some((known) => start.startsWith(known))
}
