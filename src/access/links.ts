import { sameText } from '../evaluate/resource-id.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { literal } from '../evaluate/value.js'
import type { Truth, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { lazily } from './facts.js'
import type { NamedVaults, Vault, VaultLinks } from './model.js'
import { connectionsOf, leadsToVault } from './private-endpoints.js'
import { knownText, listOf, readProperty, readSetProperty } from './read.js'
import { keyOfId, readId, resourceKey, vaultIdOf } from './resource-key.js'
import { certificateTypes, disk, encryptionSet, scaleSet } from './sought.js'

/**
 * Vaults that the run's resources lead to, by name: what stands in another deployment than the vault itself.
 *
 * `partial` says that there are other deployments. Worked out on first use, since few vaults ask.
 */
export function findLinks(deployments: readonly Deployment[], partial = false): VaultLinks {
  const named = (idsOf: (resource: Resource) => readonly (Value | undefined)[]) =>
    lazily(() => namedVaults(deployments, idsOf, partial))
  const privateEndpoints = named(endpointTargets)
  const certificates = named((resource) => (isWritten(resource, 'osProfile') ? certificateVaults(resource) : []))
  const disks = named((resource) => (isWritten(resource, 'storageProfile', 'osDisk') ? diskVaults(resource) : []))
  return {
    get privateEndpoints() {
      return privateEndpoints()
    },
    get certificates() {
      return certificates()
    },
    get disks() {
      return disks()
    },
  }
}

/** A machine of which that part is handed in as a whole is not taken to use the vaults of other deployments. */
function isWritten({ typeKey, body }: Resource, ...part: readonly string[]): boolean {
  return !certificateTypes.includes(typeKey) || readProperty(profileOf(typeKey, body), ...part)?.kind !== 'unknown'
}

/** Ids of vaults; undefined for one that is not written. */
function endpointTargets(resource: Resource): readonly (Value | undefined)[] {
  if (resource.typeKey !== 'microsoft.network/privateendpoints') return []
  return connectionsOf(resource).flatMap(({ connection: { value } }) => {
    const id = readSetProperty(value, 'properties', 'privateLinkServiceId')
    const target = id && readId(id)
    return leadsToVault(target, readSetProperty(value, 'properties', 'groupIds')) === false ? [] : [id]
  })
}

/** Ids of the vaults whose certificates a machine is given (`osProfile.secrets`); undefined for what is not told. */
export function certificateVaults({ typeKey, body }: Resource): readonly (Value | undefined)[] {
  if (!certificateTypes.includes(typeKey)) return []
  const { items, open } = listOf(readProperty(profileOf(typeKey, body), 'osProfile', 'secrets'))
  const ids = items.map(({ value }) => readProperty(value, 'sourceVault', 'id'))
  return open ? [...ids, undefined] : ids
}

function profileOf(typeKey: string, body: Value): Value | undefined {
  const properties = readProperty(body, 'properties')
  return typeKey === scaleSet ? readProperty(properties, 'virtualMachineProfile') : properties
}

/**
 * Ids of the vaults that keep what encrypts a disk: of Azure Disk Encryption, whose extension or settings name the vault, and
 * of disk encryption sets; undefined for what is not told.
 */
export function diskVaults({ typeKey, body }: Resource): readonly (Value | undefined)[] {
  const properties = readProperty(body, 'properties')
  if (typeKey === encryptionSet) return [readProperty(properties, 'activeKey', 'sourceVault', 'id')]
  if (typeKey.endsWith('/extensions')) return extensionVaults(properties)
  if (typeKey === disk) {
    const settings = readSetProperty(properties, 'encryptionSettingsCollection')
    const { items, open } = listOf(readProperty(settings, 'encryptionSettings'))
    const ids = items.map(({ value }) => readProperty(value, 'diskEncryptionKey', 'sourceVault', 'id'))
    return settings && (open || ids.length === 0) ? [...ids, undefined] : ids
  }
  if (!certificateTypes.includes(typeKey)) return []
  const profile = profileOf(typeKey, body)
  const { items, open } = listOf(readProperty(profile, 'extensionProfile', 'extensions'))
  const own = readSetProperty(profile, 'storageProfile', 'osDisk', 'encryptionSettings')
  return [
    ...items.flatMap(({ value }) => extensionVaults(readProperty(value, 'properties'))),
    ...(open ? [undefined] : []),
    ...(own ? [readProperty(own, 'diskEncryptionKey', 'sourceVault', 'id')] : []),
  ]
}

function extensionVaults(properties: Value | undefined): readonly (Value | undefined)[] {
  const type = knownText(readProperty(properties, 'type'))?.toLowerCase()
  if (!type?.startsWith('azurediskencryption')) return []
  return [readProperty(properties, 'settings', 'KeyVaultResourceId')]
}

function namedVaults(
  deployments: readonly Deployment[],
  idsOf: (resource: Resource) => readonly (Value | undefined)[],
  partial: boolean,
): NamedVaults {
  const names = new Set<string>()
  let open = partial
  let openAt: Span | undefined
  for (const { sought: resources } of deployments) {
    const own = lazily(() => declaredVaults(resources))
    for (const resource of resources) {
      if (resource.existing) continue
      for (const id of idsOf(resource)) {
        const target = id && readId(id)
        const vault = target && vaultIdOf(target)
        const name = knownText(vault?.chain[0]?.names[0])
        const key = vault && keyOfId(vault)
        if (name !== undefined) names.add(name.toLowerCase())
        else if (key === undefined || !own().has(key)) {
          open = true
          openAt ??= id?.origin.span ?? resource.head
        }
      }
    }
  }
  return openAt ? { names, open, openAt } : { names, open }
}

/** Vaults that are made in the same deployment: what leads to one of them leads to no other. */
function declaredVaults(resources: readonly Resource[]): ReadonlySet<string> {
  const declared = resources.filter(
    ({ typeKey, existing }) => !existing && /^microsoft\.keyvault\/(vaults|managedhsms)$/.test(typeKey),
  )
  return new Set(declared.flatMap(({ id }) => resourceKey(id) ?? []))
}

/** Whether a vault is among them; only names that are known and equal make it so. */
export function isNamed({ names, open }: NamedVaults, { nameValue }: Pick<Vault, 'nameValue'>): Truth {
  const name = knownText(nameValue)?.toLowerCase()
  if (name !== undefined && names.has(name)) return true
  if (open) return 'unknown'
  if (name !== undefined) return false
  const { origin } = nameValue
  return [...names].some((other) => sameText(nameValue, literal(other, origin)) !== false) ? 'unknown' : false
}
