import type { DeploymentScope } from '../language/program.js'
import { resourceIdIn } from './id-functions.js'
import { joinText } from './join.js'
import { placeOf, tenantPlace } from './place.js'
import type { Place } from './place.js'
import { parseResourceId, splitName } from './resource-id.js'
import type { IdScope } from './resource-id.js'
import { choiceOf, firstUnknown, identityOf, literal, unknown } from './value.js'
import type { Origin, UnknownValue, Value } from './value.js'

/** What a resource is called and where it lies. */
export interface Naming {
  /** Full type; empty where it cannot be told. */
  readonly type: string
  readonly names: readonly Value[]
  readonly id: Value
  readonly scope: Value
  readonly scopeKind: DeploymentScope | 'resource'
}

export interface Scoped {
  readonly scope: Value
  readonly scopeKind: DeploymentScope | 'resource'
}

/** The parts of a name for each of `count` segments of a type. */
export function namesOf(name: Value, count: number): readonly Value[] {
  const split = splitName(name, count)
  if (split) return split
  const positions = Array.from({ length: count }, (_, at) => at)
  if (name.kind === 'choice') {
    const each = name.alternatives.map((one) => namesOf(one.value, count))
    return positions.map((at) =>
      choiceOf(
        name.alternatives.map((one, which) => ({ ...one, value: each[which]?.[at] ?? one.value })),
        name.origin,
      ),
    )
  }
  const { cause } = name.kind === 'literal' ? misnamed(name, count) : firstUnknown([name])
  return positions.map((at) => unknown(cause, () => `${identityOf(name)}/${at}`, name.origin, { type: 'string' }))
}

function misnamed(name: Value, count: number): UnknownValue {
  const message = `This type of resource has a name of ${count} segments.`
  return unknown({ kind: 'invalid', message }, () => identityOf(name), name.origin)
}

/**
 * Names a resource of a type (namespace and segments) in a scope.
 *
 * `vaults/providers/roleAssignments` with `kv/Microsoft.Authorization/x` is a role assignment that extends the vault.
 */
export function nameResource(type: string, names: readonly Value[], within: Scoped, origin: Origin): Naming {
  const segments = type.split('/')
  const at = segments.findIndex((segment, index) => index > 0 && segment.toLowerCase() === 'providers')
  const namespace = names[at - 1]
  if (at > 0 && namespace) {
    const extended = at === 1 ? within.scope : resourceIdIn(within.scope, segments.slice(0, at), names, origin)
    const words = namespace.kind === 'literal' ? String(namespace.value) : undefined
    if (words === undefined) return { type: '', names, id: extended, scope: extended, scopeKind: 'resource' }
    const inner = [words, ...segments.slice(at + 1)].join('/')
    const scopeKind = at === 1 ? within.scopeKind : 'resource'
    return nameResource(inner, names.slice(at), { scope: extended, scopeKind }, origin)
  }
  const special = atFixedPlace(type.toLowerCase(), names, within, origin)
  const { scope, scopeKind } = special ?? within
  return { type, names, id: special?.id ?? resourceIdIn(scope, segments, names, origin), scope, scopeKind }
}

const fixedTypes: ReadonlySet<string> = new Set([
  'microsoft.resources/resourcegroups',
  'microsoft.resources/subscriptions',
  'microsoft.management/managementgroups',
])

/** Whether ids of a type do not follow from where it is deployed. */
export function isAtFixedPlace(typeKey: string): boolean {
  return fixedTypes.has(typeKey)
}

/** Ids and scopes of the types of {@link isAtFixedPlace}. */
function atFixedPlace(
  typeKey: string,
  [name]: readonly Value[],
  within: Scoped,
  origin: Origin,
): (Scoped & { readonly id: Value }) | undefined {
  if (!name) return undefined
  if (typeKey === 'microsoft.resources/resourcegroups')
    return { ...within, id: joinText([within.scope, '/resourceGroups/', name], origin) }
  if (typeKey === 'microsoft.resources/subscriptions')
    return { ...tenant(origin), id: joinText(['/subscriptions/', name], origin) }
  if (typeKey !== 'microsoft.management/managementgroups') return undefined
  return { ...tenant(origin), id: joinText(['/providers/Microsoft.Management/managementGroups/', name], origin) }
}

function tenant(origin: Origin): Scoped {
  return { scope: literal('/', origin), scopeKind: 'tenant' }
}

/**
 * What a written `scope` means in a place: an id, one relative to the place, or an object that has an `id`.
 *
 * Where the kind of it cannot be told, it is taken for a resource, as `scope` is written for extension resources.
 */
export function scopeOf(written: Value, place: Place, origin: Origin): Scoped {
  const value = written.kind === 'object' ? (written.entries.get('id')?.value ?? written) : written
  const named = placeOf(written)
  if (named) return { scope: value, scopeKind: named.kind }
  if (value.kind === 'choice') {
    const each = value.alternatives.map((one) => ({ one, scoped: scopeOf(one.value, place, origin) }))
    const kinds = new Set(each.map(({ scoped }) => scoped.scopeKind))
    const [scopeKind = 'resource'] = kinds
    const scope = choiceOf(
      each.map(({ one, scoped }) => ({ ...one, value: scoped.scope })),
      value.origin,
    )
    return { scope, scopeKind: kinds.size === 1 ? scopeKind : 'resource' }
  }
  const id = parseResourceId(value)
  if (!id) return { scope: value, scopeKind: 'resource' }
  const [first] = id.chain
  if (id.scope.kind === 'relative') {
    const group = first?.typeKey === 'microsoft.management/managementgroups' && id.chain.length === 1
    if (group) return { scope: joinText(['/providers/', value], value.origin), scopeKind: 'managementGroup' }
    const base = place.kind === 'tenant' ? '' : place.id
    return { scope: joinText([base, '/providers/', value], value.origin), scopeKind: 'resource' }
  }
  const scopeKind = first || id.scope.kind === 'unknown' ? 'resource' : id.scope.kind
  return { scope: value, scopeKind }
}

/** The place that is named by an id; where that cannot be told, one of the given kind. */
export function placeAt(written: Value, expected: DeploymentScope, from: Place, origin: Origin): Place {
  const { scope: id, scopeKind } = scopeOf(written, from, origin)
  const named = placeOf(written)
  if (named) return { ...named, id }
  const { tenantId } = from
  const kind = scopeKind === 'resource' ? expected : scopeKind
  const part = (name: PlacePart) => placePart(id, name, origin)
  if (kind === 'tenant') return tenantPlace(tenantId, origin)
  if (kind === 'managementGroup') return { kind, id, tenantId, managementGroup: part('managementGroup') }
  if (kind === 'subscription') return { kind, id, tenantId, subscriptionId: part('subscriptionId') }
  return { kind, id, tenantId, subscriptionId: part('subscriptionId'), resourceGroup: part('resourceGroup') }
}

type PlacePart = 'managementGroup' | 'subscriptionId' | 'resourceGroup'

function placePart(id: Value, name: PlacePart, origin: Origin): Value {
  if (id.kind === 'choice')
    return choiceOf(
      id.alternatives.map((one) => ({ ...one, value: placePart(one.value, name, origin) })),
      id.origin,
    )
  const scope = parseResourceId(id)?.scope
  const known = scope && knownPart(scope, name)
  if (known) return known
  const { cause } = id.kind === 'literal' ? notAScope(id) : firstUnknown([id])
  return unknown(cause, () => `${name} of ${identityOf(id)}`, origin, { type: 'string' })
}

function knownPart(scope: IdScope, name: PlacePart): Value | undefined {
  if (name === 'managementGroup') return scope.kind === 'managementGroup' ? scope.managementGroup : undefined
  if (name === 'resourceGroup') return scope.kind === 'resourceGroup' ? scope.resourceGroup : undefined
  return scope.kind === 'subscription' || scope.kind === 'resourceGroup' ? scope.subscriptionId : undefined
}

function notAScope(id: Value): UnknownValue {
  const message = 'This names no scope that can be deployed to.'
  return unknown({ kind: 'invalid', message }, () => identityOf(id), id.origin)
}
