// docs/rules/<id>.md for every rule and docs/coverage.md for every claim of the document, from the rules, their examples and
// facts/claims.json. Runs after `tsc`, since the examples are judged by the program itself.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeDifference } from './text-difference.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const policies = join(root, 'policies')

/** The day that examples are judged on. */
const NOW = Date.UTC(2026, 10, 24)

/** Longest difference that shows anything, in lines. */
const MOST_CHANGED = 40

const judged = {
  vault: 'each vault and managed HSM',
  grant: 'each grant of access',
  accessPolicy: 'each access policy',
  roleAssignment: 'each role assignment',
  roleDefinition: 'each custom role',
  principal: 'each principal',
  privateEndpoint: 'each private endpoint of a vault',
  key: 'each key',
  secret: 'each secret',
  object: 'each key and secret',
  escalation: 'each way to give oneself access',
  exposure: 'each way in which a secret is exposed',
  resource: 'each resource',
  declaration: 'each declared vault',
  endpoint: 'each endpoint that is written out',
  waiver: 'each exception',
}

const checkers = {
  'azure-policy': 'Azure Policy (built-in definitions)',
  psrule: 'PSRule for Azure',
  checkov: 'Checkov',
  trivy: 'Trivy',
  kics: 'KICS',
  terrascan: 'Terrascan',
  regula: 'Regula',
  prancer: 'Prancer',
  sonar: 'Sonar',
  'cis-azure': 'CIS Microsoft Azure Foundations Benchmark',
  mcsb: 'Microsoft cloud security benchmark',
}

/** Why no rule stands for a claim. */
const beyondFiles = {
  S1: 'A notion, not a thing that a file could have wrong: grants and messages name the plane.',
  S4: 'Nothing in a file chooses how a plane authenticates.',
  S5: 'Nothing in a file chooses how the management plane authorises.',
  S9: 'Who is a member of a group is written in the directory, not in a file; a group stands for its members.',
  S24: 'A list of operations: the tables of roles and permissions are made of it.',
  S28: 'A fact of the subscription; that tenants agree is `access-policy-tenant`.',
  S66: 'Those roles belong to the row of developers and operators, which `persona-least-privilege` judges.',
  S69: 'Backups are made by hand or by a job; a template has no word for them.',
}

export async function generate() {
  const { builtInPacks } = await import('../lib/rules/ruleset.js')
  const { findExamples } = await import('../lib/rules/pack-test.js')
  const { review } = await import('../lib/review.js')
  const { describeRule } = await import('../lib/report/rule.js')
  const { compileRule } = await import('../lib/rules/load.js')
  const { rules, packs } = builtInPacks()
  const claims = JSON.parse(readFileSync(join(root, 'facts', 'claims.json'), 'utf8')).claims
  const names = readdirSync(join(policies, 'examples'), { recursive: true, encoding: 'utf8' })
  const examples = findExamples(names.map((name) => `examples/${name.replaceAll('\\', '/')}`))
  const benchmarks = JSON.parse(readFileSync(join(root, 'facts', 'benchmarks.json'), 'utf8'))
  const context = {
    claims: new Map(claims.map((claim) => [claim.id, claim])),
    severityIn: (pack, id) => severityIn(packs, pack, id),
    examplesOf: (id) => examples.filter((example) => example.rule === id),
    judge: once((example) => judgeExample(example, review)),
    advice: (rule) => describeRule(compileRule(rule).rule, rule.severity).fix,
    psrule: new Map(benchmarks.psrule.map(({ ref, name }) => [ref, name])),
  }
  const folder = join(root, 'docs', 'rules')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const rule of rules) writeFileSync(join(folder, `${rule.id}.md`), writePage(rule, context))
  writeFileSync(join(root, 'docs', 'coverage.md'), writeCoverage(claims, rules))
}

function severityIn(packs, name, id) {
  const pack = packs.find((each) => each.name === name)
  return pack?.rules[id]?.severity ?? (pack?.extends?.[0] ? severityIn(packs, pack.extends[0], id) : 'off')
}

function once(work) {
  const known = new Map()
  return (key) => {
    if (!known.has(key)) known.set(key, work(key))
    return known.get(key)
  }
}

function textOf(path) {
  return readFileSync(join(policies, path), 'utf8')
}

/** What the rule says of its own example. */
function judgeExample({ rule, paths, configuration }, review) {
  const own = { apiVersion: 'keyvault-access/v1', kind: 'Configuration', rules: { [rule]: 'error' } }
  const { findings } = review({
    files: paths.map((path) => ({ path, text: textOf(path), named: false, changed: true })),
    unreadable: [],
    read: { read: (path) => (paths.includes(path) ? { kind: 'text', text: textOf(path) } : { kind: 'absent' }) },
    configuration: configuration
      ? { path: configuration, text: textOf(configuration) }
      : { path: 'configuration.json', text: JSON.stringify(own) },
    now: NOW,
  })
  return findings.filter((finding) => finding.rule === rule)
}

function writePage(rule, context) {
  const parts = [
    `# ${rule.id}`,
    `<!-- Generated by scripts/generate-pages.mjs from policies/${rule.id}.yaml, its examples and facts/claims.json: do not edit. -->`,
    `**${rule.title}.**`,
    table(
      ['recommended', 'strict', 'category', 'what is judged'],
      [[context.severityIn('recommended', rule.id), context.severityIn('strict', rule.id), rule.category, judged[rule.for]]],
    ),
    rule.why.trim(),
    ...claimsSection(rule, context),
    ...examplesSection(rule, context),
    ...fixSection(rule, context),
    ...parametersSection(rule),
    '## What it cannot see',
    bullets([...(rule.limits ?? []), 'A value that only the deployment knows: what depends on it is told as “cannot tell”, with the cause.']),
    '## Who else checks it',
    checkersOf(rule, context),
    ...(rule.see?.length ? ['## Read on', bullets(rule.see.map((address) => `<${address}>`))] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function claimsSection({ claims = [] }, context) {
  const said = claims.map((id) => {
    const { claim, status } = context.claims.get(id)
    return `**${id}.** ${sentence(claim)} *Today:* ${sentence(status)}`
  })
  return [
    '## What the document says, and how that stands today',
    said.length > 0 ? bullets(said) : 'The document does not speak of this; it belongs to the same subject.',
  ]
}

function examplesSection(rule, context) {
  const own = context.examplesOf(rule.id)
  return [
    '## Example that fails',
    ...(['bicep', 'json', 'yaml'].flatMap((ending) => shown(failing(own, ending, context), ending, context))),
    '## Example that passes',
    ...(['bicep', 'json', 'yaml'].flatMap((ending) => shown(passing(own, ending, context), ending, context))),
  ]
}

const endings = { bicep: 'Bicep', json: 'ARM', yaml: 'YAML declaration' }

function ofEnding(examples, ending) {
  return examples.filter(({ paths }) => paths[0].endsWith(`.${ending}`))
}

/** The plainest that fails for certain. */
function failing(examples, ending, context) {
  const own = ofEnding(examples, ending).filter(({ kind }) => kind === 'fail')
  const certain = own.filter((example) => context.judge(example).some(({ verdict }) => verdict === 'fail'))
  return least(certain, (example) => oddness(example) + wholeText(example).split('\n').length)
}

/** The plainest that passes, and that differs little from the one that fails. */
function passing(examples, ending, context) {
  const own = ofEnding(examples, ending).filter(({ kind }) => kind === 'pass')
  const fail = failing(examples, ending, context)
  const before = fail ? wholeText(fail) : ''
  return least(own, (example) => oddness(example) + describeDifference(before, wholeText(example)).changed)
}

function least(examples, weigh) {
  return examples.toSorted((a, b) => weigh(a) - weigh(b) || (a.name < b.name ? -1 : 1))[0]
}

/** Examples of traps have several files, or say in a comment what they are about. */
function oddness(example) {
  const comments = wholeText(example).match(/^\s*(?:\/\/|#) /gm)?.length ?? 0
  return 100 * (example.paths.length - 1 + comments + (example.configuration ? 1 : 0))
}

/** Everything that belongs to an example, without its marks. */
function wholeText({ paths, configuration }) {
  return [...paths, ...(configuration ? [configuration] : [])].map((path) => withoutMarks(textOf(path))).join('\n')
}

function withoutMarks(text) {
  return text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|#) expect: /.test(line))
    .join('\n')
}

function shown(example, ending, context) {
  if (!example) return []
  const [main, ...others] = example.paths
  const beside = [...others, ...(example.configuration ? [example.configuration] : [])]
  const said = example.kind === 'fail' ? context.judge(example).filter(({ verdict }) => verdict === 'fail') : []
  const blocks = [main, ...beside].map((path, at) => {
    const name = at === 0 ? '' : `\`${path.split('/').slice(2).join('/')}\`:\n\n`
    return `${name}${code(withoutMarks(textOf(path)), languageOf(path))}`
  })
  return [`### ${endings[ending]}`, ...blocks, ...(said[0] ? [`> ${said[0].message}`] : [])]
}

function languageOf(path) {
  if (path.endsWith('.json')) return 'jsonc'
  return /\.bicep(param)?$/.test(path) ? 'bicep' : 'yaml'
}

function fixSection(rule, context) {
  const own = context.examplesOf(rule.id)
  const advice = context.advice(rule)
  const parts = ['## How to fix it', advice === undefined ? 'Change what the finding names.' : escapeAngles(advice)]
  for (const ending of ['bicep', 'json', 'yaml']) {
    const fail = failing(own, ending, context)
    const text = fail && changeOf(fail, passing(own, ending, context), context)
    if (text) parts.push(`### In ${endings[ending] === 'YAML declaration' ? 'a YAML declaration' : endings[ending]}`, text)
  }
  parts.push(
    '### With the Azure CLI',
    rule.cli?.length
      ? code(rule.cli.join('\n'), 'sh')
      : 'There is no command for it: what is wrong stands in the file. Where the vault exists already, change the file and deploy it again.',
  )
  if (rule.for !== 'waiver') {
    const allow = `// kv-review: allow ${rule.id} until 2027-03-01 by platform-team -- the reason`
    parts.push('### To accept it for a time', code(allow, 'bicep'))
  }
  return parts
}

/** The edit that the program proposes; without one, what makes the failing example one that passes. */
function changeOf(fail, pass, context) {
  const finding = context.judge(fail).find(({ verdict, fix }) => verdict === 'fail' && fix)
  if (finding) {
    const [{ span }] = finding.fix.edits
    const before = textOf(span.file)
    const after = finding.fix.edits.reduceRight(
      (text, edit) => text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end),
      before,
    )
    const { text } = describeDifference(withoutMarks(before), withoutMarks(after))
    return `\`kv-review\` proposes this edit:\n\n${code(text, 'diff')}`
  }
  if (!pass) return undefined
  const { text, changed } = describeDifference(withoutMarks(textOf(fail.paths[0])), withoutMarks(textOf(pass.paths[0])))
  if (changed === 0 || changed > MOST_CHANGED) return 'As in the example that passes, above.'
  return `From the example that fails to the one that passes:\n\n${code(text, 'diff')}`
}

function parametersSection({ parameters = {} }) {
  const rows = Object.entries(parameters).map(([name, { type, default: value, description = '' }]) => [
    `\`${name}\``,
    type,
    `\`${Array.isArray(value) ? value.join(', ') : String(value)}\``,
    description,
  ])
  return rows.length > 0 ? ['## Parameters', table(['parameter', 'type', 'default', 'what'], rows)] : []
}

function checkersOf({ maps = {} }, { psrule }) {
  const rows = Object.entries(maps).map(([checker, ids]) => {
    const named = ids.map((id) => (psrule.has(id) ? `\`${id}\` (${psrule.get(id)})` : `\`${id}\``))
    return [checkers[checker] ?? checker, named.join(', ')]
  })
  return rows.length > 0
    ? table(['checker or benchmark', 'as'], rows)
    : 'None of the checkers and benchmarks that this project compares itself with.'
}

function writeCoverage(claims, rules) {
  const rulesFor = (id) => rules.filter((rule) => rule.claims?.includes(id)).map((rule) => rule.id)
  const rows = claims.map(({ id, claim, status }) => {
    const own = rulesFor(id)
    if (own.length === 0 && beyondFiles[id] === undefined) throw new Error(`docs/coverage.md: nothing stands for claim ${id}`)
    const answer = own.length > 0 ? own.map((rule) => `[${rule}](rules/${rule}.md)`).join(', ') : beyondFiles[id]
    return [id, claim, status, answer]
  })
  const covered = claims.filter(({ id }) => rulesFor(id).length > 0).length
  const others = rules.filter((rule) => !rule.claims?.length).map((rule) => `[${rule.id}](rules/${rule.id}.md)`)
  const parts = [
    '# What of the document is checked',
    '<!-- Generated by scripts/generate-pages.mjs from facts/claims.json and policies/: do not edit. -->',
    `The document that this product implements was written in 2020. Its ${claims.length} claims stand here in our own words, each with how it stands today, and with the rule that checks it or the reason why no file can have it wrong. ${covered} have a rule.`,
    table(['claim', 'what it says', 'today', 'rule, or why none'], rows),
    `Rules that the document does not speak of, but that belong to the subject: ${others.join(', ')}.`,
  ]
  return `${parts.join('\n\n')}\n`
}

function sentence(text) {
  const trimmed = text.trim()
  const first = trimmed.replace(/^[a-z]+(?=[\s;,:]|$)/, (word) => word.charAt(0).toUpperCase() + word.slice(1))
  return escapeAngles(/[.!?]$/.test(first) ? first : `${first}.`)
}

/** `<vault>` in running text would be taken for HTML. */
function escapeAngles(text) {
  return text.replace(/<([^<>\n]*)>/g, '&lt;$1&gt;')
}

function cell(text) {
  return escapeAngles(String(text)).replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function bullets(items) {
  return items.map((item) => `- ${item}`).join('\n')
}

function code(text, language) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

if (process.argv[1] && basename(process.argv[1]) === 'generate-pages.mjs') await generate()
