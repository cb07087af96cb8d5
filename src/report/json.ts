import type { Finding } from '../rules/finding.js'
import type { Problem } from '../source/problem.js'
import { sameSpan, type Span } from '../source/span.js'
import { printJson } from './inert.js'
import { type Location, locate } from './lines.js'
import type { ProposedFinding, ProposedRules, Report, ReportChanges, ReportGrant, ReportVault } from './report.js'

const REPORT_SCHEMA = 'keyvault-access-review/report/v1'

/** The report as `schemas/report.json` describes it: fixed order of keys, the same bytes for the same report. */
export function formatJson(report: Report): string {
  return `${printJson(describeReport(report), 2)}\n`
}

/** The plain data of {@link formatJson}; a place that cannot be given as lines is absent. */
export function describeReport(report: Report): object {
  const place = (span: Span | undefined): Location | undefined => span && locate(span, report.sources)
  return {
    schema: REPORT_SCHEMA,
    tool: { name: report.tool.name, version: report.tool.version },
    verdict: report.verdict,
    summary: describeSummary(report),
    findings: report.findings.map((finding) => describeFinding(finding, place)),
    problems: report.problems.map((problem) => describeProblem(problem, place)),
    access: {
      vaults: report.access.vaults.map((vault) => describeVault(vault, place)),
      grants: report.access.grants.map((grant) => describeGrant(grant, place)),
      ...(report.changes ? { changes: describeChanges(report.changes, place) } : {}),
    },
    underProposedRules: report.underProposedRules && describeProposal(report.underProposedRules),
  }
}

type Place = (span: Span | undefined) => Location | undefined

function describeSummary({ summary, outside }: Report): object {
  const { files, vaults, grants, error, warning, note, cannotTell, waived, baselined, problems } = summary
  return { files, vaults, grants, error, warning, note, cannotTell, waived, baselined, problems, outside }
}

// JSON.stringify leaves out what is undefined, so each literal below is also the order of the keys.

function describeFinding(finding: Finding, place: Place): object {
  return {
    rule: finding.rule,
    severity: finding.severity,
    verdict: finding.verdict,
    message: finding.message,
    when: finding.when,
    fingerprint: finding.fingerprint,
    resource: describeResource(finding.resource),
    subject: describeSubject(finding.subject),
    instances:
      finding.instances.length > 1
        ? finding.instances.map((it) => ({
            resource: describeResource(it.resource),
            subject: describeSubject(it.subject),
            when: it.when,
          }))
        : undefined,
    location: place(finding.span),
    related: describeRelated(finding, place),
    fix: describeFix(finding.fix, place),
    waiver: finding.waiver && {
      reason: finding.waiver.reason,
      owner: finding.waiver.owner,
      expires: finding.waiver.expires,
    },
    baseline: finding.baseline === true ? true : undefined,
  }
}

/** Related places and, for what cannot be told, the line that would settle it. */
function describeRelated({ related, cause }: Finding, place: Place): object[] {
  const all = [...related]
  const { text, span } = cause ?? {}
  if (text !== undefined && span && !all.some((it) => sameSpan(it.span, span))) all.push({ message: text, span })
  return all.flatMap((it) => {
    const location = place(it.span)
    return location ? [{ message: it.message, location }] : []
  })
}

function describeFix(fix: Finding['fix'], place: Place): object | undefined {
  if (!fix) return undefined
  const edits = fix.edits.map((edit) => ({ location: place(edit.span), text: edit.text }))
  return edits.every((edit) => edit.location) ? { description: fix.description, edits } : undefined
}

function describeResource(resource: Finding['resource']): object | undefined {
  return resource && { type: resource.type, name: resource.name, symbol: resource.symbol }
}

function describeSubject(subject: Finding['subject']): object | undefined {
  return subject && { vault: subject.vault, principal: subject.principal }
}

function describeProblem(problem: Problem, place: Place): object {
  const { code, severity, message } = problem
  const location = place(problem.span)
  const file = problem.span?.file ?? problem.file
  const isNamed = location !== undefined || file === undefined || message.includes(file)
  return { code, severity, message: isNamed ? message : `${file}: ${message}`, location }
}

function describeVault(vault: ReportVault, place: Place): object {
  return {
    id: vault.id,
    name: vault.name,
    permissionModel: vault.permissionModel,
    publicNetworkAccess: vault.publicNetworkAccess,
    location: place(vault.span),
  }
}

function describeGrant(grant: ReportGrant, place: Place): object {
  const { id, name, type, persona } = grant.principal
  return {
    vault: grant.vault,
    principal: { id, name, type, persona },
    plane: grant.plane,
    mechanism: grant.mechanism,
    scope: grant.scope,
    role: grant.role,
    operations: grant.operations,
    open: grant.open === true ? true : undefined,
    effective: grant.effective,
    location: place(grant.span),
  }
}

function describeChanges(changes: ReportChanges, place: Place): object {
  return {
    base: changes.base,
    granted: changes.granted.map((grant) => describeGrant(grant, place)),
    taken: changes.taken.map((grant) => describeGrant(grant, place)),
  }
}

function describeProposal({ files, failOn, gone, added, changed, problems }: ProposedRules): object {
  return {
    files,
    failOn,
    gone: gone.map(describeProposed),
    added: added.map(describeProposed),
    changed: changed.map(describeProposed),
    problems: problems.map(({ code, message, file, location }) => ({ code, message, file, location })),
  }
}

function describeProposed(finding: ProposedFinding): object {
  const { rule, severity, was, message, resource, location, waiver, undecided } = finding
  return { rule, severity, was, message, resource, location, waiver, undecided }
}
