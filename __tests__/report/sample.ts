import type { Report, ReportGrant } from '../../src/report/report.js'
import type { Finding } from '../../src/rules/finding.js'
import type { Span } from '../../src/source/span.js'
import { SourceText } from '../../src/source/text.js'

const bicep = `param open bool = true
param auditors string
@secure()
param password string = 'hunter2'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-prod'
  properties: {
    enableRbacAuthorization: true
    networkAcls: {
      defaultAction: open ? 'Allow' : 'Deny'
    }
    accessPolicies: [
      { objectId: auditors, permissions: { secrets: ['get', 'list'] } }
    ]
  }
}
`
const json = '{\n\t"名前": "kv-テスト", "x": "purge" }\n'

const sources = new Map([
  ['infra/main.bicep', new SourceText('infra/main.bicep', bicep)],
  ['infra/データ.json', new SourceText('infra/データ.json', json)],
])

/** The span of the first `text` in a file of the sample. */
export function at(file: string, text: string): Span {
  const start = sources.get(file)?.text.indexOf(text) ?? -1
  if (start < 0) throw new Error(`${text} is not in ${file}`)
  return { file, start, end: start + text.length }
}

const main = 'infra/main.bicep'
const vault = { type: 'Microsoft.KeyVault/vaults', name: 'kv-prod', symbol: 'vault' }

/** A finding with only what a case is about. */
export function finding(over: Partial<Finding>): Finding {
  return {
    rule: 'network-default-deny',
    title: 'A vault denies what it does not name',
    severity: 'error',
    verdict: 'fail',
    message: '`kv-prod` answers requests from every network.',
    why: '',
    when: [],
    fingerprint: '0123456789abcdef0123456789abcdef',
    related: [],
    instances: [],
    ...over,
  }
}

const open = finding({
  why: 'Whoever finds a leaked credential can use it from anywhere.',
  when: ['parameter `open` is true (its default)'],
  resource: vault,
  subject: { vault: 'infra/main.bicep#vault' },
  span: at(main, "'Allow'"),
  related: [{ message: 'the default of `open`', span: at(main, 'true') }],
  flow: [
    { message: 'the default of `open`', span: at(main, 'true') },
    { message: 'used here', span: at(main, 'open ?') },
  ],
  fix: { description: 'Deny by default.', edits: [{ span: at(main, "open ? 'Allow' : 'Deny'"), text: "'Deny'" }] },
  advice: 'Set `defaultAction` to `Deny`.',
  extent: { file: main, start: bicep.indexOf('resource'), end: bicep.length - 1 },
})

const policies = finding({
  rule: 'rbac-excludes-access-policies',
  severity: 'warning',
  message: '`kv-prod` uses Azure RBAC, so this access policy for `auditors` has no effect.',
  fingerprint: '11111111111111111111111111111111',
  resource: vault,
  subject: { vault: 'infra/main.bicep#vault', principal: 'auditors' },
  span: at(main, "{ objectId: auditors, permissions: { secrets: ['get', 'list'] } }"),
  related: [{ message: 'Azure RBAC is turned on here', span: at(main, 'enableRbacAuthorization: true') }],
  instances: [
    { resource: vault, subject: { vault: 'infra/main.bicep#vault', principal: 'auditors' }, when: [] },
    { resource: { ...vault, name: 'kv-test' }, when: ['in `test.bicepparam`'] },
  ],
  advice: 'Remove the access policy; if the access is needed, assign a role at the vault.',
})

const purge = finding({
  rule: 'purge-is-separate',
  severity: 'note',
  message: 'Whoever may delete may also purge.',
  fingerprint: '22222222222222222222222222222222',
  span: at('infra/データ.json', '"purge"'),
})

const unknown = finding({
  rule: 'access-policy-object-id',
  verdict: 'cannot-tell',
  message: 'Whether `objectId` is an object id depends on `auditors`.',
  fingerprint: '33333333333333333333333333333333',
  resource: vault,
  span: at(main, 'auditors,'),
  cause: {
    kind: 'parameter',
    text: 'parameter `auditors` has no value in any parameter file',
    span: at(main, 'param auditors string'),
  },
})

const waived = finding({
  rule: 'soft-delete',
  message: '`kv-prod` keeps deleted objects for 7 days.',
  fingerprint: '44444444444444444444444444444444',
  resource: vault,
  span: at(main, "name: 'kv-prod'"),
  waiver: { reason: 'a lab', owner: 'platform-team', expires: '2027-03-01' },
})

const grant: ReportGrant = {
  vault: 'infra/main.bicep#vault',
  principal: {
    id: '11111111-1111-4111-8111-111111111111',
    name: 'CSO vault admins',
    type: 'Group',
    persona: 'security-team',
  },
  plane: 'data',
  mechanism: 'roleAssignment',
  scope: 'vault',
  role: 'Key Vault Secrets User',
  operations: ['secrets/get', 'secrets/list'],
  effective: true,
  span: at(main, 'vault'),
}

const inert: ReportGrant = {
  vault: 'infra/main.bicep#vault',
  principal: { id: 'auditors' },
  plane: 'data',
  mechanism: 'accessPolicy',
  scope: 'vault',
  operations: ['keys/get', 'secrets/get', 'secrets/list'],
  effective: false,
  span: at(main, '{ objectId: auditors'),
}

const wide: ReportGrant = {
  principal: { id: '22222222-2222-4222-8222-222222222222', type: 'ServicePrincipal' },
  plane: 'management',
  mechanism: 'roleAssignment',
  scope: 'resourceGroup',
  role: 'Contributor',
  operations: ['Microsoft.KeyVault/vaults/write'],
  effective: null,
  span: at(main, 'resource vault'),
}

/** Every kind of thing that a report may hold, made by hand. */
export const sample: Report = {
  tool: { name: 'keyvault-access-review', version: '1.0.0' },
  verdict: 'error',
  summary: {
    files: 3,
    vaults: 1,
    grants: 3,
    error: 1,
    warning: 1,
    note: 1,
    cannotTell: 1,
    waived: 1,
    baselined: 0,
    problems: 3,
  },
  findings: [waived, open, policies, unknown, purge],
  problems: [
    { code: 'json-syntax', severity: 'error', message: 'Expected `,` or `}`.', span: at('infra/データ.json', '}') },
    {
      code: 'file-too-large',
      severity: 'error',
      message: 'The file has 20 MiB; at most 16 MiB are read.',
      file: 'infra/huge.json',
    },
    {
      code: 'parameter-file-unbound',
      severity: 'note',
      message: 'No template uses this parameter file.',
      file: 'infra/old.parameters.json',
    },
  ],
  access: {
    vaults: [
      {
        id: 'infra/main.bicep#vault',
        name: 'kv-prod',
        permissionModel: 'rbac',
        publicNetworkAccess: 'enabled',
        span: at(main, "resource vault 'Microsoft.KeyVault/vaults@2023-07-01'"),
      },
    ],
    grants: [grant, inert, wide],
  },
  sources,
  rules: [
    {
      id: 'network-default-deny',
      title: 'A vault denies what it does not name',
      severity: 'error',
      why: 'A vault that answers everybody is protected by its credentials alone.',
      fix: 'Set `networkAcls.defaultAction` to `Deny`, or disable public access.',
      see: ['https://learn.microsoft.com/azure/key-vault/general/network-security'],
      category: 'network',
      page: 'https://example.com/docs/rules/network-default-deny.md',
    },
    {
      id: 'rbac-excludes-access-policies',
      title: 'A vault grants access by Azure RBAC or by access policies, never both',
      severity: 'error',
      why: 'Azure ignores access policies on a vault that uses Azure RBAC.',
      see: [],
    },
  ],
  failOn: 'error',
  changes: { base: 'main', granted: [grant], taken: [inert] },
}

/** A run in which nothing was found. */
export const clean: Report = {
  ...sample,
  verdict: 'pass',
  summary: {
    files: 1,
    vaults: 1,
    grants: 0,
    error: 0,
    warning: 0,
    note: 0,
    cannotTell: 0,
    waived: 0,
    baselined: 0,
    problems: 0,
  },
  findings: [],
  problems: [],
  access: { vaults: sample.access.vaults, grants: [] },
  changes: { base: 'main', granted: [], taken: [] },
}
