import type { Truth, Value } from '../evaluate/value.js'
import { nearestName } from '../source/nearest.js'
import { allowsAssigning } from './delegation.js'
import { factsOf, lazily } from './facts.js'
import type { RoleFact } from './facts.js'
import type { GrantScope, Role } from './model.js'
import { isGuid } from './identifiers.js'
import { blockGrants, dataActionsOf, wordsOfDataActions } from './permissions.js'
import { knownText } from './read.js'

/** Operations that decide over access, as Azure names them. */
export const operation = {
  writeVault: 'Microsoft.KeyVault/vaults/write',
  writeAccessPolicies: 'Microsoft.KeyVault/vaults/accessPolicies/write',
  assignRoles: 'Microsoft.Authorization/roleAssignments/write',
  writeRoles: 'Microsoft.Authorization/roleDefinitions/write',
} as const

const builtIn = lazily(() => {
  const { roles, renamed } = factsOf('roles')
  const { names } = factsOf('roleNames')
  return {
    byId: new Map<string, Role>(roles.map((fact) => [fact.id, roleOf(fact)])),
    byName: new Map(Object.entries(names).map(([id, name]) => [name.toLowerCase(), id])),
    today: new Map(Object.entries(renamed).map(([old, name]) => [old.toLowerCase(), name.toLowerCase()])),
  }
})

function roleOf({ id, name, category, blocks }: RoleFact): Role {
  return { id, name, builtIn: true, category, blocks }
}

/** The built-in role of a GUID; one that does not reach Key Vault has no permission blocks. */
export function builtInRole(guid: string): Role | undefined {
  const id = guid.toLowerCase()
  const role = builtIn().byId.get(id)
  if (role) return role
  const name = builtInName(id)
  return name === undefined ? undefined : { id, name, builtIn: true, blocks: [] }
}

function builtInName(id: string): string | undefined {
  const { names } = factsOf('roleNames')
  return Object.hasOwn(names, id) ? names[id] : undefined
}

/** The built-in role of a name, without case, `(preview)` at its end left aside, names of 2020 included. */
export function builtInRoleNamed(name: string): Role | undefined {
  const plain = name.trim().toLowerCase()
  const { byName, today } = builtIn()
  const released = plain.replace(/ \(preview\)$/, '')
  const id = byName.get(plain) ?? byName.get(today.get(released) ?? released)
  return id === undefined ? undefined : builtInRole(id)
}

/** The name that a text is most like, where it is no id and no name of a built-in role. */
export function nearestBuiltInRole(written: Value | undefined): string | undefined {
  const text = knownText(written)
  if (text === undefined || text.includes('/') || isGuid(text) || builtInRoleNamed(text)) return undefined
  return nearestName(text, Object.values(factsOf('roleNames').names))
}

/** Every built-in role that reaches Key Vault. */
export function keyVaultRoles(): readonly Role[] {
  return [...builtIn().byId.values()]
}

/** Conditions of the blocks that grant an operation of the management plane; `undefined` is a block without one. */
function grantingConditions(role: Role, action: string): readonly (string | undefined)[] {
  return role.blocks.filter((block) => blockGrants(block, action)).map(({ condition }) => condition)
}

/** Whether a role grants an operation of the management plane, whatever the condition. */
export function grantsAction(role: Role, action: string): boolean {
  return role.blocks.some((block) => blockGrants(block, action))
}

interface Reach {
  readonly words: readonly string[]
  readonly dataActions: readonly string[]
  readonly management: Map<string, readonly string[]>
}

const reaches = new WeakMap<Role, Reach>()

function reachOf(role: Role): Reach {
  const known = reaches.get(role)
  if (known) return known
  const dataActions = dataActionsOf(role.blocks)
  const reach: Reach = { words: wordsOfDataActions(dataActions), dataActions, management: new Map() }
  reaches.set(role, reach)
  return reach
}

/**
 * What a role lets its holder do with the data of a vault, in the report's vocabulary, sorted: `secrets/get`, and
 * Azure's own names of data actions of which a word needs more than the role grants.
 */
export function wordsOfRole(role: Role): readonly string[] {
  return reachOf(role).words
}

/** The data actions of Key Vault that a role grants. */
export function dataActionsOfRole(role: Role): readonly string[] {
  return reachOf(role).dataActions
}

/**
 * The operations of the management plane that a role grants on a vault (or managed HSM) at a scope, sorted, as Azure
 * names them. Purging deleted vaults is done at the subscription, so it counts only from there upwards.
 */
export function managementOperations(
  role: Role,
  service: 'vault' | 'managedHSM',
  scope: GrantScope,
): readonly string[] {
  const wide = scope === 'subscription' || scope === 'managementGroup' || scope === 'tenant'
  const { management } = reachOf(role)
  const key = `${service} ${wide}`
  const known = management.get(key)
  if (known) return known
  const granted = candidates(role, service, wide).filter((action) => grantsAction(role, action))
  const result = [...new Map(granted.map((action) => [action.toLowerCase(), action])).values()].sort()
  management.set(key, result)
  return result
}

function candidates(role: Role, service: 'vault' | 'managedHSM', wide: boolean): readonly string[] {
  const { actions, related } = factsOf('operations')
  const below = service === 'vault' ? 'microsoft.keyvault/vaults/' : 'microsoft.keyvault/managedhsms/'
  const deleted = service === 'vault' ? 'deletedvaults' : 'deletedmanagedhsms'
  const belongs = (action: string) => {
    const folded = action.toLowerCase()
    return folded.startsWith(below) || (wide && folded.startsWith('microsoft.keyvault/') && folded.includes(deleted))
  }
  const writtenOut = role.blocks.flatMap((block) => block.actions.filter((action) => !action.includes('*')))
  return [...[...actions, ...writtenOut].filter(belongs), ...related]
}

/** Whether a role reaches the data of a vault. */
export function grantsData(role: Role): boolean {
  return reachOf(role).dataActions.length > 0
}

/** Whether an operation only reads the management plane. */
export function isRead(action: string): boolean {
  return action.toLowerCase().endsWith('/read')
}

/**
 * Whether a holder of the role may assign to themselves a role for which `wanted` holds, with the conditions of the
 * role's own blocks and of the assignment in force.
 */
export function canAssign(role: Role, assignmentCondition: Value | undefined, wanted: (role: Role) => boolean): Truth {
  const own = grantingConditions(role, operation.assignRoles)
  if (own.length === 0) return false
  const outer = conditionText(assignmentCondition)
  if (own.includes(undefined) && outer === undefined) return true
  let best: Truth = false
  for (const candidate of keyVaultRoles()) {
    if (!wanted(candidate)) continue
    const byRole = own.map((condition) => (condition === undefined ? true : allowsAssigning(condition, candidate.id)))
    const byAssignment =
      outer === undefined ? true : outer === 'unknown' ? 'unknown' : allowsAssigning(outer.text, candidate.id)
    if (byRole.includes(true) && byAssignment === true) return true
    if (byAssignment !== false && byRole.some((truth) => truth !== false)) best = 'unknown'
  }
  return best
}

function conditionText(condition: Value | undefined): { readonly text: string } | 'unknown' | undefined {
  if (!condition) return undefined
  if (condition.kind !== 'literal') return 'unknown'
  return typeof condition.value === 'string' && condition.value.trim() !== '' ? { text: condition.value } : undefined
}
