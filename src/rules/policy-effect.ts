import type { Leaf } from './condition.js'
import type { Severity } from './finding.js'
import { sayText } from './message.js'
import type { Template } from './message.js'

/** What an effect does where the condition of its definition holds. */
export interface Effect {
  /** As Azure writes it. */
  readonly name: string
  /** Whether it acts at once, or only where a related resource is not to be found. */
  readonly acts: 'always' | 'unless-exists'
  /** How grave it is that it acts, where the configuration does not say. */
  readonly severity: Severity
  /** Words that follow "Azure Policy would". */
  readonly would: string
}

/** Source: Azure Policy definitions effect basics. */
export const effects: ReadonlyMap<string, Effect> = new Map(
  (
    [
      { name: 'Deny', acts: 'always', severity: 'error', would: 'refuse this deployment' },
      { name: 'Audit', acts: 'always', severity: 'warning', would: 'mark it non-compliant' },
      {
        name: 'Modify',
        acts: 'always',
        severity: 'warning',
        would: 'change it while it is deployed, so that it is not what is written here',
      },
      {
        name: 'Append',
        acts: 'always',
        severity: 'warning',
        would: 'add to it while it is deployed, or refuse it where it says otherwise',
      },
      { name: 'AuditIfNotExists', acts: 'unless-exists', severity: 'warning', would: 'mark it non-compliant' },
      { name: 'DeployIfNotExists', acts: 'unless-exists', severity: 'note', would: 'deploy what is missing by itself' },
    ] as const satisfies readonly Effect[]
  ).map((effect) => [effect.name.toLowerCase(), effect]),
)

/** Effects that no template can bring about, by what does. */
export const unseen: ReadonlyMap<string, string> = new Map([
  ['denyaction', 'acts when somebody deletes'],
  ['auditaction', 'acts when somebody deletes'],
  ['manual', 'is settled by hand'],
  ['addtonetworkgroup', 'sorts networks into groups'],
  ['mutate', 'changes what runs in a cluster'],
  ['enforceopaconstraint', 'looks into clusters'],
  ['enforceregopolicy', 'looks into clusters'],
])

/** What a definition would do about a resource, in a sentence of its own. */
export function sayEffect({ name, would }: Effect): string {
  return `Azure Policy would ${would} (${name}).`
}

/** What is said beside a finding: the effect, and which condition of which definition decided. */
export interface Decider {
  readonly effect: Effect
  readonly file: string
  /** What the initiative is called that runs it. */
  readonly initiative: string | undefined
  /** For what must exist: its type. */
  readonly missing: string | undefined
}

const mostConditions = 3

export function decidedBy({ effect, file, initiative, missing }: Decider): Template {
  const consequence = `Azure Policy would ${effect.would} (${effect.name})`
  const within = `${sayText(file, 'code')}${initiative === undefined ? '' : ` (in the initiative ${sayText(initiative, 'code')})`}`
  const render = (_: unknown, leaves: readonly Leaf[]): string => {
    if (missing !== undefined) {
      return `${consequence}: no ${sayText(missing, 'code')} of this run is what ${within} asks for in \`then.details\`.`
    }
    const conditions = decisive(leaves)
    if (conditions.length === 0) return `${consequence}, by ${within}.`
    return `${consequence}: ${list(conditions)} of ${within} ${conditions.length === 1 ? 'holds' : 'hold'}.`
  }
  return { render }
}

/** Where the conditions stand that decided; which type a definition is for decides only where nothing else does. */
function decisive(leaves: readonly Leaf[]): readonly string[] {
  const others = leaves.filter(({ field }) => field?.toLowerCase() !== 'type')
  const places = (others.length > 0 ? others : leaves).flatMap(({ at }) => (at ? [pathOf(at)] : []))
  return [...new Set(places)]
}

function list(places: readonly string[]): string {
  const shown = places.slice(0, mostConditions).map((place) => `\`${place}\``)
  if (places.length > mostConditions) shown.push(`${places.length - mostConditions} more`)
  return shown.length === 1 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}

function pathOf(at: readonly string[]): string {
  return at.map((name, index) => (/^\d+$/.test(name) ? `[${name}]` : `${index === 0 ? '' : '.'}${name}`)).join('')
}
