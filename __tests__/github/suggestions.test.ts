import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readDiff } from '../../src/github/diff.js'
import { GitLines } from '../../src/github/lines.js'
import { reconcile, type Shown } from '../../src/github/plan.js'
import type { Report } from '../../src/report/report.js'
import { isOpen } from '../../src/report/words.js'
import { review } from '../../src/review.js'
import type { Finding } from '../../src/rules/finding.js'

/**
 * The fixes of the real rules, as suggestions of a review of a file that a pull request adds.
 *
 * Accepting them, one or all, makes what they claim to mend disappear, and the file can still be read.
 */
const configuration = {
  path: 'c.yml',
  text: `apiVersion: keyvault-access/v1
kind: Configuration
extends: [strict]
environment: production
`,
}

function judge(path: string, text: string): Report {
  return review({
    files: [{ path, text, named: true, changed: true }],
    unreadable: [],
    read: { read: () => ({ kind: 'absent' }) },
    configuration,
    now: Date.parse('2026-11-24T00:00:00Z'),
  })
}

interface Suggested {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly mends: readonly Finding[]
}

function suggestionsOn(path: string, text: string, report: Report): Suggested[] {
  const lines = text.split('\n').length
  const patch = `@@ -0,0 +1,${lines} @@\n${'+\n'.repeat(lines)}`
  const shown = new Map<Finding, Shown>()
  const plan = reconcile({
    findings: report.findings.filter(isOpen),
    diff: readDiff([{ filename: path, status: 'added', patch }]),
    sources: new GitLines(report.sources),
    existing: [],
    instance: 'aaaaaaaaaaaa',
    mostComments: 50,
    wasJudged: () => true,
    resolveThreads: false,
    render: (findings, how) => {
      for (const finding of findings) if (how.offer) shown.set(finding, how)
      return ''
    },
    renderGone: () => '',
  })
  return plan.lines.flatMap(({ findings, place }) => {
    const offer = findings[0] && shown.get(findings[0])?.offer
    if (place.kind !== 'line' || offer?.kind !== 'suggestion') return []
    return [{ start: place.startLine, end: place.line, text: offer.text, mends: offer.mends }]
  })
}

/** How many there are of each, twins together: which of them is the first changes when one is mended. */
function tally(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { identity } of findings.filter(isOpen)) {
    const key = (identity ?? []).slice(0, 7).join(' ')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** As GitHub commits several at once. */
function accept(text: string, suggestions: readonly Suggested[]): string {
  const lines = text.split('\n')
  for (const { start, end, text: by } of suggestions.toSorted((a, b) => b.start - a.start)) {
    lines.splice(start - 1, end - start + 1, ...(by === '' ? [] : by.split('\n')))
  }
  return lines.join('\n')
}

const property = (...texts: readonly string[]) => fc.constantFrom('', ...texts)
const policy = fc.constantFrom(
  "{ tenantId: tenant().tenantId, objectId: '7f3c9a52-5f0e-4a43-8f0e-9b5a2d1c7e44', permissions: { secrets: ['gett'] } }",
  "{ tenantId: tenant().tenantId, objectId: '0c11a9b3-7f3c-4a43-8f0e-1c7e449b5a2d', permissions: { keys: ['unwrap', 'get'] } }",
)
const network = fc.constantFrom(
  '',
  "networkAcls: {\n      defaultAction: 'Allow'\n    }",
  "networkAcls: {\n      bypass: 'None'\n    }",
  "networkAcls: { defaultAction: 'Allow' }",
  "networkAcls: { defaultAction: 'Deny', ipRules: [] }",
)
const vault = fc
  .record({
    version: fc.constantFrom('2023-07-01', '2019-09-01', '2026-02-01'),
    properties: fc.tuple(
      property('enableRbacAuthorization: true', 'enableRbacAuthorization: false', 'enableRbacAuthorisation: true'),
      property('enablePurgeProtection: true', 'enablePurgeProtection: false', 'enablePurgeProtecton: true'),
      property('enableSoftDelete: false'),
      property("publicNetworkAccess: 'Enabled'", "publicNetworkAccess: 'Disabled'", "publicNetworkAcces: 'Disabled'"),
      network,
      fc
        .array(policy, { maxLength: 2 })
        .map((all) => (all.length === 0 ? '' : `accessPolicies: [\n      ${all.join('\n      ')}\n    ]`)),
    ),
    order: fc.boolean(),
    hasEndpoint: fc.boolean(),
  })
  .map(({ version, properties, order, hasEndpoint }) => (name: string) => {
    const written = ['tenantId: tenant().tenantId', "sku: { family: 'A', name: 'standard' }", ...properties].filter(
      Boolean,
    )
    const lines = (order ? written : written.toReversed()).map((one) => `    ${one}\n`).join('')
    const endpoint = `resource ${name}Endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: '${name}'
  location: 'westeurope'
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      { name: 'kv', properties: { privateLinkServiceId: ${name}.id, groupIds: ['vaults'] } }
    ]
  }
}
`
    return `resource ${name} 'Microsoft.KeyVault/vaults@${version}' = {
  name: 'kv-${name}'
  location: 'westeurope'
  properties: {
${lines}  }
}
${hasEndpoint ? endpoint : ''}`
  })
const bicep = fc
  .array(vault, { minLength: 1, maxLength: 2 })
  .map((vaults) => `param subnetId string\n${vaults.map((write, at) => write(`v${at}`)).join('')}`)

const member = (name: string, ...values: readonly unknown[]) =>
  fc.constantFrom({}, ...values.map((value) => ({ [name]: value })))
const armPolicy = (objectId: string, secret: string) => ({
  tenantId: 't',
  objectId,
  permissions: { secrets: [secret] },
})
const arm = fc
  .record({
    apiVersion: fc.constantFrom('2023-07-01', '2026-02-01'),
    members: fc.tuple(
      member('enableRbacAuthorization', true, false),
      member('enablePurgeProtection', false),
      member('enablePurgeProtecton', true),
      member('publicNetworkAccess', 'Enabled'),
      member('networkAcls', { defaultAction: 'Allow' }, { bypass: 'None' }, {}),
      member('accessPolicies', [], [armPolicy('7f3c9a52-5f0e-4a43-8f0e-9b5a2d1c7e44', 'gett')]),
    ),
  })
  .map(({ apiVersion, members }) => {
    const properties = Object.assign({ sku: { family: 'A', name: 'standard' } }, ...members) as object
    const resource = { type: 'Microsoft.KeyVault/vaults', apiVersion, name: 'kv', location: 'westeurope', properties }
    const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
    return JSON.stringify({ $schema, contentVersion: '1.0.0.0', resources: [resource] }, undefined, 2)
  })
const file = fc
  .record({
    source: fc.oneof(
      bicep.map((text) => ({ path: 'main.bicep', text })),
      arm.map((text) => ({ path: 'main.json', text })),
    ),
    isWindows: fc.boolean(),
  })
  .map(({ source: { path, text }, isWindows }) => ({ path, text: isWindows ? text.replaceAll('\n', '\r\n') : text }))

test('suggestions lie apart, and whichever are accepted, what they mend is gone and nothing is broken', () => {
  let several = 0
  let together = 0
  fc.assert(
    fc.property(file, fc.infiniteStream(fc.boolean()), ({ path, text }, choices) => {
      const before = judge(path, text)
      expect(before.problems).toEqual([])
      const suggestions = suggestionsOn(path, text, before)
      if (suggestions.length > 1) several++
      if (suggestions.some(({ mends }) => mends.length > 1)) together++
      const ordered = suggestions.toSorted((a, b) => a.start - b.start)
      for (const [at, { start }] of ordered.entries()) expect(start).toBeGreaterThan(ordered[at - 1]?.end ?? 0)
      const chosen = suggestions.filter(() => choices.next().value as boolean)
      for (const accepted of [chosen, suggestions]) {
        const after = judge(path, accept(text, accepted))
        expect(after.problems).toEqual([])
        const mended = tally(accepted.flatMap(({ mends }) => mends))
        const [had, left] = [tally(before.findings), tally(after.findings)]
        const lasting = [...mended].filter(([key, count]) => (left.get(key) ?? 0) > (had.get(key) ?? 0) - count)
        expect(lasting).toEqual([])
      }
    }),
    { numRuns: 60 },
  )
  expect(several).toBeGreaterThan(5)
  expect(together).toBeGreaterThan(5)
})
