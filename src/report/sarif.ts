import type { Edit, Finding, Severity } from '../rules/finding.js'
import type { Span } from '../source/span.js'
import { clip, makeVisible, markdownProse, printJson } from './inert.js'
import { locate } from './lines.js'
import { markdownLink } from './markdown.js'
import type { Report, ReportRule } from './report.js'
import { sayWhen, sortBySeverity } from './words.js'
import { compareText } from '../source/order.js'

/**
 * SARIF 2.1.0 (OASIS) within the limits of GitHub code scanning.
 *
 * What cannot be told is a result of kind `open`; waived findings are suppressed, known ones `unchanged`; problems with inputs are
 * notifications, and so are findings without a place, for which GitHub would refuse the file. `primaryLocationLineHash` is left to GitHub's uploader, which warns of any other value.
 */
export function formatSarif(report: Report): string {
  return `${printJson(describeRun(report), 2)}\n`
}

/** GitHub refuses more results in a run and keeps the first places of each. */
const RESULTS = 25_000
const RELATED = 90
const TEXT = 4000

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'note' }

function describeRun(report: Report): object {
  const results = sortBySeverity(report.findings.filter((finding) => isPlaced(finding, report)))
  const kept = new Set(results.slice(0, RESULTS))
  const rules = rulesOf(report)
  const indexes = new Map(rules.map((rule, at) => [rule.id, at]))
  const usesBaseline = report.findings.some((finding) => finding.baseline === true)
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: report.tool.name, semanticVersion: report.tool.version, rules: rules.map(describeRule) },
        },
        invocations: [
          {
            executionSuccessful: report.verdict !== 'error',
            toolExecutionNotifications: notificationsOf(report, results.length - kept.size),
          },
        ],
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results: report.findings
          .filter((finding) => kept.has(finding))
          .map((finding) => describeResult(finding, indexes.get(finding.rule), usesBaseline, report)),
      },
    ],
  }
}

function isPlaced(finding: Finding, report: Report): boolean {
  return finding.span !== undefined && report.sources.has(finding.span.file)
}

/** Rules in force, and those that only a finding names. */
function rulesOf(report: Report): ReportRule[] {
  const known = new Set(report.rules.map((rule) => rule.id))
  const others = new Map<string, ReportRule>()
  for (const { rule, title, severity } of report.findings) {
    if (!known.has(rule)) others.set(rule, { id: rule, title, severity, why: title, see: [] })
  }
  return [...report.rules, ...others.values()].toSorted((a, b) => compareText(a.id, b.id))
}

function describeRule(rule: ReportRule): object {
  const text = [rule.why, rule.fix ?? ''].filter((part) => part !== '').map(makeVisible)
  const links = rule.see.map((address) => `- ${markdownLink(markdownProse(address), address)}`)
  const markdown = [
    markdownProse(rule.why),
    rule.fix === undefined ? '' : `**Fix:** ${markdownProse(rule.fix)}`,
    links.join('\n'),
  ]
  return {
    id: rule.id,
    shortDescription: { text: makeVisible(rule.title) },
    fullDescription: { text: clip(makeVisible(rule.why || rule.title), 1000) },
    help: {
      text: text.join('\n\n') || makeVisible(rule.title),
      markdown: markdown.filter((part) => part !== '').join('\n\n'),
    },
    helpUri: rule.page ?? rule.see[0],
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ['security', 'azure-key-vault', ...(rule.category === undefined ? [] : [rule.category])],
      precision: 'high',
      'problem.severity': rule.severity === 'note' ? 'recommendation' : rule.severity,
    },
  }
}

function describeResult(
  finding: Finding,
  ruleIndex: number | undefined,
  usesBaseline: boolean,
  report: Report,
): object {
  const place = finding.span && describePlace(finding.span, report)
  const logical = finding.resource && { logicalLocations: [describeResource(finding.resource)] }
  const related = finding.related.slice(0, RELATED).flatMap((it) => {
    const location = describePlace(it.span, report)
    return location ? [{ ...location, message: { text: makeVisible(it.message) } }] : []
  })
  return {
    ruleId: finding.rule,
    ruleIndex,
    kind: finding.verdict === 'cannot-tell' ? 'open' : 'fail',
    level: finding.verdict === 'cannot-tell' ? 'none' : LEVELS[finding.severity],
    message: messageOf(finding),
    locations: [{ ...place, ...logical }],
    partialFingerprints: { 'kvReview/v1': finding.fingerprint },
    relatedLocations: related.length > 0 ? related.map((location, id) => ({ id, ...location })) : undefined,
    codeFlows: flowOf(finding, report),
    fixes: fixesOf(finding, report),
    suppressions: suppressionsOf(finding),
    baselineState: usesBaseline ? (finding.baseline === true ? 'unchanged' : 'new') : undefined,
  }
}

function messageOf(finding: Finding): object {
  const lines = [finding.message, ...finding.when.map(sayWhen), finding.why].filter((line) => line !== '')
  // `[words](1)` in `text` is a link to a related location.
  const plain = clip(lines.map(makeVisible).join('\n'), TEXT)
  const text = plain.includes('](') ? plain.replace(/[[\]]/g, String.raw`\$&`) : plain
  return { text, markdown: lines.map((line) => markdownProse(clip(line, TEXT))).join('\n\n') }
}

function describeResource(resource: NonNullable<Finding['resource']>): object {
  const name = makeVisible(resource.name)
  return { name, fullyQualifiedName: `${makeVisible(resource.type)}/${name}`, kind: 'resource' }
}

interface PhysicalLocation {
  readonly physicalLocation: { readonly artifactLocation: object; readonly region?: object }
}

function describePlace(span: Span, report: Report): PhysicalLocation | undefined {
  const region = describeRegion(span, report)
  return region && { physicalLocation: { artifactLocation: describeFile(span.file), region } }
}

function describeRegion(span: Span, report: Report): object | undefined {
  const location = locate(span, report.sources)
  if (!location) return undefined
  const { startLine, startColumn, endLine, endColumn } = location
  return { startLine, startColumn, endLine, endColumn }
}

/** A relative reference: every segment is percent-encoded. */
function describeFile(path: string): object {
  const uri = path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  return { uri, uriBaseId: '%SRCROOT%' }
}

/** The value's way, where there is more than one step: from where it was written to where it is used. */
function flowOf(finding: Finding, report: Report): object[] | undefined {
  const steps = (finding.flow ?? []).slice(0, RELATED).flatMap((step) => {
    const location = describePlace(step.span, report)
    return location ? [{ location: { ...location, message: { text: makeVisible(step.message) } } }] : []
  })
  return steps.length > 1 ? [{ threadFlows: [{ locations: steps }] }] : undefined
}

function fixesOf(finding: Finding, report: Report): object[] | undefined {
  if (!finding.fix) return undefined
  const byFile = new Map<string, Edit[]>()
  for (const edit of finding.fix.edits) byFile.set(edit.span.file, [...(byFile.get(edit.span.file) ?? []), edit])
  const changes = [...byFile].map(([file, edits]) => ({
    artifactLocation: describeFile(file),
    replacements: edits.map((edit) => ({
      deletedRegion: describeRegion(edit.span, report),
      insertedContent: { text: edit.text },
    })),
  }))
  const isWhole = changes.length > 0 && changes.every((change) => change.replacements.every((it) => it.deletedRegion))
  return isWhole
    ? [{ description: { text: makeVisible(finding.fix.description) }, artifactChanges: changes }]
    : undefined
}

function suppressionsOf(finding: Finding): object[] | undefined {
  const { waiver, requestedWaiver } = finding
  if (waiver) return [describeSuppression(waiver, 'accepted')]
  return requestedWaiver ? [describeSuppression(requestedWaiver, 'underReview')] : undefined
}

function describeSuppression(waiver: NonNullable<Finding['waiver']>, status: 'accepted' | 'underReview'): object {
  const justification = makeVisible(`${waiver.reason} (${waiver.owner}, until ${waiver.expires})`)
  return { kind: 'external', status, justification }
}

function notificationsOf(report: Report, left: number): object[] {
  const problems = report.problems.map((problem) => {
    const file = problem.span?.file ?? problem.file
    const place = problem.span && describePlace(problem.span, report)
    const location =
      place ?? (file === undefined ? undefined : { physicalLocation: { artifactLocation: describeFile(file) } })
    return {
      descriptor: { id: problem.code },
      level: problem.severity,
      message: { text: clip(makeVisible(problem.message), TEXT) },
      locations: location && [location],
    }
  })
  const placeless = report.findings
    .filter((finding) => !isPlaced(finding, report))
    .map((finding) => ({
      descriptor: { id: 'finding-without-place' },
      associatedRule: { id: finding.rule },
      level: finding.verdict === 'cannot-tell' ? 'note' : LEVELS[finding.severity],
      message: messageOf(finding),
    }))
  if (left === 0) return [...problems, ...placeless]
  const text = `${left} results are left out: GitHub takes at most ${RESULTS} in a run.`
  return [...problems, ...placeless, { descriptor: { id: 'results-left-out' }, level: 'warning', message: { text } }]
}
