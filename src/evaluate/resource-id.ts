import { and } from './logic.js'
import { equalParts, sameIdentity } from './parts.js'
import type { Part } from './parts.js'
import { identityOf, textOf } from './value.js'
import type { Truth, UnknownValue, Value } from './value.js'

/** A resource id taken apart: where it lies, and the chain of resources, extended ones first; a bare scope has none. */
export interface ResourceId {
  readonly scope: IdScope
  readonly chain: readonly IdPart[]
}

export type IdScope =
  | { readonly kind: 'tenant' }
  | { readonly kind: 'managementGroup'; readonly managementGroup: Value }
  | { readonly kind: 'subscription'; readonly subscriptionId: Value }
  | { readonly kind: 'resourceGroup'; readonly subscriptionId: Value; readonly resourceGroup: Value }
  /** `Microsoft.KeyVault/vaults/x`: in whatever scope it is used. */
  | { readonly kind: 'relative' }
  /** Begins with something unknown, which may name any scope or resource. */
  | { readonly kind: 'unknown'; readonly base: UnknownValue }

export interface IdPart {
  /** As written, the provider's namespace included: `Microsoft.KeyVault/vaults/secrets`. */
  readonly type: string
  /** `type` in lower case. */
  readonly typeKey: string
  /** One for each segment of the type after the namespace. */
  readonly names: readonly Value[]
}

/** What stands between two slashes. An unknown part is taken to hold no slash, as no name that Azure accepts does. */
type Segment = readonly Part[]

/**
 * The names between the slashes of a name of several segments, such as `vault/secret`; undefined where it has another
 * number of them.
 */
export function splitName(value: Value, count: number): readonly Value[] | undefined {
  if (count === 1) return [value]
  if (value.kind !== 'text' && value.kind !== 'literal') return undefined
  const segments = splitSegments(piecesOf(value))
  if (segments.length !== count) return undefined
  return segments.map((segment) => textOf(segment, value.origin, value.secret))
}

/** Takes a known or partly known string apart; undefined when it is no resource id (relative ones and scopes included). */
export function parseResourceId(value: Value): ResourceId | undefined {
  if (value.kind !== 'text' && (value.kind !== 'literal' || typeof value.value !== 'string')) return undefined
  if (value.kind === 'literal' && value.value === '') return undefined
  const segments = splitSegments(piecesOf(value))
  const words = segments.map((segment) =>
    segment.length === 1 && typeof segment[0] === 'string' ? segment[0] : undefined,
  )
  const word = (at: number) => words[at]?.toLowerCase()
  const valueAt = (at: number) => textOf(segments[at] ?? [], value.origin, value.secret)
  const start = startOf(segments, word, valueAt)
  if (!start) return undefined
  const chain: IdPart[] = []
  let { at } = start
  while (at < segments.length) {
    const relative = start.scope.kind === 'relative' && chain.length === 0
    if (!relative && word(at) !== 'providers') return undefined
    const from = relative ? at : at + 1
    const namespace = words[from]
    if (!namespace) return undefined
    const types: string[] = []
    const names: Value[] = []
    for (at = from + 1; at < segments.length && word(at) !== 'providers'; at += 2) {
      const type = words[at]
      if (!type || !segments[at + 1]?.length) return undefined
      types.push(type)
      names.push(valueAt(at + 1))
    }
    if (types.length === 0) return undefined
    const type = [namespace, ...types].join('/')
    chain.push({ type, typeKey: type.toLowerCase(), names })
  }
  return { scope: start.scope, chain }
}

/** The scope that an id begins with, and where its resources begin. */
function startOf(
  segments: readonly Segment[],
  word: (at: number) => string | undefined,
  valueAt: (at: number) => Value,
): { readonly scope: IdScope; readonly at: number } | undefined {
  const [first, second] = segments
  if (!first) return undefined
  if (first.length > 0) {
    const [base] = first
    if (first.length === 1 && typeof base === 'object')
      return second ? { scope: { kind: 'unknown', base }, at: 1 } : undefined
    return word(0)?.includes('.') ? { scope: { kind: 'relative' }, at: 0 } : undefined
  }
  if (!second) return { scope: { kind: 'tenant' }, at: 1 }
  if (word(1) === 'subscriptions' && segments[2]?.length) {
    const subscriptionId = valueAt(2)
    if (word(3) !== 'resourcegroups') return { scope: { kind: 'subscription', subscriptionId }, at: 3 }
    if (!segments[4]?.length) return undefined
    return { scope: { kind: 'resourceGroup', subscriptionId, resourceGroup: valueAt(4) }, at: 5 }
  }
  const group = word(1) === 'providers' && word(2) === 'microsoft.management' && word(3) === 'managementgroups'
  if (group && segments[4]?.length && (segments.length === 5 || word(5) === 'providers'))
    return { scope: { kind: 'managementGroup', managementGroup: valueAt(4) }, at: 5 }
  return { scope: { kind: 'tenant' }, at: 1 }
}

/** A slash at the end counts for nothing. */
function splitSegments(parts: readonly Part[]): readonly Segment[] {
  const segments: Part[][] = [[]]
  for (const part of parts) {
    if (typeof part !== 'string') segments.at(-1)?.push(part)
    else {
      const [head = '', ...tail] = part.split('/')
      if (head !== '') segments.at(-1)?.push(head)
      for (const piece of tail) segments.push(piece === '' ? [] : [piece])
    }
  }
  if (segments.length > 1 && segments.at(-1)?.length === 0) segments.pop()
  return segments
}

/** Whether two ids name the same resource, in any of the forms that people write; `unknown` where that cannot be told. */
export function sameResource(a: Value, b: Value): Truth {
  if (a.kind === 'choice') return agreed(a.alternatives.map(({ value }) => sameResource(value, b)))
  if (b.kind === 'choice') return sameResource(b, a)
  const parsedA = parseResourceId(a)
  const parsedB = parseResourceId(b)
  if (!parsedA || !parsedB) return sameText(a, b)
  return sameParsed(parsedA, parsedB)
}

/** Whether a name, or any other single segment, is the same without case. */
export function sameText(a: Value, b: Value): Truth {
  if (a.kind === 'choice') return agreed(a.alternatives.map(({ value }) => sameText(value, b)))
  if (b.kind === 'choice') return sameText(b, a)
  if (a.kind === 'object' || a.kind === 'array' || b.kind === 'object' || b.kind === 'array') return false
  return equalParts(piecesOf(a), piecesOf(b), true)
}

/**
 * What an id or name is known by: ids that Azure takes for the same have the same key, whatever form they are written in.
 *
 * Lower case; unknown parts by their identity. A key that contains `[*]` is that of one of several, equal to nothing.
 */
export function idKey(value: Value): string {
  if (value.kind === 'literal') return String(value.value).toLowerCase()
  if (value.kind === 'text')
    return value.parts.map((part) => (typeof part === 'string' ? part.toLowerCase() : hole(part))).join('')
  return value.kind === 'unknown' ? hole(value) : identityOf(value)
}

/** The identity of the object id that Azure gives to a resource's managed identity, or to a user-assigned one. */
export function principalIdentity(id: Value): string {
  return `principalId of ${idKey(id)}`
}

function hole(value: UnknownValue): string {
  return `{${value.identity}}`
}

function sameParsed(a: ResourceId, b: ResourceId): Truth {
  const length = Math.min(a.chain.length, b.chain.length)
  let same: Truth = true
  for (let fromEnd = 1; fromEnd <= length; fromEnd++) {
    const partA = a.chain.at(-fromEnd)
    const partB = b.chain.at(-fromEnd)
    if (partA && partB) same = and(same, samePart(partA, partB))
  }
  if (same === false) return false
  if (a.chain.length !== b.chain.length) {
    const { scope } = a.chain.length < b.chain.length ? a : b
    return scope.kind === 'unknown' || scope.kind === 'relative' ? 'unknown' : false
  }
  return and(same, sameScope(a.scope, b.scope))
}

function samePart(a: IdPart, b: IdPart): Truth {
  if (a.typeKey !== b.typeKey) return false
  return a.names.map((name, at) => sameText(name, b.names[at] ?? name)).reduce(and, true)
}

function sameScope(a: IdScope, b: IdScope): Truth {
  if (a.kind === 'unknown' && b.kind === 'unknown')
    return sameIdentity(a.base.identity, b.base.identity) ? true : 'unknown'
  if (a.kind === 'unknown' || b.kind === 'unknown') return 'unknown'
  if (a.kind === 'relative' || b.kind === 'relative') return 'unknown'
  if (a.kind === 'managementGroup' && b.kind === a.kind) return sameText(a.managementGroup, b.managementGroup)
  if (a.kind === 'subscription' && b.kind === a.kind) return sameText(a.subscriptionId, b.subscriptionId)
  if (a.kind !== 'resourceGroup' || b.kind !== 'resourceGroup') return a.kind === b.kind
  return and(sameText(a.subscriptionId, b.subscriptionId), sameText(a.resourceGroup, b.resourceGroup))
}

function piecesOf(value: Value): readonly Part[] {
  if (value.kind === 'text') return value.parts
  if (value.kind === 'unknown') return [value]
  return value.kind === 'literal' && value.value !== null ? [String(value.value)] : []
}

function agreed(truths: readonly Truth[]): Truth {
  const [first] = truths
  return first !== undefined && truths.every((truth) => truth === first) ? first : 'unknown'
}
