import { annotateFindings, formatAnnotations, printAnnotation } from '../report/annotations.js'
import type { Report } from '../report/report.js'
import { weightOf } from '../report/words.js'
import type { Finding } from '../rules/finding.js'
import type { Standing } from '../github/plan.js'
import type { Inputs } from './inputs.js'

/** The runner shows ten annotations of each level and step. */
const MOST_PROBLEMS = 10

/**
 * Workflow commands for what a reader would otherwise miss: inputs with errors, and the findings that no comment shows.
 *
 * They need no token, and are all that a run for a fork can put beside the code.
 */
export function writeAnnotations(
  report: Report,
  standings: ReadonlyMap<Finding, Standing>,
  wanted: Inputs['annotations'],
): string {
  if (wanted === 'off') return ''
  const problems = report.problems.filter((problem) => problem.severity === 'error').slice(0, MOST_PROBLEMS)
  const isShown = (finding: Finding): boolean => {
    const standing = standings.get(finding)
    return standing !== undefined && standing !== 'summary'
  }
  const findings = report.findings.filter(
    (finding) => weightOf(finding, report) !== undefined && (wanted === 'always' || !isShown(finding)),
  )
  return [
    formatAnnotations({ ...report, findings: [], problems }),
    ...annotateFindings(findings, report).map((annotation) => `${printAnnotation(annotation)}\n`),
  ].join('')
}
