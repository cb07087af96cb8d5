// Runs every template below some folders, each by itself, and prints what was read, what stayed unknown and why, findings
// by rule, and time.
//   npm run try -- FOLDER... [--rule ID] [--sample N] [--seed S] [--context N]
//   --rule ID     prints each finding of one rule with its line
//   --sample N    prints N findings drawn with the seed from those of all folders, to be read by hand
//   --context N   of a sample: shows N lines before and after each
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { performance } from 'node:perf_hooks'

const words = process.argv.slice(2)
const firstOption = words.findIndex((word) => word.startsWith('--'))
const named = firstOption < 0 ? words : words.slice(0, firstOption)
const rest = firstOption < 0 ? [] : words.slice(firstOption)
for (const folder of named) if (!existsSync(folder)) console.log(`skipped: ${folder} is absent`)
const folders = named.filter((folder) => existsSync(folder))
if (folders.length === 0) {
  if (named.length === 0) console.log('usage: npm run try -- FOLDER...')
  process.exit(named.length > 0 ? 0 : 2)
}
if (!existsSync(new URL('../lib/review.js', import.meta.url))) {
  console.log('lib/ is absent: run `npm run build` first')
  process.exit(2)
}
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined)
const { review } = await import('../lib/review.js')
const { readPrograms } = await import('../lib/review/programs.js')
const { deployAll } = await import('../lib/evaluate/worlds.js')
const { decodeText } = await import('../lib/source/decode.js')

const now = Date.parse('2026-11-24T00:00:00Z')
const configuration = { path: 'trial.yml', text: 'apiVersion: keyvault-access/v1\nkind: Configuration\nextends: [recommended]\n' }

/** One folder, judged: its files, the reader that was handed in, the report, and milliseconds. */
function judge(folder) {
  const root = realpathSync(folder)
  const started = performance.now()
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|jsonc|bicep|bicepparam|ya?ml)$/i.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort()
    .flatMap((path) => {
      const content = decodeText(readFileSync(join(root, path)))
      return content.kind === 'text' ? [{ path, text: content.text, named: false, changed: false }] : []
    })
  const read = {
    read: (path) => {
      const target = join(root, path)
      if (!target.startsWith(root + sep)) return { kind: 'outside' }
      return existsSync(target) ? decodeText(readFileSync(target)) : { kind: 'absent' }
    },
  }
  const loaded = performance.now()
  const report = review({ files, unreadable: [], read, configuration, now, failOn: 'never' })
  return { root, files, read, report, reading: loaded - started, judging: performance.now() - loaded }
}

const place = (report, span) => {
  if (!span) return '(no place)'
  const position = report.sources.get(span.file)?.positionAt(span.start)
  return `${span.file}:${position?.line}:${position?.column}`
}
const table = (title, counts, most = 100) => {
  console.log(`\n${title}`)
  for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most))
    console.log(String(count).padStart(8), key)
}
const count = (items, key) => {
  const counts = new Map()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return counts
}

/** The lines about a finding, its own marked. */
function context(source, span, around) {
  const { line } = source.positionAt(span.start)
  const last = source.positionAt(source.text.length).line
  const lines = []
  for (let at = Math.max(1, line - around); at <= Math.min(last, line + around); at++)
    lines.push(`     ${at === line ? '>' : ' '}${String(at).padStart(5)} ${source.lineAt(at).trimEnd().slice(0, 200)}`)
  return lines.join('\n')
}

const rule = option('--rule')
function tellRule() {
  for (const folder of folders) {
    const { report } = judge(folder)
    for (const each of report.findings.filter((finding) => finding.rule === rule))
      console.log(`${each.verdict} ${place(report, each.span)}\n    ${each.message}${each.when.length ? `\n    when ${each.when.join('; ')}` : ''}${each.cause ? `\n    ${each.cause.text}` : ''}`)
  }
}

const sample = Number(option('--sample') ?? 0)
function tellSample() {
  let state = Number(option('--seed') ?? 1)
  const random = () => ((state = (state * 1103515245 + 12345) % 2147483648), state / 2147483648)
  const pool = folders.flatMap((folder) => {
    const { root, report } = judge(folder)
    return report.findings.map((finding) => ({ root, report, finding }))
  })
  const drawn = pool.map((each) => [random(), each]).sort((a, b) => a[0] - b[0]).slice(0, sample)
  drawn.forEach(([, { root, report, finding: each }], at) => {
    const source = each.span && report.sources.get(each.span.file)
    const text = source ? context(source, each.span, Number(option('--context') ?? 0)) : ''
    const where = folders.length > 1 ? `${basename(root)}/${place(report, each.span)}` : place(report, each.span)
    console.log(`${at + 1}. ${each.severity} ${each.verdict} ${each.rule}  ${where}\n${text}\n     ${each.message}${each.when.length ? `\n     when ${each.when.join('; ')}` : ''}${each.cause ? `\n     cause: ${each.cause.text}` : ''}`)
  })
}

if (rule) tellRule()
else if (sample > 0) tellSample()
else
  for (const folder of folders) {
    if (folders.length > 1) console.log(`\n== ${folder}`)
    tell(judge(folder))
  }

function tell({ files, read, report, reading, judging }) {
  // What the vaults of the run say, and how much of it is known.
  const run = readPrograms(files, read)
  const deployments = deployAll(run.programs, run.parameterFilesOf, run.loader, { clock: now })
  const causes = new Map()
  let [properties, known, vaults] = [0, 0, 0]
  const causeOf = (cause) => (cause.kind === 'parameter' ? 'parameter without value or default' : cause.kind + (cause.name ? ` ${cause.name}` : cause.what ? ` ${cause.what}` : ''))
  const visit = (value, depth = 0) => {
    if (depth > 40) return
    switch (value.kind) {
      case 'object':
        for (const entry of value.entries.values()) visit(entry.value, depth + 1)
        return
      case 'array':
        for (const item of value.items) visit(item, depth + 1)
        if (value.rest) visit(value.rest, depth + 1)
        return
      case 'choice':
        properties++
        causes.set('choice', (causes.get('choice') ?? 0) + 1)
        return
      case 'text':
      case 'unknown': {
        properties++
        const unknown = value.kind === 'text' ? value.parts.find((part) => typeof part !== 'string') : value
        const key = unknown ? causeOf(unknown.cause) : 'text'
        causes.set(key, (causes.get(key) ?? 0) + 1)
        return
      }
      default:
        properties++
        known++
    }
  }
  // Every value of every resource and output: the causes of what stays unknown in whole templates.
  const allCauses = new Map()
  let allValues = 0
  const visitAll = (value, depth = 0) => {
    if (depth > 60) return
    allValues++
    switch (value.kind) {
      case 'object':
        for (const entry of value.entries.values()) visitAll(entry.value, depth + 1)
        return
      case 'array':
        for (const item of value.items) visitAll(item, depth + 1)
        if (value.rest) visitAll(value.rest, depth + 1)
        return
      case 'choice':
        for (const { value: inner } of value.alternatives) visitAll(inner, depth + 1)
        return
      case 'text':
      case 'unknown': {
        const unknown = value.kind === 'text' ? value.parts.find((part) => typeof part !== 'string') : value
        const key = unknown?.cause.kind === 'unsupported' ? causeOf(unknown.cause) : (unknown?.cause.kind ?? 'text')
        allCauses.set(key, (allCauses.get(key) ?? 0) + 1)
        return
      }
    }
  }
  for (const deployment of deployments) {
    for (const resource of deployment.resources) visitAll(resource.body)
    for (const output of deployment.outputs.values()) visitAll(output.value)
  }
  for (const deployment of deployments)
    for (const resource of deployment.resources) {
      if (resource.typeKey !== 'microsoft.keyvault/vaults' || resource.existing) continue
      vaults++
      const body = resource.body.entries.get('properties')
      if (body) visit(body.value)
    }

  console.log(`${files.length} candidate files, ${report.summary.files} ours, ${run.programs.length} programs judged, ${deployments.length} deployments (program × world)`)
  console.log(`${report.problems.filter((problem) => problem.severity === 'error').length} problems of severity error, ${report.problems.filter((problem) => problem.severity === 'note').length} notes`)
  table('problems by code', count(report.problems, (problem) => `${problem.severity} ${problem.code}`))
  console.log(`\n${vaults} vaults, ${properties} values in their properties, ${known} known (${((100 * known) / Math.max(1, properties)).toFixed(1)} %)`)
  table('ten most frequent causes of unknown', causes, 10)
  console.log(`\n${allValues} values in all resources and outputs`)
  table('of which unknown, by cause', allCauses)
  console.log(`${String(allCauses.get('unsupported') ?? 0).padStart(8)} unsupported without a name`)
  table('findings by rule', count(report.findings, (finding) => `${finding.verdict.padEnd(11)} ${finding.severity.padEnd(7)} ${finding.rule}`))
  table('cannot-tell by cause', count(report.findings.filter((finding) => finding.cause), (finding) => finding.cause.kind), 10)
  console.log(`\nread ${reading.toFixed(0)} ms, judged ${judging.toFixed(0)} ms`)
  if (rest.includes('--problems')) for (const problem of report.problems) console.log(problem.severity, problem.code, place(report, problem.span) === '(no place)' ? problem.file : place(report, problem.span), problem.message)
}
