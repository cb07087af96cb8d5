// Runs every template below a folder and prints what was read, what stayed unknown and why, findings by rule, and time.
//   npm run try -- FOLDER [--rule ID] [--sample N] [--seed S]
//   --rule ID    prints each finding of one rule with its line
//   --sample N   prints N findings drawn with the seed, to be read by hand
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { performance } from 'node:perf_hooks'

const [folder, ...rest] = process.argv.slice(2)
if (!folder || !existsSync(folder)) {
  console.log(folder ? `skipped: ${folder} is absent` : 'usage: npm run try -- FOLDER')
  process.exit(folder ? 0 : 2)
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

const root = realpathSync(folder)
const now = Date.parse('2026-11-24T00:00:00Z')
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
const configuration = { path: 'trial.yml', text: 'apiVersion: keyvault-access/v1\nkind: Configuration\nextends: [recommended]\n' }
const report = review({ files, unreadable: [], read, configuration, now, failOn: 'never' })
const judged = performance.now()

const place = (span) => {
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

const rule = option('--rule')
if (rule) {
  for (const each of report.findings.filter((finding) => finding.rule === rule))
    console.log(`${each.verdict} ${place(each.span)}\n    ${each.message}${each.when.length ? `\n    when ${each.when.join('; ')}` : ''}${each.cause ? `\n    ${each.cause.text}` : ''}`)
  process.exit(0)
}
const sample = Number(option('--sample') ?? 0)
if (sample > 0) {
  let state = Number(option('--seed') ?? 1)
  const random = () => ((state = (state * 1103515245 + 12345) % 2147483648), state / 2147483648)
  const drawn = report.findings.map((finding) => [random(), finding]).sort((a, b) => a[0] - b[0]).slice(0, sample)
  drawn.forEach(([, each], at) => {
    const line = each.span && report.sources.get(each.span.file)
    const text = line ? line.lineAt(line.positionAt(each.span.start).line).trim().slice(0, 160) : ''
    console.log(`${at + 1}. ${each.severity} ${each.verdict} ${each.rule}  ${place(each.span)}\n     > ${text}\n     ${each.message}${each.when.length ? `\n     when ${each.when.join('; ')}` : ''}${each.cause ? `\n     cause: ${each.cause.text}` : ''}`)
  })
  process.exit(0)
}

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
console.log(`\nread ${(loaded - started).toFixed(0)} ms, judged ${(judged - loaded).toFixed(0)} ms`)
if (rest.includes('--problems')) for (const problem of report.problems) console.log(problem.severity, problem.code, place(problem.span) === '(no place)' ? problem.file : place(problem.span), problem.message)
