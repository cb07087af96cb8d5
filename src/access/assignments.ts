import { idKey, parseResourceId } from '../evaluate/resource-id.js'
import type { ResourceId } from '../evaluate/resource-id.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { originAt } from '../evaluate/value.js'
import type { Alternative, Truth, Value } from '../evaluate/value.js'
import { encloses } from '../source/span.js'
import type { Span } from '../source/span.js'
import type { Draft } from './draft.js'
import { isGuid } from './identifiers.js'
import type { Grant, GrantScope, Role, RoleAssignment, RoleDefinition } from './model.js'
import type { PrincipalRegistry } from './principals.js'
import { bothDeployed, doubtsOfAlternative, knownText, readProperty, readSetProperty } from './read.js'
import type { RoleDefinitions } from './role-definitions.js'
import { grantScopeOf, idValueOf, keyOfId, readId } from './resource-key.js'
import type { ResourceIndex } from './resource-index.js'
import { mattersOn } from './sought.js'
import { builtInRole, grantsData, managementOperations } from './roles.js'
import { lazily } from './facts.js'
import { doubtsOf, nameWords, subjectOf } from './subjects.js'
import type { VaultDraft, VaultRegistry } from './vaults.js'

/** A role assignment while the model is built. */
export type AssignmentDraft = Omit<Draft<RoleAssignment>, 'vaults' | 'grants'> & {
  readonly vaults: readonly VaultDraft[]
  readonly grants: Grant[]
  /** The id of the scope taken apart. */
  readonly scope: ResourceId | undefined
}

const eligibility = 'microsoft.authorization/roleeligibilityschedulerequests'
const scheduled = 'microsoft.authorization/roleassignmentschedulerequests'
const active = [
  'microsoft.authorization/roleassignments',
  'microsoft.keyvault/vaults/providers/roleassignments',
  'microsoft.keyvault/managedhsms/providers/roleassignments',
]

/** Everything that the assignments of one deployment are read with. */
export interface AssignmentSources {
  readonly deployment: Deployment
  readonly index: ResourceIndex
  readonly vaults: VaultRegistry
  readonly principals: PrincipalRegistry
  readonly roles: RoleDefinitions
}

/**
 * Role assignments at every scope that can have to do with a vault, active, scheduled and eligible; requests that take access
 * away are none.
 *
 * A role that is one of several becomes one assignment for each.
 */
export function collectAssignments(sources: AssignmentSources): readonly AssignmentDraft[] {
  const resources = sources.index
    .ofType(...active, eligibility, scheduled)
    .filter((resource) => !resource.existing && !isElsewhere(resource) && !isRemoval(resource))
  // Wider scopes cover the vaults that others only refer to, so these must be there first.
  for (const resource of resources) sources.vaults.vaultsAt(scopeOf(resource).parsed, resource)
  return resources.flatMap((resource) => {
    const roleDefinitionId = readSetProperty(resource.body, 'properties', 'roleDefinitionId')
    if (roleDefinitionId?.kind !== 'choice' || roleName(roleDefinitionId))
      return [readAssignment(resource, roleDefinitionId, undefined, sources)]
    return roleDefinitionId.alternatives.map((alternative) =>
      readAssignment(resource, alternative.value, alternative, sources),
    )
  })
}

/** On a resource that has nothing to do with vaults. */
function isElsewhere(resource: Resource): boolean {
  const last = scopeOf(resource).parsed?.chain.at(-1)
  return last !== undefined && !mattersOn(last.typeKey)
}

function isRemoval({ body }: Resource): boolean {
  const request = knownText(readProperty(body, 'properties', 'requestType'))?.toLowerCase()
  return request === 'adminremove' || request === 'selfdeactivate'
}

function readAssignment(
  resource: Resource,
  roleDefinitionId: Value | undefined,
  alternative: Alternative | undefined,
  sources: AssignmentSources,
): AssignmentDraft {
  const properties = readProperty(resource.body, 'properties')
  const principalId = readSetProperty(properties, 'principalId')
  const principalType = readSetProperty(properties, 'principalType')
  const role = findRole(roleDefinitionId, sources.roles)
  const scope = scopeOf(resource)
  const scopeKind = scope.parsed ? grantScopeOf(scope.parsed) : plainScope(resource)
  const vaults = coveredVaults(scope.parsed, scopeKind, resource, sources)
  const doubts = [...(doubtsOf(resource).doubts ?? []), ...(alternative ? doubtsOfAlternative(alternative) : [])]
  const reaches = reachOf(role, scopeKind, scope.parsed)
  // Most assignments pass: what they are called is worked out for those that do not.
  const subject = lazily(() => subjectOf('roleAssignment', resource, sources.deployment))
  return {
    kind: 'roleAssignment',
    get id() {
      return subject().id
    },
    get name() {
      return assignmentName(resource)
    },
    head: resource.head,
    span: resource.span,
    resource,
    type: resource.type,
    ...(resource.symbol === undefined ? {} : { symbol: resource.symbol }),
    ...(doubts.length > 0 ? { doubts } : {}),
    ...(alternative ? { when: alternative.when } : {}),
    principal: principalId && sources.principals.principalOf(principalId, knownText(principalType)),
    principalId,
    principalType,
    roleDefinitionId,
    role: role.role,
    roleGuid: role.guid,
    roleExists: role.exists,
    definition: role.definition,
    reachesData: reaches.data,
    reachesManagement: reaches.management,
    scope: scope.parsed,
    scopeKind,
    scopeId: scope.id,
    scopePlace: scopePlace(resource),
    condition: readSetProperty(properties, 'condition'),
    eligible: resource.typeKey === eligibility,
    expires: expiryOf(resource, properties),
    vaults,
    grants: [],
    declared: undefined,
    deployed: bothDeployed(resource.deployed, alternative ? 'unknown' : true),
  }
}

/** Names of assignments are GUIDs, which nobody reads: the symbol says more. */
function assignmentName({ names, id, symbol }: Resource): string {
  const name = nameWords(names.at(-1) ?? id)
  return name.includes('${') || isGuid(name) ? (symbol ?? name) : name
}

interface FoundRole {
  readonly role: Role | undefined
  readonly guid: string | undefined
  readonly exists: Truth
  readonly definition: RoleDefinition | undefined
}

/** The role that an id ends in: a custom role of the run goes before a built-in one. */
function findRole(id: Value | undefined, roles: RoleDefinitions): FoundRole {
  const name = id && roleName(id)
  if (!name) return { role: undefined, guid: undefined, exists: 'unknown', definition: undefined }
  const text = knownText(name)?.toLowerCase()
  const guid = text === undefined ? undefined : guidOf(text)
  const definition = roles.named(idKey(name))
  if (definition) return { role: definition.role, guid, exists: true, definition }
  const role = guid === undefined ? undefined : builtInRole(guid)
  return { role, guid, exists: text === undefined ? 'unknown' : role !== undefined, definition: undefined }
}

/** Azure takes a GUID without its hyphens as well. */
function guidOf(text: string): string | undefined {
  const guid = text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return isGuid(guid) ? guid : undefined
}

/**
 * A role definition's id, or one whose last name it is: some write the name alone, or the type of the assignment.
 *
 * Of an id that is one of several, the name that they have in common.
 */
function roleName(id: Value): Value | undefined {
  const last = readId(id)?.chain.at(-1)
  if (last?.names.at(-1)?.kind === 'choice') return undefined
  if (last) return last.typeKey.startsWith('microsoft.authorization/role') ? last.names.at(-1) : undefined
  return knownText(id) === undefined ? undefined : id
}

interface Reach {
  readonly data: Truth
  readonly management: Truth
}

/** On a resource that is no vault nothing of a vault is reached; on one that cannot be told it may be. */
function reachOf(found: FoundRole, scope: GrantScope, id: ResourceId | undefined): Reach {
  if (scope !== 'other') return reachOfRole(found, scope)
  if (id) return { data: false, management: false }
  const { data, management } = reachOfRole(found, scope)
  return { data: data && 'unknown', management: management && 'unknown' }
}

function reachOfRole({ role }: FoundRole, scope: GrantScope): Reach {
  if (!role) return { data: 'unknown', management: 'unknown' }
  const open = role.open ? 'unknown' : false
  const manages =
    managementOperations(role, 'vault', scope).length > 0 || managementOperations(role, 'managedHSM', scope).length > 0
  return { data: grantsData(role) || open, management: manages || open }
}

/** The scope that an assignment stands on; of the old nested form, the vault that its name begins with. */
function scopeOf(resource: Resource): { readonly id: Value; readonly parsed: ResourceId | undefined } {
  const parsed = readId(resource.scope)
  if (!resource.typeKey.includes('/providers/')) return { id: resource.scope, parsed }
  const [vault] = resource.names
  if (!vault || !parsed || parsed.chain.length > 0) return { id: resource.scope, parsed }
  const type = resource.type.split('/').slice(0, 2).join('/')
  const nested = { scope: parsed.scope, chain: [{ type, typeKey: type.toLowerCase(), names: [vault] }] }
  return { id: idValueOf(nested, originAt(resource.head)), parsed: nested }
}

function plainScope({ scopeKind }: Resource): GrantScope {
  return scopeKind === 'resource' ? 'other' : scopeKind
}

/** Where the scope is written in the assignment, else the assignment's own line. */
function scopePlace(resource: Resource): Span {
  const { span, uses } = resource.scope.origin
  return [span, ...uses].find((place) => encloses(resource.span, place)) ?? resource.head
}

/** Vaults of the deployment at a scope or below; across deployments nothing is linked. */
function coveredVaults(
  scope: ResourceId | undefined,
  kind: GrantScope,
  resource: Resource,
  { deployment, vaults }: AssignmentSources,
): readonly VaultDraft[] {
  if (!scope) return []
  if (kind === 'vault' || kind === 'object') return vaults.vaultsAt(scope, resource)
  const key = keyOfId(scope)
  if (key === undefined || kind === 'other') return []
  if (kind === 'tenant') return [...vaults.all()]
  if (kind === 'managementGroup') {
    const own = parseResourceId(deployment.scope)
    return own && keyOfId(own) === key ? [...vaults.all()] : vaults.within(key)
  }
  return vaults.within(key)
}

/** A plain assignment never ends; a request ends unless it says `NoExpiration`. */
function expiryOf(resource: Resource, properties: Value | undefined): Truth {
  if (resource.typeKey !== eligibility && resource.typeKey !== scheduled) return false
  const type = readSetProperty(properties, 'scheduleInfo', 'expiration', 'type')
  if (!type) return false
  const text = knownText(type)?.toLowerCase()
  return text === undefined ? 'unknown' : text !== 'noexpiration'
}
