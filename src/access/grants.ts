import { idKey } from '../evaluate/resource-id.js'
import { firstUnknown, unknown, withOrigin } from '../evaluate/value.js'
import type { Truth, UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { excessOf } from './allowance.js'
import type { Allowance } from './allowance.js'
import type { AssignmentDraft } from './assignments.js'
import type { Draft } from './draft.js'
import { isEffective } from './effective.js'
import type { AccessPolicy, Grant, Role, Vault } from './model.js'
import { grantedWords } from './policies.js'
import type { PrincipalDraft } from './principals.js'
import { managementOperations, wordsOfRole } from './roles.js'
import type { VaultDraft } from './vaults.js'

/** A grant while the model is built. */
export type GrantDraft = Draft<Grant>

/** What one access policy gives; none when nobody can be told to hold it, or when it takes away. */
export function grantOfPolicy(
  policy: AccessPolicy,
  allowances: ReadonlyMap<string, Allowance>,
): GrantDraft | undefined {
  const { vault, principal } = policy
  if (!principal || policy.operation === 'remove') return undefined
  const { words, open } = grantedWords(policy.permissions)
  const places = new Map<string, Span>([...words].map(([word, literal]) => [word, literal.origin.span]))
  return makeGrant({
    subject: policy,
    vault,
    principal: principal as PrincipalDraft,
    plane: 'data',
    form: 'accessPolicy',
    mechanism: policy.declared ? 'declaration' : 'accessPolicy',
    scopeKind: 'vault',
    role: undefined,
    operations: [...words.keys()].sort(),
    open,
    source: policy.declared ?? policy,
    allowances,
    placeOf: (operation) => places.get(operation) ?? policy.head,
    deployed: policy.deployed,
  })
}

/**
 * What one role assignment gives: on each vault that it covers, or once without, a grant for each plane that the role
 * reaches. A role that cannot be told gives a grant of data that is open.
 */
export function grantsOfAssignment(
  assignment: AssignmentDraft,
  allowances: ReadonlyMap<string, Allowance>,
): readonly GrantDraft[] {
  if (!assignment.principal || assignment.scopeKind === 'other') return []
  const vaults = assignment.vaults.length > 0 ? assignment.vaults : [undefined]
  return vaults.flatMap((vault) => [
    ...assignmentGrant(assignment, vault, 'data', allowances),
    ...assignmentGrant(assignment, vault, 'management', allowances),
  ])
}

function assignmentGrant(
  assignment: AssignmentDraft,
  vault: VaultDraft | undefined,
  plane: Grant['plane'],
  allowances: ReadonlyMap<string, Allowance>,
): readonly GrantDraft[] {
  const { role, principal, scopeKind } = assignment
  if (!principal) return []
  const reached = role ? operationsOf(role, assignment, vault, plane) : []
  const open = openOf(assignment, plane)
  if (reached.length === 0 && !open) return []
  const place = assignment.roleDefinitionId?.origin.span ?? assignment.head
  return [
    makeGrant({
      subject: assignment,
      vault,
      principal: principal as PrincipalDraft,
      plane,
      form: 'roleAssignment',
      mechanism: assignment.declared ? 'declaration' : 'roleAssignment',
      scopeKind,
      role,
      operations: reached,
      open,
      source: assignment.declared ?? assignment,
      allowances,
      placeOf: () => place,
      deployed: assignment.deployed,
    }),
  ]
}

function operationsOf(
  role: Role,
  { scope, scopeKind }: AssignmentDraft,
  vault: Vault | undefined,
  plane: Grant['plane'],
): readonly string[] {
  const service = vault?.service ?? 'vault'
  if (plane === 'data' && service === 'managedHSM') return []
  const all = plane === 'data' ? wordsOfRole(role) : managementOperations(role, service, scopeKind)
  const kind = scopeKind === 'object' ? scope?.chain[0]?.type.split('/')[2]?.toLowerCase() : undefined
  return kind === undefined ? all : all.filter((operation) => isWithin(operation, kind))
}

/** On one object only what is done to its kind counts, and the rights to give roles on it. */
function isWithin(operation: string, kind: string): boolean {
  const folded = operation.toLowerCase()
  if (folded.startsWith('microsoft.authorization/')) return true
  return kind === 'certificates' && !folded.startsWith('microsoft.')
    ? true
    : folded.startsWith(`${kind}/`) || folded.startsWith(`microsoft.keyvault/vaults/${kind}/`)
}

function openOf(assignment: AssignmentDraft, plane: Grant['plane']): UnknownValue | undefined {
  const { role, roleDefinitionId, roleGuid } = assignment
  if (role) return role.open
  if (plane === 'management' || !roleDefinitionId) return undefined
  if (roleDefinitionId.kind !== 'literal' && roleGuid === undefined) return unknownRole(roleDefinitionId)
  return unknown(
    { kind: 'runtime', name: 'role definition' },
    `permissions of role ${roleGuid ?? ''}`,
    roleDefinitionId.origin,
  )
}

/** What of a role's id is not known: of a text its last part, which names the role, where the id is written. */
function unknownRole(id: Value): UnknownValue {
  const last = id.kind === 'text' ? id.parts.findLast((part) => typeof part !== 'string') : undefined
  return last === undefined || typeof last === 'string' ? firstUnknown([id]) : withOrigin(last, id.origin)
}

interface GrantParts {
  readonly subject: AccessPolicy | AssignmentDraft
  readonly vault: Vault | undefined
  readonly principal: PrincipalDraft
  readonly plane: Grant['plane']
  readonly form: Grant['form']
  readonly mechanism: Grant['mechanism']
  readonly scopeKind: Grant['scopeKind']
  readonly role: Role | undefined
  readonly operations: readonly string[]
  readonly open: UnknownValue | undefined
  readonly source: Grant['source']
  readonly allowances: ReadonlyMap<string, Allowance>
  readonly placeOf: (operation: string) => Span
  readonly deployed: Truth
}

function makeGrant(parts: GrantParts): GrantDraft {
  const { subject, vault, principal, plane, form, operations, allowances, placeOf } = parts
  const allowance = principal.persona === undefined ? undefined : allowances.get(principal.persona)
  const grant: GrantDraft = {
    kind: 'grant',
    id: subject.id,
    head: subject.head,
    span: subject.span,
    ...(subject.resource ? { resource: subject.resource } : {}),
    type: subject.type,
    name: subject.name,
    ...(subject.symbol === undefined ? {} : { symbol: subject.symbol }),
    ...(subject.doubts ? { doubts: subject.doubts } : {}),
    ...(subject.when === undefined ? {} : { when: subject.when }),
    vault,
    principal,
    plane,
    mechanism: parts.mechanism,
    form,
    scopeKind: parts.scopeKind,
    role: parts.role,
    operations,
    open: parts.open,
    effective: isEffective(vault, plane, form),
    source: parts.source,
    ...excessOf({ plane, form, vault, operations, placeOf }, allowance),
    undeclared: undefined,
    missing: undefined,
    peers: 0,
    deployed: parts.deployed,
  }
  principal.grants.push(grant)
  if (vault) (vault as VaultDraft).grants.push(grant)
  return grant
}

/** One grant of each principal. */
function firstOfEach(grants: readonly GrantDraft[]): readonly GrantDraft[] {
  const found = new Map<unknown, GrantDraft>()
  for (const grant of grants) if (!found.has(grant.principal)) found.set(grant.principal, grant)
  return [...found.values()]
}

/** Counts, for each user, the other users that hold the same on the same vault: they could be a group. */
export function countPeers(grants: readonly GrantDraft[]): void {
  const groups = new Map<string, GrantDraft[]>()
  for (const grant of grants) {
    if (!grant.vault || grant.principal.principalType?.toLowerCase() !== 'user') continue
    const { vault, plane, scopeKind, source, operations } = grant
    const scope = scopeKind === 'object' && 'scopeId' in source ? idKey(source.scopeId) : scopeKind
    const key = JSON.stringify([vault.id, plane, scope, operations])
    const group = groups.get(key)
    if (group) group.push(grant)
    else groups.set(key, [grant])
  }
  for (const group of groups.values()) {
    const users = new Set(group.map(({ principal }) => principal)).size
    for (const grant of group) grant.peers = users - 1
    const [first, ...others] = firstOfEach(
      group.filter(({ deployed, effective }) => deployed === true && effective !== false),
    )
    if (first) first.alike = others
  }
}
