import { idKey } from '../evaluate/resource-id.js'
import type { Resource } from '../evaluate/resource.js'
import type { LiteralValue, Truth, UnknownValue, Value } from '../evaluate/value.js'
import { sameSpan } from '../source/span.js'
import type { Draft } from './draft.js'
import { identifierForm, sameTenant, tenantOf } from './identifiers.js'
import type { AccessPolicy, MisspeltPermission, ObjectKind, Vault } from './model.js'
import { canonicalPermission, isComplete, objectKinds, proposePermission, wordsOfPermission } from './permissions.js'
import type { Word } from './permissions.js'
import type { PrincipalRegistry } from './principals.js'
import { bothDeployed, derived, knownText, listOf, readProperty, readSetProperty, truthOfCertain } from './read.js'
import type { ListItem } from './read.js'
import type { ResourceIndex } from './resource-index.js'
import { readId } from './resource-key.js'
import { doubtsOf, lastName, nameWords } from './subjects.js'
import type { VaultDraft, VaultRegistry } from './vaults.js'

/** An access policy while the model is built. */
type PolicyDraft = Draft<AccessPolicy>

/**
 * Every access policy of a deployment: inline ones, and those of `vaults/accessPolicies` children, which change the
 * list of the vault that they belong to (declared or not).
 */
export function collectPolicies(
  index: ResourceIndex,
  vaults: VaultRegistry,
  principals: PrincipalRegistry,
): readonly AccessPolicy[] {
  const policies: PolicyDraft[] = []
  for (const vault of vaults.all()) {
    if (vault.existing || vault.service !== 'vault' || !vault.resource) continue
    const entries = readEntries(vault.accessPolicies, vault.resource, [vault], 'inline', principals)
    policies.push(...entries.policies)
    vault.policiesOpen ??= entries.open
  }
  for (const resource of index.ofType('microsoft.keyvault/vaults/accesspolicies')) {
    if (resource.existing) continue
    const owners = vaults.vaultsAt(readId(resource.id), resource)
    const list = readProperty(resource.body, 'properties', 'accessPolicies')
    const entries = readEntries(list, resource, owners, operationOf(resource), principals)
    policies.push(...entries.policies)
    if (entries.open) for (const vault of owners) vault.policiesOpen ??= entries.open
  }
  settle(policies)
  markDuplicates(policies)
  return policies
}

export function operationOf(resource: Resource): AccessPolicy['operation'] {
  const name = knownText(lastName(resource))?.toLowerCase()
  return name === 'replace' || name === 'remove' ? name : 'add'
}

interface Entries {
  readonly policies: readonly PolicyDraft[]
  readonly open: UnknownValue | undefined
}

function readEntries(
  list: Value | undefined,
  holder: Resource,
  owners: readonly VaultDraft[],
  operation: AccessPolicy['operation'],
  principals: PrincipalRegistry,
): Entries {
  const { items, open } = listOf(list)
  let unread = open
  const policies: PolicyDraft[] = []
  for (const item of items) {
    if (item.value.kind === 'unknown') unread ??= item.value
    else if (item.value.kind === 'object') {
      const targets = owners.length > 0 ? owners : [undefined]
      for (const vault of targets) policies.push(readEntry(item, item.value, holder, vault, operation, principals))
    }
  }
  return { policies, open: unread }
}

function readEntry(
  item: ListItem,
  entry: Value,
  holder: Resource,
  vault: VaultDraft | undefined,
  operation: AccessPolicy['operation'],
  principals: PrincipalRegistry,
): PolicyDraft {
  const objectId = readSetProperty(entry, 'objectId')
  const written = readSetProperty(entry, 'tenantId')
  const tenantId = written && tenantOf(written)
  const principal = objectId && principals.principalOf(objectId)
  const permissions = permissionsOf(entry)
  const doubts = [...(doubtsOf(holder).doubts ?? []), ...item.doubts]
  const { span } = entry.origin
  const owner = vault?.id ?? `${holder.span.file}#${nameWords(holder.names[0] ?? holder.id)}`
  return {
    kind: 'accessPolicy',
    id: `${owner}/accessPolicies/${principal?.id ?? ''}`,
    head: span,
    span,
    resource: holder,
    type: holder.type,
    name: vault?.name ?? nameWords(holder.names[0] ?? holder.id),
    ...(holder.symbol === undefined ? {} : { symbol: holder.symbol }),
    ...(doubts.length > 0 ? { doubts } : {}),
    ...(item.when === undefined ? {} : { when: item.when }),
    vault,
    principal,
    operation,
    tenantId,
    tenantMatches: vault?.tenantId && tenantId ? sameTenant(tenantId, vault.tenantId) : 'unknown',
    objectId,
    objectIdForm: objectId && identifierForm(objectId),
    applicationId: applicationIdOf(entry),
    ...judgePermissions(permissions),
    duplicateOf: undefined,
    holder,
    declared: undefined,
    deployed: bothDeployed(holder.deployed, truthOfCertain(item.certain)),
  }
}

/** An empty text means none, as null does. */
function applicationIdOf(entry: Value): Value | undefined {
  const applicationId = readSetProperty(entry, 'applicationId')
  return applicationId?.kind === 'literal' && applicationId.value === '' ? undefined : applicationId
}

/** The permissions of an entry by kind, as written. */
function permissionsOf(entry: Value): AccessPolicy['permissions'] {
  const of = (kind: ObjectKind) => readSetProperty(entry, 'permissions', kind)
  return { keys: of('keys'), secrets: of('secrets'), certificates: of('certificates'), storage: of('storage') }
}

type Judged = Pick<AccessPolicy, 'permissions' | 'misspelt' | 'completeKinds' | 'purges'>

/** What the permissions of an entry say, each at its place. */
export function judgePermissions(permissions: AccessPolicy['permissions']): Judged {
  const misspelt: MisspeltPermission[] = []
  const completeKinds: LiteralValue[] = []
  const purges: LiteralValue[] = []
  for (const kind of objectKinds) {
    const list = permissions[kind]
    if (!list) continue
    const known = writtenPermissions(list)
    const words = new Set<string>(known.flatMap(({ text }) => wordsOfPermission(kind, text)))
    for (const { text, literal } of known) {
      if (canonicalPermission(kind, text) !== undefined) continue
      const permission: LiteralValue = { ...literal, value: `${kind}/${text}` }
      misspelt.push({ permission, proposal: proposePermission(kind, text) })
    }
    const all = known.find(({ text }) => text.toLowerCase() === 'all')
    if (isComplete(words, kind))
      completeKinds.push({ ...(all?.literal ?? derived(kind, list.origin.span)), value: kind })
    const purge = known.find(({ text }) => text.toLowerCase() === 'purge')
    if (purge && words.has(`${kind}/delete`)) purges.push({ ...purge.literal, value: `${kind}/purge` })
  }
  return { permissions, misspelt, completeKinds, purges }
}

interface WrittenPermission {
  readonly text: string
  readonly literal: LiteralValue
}

/** Permissions that certainly stand in a list. */
function writtenPermissions(list: Value): readonly WrittenPermission[] {
  return listOf(list).items.flatMap(({ value, certain }) =>
    certain && value.kind === 'literal' && typeof value.value === 'string'
      ? [{ text: value.value, literal: value }]
      : [],
  )
}

/** What an entry certainly grants, each word at the place that grants it, and why it may grant more. */
export interface GrantedWords {
  readonly words: ReadonlyMap<Word, LiteralValue>
  readonly open: UnknownValue | undefined
}

export function grantedWords(permissions: AccessPolicy['permissions']): GrantedWords {
  const words = new Map<Word, LiteralValue>()
  let open: UnknownValue | undefined
  for (const kind of objectKinds) {
    const list = permissions[kind]
    if (!list) continue
    const certain = certainWords(kind, list)
    for (const [word, literal] of certain.words) if (!words.has(word)) words.set(word, literal)
    open ??= certain.open
  }
  return { words, open }
}

/** Of a choice of lists: what every one of them grants. */
function certainWords(kind: ObjectKind, list: Value): GrantedWords {
  if (list.kind === 'choice') {
    const each = list.alternatives.map((alternative) => certainWords(kind, alternative.value))
    const [first = { words: new Map<Word, LiteralValue>(), open: undefined }] = each
    const shared = [...first.words].filter(([word]) => each.every(({ words }) => words.has(word)))
    const differs = each.some(({ words }) => words.size > shared.length)
    const doubt = differs ? list.alternatives.flatMap(({ unknowns }) => unknowns)[0] : undefined
    return { words: new Map(shared), open: doubt ?? each.find(({ open }) => open)?.open }
  }
  const { items, open } = listOf(list)
  const words = new Map<Word, LiteralValue>()
  let unread = open
  for (const { value, certain, doubts } of items) {
    if (value.kind === 'unknown') unread ??= value
    else if (value.kind === 'text') unread ??= value.parts.find((part) => typeof part !== 'string')
    else if (!certain) unread ??= doubts[0]
    else if (value.kind === 'literal' && typeof value.value === 'string') {
      for (const word of wordsOfPermission(kind, value.value)) if (!words.has(word)) words.set(word, value)
    }
  }
  return { words, open: unread }
}

/** Who an entry is for: principal and application; undefined when that cannot be told apart from others. */
export function holderKey({ objectId, applicationId }: AccessPolicy): string | undefined {
  if (!objectId) return undefined
  const key = JSON.stringify([idKey(objectId), applicationId ? idKey(applicationId) : ''])
  return key.includes('[*]') ? undefined : key
}

/** Puts into each vault's list what is in force in the end. */
function settle(policies: readonly PolicyDraft[]): void {
  const replaced = new Map<VaultDraft, Map<string, Truth>>()
  for (const policy of policies) {
    const key = holderKey(policy)
    if (!policy.vault || key === undefined || (policy.operation !== 'replace' && policy.operation !== 'remove'))
      continue
    const vault = policy.vault as VaultDraft
    const keys = replaced.get(vault) ?? new Map<string, Truth>()
    if (keys.get(key) !== true) keys.set(key, policy.deployed)
    replaced.set(vault, keys)
  }
  for (const policy of policies) {
    if (!policy.vault || policy.operation === 'remove') continue
    const vault = policy.vault as VaultDraft
    const key = holderKey(policy)
    const gone = policy.operation === 'replace' || key === undefined ? undefined : replaced.get(vault)?.get(key)
    if (gone !== true) vault.policies.push(policy)
  }
}

function markDuplicates(policies: readonly PolicyDraft[]): void {
  // What is added to a vault that is declared twice stands there once for each of the declarations.
  const seen = new Map<unknown, Map<Vault | undefined, Map<string, AccessPolicy>>>()
  for (const policy of policies) {
    const key = holderKey(policy)
    if (key === undefined || policy.deployed !== true) continue
    const list = policy.operation === 'inline' ? policy.vault : policy.holder
    const lists = seen.get(list) ?? new Map<Vault | undefined, Map<string, AccessPolicy>>()
    const within = lists.get(policy.vault) ?? new Map<string, AccessPolicy>()
    const earlier = within.get(key)
    if (earlier) {
      policy.duplicateOf = earlier
      policy.duplicateAt = partingOf(policy.objectId, earlier.objectId)
    } else within.set(key, policy)
    seen.set(list, lists.set(policy.vault, within))
  }
}

/** Of the places that values come by, the last that differ: entries that a loop makes are written where it is given them. */
function partingOf(own: Value | undefined, earlier: Value | undefined): AccessPolicy['duplicateAt'] {
  const [here = [], there = []] = [own, earlier].map((value) => value && [value.origin.span, ...value.origin.uses])
  for (let back = 1; back <= Math.min(here.length, there.length); back++) {
    const [one, other] = [here.at(-back), there.at(-back)]
    if (one && other && !sameSpan(one, other)) return { own: one, earlier: other }
  }
  return undefined
}
