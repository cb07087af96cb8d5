import { or } from '../evaluate/logic.js'
import type { Truth } from '../evaluate/value.js'
import type { AssignmentDraft } from './assignments.js'
import { holdsEverything } from './effective.js'
import type { Holders } from './effective.js'
import type { Escalation, Role, Vault } from './model.js'
import type { PrincipalDraft } from './principals.js'
import { bothDeployed, settledLiteral } from './read.js'
import { canAssign, grantsAction, grantsData, operation } from './roles.js'
import type { VaultDraft } from './vaults.js'

/** How a management operation leads to the data of a vault. */
interface Way {
  readonly path: Escalation['path']
  readonly operation: string
  readonly certain: Truth
}

/**
 * Who could give themselves access to a vault's data, and how: one for each assignment and kind of way.
 *
 * Where access policies are in force, by writing the vault or its policies; everywhere by assigning a role or changing
 * what a role may do. Whether writing an rbac vault alone lets one turn it back is contradictory in Azure's own pages,
 * so there it is unknown.
 */
export function findEscalations(assignments: readonly AssignmentDraft[], holders: Holders): readonly Escalation[] {
  const found: Escalation[] = []
  for (const assignment of assignments) {
    const { role, principal, scopeKind } = assignment
    if (!role || !principal || scopeKind === 'object' || scopeKind === 'other') continue
    for (const vault of assignment.vaults) {
      if (vault.service !== 'vault') continue
      for (const ways of groupByPath(waysOf(role, assignment, vault))) {
        const escalation = makeEscalation(ways, assignment, vault, holders)
        if (!escalation) continue
        found.push(escalation)
        vault.escalations.push(escalation)
      }
    }
  }
  return found
}

function waysOf(role: Role, assignment: AssignmentDraft, vault: Vault): readonly Way[] {
  const model = settledLiteral(vault.permissionModel)?.value
  const byPolicies: Truth = model === 'accessPolicy' ? true : model === 'rbac' ? false : 'unknown'
  const ways: Way[] = []
  if (byPolicies !== false && grantsAction(role, operation.writeAccessPolicies))
    ways.push({ path: 'writes-access-policies', operation: operation.writeAccessPolicies, certain: byPolicies })
  if (grantsAction(role, operation.writeVault))
    ways.push({ path: 'writes-vault', operation: operation.writeVault, certain: byPolicies || 'unknown' })
  const assigns = assignsWayIn(role, assignment, byPolicies)
  if (assigns !== false) ways.push({ path: 'assigns-roles', operation: operation.assignRoles, certain: assigns })
  if (grantsAction(role, operation.writeRoles))
    ways.push({ path: 'writes-role-definitions', operation: operation.writeRoles, certain: 'unknown' })
  return ways
}

/** Whether a role that opens the data may be assigned; where the permission model is not told, what both models say. */
function assignsWayIn(role: Role, { condition }: AssignmentDraft, byPolicies: Truth): Truth {
  const under = (policies: boolean) => canAssign(role, condition, (candidate) => leadsToData(candidate, policies))
  if (byPolicies !== 'unknown') return under(byPolicies)
  const [withPolicies, withRoles] = [under(true), under(false)]
  return withPolicies === withRoles ? withRoles : 'unknown'
}

/** Whether holding a role would open the data: the right to write policies, or a data role under Azure RBAC. */
function leadsToData(role: Role, byPolicies: boolean): boolean {
  if (!byPolicies) return grantsData(role)
  return grantsAction(role, operation.writeVault) || grantsAction(role, operation.writeAccessPolicies)
}

/** Writing the vault and writing its policies are one way, as are assigning roles and changing them. */
function groupByPath(ways: readonly Way[]): readonly (readonly Way[])[] {
  const isGranting = ({ path }: Way) => path === 'assigns-roles' || path === 'writes-role-definitions'
  return [ways.filter((way) => !isGranting(way)), ways.filter(isGranting)]
}

function makeEscalation(
  ways: readonly Way[],
  assignment: AssignmentDraft,
  vault: VaultDraft,
  holders: Holders,
): Escalation | undefined {
  const [first] = ways
  const { principal } = assignment
  if (!first || !principal) return undefined
  const certain = ways.map((way) => way.certain).reduce(or)
  return {
    kind: 'escalation',
    id: `${assignment.id} ${first.path}`,
    head: assignment.roleDefinitionId?.origin.span ?? assignment.head,
    span: assignment.span,
    ...(assignment.resource ? { resource: assignment.resource } : {}),
    type: assignment.type,
    name: assignment.name,
    ...(assignment.symbol === undefined ? {} : { symbol: assignment.symbol }),
    ...(assignment.doubts ? { doubts: assignment.doubts } : {}),
    ...(assignment.when === undefined ? {} : { when: assignment.when }),
    vault,
    principal,
    assignment,
    operation: first.operation,
    operations: ways.map((way) => way.operation),
    byIntent: holdsEverything(holders.get(vault)?.get(principal as PrincipalDraft) ?? []),
    path: first.path,
    certain: bothDeployed(certain, assignment.deployed),
  }
}
