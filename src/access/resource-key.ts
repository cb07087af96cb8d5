import { joinText } from '../evaluate/join.js'
import { idKey, parseResourceId } from '../evaluate/resource-id.js'
import type { IdPart, IdScope, ResourceId } from '../evaluate/resource-id.js'
import { choiceOf, identityOf } from '../evaluate/value.js'
import type { ChoiceValue, Origin, Value } from '../evaluate/value.js'
import type { GrantScope } from './model.js'

/** An id taken apart; one that is one of several of the same types has names that are one of several. */
export function readId(id: Value): ResourceId | undefined {
  if (id.kind !== 'choice') return parseResourceId(id)
  const [first, ...others] = id.alternatives.flatMap(({ value }) => parseResourceId(value) ?? [])
  if (!first || others.length + 1 < id.alternatives.length) return undefined
  const all = [first, ...others]
  const shape = shapeOf(first)
  if (!others.every((other) => shapeOf(other) === shape)) return undefined
  const oneOf = (part: (of: ResourceId) => Value | undefined): Value => mergeParts(id, all, part)
  const chain = first.chain.map(({ type, typeKey, names }, at) => ({
    type,
    typeKey,
    names: names.map((_, place) => oneOf((of) => of.chain[at]?.names[place])),
  }))
  return { scope: mergeScopes(first.scope, oneOf), chain }
}

/** What ids have in common whose names alone differ. */
function shapeOf({ scope, chain }: ResourceId): string {
  const base = scope.kind === 'unknown' ? scope.base.identity : ''
  return JSON.stringify([scope.kind, base, ...chain.map(({ typeKey }) => typeKey)])
}

function mergeScopes(scope: IdScope, oneOf: (part: (of: ResourceId) => Value | undefined) => Value): IdScope {
  const subscription = ({ scope: of }: ResourceId): Value | undefined =>
    of.kind === 'subscription' || of.kind === 'resourceGroup' ? of.subscriptionId : undefined
  const group = ({ scope: of }: ResourceId): Value | undefined =>
    of.kind === 'resourceGroup' ? of.resourceGroup : undefined
  const managed = ({ scope: of }: ResourceId): Value | undefined =>
    of.kind === 'managementGroup' ? of.managementGroup : undefined
  if (scope.kind === 'resourceGroup')
    return { kind: scope.kind, subscriptionId: oneOf(subscription), resourceGroup: oneOf(group) }
  if (scope.kind === 'subscription') return { kind: scope.kind, subscriptionId: oneOf(subscription) }
  if (scope.kind === 'managementGroup') return { kind: scope.kind, managementGroup: oneOf(managed) }
  return scope
}

/** One part of several ids, under the conditions that they hold under; where it is the same in all, that. */
function mergeParts(
  { alternatives, origin }: ChoiceValue,
  ids: readonly ResourceId[],
  part: (of: ResourceId) => Value | undefined,
): Value {
  const values = ids.flatMap((of) => part(of) ?? [])
  const [first] = values
  if (first && values.every((value) => identityOf(value) === identityOf(first))) return first
  return choiceOf(
    alternatives.flatMap((alternative, at) => (values[at] ? [{ ...alternative, value: values[at] }] : [])),
    origin,
  )
}

/**
 * What a resource or scope is known by within one deployment, whatever form its id is written in.
 *
 * Undefined for what cannot be taken apart, and for one of several that nothing tells apart (a loop over an unknown list).
 */
export function resourceKey(id: Value): string | undefined {
  const parsed = readId(id)
  return parsed && keyOfId(parsed)
}

/** The key of an id that is taken apart. */
export function keyOfId({ scope, chain }: ResourceId): string | undefined {
  const key = JSON.stringify([scopeParts(scope), ...chain.map(chainPart)])
  return key.includes('[*]') ? undefined : key
}

/** The type, in lower case, of what a key stands for; empty for a scope. */
export function typeOfKey(key: string): string {
  const [, ...chain] = JSON.parse(key) as readonly (readonly string[])[]
  return chain.at(-1)?.[0] ?? ''
}

function chainPart({ typeKey, names }: IdPart): readonly string[] {
  return [typeKey, ...names.map(idKey)]
}

function scopeParts(scope: IdScope): readonly string[] {
  if (scope.kind === 'managementGroup') return [scope.kind, idKey(scope.managementGroup)]
  if (scope.kind === 'subscription') return [scope.kind, idKey(scope.subscriptionId)]
  if (scope.kind === 'resourceGroup') return [scope.kind, idKey(scope.subscriptionId), idKey(scope.resourceGroup)]
  return scope.kind === 'unknown' ? [scope.kind, idKey(scope.base)] : [scope.kind]
}

/** The resource that an id names or lies in, up to `depth` names of its last type: a secret's vault with 1. */
export function ancestorOf(id: ResourceId, depth: number): ResourceId | undefined {
  const last = id.chain.at(-1)
  if (!last || last.names.length < depth) return undefined
  const type = last.type
    .split('/')
    .slice(0, depth + 1)
    .join('/')
  const part = { type, typeKey: type.toLowerCase(), names: last.names.slice(0, depth) }
  return { scope: id.scope, chain: [...id.chain.slice(0, -1), part] }
}

const services = ['microsoft.keyvault/vaults', 'microsoft.keyvault/managedhsms']

/** The vault or managed HSM that an id names or lies in; undefined for any other id. */
export function vaultIdOf(id: ResourceId): ResourceId | undefined {
  const vault = ancestorOf(id, 1)
  const type = vault?.chain.at(-1)?.typeKey
  return vault?.chain.length === 1 && type !== undefined && services.includes(type) ? vault : undefined
}

/** What a role is assigned on, told by its id; `other` for resources that are neither vaults nor in one. */
export function grantScopeOf({ scope, chain }: ResourceId): GrantScope {
  const last = chain.at(-1)
  if (!last) return scope.kind === 'relative' || scope.kind === 'unknown' ? 'other' : scope.kind
  if (chain.length > 1) return 'other'
  if (services.includes(last.typeKey)) return 'vault'
  return services.some((service) => last.typeKey.startsWith(`${service}/`)) ? 'object' : 'other'
}

/** Keys of the scopes around a resource: its resource group, subscription or management group. */
export function scopesAround({ scope }: ResourceId): readonly string[] {
  const found: ResourceId[] = []
  if (scope.kind === 'resourceGroup') {
    found.push({ scope, chain: [] })
    found.push({ scope: { kind: 'subscription', subscriptionId: scope.subscriptionId }, chain: [] })
  } else if (scope.kind === 'subscription' || scope.kind === 'managementGroup') found.push({ scope, chain: [] })
  return found.flatMap((id) => keyOfId(id) ?? [])
}

/** An id written out again, with the unknown parts that it has. */
export function idValueOf({ scope, chain }: ResourceId, origin: Origin): Value {
  const parts: (string | Value)[] = [...scopeText(scope)]
  for (const { type, names } of chain) {
    const [namespace = '', ...types] = type.split('/')
    parts.push(parts.length === 0 ? namespace : `/providers/${namespace}`)
    for (const [at, segment] of types.entries()) parts.push(`/${segment}/`, names[at] ?? '')
  }
  return joinText(parts, origin)
}

function scopeText(scope: IdScope): readonly (string | Value)[] {
  if (scope.kind === 'managementGroup')
    return ['/providers/Microsoft.Management/managementGroups/', scope.managementGroup]
  if (scope.kind === 'subscription') return ['/subscriptions/', scope.subscriptionId]
  if (scope.kind === 'resourceGroup')
    return ['/subscriptions/', scope.subscriptionId, '/resourceGroups/', scope.resourceGroup]
  if (scope.kind === 'unknown') return [scope.base]
  return scope.kind === 'tenant' ? [''] : []
}
