import { parseResourceId, sameText } from '../evaluate/resource-id.js'
import { firstUnknown, identityOf, unknown } from '../evaluate/value.js'
import type { LiteralValue, TextValue, Truth, UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { isPlaceholder } from './names.js'
import { derived, mapLiterals } from './read.js'

/** How a value that stands for a principal is made. */
type IdentifierForm = 'objectId' | 'clientId' | 'malformed'

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Whether a text has the form of a GUID. */
export function isGuid(text: string): boolean {
  return guid.test(text)
}

/**
 * Whether an object id is one, told by its form and by where it comes from: `'objectId'`, `'clientId'` for what is read
 * from `.clientId`, `.appId` or `applicationId` (by property or by parameter), `'malformed'` for a text that is no GUID.
 */
export function identifierForm(value: Value): Value {
  const graph = graphTypeOf(value)
  const formOfGraph: IdentifierForm = graph === 'applications' ? 'clientId' : 'objectId'
  if (value.kind === 'unknown') {
    if (graph !== undefined) return derived(formOfGraph, placeOfUse(value))
    if (namesClientId(value)) return derived('clientId', placeOfUse(value))
    return isObjectId(value) ? derived('objectId', placeOfUse(value)) : open(value)
  }
  if (value.kind === 'text') {
    if (graph !== undefined) return derived(formOfGraph, value.origin.span)
    const strange = value.parts.some((part) => typeof part === 'string' && /[^0-9a-f-]/i.test(part))
    return strange ? derived('malformed', value.origin.span) : open(value)
  }
  return mapLiterals(value, 'form', (literal) => {
    const { value, origin } = literal
    if (typeof value === 'string' && isPlaceholder(value)) return blank(literal)
    const form: IdentifierForm = typeof value === 'string' && isGuid(value) ? 'objectId' : 'malformed'
    return derived(form, origin.span)
  })
}

/** The kind of directory object whose `id` a value is: `groups`, `serviceprincipals`, …, in lower case. */
export function graphTypeOf(value: Value): string | undefined {
  const asked = value.kind === 'unknown' ? askedOfGraph(value) : undefined
  if (asked) return asked.property === 'id' ? asked.type : undefined
  const [namespace, type] = parseResourceId(value)?.chain.at(-1)?.typeKey.split('/') ?? []
  return namespace === 'microsoft.graph' ? type && withoutVersion(type) : undefined
}

/** ARM JSON writes the version of an extension's type after it. */
function withoutVersion(type: string): string {
  return type.split('@')[0] ?? type
}

/** What is asked of a directory object of the run: which property, and of which resource by the key of its id. */
export interface AskedOfGraph {
  readonly key: string
  readonly type: string
  /** Lower case. */
  readonly property: string
}

/** `sp.appId`, `reference('sp').id`: a property that only the directory answers. */
export function askedOfGraph({ identity }: UnknownValue): AskedOfGraph | undefined {
  const [, key = '', property = ''] = /^(?:properties|resource) of (.*)\.(\w+)$/.exec(identity) ?? []
  const type = /\/providers\/microsoft\.graph\/([a-z]+)(?:@[^/]*)?\/[^/]*$/.exec(key)?.[1]
  return type === undefined ? undefined : { key, type, property: property.toLowerCase() }
}

/** Where a value is written down: of what only Azure knows, where it is asked for. */
export function placeOfUse({ cause, origin }: UnknownValue): Span {
  return cause.kind === 'runtime' ? (origin.uses[0] ?? origin.span) : origin.span
}

/** What something else fills in before it is deployed. */
function blank(value: LiteralValue, name = 'an object id'): UnknownValue {
  const what = `${name} that is still to be filled in`
  return unknown({ kind: 'unsupported', what }, `form of ${identityOf(value)}`, value.origin)
}

/** A tenant as it is written; one that is still to be filled in may be any. */
export function tenantOf(value: Value): Value {
  const isBlank = value.kind === 'literal' && typeof value.value === 'string' && isPlaceholder(value.value)
  return isBlank ? blank(value, 'a tenant') : value
}

function open(value: UnknownValue | TextValue): UnknownValue {
  return unknown(firstUnknown([value]).cause, () => `form of ${identityOf(value)}`, value.origin)
}

/** The last word of what an unknown is called, without case: `clientid` of `identity app.properties.clientId`. */
function lastWord({ cause, identity }: UnknownValue): string {
  const words = identity.split(/[^A-Za-z0-9_]+/).filter((word) => word !== '')
  const member = identity.includes('.') ? words.at(-1) : undefined
  return (member ?? (cause.kind === 'parameter' ? cause.name : '')).toLowerCase()
}

function namesClientId(value: UnknownValue): boolean {
  const { identity, cause } = value
  if (/(?:^|\.)(?:clientId|appId|applicationId) of /i.test(identity)) return true
  const names = [lastWord(value), cause.kind === 'parameter' ? cause.name.toLowerCase() : '']
  return names.some((name) => /(?:client|app|application)id$/.test(name) && !name.endsWith('objectid'))
}

/** Whether two tenants are the same: what is deployed, and every identity that is, belongs to the one that it is deployed to. */
export function sameTenant(a: Value, b: Value): Truth {
  return isOwnTenant(a) && isOwnTenant(b) ? true : sameText(a, b)
}

function isOwnTenant(value: Value): boolean {
  if (value.kind !== 'unknown') return false
  const { identity, cause } = value
  if (cause.kind === 'context') return /^(?:tenant|subscription)\(\)\.tenantId/i.test(identity)
  return cause.kind === 'runtime' && !identity.startsWith('existing ') && /\.tenantid$/i.test(identity)
}

/** What Azure answers under a name that only object ids have, and who deploys. */
function isObjectId(value: UnknownValue): boolean {
  const { identity, cause } = value
  const idName = /(?:^|\.)(?:principalId|objectId)$/i
  if (cause.kind === 'runtime') return idName.test(cause.name) || idName.test(`.${lastWord(value)}`)
  return cause.kind === 'context' && identity.startsWith('deployer().objectId')
}
