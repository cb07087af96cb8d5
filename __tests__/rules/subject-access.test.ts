import { expect, test } from '@jest/globals'
import { review } from '../../src/review.js'

function messageOn(permission: string): readonly string[] {
  const text = `resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  location: 'westeurope'
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    accessPolicies: [
      {
        tenantId: tenant().tenantId
        objectId: '7f3c9a52-5f0e-4a43-8f0e-9b5a2d1c7e44'
        permissions: { keys: ['${permission}'] }
      }
    ]
  }
}
`
  const { findings } = review({
    files: [{ path: 'main.bicep', text, named: true, changed: true }],
    unreadable: [],
    read: { read: () => ({ kind: 'absent' }) },
    now: 0,
  })
  return findings
    .filter(({ rule }) => rule === 'access-policy-permissions-exist')
    .flatMap(({ message, advice, fix }) => [message, advice ?? fix?.description ?? ''])
}

test('what was meant by a permission is proposed where it can be guessed, and nothing is counted that cannot be named', () => {
  expect(messageOn('unwrapkye')).toEqual([
    'Azure knows no permission `keys/unwrapkye`, so it grants nothing. Did you mean `keys/unwrapKey`?',
    'Write a permission that exists: `keys/unwrapKey`.',
  ])
  expect(messageOn('nonsense')).toEqual([
    'Azure knows no permission `keys/nonsense`, so it grants nothing.',
    'Write a permission that exists.',
  ])
})
