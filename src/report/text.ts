import type { Finding } from '../rules/finding.js'
import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'
import { drawExcerpt, type Mark } from './excerpt.js'
import { forTerminal } from './inert.js'
import { placeOf } from './lines.js'
import { choosePalette, type Palette } from './palette.js'
import type { Report } from './report.js'
import {
  count,
  countRest,
  countScope,
  explainVerdict,
  groupByCause,
  isOpen,
  nameResource,
  sayWhen,
  secretPlaces,
} from './words.js'

export interface TextOptions {
  readonly color: boolean
  /** Only findings, errors of inputs and the last line. */
  readonly quiet?: boolean
}

/** Related places shown with a finding, and notes about inputs shown one by one. */
const SHOWN_PLACES = 8
const SHOWN_NOTES = 10

/** The report for a terminal: every finding on its line, what could not be told by its cause, and the verdict last. */
export function formatText(report: Report, options: TextOptions): string {
  const palette = choosePalette(options.color)
  const secrets = secretPlaces(report)
  const blocks: string[][] = []
  for (const problem of report.problems)
    if (problem.severity === 'error') blocks.push(drawProblem(problem, report, palette, secrets))
  for (const finding of report.findings)
    if (isOpen(finding)) blocks.push(drawFinding(finding, report, palette, secrets))
  if (!options.quiet)
    blocks.push(listUndecided(report, palette), listWaived(report, palette), listNotes(report, palette))
  blocks.push(conclude(report, palette, options.quiet === true))
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function drawFinding(finding: Finding, report: Report, palette: Palette, secrets: readonly Span[]): string[] {
  const accent = palette.of(finding.severity)
  const marks: Mark[] = [
    ...(finding.span ? [{ span: finding.span, label: '' }] : []),
    ...finding.related.slice(0, SHOWN_PLACES).map((it) => ({ span: it.span, label: it.message })),
  ]
  const excerpt = drawExcerpt(marks, { sources: report.sources, secrets, palette, accent })
  const margin = marginOf(excerpt)
  const place = placeOf(finding, report.sources) ?? nameResource(finding)
  const remarks = remarksOn(finding).map((remark) => `${margin}${palette.gutter('=')} ${remark}`)
  return [
    `${accent(`${finding.severity}[${finding.rule}]`)}${palette.bold(`: ${forTerminal(finding.message)}`)}`,
    ...(excerpt.length > 0 || place === undefined ? excerpt : [`${palette.gutter(' -->')} ${forTerminal(place)}`]),
    ...(excerpt.length > 0 && remarks.length > 0 ? [`${margin}${palette.gutter('|')}`] : []),
    ...remarks,
  ]
}

/** The gutter's width, so that remarks stand below it. */
function marginOf(excerpt: readonly string[]): string {
  const first = excerpt[0] ?? ''
  return ' '.repeat(first.length - first.trimStart().length + 1)
}

function remarksOn(finding: Finding): string[] {
  const remarks: string[] = []
  const more = finding.related.length - SHOWN_PLACES
  if (more > 0) remarks.push(`and ${more} more related places`)
  for (const when of finding.when) remarks.push(forTerminal(sayWhen(when)))
  if (finding.instances.length > 1)
    remarks.push(`${finding.instances.length} instances: ${forTerminal(nameInstances(finding))}`)
  if (finding.why !== '') remarks.push(`why: ${forTerminal(finding.why)}`)
  const fix = finding.advice ?? finding.fix?.description
  if (fix !== undefined) remarks.push(`fix: ${forTerminal(fix)}`)
  if (finding.requestedWaiver) {
    const { owner, expires } = finding.requestedWaiver
    remarks.push(
      `an exception is requested here by ${forTerminal(owner)} until ${forTerminal(expires)}; it holds once the base has it`,
    )
  }
  return remarks
}

function nameInstances(finding: Finding): string {
  const names = finding.instances.map((it) =>
    [it.resource?.name ?? '', ...it.when.map(sayWhen)].filter((part) => part !== '').join(' '),
  )
  const shown = [...new Set(names)].filter((name) => name !== '')
  return shown.length <= 5 ? shown.join('; ') : `${shown.slice(0, 5).join('; ')} and ${shown.length - 5} more`
}

function drawProblem(problem: Problem, report: Report, palette: Palette, secrets: readonly Span[]): string[] {
  const accent = palette.of(problem.severity)
  const excerpt = problem.span
    ? drawExcerpt([{ span: problem.span, label: '' }], { sources: report.sources, secrets, palette, accent })
    : []
  const place = placeOf(problem, report.sources)
  return [
    `${accent(`${problem.severity}[${problem.code}]`)}${palette.bold(`: ${forTerminal(problem.message)}`)}`,
    ...(excerpt.length > 0 || place === undefined ? excerpt : [`${palette.gutter(' -->')} ${forTerminal(place)}`]),
  ]
}

function listUndecided(report: Report, palette: Palette): string[] {
  const groups = groupByCause(report)
  if (groups.length === 0) return []
  const lines = [palette.bold('Cannot be told:')]
  for (const group of groups) {
    const place = placeOf(group.span ? { span: group.span } : {}, report.sources)
    const others = group.morePlaces === 0 ? '' : ` and ${count(group.morePlaces, 'more place')}`
    const where = place === undefined ? '' : palette.dim(`  ${forTerminal(place)}${others}`)
    lines.push(`  ${forTerminal(group.cause)}${where}`)
    const rules = new Map<string, string[]>()
    for (const finding of group.findings) {
      const names = rules.get(finding.rule) ?? []
      names.push(nameResource(finding) ?? '')
      rules.set(finding.rule, names)
    }
    for (const [rule, names] of rules) {
      const shown = [...new Set(names)].filter((name) => name !== '')
      lines.push(`    ${palette.gutter('=')} ${rule}${shown.length === 0 ? '' : `: ${forTerminal(shown.join(', '))}`}`)
    }
  }
  return lines
}

function listWaived(report: Report, palette: Palette): string[] {
  const waived = report.findings.filter((finding) => finding.waiver)
  if (waived.length === 0) return []
  const lines = [palette.bold('Waived:')]
  for (const { rule, waiver, ...finding } of waived) {
    if (!waiver) continue
    const place = placeOf(finding.span ? { span: finding.span } : {}, report.sources)
    lines.push(
      `  ${rule}${place === undefined ? '' : `  ${forTerminal(place)}`}  until ${forTerminal(waiver.expires)} by ${forTerminal(waiver.owner)}: ${forTerminal(waiver.reason)}`,
    )
  }
  return lines
}

function listNotes(report: Report, palette: Palette): string[] {
  const notes = report.problems.filter((problem) => problem.severity === 'note')
  if (notes.length === 0) return []
  const lines = [palette.bold('Notes about inputs:')]
  for (const note of notes.slice(0, SHOWN_NOTES)) {
    const place = placeOf(note, report.sources)
    lines.push(
      `  ${note.code}: ${forTerminal(note.message)}${place === undefined ? '' : palette.dim(`  ${forTerminal(place)}`)}`,
    )
  }
  if (notes.length > SHOWN_NOTES) lines.push(`  and ${notes.length - SHOWN_NOTES} more; --format json lists them all`)
  return lines
}

function conclude(report: Report, palette: Palette, quiet: boolean): string[] {
  const paint = report.verdict === 'pass' ? palette.good : palette.of('error')
  const time = report.elapsed === undefined ? '' : ` in ${(report.elapsed / 1000).toFixed(1)} s`
  const rest = countRest(report)
  return [
    `${paint(report.verdict)}: ${explainVerdict(report)}`,
    `${countScope(report.summary)}${time}${rest.length === 0 ? '' : `; ${rest.join(', ')}`}`,
    ...(quiet || !report.findings.some(isOpen) ? [] : [palette.dim('`kv-review rules show ID` explains a rule.')]),
  ]
}
