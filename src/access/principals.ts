import { literalWords } from '../evaluate/describe.js'
import type { Resource } from '../evaluate/resource.js'
import { idKey } from '../evaluate/resource-id.js'
import type { UnknownValue, Value } from '../evaluate/value.js'
import type { Draft } from './draft.js'
import { graphTypeOf, isGuid, placeOfUse } from './identifiers.js'
import type { AccessSettings, Grant, Holding, Principal } from './model.js'
import { conflictsOf, labelOf, matchPersona } from './personas.js'
import { listOf, readSetProperty } from './read.js'
import type { ResourceIndex } from './resource-index.js'
import { nameWords } from './subjects.js'

/** A principal while the model is built. */
export type PrincipalDraft = Omit<Draft<Principal>, 'grants' | 'holdings'> & {
  readonly grants: Grant[]
  readonly holdings: Holding[]
}

export interface PrincipalRegistry {
  /** The principal of an object id; the same one for the same value. `type` is what the place tells of it. */
  readonly principalOf: (objectId: Value, type?: string) => PrincipalDraft
  readonly all: () => readonly PrincipalDraft[]
}

/** Principals of one deployment, each with the persona that settings or its part in the template give it. */
export function collectPrincipals(index: ResourceIndex, settings: AccessSettings): PrincipalRegistry {
  const found = new Map<string, PrincipalDraft>()
  const principalOf = (written: Value, type?: string): PrincipalDraft => {
    const objectId = whereItIsSet(written)
    const key = keyOf(objectId)
    const known = found.get(key)
    if (known) {
      known.principalType ??= type
      return known
    }
    const made = makePrincipal(objectId, type, index, settings)
    found.set(key, made)
    return made
  }
  return { principalOf, all: () => [...found.values()] }
}

/** An object id that is empty in all other cases: where it is empty, nobody is meant. */
function whereItIsSet(objectId: Value): Value {
  if (objectId.kind !== 'choice') return objectId
  const [one, ...others] = objectId.alternatives
    .map(({ value }) => value)
    .filter((value) => value.kind !== 'literal' || (value.value !== '' && value.value !== null))
  return one && others.length === 0 ? one : objectId
}

/** What differs from item to item of an unknown list is told apart by its place. */
function keyOf(objectId: Value): string {
  const key = idKey(objectId)
  const { file, start } = objectId.origin.span
  return key.includes('[*]') ? `${key} ${file} ${start}` : key
}

function makePrincipal(
  objectId: Value,
  type: string | undefined,
  index: ResourceIndex,
  settings: AccessSettings,
): PrincipalDraft {
  const identityOf = index.byPrincipal(objectId)
  const symbols = symbolsOf(objectId, identityOf)
  const place = objectId.kind === 'unknown' ? placeOfUse(objectId) : objectId.origin.span
  const name = principalName(objectId, identityOf, symbols)
  const match = matchPersona({ objectId, symbols, identityOf }, settings, index)
  const secret = identityOf && secretOf(identityOf, index)
  const label = labelOf(match.persona, settings.personas)
  return {
    kind: 'principal',
    id: name,
    head: place,
    span: place,
    type: identityOf?.type ?? 'principal',
    name: match.displayName ?? name,
    objectId,
    principalType: type ?? match.type ?? typeOf(objectId, identityOf),
    displayName: match.displayName,
    persona: match.persona,
    ...(label === undefined ? {} : { personaLabel: label }),
    personaReason: match.reason,
    personas: match.personas,
    conflicts: conflictsOf(match.personas, settings.personas),
    identityOf,
    ...(secret ? { secret } : {}),
    grants: [],
    holdings: [],
    readsLogs: undefined,
    symbols,
  }
}

const graphTypes = new Map([
  ['groups', 'Group'],
  ['users', 'User'],
  ['serviceprincipals', 'ServicePrincipal'],
])

/** What the directory calls it, by what it is made from. */
function typeOf(objectId: Value, identityOf: Resource | undefined): string | undefined {
  const graph = graphTypeOf(objectId)
  if (graph === undefined) return identityOf && 'ServicePrincipal'
  return graphTypes.get(graph)
}

/** The secrets that the run makes for a service principal, by itself or by its application. */
function secretOf(identity: Resource, index: ResourceIndex): Value | undefined {
  if (!identity.typeKey.startsWith('microsoft.graph/serviceprincipals')) return undefined
  const appId = graphProperty(identity, 'appId')
  const application = appId && index.applicationOf(appId)
  return [identity, ...(application ? [application] : [])]
    .filter(({ existing }) => !existing)
    .map((object) => graphProperty(object, 'passwordCredentials'))
    .find((secrets) => listOf(secrets).items.length > 0)
}

/** Bicep writes the properties of a directory object at its top, ARM JSON below `properties`. */
function graphProperty({ body }: Resource, name: string): Value | undefined {
  return readSetProperty(body, name) ?? readSetProperty(body, 'properties', name)
}

/** The object id where it is written, else what the expression is called. */
function principalName(objectId: Value, identityOf: Resource | undefined, symbols: readonly string[]): string {
  if (objectId.kind === 'literal') {
    const written = String(objectId.value)
    return isGuid(written) ? written.toLowerCase() : written
  }
  if (identityOf) return identityOf.symbol ?? ownerName(identityOf)
  return symbols[0] ?? nameWords(objectId)
}

/** A resource by its name; where nobody knows any of it, by its type as well. */
function ownerName({ names, id, type }: Resource): string {
  const name = nameWords(names.at(-1) ?? id)
  return /^\$\{[^{}]*\}$/.test(name) ? `${type.split('/').at(-1) ?? type} ${name}` : name
}

function symbolsOf(objectId: Value, identityOf: Resource | undefined): readonly string[] {
  const names: (string | undefined)[] = []
  if (identityOf) names.push(identityOf.symbol, nameWords(identityOf.names.at(-1) ?? identityOf.id))
  if (objectId.kind === 'unknown') names.push(unknownName(objectId))
  names.push(...givenBy(objectId))
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[]
}

/** The parameters that it came through; others that decided that it did say something else of themselves. */
function givenBy(value: Value): readonly string[] {
  const said = value.kind === 'literal' ? `is ${literalWords(value.value)} (` : 'given ('
  return value.origin.because.flatMap(({ text }) => {
    const name = text.includes(said) ? /^parameter `([\w-]+)` is /.exec(text)?.[1] : undefined
    return name === undefined ? [] : [name]
  })
}

function unknownName({ cause, identity }: UnknownValue): string | undefined {
  if (cause.kind === 'parameter' || cause.kind === 'environment') return cause.name
  const of = identity.startsWith('principalId of ') ? identity.split('/').at(-1) : undefined
  if (of !== undefined && /^[\w-]+$/.test(of)) return of
  if (cause.kind === 'context') return cause.name
  const [, owned, path] =
    /^(?:properties|resource) of .*\/([\w-]+|\{parameter [^{}]*\})\.([\w.]+)$/.exec(identity) ?? []
  if (owned !== undefined && path !== undefined)
    return [owned.replace(/^\{.*#(.*)\}$/, '$1'), path.replace(/\.?(?:principal|object)id$/, '')]
      .filter(Boolean)
      .join('.')
  return propertyName(identity)
}

/** `owner.property` of an identity that reads `property of …/owner`; such texts may be long, so they are looked through once. */
function propertyName(identity: string): string | undefined {
  const slash = identity.lastIndexOf('/')
  const owner = identity.slice(slash + 1)
  if (slash < 0 || !/^[\w-]+$/.test(owner)) return undefined
  for (let at = identity.indexOf(' of '); at >= 0 && at < slash; at = identity.indexOf(' of ', at + 1)) {
    const property = identity.slice(wordStart(identity, at), at)
    if (property !== '') return `${owner}.${property}`
  }
  return undefined
}

function wordStart(text: string, end: number): number {
  let start = end
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start--
  return start
}
