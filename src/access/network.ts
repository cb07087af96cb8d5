import { or } from '../evaluate/logic.js'
import { parseResourceId, sameText } from '../evaluate/resource-id.js'
import type { Resource } from '../evaluate/resource.js'
import type { Truth, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import type { Network, NetworkSubnet } from './model.js'
import { derived, knownText, listOf, mapLiterals, readProperty, readSetProperty } from './read.js'
import { ancestorOf, keyOfId, resourceKey } from './resource-key.js'
import type { ResourceIndex } from './resource-index.js'

/** The network side of a vault or managed HSM, from its `properties`; `place` is where a missing property belongs. */
export function readNetwork(properties: Value | undefined, place: Span, index: ResourceIndex): Network {
  // A null that is written decides nothing, but it has a place, and a reason where it is one of several.
  const written = readProperty(properties, 'publicNetworkAccess')
  const networkAcls = readProperty(properties, 'networkAcls')
  const virtualNetworkRules = readSetProperty(networkAcls, 'virtualNetworkRules')
  return {
    publicNetworkAccess: publicAccess(written, place),
    publicNetworkAccessWritten: written,
    networkAcls,
    networkAclsPlace: networkAcls && keyPlace(properties, 'networkAcls', networkAcls),
    defaultAction: isNull(networkAcls) ? networkAcls : readProperty(networkAcls, 'defaultAction'),
    bypass: readSetProperty(networkAcls, 'bypass'),
    ipRules: readSetProperty(networkAcls, 'ipRules'),
    virtualNetworkRules,
    subnets: listOf(virtualNetworkRules).items.flatMap(({ value }) => readSubnet(value, index)),
  }
}

const spellings = new Map([
  ['enabled', 'enabled'],
  ['disabled', 'disabled'],
  ['securedbyperimeter', 'securedByPerimeter'],
  ['', 'enabled'],
])

/** Free text in Azure's schema, compared without case; absent, null and empty are enabled. */
export function publicAccess(written: Value | undefined, place: Span): Value {
  if (!written) return derived('enabled', place)
  return mapLiterals(written, 'publicNetworkAccess', (literal) => {
    const text = literal.value === null ? '' : String(literal.value)
    return { ...literal, value: spellings.get(text.toLowerCase()) ?? text }
  })
}

function isNull(value: Value | undefined): boolean {
  return value?.kind === 'literal' && value.value === null
}

/** The key of a property where the object that holds it is known, else the value's place. */
function keyPlace(properties: Value | undefined, name: string, value: Value): Span {
  const entry = properties?.kind === 'object' ? properties.entries.get(name.toLowerCase()) : undefined
  return entry?.keySpan ?? value.origin.span
}

function readSubnet(rule: Value, index: ResourceIndex): readonly NetworkSubnet[] {
  const id = readSetProperty(rule, 'id')
  if (!id) return []
  const { resource, hasEndpoint } = findSubnet(id, index)
  return [
    { id, ignoreMissingEndpoint: readSetProperty(rule, 'ignoreMissingVnetServiceEndpoint'), resource, hasEndpoint },
  ]
}

interface FoundSubnet {
  readonly resource: Resource | undefined
  readonly hasEndpoint: Truth
}

/** A subnet is a resource of its own, or stands in its virtual network. */
function findSubnet(id: Value, index: ResourceIndex): FoundSubnet {
  const own = declared(resourceKey(id), index)
  const parsed = parseResourceId(id)
  const network = parsed && ancestorOf(parsed, 1)
  const holder = declared(network && keyOfId(network), index)
  const name = parsed?.chain.at(-1)?.names[1]
  let hasEndpoint: Truth = false
  for (const resource of own) hasEndpoint = or(hasEndpoint, offersKeyVault(readProperty(resource.body, 'properties')))
  const inline = name ? holder.map((resource) => inlineSubnet(resource, name)) : []
  for (const truth of inline) if (truth !== undefined) hasEndpoint = or(hasEndpoint, truth)
  const resource = own[0] ?? (inline.some((truth) => truth !== undefined) ? holder[0] : undefined)
  return { resource, hasEndpoint: resource ? hasEndpoint : 'unknown' }
}

function declared(key: string | undefined, index: ResourceIndex): readonly Resource[] {
  return key === undefined ? [] : index.byKey(key).filter(({ existing }) => !existing)
}

/** Undefined when the network has no such subnet; unknown when its list is. */
function inlineSubnet(network: Resource, name: Value): Truth | undefined {
  const { items, open } = listOf(readProperty(network.body, 'properties', 'subnets'))
  const truths = items.flatMap(({ value }): Truth[] => {
    const own = readProperty(value, 'name')
    const same = own ? sameText(own, name) : false
    if (same === false) return []
    return same === true ? [offersKeyVault(readProperty(value, 'properties'))] : ['unknown']
  })
  if (truths.length === 0) return open ? 'unknown' : undefined
  return truths.reduce(or)
}

function offersKeyVault(properties: Value | undefined): Truth {
  const { items, open } = listOf(readProperty(properties, 'serviceEndpoints'))
  let offers: Truth = open ? 'unknown' : false
  for (const { value, certain } of items) {
    const service = readProperty(value, 'service')
    const name = knownText(service)?.toLowerCase()
    if (name === 'microsoft.keyvault') offers = or(offers, certain ? true : 'unknown')
    else if (name === undefined && service?.kind !== 'literal') offers = or(offers, 'unknown')
  }
  return offers
}
