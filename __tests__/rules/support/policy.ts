import { loadPolicies } from '../../../src/rules/azure-policy.js'
import type { PackFiles } from '../../../src/rules/expand-glob.js'
import type { Finding } from '../../../src/rules/finding.js'
import { judge, told } from './run.js'

export const guid = '12345678-1234-4234-8234-123456789abc'

/** A definition with that rule. */
export function definition(rule: object, more: object = {}): object {
  return {
    name: guid,
    properties: { displayName: 'Vaults should be tidy', mode: 'Indexed', policyRule: rule, ...more },
  }
}

export const isVault = { field: 'type', equals: 'Microsoft.KeyVault/vaults' }

/** A definition that audits vaults of which a condition holds. */
export function audit(condition: object, more: object = {}): object {
  return definition({ if: { allOf: [isVault, condition] }, then: { effect: 'audit' } }, more)
}

export function vault(properties: object, more: object = {}): object {
  return {
    type: 'Microsoft.KeyVault/vaults',
    apiVersion: '2023-07-01',
    name: 'kv',
    location: 'westeurope',
    properties,
    ...more,
  }
}

export function template(...resources: readonly object[]): object {
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { unknown: { type: 'string' }, unknownObject: { type: 'object' } },
    resources,
  }
}

/** What one definition finds of some resources. */
export function findings(policy: object, resources: readonly object[], setting: object = {}): readonly Finding[] {
  const configuration = JSON.stringify({
    apiVersion: 'keyvault-access/v1',
    kind: 'Configuration',
    extends: [],
    azurePolicy: [{ definition: 'p.json', ...setting }],
  })
  return judge({ 'main.json': textOf(resources) }, { configuration, packs: { 'p.json': policy } })
}

/** The same as `verdict @what stands at its place`. */
export function verdicts(policy: object, resources: readonly object[], setting: object = {}): readonly string[] {
  return told(findings(policy, resources, setting), { 'main.json': textOf(resources) }).map(
    (each) => each.split(' | ')[0]?.replace(`azure-policy/${guid} `, '') ?? '',
  )
}

function textOf(resources: readonly object[]): string {
  return JSON.stringify(template(...resources), null, 1)
}

/** What is wrong with settings and definitions: `code severity file: message`. */
export function problems(
  settings: readonly object[],
  files: Readonly<Record<string, object | string>>,
): readonly string[] {
  return load(settings, files).problems.map(
    ({ code, severity, message, span }) => `${code} ${severity} ${span?.file ?? ''}: ${message}`,
  )
}

export function load(
  settings: readonly object[],
  files: Readonly<Record<string, object | string>>,
): ReturnType<typeof loadPolicies> {
  const packs: PackFiles = {
    read: (path) =>
      files[path] === undefined
        ? { kind: 'absent' }
        : { kind: 'text', text: typeof files[path] === 'string' ? files[path] : JSON.stringify(files[path]) },
    list: (folder) =>
      folder === 'policies' ? Object.keys(files).map((path) => path.replace('policies/', '')) : undefined,
  }
  const span = { file: 'c.yml', start: 0, end: 0 }
  const given = settings.map((setting) => ({
    definition: 'p.json',
    parameters: new Map<string, unknown>(),
    severity: undefined,
    span,
    ...setting,
  }))
  return loadPolicies(given, packs)
}
