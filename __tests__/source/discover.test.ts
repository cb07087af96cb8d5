import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { deploymentSchema, recognise } from '../../src/source/discover.js'

const template = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'

describe('deploymentSchema', () => {
  test.each([
    [template, { of: 'template', scope: 'resourceGroup' }],
    [
      'http://schema.management.azure.com/schemas/2015-01-01/DEPLOYMENTTEMPLATE.JSON',
      { of: 'template', scope: 'resourceGroup' },
    ],
    ['https://x/2018-05-01/subscriptionDeploymentTemplate.json#', { of: 'template', scope: 'subscription' }],
    ['https://x/2019-08-01/managementGroupDeploymentTemplate.json#/a/b', { of: 'template', scope: 'managementGroup' }],
    ['https://x/2019-08-01/tenantDeploymentTemplate.json', { of: 'template', scope: 'tenant' }],
    ['https://x/2019-04-01/deploymentParameters.json#', { of: 'parameters', scope: 'resourceGroup' }],
    ['https://x/2018-05-01/subscriptionDeploymentParameters.json', { of: 'parameters', scope: 'subscription' }],
  ])('knows %s', (schema, expected) => {
    expect(deploymentSchema(schema)).toEqual(expected)
  })

  test.each([
    '',
    'https://x/deploymentTemplate.json.txt',
    'https://x/myDeploymentTemplate.json',
    'https://x/CreateUIDefinition.MultiVm.json#',
  ])('does not know %j', (schema) => {
    expect(deploymentSchema(schema)).toBeUndefined()
  })
})

describe('recognise', () => {
  test.each([
    ['main.bicep', '', { kind: 'bicep' }],
    ['MAIN.BICEP', '', { kind: 'bicep' }],
    ['a/prod.bicepparam', '', { kind: 'bicep-parameters' }],
    ['a.json', `{"$schema": "${template}"}`, { kind: 'arm-template' }],
    ['a.jsonc', `// x\n/* { */ {"$SCHEMA": "${template}"}`, { kind: 'arm-template' }],
    ['a.json', '{"$schema": "https://x/deploymentParameters.json#"}', { kind: 'arm-parameters' }],
    ['a.json', '{"$schema": "https://x/tsconfig"}', { kind: 'unknown-schema', schema: 'https://x/tsconfig' }],
    ['a.json', '{"apiVersion": "keyvault-access/v1"}', { kind: 'declaration' }],
    ['a.json', '{"apiVersion": "keyvault-access\\/v1", "kind": "Configuration"}', { kind: 'configuration' }],
    ['a.yaml', 'apiVersion: keyvault-access/v1\nkind: AccessDeclaration', { kind: 'declaration' }],
    ['a.yml', '# x\na: 1\n---\n{"apiVersion": keyvault-access/v2}', { kind: 'declaration' }],
    ['a.yaml', 'kind: Configuration\napiVersion: "keyvault-access/v1"', { kind: 'configuration' }],
    ['a.yaml', 'apiVersion: keyvault-access/v1\nvaults: [', { kind: 'declaration' }],
    ['a.yaml', `apiVersion: keyvault-access/v1\nvaults: ${'['.repeat(1000)}`, { kind: 'declaration' }],
  ])('%s with %j', (path, text, expected) => {
    expect(recognise(path, text)).toEqual(expected)
  })

  test.each([
    ['README.md', 'keyvault-access/v1'],
    ['noextension', ''],
    ['a.json', ''],
    ['a.json', '{}'],
    ['a.json', '{"name": "keyvault-access"}'],
    ['a.json', '["$schema", ":"]'],
    ['a.json', `{"properties": {"$schema": "${template}"}}`],
    ['a.json', `{"a": "$schema", "b": "${template}"}`],
    ['a.json', '{"apiVersion": "v1", "note": "keyvault-access/v1"}'],
    ['a.yaml', 'apiVersion: v1'],
    ['a.yaml', 'run: |\n  apiVersion: keyvault-access/v1'],
    ['a.yaml', `$schema: ${template}`],
  ])('leaves %s with %j alone', (path, text) => {
    expect(recognise(path, text)).toBeUndefined()
  })

  test.each([
    ['late', `{"resources": [{"a": "}\\"]"}], /* "$schema": "x", */ "$schema": "${template}"}`],
    ['with another before it', `{"$schema": "x", "$schema": "${template}"}`],
    ['with an escaped key', `{"\\u0024schema": "${template}"}`],
    ['with an escaped value', `{"$schema": "${template.replaceAll('/', '\\/')}"}`],
    ['in single quotes', `{'$schema': '${template}'}`],
    ['without quotes', `{$schema: "${template}"}`],
    ['after a missing comma', `{"a": 1 "$schema": "${template}"}`],
    ['in a file that does not end', `{"$schema": "${template}", "resources": [`],
  ])('finds a schema %s', (_, text) => {
    expect(recognise('a.json', text)).toEqual({ kind: 'arm-template' })
  })

  test('finds what a strict reader finds, wherever the member stands', () => {
    const other = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4, noNullPrototype: true })
    fc.assert(
      fc.property(other, other, fc.boolean(), (before, after, nested) => {
        const own = { $schema: template }
        const whole = { ...before, ...(nested ? { inner: own } : own), ...after }
        fc.pre(nested ? !Object.hasOwn(whole, '$schema') && !Object.hasOwn(whole, 'apiVersion') : true)
        const text = JSON.stringify(whole)
        const expected = nested ? undefined : { kind: 'arm-template' }
        expect(recognise('a.json', text)).toEqual(expected)
      }),
    )
  })

  test('any text ends without a throw', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"', "'", '\\', '//', '/*', '$schema', 'keyvault-access/', '\n', 'a']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), fc.constantFrom('a.json', 'a.yaml'), (parts, path) => {
        expect(() => recognise(path, parts.join(''))).not.toThrow()
      }),
      { numRuns: 1000 },
    )
  })
})
