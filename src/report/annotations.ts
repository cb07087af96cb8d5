import type { Finding, Severity } from '../rules/finding.js'
import { clip, forCommandMessage, forCommandProperty } from './inert.js'
import { type Location, locate } from './lines.js'
import type { Report } from './report.js'
import { sayWhen, sortBySeverity, weightOf } from './words.js'

/** An annotation in GitHub's terms: level, title, message and, where there is one, the place. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  readonly place?: {
    readonly path: string
    readonly line?: number
    readonly endLine?: number
    readonly column?: number
    readonly endColumn?: number
  }
}

/** The runner shows ten annotations of each level and step, and cuts a message at 4,096 characters. */
const PER_LEVEL = 10
const MESSAGE = 4000

const LEVELS: Readonly<Record<Severity, Annotation['level']>> = { error: 'error', warning: 'warning', note: 'notice' }

/** Workflow commands for all that stands, one a line; the runner shows ten of each level and the log has them all. */
export function formatAnnotations(report: Report): string {
  const problems = report.problems.map((problem): Annotation => {
    const location = problem.span && locate(problem.span, report.sources)
    const path = problem.span?.file ?? problem.file
    return {
      level: LEVELS[problem.severity],
      title: problem.code,
      message: problem.message,
      ...(location ? { place: placeAt(location) } : path === undefined ? {} : { place: { path } }),
    }
  })
  const findings = sortBySeverity(report.findings.filter((finding) => weightOf(finding, report))).map((finding) =>
    annotate(finding, report),
  )
  return [...problems, ...findings].map((annotation) => `${printAnnotation(annotation)}\n`).join('')
}

/** At most ten annotations of each level; where more are left, the tenth says how many. */
export function annotateFindings(findings: readonly Finding[], report: Report): Annotation[] {
  const byLevel = new Map<Annotation['level'], Annotation[]>()
  for (const finding of sortBySeverity(findings)) {
    const annotation = annotate(finding, report)
    const list = byLevel.get(annotation.level)
    if (list) list.push(annotation)
    else byLevel.set(annotation.level, [annotation])
  }
  return [...byLevel].flatMap(([level, list]) => {
    if (list.length <= PER_LEVEL) return list
    const left = list.length - PER_LEVEL + 1
    const title = `${left} more`
    return [
      ...list.slice(0, PER_LEVEL - 1),
      { level, title, message: `${left} more findings of this level stand in the job summary.` },
    ]
  })
}

function annotate(finding: Finding, report: Report): Annotation {
  const location = finding.span && locate(finding.span, report.sources)
  const advice = finding.advice ?? finding.fix?.description
  const lines = [
    finding.message,
    ...finding.when.map(sayWhen),
    finding.why,
    advice === undefined ? '' : `Fix: ${advice}`,
  ]
  return {
    level: LEVELS[weightOf(finding, report) ?? finding.severity],
    title: finding.rule,
    message: lines.filter((line) => line !== '').join('\n'),
    ...(location ? { place: placeAt(location) } : finding.span ? { place: { path: finding.span.file } } : {}),
  }
}

function placeAt(location: Location): NonNullable<Annotation['place']> {
  const { path, startLine, endLine, startColumn, endColumn } = location
  return {
    path,
    line: startLine,
    endLine,
    // GitHub takes columns only within one line, and its end column is inclusive.
    ...(startLine === endLine ? { column: startColumn, endColumn: Math.max(startColumn, endColumn - 1) } : {}),
  }
}

/** One workflow command: `::error file=main.bicep,line=3,title=rule::message`. */
export function printAnnotation({ level, title, message, place }: Annotation): string {
  const properties: string[] = []
  if (place) {
    properties.push(`file=${forCommandProperty(place.path)}`)
    if (place.line !== undefined) properties.push(`line=${place.line}`)
    if (place.endLine !== undefined) properties.push(`endLine=${place.endLine}`)
    if (place.column !== undefined) properties.push(`col=${place.column}`)
    if (place.endColumn !== undefined) properties.push(`endColumn=${place.endColumn}`)
  }
  properties.push(`title=${forCommandProperty(clip(title, 200))}`)
  return `::${level} ${properties.join(',')}::${forCommandMessage(clip(message, MESSAGE))}`
}
