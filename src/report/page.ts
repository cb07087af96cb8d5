import { type Entry, describeVault, entriesOf, groupByVault, nameMeans, namePrincipal } from './access-table.js'
import { forHtml } from './inert.js'
import { placeOf } from './lines.js'
import { describeGranted } from './operations.js'
import type { Report, ReportGrant } from './report.js'
import { count, countFindings, isOpen, sortBySeverity } from './words.js'

/**
 * Who can do what, as one HTML page that stands alone: no script, nothing loaded.
 *
 * Its content security policy forbids both, should a text ever get through.
 */
export function formatAccessPage(report: Report): string {
  const body = [
    '<h1>Key Vault access</h1>',
    `<p>${count(report.access.vaults.length, 'vault')}, ${count(report.access.grants.length, 'grant')}; ${countFindings(report.summary)}.</p>`,
    writeChanges(report),
    ...groupByVault(report, entriesOf({ ...report, changes: undefined })).map(
      (group) =>
        `<section><h2>${forHtml(group.name)}</h2>${group.vault ? `<p>${describeVault(group.vault)} · ${writePlace(group.vault, report)}</p>` : ''}${writeGrants(group.entries, report)}</section>`,
    ),
    writeFindings(report),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Key Vault access</title>
<style>${STYLE}</style>
</head>
<body>
${body.filter((part) => part !== '').join('\n')}
</body>
</html>
`
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1f2328; background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #d1d9e0 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d1d9e0 }
code { font: 13px ui-monospace, monospace; color: #59636e } .idle { color: #59636e } .grants { color: #1a7f37 } .takes, .error { color: #d1242f } .warning { color: #9a6700 }
@media (prefers-color-scheme: dark) { body { color: #f0f6fc; background: #0d1117 } h2, th, td { border-color: #3d444d } code, .idle { color: #9198a1 } }
`

function writeChanges(report: Report): string {
  const { changes } = report
  if (!changes) return ''
  const rows = entriesOf(report).map(({ sign, grant }) => writeRow(grant, report, sign === '+' ? 'grants' : 'takes'))
  const table =
    rows.length === 0
      ? '<p>None.</p>'
      : `<table>${writeHead(['', 'Vault', ...COLUMNS])}<tbody>${rows.join('')}</tbody></table>`
  return `<section><h2>Changes against ${forHtml(changes.base)}</h2>${table}</section>`
}

const COLUMNS = ['Who', 'Persona', 'May', 'Through', 'Where']

function writeGrants(entries: readonly Entry[], report: Report): string {
  if (entries.length === 0) return '<p>Nobody is granted anything here.</p>'
  return `<table>${writeHead(COLUMNS)}<tbody>${entries.map(({ grant }) => writeRow(grant, report)).join('')}</tbody></table>`
}

function writeHead(columns: readonly string[]): string {
  return `<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>`
}

function writeRow(grant: ReportGrant, report: Report, change?: 'grants' | 'takes'): string {
  const { principal } = grant
  const vault = report.access.vaults.find((it) => it.id === grant.vault)?.name ?? grant.vault ?? ''
  const cells = [
    ...(change ? [`<b class="${change}">${change}</b>`, forHtml(vault)] : []),
    `${forHtml(namePrincipal(grant))}${principal.name === undefined ? '' : ` <code>${forHtml(principal.id)}</code>`}${principal.type === undefined ? '' : ` ${forHtml(principal.type)}`}`,
    forHtml(principal.persona ?? ''),
    forHtml(describeGranted(grant)),
    forHtml(nameMeans(grant)),
    writePlace(grant, report),
  ]
  return `<tr${grant.effective === true ? '' : ' class="idle"'}>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function writePlace(it: { readonly span: ReportGrant['span'] }, report: Report): string {
  return `<code>${forHtml(placeOf({ span: it.span }, report.sources) ?? it.span.file)}</code>`
}

function writeFindings(report: Report): string {
  const findings = sortBySeverity(report.findings.filter(isOpen))
  if (findings.length === 0) return ''
  const rows = findings.map((finding) => {
    const place = finding.span ? writePlace({ span: finding.span }, report) : ''
    return `<tr><td class="${finding.severity}">${finding.severity}</td><td>${forHtml(finding.rule)}</td><td>${forHtml(finding.message)}</td><td>${place}</td></tr>`
  })
  return `<section><h2>Findings</h2><table>${writeHead(['', 'Rule', 'What', 'Where'])}<tbody>${rows.join('')}</tbody></table></section>`
}
