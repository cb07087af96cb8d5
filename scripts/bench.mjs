// Prints how fast the product is, each figure as a ratio to something measured in the same run: this machine's speed cancels out.
//   npm run bench                the figures that need nothing but this repository
//   npm run bench -- FOLDER      also those on a checkout of Azure/bicep-registry-modules
//   npm run bench -- --only W    only figures whose name contains W
// Whatever is timed runs in processes of its own, in turns with what it is compared with; a figure is the median of its rounds. A process that
// reviews loads the product as it is shipped, one bundle, and its time counts from its start to its end, less that of Node doing nothing.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = fileURLToPath(import.meta.url)
const root = dirname(dirname(here))
const work = join(root, 'lib', '.bench')
const [, , first, ...rest] = process.argv

// What the child processes do.

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort()
}

const configuration = { path: 'bench.yml', text: 'apiVersion: keyvault-access/v1\nkind: Configuration\nextends: [recommended]\n' }

function reviewInput(files, read, more = {}) {
  return { files, unreadable: [], read, configuration, now: Date.parse('2026-11-24T00:00:00Z'), failOn: 'never', ...more }
}

const jobs = {
  nothing: () => ({}),
  /** `JSON.parse` of one text, once, in a process as fresh as the one that reviews it. */
  jsonParse: (path) => {
    const text = readFileSync(path, 'utf8')
    const started = performance.now()
    JSON.parse(text)
    return { ms: performance.now() - started }
  },
  tree: async (path) => {
    const { parseJson } = await import('../lib/source/json.js')
    const { SourceText } = await import('../lib/source/text.js')
    const text = readFileSync(path, 'utf8')
    const started = performance.now()
    const { root: tree } = parseJson(new SourceText('main.json', text))
    return { ms: performance.now() - started, found: tree !== undefined }
  },
  review: async (path) => {
    const { review } = await import(pathToFileURL(join(work, 'review', 'index.js')))
    const text = readFileSync(path, 'utf8')
    const report = review(reviewInput([{ path: 'main.json', text, named: true, changed: false }], { read: () => ({ kind: 'absent' }) }))
    return { vaults: report.summary.vaults, findings: report.findings.length }
  },
  /** The same with a profile: which call of the pipeline takes what. */
  stages: async (path) => {
    const { Session } = await import('node:inspector/promises')
    const { review } = await import('../lib/review.js')
    const text = readFileSync(path, 'utf8')
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 200 })
    await session.post('Profiler.start')
    const started = performance.now()
    review(reviewInput([{ path: 'main.json', text, named: true, changed: false }], { read: () => ({ kind: 'absent' }) }))
    const whole = performance.now() - started
    const { profile } = await session.post('Profiler.stop')
    return { whole, stages: stagesIn(profile) }
  },
  bicep: async (folder) => {
    const { parseBicep } = await import('../lib/language/bicep/parser.js')
    const { SourceText } = await import('../lib/source/text.js')
    const sources = filesBelow(folder)
      .filter((path) => path.endsWith('.bicep'))
      .map((path) => new SourceText(path, readFileSync(join(folder, path), 'utf8')))
    const size = sources.reduce((sum, { text }) => sum + text.length, 0)
    const started = performance.now()
    for (const source of sources) parseBicep(source)
    return { megabytes: size / 1e6, seconds: (performance.now() - started) / 1000, files: sources.length }
  },
  /** Reading every Bicep file and template of a folder and `JSON.parse` of the templates: no review can be faster. */
  floor: (folder) => {
    const started = performance.now()
    let count = 0
    for (const path of filesBelow(folder)) {
      if (!/\.(bicep|json)$/.test(path)) continue
      const text = readFileSync(join(folder, path), 'utf8')
      count++
      if (path.endsWith('/main.json')) JSON.parse(text)
    }
    return { ms: performance.now() - started, count }
  },
  folder: async (folder) => {
    const { review } = await import(pathToFileURL(join(work, 'review', 'index.js')))
    const started = performance.now()
    const texts = new Map()
    for (const path of filesBelow(folder)) if (/\.(bicep|json)$/.test(path)) texts.set(path, readFileSync(join(folder, path), 'utf8'))
    const files = [...texts].map(([path, text]) => ({ path, text, named: false, changed: false }))
    const read = {
      read: (path) => {
        const text = texts.get(path) ?? (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined)
        return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
      },
    }
    const report = review(reviewInput(files, read))
    return { ms: performance.now() - started, bicep: files.filter(({ path }) => path.endsWith('.bicep')).length, vaults: report.summary.vaults }
  },
  /**
   * A run of the action on a pull request with a new vault, against the fake GitHub of the tests: all of it counts, what the fake takes
   * included, but the pauses between writes, which are GitHub's to ask for.
   */
  action: async () => {
    registerHooks({ resolve: resolveTypeScript })
    const { FakeGitHub } = await import('../__tests__/github/fake/server.ts')
    const { runAction, cleanUp } = await import('../__tests__/action/run-action.ts')
    const fake = await FakeGitHub.start()
    const before = { 'README.md': 'text' }
    fake.openPull(7, before, { ...before, 'main.bicep': madeBicep(0) })
    const started = performance.now()
    const ran = await runAction(fake, {})
    const took = performance.now() - started
    const writes = fake.writes.length
    cleanUp(ran)
    await fake.stop()
    return { ms: took, status: ran.status, requests: fake.requests.length, writes }
  },
  /** A run with one rule in force and one with a hundred more: what the hundred cost, and what all before them costs. */
  rules: async (grants) => {
    const { review } = await import(pathToFileURL(join(work, 'review', 'index.js')))
    const files = [{ path: 'main.json', text: grantsTemplate(Number(grants)), named: true, changed: false }]
    const run = (rules) => {
      const texts = new Map(rules.map((text, at) => [`rules/rule-${at}.yaml`, text]))
      const named = { path: 'bench.yml', text: 'apiVersion: keyvault-access/v1\nkind: Configuration\nextends: [rules]\n' }
      const packs = {
        read: (path) => (texts.has(path) ? { kind: 'text', text: texts.get(path) } : { kind: 'absent' }),
        list: (path) => (path === 'rules' ? [...texts.keys()].map((each) => each.slice('rules/'.length)) : undefined),
      }
      const started = performance.now()
      const report = review({ ...reviewInput(files, { read: () => ({ kind: 'absent' }) }, { rules: packs }), configuration: named })
      return { ms: performance.now() - started, report }
    }
    const one = run([grantRule(0)])
    const many = run(Array.from({ length: 101 }, (_, at) => grantRule(at)))
    return { before: one.ms, rules: many.ms - one.ms, grants: many.report.summary.grants, problems: many.report.problems.length }
  },
}

/** Tests import each other as the compiler names them. */
function resolveTypeScript(specifier, context, next) {
  if (!specifier.startsWith('.') || !context.parentURL?.endsWith('.ts')) return next(specifier, context)
  const path = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL)
  return next(existsSync(path) ? path.href : specifier, context)
}

/** Time by what `review` calls, in the order of calling. */
function stagesIn({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const self = new Map()
  samples.forEach((id, at) => self.set(id, (self.get(id) ?? 0) + timeDeltas[at] / 1000))
  const total = (node) => (self.get(node.id) ?? 0) + (node.children ?? []).reduce((sum, id) => sum + total(byId.get(id)), 0)
  const found = new Map()
  for (const node of nodes) {
    if (node.callFrame.functionName !== 'review' || !node.callFrame.url.endsWith('/review.js')) continue
    for (const id of node.children ?? []) {
      const { callFrame } = byId.get(id)
      const name = callFrame.functionName || `${callFrame.url.split('/').at(-1)}:${callFrame.lineNumber + 1}`
      found.set(name, (found.get(name) ?? 0) + total(byId.get(id)))
    }
  }
  return [...found]
}

if (first === '--child') {
  const [job, ...args] = rest
  const result = await jobs[job](...args)
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  process.stdout.write(JSON.stringify({ ...result, rss: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1000 }))
  process.exit(0)
}

// What they are given.

/** One vault with very many role assignments, each of its own principal. */
function grantsTemplate(count) {
  const guid = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const resources = [
    {
      type: 'Microsoft.KeyVault/vaults',
      apiVersion: '2024-11-01',
      name: 'kv-bench',
      location: 'westeurope',
      properties: { tenantId: guid(0), sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true },
    },
  ]
  for (let n = 1; n <= count; n++) {
    resources.push({
      type: 'Microsoft.Authorization/roleAssignments',
      apiVersion: '2022-04-01',
      name: guid(n),
      scope: "[resourceId('Microsoft.KeyVault/vaults', 'kv-bench')]",
      properties: {
        roleDefinitionId: "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')]",
        principalId: guid(n),
        principalType: 'ServicePrincipal',
      },
    })
  }
  return JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources })
}

function grantRule(at) {
  return `id: bench-rule-${at}
title: A rule of the benchmark
severity: note
category: roles
why: It is measured.
for: grant
when: { field: plane, equals: data }
must:
  allOf:
    - { field: mechanism, in: [roleAssignment, accessPolicy] }
    - { field: "operations[*]", notEquals: operation-${at} }
say: "{principal} is measured."
`
}

/** Bicep as people write it, over and over. */
function madeBicep(megabytes) {
  const part = (n) => `@description('The name of vault ${n}.')
@minLength(3)
param vaultName${n} string = 'kv-\${uniqueString(resourceGroup().id)}-${n}'

resource vault${n} 'Microsoft.KeyVault/vaults@2024-11-01' = if (!empty(vaultName${n})) {
  name: take(vaultName${n}, 24)
  location: resourceGroup().location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'premium' }
    enableRbacAuthorization: true
    // Nothing gets in from elsewhere.
    networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [for ip in ['203.0.113.${n % 250}']: { value: ip }] }
    softDeleteRetentionInDays: contains(vaultName${n}, 'prod') ? 90 : 7
  }
  resource secret 'secrets' = { name: 'secret${n}', properties: { contentType: 'text/plain', value: vaultName${n} } }
}

output id${n} string = vault${n}.id
`
  const parts = []
  for (let size = 0, n = 0; n === 0 || size < megabytes * 1e6; n++) {
    parts.push(part(n))
    size += parts[n].length
  }
  return parts.join('\n')
}

// Measuring.

function child(job, ...args) {
  const started = performance.now()
  const { stdout, status, stderr } = spawnSync(process.execPath, [here, '--child', job, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const wall = performance.now() - started
  if (status !== 0) throw new Error(`${job} ended with ${status}: ${stderr.slice(0, 2000)}`)
  return { ...JSON.parse(stdout), wall }
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

/** Results of several jobs, one after the other in each round, so that a busy moment meets all of them. */
function rounds(count, plan) {
  const results = Object.fromEntries(Object.keys(plan).map((name) => [name, []]))
  for (let at = 0; at < count; at++) for (const [name, [job, ...args]] of Object.entries(plan)) results[name].push(child(job, ...args))
  return results
}

function bundle() {
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')
  const made = spawnSync(process.execPath, [ncc, 'build', join(root, 'lib', 'review.js'), '-o', join(work, 'review'), '--minify', '--no-cache'], { cwd: root, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stdout + made.stderr)
  writeFileSync(join(work, 'review', 'package.json'), '{ "type": "module" }\n')
}

let missed = 0
function tell(name, ratio, most, details) {
  const over = ratio > most
  if (over) missed++
  const verdict = most === undefined ? '' : over ? `MISSED, at most ${most}` : `at most ${most}`
  console.log(`${name.padEnd(46)} ${ratio.toFixed(2).padStart(8)}   ${verdict.padEnd(20)} ${details}`)
}
const ms = (number) => `${number.toFixed(0)} ms`
const mb = (number) => `${number.toFixed(0)} MiB`

const only = rest.includes('--only') ? rest[rest.indexOf('--only') + 1] : first === '--only' ? rest[0] : ''
const folder = first && !first.startsWith('--') ? first : undefined
if (!existsSync(join(root, 'lib', 'review.js'))) {
  console.log('lib/ is absent: run `npm run build` first')
  process.exit(2)
}
const wants = (name) => name.includes(only)
const { madeTemplate } = await import('./made-template.mjs')
bundle()
const made = join(work, 'made.json')
const tenfold = join(work, 'tenfold.json')
writeFileSync(made, madeTemplate())
writeFileSync(tenfold, madeTemplate({ resources: 5500, megabytes: 33 }))
const samples = [['made template', made]]
const real = folder && join(folder, 'avm/ptn/aca-lza/hosting-environment/main.json')
if (real && existsSync(real)) samples.push(['real template', real])

console.log(`Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`)
for (const [name, path] of samples) {
  if (!wants(name)) continue
  const size = `${(readFileSync(path).length / 1e6).toFixed(1)} MB`
  const { nothing, jsonParse, tree, review } = rounds(9, { nothing: ['nothing'], jsonParse: ['jsonParse', path], tree: ['tree', path], review: ['review', path] })
  const floor = median(jsonParse.map((each) => each.ms))
  const parsed = median(tree.map((each) => each.ms))
  tell(`${name}: tree with places / JSON.parse`, parsed / floor, undefined, `${ms(parsed)} / ${floor.toFixed(1)} ms for ${size}`)
  const bare = median(nothing.map((each) => each.wall))
  const whole = median(review.map((each) => each.wall)) - bare
  tell(`${name}: whole review / JSON.parse`, whole / floor, 12, `${ms(whole)} (bare Node ${ms(bare)} taken off) / ${floor.toFixed(1)} ms; ${review[0].vaults} vaults, ${review[0].findings} findings`)
  const memory = median(review.map((each) => each.rss))
  tell(`${name}: peak memory / 300 MiB`, memory / 300, 1, mb(memory))
  const { stages } = rounds(5, { stages: ['stages', path] })
  const names = stages[0].stages.map(([stage]) => stage)
  const times = names.map((stage) => [stage, median(stages.map((each) => new Map(each.stages).get(stage) ?? 0))])
  console.log(`  stages under a profiler: ${times.filter(([, time]) => time >= 1).map(([stage, time]) => `${stage} ${time.toFixed(0)}`).join(', ')} ms of ${ms(median(stages.map((each) => each.whole)))}`)
}
if (wants('linear')) {
  const { nothing, one, ten } = rounds(3, { nothing: ['nothing'], one: ['review', made], ten: ['review', tenfold] })
  const bare = median(nothing.map((each) => each.wall))
  const [small, large] = [one, ten].map((each) => median(each.map(({ wall }) => wall)) - bare)
  tell('linear: time for ten times the resources', large / small, 12, `${ms(large)} / ${ms(small)}; ${mb(median(ten.map(({ rss }) => rss)))}`)
}
if (wants('rules')) {
  const { rules } = rounds(3, { rules: ['rules', '10000'] })
  const [cost, before] = [median(rules.map((each) => each.rules)), median(rules.map((each) => each.before))]
  tell('rules: 100 on 10,000 grants / all before them', cost / before, 2, `${ms(cost)} / ${ms(before)}; ${rules[0].grants} grants, ${rules[0].problems} problems`)
}
if (wants('Bicep')) {
  const bicepFolder = folder ?? join(work, 'bicep')
  if (!folder) {
    mkdirSync(bicepFolder, { recursive: true })
    writeFileSync(join(bicepFolder, 'main.bicep'), madeBicep(3))
  }
  const { bicep } = rounds(5, { bicep: ['bicep', bicepFolder] })
  const speed = median(bicep.map(({ megabytes, seconds }) => megabytes / seconds))
  tell('Bicep: 15 MB/s / speed of parsing', 15 / speed, 1, `${speed.toFixed(1)} MB/s, ${bicep[0].files} files, ${bicep[0].megabytes.toFixed(1)} MB`)
}
if (wants('action')) {
  const { nothing, action } = rounds(5, { nothing: ['nothing'], action: ['action'] })
  const [taken, bare] = [median(action.map((each) => each.ms)), median(nothing.map((each) => each.wall))]
  const { requests, writes, status } = action[0]
  tell('action: a run / 2 s', (taken - bare) / 2000, 1, `${ms(taken)} (bare Node ${ms(bare)} taken off); ${requests} requests, ${writes} of them writes; status ${status}`)
}
if (wants('registry')) {
  if (!folder) console.log('registry modules: skipped, no folder is given')
  else {
    const { floor, review } = rounds(3, { floor: ['floor', folder], review: ['folder', folder] })
    const [least, taken] = [floor, review].map((each) => median(each.map((result) => result.ms)))
    tell('registry modules: whole review / floor', taken / least, 8, `${ms(taken)} / ${ms(least)}; ${review[0].bicep} Bicep files, ${review[0].vaults} vaults, ${mb(median(review.map(({ rss }) => rss)))}`)
  }
}
if (missed > 0) console.log(`\n${missed} ${missed === 1 ? 'figure is' : 'figures are'} missed`)
