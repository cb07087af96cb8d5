// Runs Azure's built-in Key Vault definitions, unmodified, on a table of small resources and compares with verdicts that
// were derived by hand from each definition's text.
//   node scripts/policy-conformance.mjs FOLDER        FOLDER holds the definitions of Azure/azure-policy, category Key Vault
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadTypeScript } from './load-typescript.mjs'

const vault = (properties = {}, more = {}) => ({
  type: 'Microsoft.KeyVault/vaults',
  apiVersion: '2023-07-01',
  name: 'kv',
  location: 'westeurope',
  properties,
  ...more,
})
const hsm = (properties = {}) => ({ ...vault(properties), type: 'Microsoft.KeyVault/managedHSMs', name: 'hsm' })
const acls = (defaultAction, ...rules) => ({ networkAcls: { defaultAction, ipRules: rules.map((value) => ({ value })) } })
const setting = (properties, { name = 'audit', on = "[resourceId('Microsoft.KeyVault/vaults', 'kv')]" } = {}) => ({
  type: 'Microsoft.Insights/diagnosticSettings',
  apiVersion: '2021-05-01-preview',
  scope: on,
  name,
  properties,
})
const hsmSetting = (properties) => setting(properties, { on: "[resourceId('Microsoft.KeyVault/managedHSMs', 'hsm')]" })
const endpoint = (groupIds, { list = 'privateLinkServiceConnections', to = "[resourceId('Microsoft.KeyVault/vaults', 'kv')]" } = {}) => ({
  type: 'Microsoft.Network/privateEndpoints',
  apiVersion: '2023-11-01',
  name: 'pe',
  location: 'westeurope',
  properties: { [list]: [{ name: 'a', properties: { privateLinkServiceId: to, ...(groupIds ? { groupIds } : {}) } }] },
})
const manual = { list: 'manualPrivateLinkServiceConnections' }
const toHsm = { to: "[resourceId('Microsoft.KeyVault/managedHSMs', 'hsm')]" }
const zoneGroup = { type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups', apiVersion: '2023-11-01', name: 'pe/default', properties: {} }
const retained = (days, more = {}) => ({ logs: [{ category: 'AuditEvent', enabled: true, retentionPolicy: { enabled: true, days } }], ...more })
const old = (properties, apiVersion) => vault(properties, { apiVersion })

const diagnosticLogs = 'cf820ca0-f99e-4f3e-84fb-66e913812d21'
const zones = 'ac673a9a-f77d-4846-b2d8-a57f8e1c01d4'
const toWorkspace = '951af2fa-529b-416e-ab6e-066fd85ac459'
const toEventHub = 'ed7c8c13-51e7-49d1-8a43-8490431a0da2'
const firewall = '55615ac9-af46-4a59-874e-391cc3dfb490'
const firewallOn = 'ac673a9a-f77d-4846-b2d8-a57f8e1c01dc'
const hsmLogs = 'a2a5b911-5617-447e-a49e-59dbe0e0434b'
const hsmToEventHub = 'a6d2c800-5230-4a40-bff3-8268b4987d42'
const hsmFirewall = '19ea9d63-adee-4431-a95e-1913c6c1c75f'
const hsmFirewallOn = '84d327c3-164a-4685-b453-900478614456'
const hsmLink = '59fee2f4-d439-4f1b-9b9a-982e1474bfd8'
const hsmRecoverable = 'c39ba22d-4428-4149-b981-70acb31fc383'
const hsmLinkOn = 'd1d6d8bb-cc7c-420f-8c7d-6f6f5279a844'
const anyEndpoint = '5f0bc445-3935-4915-9981-011aa2b46147'
const publicAccess = '405c5871-3e91-4644-8a63-58e19d68ff5b'
const recoverable = '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53'
const link = 'a6abeaec-4d90-4a02-805f-6b26c4d3fbe9'
const linkOn = '9d4fad1f-5189-4a42-b29e-cf7929c6b6df'
const rbac = '12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5'
const softDelete = '1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d'

const workspace = { logAnalytics: '/ws' }
const onlyAllowed = { restrictIPAddresses: 'Yes', allowedIPAddresses: ['20.0.0.0/8'] }
const notForbidden = { restrictIPAddresses: 'Yes', forbiddenIPAddresses: ['20.0.0.0/8'] }

/** Definition, verdict by its text, resources, values of parameters. */
const table = [
  [diagnosticLogs, 'fail', [vault()]],
  [diagnosticLogs, 'pass', [vault(), setting({ logs: [{ category: 'AuditEvent', enabled: true }] })]],
  [diagnosticLogs, 'fail', [vault(), setting({ logs: [{ category: 'AuditEvent', enabled: false }] })]],
  [diagnosticLogs, 'fail', [vault(), setting({ logs: [] })]],
  [diagnosticLogs, 'pass', [vault(), setting(retained(0, { storageAccountId: '/st' }))]],
  [diagnosticLogs, 'pass', [vault(), setting(retained(400, { storageAccountId: '/st' }))]],
  [diagnosticLogs, 'fail', [vault(), setting(retained(90, { storageAccountId: '/st' }))]],
  [diagnosticLogs, 'pass', [vault(), setting(retained(90))]],
  [diagnosticLogs, 'pass', [{ ...vault(), type: 'Microsoft.Storage/storageAccounts' }]],
  [zones, 'fail', [endpoint(['vault'])]],
  [zones, 'pass', [endpoint(['vault']), zoneGroup]],
  [zones, 'pass', [endpoint(['blob'])]],
  [zones, 'pass', [endpoint(undefined)]],
  [toWorkspace, 'fail', [vault()], workspace],
  [toWorkspace, 'pass', [vault(), setting({ workspaceId: '/WS', logs: [{ category: 'auditevent', enabled: true }], metrics: [{ enabled: false }] })], workspace],
  [toWorkspace, 'fail', [vault(), setting({ workspaceId: '/other', logs: [{ category: 'AuditEvent', enabled: true }] })], workspace],
  [toWorkspace, 'pass', [vault(), setting({ workspaceId: '/ws', logs: [], metrics: [{ enabled: true }] })], workspace],
  [toWorkspace, 'fail', [vault(), setting({ workspaceId: '/ws', logs: [{ category: 'AuditEvent', enabled: false }], metrics: [{ enabled: false }] })], workspace],
  [toWorkspace, 'cannot-tell', [vault(), setting({ workspaceId: '/ws', logs: [{ category: 'AuditEvent', enabled: true }] })]],
  [toEventHub, 'fail', [vault()]],
  [toEventHub, 'pass', [vault(), setting({ logs: [{ enabled: true }], metrics: [{ enabled: false }] }, { name: 'setByPolicy' })]],
  [toEventHub, 'fail', [vault(), setting({ logs: [{ enabled: true }], metrics: [{ enabled: false }] })]],
  [toEventHub, 'fail', [vault(), setting({ logs: [{ enabled: false }], metrics: [{ enabled: false }] }, { name: 'setbypolicy' })]],
  [toEventHub, 'pass', [vault()], { eventHubLocation: 'northeurope' }],
  [toEventHub, 'fail', [vault()], { eventHubLocation: 'WestEurope' }],
  [firewall, 'fail', [vault()]],
  [firewall, 'pass', [vault(acls('Deny'))]],
  [firewall, 'pass', [vault({ publicNetworkAccess: 'Disabled' })]],
  [firewall, 'pass', [vault({ ...acls('Allow'), publicNetworkAccess: 'disabled' })]],
  [firewall, 'fail', [old({ publicNetworkAccess: 'Disabled' }, '2019-09-01')]],
  [firewall, 'pass', [old({ publicNetworkAccess: 'Disabled' }, '2021-06-01-preview')]],
  [firewall, 'pass', [vault({ createMode: 'recover' })]],
  [firewall, 'fail', [vault({ ...acls('Allow'), publicNetworkAccess: 'SecuredByPerimeter' })]],
  [firewall, 'pass', [vault(acls('Deny', '20.1.1.1'))], onlyAllowed],
  [firewall, 'fail', [vault(acls('Deny', '20.1.1.1', '8.8.8.8'))], onlyAllowed],
  [firewall, 'fail', [vault(acls('Deny', '8.8.8.8', '20.1.0.0/16'))], notForbidden],
  [firewall, 'pass', [vault(acls('Deny', '8.8.8.8'))], notForbidden],
  [firewallOn, 'fail', [vault()]],
  [firewallOn, 'fail', [vault(acls('Allow'))]],
  [firewallOn, 'pass', [vault(acls('Deny'))]],
  [hsmLogs, 'fail', [hsm()]],
  [hsmLogs, 'pass', [hsm(), hsmSetting({ logs: [{ enabled: true }] })]],
  [hsmLogs, 'pass', [vault()]],
  [hsmToEventHub, 'fail', [hsm()]],
  [hsmToEventHub, 'pass', [hsm(), hsmSetting({ logs: [{ enabled: true }], metrics: [{ enabled: false }] })]],
  [hsmToEventHub, 'fail', [hsm(), hsmSetting({ logs: [{ enabled: true }, { enabled: false }], metrics: [{ enabled: false }] })]],
  [hsmFirewall, 'pass', [hsm(acls('Deny'))]],
  [hsmFirewall, 'fail', [hsm(acls('Allow'))]],
  [hsmFirewall, 'fail', [hsm()]],
  [hsmFirewall, 'pass', [hsm({ createMode: 'recover' })]],
  [hsmFirewallOn, 'fail', [hsm(acls('Allow'))]],
  [hsmFirewallOn, 'pass', [hsm(acls('Deny'))]],
  [hsmLink, 'cannot-tell', [hsm()]],
  [hsmLink, 'pass', [hsm(), endpoint(['managedhsm'], toHsm)]],
  [hsmLink, 'fail', [hsm(), endpoint(['managedhsm'], { ...toHsm, ...manual })]],
  [hsmRecoverable, 'pass', [hsm({ enableSoftDelete: true, enablePurgeProtection: true })]],
  [hsmRecoverable, 'fail', [hsm({ enablePurgeProtection: true })]],
  [hsmRecoverable, 'fail', [hsm({ enableSoftDelete: true, enablePurgeProtection: false })]],
  [hsmLinkOn, 'cannot-tell', [hsm()]],
  [hsmLinkOn, 'pass', [hsm(), endpoint(['managedhsm'], toHsm)]],
  [hsmLinkOn, 'fail', [hsm(), endpoint(['managedhsm'], { ...toHsm, ...manual })]],
  [anyEndpoint, 'cannot-tell', [vault()]],
  [anyEndpoint, 'pass', [vault(), endpoint(['vault'])]],
  [anyEndpoint, 'pass', [vault(), endpoint(['vault'], manual)]],
  [publicAccess, 'pass', [vault({ publicNetworkAccess: 'Disabled' })]],
  [publicAccess, 'fail', [vault({ publicNetworkAccess: 'Enabled' })]],
  [publicAccess, 'fail', [vault()]],
  [publicAccess, 'fail', [old({ publicNetworkAccess: 'Disabled' }, '2019-09-01')]],
  [publicAccess, 'fail', [vault({ publicNetworkAccess: 'SecuredByPerimeter' })]],
  [publicAccess, 'pass', [vault({ createMode: 'Recover' })]],
  [recoverable, 'pass', [vault({ enablePurgeProtection: true })]],
  [recoverable, 'fail', [vault()]],
  [recoverable, 'fail', [vault({ enablePurgeProtection: false })]],
  [recoverable, 'fail', [vault({ enablePurgeProtection: null })]],
  [recoverable, 'fail', [vault({ enableSoftDelete: false, enablePurgeProtection: true })]],
  [recoverable, 'fail', [old({ enablePurgeProtection: true }, '2018-02-14')]],
  [recoverable, 'pass', [old({ enableSoftDelete: true, enablePurgeProtection: true }, '2018-02-14')]],
  [recoverable, 'pass', [vault({ createMode: 'recover' })]],
  [recoverable, 'cannot-tell', [vault({ enablePurgeProtection: "[parameters('unknown')]" })]],
  [link, 'cannot-tell', [vault()]],
  [link, 'pass', [vault(), endpoint(['vault'])]],
  [link, 'fail', [vault(), endpoint(['vault'], manual)]],
  [linkOn, 'cannot-tell', [vault()]],
  [linkOn, 'pass', [vault(), endpoint(['vault'])]],
  [rbac, 'pass', [vault({ enableRbacAuthorization: true })]],
  [rbac, 'fail', [vault({ enableRbacAuthorization: false })]],
  [rbac, 'fail', [vault()]],
  [rbac, 'pass', [vault({ createMode: 'recover' })]],
  [rbac, 'pass', [{ ...vault(), type: 'Microsoft.Storage/storageAccounts' }]],
  [softDelete, 'pass', [vault({ enableSoftDelete: true })]],
  [softDelete, 'fail', [vault()]],
  [softDelete, 'fail', [vault({ enableSoftDelete: 'false' })]],
  [softDelete, 'pass', [vault({ createMode: 'recover' })]],
]

export async function comparePolicies(folder) {
  const { review } = await loadTypeScript('review.ts')
  const files = new Map(readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const named = new Map([...files].map(([name, text]) => [JSON.parse(text).name, name]))
  const differing = []
  for (const [id, expected, resources, parameters = {}] of table) {
    const definition = named.get(id)
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { unknown: { type: 'bool' } },
      resources,
    }
    const configuration = { apiVersion: 'keyvault-access/v1', kind: 'Configuration', extends: [], azurePolicy: [{ definition, parameters }] }
    const report = review({
      files: [{ path: 'main.json', text: JSON.stringify(template), named: false, changed: true }],
      unreadable: [],
      read: { read: () => ({ kind: 'absent' }) },
      rules: { read: (path) => (files.has(path) ? { kind: 'text', text: files.get(path) } : { kind: 'absent' }), list: () => undefined },
      configuration: { path: 'c.json', text: JSON.stringify(configuration) },
      now: Date.UTC(2026, 10, 24),
    })
    const found = report.findings.map(({ verdict }) => verdict)
    const verdict = found.includes('fail') ? 'fail' : (found[0] ?? 'pass')
    const told = report.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)
    if (verdict !== expected || told.length > 0) differing.push(`${definition}: ${verdict}, by its text ${expected}: ${JSON.stringify(resources)} ${told.join('; ')}`)
  }
  return { rows: table.length, definitions: new Set(table.map(([id]) => id)).size, differing }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2]
  if (!folder || !existsSync(folder)) {
    console.log(folder ? `skipped: ${folder} is absent` : 'usage: node scripts/policy-conformance.mjs FOLDER')
    process.exit(folder ? 0 : 2)
  }
  const { rows, definitions, differing } = await comparePolicies(folder)
  for (const line of differing) console.log(line)
  console.log(`${rows - differing.length} of ${rows} verdicts of ${definitions} definitions agree`)
  process.exit(differing.length > 0 ? 1 : 0)
}
