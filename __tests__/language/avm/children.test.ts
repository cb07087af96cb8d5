import { expect, test } from '@jest/globals'
import { callModule, ofType, plain, shown } from './call.js'

test('a secret by itself', () => {
  const params =
    "keyVaultName: 'kv'\nname: 's'\nvalue: pw\nattributesExp: 5\nroleAssignments: [ { principalId: 'p', roleDefinitionIdOrName: 'Reader' } ]"
  const after = '@secure()\nparam pw string\noutput u string = m.outputs.secretUri\noutput n string = m.outputs.name'
  const called = callModule('secret:0.1.0', params, after)
  expect(shown(called, 'secrets')).toEqual([['s', { attributes: { enabled: true, exp: 5 }, value: '?pw' }]])
  expect(ofType(called, 'secrets').map(({ names }) => names.map(plain))).toEqual([['kv', 's']])
  expect(ofType(called, 'roleAssignments').map(({ scope }) => String(plain(scope)))).toEqual([
    expect.stringMatching(/\/vaults\/kv\/secrets\/s$/),
  ])
  expect(called.outputs).toEqual({ u: '?properties', n: 's' })
})

test('a key by itself', () => {
  const called = callModule(
    'key:0.1.0',
    "keyVaultName: 'kv'\nname: 'k'\nkeyOps: [ 'sign' ]\nrotationPolicy: { attributes: { expiryTime: 'P1Y' } }",
  )
  expect(shown(called, 'keys')).toEqual([
    [
      'k',
      {
        attributes: { enabled: true },
        curveName: 'P-256',
        keyOps: ['sign'],
        kty: 'EC',
        release_policy: {},
        rotationPolicy: { attributes: { expiryTime: 'P1Y' } },
      },
    ],
  ])
})

test('an access policy by itself', () => {
  const called = callModule(
    'access-policy:0.1.0',
    "keyVaultName: 'kv'\naccessPolicies: [ { objectId: 'o', tenantId: 't', applicationId: 'a', permissions: { keys: [ 'all' ] } } ]",
  )
  expect(called.resources.map(({ type, names }) => [type, names.map(plain)])).toEqual([
    ['Microsoft.KeyVault/vaults/accessPolicies', ['kv', 'add']],
  ])
  expect(shown(called, 'accessPolicies')).toEqual([
    ['add', { accessPolicies: [{ applicationId: 'a', objectId: 'o', permissions: { keys: ['all'] }, tenantId: 't' }] }],
  ])
})

test('a version that is not known is no guess', () => {
  const called = callModule('secret:0.2.0', "keyVaultName: 'kv'\nname: 's'\nvalue: 'x'")
  expect([called.resources, called.opaque]).toEqual([
    [],
    ['br:mcr.microsoft.com/bicep/avm/res/key-vault/vault/secret:0.2.0'],
  ])
})
