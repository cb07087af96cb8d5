import type { Finding } from '../rules/finding.js'
import { forXml } from './inert.js'
import { placeOf } from './lines.js'
import type { Report } from './report.js'
import { sayWhen, weightOf } from './words.js'

/**
 * JUnit XML as test reporters read it: a suite for each rule, a case for each finding, and one that passed for a rule without any.
 *
 * What cannot be told, is waived or known is `skipped`; problems of severity error are errors of the suite `inputs`.
 */
export function formatJunit(report: Report): string {
  const suites = [writeInputs(report)]
  const ids = new Set([...report.rules.map((rule) => rule.id), ...report.findings.map((finding) => finding.rule)])
  for (const id of [...ids].sort()) {
    suites.push(
      writeSuite(
        id,
        report.findings.filter((finding) => finding.rule === id),
        report,
      ),
    )
  }
  const total = (key: keyof Totals): number => suites.reduce((sum, suite) => sum + suite.totals[key], 0)
  const time = report.elapsed === undefined ? '' : ` time="${(report.elapsed / 1000).toFixed(3)}"`
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${forXml(report.tool.name)}" tests="${total('tests')}" failures="${total('failures')}" errors="${total('errors')}" skipped="${total('skipped')}"${time}>
${suites.map((suite) => suite.xml).join('\n')}
</testsuites>
`
}

interface Totals {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

interface Suite {
  readonly xml: string
  readonly totals: Totals
}

function writeInputs(report: Report): Suite {
  const errors = report.problems.filter((problem) => problem.severity === 'error')
  const cases = errors.map((problem) => {
    const place = placeOf(problem, report.sources)
    const name = place ?? problem.code
    return `    <testcase classname="inputs" name="${forXml(name)}"><error type="${problem.code}" message="${inline(problem.message)}">${forXml(place === undefined ? problem.message : `${place}\n${problem.message}`)}</error></testcase>`
  })
  return assemble('inputs', cases.length === 0 ? [passed('inputs')] : cases, {
    failures: 0,
    errors: errors.length,
    skipped: 0,
  })
}

function writeSuite(id: string, findings: readonly Finding[], report: Report): Suite {
  const failures = findings.filter((finding) => weightOf(finding, report)).length
  const cases = findings.map((finding) => writeCase(finding, report))
  return assemble(id, cases.length === 0 ? [passed(id)] : cases, {
    failures,
    errors: 0,
    skipped: findings.length - failures,
  })
}

function passed(id: string): string {
  return `    <testcase classname="${forXml(id)}" name="${forXml(id)}"/>`
}

function assemble(name: string, cases: readonly string[], totals: Omit<Totals, 'tests'>): Suite {
  const { failures, errors, skipped } = totals
  const head = `  <testsuite name="${forXml(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">`
  return { xml: [head, ...cases, '  </testsuite>'].join('\n'), totals: { tests: cases.length, ...totals } }
}

function writeCase(finding: Finding, report: Report): string {
  const place = placeOf(finding.span ? { span: finding.span } : {}, report.sources)
  const name = `${place ?? finding.resource?.name ?? finding.rule} ${finding.fingerprint.slice(0, 8)}`
  const file = finding.span ? ` file="${inline(finding.span.file)}"` : ''
  const open = `    <testcase classname="${forXml(finding.rule)}" name="${inline(name)}"${file}>`
  const weight = weightOf(finding, report)
  if (weight === undefined)
    return `${open}<skipped message="${inline(`${reasonOf(finding)}: ${finding.message}`)}"/></testcase>`
  const advice = finding.advice ?? finding.fix?.description
  const body = [
    place ?? '',
    finding.message,
    ...finding.when.map(sayWhen),
    finding.why,
    advice === undefined ? '' : `Fix: ${advice}`,
  ]
  const text = body.filter((line) => line !== '').join('\n')
  return `${open}<failure type="${weight}" message="${inline(finding.message)}">${forXml(text)}</failure></testcase>`
}

function reasonOf(finding: Finding): string {
  if (finding.waiver)
    return `waived until ${finding.waiver.expires} by ${finding.waiver.owner} (${finding.waiver.reason})`
  return finding.baseline === true ? 'in the baseline' : 'cannot be told'
}

function inline(text: string): string {
  return forXml(text).replaceAll('\n', ' ')
}
