import { unknown } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'
import { allowancesOf } from './allowance.js'
import type { Allowance } from './allowance.js'
import { groupGrants, guidOf, missingOf, speaksOf } from './compare.js'
import type { Draft } from './draft.js'
import { addHoldings, groupByHolder } from './effective.js'
import { findEscalations } from './escalation.js'
import { countPeers, grantOfPolicy, grantsOfAssignment } from './grants.js'
import type { GrantDraft } from './grants.js'
import { identifierForm, isGuid } from './identifiers.js'
import type { AssignmentDraft } from './assignments.js'
import type { AccessModel, AccessPolicy, AccessSettings, DeclaredAccess, DeclaredVault, Grant, Role } from './model.js'
import { conflictsOf, labelOf, matchPersona } from './personas.js'
import { judgePermissions } from './policies.js'
import type { PrincipalDraft } from './principals.js'
import { knownText } from './read.js'
import { builtInRole, builtInRoleNamed, grantsData, managementOperations } from './roles.js'
import { emptyLists } from './vaults.js'
import type { VaultDraft } from './vaults.js'

/**
 * The model of all declarations of a run: each vault as it is described, each entry as a policy or an assignment and
 * the grants that it means. `models` are those of the run's templates, against which a declared grant is missing or not.
 */
export function buildDeclarationModel(
  declarations: readonly DeclaredVault[],
  settings: AccessSettings,
  models: readonly AccessModel[],
): AccessModel {
  const allowances = allowancesOf(settings.personas)
  const principals = new Map<string, PrincipalDraft>()
  const policies: AccessPolicy[] = []
  const assignments: AssignmentDraft[] = []
  const grants: GrantDraft[] = []
  const declared = declarations.map((declaration) => withOwnLists(declaration, settings))
  const context: Context = { settings, allowances, principals }
  for (const declaration of declared) {
    const granted = templateVaults(declaration, models)
    for (const access of declaration.access) {
      const made = readEntry(access, declaration, context)
      if (made.policy) policies.push(made.policy)
      if (made.assignment) assignments.push(made.assignment)
      for (const grant of made.grants) {
        grant.missing = missingOf(access, grant.plane, granted, isIncomplete(models))
        grants.push(grant)
      }
    }
  }
  countPeers(grants)
  const holders = groupByHolder(grants)
  const escalations = findEscalations(assignments, holders)
  addHoldings(holders)
  return {
    vaults: declared.map(({ vault }) => vault),
    grants,
    assignments,
    policies,
    roleDefinitions: [],
    principals: [...principals.values()],
    privateEndpoints: [],
    keys: [],
    secrets: [],
    escalations,
    resources: [],
    sought: [],
    declarations: declared,
    endpoints: [],
    incomplete: settings.incomplete,
  }
}

interface Context {
  readonly settings: AccessSettings
  readonly allowances: ReadonlyMap<string, Allowance>
  readonly principals: Map<string, PrincipalDraft>
}

/** Lists of its own for what is found, so that the declaration as read stays as it is. */
function withOwnLists(declaration: DeclaredVault, settings: AccessSettings): DeclaredVault {
  const vault: VaultDraft = {
    ...declaration.vault,
    environment: environmentOf(declaration, settings),
    ...emptyLists(),
  }
  const own: DeclaredVault = { ...declaration, vault }
  vault.declared.push(own)
  return own
}

/** What the configuration says of the file's path goes before what the declaration says. */
export function environmentOf({ environment, span }: DeclaredVault, settings: AccessSettings): string | undefined {
  const otherwise = settings.environmentOf('')
  const byPath = settings.environmentOf(span.file)
  return byPath === otherwise ? (environment ?? otherwise) : byPath
}

function isIncomplete(models: readonly AccessModel[]): boolean {
  return models.some(({ incomplete }) => incomplete)
}

/** Vaults of templates that a declaration speaks of, what several deployments give on one put together. */
function templateVaults(declaration: DeclaredVault, models: readonly AccessModel[]) {
  const found = new Map<string, Grant[]>()
  for (const { vaults } of models) {
    for (const vault of vaults) {
      if (!speaksOf(declaration, vault)) continue
      const key = knownText(vault.nameValue)?.toLowerCase() ?? vault.id
      const group = found.get(key)
      if (group) for (const grant of vault.grants) group.push(grant)
      else found.set(key, [...vault.grants])
    }
  }
  return [...found.values()].map(groupGrants)
}

interface Made {
  readonly policy?: AccessPolicy
  readonly assignment?: AssignmentDraft
  readonly grants: readonly GrantDraft[]
}

function readEntry(access: DeclaredAccess, declaration: DeclaredVault, context: Context): Made {
  const principal = principalOf(access, context)
  if (access.permissions) {
    const vault = declaration.vault as VaultDraft
    const earlier = vault.policies.find((policy) => policy.principal === principal)
    const policy: AccessPolicy = { ...policyOf(access, declaration, principal), duplicateOf: earlier }
    vault.policies.push(policy)
    const grant = grantOfPolicy(policy, context.allowances)
    return { policy, grants: grant ? [grant] : [] }
  }
  if (!access.role) return { grants: [] }
  const assignment = assignmentOf(access, access.role, declaration, principal)
  const grants = grantsOfAssignment(assignment, context.allowances)
  assignment.grants.push(...grants)
  return { assignment, grants }
}

function principalOf(access: DeclaredAccess, { principals, settings }: Context): PrincipalDraft {
  const { objectId, symbol, name, type } = access.principal
  const key = JSON.stringify([objectId?.toLowerCase() ?? null, objectId === undefined ? [symbol, name] : null])
  const known = principals.get(key)
  if (known) {
    addPersona(known, access.persona, settings)
    return known
  }
  const value: Value =
    access.objectIdValue ??
    unknown({ kind: 'runtime', name: 'object id' }, `object id of declared ${key}`, originOf(access), {
      type: 'string',
    })
  const symbols = symbol === undefined ? [] : [symbol]
  const clues = { objectId: value, symbols, identityOf: undefined, ...(name === undefined ? {} : { name }) }
  const match = matchPersona(clues, settings)
  const id = objectId?.toLowerCase() ?? symbol ?? name ?? ''
  const made: PrincipalDraft = {
    kind: 'principal',
    id,
    head: access.head,
    span: access.span,
    type: 'principal',
    name: name ?? id,
    objectId: value,
    principalType: type ?? match.type,
    displayName: name ?? match.displayName,
    persona: match.persona,
    personaReason: match.reason,
    personas: match.personas,
    conflicts: [],
    identityOf: undefined,
    grants: [],
    holdings: [],
    readsLogs: undefined,
    symbols,
  }
  addPersona(made, access.persona, settings)
  principals.set(key, made)
  return made
}

/** What one entry says of a principal counts for all of them. */
function addPersona(principal: PrincipalDraft, declared: string | undefined, settings: AccessSettings): void {
  if (declared !== undefined && principal.persona === undefined) {
    principal.persona = declared
    principal.personaReason = 'its declaration says so'
  }
  const personas = [...new Set([...principal.personas, ...(declared === undefined ? [] : [declared])])]
  principal.personas = personas
  principal.conflicts = conflictsOf(personas, settings.personas)
  const label = labelOf(principal.persona, settings.personas)
  if (label !== undefined) principal.personaLabel = label
}

function originOf({ head }: DeclaredAccess): Value['origin'] {
  return { span: head, uses: [], because: [] }
}

function subjectFor(access: DeclaredAccess, { id, name, type }: DeclaredVault, principal: PrincipalDraft) {
  return { id: `${id}/access/${principal.id}`, head: access.head, span: access.span, type, name }
}

function policyOf(access: DeclaredAccess, declaration: DeclaredVault, principal: PrincipalDraft): AccessPolicy {
  const none = { keys: undefined, secrets: undefined, certificates: undefined, storage: undefined }
  const policy: Draft<AccessPolicy> = {
    kind: 'accessPolicy',
    ...subjectFor(access, declaration, principal),
    vault: declaration.vault,
    principal,
    operation: 'inline',
    tenantId: undefined,
    tenantMatches: true,
    objectId: access.objectIdValue,
    objectIdForm: access.objectIdValue && identifierForm(access.objectIdValue),
    applicationId: undefined,
    ...judgePermissions(access.permissions ?? none),
    duplicateOf: undefined,
    holder: undefined,
    declared: access,
    deployed: true,
  }
  return policy
}

/** A declared role is named; one that is no built-in role may be a custom role of the tenant. */
function assignmentOf(
  access: DeclaredAccess,
  roleName: Value,
  declaration: DeclaredVault,
  principal: PrincipalDraft,
): AssignmentDraft {
  const text = knownText(roleName) ?? ''
  const guid = guidOf(text).toLowerCase()
  const role: Role | undefined = builtInRoleNamed(text) ?? builtInRole(guid)
  return {
    kind: 'roleAssignment',
    ...subjectFor(access, declaration, principal),
    principal,
    principalId: access.objectIdValue,
    principalType: undefined,
    roleDefinitionId: roleName,
    role,
    roleGuid: role?.id ?? (isGuid(guid) ? guid : undefined),
    roleExists: role !== undefined,
    definition: undefined,
    reachesData: role ? grantsData(role) : 'unknown',
    reachesManagement: role ? managementOperations(role, 'vault', access.scope).length > 0 : 'unknown',
    scope: undefined,
    scopeKind: access.scope,
    scopeId: declaration.vault.idValue,
    scopePlace: access.head,
    condition: undefined,
    eligible: false,
    expires: access.expires !== undefined,
    vaults: [declaration.vault as VaultDraft],
    grants: [],
    declared: access,
    deployed: true,
  }
}
