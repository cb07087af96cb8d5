import type { Finding, Severity } from '../rules/finding.js'
import type { Span } from '../source/span.js'
import type { Report, Summary } from './report.js'

/** `1 error`, `2 errors`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Findings that stand: neither waived, nor known from a baseline, nor undecided. */
export function isOpen(finding: Finding): boolean {
  return finding.verdict === 'fail' && finding.waiver === undefined && finding.baseline !== true
}

/** What could not be told and is neither waived nor known. */
export function isUndecided(finding: Finding): boolean {
  return finding.verdict === 'cannot-tell' && finding.waiver === undefined && finding.baseline !== true
}

/** The level at which the configuration lets undecided findings count; undefined where they are only listed. */
function raisedLevel(report: Pick<Report, 'cannotTell'>): 'warning' | 'error' | undefined {
  return report.cannotTell === 'warning' || report.cannotTell === 'error' ? report.cannotTell : undefined
}

/** The severity at which a finding stands in this report; undefined for what is waived, known or only listed. */
export function weightOf(finding: Finding, report: Pick<Report, 'cannotTell'>): Severity | undefined {
  if (isOpen(finding)) return finding.severity
  return isUndecided(finding) ? raisedLevel(report) : undefined
}

/** `3 errors, 1 warning`; what there is none of is left out. */
export function countFindings(summary: Summary): string {
  const parts = (['error', 'warning', 'note'] as const)
    .filter((it) => summary[it] > 0)
    .map((it) => count(summary[it], it))
  return parts.length === 0 ? 'no findings' : parts.join(', ')
}

/** What a run looked at: `12 files, 4 vaults, 23 grants`. */
export function countScope(summary: Summary): string {
  return [count(summary.files, 'file'), count(summary.vaults, 'vault'), count(summary.grants, 'grant')].join(', ')
}

/** What is only counted, in the order of the summary; empty when there is nothing. */
export function countRest(report: Report): string[] {
  const { summary } = report
  return [
    summary.cannotTell > 0 ? `${summary.cannotTell} cannot be told` : '',
    summary.waived > 0 ? `${summary.waived} waived` : '',
    summary.baselined > 0 ? `${summary.baselined} in the baseline` : '',
    summary.problems > 0 ? count(summary.problems, 'problem') : '',
    report.outside ? `${count(report.outside, 'finding')} in what this change leaves alone` : '',
  ].filter((part) => part !== '')
}

/** What inline allows would do that the base does not have yet, in one sentence. */
export function sayRequested({ requested = 0 }: Pick<Report, 'requested'>): string | undefined {
  if (requested === 0) return undefined
  return `Inline allows are requested for ${count(requested, 'finding')}; they count once the base has them, and ${requested === 1 ? 'it is' : 'those are'} no longer reported then`
}

/** The verdict in one sentence. */
export function explainVerdict(report: Report): string {
  const { summary, verdict, failOn } = report
  const found = countFindings(summary)
  if (verdict === 'error') {
    const errors = report.problems.filter((problem) => problem.severity === 'error').length
    return `${count(errors, 'input problem')} to mend first; of what could be read: ${found}`
  }
  if (verdict === 'pass') return failOn === 'never' ? found : `nothing at or above ${failOn}: ${found}`
  const raised = summary.cannotTell > 0 ? raisedLevel(report) : undefined
  return raised ? `${found}; what cannot be told counts as ${raised}` : found
}

/** Findings that cannot be told, by what they depend on: the same cause in one file is one thing to settle. */
export interface Undecided {
  /** What would settle it, in words. */
  readonly cause: string
  /** The first of its places. */
  readonly span: Span | undefined
  /** Other places of the same file where the same is to be settled. */
  readonly morePlaces: number
  readonly findings: readonly Finding[]
}

export function groupByCause(report: Report): Undecided[] {
  if (report.cannotTell === 'ignore') return []
  type Group = { readonly cause: string; readonly spans: Map<number, Span>; readonly findings: Finding[] }
  const groups = new Map<string, Group>()
  for (const finding of report.findings.filter(isUndecided)) {
    const cause = finding.cause?.text ?? finding.message
    const span = finding.cause?.span ?? finding.span
    const key = `${cause}\u0000${span?.file ?? ''}`
    const group: Group = groups.get(key) ?? { cause, spans: new Map(), findings: [] }
    groups.set(key, group)
    if (span) group.spans.set(span.start, span)
    group.findings.push(finding)
  }
  return [...groups.values()].map(({ cause, spans, findings }) => {
    const [span, ...others] = [...spans.values()].toSorted((a, b) => a.start - b.start)
    return { cause, span, morePlaces: others.length, findings }
  })
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/** Words for where a grant holds: `resource group`. */
export function nameScope(scope: string): string {
  return scope.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Errors first; findings of one severity keep the report's order. */
export function sortBySeverity(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity])
}

/** A witness as words: `when parameter …`, but `in prod.bicepparam` as it is. */
export function sayWhen(when: string): string {
  return /^(in|with|when|for) /.test(when) ? when : `when ${when}`
}

/** What a finding is about, for people: `kv-prod`, else the symbol, else the type. */
export function nameResource(finding: Finding): string | undefined {
  const { resource } = finding
  if (!resource) return undefined
  return resource.name !== '' ? resource.name : (resource.symbol ?? resource.type)
}

/** Every place whose text is a secret: the report's own and those of findings that say so. */
export function secretPlaces(report: Report): Span[] {
  const places: Span[] = [...(report.secrets ?? [])]
  for (const finding of report.findings) {
    if (finding.secret !== true) continue
    if (finding.span) places.push(finding.span)
    places.push(...finding.related.map((it) => it.span), ...(finding.flow ?? []).map((it) => it.span))
  }
  return places
}
