import { propertyOf, valueOr } from '../evaluate/member.js'
import { literal } from '../evaluate/value.js'
import type { Entry, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { connectionsOf } from './policy-resources.js'
import { field } from './subject.js'
import type { SubjectEntry } from './subject.js'
import type { ResourceSubject } from './subject-vault.js'

/** Members of a resource beside `properties`; of everything else an alias means what is below it. */
const beside = new Set([
  'location',
  'tags',
  'kind',
  'identity',
  'zones',
  'plan',
  'managedby',
  'extendedlocation',
  'scale',
])

/**
 * A field of a resource: an alias of Azure Policy (`Microsoft.KeyVault/vaults/networkAcls.defaultAction`) or a path from the
 * resource (`properties.networkAcls`, `location`, `tags['owner']`), up to its first `[*]`.
 *
 * An alias of another type is absent. Between an alias and the property `properties` of nested objects is left out.
 * Source: Azure Policy definition structure, aliases.
 */
export function aliasEntry(text: string): readonly [string, SubjectEntry] | undefined {
  const stop = text.indexOf('[*]')
  const name = stop < 0 ? text : text.slice(0, stop)
  // A tag may have a slash in its name.
  const slash = name.replace(/\[.*$/s, '').lastIndexOf('/')
  const type = slash < 0 ? undefined : name.slice(0, slash).toLowerCase()
  const path = segmentsOf(name.slice(slash + 1))
  if (!path || (type === undefined && !isOwnPath(path[0] ?? ''))) return undefined
  const entry = field<ResourceSubject>(
    'any',
    'A property of the resource.',
    (subject, { model }) => {
      const { resource } = subject
      if (type !== undefined && resource.typeKey !== type) return undefined
      if (type !== undefined && path[0]?.toLowerCase() === 'privateendpointconnections')
        return connectionsOf(subject, model)
      return type === undefined ? readPath(resource.body, path) : readAlias(resource.body, path)
    },
    { members: 'open', place: ({ resource }) => belongsAt(resource, type, path) },
  )
  return [name, entry]
}

/** The last key on the way that is written, else where the resource stands; nowhere for an alias of another type. */
function belongsAt(
  { body, head, typeKey }: ResourceSubject['resource'],
  type: string | undefined,
  path: readonly string[],
): Span | undefined {
  if (type !== undefined && type !== typeKey) return undefined
  const own = type === undefined || beside.has(path[0]?.toLowerCase() ?? '')
  let place = head
  let value: Value | undefined = body
  for (const name of own ? path : ['properties', ...path]) {
    const entry: Entry | undefined = value?.kind === 'object' ? value.entries.get(name.toLowerCase()) : undefined
    if (!entry) break
    place = entry.keySpan
    value = entry.value
  }
  return place
}

function isOwnPath(first: string): boolean {
  const name = first.toLowerCase()
  return name === 'properties' || name === 'sku' || beside.has(name)
}

/** An alias whose path goes through a list that its name does not mark: `…/diagnosticSettings/logs.enabled`. */
export function spelledOut(text: string): string {
  return text.replace(/^(microsoft\.insights\/diagnosticsettings\/(?:logs|metrics))(?=\.)/i, '$1[*]')
}

/** `a.b['c d'][e f]` in parts; undefined where it is none. An apostrophe between apostrophes is written twice. */
function segmentsOf(path: string): readonly string[] | undefined {
  const parts: string[] = []
  const pattern = /\.?([\w$@-]+)|\['((?:[^'\]]|'')+)'\]|\["([^"\]]+)"\]|\[([^\]]+)\]/y
  while (pattern.lastIndex < path.length) {
    const [, name, quoted, doubly, bare] = pattern.exec(path) ?? []
    const part = name ?? quoted?.replaceAll("''", "'") ?? doubly ?? bare
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts.length > 0 ? parts : undefined
}

function readAlias(body: Value, path: readonly string[]): Value | undefined {
  const [first = ''] = path
  if (beside.has(first.toLowerCase())) return readPath(body, path)
  const properties = readPath(body, ['properties'])
  const below = properties && readPath(properties, path)
  if (below || isClosed(properties, first)) return below ?? readPath(body, path)
  return readPath(body, path)
}

/** Whether `properties` certainly lacks it, so that it may stand beside them (`sku`). */
function isClosed(properties: Value | undefined, name: string): boolean {
  return properties?.kind === 'object' && !properties.open && !properties.entries.has(name.toLowerCase())
}

function readPath(from: Value, path: readonly string[]): Value | undefined {
  let value: Value | undefined = from
  for (const name of path) value = value && memberBelow(value, name)
  return value
}

/** A property, or the property of `properties` where the object has none of that name. */
export function memberBelow(value: Value, name: string): Value | undefined {
  const own = present(value, name)
  if (own || value.kind !== 'object') return own
  const properties = value.entries.get('properties')?.value
  return properties && present(properties, name)
}

function present(value: Value, name: string): Value | undefined {
  const member = propertyOf(value, name)
  if (member.kind === 'absent') return undefined
  return valueOr(member, literal(null, value.origin))
}
