import { describe, expect, test } from '@jest/globals'
import { visitExpressions } from '../../src/access/expressions.js'
import type { Visitor } from '../../src/access/expressions.js'
import { deploymentsOf } from './support/run.js'
import type { Sources } from './support/run.js'

/** Every text that is visited, with the property that it stands under. */
function texts(sources: Sources, sought?: RegExp) {
  const seen: string[] = []
  for (const { program } of deploymentsOf(sources)) {
    const look: Visitor = (expression, key) => {
      if (expression.kind === 'literal' && typeof expression.value === 'string')
        seen.push(`${key ?? ''}:${expression.value}`)
      return key !== 'skipped'
    }
    visitExpressions(program, look, sought)
  }
  return seen
}

test('every text of a Bicep file is shown', () => {
  const source = `param p string = 'default'
var v = p == 'compared' ? ['item'] : [for i in ['looped']: { key: i, inner: '\${i}-part' }]
func f(a string) string => 'function-\${a}'
resource r 'Microsoft.KeyVault/vaults@2023-07-01' = if (p != 'condition') {
  name: 'name'
  properties: { a: map(['mapped'], x => { b: 'lambda' }), skipped: { c: 'no' }, d: v[0].?e ?? 'coalesced' }
  resource child 'secrets' = { name: 'child', properties: { value: 'secret' } }
}
output o string = f('argument')`
  expect(
    texts({ 'main.bicep': source })
      .map((text) => text.slice(text.indexOf(':') + 1))
      .sort(),
  ).toEqual(
    [
      '-part',
      'argument',
      'child',
      'coalesced',
      'compared',
      'condition',
      'default',
      'function-',
      'item',
      'lambda',
      'looped',
      'mapped',
      'name',
      'secret',
    ].sort(),
  )
})

test('so is what a template within a template holds', () => {
  const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
  const inner = {
    $schema,
    resources: [{ type: 'a.b/c', apiVersion: '2020-01-01', name: 'inner', properties: { x: 'deep' } }],
  }
  const nested = {
    type: 'Microsoft.Resources/deployments',
    apiVersion: '2022-09-01',
    name: 'nested',
    properties: { mode: 'Incremental', parameters: { p: { value: 'passed' } }, template: inner },
  }
  expect(texts({ 'main.json': { $schema, resources: [nested] } })).toEqual(
    expect.arrayContaining([':nested', 'p:passed', ':inner', 'x:deep']),
  )
})

describe('what is sought', () => {
  const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
  const template = (x: string) => ({
    $schema,
    resources: [
      {
        type: 'Microsoft.Resources/deployments',
        apiVersion: '2022-09-01',
        name: 'nested',
        properties: {
          mode: 'Incremental',
          parameters: { p: { value: 'other' } },
          template: { $schema, variables: { v: `[concat('${x}', 'beside')]`, w: 'other' }, resources: [] },
        },
      },
      { type: 'a.b/c', apiVersion: '2020-01-01', name: 'far', properties: { x: ['other'] } },
    ],
  })

  test('is shown with nothing that stands apart from it', () => {
    expect(texts({ 'main.json': template('here') }, /here/g)).toEqual([':here'])
    expect(texts({ 'main.bicep': "param a string = 'here'\nvar b = { x: 'far', y: 'HERE' }" }, /here/gi)).toEqual([
      ':here',
      'y:HERE',
    ])
  })

  test('may not be there', () => {
    expect(texts({ 'main.json': template('here') }, /absent/g)).toEqual([])
  })

  test('may be written with escapes, and so may stand anywhere', () => {
    const escaped = JSON.stringify(template('here')).replace("'here'", String.raw`'\u0068ere'`)
    expect(texts({ 'main.json': escaped }, /here/g)).toEqual(
      expect.arrayContaining([':here', ':other', ':beside', ':far', 'x:other', ':nested', 'p:other']),
    )
  })

  test('may stand in a file that is loaded', () => {
    const bicep = "var loaded = loadJsonContent('data.json')"
    expect(texts({ 'main.bicep': bicep, 'data.json': { key: 'here' } }, /here/g)).toEqual(['key:here'])
  })
})
