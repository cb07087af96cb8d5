import type { Finding } from '../rules/finding.js'
import { type Location, locate } from './lines.js'
import type { ProposedFinding, ProposedRules, Report } from './report.js'
import { nameResource, weightOf } from './words.js'

/**
 * What other rules, configuration and waivers make of the findings of the same files.
 *
 * Findings are the same by their fingerprint. Mistakes that only the proposal has leave everything else untold: what it
 * would report once they are mended, nobody knows.
 */
export function compareRules(current: Report, proposed: Report, files: readonly string[]): ProposedRules {
  const failOn = proposed.failOn === current.failOn ? {} : { failOn: proposed.failOn }
  const problems = newErrors(current, proposed)
  if (problems.length > 0) return { files, gone: [], added: [], changed: [], problems }
  const before = standing(current)
  const after = standing(proposed)
  const unheeded = new Map(proposed.findings.map((finding) => [finding.fingerprint, finding]))
  const gone: ProposedFinding[] = []
  const changed: ProposedFinding[] = []
  for (const [fingerprint, finding] of before) {
    const now = after.get(fingerprint)
    const severity = weightOf(finding, current) ?? finding.severity
    const weight = now && weightOf(now, proposed)
    if (!now) gone.push({ ...describe(finding, severity, current), ...reasonOf(unheeded.get(fingerprint)) })
    else if (weight && weight !== severity) changed.push({ ...describe(now, weight, proposed), was: severity })
  }
  const added = [...after].flatMap(([fingerprint, finding]) =>
    before.has(fingerprint) ? [] : [describe(finding, weightOf(finding, proposed) ?? finding.severity, proposed)],
  )
  return { files, gone, added, changed, problems, ...failOn }
}

/** Whether there is anything to tell. */
export function tellsAnything({ gone, added, changed, problems, failOn }: ProposedRules): boolean {
  return gone.length + added.length + changed.length + problems.length > 0 || failOn !== undefined
}

function standing(report: Report): ReadonlyMap<string, Finding> {
  return new Map(
    report.findings.flatMap((finding) => (weightOf(finding, report) ? [[finding.fingerprint, finding] as const] : [])),
  )
}

function describe(finding: Finding, severity: ProposedFinding['severity'], report: Report): ProposedFinding {
  const resource = nameResource(finding)
  return {
    rule: finding.rule,
    severity,
    message: finding.message,
    ...(resource === undefined ? {} : { resource }),
    ...place(finding.span && locate(finding.span, report.sources)),
  }
}

/** Why a finding would count no more, where the proposal still has it. */
function reasonOf(finding: Finding | undefined): Pick<ProposedFinding, 'waiver' | 'undecided'> {
  if (finding?.waiver) return { waiver: finding.waiver }
  return finding?.verdict === 'cannot-tell' ? { undecided: true } : {}
}

/** Places are taken from the texts that the problem is in: the same path holds another text on the other side. */
function newErrors(current: Report, proposed: Report): ProposedRules['problems'] {
  const told = new Set(errorsOf(current).map(keyOf))
  return errorsOf(proposed).filter((problem) => !told.has(keyOf(problem)))
}

function errorsOf({ problems, sources }: Report): ProposedRules['problems'] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, span, file = span?.file }) => ({
      code,
      message,
      ...(file === undefined ? {} : { file }),
      ...place(span && locate(span, sources)),
    }))
}

function keyOf({ code, message, file = '', location }: ProposedRules['problems'][number]): string {
  return [code, message, file, location?.startLine, location?.startColumn].join('\0')
}

function place(location: Location | undefined): { readonly location?: Location } {
  return location ? { location } : {}
}
