import { describe, expect, test } from '@jest/globals'
import { modelOf, plain, textAt } from './support/run.js'

function role(permissions: string, more = ''): string {
  return `${more}\nresource custom 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid('custom')
  properties: { roleName: 'Custom', permissions: ${permissions} }
}`
}

function definition(source: string) {
  const [found] = modelOf(source).roleDefinitions
  if (!found) throw new Error('no role definition')
  return found
}

describe('a custom role', () => {
  test('is read block by block', () => {
    const found = definition(
      role("[{ actions: ['a'], notActions: ['b'] }, { dataActions: ['c'], notDataActions: ['d'] }]"),
    )
    expect(found.role).toEqual({
      id: found.role.id,
      name: 'Custom',
      builtIn: false,
      blocks: [
        { actions: ['a'], notActions: ['b'], dataActions: [], notDataActions: [] },
        { actions: [], notActions: [], dataActions: ['c'], notDataActions: ['d'] },
      ],
    })
    expect(
      [found.complete, found.actions, found.dataActions].map((part) =>
        typeof part === 'boolean' ? part : plain(part),
      ),
    ).toEqual([true, ['a'], ['c']])
  })

  test.each([
    ['by an unknown list of permissions', role('p', 'param p array')],
    ['by an unknown list of actions', role('[{ actions: p }]', 'param p array')],
    ['by one unknown action', role("[{ actions: ['a', p] }]", 'param p string')],
    ['by a list that is one of two', role("[{ actions: p ? ['a'] : ['b'] }]", 'param p bool')],
  ])('is incomplete %s', (_, source) => {
    const found = definition(source)
    expect([found.complete, found.role.open?.cause]).toEqual([
      false,
      expect.objectContaining({ kind: 'parameter', name: 'p' }),
    ])
  })

  test('that is only referred to is none', () => {
    const source = "resource r 'Microsoft.Authorization/roleDefinitions@2022-04-01' existing = { name: 'x' }"
    expect(modelOf(source).roleDefinitions).toEqual([])
  })
})

describe('what stands out in a custom role', () => {
  const places = (source: string, part: 'wildcards' | 'accessGranting' | 'purges') =>
    definition(source)[part].map(({ value, origin }) => [value, textAt(source, origin.span)])

  test.each([
    ["[{ actions: ['*'] }]", [['*', "'*'"]]],
    ["[{ actions: ['Microsoft.KeyVault/*'] }]", [['Microsoft.KeyVault/*', "'Microsoft.KeyVault/*'"]]],
    [
      "[{ actions: ['Microsoft.KeyVault/vaults/*'], notActions: ['Microsoft.KeyVault/vaults/write'] }]",
      [['Microsoft.KeyVault/vaults/*', "'Microsoft.KeyVault/vaults/*'"]],
    ],
    ["[{ actions: ['Microsoft.KeyVault/vaults/*'], notActions: ['Microsoft.KeyVault/*/write'] }]", []],
    [
      "[{ actions: ['Microsoft.KeyVault/vaults/secrets/*', 'Microsoft.KeyVault/vaults/keys/*/read'] }]",
      [['Microsoft.KeyVault/vaults/secrets/*', "'Microsoft.KeyVault/vaults/secrets/*'"]],
    ],
    ["[{ actions: ['Microsoft.KeyVault/locations/*', 'Microsoft.KeyVault/vaults/privateEndpointConnections/*'] }]", []],
    ["[{ actions: ['*/read', 'Microsoft.KeyVault/vaults/read'] }]", []],
    ["[{ actions: ['Microsoft.KeyVault/vaults/write'] }]", []],
    [
      "[{ dataActions: ['Microsoft.KeyVault/vaults/secrets/*'] }]",
      [['Microsoft.KeyVault/vaults/secrets/*', "'Microsoft.KeyVault/vaults/secrets/*'"]],
    ],
    ["[{ dataActions: ['Microsoft.Storage/*', 'Microsoft.KeyVault/vaults/keys/read'] }]", []],
  ])('wildcards of %s', (permissions, expected) => {
    expect(places(role(permissions), 'wildcards')).toEqual(expected)
  })

  test('what lets it give access', () => {
    expect(places(role("[{ actions: ['Microsoft.Authorization/*'] }]"), 'accessGranting')).toEqual([
      ['Microsoft.Authorization/*', "'Microsoft.Authorization/*'"],
    ])
    expect(
      places(role("[{ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] }]"), 'accessGranting'),
    ).toEqual([])
  })

  test('kinds that it may both delete and purge', () => {
    const both =
      "[{ dataActions: ['Microsoft.KeyVault/vaults/keys/delete', 'Microsoft.KeyVault/vaults/keys/purge/action', 'Microsoft.KeyVault/vaults/secrets/purge/action'] }]"
    expect(places(role(both), 'purges')).toEqual([['keys/purge', "'Microsoft.KeyVault/vaults/keys/purge/action'"]])
    expect(places(role("[{ dataActions: ['Microsoft.KeyVault/vaults/secrets/*'] }]"), 'purges')).toEqual([
      ['secrets/purge', "'Microsoft.KeyVault/vaults/secrets/*'"],
    ])
  })
})
