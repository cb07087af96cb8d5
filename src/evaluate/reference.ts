import type { Span } from '../source/span.js'
import type { Need } from './circles.js'
import type { Environment } from './environment.js'
import type { ResourceInstance } from './instance.js'
import { joinText } from './join.js'
import { itemOf } from './member.js'
import { idKey, parseResourceId } from './resource-id.js'
import { deploymentValue, elsewhereValue, symbolValue } from './runtime.js'
import type { CalledModule } from './runtime.js'
import { arrayOf, callIdentity, choiceOf, originAt, unknown, withUse } from './value.js'
import type { ObjectValue, UnknownValue, Value } from './value.js'

/** Where `reference()` looks for what it names: a program at one call, then the ones that call it. */
export interface Searched {
  readonly upper: { readonly finder: ReferenceFinder } | undefined
  /** What a symbol declares; undefined where none does. */
  readonly named: (
    name: string,
    owner: Need | undefined,
  ) => { readonly looped: boolean; readonly all: readonly Found[] } | undefined
  readonly everything: () => Iterable<Found>
}

/** `position` is the number of the round of its loop, -1 for those that cannot be counted. */
export type Found =
  | { readonly kind: 'resource'; readonly instance: ResourceInstance; readonly position: number }
  | { readonly kind: 'module'; readonly call: CalledModule; readonly position: number }

interface Index {
  readonly byId: ReadonlyMap<string, Found>
  /** By whole name, as long as only one resource has it. */
  readonly byName: ReadonlyMap<string, Found | undefined>
}

/** Answers `reference()` with what is written for the resources of the run, and with unknowns for others. */
export class ReferenceFinder {
  readonly #searched: Searched
  #index: Index | 'making' | undefined

  constructor(searched: Searched) {
    this.#searched = searched
  }

  /** The whole resource, or what stands in its `properties`; a loop's symbol gives an array of them. */
  reference(target: Value, whole: boolean, span: Span, from: Environment): Value {
    const origin = originAt(span)
    if (target.kind === 'choice')
      return choiceOf(
        target.alternatives.map((one) => ({ ...one, value: this.reference(one.value, whole, span, from) })),
        origin,
      )
    const found = this.#bySymbol(target, whole, from) ?? this.#byKey(idKey(target), whole, from)
    if (found) return withUse(found, span)
    const last = parseResourceId(target)?.chain.at(-1)
    if (last) return part(elsewhereValue(target, last.typeKey, origin), whole)
    return unknown({ kind: 'runtime', name: 'reference' }, () => callIdentity('reference', [target]), origin)
  }

  /** `symbol`, or `symbol[3]` of a loop, its number perhaps unknown. */
  #bySymbol(target: Value, whole: boolean, from: Environment): Value | undefined {
    const { name, index } = symbolIn(target)
    const named = this.#searched.named(name, from.owner)
    if (!named) return undefined
    const position = typeof index === 'number' ? index : undefined
    if (named.looped && position === undefined) {
      const values = named.all.filter(({ position }) => position >= 0).map((found) => answer(found, whole, from))
      const rest = named.all.find(({ position }) => position < 0)
      const all = arrayOf(values, target.origin, rest && answer(rest, whole, from))
      if (typeof index !== 'object') return all
      const item = itemOf(all, index)
      return item.kind === 'value' ? item.value : undefined
    }
    const found = named.all.find((one) => position === undefined || one.position === position)
    return found && answer(found, whole, from)
  }

  #byKey(key: string, whole: boolean, from: Environment): Value | undefined {
    if (key.includes('[*]')) return undefined
    const index = this.#indexed()
    const found = index?.byId.get(key) ?? index?.byName.get(key)
    if (found) return answer(found, whole, from)
    const { upper } = this.#searched
    return upper ? upper.finder.#byKey(key, whole, from) : undefined
  }

  /** Undefined while it is being made: then a name itself asks for a reference. */
  #indexed(): Index | undefined {
    if (this.#index === 'making') return undefined
    if (this.#index) return this.#index
    this.#index = 'making'
    const byId = new Map<string, Found>()
    const byName = new Map<string, Found | undefined>()
    const perhaps = new Map<string, Found | undefined>()
    for (const found of this.#searched.everything()) {
      const id = found.kind === 'resource' ? found.instance.id : found.call.id(undefined)
      const key = idKey(id)
      if (!byId.has(key)) byId.set(key, found)
      if (id.kind === 'choice')
        for (const { value } of id.alternatives)
          perhaps.set(idKey(value), perhaps.has(idKey(value)) ? undefined : found)
      const name = idKey(found.kind === 'resource' ? fullName(found.instance.names) : found.call.name(undefined))
      byName.set(name, byName.has(name) ? undefined : found)
    }
    // What refers to one alternative of an id does so under the same condition.
    for (const [key, found] of perhaps) if (found && !byId.has(key)) byId.set(key, found)
    this.#index = { byId, byName }
    return this.#index
  }
}

function symbolIn(target: Value): { readonly name: string; readonly index?: number | UnknownValue } {
  if (target.kind === 'text') {
    const [before, index, after, ...more] = target.parts
    const name = typeof before === 'string' ? /^([^[\]/]+)\[$/.exec(before)?.[1] : undefined
    const isIndexed = name !== undefined && typeof index === 'object' && after === ']' && more.length === 0
    return isIndexed ? { name, index } : { name: '' }
  }
  const text = target.kind === 'literal' ? String(target.value) : ''
  const [, name = '', index] = /^([^[\]/]+)(?:\[(\d+)\])?$/.exec(text) ?? []
  return index === undefined ? { name } : { name, index: Number(index) }
}

function fullName(names: readonly Value[]): Value {
  const [first, ...others] = names
  const origin = first?.origin ?? originAt({ file: '', start: 0, end: 0 })
  return joinText([...(first ? [first] : []), ...others.flatMap((name) => ['/', name])], origin)
}

function answer(found: Found, whole: boolean, from: Environment): Value {
  if (found.kind === 'module') return deploymentValue(found.call, from, whole)
  return part(symbolValue(found.instance, from), whole)
}

function part(resource: ObjectValue, whole: boolean): Value {
  return whole ? resource : (resource.entries.get('properties')?.value ?? resource)
}
