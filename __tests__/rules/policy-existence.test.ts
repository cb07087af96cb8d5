import { describe, expect, test } from '@jest/globals'
import { definition, findings, isVault, problems, vault, verdicts } from './support/policy.js'

function wanting(details: object, parameters: object = {}): object {
  return definition({ if: isVault, then: { effect: 'auditIfNotExists', details } }, { parameters })
}

const absent = ['fail @"Microsoft.KeyVault/vaults"']
const untold = ['cannot-tell @"Microsoft.KeyVault/vaults"']

describe('below the resource, or on it', () => {
  const key = {
    type: 'Microsoft.KeyVault/vaults/keys',
    apiVersion: '2023-07-01',
    name: 'kv/main',
    properties: { kty: 'RSA' },
  }
  const lock = {
    type: 'Microsoft.Authorization/locks',
    apiVersion: '2020-05-01',
    name: 'keep',
    scope: "[resourceId('Microsoft.KeyVault/vaults', 'kv')]",
    properties: { level: 'CanNotDelete' },
  }

  const rows: readonly [what: string, details: object, beside: readonly object[], expected: readonly string[]][] = [
    ['a child', { type: key.type }, [key], []],
    ['none', { type: key.type }, [], absent],
    ['one of that name', { type: key.type, name: 'MAIN' }, [key], []],
    ['one of that name in full', { type: key.type, name: "[concat(field('name'), '/main')]" }, [key], []],
    ['of another name', { type: key.type, name: 'other' }, [key], absent],
    ['a type by parameter', { type: "[concat(field('type'), '/keys')]" }, [key], []],
    ['a lock', { type: lock.type }, [lock], []],
    ['no lock', { type: lock.type }, [], absent],
    [
      'a lock of another',
      { type: lock.type },
      [{ ...lock, scope: "[resourceId('Microsoft.KeyVault/vaults', 'x')]" }],
      absent,
    ],
  ]
  test.each(rows)('%s', (_, details, beside, expected) => {
    expect(verdicts(wanting(details), [vault({}), ...beside])).toEqual(expected)
  })
})

describe('beside the resource, where another deployment may have put it', () => {
  const link = {
    type: 'Microsoft.Network/privateEndpoints',
    apiVersion: '2023-11-01',
    name: 'pe',
    location: 'westeurope',
    properties: { subnet: { id: 'a' } },
  }
  const details = {
    type: link.type,
    existenceCondition: { field: 'Microsoft.Network/privateEndpoints/subnet.id', equals: 'a' },
  }

  test('one that is there', () => {
    expect(verdicts(wanting(details), [vault({}), link])).toEqual([])
  })

  test('none, or another, cannot be told', () => {
    expect(verdicts(wanting(details), [vault({})])).toEqual(untold)
    expect(verdicts(wanting(details), [vault({}), { ...link, properties: { subnet: { id: 'b' } } }])).toEqual(untold)
    expect(findings(wanting(details), [vault({})])[0]?.cause?.text).toBe(
      'Write it plainly, or look it up yourself: whether another deployment brings Microsoft.Network/privateEndpoints.',
    )
  })

  test('one of another group counts only where the definition looks further', () => {
    const elsewhere = { ...link, resourceGroup: 'other' }
    expect(verdicts(wanting(details), [vault({}), elsewhere])).toEqual(untold)
    expect(verdicts(wanting({ ...details, existenceScope: 'Subscription' }), [vault({}), elsewhere])).toEqual(untold)
  })
})

test('a type that nobody knows is the cause', () => {
  const policy = wanting({ type: "[parameters('type')]" }, { type: { type: 'String' } })
  expect(findings(policy, [vault({})]).map(({ verdict, cause }) => [verdict, cause?.kind])).toEqual([
    ['cannot-tell', 'parameter'],
  ])
})

test('a mistake in the details is told', () => {
  expect(problems([{}], { 'p.json': wanting({ type: '[shout()]' }) })).toEqual([
    expect.stringMatching(/^policy-invalid error p\.json: No function `shout` is known/),
  ])
})
