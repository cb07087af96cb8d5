import { describe, expect, test } from '@jest/globals'
import { defaultConfiguration, environmentOf, readConfiguration, readPack } from '../../src/rules/configuration.js'
import { SourceText } from '../../src/source/text.js'
import { parseYaml } from '../../src/source/yaml.js'

const file = '.github/keyvault-access.yml'
const head = 'apiVersion: keyvault-access/v1\nkind: Configuration\n'

function read(text: string) {
  const { configuration, problems } = readConfiguration(new SourceText(file, head + text))
  const told = problems.map(
    ({ code, message, span }) =>
      `${code} @${span ? (head + text).slice(span.start, span.end).split('\n')[0] : '-'}: ${message}`,
  )
  return { configuration, told }
}

test('no file: the defaults', () => {
  expect(readConfiguration(undefined)).toEqual({ configuration: defaultConfiguration, problems: [] })
  expect(defaultConfiguration.extends.map(({ value }) => value)).toEqual(['recommended'])
})

test('the whole contract', () => {
  const { configuration, told } = read(`
extends: [strict, policies/team.yaml]
environment: production
environments:
  - { paths: ["infra/dev/**"], environment: development, rules: { purge-protection: off } }
rules:
  public-network-access-disabled: warning
  soft-delete: { severity: error, parameters: { minimumRetentionDays: 90 } }
azurePolicy:
  - policy/definitions/*.json
  - { definition: policy/expiry.json, parameters: { maximumValidityInDays: 365 }, severity: warning }
principals:
  - { persona: security-team, objectId: 11111111-1111-1111-1111-111111111111, name: CSO vault admins, type: Group }
  - { persona: application, symbol: "appIdentity*" }
personas:
  pipeline: { dataPlane: { secrets: [set] }, roles: [] }
registries: [mcr.microsoft.com]
waivers:
  - { rule: network-default-deny, resource: kv-dev-*, owner: platform-team, reason: "moves soon", expires: 2027-03-01 }
cannotTell: warning
inlineAllow: author
failOn: warning
maxFileSize: 2048
`)
  expect(told).toEqual([])
  expect(configuration).toMatchObject({
    file,
    extends: [{ value: 'strict' }, { value: 'policies/team.yaml' }],
    environment: 'production',
    environments: [{ paths: ['infra/dev/**'], environment: 'development' }],
    azurePolicy: [
      { definition: 'policy/definitions/*.json', severity: undefined },
      { definition: 'policy/expiry.json', severity: 'warning' },
    ],
    principals: [
      {
        value: {
          persona: 'security-team',
          objectId: '11111111-1111-1111-1111-111111111111',
          name: 'CSO vault admins',
          type: 'Group',
        },
      },
      { value: { persona: 'application', symbol: 'appIdentity*' } },
    ],
    registries: ['mcr.microsoft.com'],
    waivers: [
      {
        rule: 'network-default-deny',
        resource: 'kv-dev-*',
        path: undefined,
        owner: 'platform-team',
        reason: 'moves soon',
        expires: '2027-03-01',
      },
    ],
    cannotTell: 'warning',
    failOn: 'warning',
    inlineAllow: 'author',
    maxFileSize: 2048,
  })
  expect(
    [...configuration.rules].map(([id, { severity, parameters }]) => [
      id,
      severity,
      [...parameters].map(([name, { value }]) => [name, value]),
    ]),
  ).toEqual([
    ['public-network-access-disabled', 'warning', []],
    ['soft-delete', 'error', [['minimumRetentionDays', 90]]],
  ])
  expect([...(configuration.environments[0]?.rules ?? [])].map(([id, { severity }]) => [id, severity])).toEqual([
    ['purge-protection', 'off'],
  ])
  expect([...configuration.personas]).toEqual([['pipeline', { dataPlane: { secrets: ['set'] }, roles: [] }]])
  expect([...(configuration.azurePolicy[1]?.parameters ?? [])]).toEqual([['maximumValidityInDays', 365]])
})

test('one pack may stand without a list', () => {
  expect(read('extends: strict').configuration.extends.map(({ value }) => value)).toEqual(['strict'])
})

describe('mistakes are told, and the rest holds', () => {
  test('a glob that is too long to match anything', () => {
    const long = 'a'.repeat(1_025)
    const { told } = read(`environments: [{ paths: [${long}], environment: x }]
azurePolicy: [${long}, { definition: ${long} }]
waivers: [{ rule: a, resource: ${long}, owner: o, reason: r, expires: 2027-01-01 }]
`)
    expect(told.map((each) => each.replace(/ @a+: /, ': '))).toEqual([
      'configuration-invalid: this entry must be a glob of 1 to 1,024 characters',
      'configuration-invalid: this entry must be a path of at most 1,024 characters, or a mapping with `definition`',
      'configuration-invalid: `definition` must be a glob of 1 to 1,024 characters',
      'waiver-invalid: `resource` must be a glob of 1 to 1,024 characters',
    ])
    expect(read(`environments: [{ paths: [${long.slice(1)}], environment: x }]`).told).toEqual([])
  })

  test('in a waiver', () => {
    const { configuration, told } = read(`waivers:
  - { rule: a, owner: b, reason: c }
  - { rule: a, owner: b, reason: c, expires: 2027-03-01 }
  - { rule: a, owner: "", reason: c, expires: 2027-13-01 }
`)
    expect(told).toEqual([
      'waiver-invalid @{: this entry lacks `expires`',
      'waiver-invalid @"": `owner` must be a text that is not empty',
      'waiver-invalid @2027-13-01: `expires` must be a date such as `2027-03-01`',
    ])
    expect(configuration.waivers).toHaveLength(1)
  })

  test('elsewhere', () => {
    const { configuration, told } = read(`rules: { a: loud, b: error }
environments: [{ environment: production }, { paths: x }]
principals: [{ persona: application }, { persona: auditors, name: a }]
cannotTell: loud
registries: [a, 1]
colour: red
`)
    expect(told.map((each) => each.split(':')[0])).toEqual([
      'configuration-invalid @colour',
      'configuration-invalid @x',
      'configuration-invalid @loud',
      'configuration-invalid @{',
      'configuration-invalid @1',
      'configuration-invalid @loud',
    ])
    expect([...configuration.rules.keys()]).toEqual(['b'])
    expect(configuration.environments).toHaveLength(1)
    expect(configuration.principals).toHaveLength(1)
    expect(configuration.cannotTell).toBe('note')
    expect(configuration.registries).toEqual([])
  })

  test('syntax, nothing, several documents, no mapping', () => {
    expect(read('rules: {').told[0]).toMatch(/^yaml-syntax @/)
    const empty = readConfiguration(new SourceText(file, '# nothing\n'))
    expect(empty.problems.map(({ message }) => message)).toEqual([
      'The configuration is empty; expected `apiVersion: keyvault-access/v1` and `kind: Configuration`',
    ])
    expect(empty.configuration).toEqual({ ...defaultConfiguration, file })
    expect(read('---\na: 1\n').told).toEqual([
      'configuration-invalid @a: Expected one document; the others are not read',
    ])
    const list = readConfiguration(new SourceText(file, '- a\n'))
    expect(list.problems.map(({ message }) => message)).toEqual(['this document must be a mapping'])
  })
})

test('environments by path, the first that matches, else the one for everything', () => {
  const { configuration } = read(`environment: production
environments:
  - { environment: production, rules: { a: off } }
  - { paths: ["infra/dev/**"], environment: development }
  - { paths: ["infra/**"], environment: test }
  - { paths: ["infra/own/**"], rules: { a: off } }
`)
  expect(['infra/dev/a.json', 'infra/own/a.json', 'a.json'].map((path) => environmentOf(configuration, path))).toEqual([
    'development',
    'test',
    'production',
  ])
  expect(environmentOf(defaultConfiguration, 'a.json')).toBeUndefined()
})

test('a pack', () => {
  const text =
    'apiVersion: keyvault-access/v1\nkind: Pack\nextends: [recommended]\nrules: { a: loud, b: off }\npersonas: { p: { exempt: true } }\n'
  const [root] = parseYaml(new SourceText('p.yaml', text)).documents
  if (!root) throw new Error('no document')
  const { pack, problems } = readPack(root, 'p.yaml')
  expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'rule-invalid: `a` must be one of `off`, `note`, `warning`, `error`',
  ])
  expect([...pack.rules].map(([id, { severity }]) => [id, severity])).toEqual([['b', 'off']])
  expect(pack.extends.map(({ value }) => value)).toEqual(['recommended'])
  expect([...pack.personas]).toEqual([['p', { exempt: true }]])
})
