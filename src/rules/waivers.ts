import type { AccessModel } from '../access/model.js'
import { matchesName, matchesPath } from '../source/glob.js'
import { didYouMean } from '../source/nearest.js'
import type { Span } from '../source/span.js'
import type { Waiver } from './configuration.js'
import { subjectOfException } from './exception.js'
import type { ExceptionState, ExceptionSubject } from './exception.js'
import type { Finding } from './finding.js'
import type { InlineAllow } from './inline-allow.js'
import { observe } from './check.js'
import type { CheckSettings } from './check.js'
import { mergeObservations } from './merge.js'
import type { Ruleset } from './ruleset.js'

/** What may set findings aside, and whether it may. */
export interface Exceptions {
  readonly waivers: readonly Waiver[]
  readonly allows: readonly InlineAllow[]
  /** Allows of the base: others are only requested. Undefined: every allow holds. */
  readonly baseAllows: readonly InlineAllow[] | undefined
  /** Whether the run is all that a waiver of the configuration may be for: only then one that matches nothing is told. */
  readonly wholeRun: boolean
}

/**
 * Sets findings aside that somebody answers for, until the day they said, and adds what is the matter with exceptions.
 *
 * One that is expired, incomplete or not in the base does not hold.
 */
export function applyExceptions(
  findings: readonly Finding[],
  { waivers, allows, baseAllows, wholeRun }: Exceptions,
  ruleset: Ruleset,
  settings: CheckSettings,
): readonly Finding[] {
  const exceptions = [...waivers.map((waiver) => ofWaiver(waiver, wholeRun)), ...allows.map(ofAllow)]
  const approved = approvals(allows, baseAllows)
  const used = new Set<Exception>()
  const judged = findings.map((finding) => {
    let requested: Exception | undefined
    for (const exception of exceptions) {
      if (!exception.matches(finding)) continue
      used.add(exception)
      const { rule, owner, reason, expires } = exception.said
      if (owner === undefined || reason === undefined || !holds(expires, settings.now) || rule === '') continue
      if (!exception.allow || approved.has(exception.allow)) return { ...finding, waiver: { owner, reason, expires } }
      requested ??= exception
    }
    return requested ? { ...finding, requestedWaiver: grounds(requested.said) } : finding
  })
  const subjects = exceptions.map((exception) => stateOf(exception, used, ruleset, settings.now))
  return [...judged, ...judgeExceptions(subjects, ruleset, settings)]
}

interface Exception {
  readonly said: Pick<ExceptionSubject, 'rule' | 'resource' | 'owner' | 'reason' | 'expires'>
  readonly place: Span
  readonly allow: InlineAllow | undefined
  readonly mayBeUnused: boolean
  readonly matches: (finding: Finding) => boolean
}

function ofWaiver(waiver: Waiver, wholeRun: boolean): Exception {
  const { rule, resource, path, span } = waiver
  return {
    said: waiver,
    place: span,
    allow: undefined,
    mayBeUnused: wholeRun,
    matches: (finding) =>
      matchesName(rule, finding.rule) &&
      (path === undefined || (finding.span !== undefined && matchesPath(path, finding.span.file))) &&
      (resource === undefined || everyInstance(finding, resource)),
  }
}

/** Whether a pattern names the resource, or its vault, of each instance of a finding. */
function everyInstance({ instances, resource, subject }: Finding, pattern: string): boolean {
  const all = instances.length > 0 ? instances : [{ resource, subject }]
  return all.every((instance) => {
    const vault = instance.subject?.vault
    const names = [instance.resource?.name, instance.resource?.symbol, vault, vault?.split(/[/#]/).at(-1)]
    return names.some((name) => name !== undefined && matchesName(pattern, name))
  })
}

function ofAllow(allow: InlineAllow): Exception {
  const { rule, target, span } = allow
  const within = (place: Span | undefined): boolean =>
    place !== undefined && place.file === target.file && place.start >= target.start && place.start < target.end
  return {
    said: { ...allow, resource: undefined },
    place: span,
    allow,
    mayBeUnused: true,
    matches: (finding) => finding.rule === rule && (within(finding.span) || within(finding.extent)),
  }
}

/** Which allows the base has as well: as often as it has them, in the order written. */
function approvals(allows: readonly InlineAllow[], base: readonly InlineAllow[] | undefined): ReadonlySet<InlineAllow> {
  if (!base) return new Set(allows)
  const left = new Map<string, number>()
  const keyOf = ({ span, identity }: InlineAllow): string => `${span.file}\0${identity}`
  for (const allow of base) left.set(keyOf(allow), (left.get(keyOf(allow)) ?? 0) + 1)
  return new Set(
    allows.filter((allow) => {
      const count = left.get(keyOf(allow)) ?? 0
      left.set(keyOf(allow), count - 1)
      return count > 0
    }),
  )
}

/** A deadline counts from its day on, in UTC. */
function holds(expires: string | undefined, now: number): expires is string {
  return expires !== undefined && isDay(expires) && now < Date.parse(expires)
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
}

function grounds({
  owner = '',
  reason = '',
  expires = '',
}: Exception['said']): NonNullable<Finding['requestedWaiver']> {
  return { owner, reason, expires }
}

function stateOf(exception: Exception, used: ReadonlySet<Exception>, ruleset: Ruleset, now: number): ExceptionSubject {
  const { said, place, mayBeUnused } = exception
  const { rule, owner, reason, expires, resource } = said
  const subject = (state: ExceptionState, matter?: string): ExceptionSubject => ({
    rule,
    owner,
    reason,
    expires,
    resource,
    place,
    state,
    matter,
  })
  const lacks = [
    rule === '' ? 'a rule' : '',
    expires === undefined ? 'an end (`until 2027-03-01`)' : '',
    owner === undefined ? 'an owner (`by …`)' : '',
    reason === undefined ? 'a reason (`-- …`)' : '',
  ].filter(Boolean)
  if (lacks.length > 0) return subject('incomplete', `lacks ${lacks.join(', ')}, and does not hold.`)
  if (!/[*?]/.test(rule) && !ruleset.rules.has(rule) && !rule.startsWith('azure-policy/')) {
    return subject('incomplete', `names no rule that there is.${didYouMean(rule, ruleset.rules.keys())}`)
  }
  if (expires === undefined || !isDay(expires))
    return subject('incomplete', 'has an end that is no date such as `2027-03-01`, and does not hold.')
  if (now >= Date.parse(expires)) return subject('expired', `has expired on ${expires}, and no longer holds.`)
  return mayBeUnused && !used.has(exception) ? subject('unused', 'matches no finding.') : subject('current')
}

/** Rules for exceptions; one that only matches nothing is never more than a note. */
function judgeExceptions(
  subjects: readonly ExceptionSubject[],
  ruleset: Ruleset,
  settings: CheckSettings,
): readonly Finding[] {
  const model = noModel
  const observations = subjects.flatMap((exception) => {
    const rules = ruleset.rulesFor(exception.place.file, settings.environmentOf(exception.place.file))
    const own = rules
      .filter(({ rule }) => rule.kind === 'waiver')
      .map((inForce) => (exception.state === 'unused' ? { ...inForce, severity: 'note' as const } : inForce))
    return observe(subjectOfException(exception), own, { model, environmentOf: settings.environmentOf }, settings)
  })
  return mergeObservations(observations, [])
}

const noModel: AccessModel = {
  vaults: [],
  grants: [],
  assignments: [],
  policies: [],
  roleDefinitions: [],
  principals: [],
  privateEndpoints: [],
  keys: [],
  secrets: [],
  escalations: [],
  resources: [],
  sought: [],
  declarations: [],
  endpoints: [],
  incomplete: false,
}
