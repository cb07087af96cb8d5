import { or } from '../evaluate/logic.js'
import { parseResourceId } from '../evaluate/resource-id.js'
import type { ResourceId } from '../evaluate/resource-id.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { choiceOf, inherit, literal } from '../evaluate/value.js'
import type { Truth, Value } from '../evaluate/value.js'
import { factsOf } from './facts.js'
import type { PrivateEndpoint, Vault } from './model.js'
import { bothDeployed, knownText, listOf, readProperty, readSetProperty, truthOfCertain } from './read.js'
import type { ListItem } from './read.js'
import { ancestorOf, keyOfId, readId, resourceKey, vaultIdOf } from './resource-key.js'
import type { ResourceIndex } from './resource-index.js'
import { doubtsOf, subjectOf } from './subjects.js'
import type { VaultRegistry } from './vaults.js'

/** Private endpoints that lead to a vault or managed HSM, or may: one for each of their connections. */
export function collectPrivateEndpoints(
  deployment: Deployment,
  index: ResourceIndex,
  vaults: VaultRegistry,
): readonly PrivateEndpoint[] {
  const resources = index.ofType('microsoft.network/privateendpoints').filter(({ existing }) => !existing)
  const groupsOf = zoneGroups(index, resources)
  const found: PrivateEndpoint[] = []
  for (const resource of resources) {
    const groups = groupsOf(resource)
    for (const { connection, manual } of connectionsOf(resource)) {
      found.push(...readEndpoint(resource, connection, manual, groups, deployment, vaults))
    }
  }
  return found
}

export interface Connection {
  readonly connection: ListItem
  readonly manual: boolean
}

export function connectionsOf(resource: Resource): readonly Connection[] {
  const of = (name: string, manual: boolean): readonly Connection[] =>
    listOf(readProperty(resource.body, 'properties', name)).items.map((connection) => ({ connection, manual }))
  return [...of('privateLinkServiceConnections', false), ...of('manualPrivateLinkServiceConnections', true)]
}

const groupIds: Readonly<Record<Vault['service'], string>> = { vault: 'vault', managedHSM: 'managedhsm' }

function readEndpoint(
  resource: Resource,
  { value, certain, doubts, when }: ListItem,
  manual: boolean,
  groups: ZoneGroups,
  deployment: Deployment,
  vaults: VaultRegistry,
): readonly PrivateEndpoint[] {
  const serviceId = readSetProperty(value, 'properties', 'privateLinkServiceId')
  const groupIdsValue = readSetProperty(value, 'properties', 'groupIds')
  const target = serviceId && readId(serviceId)
  const targetsVault = leadsToVault(target, groupIdsValue)
  if (targetsVault === false) return []
  const service = serviceOf(target, groupIdsValue)
  const doubt = [...(doubtsOf(resource).doubts ?? []), ...doubts]
  const read = (vault: Vault | undefined): PrivateEndpoint => ({
    ...subjectOf('privateEndpoint', resource, deployment),
    ...(doubt.length > 0 ? { doubts: doubt } : {}),
    ...(when === undefined ? {} : { when }),
    vault,
    targetsVault,
    manual,
    connectionPlace: value.origin.span,
    serviceId,
    groupIds: groupIdsValue,
    expectedGroup: groupIds[service],
    dnsZones: groups.own.flatMap(zonesOf),
    expectedZones: expectedZones(service),
    hasZoneGroup: groups.own
      .map((group) => deployedWith(resource, group))
      .reduce<Truth>(or, groups.others ? 'unknown' : false),
    deployed: bothDeployed(resource.deployed, truthOfCertain(certain)),
  })
  const owners = vaults.vaultsAt(target, resource)
  if (owners.length === 0) return [read(undefined)]
  return owners.map((vault) => {
    const endpoint = read(vault)
    vault.privateEndpoints.push(endpoint)
    return endpoint
  })
}

/** By the id of what it links to; where that is not known, by its group. */
export function leadsToVault(target: ResourceId | undefined, groups: Value | undefined): Truth {
  if (target && target.chain.length > 0) return vaultIdOf(target) !== undefined
  const { items, open } = listOf(groups)
  const names = items.map(({ value }) => knownText(value)?.toLowerCase())
  if (names.some((name) => name === groupIds.vault || name === groupIds.managedHSM)) return true
  return open || names.includes(undefined) || names.length === 0 ? 'unknown' : false
}

function serviceOf(target: ResourceId | undefined, groups: Value | undefined): Vault['service'] {
  const type = target?.chain[0]?.typeKey
  if (type !== undefined) return type.endsWith('managedhsms') ? 'managedHSM' : 'vault'
  const hsm = listOf(groups).items.some(({ value }) => knownText(value)?.toLowerCase() === groupIds.managedHSM)
  return hsm ? 'managedHSM' : 'vault'
}

/** Whether a group is there where its endpoint is: what neither is sure of is no doubt between them. */
function deployedWith({ conditionUnknowns }: Resource, group: Resource): Truth {
  if (group.deployed !== 'unknown') return group.deployed
  const known = new Set(conditionUnknowns.map(({ identity }) => identity))
  return group.conditionUnknowns.every(({ identity }) => known.has(identity)) ? true : 'unknown'
}

interface ZoneGroups {
  readonly own: readonly Resource[]
  /** Whether others may be its own as well. */
  readonly others: boolean
}

/**
 * The DNS zone groups of each endpoint, told by their ids.
 *
 * Of ids that nothing tells apart, those in the same call of a module belong together where it has one endpoint only.
 */
function zoneGroups(index: ResourceIndex, endpoints: readonly Resource[]): (endpoint: Resource) => ZoneGroups {
  const byKey = new Map<string, Resource[]>()
  const loose: Resource[] = []
  for (const group of index.ofType('microsoft.network/privateendpoints/privatednszonegroups')) {
    const id = readId(group.id)
    const endpoint = id && ancestorOf(id, 1)
    const key = endpoint && keyOfId(endpoint)
    if (key === undefined) loose.push(group)
    else byKey.set(key, [...(byKey.get(key) ?? []), group])
  }
  return (endpoint) => {
    const key = resourceKey(endpoint.id)
    if (key !== undefined) return { own: byKey.get(key) ?? [], others: false }
    const beside = (other: Resource): boolean =>
      other.program === endpoint.program && other.modulePath === endpoint.modulePath
    const groups = loose.filter(beside)
    const isOnly = endpoints.filter((other) => resourceKey(other.id) === undefined && beside(other)).length === 1
    return isOnly ? { own: groups, others: false } : { own: [], others: groups.length > 0 }
  }
}

/** Names of the zones that a group names; of an id that is not known, the id. */
function zonesOf(group: Resource): readonly Value[] {
  const { items, open } = listOf(readProperty(group.body, 'properties', 'privateDnsZoneConfigs'))
  const zones = items.flatMap(({ value }) => {
    const id = readSetProperty(value, 'properties', 'privateDnsZoneId')
    return id ? [zoneOf(id)] : []
  })
  return open ? [...zones, open] : zones
}

function zoneOf(id: Value): Value {
  if (id.kind === 'choice')
    return choiceOf(
      id.alternatives.map((alternative) => ({ ...alternative, value: zoneOf(alternative.value) })),
      id.origin,
    )
  const name = parseResourceId(id)?.chain.at(-1)?.names.at(-1)
  return name ? inEachCloud(inherit(name, id.origin)) : id
}

/** A name that ends in the suffix of the cloud's vaults, in each of the clouds. */
function inEachCloud(name: Value): Value {
  const [before, suffix, ...more] = name.kind === 'text' ? name.parts : []
  // What a function makes of the suffix has its cause, and another identity.
  const isSuffix =
    typeof suffix === 'object' &&
    suffix.cause.kind === 'context' &&
    /\.keyvaultDns$/i.test(suffix.cause.name) &&
    suffix.identity.startsWith(`${suffix.cause.name} of `)
  if (typeof before !== 'string' || !isSuffix || more.length > 0) return name
  const clouds = factsOf('endpoints').clouds.filter(({ retired }) => !retired)
  const alternatives = clouds.map(({ cloud, vaultSuffix }) => ({
    when: `the cloud is ${cloud}`,
    unknowns: [suffix],
    assumes: [{ condition: suffix.identity, outcome: vaultSuffix }],
    value: literal(`${before}.${vaultSuffix}`, name.origin),
  }))
  return choiceOf(alternatives, name.origin)
}

/** Zones of the clouds that are still there. */
function expectedZones(service: Vault['service']): readonly string[] {
  return factsOf('endpoints').clouds.flatMap(
    ({ vaultZone, managedHsmZone }) => (service === 'vault' ? vaultZone : managedHsmZone) ?? [],
  )
}
