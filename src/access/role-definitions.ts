import { idKey } from '../evaluate/resource-id.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { arrayOf, firstUnknown, literal, originAt } from '../evaluate/value.js'
import type { LiteralValue, UnknownValue, Value } from '../evaluate/value.js'
import type { RoleBlock } from './facts.js'
import type { Role, RoleDefinition } from './model.js'
import { blockGrants, blockGrantsData, dataActionsOf, dataActionsOfWord, objectKinds } from './permissions.js'
import { knownText, listOf, readProperty, readSetProperty } from './read.js'
import type { ResourceIndex } from './resource-index.js'
import { operation } from './roles.js'
import { lastName, nameWords, subjectOf } from './subjects.js'
import { matchesOperation } from './wildcard.js'

/** Custom roles of a deployment, and each by what assignments call it. */
export interface RoleDefinitions {
  readonly all: readonly RoleDefinition[]
  /** By the key of its name, which is a GUID once deployed. */
  readonly named: (key: string) => RoleDefinition | undefined
}

export function collectRoleDefinitions(deployment: Deployment, index: ResourceIndex): RoleDefinitions {
  const all = index
    .ofType('microsoft.authorization/roledefinitions')
    .filter(({ existing }) => !existing)
    .map((resource) => readDefinition(resource, deployment))
  const byKey = new Map<string, RoleDefinition>()
  for (const definition of all) {
    const key = idKey(lastName(definition.resource))
    if (!key.includes('[*]') && !byKey.has(key)) byKey.set(key, definition)
  }
  return { all, named: (key) => byKey.get(key) }
}

type Part = 'actions' | 'notActions' | 'dataActions' | 'notDataActions'

const parts: readonly Part[] = ['actions', 'notActions', 'dataActions', 'notDataActions']

interface ReadBlock {
  readonly block: RoleBlock
  readonly places: Readonly<Record<Part, readonly LiteralValue[]>>
  readonly open: UnknownValue | undefined
}

function readDefinition(resource: Resource, deployment: Deployment): RoleDefinition & { readonly resource: Resource } {
  const { items, open } = listOf(readProperty(resource.body, 'properties', 'permissions'))
  const blocks = items.map(({ value }) => readBlock(value))
  const unread = open ?? blocks.find((block) => block.open)?.open
  const name = lastName(resource)
  const role: Role = {
    id: nameWords(name),
    name: knownText(readProperty(resource.body, 'properties', 'roleName')) ?? resource.symbol ?? nameWords(name),
    builtIn: false,
    ...(unread ? { open: unread } : {}),
    blocks: blocks.map(({ block }) => block),
  }
  const list = (part: Part): Value =>
    listValue(
      items.map(({ value }) => value),
      part,
      resource,
      open,
    )
  return {
    ...subjectOf('roleDefinition', resource, deployment),
    role,
    actions: list('actions'),
    notActions: list('notActions'),
    dataActions: list('dataActions'),
    notDataActions: list('notDataActions'),
    complete: !unread,
    wildcards: blocks.flatMap(wildcardsOf),
    accessGranting: [...new Set(blocks.flatMap(accessGrantingOf))],
    purges: purgesOf(blocks),
    deployed: resource.deployed,
  }
}

function readBlock(value: Value): ReadBlock {
  let open: UnknownValue | undefined
  const literals = (part: Part): readonly LiteralValue[] => {
    const list = listOf(readSetProperty(value, part))
    open ??= list.open
    return list.items.flatMap(({ value, certain, doubts }) => {
      const known = certain && value.kind === 'literal' && typeof value.value === 'string'
      if (!known) open ??= doubts[0] ?? firstUnknown([value])
      return known ? [value] : []
    })
  }
  const places = Object.fromEntries(parts.map((part) => [part, literals(part)])) as ReadBlock['places']
  const texts = (part: Part) => places[part].map(({ value }) => String(value))
  return {
    block: {
      actions: texts('actions'),
      notActions: texts('notActions'),
      dataActions: texts('dataActions'),
      notDataActions: texts('notDataActions'),
    },
    places,
    open,
  }
}

/** One list of a role over all its blocks. */
function listValue(blocks: readonly Value[], part: Part, resource: Resource, open: UnknownValue | undefined): Value {
  const lists = blocks.flatMap((block) => readSetProperty(block, part) ?? [])
  const [first] = lists
  if (first && lists.length === 1 && !open) return first
  const read = lists.map((list) => listOf(list))
  const items = read.flatMap(({ items }) => items.map(({ value }) => value))
  const rest = open ?? read.find((list) => list.open)?.open
  return arrayOf(items, first?.origin ?? originAt(resource.head), rest)
}

/** What changes a vault, who reaches its data, or the data itself. */
const changes = [
  operation.writeVault,
  operation.writeAccessPolicies,
  'Microsoft.KeyVault/vaults/secrets/write',
  'Microsoft.KeyVault/vaults/keys/write',
]

/** Actions that let a role change any vault or what lies in it by a wildcard, and wildcards in data actions of vaults. */
function wildcardsOf({ block, places }: ReadBlock): readonly LiteralValue[] {
  const actions = places.actions.filter(({ value }) => {
    const pattern = String(value)
    const granted = changes.filter((action) => matchesOperation(pattern, action) && blockGrants(block, action))
    return pattern.includes('*') && granted.length > 0
  })
  const dataActions = places.dataActions.filter(({ value }) => {
    const pattern = String(value)
    return pattern.includes('*') && dataActionsOf([{ ...block, dataActions: [pattern] }]).length > 0
  })
  return [...actions, ...dataActions]
}

function accessGrantingOf({ block, places }: ReadBlock): readonly LiteralValue[] {
  return [operation.assignRoles, operation.writeRoles].flatMap((action) =>
    blockGrants(block, action) ? firstMatch(places.actions, action) : [],
  )
}

function purgesOf(blocks: readonly ReadBlock[]): readonly LiteralValue[] {
  const grants = (action: string) => blocks.find(({ block }) => blockGrantsData(block, action))
  return objectKinds.flatMap((kind) => {
    const [remove] = dataActionsOfWord(`${kind}/delete`)
    const [purge] = dataActionsOfWord(`${kind}/purge`)
    if (remove === undefined || purge === undefined || !grants(remove)) return []
    const place = firstMatch(grants(purge)?.places.dataActions ?? [], purge)[0]
    return place ? [literal(`${kind}/purge`, place.origin)] : []
  })
}

function firstMatch(patterns: readonly LiteralValue[], action: string): readonly LiteralValue[] {
  const found = patterns.find(({ value }) => matchesOperation(String(value), action))
  return found ? [found] : []
}
