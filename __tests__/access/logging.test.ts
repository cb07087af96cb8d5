import { describe, expect, test } from '@jest/globals'
import { vault } from './support/bicep.js'
import { modelOf, plain } from './support/run.js'

const kv = vault()

function setting(properties: string, scope = 'kv', head = ''): string {
  return `resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = ${head}{ name: 'log', scope: ${scope}, properties: { ${properties} } }`
}

const audit = "logs: [{ category: 'AuditEvent', enabled: true }]"
const sink = "workspaceId: 'w'"

function audited(source: string) {
  return modelOf(source).vaults[0]?.logging.audited
}

describe('audit logging', () => {
  test.each([
    ['no setting', '', false],
    ['AuditEvent to a workspace', setting(`${sink}, ${audit}`), true],
    [
      'the group audit, in any letter case',
      setting(`${sink}, logs: [{ categoryGroup: 'Audit', enabled: true }]`),
      true,
    ],
    ['the group allLogs', setting(`storageAccountId: 's', logs: [{ categoryGroup: 'allLogs', enabled: true }]`), true],
    [
      'another category',
      setting(`${sink}, logs: [{ category: 'AzurePolicyEvaluationDetails', enabled: true }]`),
      false,
    ],
    ['only metrics', setting(`${sink}, metrics: [{ category: 'AllMetrics', enabled: true }]`), false],
    ['switched off', setting(`${sink}, logs: [{ category: 'AuditEvent', enabled: false }]`), false],
    ['without `enabled`', setting(`${sink}, logs: [{ category: 'AuditEvent' }]`), false],
    ['without a destination', setting(audit), false],
    ['with an empty destination', setting(`workspaceId: '', ${audit}`), false],
    ['a destination that a parameter names', `param w string\n${setting(`workspaceId: w, ${audit}`)}`, true],
    [
      'a destination that may be null',
      `param w string\n${setting(`workspaceId: empty(w) ? null : w, ${audit}`)}`,
      'unknown',
    ],
    ['an unknown list of logs', `param l array\n${setting(`${sink}, logs: l`)}`, 'unknown'],
    [
      'switched by a parameter',
      `param on bool\n${setting(`${sink}, logs: [{ category: 'AuditEvent', enabled: on }]`)}`,
      'unknown',
    ],
    ['under a condition', `param on bool\n${setting(`${sink}, ${audit}`, 'kv', 'if (on) ')}`, 'unknown'],
    [
      'a list made by a loop',
      setting(`${sink}, logs: [for c in ['AuditEvent', 'Other']: { category: c, enabled: true }]`),
      true,
    ],
  ])('%s: %s', (_, source, expected) => {
    expect(audited(kv + source)).toBe(expected)
  })

  test('counts on the vault that the setting stands on only', () => {
    const other = kv.replace('resource kv', 'resource other').replace("'kv'", "'other'")
    const { vaults } = modelOf(kv + other + setting(`${sink}, ${audit}`, 'other'))
    expect(vaults.map(({ symbol, logging }) => [symbol, logging.audited])).toEqual([
      ['kv', false],
      ['other', true],
    ])
  })

  test('is found in the old nested form', () => {
    const resources = [
      { type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', name: 'kv', properties: {} },
      {
        type: 'Microsoft.KeyVault/vaults/providers/diagnosticSettings',
        apiVersion: '2021-05-01-preview',
        name: 'kv/Microsoft.Insights/log',
        properties: { workspaceId: 'w', logs: [{ category: 'AuditEvent', enabled: true }] },
      },
    ]
    const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
    expect(modelOf({ 'main.json': { $schema, resources } }).vaults[0]?.logging.audited).toBe(true)
  })

  test('of a managed HSM counts as well', () => {
    const hsm =
      "resource kv 'Microsoft.KeyVault/managedHSMs@2023-07-01' = { name: 'hsm', location: 'x', properties: {} }\n"
    expect(audited(hsm + setting(`${sink}, ${audit}`))).toBe(true)
  })

  test('tells where it goes, and what it depends on', () => {
    const source = `param on bool\n${kv}${setting(`${sink}, storageAccountId: 's', logs: [{ category: 'AuditEvent', enabled: on }]`)}`
    const { settings, unknowns } = modelOf(source).vaults[0]?.logging ?? { settings: [], unknowns: [] }
    expect(settings.flatMap(({ destinations }) => destinations.map(({ kind, id }) => [kind, plain(id)]))).toEqual([
      ['workspace', 'w'],
      ['storage', 's'],
    ])
    expect(unknowns.map(({ cause }) => cause.kind === 'parameter' && cause.name)).toEqual(['on'])
  })
})
