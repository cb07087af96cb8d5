import type { Finding, Severity } from '../rules/finding.js'
import { entriesOf, nameMeans } from './access-table.js'
import { clip, markdownCell, markdownCellCode, markdownCode, markdownProse } from './inert.js'
import { fitSections, type LinkTo, markdownLink, markdownPlace, markdownRow, type Section } from './markdown.js'
import { describeGranted } from './operations.js'
import { writeProposal } from './proposal-section.js'
import type { Report, ReportGrant } from './report.js'
import {
  count,
  countRest,
  countScope,
  explainVerdict,
  groupByCause,
  isOpen,
  isUndecided,
  nameResource,
  nameScope,
  sayRequested,
  sayWhen,
  sortBySeverity,
  weightOf,
} from './words.js'

export interface SummaryOptions {
  /** Most UTF-8 bytes; GitHub takes 65,536 characters in a comment and 1 MiB in a job summary. */
  readonly limit?: number
  readonly linkTo?: LinkTo
  /** Sentences to stand at the top: what could not be reported elsewhere, what the run did not see. */
  readonly notes?: readonly string[]
  /** Findings whose conversation a person resolved: listed apart. */
  readonly accepted?: ReadonlySet<Finding>
  /** Findings that a comment on their line or file tells in full: how to mend them is not said again. */
  readonly commented?: ReadonlySet<Finding>
  /** Where all of it stands, in words: `` `report.json` ``. */
  readonly rest?: string
}

const DEFAULT_LIMIT = 900 * 1024
const MESSAGE = 1000

/** The report in GitHub's Markdown: verdict, findings by severity, what the change does to access, and all that is only told. */
export function writeSummary(report: Report, options: SummaryOptions = {}): string {
  const limit = options.limit ?? DEFAULT_LIMIT
  const title = `## Key Vault access review: ${report.verdict}`
  const sections = [
    head(report, options),
    listProblems(report, options, 'error'),
    ...listFindings(report, options),
    listAccepted(report, options),
    tabulateChanges(report, options),
    report.underProposedRules && writeProposal(report.underProposedRules, options.linkTo, more(options)),
    listUndecided(report, options),
    tabulateWaivers(report, options),
    listProblems(report, options, 'note'),
    explainComments(report, options),
  ].filter((section) => section !== undefined)
  return `${title}\n\n${fitSections(sections, limit - title.length - 3)}\n`
}

function head(report: Report, options: SummaryOptions): Section {
  const time = report.elapsed === undefined ? '' : ` in ${(report.elapsed / 1000).toFixed(1)} s`
  const rest = countRest(report)
  const requested = sayRequested(report)
  const lines = [
    `${explainVerdict(report)}.`,
    '',
    `${countScope(report.summary)}${time}${rest.length === 0 ? '' : `; ${rest.join(', ')}`}.`,
    ...(requested === undefined ? [] : ['', `${requested}.`]),
  ]
  const notes = (options.notes ?? []).map((note) => `> ${markdownProse(clip(note, MESSAGE))}\n`)
  return { head: capitalize(lines.join('\n')) + (notes.length > 0 ? '\n' : ''), items: notes, more: more(options) }
}

function listFindings(report: Report, options: SummaryOptions): (Section | undefined)[] {
  const open = report.findings.filter((finding) => isOpen(finding) && !options.accepted?.has(finding))
  const titles: Readonly<Record<Severity, string>> = { error: 'Errors', warning: 'Warnings', note: 'Notes' }
  return (['error', 'warning', 'note'] as const).map((severity) => {
    const findings = open.filter((finding) => finding.severity === severity)
    if (findings.length === 0) return undefined
    const items = findings.map((finding) => describeFinding(finding, report, options))
    const title = `${titles[severity]} (${findings.length})`
    return severity === 'note'
      ? { head: `<details><summary>${title}</summary>\n`, items, foot: '\n</details>', more: more(options) }
      : { head: `### ${title}\n`, items, more: more(options) }
  })
}

/** What a reader can do with a comment besides mending what it says. */
function explainComments(report: Report, { commented, ...options }: SummaryOptions): Section | undefined {
  if (!report.findings.some((finding) => commented?.has(finding))) return undefined
  const head =
    'Resolving the conversation of a comment accepts its finding: it is not repeated, and still counts. To lift it, give it a waiver with owner, reason and end in the configuration.'
  return { head, items: [], more: more(options) }
}

function listAccepted(report: Report, options: SummaryOptions): Section | undefined {
  const findings = sortBySeverity(
    report.findings.filter((finding) => isOpen(finding) && options.accepted?.has(finding)),
  )
  if (findings.length === 0) return undefined
  return {
    head: `### Resolved by a person (${findings.length})\n\nTheir conversations are not opened again; they count as before.\n`,
    items: findings.map((finding) => describeFinding(finding, report, options)),
    more: more(options),
  }
}

function describeFinding(finding: Finding, report: Report, options: SummaryOptions): string {
  const page = report.rules.find((rule) => rule.id === finding.rule)?.page
  const name = nameResource(finding)
  const place = finding.span
    ? markdownPlace(finding.span, report, options.linkTo)
    : name === undefined
      ? ''
      : markdownCode(name)
  const advice = options.commented?.has(finding) ? undefined : (finding.advice ?? finding.fix?.description)
  const parts = [
    `${place === '' ? '' : `${place} `}${markdownLink(markdownCode(finding.rule), page)}: ${markdownProse(clip(finding.message, MESSAGE))}`,
    ...finding.when.map((when) => `(${markdownProse(sayWhen(when))})`),
    finding.instances.length > 1 ? `(${count(finding.instances.length, 'instance')})` : '',
    advice === undefined ? '' : `*Fix:* ${markdownProse(clip(advice, MESSAGE))}`,
    finding.requestedWaiver
      ? `An exception is requested by ${markdownProse(finding.requestedWaiver.owner)}; it holds once the base has it.`
      : '',
  ]
  return `- ${parts.filter((part) => part !== '').join(' ')}`
}

function tabulateChanges(report: Report, options: SummaryOptions): Section | undefined {
  const { changes } = report
  if (!changes) return undefined
  const title = `### Access that this change grants or takes\n\nCompared with ${markdownCode(changes.base)}.`
  const entries = entriesOf(report)
  if (entries.length === 0) return { head: `${title} None.`, items: [], more: more(options) }
  const columns = ['', 'Vault', 'Who', 'May', 'Through', 'Where']
  return {
    head: `${title}\n\n${markdownRow(columns)}\n${markdownRow(columns.map(() => '---'))}`,
    items: entries.map(({ sign, grant }) => describeChange(sign === '+' ? 'grants' : 'takes', grant, report, options)),
    more: more(options),
  }
}

function describeChange(verb: string, grant: ReportGrant, report: Report, options: SummaryOptions): string {
  return markdownRow([
    `**${verb}**`,
    nameVault(grant, report),
    nameWho(grant),
    markdownCell(clip(describeGranted(grant), MESSAGE)),
    markdownCell(nameMeans(grant)),
    markdownPlace(grant.span, report, options.linkTo, true),
  ])
}

function nameVault(grant: ReportGrant, report: Report): string {
  if (grant.vault === undefined) return markdownCell(`every vault of the ${nameScope(grant.scope)}`)
  return markdownCellCode(report.access.vaults.find((vault) => vault.id === grant.vault)?.name ?? grant.vault)
}

function nameWho({ principal }: ReportGrant): string {
  const name = principal.name === undefined ? markdownCellCode(principal.id) : markdownCell(principal.name)
  const facts = [principal.type, principal.persona].filter((fact) => fact !== undefined).map(markdownCell)
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`
}

function listUndecided(report: Report, options: SummaryOptions): Section | undefined {
  const groups = groupByCause(report)
  if (groups.length === 0) return undefined
  const items = groups.map((group) => {
    const place = group.span ? ` ${markdownPlace(group.span, report, options.linkTo)}` : ''
    const rules = [...new Set(group.findings.map((finding) => finding.rule))].map(markdownCode)
    const more = group.morePlaces === 0 ? '' : ` and ${count(group.morePlaces, 'more place')}`
    return `- ${markdownProse(clip(group.cause, MESSAGE))}${place}${more}: settles ${rules.join(', ')}`
  })
  const title = `Cannot be told (${groups.reduce((sum, group) => sum + group.findings.length, 0)})`
  const why = 'What these depend on is not known before deployment, or nobody has written it:\n'
  const counts = report.findings.some((finding) => isUndecided(finding) && weightOf(finding, report) !== undefined)
  return counts
    ? { head: `### ${title}\n\n${why}`, items, more: more(options) }
    : { head: `<details><summary>${title}</summary>\n\n${why}`, items, foot: '\n</details>', more: more(options) }
}

function tabulateWaivers(report: Report, options: SummaryOptions): Section | undefined {
  const waived = report.findings.filter((finding) => finding.waiver)
  if (waived.length === 0) return undefined
  const columns = ['Rule', 'Where', 'Until', 'Owner', 'Reason']
  return {
    head: `<details><summary>Waived (${waived.length})</summary>\n\n${markdownRow(columns)}\n${markdownRow(columns.map(() => '---'))}`,
    items: waived.map((finding) =>
      markdownRow([
        markdownCellCode(finding.rule),
        finding.span ? markdownPlace(finding.span, report, options.linkTo, true) : '',
        markdownCell(finding.waiver?.expires ?? ''),
        markdownCell(finding.waiver?.owner ?? ''),
        markdownCell(clip(finding.waiver?.reason ?? '', MESSAGE)),
      ]),
    ),
    foot: '\n</details>',
    more: more(options),
  }
}

function listProblems(report: Report, options: SummaryOptions, severity: 'error' | 'note'): Section | undefined {
  const problems = report.problems.filter((problem) => problem.severity === severity)
  if (problems.length === 0) return undefined
  const items = problems.map((problem) => {
    const place = problem.span
      ? markdownPlace(problem.span, report, options.linkTo)
      : problem.file === undefined
        ? ''
        : markdownCode(problem.file)
    return `- ${place === '' ? '' : `${place} `}${markdownCode(problem.code)}: ${markdownProse(clip(problem.message, MESSAGE))}`
  })
  return severity === 'error'
    ? { head: `### Inputs with errors (${problems.length})\n`, items, more: more(options) }
    : {
        head: `<details><summary>Notes about inputs (${problems.length})</summary>\n`,
        items,
        foot: '\n</details>',
        more: more(options),
      }
}

function more(options: SummaryOptions): (left: number) => string {
  const rest =
    options.rest === undefined
      ? '`kv-review check --format json` lists them all'
      : `all of them stand in ${markdownProse(options.rest)}`
  return (left) => `… and ${left} more: ${rest}.`
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
