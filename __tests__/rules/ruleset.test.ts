import { describe, expect, test } from '@jest/globals'
import { readConfiguration } from '../../src/rules/configuration.js'
import { assembleRuleset, builtInPacks } from '../../src/rules/ruleset.js'
import type { PackFiles, Ruleset } from '../../src/rules/ruleset.js'
import { SourceText } from '../../src/source/text.js'

const head = 'apiVersion: keyvault-access/v1\nkind: Configuration\n'
const packHead = 'apiVersion: keyvault-access/v1\nkind: Pack\n'

function rule(id: string, severity = 'warning'): string {
  return `id: ${id}\ntitle: A vault is named\nseverity: ${severity}\ncategory: own\nwhy: Because.\nfor: vault\nmust: { field: name, like: "[parameters('pattern')]" }\nsay: no\nparameters: { pattern: { type: string, default: kv-* } }\n`
}

function filesOf(texts: Readonly<Record<string, string>>): PackFiles {
  return {
    read: (path) => {
      const text = texts[path]
      return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
    },
    list: (folder) => {
      const names = Object.keys(texts).flatMap((path) =>
        path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
      )
      return names.length > 0 ? names.filter((name) => !name.includes('/')) : undefined
    },
  }
}

function assemble(text: string, texts: Readonly<Record<string, string>> = {}) {
  const source = head + text
  const { configuration, problems: wrong } = readConfiguration(new SourceText('c.yml', source))
  expect(wrong).toEqual([])
  const { ruleset, problems } = assembleRuleset(configuration, filesOf(texts))
  const all: Readonly<Record<string, string>> = { 'c.yml': source, ...texts }
  const told = problems.map(
    ({ code, message, span }) =>
      `${code} ${span ? `${span.file} @${(all[span.file] ?? '').slice(span.start, span.end).split('\n')[0] ?? ''}` : '-'}: ${message}`,
  )
  return { ruleset, told }
}

/** `id severity parameter=value` of the rules in force. */
function inForce(ruleset: Ruleset, file = 'main.json', environment?: string): readonly string[] {
  return ruleset.rulesFor(file, environment).map(({ rule, severity, parameters }) => {
    const values = [...parameters].map(
      ([name, value]) => ` ${name}=${value.kind === 'literal' ? String(value.value) : value.kind}`,
    )
    return `${rule.id} ${severity}${values.join('')}`
  })
}

describe('the built-in packs', () => {
  test('strict is recommended and more', () => {
    const [recommended, strict] = ['recommended', 'strict'].map((pack) => assemble(`extends: ${pack}`).ruleset)
    if (!recommended || !strict) throw new Error('no packs')
    expect(inForce(recommended)).toContain('soft-delete error minimumretentiondays=7')
    expect(inForce(strict)).toContain('soft-delete error minimumretentiondays=90')
    const ids = (ruleset: Ruleset) => ruleset.inForce.map(({ rule }) => rule.id)
    expect(ids(recommended).filter((id) => !ids(strict).includes(id))).toEqual([])
    expect([...recommended.personas.keys()]).toEqual([
      'security-team',
      'developers-operators',
      'auditors',
      'storage-account',
      'application',
      'administrator',
    ])
  })

  test('no configuration is recommended, `extends: []` is nothing', () => {
    expect(inForce(assemble('').ruleset)).toEqual(inForce(assemble('extends: recommended').ruleset))
    expect(inForce(assemble('extends: []').ruleset)).toEqual([])
  })

  test('every rule is sound and named by a pack or kept for choice', () => {
    const { rules, packs } = builtInPacks()
    const { ruleset } = assemble('')
    expect([...ruleset.rules.keys()]).toEqual(rules.map(({ id }) => id).sort())
    expect(packs.map(({ name }) => name)).toEqual(['recommended', 'strict'])
  })
})

describe('settings', () => {
  test('severity, parameters, off and on', () => {
    const { ruleset, told } = assemble(`extends: []
rules:
  soft-delete: { severity: note, parameters: { minimumRetentionDays: 30 } }
  purge-protection: off
  network-default-deny: warning
`)
    expect(told).toEqual([])
    expect(inForce(ruleset)).toEqual(['network-default-deny warning', 'soft-delete note minimumretentiondays=30'])
  })

  test('parameters alone leave the severity as it was', () => {
    const { ruleset } = assemble('rules: { soft-delete: { parameters: { minimumRetentionDays: 30 } } }')
    expect(inForce(ruleset)).toContain('soft-delete error minimumretentiondays=30')
  })

  test('what nobody knows is told at its place', () => {
    const { told } = assemble(`rules:
  purge-protecton: error
  soft-delete: { parameters: { minimumDays: 3 } }
  purge-protection: { parameters: { days: 3 } }
  ip-rules-narrow: { parameters: { minimumPrefix: 40 } }
environments: [{ paths: [a], rules: { no-such-rule: off } }]
principals: [{ persona: auditor, name: a }, { persona: administrator, name: b }]
`)
    expect(told).toEqual([
      'configuration-invalid c.yml @purge-protecton: There is no rule `purge-protecton`. Did you mean `purge-protection`?',
      'configuration-invalid c.yml @3: `soft-delete` has no parameter `minimumDays`; it has `minimumRetentionDays`.',
      'configuration-invalid c.yml @3: `purge-protection` has no parameter `days`; it has none.',
      'configuration-invalid c.yml @40: `minimumPrefix`: expected at most 32',
      'configuration-invalid c.yml @no-such-rule: There is no rule `no-such-rule`.',
      'configuration-invalid c.yml @auditor: There is no persona `auditor`; known: `security-team`, `developers-operators`, `auditors`, `storage-account`, `application`, `administrator`. Did you mean `auditors`?',
    ])
  })

  test('by path and by environment, the first entry that matches wins', () => {
    const { ruleset } = assemble(`extends: []
rules: { purge-protection: error }
environments:
  - { paths: ["dev/**"], environment: development, rules: { purge-protection: note } }
  - { environment: development, rules: { purge-protection: off, soft-delete: warning } }
`)
    expect(inForce(ruleset, 'main.json', 'production')).toEqual(['purge-protection error'])
    expect(inForce(ruleset, 'main.json', 'development')).toEqual(['soft-delete warning minimumretentiondays=7'])
    expect(inForce(ruleset, 'dev/main.json', 'development')).toEqual([
      'purge-protection note',
      'soft-delete warning minimumretentiondays=7',
    ])
    expect(ruleset.rulesFor('a', 'development')).toBe(ruleset.rulesFor('b', 'development'))
  })
})

describe('packs in the repository', () => {
  test('a pack, what it extends, and a folder of rules', () => {
    const { ruleset, told } = assemble('extends: policies/team.yaml\nrules: { own-two: off }', {
      'policies/team.yaml': `${packHead}extends: [../rules, base/base.yaml]\nrules: { own-one: { severity: error, parameters: { pattern: team-* } } }\npersonas: { pipeline: { dataPlane: { secrets: [set] } } }\n`,
      'policies/base/base.yaml': `${packHead}rules: { purge-protection: warning }\n`,
      'rules/one.yaml': rule('own-one'),
      'rules/two.yaml': rule('own-two'),
      'rules/packs.yaml': packHead,
      'rules/readme.md': 'no rule',
    })
    expect(told).toEqual([])
    expect(inForce(ruleset)).toEqual(['own-one error pattern=team-*', 'purge-protection warning'])
    expect(ruleset.personas.get('pipeline')).toEqual({
      id: 'pipeline',
      label: 'pipeline',
      dataPlane: { secrets: ['set'] },
      roles: [],
      actions: [],
      excludes: [],
      exempt: false,
    })
  })

  test('one rule file', () => {
    expect(inForce(assemble('extends: rules/one.yaml', { 'rules/one.yaml': rule('own-one', 'note') }).ruleset)).toEqual(
      ['own-one note pattern=kv-*'],
    )
  })

  test('personas are narrowed by what is said', () => {
    const { ruleset } = assemble('personas: { application: { roles: [] } }')
    expect(ruleset.personas.get('application')).toMatchObject({
      label: 'application',
      roles: [],
      dataPlane: { secrets: ['get', 'list'] },
    })
  })

  test('trouble is told at its place, and the rest holds', () => {
    const { ruleset, told } = assemble('extends: [strikt, ../away.yaml, loop.yaml, rules, nothing, empty.yaml]', {
      'loop.yaml': `${packHead}extends: [./loop.yaml]\nrules: { purge-protection: warning }\n`,
      'rules/one.yaml': rule('own-one').replace('like:', 'likes:'),
      'rules/two.yaml': rule('own-two'),
      'nothing/readme.md': '',
      'empty.yaml': '# nothing\n',
    })
    expect(told).toEqual([
      'configuration-invalid c.yml @strikt: There is no pack `strikt`; expected `recommended`, `strict`, or a path of a pack or a folder of rules. Did you mean `strict`?',
      'configuration-invalid c.yml @../away.yaml: `../away.yaml` lies outside the repository',
      'configuration-invalid loop.yaml @./loop.yaml: `./loop.yaml` extends itself',
      expect.stringMatching(/^rule-invalid rules\/one.yaml @likes: `likes` is not known here/),
      'configuration-invalid c.yml @nothing: `nothing` holds no rules',
      'configuration-invalid c.yml @empty.yaml: `empty.yaml` is empty; expected a pack',
    ])
    expect(inForce(ruleset)).toEqual(['own-two warning pattern=kv-*', 'purge-protection warning'])
  })

  test('a file that cannot be had', () => {
    const { configuration } = readConfiguration(new SourceText('c.yml', `${head}extends: big.yaml`))
    const files: PackFiles = { read: () => ({ kind: 'unavailable', reason: 'it is too large' }), list: () => undefined }
    expect(assembleRuleset(configuration, files).problems.map(({ message }) => message)).toEqual([
      'There is no pack `big.yaml` (it is too large); expected `recommended`, `strict`, or a path of a pack or a folder of rules.',
    ])
  })
})

test('more rules than are taken in are told', () => {
  const texts = Object.fromEntries(
    Array.from({ length: 2_001 }, (_, at) => [`own/r${at}.yaml`, rule(`r${at}`)] as const),
  )
  const { ruleset, told } = assemble('extends: own', texts)
  expect(ruleset.inForce).toHaveLength(2_000)
  expect(told).toEqual(['configuration-invalid -: At most 2000 rules are taken in'])
})
