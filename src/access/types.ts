import type { Resource } from '../evaluate/resource.js'
import type { ObjectValue, Truth, Value } from '../evaluate/value.js'
import { nearestName } from '../source/nearest.js'
import type { Span } from '../source/span.js'
import { factsOf, lazily } from './facts.js'
import type { PropertyFact, TypeFact } from './facts.js'

/** Members of a resource that belong to the template language or to Azure Resource Manager, whatever the type. */
const everywhere = new Set(
  (
    'apiversion asserts comments condition copy dependson eTag etag existing extendedlocation extension id import kind ' +
    'location managedby metadata name options parent plan resources scale scope systemdata tags type zones'
  )
    .toLowerCase()
    .split(' '),
)

/** A branch of a type: what it may hold by folded name; `any` when it may hold whatever is written. */
interface Branch {
  readonly name: string
  readonly path: string
  readonly facts: PropertyFact | undefined
  readonly members: Map<string, Branch>
  any: boolean
}

const trees = lazily(() => {
  const { types } = factsOf('types')
  const byType = new Map<string, { readonly fact: TypeFact; readonly root: () => Branch }>()
  for (const [name, fact] of Object.entries(types)) {
    byType.set(name.toLowerCase(), { fact, root: lazily(() => treeOf(fact.properties)) })
  }
  return byType
})

function treeOf(properties: readonly PropertyFact[]): Branch {
  const root: Branch = { name: '', path: '', facts: undefined, members: new Map(), any: false }
  for (const facts of properties) {
    let branch = root
    const names = facts.path.replaceAll('[*]', '').split('.')
    for (const [at, name] of names.entries()) {
      if (name === '*') {
        branch.any = true
        break
      }
      const known = branch.members.get(name.toLowerCase())
      const path = branch.path === '' ? name : `${branch.path}.${name}`
      const next = known ?? {
        name,
        path,
        facts: at === names.length - 1 ? facts : undefined,
        members: new Map(),
        any: false,
      }
      if (!known) branch.members.set(name.toLowerCase(), next)
      branch = next
    }
  }
  return root
}

/** API versions of a type, oldest first; undefined for a type that the table does not have. */
export function apiVersionsOf(type: string): readonly string[] | undefined {
  return trees().get(type.toLowerCase())?.fact.versions
}

/** Orders API versions by date, a preview before the release of its day. */
export function compareApiVersions(a: string, b: string): number {
  const left = ageOf(a)
  const right = ageOf(b)
  return left === right ? 0 : left < right ? -1 : 1
}

function ageOf(version: string): string {
  return version.length > 10 ? `${version.slice(0, 10)} a${version.slice(10)}` : `${version} b`
}

/** Whether a property is there in an API version; `unknown` for a version that the table does not have. */
export function propertyExists(type: string, apiVersion: string | undefined, path: string): Truth {
  const tree = trees().get(type.toLowerCase())
  if (!tree) return 'unknown'
  let branch = tree.root()
  for (const name of path.replaceAll('[*]', '').split('.')) {
    if (branch.any) return true
    const next = branch.members.get(name.toLowerCase())
    if (!next) return isNewer(tree.fact, apiVersion) ? 'unknown' : false
    branch = next
  }
  return standsIn(tree.fact, branch.facts, apiVersion)
}

function standsIn(type: TypeFact, facts: PropertyFact | undefined, apiVersion: string | undefined): Truth {
  if (!facts || (facts.since === undefined && facts.not === undefined)) return true
  if (apiVersion === undefined || isNewer(type, apiVersion)) return 'unknown'
  const isListed = type.versions.includes(apiVersion)
  // Azure has versions between the listed ones: they have what those around them have.
  const listed = isListed ? apiVersion : type.versions.findLast((each) => compareApiVersions(each, apiVersion) < 0)
  if (listed !== undefined && facts.not?.includes(listed)) return isListed ? false : 'unknown'
  if (facts.since === undefined || compareApiVersions(apiVersion, facts.since) >= 0) return true
  return isListed ? false : 'unknown'
}

function isNewer(type: TypeFact, apiVersion: string | undefined): boolean {
  const newest = type.versions.at(-1)
  return apiVersion !== undefined && newest !== undefined && compareApiVersions(apiVersion, newest) > 0
}

/** A written property that the resource's type does not have. */
export interface UnknownProperty {
  /** As written, from the resource: `properties.enableRbacAuthorisation`. */
  readonly path: string
  readonly key: string
  readonly keySpan: Span
  /** `unknown` when the API version is not in the table, or not known. */
  readonly missing: true | 'unknown'
  /** The property that was most likely meant, as a path. */
  readonly proposal?: string
  /** For a property that a later version has: that version. */
  readonly since?: string
}

/** Written properties that Azure would take and ignore; empty for types that the table does not have. */
export function findUnknownProperties(resource: Resource): readonly UnknownProperty[] {
  const tree = trees().get(resource.typeKey)
  if (!tree || resource.existing) return []
  const version = resource.apiVersion?.kind === 'literal' ? String(resource.apiVersion.value) : undefined
  const found: UnknownProperty[] = []
  const root = tree.root()
  for (const object of objectsIn(resource.body)) collect(object, root, '', { tree: tree.fact, version, root, found })
  const unique = new Map(
    found.map((property) => [`${property.keySpan.file}\0${property.keySpan.start}\0${property.path}`, property]),
  )
  return [...unique.values()]
}

interface Search {
  readonly tree: TypeFact
  readonly version: string | undefined
  readonly root: Branch
  readonly found: UnknownProperty[]
}

function collect(object: ObjectValue, branch: Branch, path: string, search: Search): void {
  if (branch.any) return
  for (const [name, entry] of object.entries) {
    if ((path === '' && everywhere.has(name)) || isNull(entry.value)) continue
    const at = path === '' ? entry.key : `${path}.${entry.key}`
    const next = branch.members.get(name)
    const exists = next ? standsIn(search.tree, next.facts, search.version) : false
    if (exists !== true) search.found.push(describe(entry, at, { object, branch }, next, search))
    if (!next || (next.members.size === 0 && !next.any)) continue
    for (const inner of objectsIn(entry.value)) collect(inner, next, at, search)
  }
}

function describe(
  entry: { readonly key: string; readonly keySpan: Span },
  path: string,
  { object, branch }: { readonly object: ObjectValue; readonly branch: Branch },
  next: Branch | undefined,
  { tree, version, root }: Search,
): UnknownProperty {
  const settled = next ? version !== undefined && tree.versions.includes(version) : !isNewer(tree, version)
  const proposal = next ? undefined : proposeProperty(entry.key, object, branch, root)
  return {
    path,
    key: entry.key,
    keySpan: entry.keySpan,
    missing: settled ? true : 'unknown',
    ...(proposal === undefined ? {} : { proposal }),
    ...(next?.facts?.since === undefined ? {} : { since: next.facts.since }),
  }
}

/** A near name on the same level that does not stand there yet, else the same or a near name elsewhere in the type. */
function proposeProperty(key: string, object: ObjectValue, branch: Branch, root: Branch): string | undefined {
  const free = [...branch.members.values()].filter(({ name }) => !object.entries.has(name.toLowerCase()))
  const near = nearestName(
    key,
    free.map(({ name }) => name),
  )
  if (near !== undefined) return branch.members.get(near.toLowerCase())?.path
  const others = new Map<string, string>()
  const walk = (at: Branch): void => {
    for (const [name, member] of at.members) {
      const stands = at === branch && object.entries.has(name)
      if (!stands && !others.has(name)) others.set(name, member.path)
      walk(member)
    }
  }
  walk(root)
  const elsewhere = others.get(key.toLowerCase())
  if (elsewhere !== undefined) return elsewhere
  const nearest = nearestName(key, others.keys())
  return nearest === undefined ? undefined : others.get(nearest)
}

/** Null asks for nothing, whatever it is called. */
function isNull(value: Value): boolean {
  return value.kind === 'literal' && value.value === null
}

/** The objects that a value is, may be, or is a list of. */
function objectsIn(value: Value): readonly ObjectValue[] {
  if (value.kind === 'object') return [value]
  if (value.kind === 'choice') return value.alternatives.flatMap((alternative) => objectsIn(alternative.value))
  return value.kind === 'array' ? value.items.flatMap((item) => (item.kind === 'array' ? [] : objectsIn(item))) : []
}
