import { describe, expect, test } from '@jest/globals'
import { buildModel } from '../../src/access/from-resources.js'
import { deployAll } from '../../src/evaluate/worlds.js'
import { readPrograms } from '../../src/review/programs.js'
import { findSecrets } from '../../src/review/secrets.js'

/** The texts that are found to be secret, sorted. */
function secretsIn(files: Readonly<Record<string, string>>): string[] {
  const read = { read: () => ({ kind: 'absent' as const }) }
  const given = Object.entries(files).map(([path, text]) => ({ path, text, named: false, changed: false }))
  const run = readPrograms(given, read)
  const settings = { personas: [], principals: [], environmentOf: () => undefined, now: 0, incomplete: false }
  const models = deployAll(run.programs, run.parameterFilesOf, run.loader, { clock: 0, possible: false }).map((it) =>
    buildModel(it, settings, []),
  )
  return findSecrets(run.programs, run.parameterFilesOf, models)
    .map(({ file, start, end }) => files[file]?.slice(start, end) ?? '')
    .sort()
}

test('literals behind secure parameters: defaults, parameter files, arguments', () => {
  expect(
    secretsIn({
      'main.bicep': `@secure()
param one string = 'hunter1'
@secure()
param two string
param plain string = 'open'
module inner 'inner.bicep' = { params: { two: 'hunter2', plain: 'open' } }
`,
      'inner.bicep': `@secure()
param two string
param plain string
`,
      'main.bicepparam': `using 'main.bicep'
param two = 'hunter3'
param plain = 'open'
`,
    }),
  ).toEqual(["'hunter1'", "'hunter2'", "'hunter3'"])
})

test('the same in templates, with what stands inside an expression', () => {
  const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
  const parameters = {
    one: { type: 'securestring', defaultValue: "[concat('hunter1', newGuid())]" },
    none: { type: 'secureString', defaultValue: '' },
  }
  expect(secretsIn({ 'main.json': JSON.stringify({ $schema: schema, parameters, resources: [] }) })).toEqual([
    "'hunter1'",
  ])
})

test('what is written into a vault’s secret, protected or not', () => {
  expect(
    secretsIn({
      'main.bicep': `param plain string = 'hunter1'
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }
resource one 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: vault, name: 'a', properties: { value: plain, contentType: 'open' } }
resource two 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: vault, name: 'b', properties: { value: 'hunter2' } }
`,
    }),
  ).toEqual(["'hunter1'", "'hunter2'"])
})

describe('beyond what is looked through, more is hidden, never less', () => {
  const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
  const withDefault = (defaultValue: unknown): Readonly<Record<string, string>> => ({
    'main.json': JSON.stringify({
      $schema: schema,
      parameters: { one: { type: 'secureObject', defaultValue } },
      resources: [],
    }),
  })
  const nested = (depth: number): unknown => (depth === 0 ? 'hunter' : [nested(depth - 1)])

  test('of a value that lies too deep, all of it', () => {
    expect(secretsIn(withDefault(nested(12)))).toEqual(['"hunter"'])
    expect(secretsIn(withDefault(nested(14)))).toEqual(['["hunter"]'])
  })

  test('of a file with too many, the rest with everything else', () => {
    const files = withDefault(Array.from({ length: 20_001 }, (_, at) => `hunter${at}`))
    const found = secretsIn(files)
    expect(found).toHaveLength(20_001)
    expect(found).toContain(files['main.json'])
  })

  test('of a type that is named through too many others', () => {
    const chain = (length: number): Readonly<Record<string, string>> => {
      const names = Array.from({ length }, (_, at) => [`t${at}`, { $ref: `#/definitions/t${at + 1}` }])
      const definitions = { ...Object.fromEntries(names), [`t${length}`]: { type: 'string' } } as object
      const parameters = { one: { $ref: '#/definitions/t0', defaultValue: 'hunter' } }
      return {
        'main.json': JSON.stringify({
          $schema: schema,
          languageVersion: '2.0',
          definitions,
          parameters,
          resources: {},
        }),
      }
    }
    expect([secretsIn(chain(20)), secretsIn(chain(2_000))]).toEqual([[], ['"hunter"']])
  })

  test('of templates that stand too deep in each other, all of them', () => {
    const secure = { parameters: { one: { type: 'securestring', defaultValue: 'hunter' } } }
    const within = (depth: number): object => ({
      $schema: schema,
      contentVersion: '1.0.0.0',
      ...(depth === 0 ? secure : {}),
      resources:
        depth === 0
          ? []
          : [
              {
                type: 'Microsoft.Resources/deployments',
                apiVersion: '2022-09-01',
                name: `d${depth}`,
                properties: {
                  mode: 'Incremental',
                  expressionEvaluationOptions: { scope: 'inner' },
                  template: within(depth - 1),
                },
              },
            ],
    })
    expect(secretsIn({ 'main.json': JSON.stringify(within(16)) })).toEqual(['"hunter"'])
    const [hidden, ...others] = secretsIn({ 'main.json': JSON.stringify(within(18)) })
    expect([hidden?.startsWith('{"type":"Microsoft.Resources/deployments"'), others]).toEqual([true, []])
    expect(hidden).toContain('hunter')
  })
})
