import { describe, expect, test } from '@jest/globals'
import { definition, isVault, vault, verdicts } from './support/policy.js'

const foreign = { field: 'Microsoft.Sql/servers/minimalTlsVersion', notEquals: '1.2' }
const own = { field: 'Microsoft.KeyVault/vaults/enablePurgeProtection', notEquals: 'true' }
const acts = ['fail @"Microsoft.KeyVault/vaults"']

function found(condition: object): readonly string[] {
  return verdicts(definition({ if: condition, then: { effect: 'deny' } }), [vault({})])
}

describe('that aliases of other types are absent is no finding', () => {
  test.each([
    ['one', foreign],
    ['several', { anyOf: [foreign, { ...foreign, notEquals: '1.3' }] }],
    ['of the elements of a list', { field: 'Microsoft.Sql/servers/list[*].name', notIn: ['a'] }],
    ['counted', { count: { field: 'Microsoft.Sql/servers/list[*]' }, less: 1 }],
    ['not', { not: { ...foreign, notEquals: undefined, equals: '1.2' } }],
  ])('%s', (_, condition) => {
    expect(found(JSON.parse(JSON.stringify(condition)) as object)).toEqual([])
  })

  test('but what the resource itself says is one', () => {
    expect(found({ anyOf: [foreign, own] })).toEqual(['fail @"properties"'])
    expect(found({ allOf: [isVault, foreign] })).toEqual(acts)
    expect(found({ allOf: [foreign, { field: 'tags.a', exists: false }] })).toEqual(acts)
    expect(found({ value: "[length(field('tags'))]", equals: 0 })).toEqual(acts)
  })
})
