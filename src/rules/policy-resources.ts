import type { AccessModel, PrivateEndpoint, Subject, Vault, VaultObject } from '../access/model.js'
import { and, or } from '../evaluate/logic.js'
import { propertyOf, valueOr } from '../evaluate/member.js'
import { parseResourceId, sameResource } from '../evaluate/resource-id.js'
import type { Resource } from '../evaluate/resource.js'
import { choiceOf, entryOf, literal, objectOf, originAt, unknown } from '../evaluate/value.js'
import type { ObjectValue, Truth, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { equalTo } from './operators.js'
import { fullName, ownName } from './resource-name.js'
import type { ResourceSubject } from './subject-vault.js'

/** What an Azure Policy definition sees of a run: its resources, and what Azure would make of them. */

/** A resource as a subject; its name in full, made when it is asked for, since most resources pass unseen. */
export function subjectOfResource(
  resource: Resource,
  own: Partial<Pick<Subject, 'id' | 'type' | 'name'>> = {},
): ResourceSubject & { readonly deployed: Truth } {
  return new SeenResource(resource, own) as ResourceSubject & { readonly deployed: Truth }
}

class SeenResource {
  readonly kind = 'resource'
  readonly resource: Resource
  readonly #own: Partial<Pick<Subject, 'id' | 'type' | 'name'>>

  constructor(resource: Resource, own: Partial<Pick<Subject, 'id' | 'type' | 'name'>>) {
    this.resource = resource
    this.#own = own
  }

  get id(): string {
    const { program, modulePath, symbol } = this.resource
    return this.#own.id ?? `${program.file}#${modulePath}/${symbol ?? nameOf(this.resource)}`
  }

  get head(): Resource['head'] {
    return this.resource.head
  }

  get span(): Resource['span'] {
    return this.resource.span
  }

  get type(): string {
    return this.#own.type ?? this.resource.type
  }

  get name(): string {
    return this.#own.name ?? nameOf(this.resource)
  }

  get symbol(): string | undefined {
    return this.resource.symbol
  }

  get deployed(): Truth {
    return this.resource.deployed
  }

  get doubts(): Resource['conditionUnknowns'] {
    return this.resource.conditionUnknowns
  }
}

function nameOf({ names }: Resource): string {
  return names.map((name) => (name.kind === 'literal' ? String(name.value) : '…')).join('/')
}

/** A resource as a policy sees it; its properties may be worked out on use, so that it cannot be spread. */
function seenAs(resource: Resource, changes: Partial<Resource>): Resource {
  const { apiVersion, names, id, existing, deployed, conditionUnknowns, scope, scopeKind, span, head } = resource
  const { type, typeKey, modulePath, calls, program, loopIndexes, symbol } = resource
  return {
    type,
    typeKey,
    apiVersion,
    names,
    id,
    existing,
    deployed,
    conditionUnknowns,
    scope,
    scopeKind,
    body: changes.body ?? resource.body,
    span,
    head,
    modulePath,
    calls,
    program,
    loopIndexes,
    ...(symbol === undefined ? {} : { symbol }),
    ...changes,
  }
}

/**
 * Keys and secrets that the run writes, in the shape that the modes `Microsoft.KeyVault.Data` and `Microsoft.ManagedHSM.Data`
 * see them; created at the clock of the run.
 */
export function dataSubjects({ keys, secrets }: AccessModel, clock: number): readonly Subject[] {
  return [...keys, ...secrets].flatMap((object) => {
    const { resource } = object
    if (!resource || resource.existing) return []
    const isHsm = resource.typeKey.startsWith('microsoft.keyvault/managedhsms/')
    const kind = object.kind === 'key' ? 'keys' : 'secrets'
    const type = `Microsoft.${isHsm ? 'ManagedHSM.Data/managedHsms' : 'KeyVault.Data/vaults'}/${kind}`
    const body = dataBody(object, resource, clock)
    const seen = seenAs(resource, { type, typeKey: type.toLowerCase(), body })
    // A finding is about the resource that is written, whatever the policy calls it.
    return [subjectOfResource(seen, { id: object.id, type: object.type, name: object.name })]
  })
}

function dataBody({ properties }: VaultObject, resource: Resource, clock: number): ObjectValue {
  const { origin } = resource.body
  const created = literal(new Date(clock).toISOString(), origin)
  const read = (...path: readonly string[]): Value | undefined => readPath(properties, path)
  const keySpan = resource.body.entries.get('properties')?.keySpan ?? resource.head
  const written = properties?.kind === 'object' ? properties.entries.get('attributes')?.keySpan : undefined
  const attributes = given(written ?? keySpan, {
    createdOn: created,
    expiresOn: dateOf(read('attributes', 'exp')),
    notBefore: dateOf(read('attributes', 'nbf')),
    enabled: read('attributes', 'enabled'),
  })
  const own = given(written ?? keySpan, {
    attributes: objectOf(attributes, origin),
    keyType: read('kty'),
    keySize: read('keySize'),
    ellipticCurveName: read('curveName'),
    contentType: read('contentType'),
    scheduledRotationDate: rotationOf(read('rotationPolicy', 'lifetimeActions'), clock),
  })
  return objectOf([entryOf('properties', keySpan, objectOf(own, origin))], origin)
}

/** What there is of some members; each is written at `keySpan`, or belongs there. */
function given(keySpan: Span, members: Readonly<Record<string, Value | undefined>>) {
  return Object.entries(members).flatMap(([key, value]) => (value ? [entryOf(key, keySpan, value)] : []))
}

function readPath(from: Value | undefined, path: readonly string[]): Value | undefined {
  let value = from
  for (const name of path) {
    const member = value && propertyOf(value, name)
    value =
      member && member.kind !== 'absent'
        ? valueOr(member, literal(null, value?.origin ?? originAt({ file: '', start: 0, end: 0 })))
        : undefined
  }
  return value
}

/** Seconds since 1970 as a date in ISO 8601. */
function dateOf(seconds: Value | undefined): Value | undefined {
  if (!seconds) return undefined
  if (seconds.kind === 'choice') {
    const alternatives = seconds.alternatives.map((each) => ({ ...each, value: dateOf(each.value) ?? each.value }))
    return choiceOf(alternatives, seconds.origin)
  }
  if (seconds.kind !== 'literal') return seconds
  const number = Number(seconds.value ?? Number.NaN)
  const date = new Date(number * 1_000)
  return Number.isNaN(date.getTime()) ? literal(null, seconds.origin) : literal(date.toISOString(), seconds.origin)
}

/** When a key that is created now rotates by its policy: the action `rotate` with `timeAfterCreate` in days, months or years. */
function rotationOf(actions: Value | undefined, clock: number): Value | undefined {
  if (actions?.kind !== 'array') return actions
  for (const action of actions.items) {
    const type = readPath(action, ['action', 'type'])
    if (type?.kind !== 'literal' || String(type.value).toLowerCase() !== 'rotate') continue
    const after = readPath(action, ['trigger', 'timeAfterCreate'])
    if (after?.kind !== 'literal') return after ?? unknownRotation(action)
    const match = /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/i.exec(String(after.value))
    if (!match) return unknownRotation(after)
    const date = new Date(clock)
    date.setUTCFullYear(
      date.getUTCFullYear() + Number(match[1] ?? 0),
      date.getUTCMonth() + Number(match[2] ?? 0),
      date.getUTCDate() + Number(match[3] ?? 0),
    )
    return literal(date.toISOString(), after.origin)
  }
  return undefined
}

function unknownRotation({ origin }: Value): Value {
  return unknown(
    { kind: 'unsupported', what: 'when the key rotates' },
    `rotation ${origin.span.file} ${origin.span.start}`,
    origin,
  )
}

const connections = 'privateendpointconnections'

/**
 * The connections that Azure will list on a vault, from the private endpoints of the run; where there is none, unknown:
 * another deployment may bring them.
 */
export function connectionsOf({ resource }: ResourceSubject, model: AccessModel): Value | undefined {
  const endpoints = endpointsOf(resource, model)
  const origin = originAt(resource.head)
  if (!endpoints || endpoints.length === 0) {
    const what = 'whether another deployment brings a private endpoint for it'
    return unknown({ kind: 'unsupported', what }, `connections of ${nameOf(resource)}`, origin, { type: 'array' })
  }
  return {
    kind: 'array',
    items: endpoints.map((endpoint) => objectOf([connectionEntry(endpoint)], originAt(endpoint.head))),
    origin,
  }
}

function connectionEntry({ head, manual }: PrivateEndpoint) {
  const state = literal(manual ? 'Pending' : 'Approved', originAt(head))
  return entryOf('privateLinkServiceConnectionState', head, objectOf([entryOf('status', head, state)], originAt(head)))
}

function endpointsOf(resource: Resource, { vaults }: AccessModel): readonly PrivateEndpoint[] | undefined {
  return vaults.find((vault: Vault) => vault.resource === resource)?.privateEndpoints
}

/** Resources that a definition may ask for beside one that it judges, and how surely each belongs to it. */
export interface Related {
  readonly resources: readonly { readonly subject: ResourceSubject; readonly belongs: Truth }[]
  /** Whether Azure may know of others. */
  readonly open: boolean
}

/** What a definition asks for beside a resource. */
export interface RelatedQuery {
  readonly type: string
  readonly name: Value | undefined
  /** Whether it may lie in another resource group. */
  readonly elsewhere: boolean
}

/** The resources of a type, and of a name where one is given, that stand on, below or beside a resource. */
export function relatedTo(subject: ResourceSubject, query: RelatedQuery, model: AccessModel): Related {
  const { name } = query
  const { resources, open } = relatedOf(subject, query, model)
  if (!name) return { resources, open }
  const named = resources.map(({ subject: each, belongs }) => ({
    subject: each,
    belongs: and(belongs, or(equalTo(ownName(each.resource), name), equalTo(fullName(each.resource), name))),
  }))
  return { resources: named.filter(({ belongs }) => belongs !== false), open }
}

function relatedOf({ resource }: ResourceSubject, { type, elsewhere }: RelatedQuery, model: AccessModel): Related {
  const typeKey = type.toLowerCase()
  if (typeKey === `${resource.typeKey}/${connections}`) {
    const endpoints = endpointsOf(resource, model) ?? []
    const seen = endpoints.map((endpoint) => connectionResource(endpoint, type, resource))
    return { resources: seen.map((subject) => ({ subject, belongs: true })), open: endpoints.length === 0 }
  }
  if (typeKey === 'microsoft.insights/diagnosticsettings') {
    const settings = model.vaults.find((vault) => vault.resource === resource)?.logging.settings ?? []
    const own = settings.flatMap((setting) => (setting.resource ? [seenAs(setting.resource, { type, typeKey })] : []))
    return {
      resources: own.map((each) => ({ subject: subjectOfResource(each), belongs: each.deployed })),
      open: model.incomplete,
    }
  }
  const beside = !typeKey.startsWith(`${resource.typeKey}/`) && !isExtension(typeKey)
  const found = model.resources.flatMap((each) => {
    if (each.typeKey !== typeKey || each.existing) return []
    const related = beside ? standsBeside(each, resource, elsewhere) : standsOn(each, resource)
    const belongs = and(each.deployed, related)
    return belongs === false ? [] : [{ subject: subjectOfResource(each), belongs }]
  })
  // What lies beside it may have been deployed before, by others.
  return { resources: found, open: beside || model.incomplete }
}

/** Types that extend whatever resource they are written on. */
function isExtension(typeKey: string): boolean {
  return typeKey.startsWith('microsoft.authorization/') || typeKey === 'microsoft.insights/diagnosticsettings'
}

/** Whether Azure would look there: in the same resource group, or wherever the definition says. */
function standsBeside(each: Resource, resource: Resource, elsewhere: boolean): Truth {
  if (each.scopeKind === 'resource') return sameResource(each.scope, resource.id)
  const same = sameResource(each.scope, resource.scope)
  return elsewhere && same !== true ? 'unknown' : same
}

function connectionResource(endpoint: PrivateEndpoint, type: string, holder: Resource): ResourceSubject {
  const origin = originAt(endpoint.head)
  const body = objectOf([entryOf('properties', endpoint.head, objectOf([connectionEntry(endpoint)], origin))], origin)
  const { span, head } = endpoint
  return subjectOfResource(seenAs(holder, { type, typeKey: type.toLowerCase(), body, span, head }))
}

/** Whether one resource extends another, or is its child. */
function standsOn(each: Resource, resource: Resource): Truth {
  if (!each.typeKey.startsWith(`${resource.typeKey}/`)) return sameResource(each.scope, resource.id)
  const sameNames = resource.names.map((name, at) => equalTo(name, each.names[at])).reduce<Truth>(and, true)
  const [own, other] = [each.scope, resource.scope].map(parseResourceId)
  return own && other ? and(sameNames, sameResource(each.scope, resource.scope)) : sameNames
}
