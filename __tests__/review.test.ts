import { describe, expect, test } from '@jest/globals'
import { openRegistry } from '../src/language/registry.js'
import { review } from '../src/review.js'
import type { ReviewInput } from '../src/review.js'
import type { Files } from '../src/source/files.js'

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
const now = Date.parse('2026-11-24T00:00:00Z')

function template(properties: object, more: object = {}): string {
  const vault = { type: 'Microsoft.KeyVault/vaults', apiVersion: '2026-02-01', name: 'kv-one', properties }
  return JSON.stringify({ $schema: schema, ...more, resources: [vault] }, undefined, 2)
}

const nowhere: Files = { read: () => ({ kind: 'absent' }) }

function run(files: Readonly<Record<string, string>>, more: Partial<ReviewInput> = {}) {
  const texts = new Map(Object.entries(files))
  return review({
    files: [...texts].map(([path, text]) => ({ path, text, named: false, changed: false })),
    unreadable: [],
    read: nowhere,
    now,
    ...more,
  })
}

const only = (rules: Readonly<Record<string, string>>): NonNullable<ReviewInput['configuration']> => ({
  path: '.github/keyvault-access.yml',
  text: JSON.stringify({ apiVersion: 'keyvault-access/v1', kind: 'Configuration', extends: [], rules }),
})
const purge = only({ 'purge-protection': 'error' })

describe('the verdict', () => {
  test('is fail for a finding at the threshold, pass below it', () => {
    const files = { 'main.json': template({}) }
    expect(run(files, { configuration: purge }).verdict).toBe('fail')
    expect(run(files, { configuration: only({ 'purge-protection': 'warning' }) }).verdict).toBe('pass')
    expect(run(files, { configuration: purge, failOn: 'never' }).verdict).toBe('pass')
  })

  test('is pass without findings', () => {
    const report = run({ 'main.json': template({ enablePurgeProtection: true }) }, { configuration: purge })
    expect([report.verdict, report.findings, report.problems]).toEqual(['pass', [], []])
  })

  test('is error where a file that speaks of vaults cannot be read in full, and the rest is judged', () => {
    const broken = template({}).replace('"properties"', '?')
    const report = run({ 'broken.json': broken, 'main.json': template({}) }, { configuration: purge })
    expect(report.verdict).toBe('error')
    expect(report.problems.map(({ code, severity, span }) => [code, severity, span?.file])).toEqual([
      ['json-syntax', 'error', 'broken.json'],
    ])
    expect(report.findings.filter(({ span }) => span?.file === 'main.json')).toHaveLength(1)
  })

  test('is as the configuration says of what cannot be told', () => {
    const files = {
      'main.json': template({ enablePurgeProtection: "[parameters('p')]" }, { parameters: { p: { type: 'bool' } } }),
    }
    const raised = { ...purge, text: purge.text.replace('"extends"', '"cannotTell":"error","extends"') }
    expect(run(files, { configuration: purge }).verdict).toBe('pass')
    expect(run(files, { configuration: raised }).verdict).toBe('fail')
  })
})

describe('parameters of a module of a registry', () => {
  const registry = openRegistry({})
  const using = "using 'br/public:avm/res/key-vault/vault:0.9.0'\n"

  test('are judged where they are written', () => {
    const text = `${using}param name = 'kv'\nparam enablePurgeProtection = false`
    const { findings, problems } = run({ 'prod.bicepparam': text }, { configuration: purge, registry })
    expect(problems).toEqual([])
    expect(findings.map(({ rule, span, when }) => [rule, span && text.slice(span.start, span.end), when])).toEqual([
      ['purge-protection', 'false', ['parameter `enablePurgeProtection` is false (argument of module `vault`)']],
    ])
  })

  test('may be allowed on the line above', () => {
    const allow = '// kv-review: allow purge-protection until 2027-03-01 by platform -- a test\n'
    const text = `${using}param name = 'kv'\n${allow}param enablePurgeProtection = false`
    const base: ReviewInput['base'] = { read: () => ({ kind: 'text', text }) }
    const { findings } = run({ 'prod.bicepparam': text }, { configuration: purge, registry, base })
    expect(findings.map(({ rule, waiver }) => [rule, waiver?.owner])).toEqual([['purge-protection', 'platform']])
  })

  test('may be so of a template too', () => {
    const allow = '// kv-review: allow purge-protection until 2027-03-01 by platform -- a test\n'
    const text = `using 'main.bicep'\n${allow}param protect = false`
    const files = {
      'main.bicep': `param protect bool
        resource v 'Microsoft.KeyVault/vaults@2026-02-01' = {
          name: 'kv'
          properties: { enablePurgeProtection: protect }
        }`,
      'prod.bicepparam': text,
    }
    const { findings } = run(files, { configuration: purge })
    expect(findings.map(({ rule, waiver }) => [rule, waiver?.owner])).toEqual([['purge-protection', 'platform']])
  })

  test('of one that is not there are told on the line that names it', () => {
    const text = "using 'br:host/app:v1'\nparam name = 'x'"
    const { findings, problems } = run({ 'prod.bicepparam': text }, { configuration: purge, registry })
    expect(findings).toEqual([])
    expect(problems).toEqual([
      {
        code: 'module-missing',
        severity: 'note',
        message: 'Module `br:host/app:v1` was not read; what it deploys is unknown.',
        span: { file: 'prod.bicepparam', start: 6, end: 22 },
      },
    ])
  })

  test('leave other parameter files of the folder to the only template there', () => {
    const parameters = { $schema: schema.replace('Template', 'Parameters'), parameters: { p: { value: true } } }
    const files = {
      'prod.bicepparam': `${using}param name = 'kv'`,
      'main.json': template({ enablePurgeProtection: "[parameters('p')]" }, { parameters: { p: { type: 'bool' } } }),
      'values.json': JSON.stringify(parameters),
    }
    expect(run(files, { configuration: purge, registry }).problems).toEqual([])
  })
})

test('two templates that call their vaults alike do not share a vault', () => {
  const report = run(
    { 'a/main.json': template({}), 'b/main.json': template({ enablePurgeProtection: true }) },
    { configuration: purge },
  )
  expect(report.access.vaults.map(({ id }) => id)).toEqual(['a/main.json#kv-one', 'b/main.json#kv-one'])
  expect(report.findings.map(({ span }) => span?.file)).toEqual(['a/main.json'])
})

test('what is wrong with a definition or a rule is an error, whatever its text is about', () => {
  const texts = new Map([
    ['policy.json', '{ "a": '],
    ['rules/long.yaml', `id: long\n# ${'x'.repeat(200_000)}`],
  ])
  const rules = {
    read: (path: string) => {
      const text = texts.get(path)
      return text === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'text', text } as const)
    },
    list: (folder: string) => (folder === 'rules' ? ['long.yaml'] : undefined),
  }
  const text = 'apiVersion: keyvault-access/v1\nkind: Configuration\nextends: [rules]\nazurePolicy: [policy.json]\n'
  const { verdict, problems } = run({}, { configuration: { path: 'c.yml', text }, rules })
  expect([
    verdict,
    ...problems.map(({ code, severity, span, file = span?.file }) => `${code} ${severity} ${file}`),
  ]).toEqual(['error', 'json-syntax error policy.json', 'file-too-large error rules/long.yaml'])
})

describe('worlds', () => {
  const files = {
    'main.json': template(
      { enablePurgeProtection: "[parameters('protect')]" },
      { parameters: { protect: { type: 'bool', defaultValue: true } } },
    ),
    'main.parameters.dev.json': JSON.stringify({
      $schema: schema.replace('Template', 'Parameters'),
      parameters: { protect: { value: false } },
    }),
    'main.parameters.prod.json': JSON.stringify({
      $schema: schema.replace('Template', 'Parameters'),
      parameters: { protect: { value: true } },
    }),
  }

  test('are parameter files, and the finding stands on the value that decides it', () => {
    const { findings } = run(files, { configuration: purge })
    expect(findings.map(({ span, when }) => [span?.file, when])).toEqual([
      ['main.parameters.dev.json', ['parameter `protect` is false (in `main.parameters.dev.json`)']],
    ])
  })

  test('are one parameter file where it is named', () => {
    expect(run(files, { configuration: purge, parameters: 'main.parameters.prod.json' }).findings).toEqual([])
  })
})

describe('exceptions', () => {
  const allow = (file: string) =>
    file.replace(
      '"properties"',
      '// kv-review: allow purge-protection until 2027-03-01 by platform -- trial\n      "properties"',
    )
  const files = { 'main.json': allow(template({})) }

  test('hold where nothing is compared', () => {
    const report = run(files, { configuration: purge })
    expect([report.verdict, report.summary.waived]).toEqual(['pass', 1])
  })

  test('of the change itself are only requested', () => {
    const base: Files = { read: () => ({ kind: 'text', text: template({}) }) }
    const report = run(files, { configuration: purge, base })
    expect([report.verdict, report.summary.waived]).toEqual(['fail', 0])
    expect(report.findings.map(({ requestedWaiver }) => requestedWaiver?.owner)).toEqual(['platform'])
    expect(report.requested).toBe(1)
    const known = new Set(report.findings.map(({ fingerprint }) => fingerprint))
    expect(run(files, { configuration: purge, base, baseline: known }).requested).toBeUndefined()
  })

  test('that the base has hold', () => {
    const base: Files = { read: () => ({ kind: 'text', text: files['main.json'] }) }
    expect(run(files, { configuration: purge, base }).verdict).toBe('pass')
  })
})

test('known findings are marked and do not count', () => {
  const files = { 'main.json': template({}) }
  const fingerprints = new Set(run(files, { configuration: purge }).findings.map(({ fingerprint }) => fingerprint))
  const report = run(files, { configuration: purge, baseline: fingerprints })
  expect([report.verdict, report.summary.error, report.summary.baselined]).toEqual(['pass', 0, 1])
})

test('the order of files changes nothing', () => {
  const files = { 'b.json': template({}), 'a.json': template({ enableSoftDelete: false }) }
  const reversed = Object.fromEntries(Object.entries(files).reverse())
  const [one, other] = [run(files), run(reversed)]
  expect(other.findings).toEqual(one.findings)
  expect(other.access).toEqual(one.access)
})

test('a file that is none of ours is left alone, unless it was named', () => {
  expect(run({ 'package.json': '{}' }).problems).toEqual([])
  const named = run({}, { files: [{ path: 'package.json', text: '{}', named: true, changed: false }] })
  expect([named.verdict, named.problems.map(({ code }) => code)]).toEqual(['error', ['schema-unknown']])
})

test('the text of the configuration is there for its problems, whether it is a file of the run or not', () => {
  const configuration = {
    path: '.github/keyvault-access.yml',
    text: 'apiVersion: keyvault-access/v1\nkind: Configuration\ncolour: blue\n',
  }
  const report = run({}, { configuration })
  expect(
    report.problems.map(({ code, span }) => [code, span && report.sources.get(span.file)?.positionAt(span.start)]),
  ).toEqual([['configuration-invalid', { line: 3, column: 1 }]])
})
