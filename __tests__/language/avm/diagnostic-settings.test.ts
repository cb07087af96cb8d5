import { describe, expect, test } from '@jest/globals'
import { callModule, ofType, plain, shown } from './call.js'

const all = [{ categoryGroup: 'allLogs', enabled: true }]
const allMetrics = [{ category: 'AllMetrics', enabled: true }]

describe('a diagnostic setting', () => {
  test.each([
    ['0.13.3', '', { logs: all, metrics: allMetrics }],
    [
      '0.3.4',
      "logCategoriesAndGroups: [ { category: 'AuditEvent' } ]",
      { logs: [{ category: 'AuditEvent' }], metrics: allMetrics },
    ],
    [
      '0.3.5',
      "logCategoriesAndGroups: [ { category: 'AuditEvent' } ]",
      { logs: [{ category: 'AuditEvent', enabled: true }], metrics: allMetrics },
    ],
    [
      '0.13.3',
      "logCategoriesAndGroups: [ { categoryGroup: 'audit', enabled: false } ]",
      { logs: [{ categoryGroup: 'audit', enabled: false }], metrics: allMetrics },
    ],
    ['0.13.3', "metricCategories: [ { category: 'AllMetrics' } ]", { logs: all, metrics: allMetrics }],
    // From here on, who asks for metrics alone gets no logs.
    ['0.14.0', "metricCategories: [ { category: 'AllMetrics' } ]", { logs: [], metrics: allMetrics }],
    ['0.14.0', '', { logs: all, metrics: allMetrics }],
    ['0.13.3', 'logCategoriesAndGroups: []', { logs: [], metrics: allMetrics }],
  ])('of %s with { %s }', (version, more, expected) => {
    const setting = `{ workspaceResourceId: 'w'${more && `, ${more}`} }`
    const called = callModule(version, `name: 'kv'\ndiagnosticSettings: [ ${setting} ]`)
    expect(shown(called, 'diagnosticSettings')).toEqual([['kv-diagnosticSettings', { workspaceId: 'w', ...expected }]])
  })

  test('carries its destinations, on the vault', () => {
    const called = callModule(
      '0.13.3',
      `name: 'kv'
diagnosticSettings: [ {
  name: 'n'
  storageAccountResourceId: 's'
  eventHubAuthorizationRuleResourceId: 'r'
  eventHubName: 'h'
  marketplacePartnerResourceId: 'p'
  logAnalyticsDestinationType: 'Dedicated'
} ]`,
    )
    expect(shown(called, 'diagnosticSettings')).toEqual([
      [
        'n',
        {
          storageAccountId: 's',
          eventHubAuthorizationRuleId: 'r',
          eventHubName: 'h',
          marketplacePartnerId: 'p',
          logAnalyticsDestinationType: 'Dedicated',
          logs: all,
          metrics: allMetrics,
        },
      ],
    ])
    const [setting] = ofType(called, 'diagnosticSettings')
    expect(setting && String(plain(setting.scope))).toMatch(/\/vaults\/kv$/)
  })
})
