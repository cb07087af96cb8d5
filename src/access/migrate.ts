import { lazily } from './facts.js'
import type { Role } from './model.js'
import { dataActionsOfWord, isComplete, objectKinds, wordsOfDataActions } from './permissions.js'
import { builtInRoleNamed, dataActionsOfRole, keyVaultRoles, managementOperations } from './roles.js'

/** Roles in place of access policies, and what is not the same afterwards. */
export interface Proposal {
  /** Fewest that lose nothing which a role narrower than the administrator's can give; by name. */
  readonly roles: readonly Role[]
  /** What the roles allow beyond the policies: words, else Azure's names of data actions. */
  readonly adds: readonly string[]
  /** Management operations that come with the roles, without those that only read. */
  readonly addsManagement: readonly string[]
  /** Words that no proposed role gives. */
  readonly loses: readonly string[]
}

const proposals = lazily(() => new Map<string, Proposal>())

/**
 * The smallest set of built-in roles for what access policies grant (words such as `secrets/get`).
 *
 * Of all sets that lose the least: the one that adds the least beyond reading names and properties, then the fewest roles,
 * then the least at all. `Key Vault Administrator` is proposed only where everything of keys, secrets and certificates is
 * granted already.
 */
export function proposeRoles(words: readonly string[]): Proposal {
  const key = [...new Set(words)].sort().join('\n')
  const known = proposals().get(key)
  if (known) return known
  const made = propose([...new Set(words)].sort())
  proposals().set(key, made)
  return made
}

interface Candidate {
  readonly role: Role
  readonly actions: ReadonlySet<string>
}

/** Built-in data roles of vaults; folded data actions. */
const candidates = lazily((): readonly Candidate[] =>
  keyVaultRoles()
    .filter((role) => role.category === 'key-vault' && dataActionsOfRole(role).length > 0)
    .map((role) => ({ role, actions: new Set(dataActionsOfRole(role).map(fold)) }))
    .sort((a, b) => (a.role.name < b.role.name ? -1 : 1)),
)

function propose(words: readonly string[]): Proposal {
  const wanted = new Set(words.flatMap((word) => dataActionsOfWord(word)).map(fold))
  const held = new Set(words)
  const administrator = builtInRoleNamed('Key Vault Administrator')
  const isEverything = objectKinds.filter((kind) => kind !== 'storage').every((kind) => isComplete(held, kind))
  if (isEverything && administrator) return describe([administrator], words)
  const useful = candidates().filter(
    ({ role, actions }) => role.id !== administrator?.id && [...actions].some((action) => wanted.has(action)),
  )
  let best: readonly Candidate[] = []
  let bestCost = costOf(best, wanted)
  for (let subset = 1; subset < 2 ** useful.length; subset++) {
    const chosen = useful.filter((_, at) => (subset & (1 << at)) !== 0)
    const cost = costOf(chosen, wanted)
    if (isLess(cost, bestCost)) [best, bestCost] = [chosen, cost]
  }
  return describe(
    best.map(({ role }) => role),
    words,
  )
}

/**
 * The fewest of some roles that give what words grant; reading names and properties is passed over where they grant more.
 * Undefined where these roles do not give it all.
 */
export function proposeAmong(roles: readonly Role[], words: readonly string[]): readonly Role[] | undefined {
  const all = words.flatMap((word) => dataActionsOfWord(word)).map(fold)
  const more = all.filter((action) => !onlyReads(action))
  const wanted = new Set(more.length > 0 ? more : all)
  const useful = roles
    .map((role) => ({ role, actions: new Set(dataActionsOfRole(role).map(fold)) }))
    .filter(({ actions }) => [...actions].some((action) => wanted.has(action)))
    .slice(0, maxAmong)
  let best: readonly Candidate[] | undefined
  for (let subset = 1; subset < 2 ** useful.length; subset++) {
    const chosen = useful.filter((_, at) => (subset & (1 << at)) !== 0)
    const [lost] = costOf(chosen, wanted)
    if (lost === 0 && (!best || isLess(costOf(chosen, wanted), costOf(best, wanted)))) best = chosen
  }
  return best?.map(({ role }) => role)
}

/** A row of personas has a handful; one with very many is asked about the first. */
const maxAmong = 8

/** Lost actions, actions added that do more than read names and properties, roles, actions added. */
function costOf(chosen: readonly Candidate[], wanted: ReadonlySet<string>): readonly number[] {
  const given = new Set(chosen.flatMap(({ actions }) => [...actions]))
  const lost = [...wanted].filter((action) => !given.has(action)).length
  const added = [...given].filter((action) => !wanted.has(action))
  return [lost, added.filter((action) => !onlyReads(action)).length, chosen.length, added.length]
}

function onlyReads(action: string): boolean {
  return action.endsWith('/read') || action.endsWith('/readmetadata/action')
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0
    if (value !== other) return value < other
  }
  return false
}

function describe(roles: readonly Role[], words: readonly string[]): Proposal {
  const actions = new Map(roles.flatMap(dataActionsOfRole).map((action) => [fold(action), action]))
  const held = new Set(words)
  const heldActions = new Set(words.flatMap(dataActionsOfWord).map(fold))
  const given = wordsOfDataActions([...actions.values()])
  return {
    roles,
    adds: given.filter((word) => !held.has(word) && !isHeldAction(word, heldActions)),
    addsManagement: [...new Set(roles.flatMap((role) => managementOperations(role, 'vault', 'vault')))]
      .filter((operation) => !fold(operation).endsWith('/read'))
      .sort(),
    loses: words.filter((word) => !dataActionsOfWord(word).every((action) => actions.has(fold(action)))),
  }
}

/** An action by Azure's own name that the policies gave as part of a word. */
function isHeldAction(word: string, heldActions: ReadonlySet<string>): boolean {
  return dataActionsOfWord(word).length === 0 && heldActions.has(fold(word))
}

function fold(action: string): string {
  return action.toLowerCase()
}
