import type { ModuleDeclaration } from '../language/program.js'
import type { Need } from './circles.js'
import type { Environment } from './environment.js'
import type { ResourceInstance } from './instance.js'
import { markInstance } from './instance.js'
import { EntryNames, LazyEntries } from './lazy-entries.js'
import { idKey, principalIdentity } from './resource-id.js'
import { choiceOf, entryOf, literal, objectOf, objectWith, originAt, unknown } from './value.js'
import type { Entry, ObjectValue, Origin, UnknownDetails, UnknownValue, Value } from './value.js'

/** What a deployed resource answers: what is written for it, and unknown beyond that. */
export interface Deployed {
  readonly id: Value
  readonly typeKey: string
  readonly origin: Origin
  /** A top-level property as written; undefined where it is not. */
  readonly written: (name: string) => Value | undefined
}

const topLevel = ['location', 'tags', 'sku', 'kind', 'plan', 'zones', 'managedBy', 'extendedLocation'] as const
const deployedNames = ['properties', 'identity', ...topLevel]
const elsewhere = new EntryNames(deployedNames)
const unversioned = new EntryNames(['id', 'name', 'type', ...deployedNames])
const versioned = new EntryNames(['id', 'name', 'type', 'apiVersion', ...deployedNames])

/** The object that a resource's symbol stands for; names and properties are worked out on first use, for `from`. */
export function symbolValue(instance: ResourceInstance, { owner }: Environment): ObjectValue {
  const origin = originAt(instance.head)
  const deployed: Deployed = {
    get id() {
      return instance.naming(owner).id
    },
    get typeKey() {
      return instance.naming(owner).type.toLowerCase()
    },
    origin,
    written: (name) => instance.bodyFor(owner).entries.get(name.toLowerCase())?.value,
  }
  const { declaration } = instance
  const make = (key: string): Value => {
    if (key === 'id') return deployed.id
    if (key === 'name') return instance.writtenName(owner)
    if (key === 'type') return literal(instance.naming(owner).type, originAt(declaration.type.span))
    return (key === 'apiversion' ? instance.apiVersion : undefined) ?? deployedProperty(key, deployed)
  }
  const entries = new LazyEntries(declaration.apiVersion ? versioned : unversioned, origin.span, make)
  return markInstance(objectWith(entries, origin, atRuntime('', deployed)), instance)
}

/** The object that `reference(id, …, 'Full')` gives for a resource that is not part of the run. */
export function elsewhereValue(id: Value, typeKey: string, origin: Origin): ObjectValue {
  const deployed: Deployed = { id, typeKey, origin, written: () => undefined }
  const entries = new LazyEntries(elsewhere, origin.span, (key) => deployedProperty(key, deployed))
  return objectWith(entries, origin, atRuntime('', deployed))
}

/** A module call as far as its value is concerned. */
export interface CalledModule {
  readonly declaration: Pick<ModuleDeclaration, 'head' | 'resource'>
  readonly name: (owner: Need | undefined) => Value
  readonly id: (owner: Need | undefined) => Value
  /** Undefined for an output that is not declared. */
  readonly output: (name: string, owner: Need | undefined) => Value | undefined
  /** As declared; or what makes them unknown. */
  readonly outputNames: readonly string[] | UnknownValue
}

/** The object that a module's symbol stands for; of one written as a resource also its `properties`. */
export function moduleValue(call: CalledModule, from: Environment): ObjectValue {
  const { owner } = from
  const origin = originAt(call.declaration.head)
  const entries = [
    lazy('name', origin, () => call.name(owner)),
    lazy('id', origin, () => call.id(owner)),
    lazy('outputs', origin, () => outputsOf(call, origin, (value) => value, owner)),
    lazy('properties', origin, () => deploymentValue(call, from, false)),
    ...Object.entries(call.declaration.resource ?? {}).map(([key, { value, span }]) =>
      entryOf(key, span, literal(value, originAt(span))),
    ),
  ]
  return objectOf(
    entries,
    origin,
    unknown({ kind: 'runtime', name: 'deployment' }, () => `deployment ${idKey(call.id(owner))}`, origin),
  )
}

/** The object that `reference()` of a deployment gives: each output is wrapped with its type. */
export function deploymentValue(call: CalledModule, { owner }: Environment, whole: boolean): ObjectValue {
  const origin = originAt(call.declaration.head)
  const rest = unknown({ kind: 'runtime', name: 'deployment' }, () => `deployment ${idKey(call.id(owner))}`, origin)
  const wrapped = (value: Value) => objectOf([entryOf('value', value.origin.span, value)], value.origin, rest)
  const properties = () =>
    objectOf([lazy('outputs', origin, () => outputsOf(call, origin, wrapped, owner))], origin, rest)
  return whole ? objectOf([lazy('properties', origin, properties)], origin, rest) : properties()
}

function outputsOf(call: CalledModule, origin: Origin, wrap: (value: Value) => Value, owner: Need | undefined): Value {
  const names = call.outputNames
  if ('kind' in names) return unknown(names.cause, () => `${names.identity}.outputs`, origin, { type: 'object' })
  const entries = names.flatMap((name) => {
    const value = () => call.output(name, owner)
    return [lazy(name, origin, () => wrap(value() ?? literal(null, origin)))]
  })
  return objectOf(entries, origin)
}

/** By its folded name. */
function deployedProperty(key: string, deployed: Deployed): Value {
  const added = key === 'properties' ? identityIds : key === 'identity' ? assignedIds : nothing
  return opened(deployed.written(key), key, deployed, () => added(deployed))
}

function nothing(): readonly Entry[] {
  return []
}

/** What Azure makes of a managed identity: the ids of its service principal. */
function assignedIds(deployed: Deployed): readonly Entry[] {
  return [lazy('principalId', deployed.origin, () => principalId('identity.principalId', deployed))]
}

function identityIds(deployed: Deployed): readonly Entry[] {
  if (deployed.typeKey !== 'microsoft.managedidentity/userassignedidentities') return []
  return [
    lazy('principalId', deployed.origin, () => principalId('properties.principalId', deployed)),
    lazy('clientId', deployed.origin, () => atRuntime('properties.clientId', deployed, { type: 'string' })),
  ]
}

function principalId(name: string, { id, origin }: Deployed): UnknownValue {
  return unknown({ kind: 'runtime', name }, () => principalIdentity(id), origin, { type: 'string' })
}

/** A written value as Azure gives it back: objects may hold more, and what is null or absent may have been filled in. */
function opened(value: Value | undefined, path: string, deployed: Deployed, added: () => readonly Entry[]): Value {
  if (value === undefined || (value.kind === 'literal' && value.value === null)) {
    const entries = added()
    const rest = atRuntime(path, deployed)
    return entries.length > 0 ? objectOf(entries, deployed.origin, rest) : rest
  }
  if (value.kind === 'choice')
    return choiceOf(
      value.alternatives.map((one) => ({ ...one, value: opened(one.value, path, deployed, added) })),
      value.origin,
    )
  if (value.kind === 'array') {
    const item = (one: Value, at: number | string) => opened(one, `${path}[${at}]`, deployed, () => [])
    return { ...value, items: value.items.map(item), ...(value.rest ? { rest: item(value.rest, '*') } : {}) }
  }
  if (value.kind !== 'object') return value
  const written = [...value.entries.values()].map((entry) =>
    entryOf(entry.key, entry.keySpan, () =>
      opened(entry.value, `${path}.${entry.key.toLowerCase()}`, deployed, () => []),
    ),
  )
  return objectOf([...added(), ...written], value.origin, value.rest ?? atRuntime(path, deployed))
}

function atRuntime(path: string, deployed: Deployed, details: UnknownDetails = {}): UnknownValue {
  const identity = () => `${path || 'resource'} of ${idKey(deployed.id)}`
  return unknown({ kind: 'runtime', name: path || 'reference' }, identity, deployed.origin, details)
}

function lazy(key: string, origin: Origin, value: () => Value): Entry {
  return entryOf(key, origin.span, value)
}
