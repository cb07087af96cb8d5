import type { AccessModel, Subject } from '../access/model.js'
import { areSought } from '../access/sought.js'
import { matchesOperation } from '../access/wildcard.js'
import { and, not, or } from '../evaluate/logic.js'
import { isSecret } from '../evaluate/value.js'
import type { Truth, UnknownValue } from '../evaluate/value.js'
import type { SourceText } from '../source/text.js'
import { causeOf, findingCause, foremost, unknownsOf } from './cause.js'
import type { Leaf } from './condition.js'
import type { Finding, Severity } from './finding.js'
import { fixOf } from './fix.js'
import { mergeObservations } from './merge.js'
import type { Observation } from './merge.js'
import { sayName } from './message.js'
import { placesOf } from './place.js'
import { dataSubjects, subjectOfResource } from './policy-resources.js'
import type { RuleFile, RuleInForce } from './rule.js'
import type { Ruleset } from './ruleset.js'
import { maxSteps } from './scope.js'
import type { Assumed, Scope } from './scope.js'
import type { Facts, RuleKind } from './subject.js'
import { findWitness } from './witness.js'
import type { Witness } from './witness.js'

export interface CheckSettings {
  /** Milliseconds since 1970: the clock of the run. */
  readonly now: number
  readonly environmentOf: (file: string) => string | undefined
  /** Texts of the run by path: without them there are no edits. */
  readonly sources: ReadonlyMap<string, SourceText>
}

/** Every rule in force on every subject of its kind: findings by place and rule, each on one origin once. */
export function check(models: readonly AccessModel[], ruleset: Ruleset, settings: CheckSettings): readonly Finding[] {
  const observations: Observation[] = []
  const everyResource = judgesEveryResource(ruleset)
  const byKind = new WeakMap<readonly RuleInForce[], ReadonlyMap<RuleKind, readonly RuleInForce[]>>()
  for (const model of models) {
    const facts: Facts = { model, environmentOf: settings.environmentOf, now: settings.now }
    for (const [kind, subjects] of subjectsOf(model, settings.now, everyResource)) {
      for (const subject of subjects) {
        const { file } = subject.head
        const inForce = ruleset.rulesFor(file, environmentAt(subject, settings))
        let kinds = byKind.get(inForce)
        if (!kinds) {
          kinds = groupByKind(inForce)
          byKind.set(inForce, kinds)
        }
        const rules = kinds.get(kind)
        if (rules) for (const each of observe(subject, rules, facts, settings)) observations.push(each)
      }
    }
  }
  return mergeObservations(observations, models)
}

function groupByKind(rules: readonly RuleInForce[]): ReadonlyMap<RuleKind, readonly RuleInForce[]> {
  const kinds = new Map<RuleKind, RuleInForce[]>()
  for (const each of rules) {
    const kind = kinds.get(each.rule.kind)
    if (kind) kind.push(each)
    else kinds.set(each.rule.kind, [each])
  }
  return kinds
}

function environmentAt(subject: Subject, settings: CheckSettings): string | undefined {
  const { vault } = subject as { readonly vault?: { readonly environment?: string | undefined } }
  const { environment } = subject as { readonly environment?: string | undefined }
  return environment ?? vault?.environment ?? settings.environmentOf(subject.head.file)
}

/** Whether a rule judges resources of more types than those that access is read from. */
function judgesEveryResource({ rules, inForce }: Ruleset): boolean {
  const all = [...rules.values(), ...inForce.map(({ rule }) => rule)]
  return all.some(({ kind, file: { types } }) => kind === 'resource' && !types?.every(areSought))
}

/** What rules judge; what is only referred to is not. */
function subjectsOf(
  model: AccessModel,
  clock: number,
  everyResource: boolean,
): readonly (readonly [RuleKind, readonly Subject[]])[] {
  const judged = everyResource ? model.resources : model.sought
  const resources = judged.filter(({ existing }) => !existing).map((resource) => subjectOfResource(resource))
  return [
    ['vault', model.vaults.filter(({ existing }) => !existing)],
    ['grant', model.grants],
    ['accessPolicy', model.policies],
    ['roleAssignment', model.assignments],
    ['roleDefinition', model.roleDefinitions],
    ['principal', model.principals],
    ['privateEndpoint', model.privateEndpoints],
    ['key', model.keys],
    ['secret', model.secrets],
    ['object', [...model.keys, ...model.secrets]],
    ['escalation', model.escalations],
    ['exposure', model.exposures ?? []],
    ['declaration', model.declarations],
    ['endpoint', model.endpoints],
    ['resource', [...resources, ...dataSubjects(model, clock)]],
  ]
}

/** What some rules say of one subject. */
export function observe(
  subject: Subject,
  rules: readonly RuleInForce[],
  facts: Facts,
  settings: CheckSettings,
): readonly Observation[] {
  const into: Observation[] = []
  const { deployed = true } = subject as { readonly deployed?: Truth }
  if (deployed === false) return into
  for (const inForce of rules) {
    const { rule, parameters } = inForce
    if (!isOfTypes(subject, rule.file)) continue
    const scope: Scope = { subject, facts, parameters, clock: settings.now, frames: [], budget: { left: maxSteps } }
    const guard = rule.when.test(scope)
    if (guard === false) continue
    const held = rule.must.test(scope)
    if (held === true) continue
    const observation =
      guard === true && held === false && deployed === true
        ? observeFailure(inForce, scope, settings)
        : observeDoubt(inForce, scope, { guard, held, deployed }, settings)
    if (observation) into.push(observation)
  }
  return into
}

function isOfTypes({ type }: Subject, { types }: RuleFile): boolean {
  return !types || types.some((pattern) => matchesOperation(pattern, type))
}

/** What a rule says once `when` and the subject's being there are taken in: it fails only where all of them hold. */
function outcome(guard: Truth, held: Truth, deployed: Truth): Truth {
  return or(not(and(guard, deployed)), held)
}

interface Truths {
  readonly guard: Truth
  readonly held: Truth
  readonly deployed: Truth
}

function observeFailure({ rule, severity }: RuleInForce, scope: Scope, settings: CheckSettings): Observation {
  const [guards, leaves]: [Leaf[], Leaf[]] = [[], []]
  rule.when.explain(scope, true, guards)
  rule.must.explain(scope, false, leaves)
  const places = placesOf(rule, scope, leaves)
  const reasons = [...leaves, ...guards].flatMap(({ values }) => values.flatMap(({ origin }) => origin.because))
  const values = leaves.flatMap((leaf) => leaf.values)
  const advice = rule.advice?.render(scope, leaves)
  const fix = fixOf(rule, scope, leaves, places.span, advice ?? rule.file.title, settings.sources)
  return {
    rule,
    severity: severityOf(rule, severity, scope),
    verdict: 'fail',
    subject: scope.subject,
    model: scope.facts.model,
    message: upperFirst(rule.say.render(scope, leaves)),
    why: upperFirst(rule.here?.render(scope, leaves) ?? firstSentence(rule.file.why)),
    when: [...new Set(reasons.map(({ text }) => text))],
    ...places,
    secret: values.some(isSecret),
    found: foundText(leaves),
    ...(advice === undefined ? {} : { advice }),
    ...(fix ? { fix } : {}),
  }
}

/** Raised where the rule says so, and nobody set another severity than the rule's own. */
function severityOf({ raise, file }: RuleInForce['rule'], severity: Severity, scope: Scope): Severity {
  return raise && severity === file.severity && raise.when.test(scope) === true ? raise.to : severity
}

/** Nothing where it comes out the same whatever is unknown, or where only what is left unsaid decides. */
function observeDoubt(
  inForce: RuleInForce,
  scope: Scope,
  { guard, held, deployed }: Truths,
  settings: CheckSettings,
): Observation | undefined {
  const { rule, severity } = inForce
  const { subject } = scope
  const [guards, leaves]: [Leaf[], Leaf[]] = [[], []]
  if (guard === 'unknown') rule.when.explain(scope, 'unknown', guards)
  rule.must.explain(scope, held, leaves)
  const doubtful = [...guards, ...(held === 'unknown' ? leaves : [])]
  if (doubtful.some(isUnsaid)) return undefined
  const values = doubtful.flatMap((leaf) => [...leaf.values, ...(leaf.expected ? [leaf.expected] : [])])
  const unknowns: readonly UnknownValue[] = [
    ...unknownsOf(values),
    ...(deployed === 'unknown' ? (subject.doubts ?? []) : []),
  ]
  const under = (assumed: Assumed): Scope => ({ ...scope, assumed, frames: [], budget: { left: maxSteps } })
  const search = findWitness(values, unknowns, (assumed) => {
    const tried = under(assumed)
    return outcome(rule.when.test(tried), rule.must.test(tried), deployed)
  })
  if (search.kind === 'decided' && search.truth) return undefined
  if (search.kind === 'decided') return observeFailure(inForce, scope, settings)
  const witness = search.kind === 'witness' ? search.witness : appearance(scope, { guard, held })
  const isOnlyDeployment = guard === true && held === false
  const cause = causeOf(foremost(witness && witness.unknowns.length > 0 ? witness.unknowns : unknowns))
  const places = placesOf(rule, scope, doubtful.length > 0 ? doubtful : leaves)
  return {
    rule,
    severity,
    verdict: 'cannot-tell',
    subject,
    model: scope.facts.model,
    message: isOnlyDeployment
      ? `It cannot be told whether ${isThere(subject)}: that depends on ${cause.words}. If it is${witness ? ` (when ${witness.words})` : ''}: ${upperFirst(rule.say.render(scope, leaves))}`
      : `It cannot be told of ${sayName(subject)} whether ${lowerFirst(rule.file.title)}: that depends on ${cause.words}.${witness ? ` It fails when ${witness.words}.` : ''}`,
    why: firstSentence(rule.file.why),
    when: witness ? [witness.words] : [],
    ...places,
    secret: values.some(isSecret),
    found: undefined,
    cause: findingCause(cause),
  }
}

/** That a subject comes about, in words. */
function isThere(subject: Subject): string {
  switch (subject.kind) {
    case 'grant':
    case 'accessPolicy':
    case 'escalation':
      return `${sayName(subject)} is given`
    case 'exposure':
      return 'this is deployed'
    default:
      return `${sayName(subject)} is deployed`
  }
}

/** Where all but the subject's own being there is settled: the case in which it is there. */
function appearance({ subject }: Scope, { guard, held }: Omit<Truths, 'deployed'>): Witness | undefined {
  if (guard !== true || held !== false || subject.when === undefined) return undefined
  return { words: subject.when, assumed: { outcomes: [], values: new Map() }, unknowns: subject.doubts ?? [] }
}

/** A leaf that looked at what a declaration does not say. */
function isUnsaid({ values, expected }: Leaf): boolean {
  return values.length === 0 && (expected === undefined || unknownsOf([expected]).length === 0)
}

/** The word that is at fault, for the fingerprint; never a secret one. */
function foundText(leaves: readonly Leaf[]): string | undefined {
  for (const { values, element, of } of leaves) {
    const [value] = values
    const whole = of?.kind === 'object' ? of.entries.get('value')?.value : value
    if (element && whole?.kind === 'literal' && !isSecret(whole)) return String(whole.value)
  }
  return undefined
}

function firstSentence(text: string): string {
  const end = /[.!?](\s|$)/.exec(text)
  return end ? text.slice(0, end.index + 1) : text
}

/** A sentence as it begins. */
function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A title within a sentence; names and abbreviations keep their capitals. */
function lowerFirst(title: string): string {
  return /^[A-Z](?![A-Z0-9])/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}
