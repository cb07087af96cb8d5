import { expect, test } from '@jest/globals'
import { visitExpressions } from '../../src/access/expressions.js'
import { deploymentsOf } from './support/run.js'
import type { Sources } from './support/run.js'

/** Every text that is visited, with the property that it stands under. */
function texts(sources: Sources) {
  const seen: string[] = []
  for (const { program } of deploymentsOf(sources)) {
    visitExpressions(program, (expression, key) => {
      if (expression.kind === 'literal' && typeof expression.value === 'string')
        seen.push(`${key ?? ''}:${expression.value}`)
      return key !== 'skipped'
    })
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
