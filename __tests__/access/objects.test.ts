import { expect, test } from '@jest/globals'
import { vault } from './support/bicep.js'
import { modelOf, plain } from './support/run.js'

test('keys and secrets are given to their vault, in every position', () => {
  const source = `${vault()}
resource one 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: kv, name: 'one', properties: { value: 'x' } }
resource two 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { name: 'kv/two_', properties: { value: 'y' } }
resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' = { parent: kv, name: 'key', properties: { kty: 'RSA' } }
resource old 'Microsoft.KeyVault/vaults/keys@2023-07-01' existing = { parent: kv, name: 'old' }`
  const { secrets, keys, vaults } = modelOf(source)
  const seen = [...secrets, ...keys].map(({ kind, name, vault, nameFault }) => [
    kind,
    name,
    vault?.symbol,
    plain(nameFault),
  ])
  expect(seen).toEqual([
    ['secret', 'one', 'kv', undefined],
    ['secret', 'two_', 'kv', 'has the character `_`; only letters, digits and hyphens are allowed'],
    ['key', 'key', 'kv', undefined],
  ])
  expect(vaults[0]?.secrets).toEqual(secrets)
  expect(vaults[0]?.keys).toEqual(keys)
})

test('a secret whose vault is a parameter stands with a reference to that vault', () => {
  const source = `param v string
resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { name: '\${v}/s', properties: { value: 'x' } }`
  const { secrets, vaults } = modelOf(source)
  expect(secrets.map(({ vault, nameValue }) => [vault?.name, plain(nameValue)])).toEqual([['${v}', 's']])
  expect(vaults.map(({ existing }) => existing)).toEqual([true])
})

test('a secret without a vault that could be told stands alone', () => {
  const source = `param n string
resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { name: n, properties: { value: 'x' } }`
  expect(modelOf(source).secrets.map(({ vault, deployed }) => [vault?.existing, deployed])).toEqual([[true, true]])
})
