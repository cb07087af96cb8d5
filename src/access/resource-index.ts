import type { Resource } from '../evaluate/resource.js'
import { idKey, principalIdentity } from '../evaluate/resource-id.js'
import { literal, originAt, unknown } from '../evaluate/value.js'
import type { UnknownValue, Value } from '../evaluate/value.js'
import { lazily } from './facts.js'
import { askedOfGraph, graphTypeOf } from './identifiers.js'
import { listOf, readProperty } from './read.js'
import { resourceKey, typeOfKey } from './resource-key.js'
import { isSought } from './sought.js'

/** The resources of one deployment, found by type, by id and by the identities that they have. */
export interface ResourceIndex {
  readonly ofType: (...typeKeys: readonly string[]) => readonly Resource[]
  /** Declarations come before references to the same resource. */
  readonly byKey: (key: string) => readonly Resource[]
  /** The resource whose managed identity an object id belongs to, or the directory object that has it. */
  readonly byPrincipal: (objectId: Value) => Resource | undefined
  /** The directory's application whose `appId` a value is. */
  readonly applicationOf: (appId: Value) => Resource | undefined
  /** Resources that act with a user-assigned identity, by the identity's key. */
  readonly actingAs: (key: string) => readonly Resource[]
}

/** What `sought` has of the types that access is read from; `all` is asked only for others. */
export function indexResources(sought: readonly Resource[], all: () => readonly Resource[]): ResourceIndex {
  const own = byType(sought)
  const everything = lazily(() => byType(all()))
  const ownKeys = lazily(() => byResourceKey(sought))
  const allKeys = lazily(() => byResourceKey(all()))
  const byKey = (key: string): readonly Resource[] =>
    ownKeys().get(key) ?? (isSought(typeOfKey(key)) ? [] : (allKeys().get(key) ?? []))
  const principals = new Map<string, ReadonlyMap<string, Resource>>()
  const principalOf = (identity: string): Resource | undefined => {
    for (const [typeKey, ofType] of everything()) {
      if (!mayBelongTo(identity, typeKey)) continue
      const byIdentity = principals.get(typeKey) ?? byIdentityOf(ofType)
      principals.set(typeKey, byIdentity)
      const found = byIdentity.get(identity)
      if (found) return found
    }
    return undefined
  }
  const users = lazily(() => usersOfIdentities(all()))
  const directory = lazily(() => {
    const objects = sought.filter(({ typeKey }) => typeKey.startsWith('microsoft.graph/'))
    return new Map(objects.map((object) => [idKey(object.id), object]))
  })
  return {
    ofType: (...typeKeys) => typeKeys.flatMap((typeKey) => (isSought(typeKey) ? own : everything()).get(typeKey) ?? []),
    byKey,
    byPrincipal: (objectId) => {
      if (objectId.kind === 'unknown') {
        const asked = graphTypeOf(objectId) === undefined ? undefined : askedOfGraph(objectId)
        if (asked) return directory().get(asked.key)
        return isPrincipalOfResource(objectId) ? principalOf(objectId.identity) : undefined
      }
      const key = graphTypeOf(objectId) === undefined ? undefined : resourceKey(objectId)
      return key === undefined ? undefined : byKey(key)[0]
    },
    applicationOf: (appId) => {
      const asked = appId.kind === 'unknown' ? askedOfGraph(appId) : undefined
      return asked?.type === 'applications' && asked.property === 'appid' ? directory().get(asked.key) : undefined
    },
    actingAs: (key) => users().get(key) ?? [],
  }
}

function byType(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const types = new Map<string, Resource[]>()
  for (const resource of resources) push(types, resource.typeKey, resource)
  return types
}

function byResourceKey(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>()
  for (const resource of [...resources].sort((a, b) => Number(a.existing) - Number(b.existing))) {
    const key = resourceKey(resource.id)
    if (key !== undefined) push(found, key, resource)
  }
  return found
}

/** Whether an identity can be that of a resource of a type: it holds the resource's id, unless it is shortened. */
function mayBelongTo(identity: string, typeKey: string): boolean {
  if (!identity.includes('/providers/')) return true
  const [namespace, type] = typeKey.split('/')
  return identity.includes(`/providers/${namespace}/${type}/`)
}

/** Declarations go before references to the same resource. */
function byIdentityOf(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>()
  for (const resource of resources) {
    const identity = identityFor(resource.id)
    const known = found.get(identity)
    if (!known || (known.existing && !resource.existing)) found.set(identity, resource)
  }
  return found
}

/** What evaluation says of an identity's object id; of others the names of all resources need not be worked out. */
function isPrincipalOfResource({ cause }: UnknownValue): boolean {
  return cause.kind === 'runtime' && cause.name.endsWith('principalId')
}

/** As evaluation calls it, which shortens long ones. */
function identityFor(id: Value): string {
  return unknown({ kind: 'runtime', name: 'principalId' }, principalIdentity(id), id.origin).identity
}

function usersOfIdentities(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>()
  for (const resource of resources) {
    if (resource.existing) continue
    for (const id of assignedIdentities(resource)) {
      const key = resourceKey(id)
      if (key !== undefined) push(found, key, resource)
    }
  }
  return found
}

/** Ids of the user-assigned identities that a resource has. */
function assignedIdentities(resource: Resource): readonly Value[] {
  const assigned = readProperty(resource.body, 'identity', 'userAssignedIdentities')
  if (assigned?.kind !== 'object') return listOf(assigned).items.map(({ value }) => value)
  const written = [...assigned.entries.values()].map(({ key, keySpan }) => literal(key, originAt(keySpan)))
  return [...written, ...(assigned.unnamed ?? []).map(({ name }) => name)]
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
