import { unknown } from '../evaluate/value.js'
import type { UnknownValue } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { lazily } from './facts.js'
import { proposeAmong, proposeRoles } from './migrate.js'
import type { Grant, Persona, Role, Vault } from './model.js'
import { dataActionsOfWord, objectKinds, wordsOfKind } from './permissions.js'
import type { Word } from './permissions.js'
import { builtInRole, builtInRoleNamed, dataActionsOfRole, grantsAction, isRead, wordsOfRole } from './roles.js'

/** What a persona's row allows. */
export interface Allowance {
  readonly persona: Persona
  readonly allows: (operation: string, plane: Grant['plane']) => boolean
  /** Whether the row names a permission itself, rather than by one of its roles. */
  readonly lists: (operation: string) => boolean
  readonly roles: readonly Role[]
  /** Proposals made so far, by what they are for. */
  readonly proposals: Map<string, string>
}

/** Rows by persona id; an exempt persona has none and is not judged. */
export function allowancesOf(personas: readonly Persona[]): ReadonlyMap<string, Allowance> {
  const known = tables.get(personas)
  if (known) return known
  const made = new Map(personas.filter(({ exempt }) => !exempt).map((persona) => [persona.id, allowanceOf(persona)]))
  tables.set(personas, made)
  return made
}

/** A run has one table and very many deployments. */
const tables = new WeakMap<readonly Persona[], ReadonlyMap<string, Allowance>>()

/**
 * A row allows the permissions that it lists (`all` with `purge`, as the document's "all operations"), everything that
 * its roles carry, its own operations of the management plane, and whatever only reads there.
 */
function allowanceOf(persona: Persona): Allowance {
  const rolesOf = lazily(() => persona.roles.flatMap((name) => builtInRoleNamed(name) ?? builtInRole(name) ?? []))
  const listed = objectKinds.flatMap((kind): readonly Word[] => {
    const words = persona.dataPlane[kind] ?? []
    return words === 'all' ? wordsOfKind(kind) : words.map((word): Word => `${kind}/${word}`)
  })
  const own = new Set<string>(listed)
  const words = lazily(() => new Set<string>([...listed, ...rolesOf().flatMap(wordsOfRole)]))
  const dataActions = lazily(
    () =>
      new Set(
        [...listed.flatMap(dataActionsOfWord), ...rolesOf().flatMap(dataActionsOfRole)].map((action) =>
          action.toLowerCase(),
        ),
      ),
  )
  const actions = new Set(persona.actions.map((action) => action.toLowerCase()))
  return {
    persona,
    get roles() {
      return rolesOf()
    },
    proposals: new Map(),
    lists: (operation) => own.has(operation),
    allows: (operation, plane) => {
      if (plane === 'data') return words().has(operation) || dataActions().has(operation.toLowerCase())
      return (
        isRead(operation) ||
        actions.has(operation.toLowerCase()) ||
        rolesOf().some((role) => grantsAction(role, operation))
      )
    },
  }
}

/** Whether an environment is production, by the names that are usual for it. */
export function isProduction(environment: string): boolean {
  return ['production', 'prod', 'prd', 'live'].includes(environment.toLowerCase())
}

/** Something granted, as a persona's row is held against it. */
export interface Granted {
  readonly plane: Grant['plane']
  readonly form: Grant['form']
  readonly vault: Vault | undefined
  readonly operations: readonly string[]
  /** Where an operation is given. */
  readonly placeOf: (operation: string) => Span
}

export type Excess = Pick<Grant, 'excess' | 'excessDoubt' | 'proposal'>

const none: Excess = { excess: undefined, excessDoubt: undefined, proposal: undefined }

/** What goes beyond a persona's row, with its places and what would do instead. */
export function excessOf(granted: Granted, allowance: Allowance | undefined): Excess {
  if (!allowance) return none
  const { plane, vault } = granted
  const { persona } = allowance
  if (persona.productionOnly ?? persona.id === 'developers-operators') {
    const environment = vault?.environment
    if (plane === 'data' || (environment !== undefined && !isProduction(environment))) return { ...none, excess: [] }
    if (environment === undefined) return { ...beyond(granted, allowance), excessDoubt: untold(granted) }
  }
  return beyond(granted, allowance)
}

function beyond(granted: Granted, allowance: Allowance): Excess {
  const { plane, operations, placeOf } = granted
  const outside = gravestFirst(operations.filter((operation) => !allowance.allows(operation, plane)))
  const excess = outside.map((operation) => ({ operation, span: placeOf(operation) }))
  if (excess.length === 0) return { ...none, excess }
  const listed = operations.filter((operation) => allowance.lists(operation))
  const allowed = operations.filter((operation) => allowance.allows(operation, plane))
  const kept = plane === 'data' && listed.length > 0 ? listed : allowed
  return { excess, excessDoubt: undefined, proposal: proposalFor(kept, granted, allowance) }
}

/** What a reader looks for first: giving access, values of secrets, use of private keys, what cannot be undone, writing. */
const gravity: readonly RegExp[] = [
  /\/(?:accesspolicies|roleassignments)\/write$/i,
  /^secrets\/get$/i,
  /\/vaults\/write$/i,
  /^keys\/(?:decrypt|sign|unwrapkey)$/i,
  /purge/i,
  /^secrets\/set$|\/secrets\/write$/i,
  /\/delete$/i,
  /\/(?:write|set|import|create|update)$/i,
]

/** Operations with those that matter most at the beginning; equals keep their order. */
export function gravestFirst(operations: readonly string[]): readonly string[] {
  const rank = (operation: string): number => {
    const at = gravity.findIndex((pattern) => pattern.test(operation))
    return at < 0 ? gravity.length : at
  }
  return operations
    .map((operation) => ({ operation, rank: rank(operation) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ operation }) => operation)
}

function untold({ vault, placeOf, operations }: Granted): UnknownValue {
  const span = vault?.head ?? placeOf(operations[0] ?? '')
  const origin = { span, uses: [], because: [] }
  return unknown({ kind: 'context', name: 'environment' }, `environment of ${vault?.id ?? ''}`, origin, {
    type: 'string',
  })
}

function proposalFor(kept: readonly string[], { plane, form }: Granted, allowance: Allowance): string {
  const key = [plane, form, ...kept].join(' ')
  const known = allowance.proposals.get(key)
  if (known !== undefined) return known
  const made = makeProposal(kept, plane, form, allowance)
  allowance.proposals.set(key, made)
  return made
}

function makeProposal(
  kept: readonly string[],
  plane: Grant['plane'],
  form: Grant['form'],
  allowance: Allowance,
): string {
  if (plane === 'management') return managementProposal(kept, allowance)
  if (kept.length === 0) return form === 'accessPolicy' ? 'no permission at all' : 'no role that reaches its data'
  if (form === 'accessPolicy') return `the permissions ${list(kept)}`
  const own = proposeAmong(allowance.roles, kept)
  if (own) return roleWords(own)
  const { roles, adds, loses } = proposeRoles(kept)
  if (roles.length === 0 || loses.length > 0 || !adds.every((word) => allowance.allows(word, 'data')))
    return `a custom role with ${list(kept)}`
  return roleWords(roles)
}

function roleWords(roles: readonly Role[]): string {
  return `the role${roles.length > 1 ? 's' : ''} ${list(roles.map(({ name }) => name))}`
}

function managementProposal(kept: readonly string[], { persona, roles }: Allowance): string {
  const needed = kept.filter((operation) => !isRead(operation))
  const enough = roles.filter((role) => needed.some((operation) => grantsAction(role, operation)))
  if (needed.length > 0 && enough.length > 0) return roleWords(enough)
  if (persona.actions.length > 0) return `a custom role with no more than ${list(persona.actions)}`
  return 'no role on the management plane'
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
