import { findUnknownProperties } from '../access/types.js'
import type { Resource } from '../evaluate/resource.js'
import { arrayOf, entryOf, literal, objectOf, originAt, unknown } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'

export interface UnknownProperties {
  /** Objects with `value` (the path), `missing` and `since`, each at its key. */
  readonly list: Value
  /** Paths of what was most likely meant. */
  readonly proposals: Value
  /** First versions of those that a later version has. */
  readonly since: Value
  /** What to write in place of a key, by the value that rules find there: names on the same level only. */
  readonly renames: ReadonlyMap<Value, string>
}

const known = new WeakMap<Resource, UnknownProperties>()

/** Properties of a resource that its type does not have, as rules see them; none of a module whose text is elsewhere. */
export function unknownPropertiesOf(resource: Resource): UnknownProperties {
  const made = known.get(resource) ?? read(resource)
  known.set(resource, made)
  return made
}

function read(resource: Resource): UnknownProperties {
  const head = originAt(resource.head)
  const found = resource.program.external ? [] : findUnknownProperties(resource)
  const renames = new Map<Value, string>()
  const items = found.map(({ path, keySpan, missing, since, proposal }) => {
    const origin = originAt(keySpan)
    const cause = { kind: 'unsupported', what: `which properties ${versionWords(resource)} has` } as const
    const certain =
      missing === true ? literal(true, origin) : unknown(cause, `property ${path} of ${keySpan.start}`, origin)
    const name = proposal?.split('.').at(-1)
    if (name !== undefined && parentOf(proposal ?? '') === parentOf(path)) renames.set(certain, name)
    return objectOf(
      [
        entryOf('value', keySpan, literal(path, origin)),
        entryOf('missing', keySpan, certain),
        entryOf('since', keySpan, literal(since ?? null, origin)),
      ],
      origin,
    )
  })
  const texts = (all: readonly (string | undefined)[]): Value =>
    arrayOf(
      [...new Set(all)].flatMap((text) => (text === undefined ? [] : [literal(text, head)])),
      head,
    )
  return {
    list: arrayOf(items, items[0]?.origin ?? head),
    proposals: texts(found.map(({ proposal }) => proposal)),
    since: texts(found.map(({ since }) => since)),
    renames,
  }
}

function versionWords({ apiVersion }: Resource): string {
  return apiVersion?.kind === 'literal' ? `API version ${String(apiVersion.value)}` : 'its API version'
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.'))).toLowerCase()
}
