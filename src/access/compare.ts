import { idKey } from '../evaluate/resource-id.js'
import type { Truth, UnknownValue } from '../evaluate/value.js'
import { matchesName } from '../source/glob.js'
import type { DeclaredAccess, DeclaredVault, Difference, Grant, GrantScope, Principal, Vault } from './model.js'
import { knownText } from './read.js'
import { builtInRole, builtInRoleNamed, isRead, managementOperations, wordsOfRole } from './roles.js'
import { grantedWords } from './policies.js'

/** Whether a declaration speaks of a vault: by its name, its symbol or its id, without case; globs. */
export function speaksOf({ pattern }: DeclaredVault, vault: Vault): boolean {
  const names = [knownText(vault.nameValue), knownText(vault.idValue), vault.symbol, vault.name]
  return names.some((name) => name !== undefined && matchesName(pattern, name))
}

/** Whether a declared entry means a principal: by object id, else by symbol, else by name. */
function meansPrincipal({ principal: declared }: DeclaredAccess, principal: Principal): boolean {
  const objectId = knownText(principal.objectId)
  if (declared.objectId !== undefined && objectId !== undefined)
    return declared.objectId.toLowerCase() === objectId.toLowerCase()
  const { symbols = [] } = principal
  if (declared.symbol !== undefined) return symbols.some((symbol) => matchesName(declared.symbol ?? '', symbol))
  const names = [principal.displayName, ...symbols]
  return (
    declared.name !== undefined && names.some((name) => name !== undefined && matchesName(declared.name ?? '', name))
  )
}

/** Declared entries by object id, so that a principal is not held against each of them. */
interface Entries {
  readonly byObjectId: ReadonlyMap<string, readonly DeclaredAccess[]>
  /** Those that say no object id. */
  readonly others: readonly DeclaredAccess[]
  readonly all: readonly DeclaredAccess[]
}

const indexed = new WeakMap<DeclaredVault, Entries>()

function entriesOf(declaration: DeclaredVault): Entries {
  const known = indexed.get(declaration)
  if (known) return known
  const { access } = declaration
  const entries: Entries = {
    byObjectId: groupBy(access, ({ principal }) => principal.objectId?.toLowerCase()),
    others: access.filter(({ principal }) => principal.objectId === undefined),
    all: access,
  }
  indexed.set(declaration, entries)
  return entries
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = key === undefined ? undefined : groups.get(key)
    if (group) group.push(item)
    else if (key !== undefined) groups.set(key, [item])
  }
  return groups
}

/** The declared entries that mean a principal. */
function entriesFor(principal: Principal, declaration: DeclaredVault): readonly DeclaredAccess[] {
  const { byObjectId, others, all } = entriesOf(declaration)
  const objectId = knownText(principal.objectId)?.toLowerCase()
  const near = objectId === undefined ? all : [...(byObjectId.get(objectId) ?? []), ...others]
  return near.filter((access) => meansPrincipal(access, principal))
}

/** Doubts that one difference tells. */
const maxDoubts = 16

/** What a declared entry allows, on both planes; open when its role cannot be told. */
interface DeclaredOperations {
  readonly data: ReadonlySet<string>
  readonly management: ReadonlySet<string>
  readonly open: UnknownValue | undefined
}

const operations = new WeakMap<DeclaredAccess, DeclaredOperations>()

function declaredOperations(access: DeclaredAccess): DeclaredOperations {
  const known = operations.get(access)
  if (known) return known
  const made = readOperations(access)
  operations.set(access, made)
  return made
}

function readOperations(access: DeclaredAccess): DeclaredOperations {
  if (access.permissions) {
    const { words, open } = grantedWords(access.permissions)
    return { data: new Set(words.keys()), management: new Set(), open }
  }
  const text = knownText(access.role)
  const role = text === undefined ? undefined : (builtInRoleNamed(text) ?? builtInRole(guidOf(text)))
  if (!role) return { data: new Set(), management: new Set(), open: openRole(access) }
  return {
    data: new Set(wordsOfRole(role)),
    management: new Set(managementOperations(role, 'vault', access.scope)),
    open: undefined,
  }
}

/** A role may also be declared by its id. */
export function guidOf(role: string): string {
  return role.slice(role.lastIndexOf('/') + 1)
}

function openRole({ role }: DeclaredAccess): UnknownValue | undefined {
  if (!role) return undefined
  return {
    kind: 'unknown',
    cause: { kind: 'runtime', name: 'role definition' },
    identity: `declared role ${idKey(role)}`,
    origin: role.origin,
  }
}

/**
 * What a grant of a template gives beyond the declarations of its vault; undefined when none speaks of it, and for
 * grants without effect. Reading on the management plane needs no declaration.
 */
export function undeclaredOf(grant: Grant, declared: readonly DeclaredVault[]): Difference | undefined {
  if (declared.length === 0 || grant.effective === false) return undefined
  const own = declared
    .flatMap((one) => entriesFor(grant.principal, one))
    .filter(({ scope }) => reachesAsFar(scope, grant.scopeKind))
    .map(declaredOperations)
  const allowed = (operation: string) => own.some((operations) => operations[grant.plane].has(operation))
  const beyond = grant.operations.filter(
    (operation) => !allowed(operation) && !(grant.plane === 'management' && isRead(operation)),
  )
  if (beyond.length === 0) return undefined
  const unknowns = own.length > 0 ? own.flatMap(({ open }) => open ?? []) : unnamed(grant.principal, declared)
  const doubts = [...unknowns, ...(grant.effective === 'unknown' ? doubtOfModel(grant) : [])]
  return { operations: beyond, certain: certainty(doubts, grant.effective, grant.deployed), unknowns: doubts }
}

/** Whether what is declared or given at one scope is so at the other as well: what holds for one object does not for its vault. */
function reachesAsFar(scope: GrantScope, other: GrantScope): boolean {
  return scope !== 'object' || other === 'object'
}

/** Somebody whose object id is not known may be anybody declared, and somebody declared by name anybody. */
function unnamed({ objectId }: Principal, declared: readonly DeclaredVault[]): readonly UnknownValue[] {
  if (objectId.kind === 'unknown') return [objectId]
  if (objectId.kind === 'choice') return objectId.alternatives.flatMap(({ unknowns }) => unknowns)
  const [byName] = declared.flatMap((one) => entriesOf(one).others.slice(0, 1))
  if (!byName) return []
  const origin = { span: byName.head, uses: [], because: [] }
  const identity = `declared principal at ${byName.head.start}`
  return [{ kind: 'unknown', cause: { kind: 'runtime', name: 'object id' }, identity, origin }]
}

function doubtOfModel({ vault }: Grant): readonly UnknownValue[] {
  return vault?.permissionModel.kind === 'unknown' ? [vault.permissionModel] : []
}

function certainty(unknowns: readonly UnknownValue[], ...truths: readonly Truth[]): Truth {
  return unknowns.length > 0 || truths.includes('unknown') ? 'unknown' : true
}

/** Everything that templates of the run give on one vault, by who holds it. */
export interface GrantedVault {
  readonly byObjectId: ReadonlyMap<string, readonly Grant[]>
  /** Of principals whose object id is not known. */
  readonly others: readonly Grant[]
  readonly all: readonly Grant[]
}

export function groupGrants(grants: readonly Grant[]): GrantedVault {
  const idOf = ({ principal }: Grant) => knownText(principal.objectId)?.toLowerCase()
  return { byObjectId: groupBy(grants, idOf), others: grants.filter((grant) => idOf(grant) === undefined), all: grants }
}

/**
 * What a declared grant promises and no template gives, over all vaults that its declaration speaks of; undefined when
 * no template of the run speaks of one. The same vault in several deployments is told by its name.
 */
export function missingOf(
  access: DeclaredAccess,
  plane: Grant['plane'],
  vaults: readonly GrantedVault[],
  incomplete: boolean,
): Difference | undefined {
  if (vaults.length === 0) return undefined
  const promised = declaredOperations(access)
  const wanted = [...promised[plane]].filter((operation) => plane === 'data' || !isRead(operation))
  const missing = new Set<string>()
  const unknowns: UnknownValue[] = promised.open ? [promised.open] : []
  for (const vault of vaults) {
    const held = heldBy(access, plane, vault)
    for (const operation of wanted) if (!held.sure.has(operation)) missing.add(operation)
    unknowns.push(...held.unknowns)
  }
  if (missing.size === 0) return undefined
  return { operations: [...missing].sort(), certain: certainty(unknowns, incomplete ? 'unknown' : true), unknowns }
}

function heldBy(access: DeclaredAccess, plane: Grant['plane'], { byObjectId, others, all }: GrantedVault) {
  const objectId = access.principal.objectId?.toLowerCase()
  const grants = objectId === undefined ? all : [...(byObjectId.get(objectId) ?? []), ...others]
  const sure = new Set<string>()
  const unknowns: UnknownValue[] = []
  for (const grant of grants) {
    if (grant.plane !== plane || grant.effective === false || !reachesAsFar(grant.scopeKind, access.scope)) continue
    const meant = meansPrincipal(access, grant.principal)
    const doubt = meant ? grant.open : grant.principal.objectId
    if (doubt?.kind === 'unknown' && unknowns.length < maxDoubts) unknowns.push(doubt)
    if (!meant) continue
    for (const operation of grant.operations) sure.add(operation)
  }
  return { sure, unknowns }
}
