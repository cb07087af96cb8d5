import { describe, expect, test } from '@jest/globals'
import { definition, vault, verdicts } from './support/policy.js'

const secret = (name: string) => ({
  type: 'Microsoft.KeyVault/vaults/secrets',
  apiVersion: '2023-07-01',
  name,
  properties: { value: "[parameters('unknown')]" },
})

function about(condition: object, resource: object): readonly string[] {
  const { type } = resource as { readonly type: string }
  const policy = definition(
    { if: { allOf: [{ field: 'type', equals: type }, condition] }, then: { effect: 'audit' } },
    { mode: 'All' },
  )
  return verdicts(policy, [resource]).map((each) => each.split(' ')[0] ?? '')
}

describe('names of resources in policies', () => {
  const rows: readonly [what: string, condition: object, resource: object, expected: readonly string[]][] = [
    ['a name', { field: 'name', like: 'k*' }, vault({}), ['fail']],
    ['in any case', { field: 'Name', like: 'K*' }, vault({}), ['fail']],
    [
      'one that nobody knows',
      { field: 'name', notLike: 'kv-*' },
      vault({}, { name: "[parameters('unknown')]" }),
      ['cannot-tell'],
    ],
    [
      'one that is known in part',
      { field: 'name', notLike: 'kv-*' },
      vault({}, { name: "[concat('vault-', parameters('unknown'))]" }),
      ['fail'],
    ],
    ['a child’s own', { field: 'name', equals: 'password' }, secret('kv/password'), ['fail']],
    ['a child’s in full', { field: 'fullName', equals: 'kv/password' }, secret('kv/password'), ['fail']],
    ['a child’s is not its parent’s', { field: 'name', like: 'kv*' }, secret('kv/password'), []],
    [
      'a child’s whose parent nobody knows',
      { field: 'fullName', like: '*/password' },
      secret("[concat(parameters('unknown'), '/password')]"),
      ['fail'],
    ],
    ['an id', { field: 'id', contains: '/vaults/kv' }, vault({}), ['fail']],
    [
      'an id of a group that nobody knows',
      { field: 'id', contains: '/resourceGroups/prod/' },
      vault({}),
      ['cannot-tell'],
    ],
  ]
  test.each(rows)('%s', (_, condition, resource, expected) => {
    expect(about(condition, resource)).toEqual(expected)
  })
})
