import { describe, expect, test } from '@jest/globals'
import { assign, rbacVault, roles } from './support/bicep.js'
import { alice, modelOf } from './support/run.js'

const a = `'${alice}'`
const principals = [{ persona: 'auditors', objectId: alice }]
const account =
  "resource st 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'st', location: 'x', kind: 'StorageV2', sku: { name: 'Standard_LRS' } }\n"
const workspace =
  "resource ws 'Microsoft.OperationalInsights/workspaces@2022-10-01' = { name: 'ws', location: 'x', properties: {} }\n"
const logTo = (sink: string) =>
  `resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = { name: 'log', scope: kv, properties: { ${sink}, logs: [{ category: 'AuditEvent', enabled: true }] } }\n`
const audits = rbacVault + assign(roles.reader, a, 'kv')
const analyticsReader = '73c42c96-874c-492b-b04d-ab87d138a893'

function readsLogs(source: string) {
  return modelOf(source, { principals }).principals.map((principal) => principal.readsLogs)
}

describe('an auditor', () => {
  const storage = audits + account + logTo('storageAccountId: st.id')
  const analytics = audits + workspace + logTo('workspaceId: ws.id')

  test.each([
    ['without a role where the logs lie', storage, false],
    ['with a data role on the account', storage + assign(roles.blobDataReader, a, 'st'), true],
    ['with plain Reader on the account', storage + assign(roles.plainReader, a, 'st'), false],
    ['with a data role on the resource group', storage + assign(roles.blobDataReader, a), true],
    [
      'with a data role of somebody else',
      storage + assign(roles.blobDataReader, "'22222222-2222-2222-2222-222222222222'", 'st'),
      false,
    ],
    ['with a role on the workspace', analytics + assign(analyticsReader, a, 'ws'), true],
    ['without one', analytics, false],
    ['whose logs lie elsewhere', `param id string\n${audits}${logTo('storageAccountId: id')}`, 'unknown'],
    ['whose logs go to an event hub', audits + logTo("eventHubAuthorizationRuleId: 'e'"), 'unknown'],
    ['whose vault does not log', audits, undefined],
  ])('%s: %s', (_, source, expected) => {
    expect(readsLogs(source)).toEqual(source.includes('22222222') ? [expected, undefined] : [expected])
  })

  test('is enough with one readable destination for a vault', () => {
    const both = audits + account + workspace + logTo('storageAccountId: st.id, workspaceId: ws.id')
    expect(readsLogs(both + assign(analyticsReader, a, 'ws'))).toEqual([true])
  })
})

test('nobody else is asked for', () => {
  const source = audits + account + logTo('storageAccountId: st.id')
  expect(modelOf(source).principals.map((principal) => principal.readsLogs)).toEqual([undefined])
})

test('readers stand with the destination', () => {
  const source = audits + account + logTo('storageAccountId: st.id') + assign(roles.blobDataReader, a, 'st')
  const { vaults, principals: all } = modelOf(source)
  expect(vaults[0]?.logging.settings[0]?.destinations.map(({ readers }) => readers)).toEqual([all])
})
