import type { AccessModel, Principal, Subject, Vault } from '../access/model.js'
import { compareSpans } from '../source/span.js'
import type { Span } from '../source/span.js'
import type { Finding, Fix, Instance, Severity } from './finding.js'
import { fingerprintOf } from './fingerprint.js'
import type { Rule } from './rule.js'

/** What one rule says of one subject in one world, before the same on the same origin is made one. */
export interface Observation {
  readonly rule: Pick<Rule, 'id' | 'file'>
  readonly severity: Severity
  readonly verdict: Finding['verdict']
  readonly subject: Subject
  readonly model: AccessModel
  readonly message: string
  readonly why: string
  readonly when: readonly string[]
  readonly span: Span | undefined
  readonly related: Finding['related']
  readonly flow?: Finding['flow']
  readonly secret: boolean
  /** The word that is at fault, as written. */
  readonly found: string | undefined
  readonly advice?: string
  readonly fix?: Fix
  readonly cause?: Finding['cause']
}

/** The same rule on the same origin as one finding with its instances, in a total order, with fingerprints. */
export function mergeObservations(
  observations: readonly Observation[],
  models: readonly AccessModel[],
): readonly Finding[] {
  const groups = new Map<string, Observation[]>()
  for (const observation of observations) {
    const key = originOf(observation)
    const group = groups.get(key)
    if (group) group.push(observation)
    else groups.set(key, [observation])
  }
  const worlds = worldsOf(models)
  const merged = [...groups.values()].map((group) => mergeGroup(group, worlds)).sort(compareMerged)
  const seen = new Map<string, number>()
  return merged.map(({ finding, identity }) => {
    const key = identity.join('\0')
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    const parts = ordinal === 0 ? identity : [...identity, String(ordinal)]
    return { ...finding, fingerprint: fingerprintOf(parts), identity: parts }
  })
}

function originOf({ rule, span, subject }: Observation): string {
  const place = span ? `${span.file}\0${span.start}\0${span.end}` : `${subject.type}\0${subject.id}`
  return `${rule.id}\0${place}`
}

interface Merged {
  readonly finding: Omit<Finding, 'fingerprint'>
  /** What the fingerprint is made of. */
  readonly identity: readonly string[]
}

/** A failure says more than a doubt: where both stand on one origin, the doubts are left out. */
function mergeGroup(group: readonly Observation[], worlds: Worlds): Merged {
  const failures = group.filter(({ verdict }) => verdict === 'fail')
  const counted = (failures.length > 0 ? failures : [...group]).sort(compareObservations)
  const [first] = counted
  if (!first) throw new Error('a group has at least one observation')
  const everywhere = inEveryWorld(counted, worlds)
  const instances = uniqueInstances(counted.map((each) => instanceOf(each, everywhere)))
  const { rule, severity, verdict, subject, span } = first
  const { resource, subject: about } = instanceOf(first, everywhere)
  const always = instances.some(({ when }) => when.length === 0)
  const identity = [
    rule.id,
    span?.file ?? subject.head.file,
    subject.type,
    subject.symbol ?? subject.name,
    about?.vault ?? '',
    about?.principal ?? '',
    first.found ?? '',
  ]
  const finding = {
    rule: rule.id,
    title: rule.file.title,
    severity: worst(counted.map((each) => each.severity)) ?? severity,
    verdict,
    message: first.message,
    why: first.why,
    when: always ? [] : [...new Set(instances.flatMap(({ when }) => when))],
    ...(resource ? { resource } : {}),
    ...(about ? { subject: about } : {}),
    ...(span ? { span } : {}),
    related: first.related,
    ...(first.flow ? { flow: first.flow } : {}),
    ...(counted.some(({ secret }) => secret) ? { secret: true } : {}),
    instances,
    ...(first.fix ? { fix: first.fix } : {}),
    ...(first.advice === undefined ? {} : { advice: first.advice }),
    ...(first.cause ? { cause: first.cause } : {}),
    extent: subject.span,
  }
  return { finding, identity }
}

function worst(severities: readonly Severity[]): Severity | undefined {
  return (['error', 'warning', 'note'] as const).find((severity) => severities.includes(severity))
}

function instanceOf({ subject, when, model }: Observation, everywhere: boolean): Instance {
  const { type, name, symbol } = subject
  const resource = symbol === undefined ? { type, name } : { type, name, symbol }
  const about = aboutOf(subject)
  const words = when.length === 0 && !everywhere ? worldWords(model) : when
  return about ? { resource, subject: about, when: words } : { resource, when: words }
}

function worldWords({ deployment }: AccessModel): readonly string[] {
  if (!deployment) return []
  const { kind, name } = deployment.world
  if (kind === 'possible') return [name]
  return [kind === 'parameter-file' ? `in \`${name.replaceAll('`', "'")}\`` : `for ${name}`]
}

/** The vault and the principal that a subject is about. */
function aboutOf(subject: Subject): Instance['subject'] | undefined {
  const parts = subject as {
    readonly vault?: Vault | undefined
    readonly principal?: Principal | undefined
    readonly vaults?: readonly Vault[]
  }
  const only = parts.vaults?.length === 1 ? parts.vaults[0] : undefined
  const vault = subject.kind === 'vault' ? subject : (parts.vault ?? only)
  const principal = subject.kind === 'principal' ? (subject as Principal) : parts.principal
  if (!vault && !principal) return undefined
  return { ...(vault ? { vault: vault.id } : {}), ...(principal ? { principal: principalId(principal) } : {}) }
}

/** The object id where it is known, else what the expression is called. */
export function principalId({ objectId, symbol, name }: Principal): string {
  return objectId.kind === 'literal' && typeof objectId.value === 'string' ? objectId.value : (symbol ?? name)
}

function uniqueInstances(instances: readonly Instance[]): readonly Instance[] {
  return [...new Map(instances.map((instance) => [JSON.stringify(instance), instance])).values()]
}

/** How many worlds each root file has been judged in. */
type Worlds = ReadonlyMap<string, ReadonlySet<string>>

function worldsOf(models: readonly AccessModel[]): Worlds {
  const worlds = new Map<string, Set<string>>()
  for (const { deployment } of models) {
    if (!deployment) continue
    const { file } = deployment.program
    worlds.set(file, (worlds.get(file) ?? new Set()).add(deployment.world.name))
  }
  return worlds
}

/** Whether what a group says holds in every world of each root that it comes from. */
function inEveryWorld(group: readonly Observation[], worlds: Worlds): boolean {
  const seen = worldsOf(group.map(({ model }) => model))
  return [...seen].every(([file, names]) => names.size === worlds.get(file)?.size)
}

function compareObservations(a: Observation, b: Observation): number {
  return compareTexts(orderOf(a), orderOf(b))
}

function orderOf({ subject, model, when, message }: Observation): readonly string[] {
  const place = String(subject.head.start).padStart(10, '0')
  const world = model.deployment?.world.name ?? ''
  return [subject.head.file, place, subject.id, subject.name, world, when.join('\0'), message]
}

function compareMerged({ finding: a, identity: x }: Merged, { finding: b, identity: y }: Merged): number {
  if (a.span && b.span) return compareSpans(a.span, b.span) || compareTexts([a.rule, ...x], [b.rule, ...y])
  if (a.span || b.span) return a.span ? -1 : 1
  return compareTexts(x, y)
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (const [at, text] of a.entries()) {
    const other = b[at] ?? ''
    if (text !== other) return text < other ? -1 : 1
  }
  return 0
}
