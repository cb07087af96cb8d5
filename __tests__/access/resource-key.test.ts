import { describe, expect, test } from '@jest/globals'
import {
  ancestorOf,
  grantScopeOf,
  idValueOf,
  keyOfId,
  readId,
  resourceKey,
  scopesAround,
  vaultIdOf,
} from '../../src/access/resource-key.js'
import { parseResourceId } from '../../src/evaluate/resource-id.js'
import type { ResourceId } from '../../src/evaluate/resource-id.js'
import { choiceOf, literal, originAt, textOf, unknown } from '../../src/evaluate/value.js'
import type { Value } from '../../src/evaluate/value.js'
import { plain } from './support/run.js'

const origin = originAt({ file: 'main.bicep', start: 0, end: 1 })

function hole(identity: string) {
  return unknown({ kind: 'parameter', name: identity, span: origin.span }, identity, origin, { type: 'string' })
}

function id(...parts: Parameters<typeof textOf>[0]): Value {
  return textOf(parts, origin)
}

function parsed(value: Value): ResourceId {
  const found = parseResourceId(value)
  if (!found) throw new Error('no id')
  return found
}

const group = '/subscriptions/S/resourceGroups/RG'
const kv = `${group}/providers/Microsoft.KeyVault/vaults/KV`

describe('the key of an id', () => {
  test('is the same in any letter case and form', () => {
    expect(resourceKey(id(kv))).toBe(resourceKey(id(`${kv.toLowerCase()}/`)))
    expect(resourceKey(id(kv))).not.toBe(resourceKey(id(`${kv}2`)))
    expect(resourceKey(id(group, '/providers/Microsoft.KeyVault/vaults/', hole('n')))).toBe(
      resourceKey(id(group.toLowerCase(), '/providers/microsoft.keyvault/vaults/', hole('n'))),
    )
  })

  test('is none for what is no id, or one of several', () => {
    expect(resourceKey(hole('n'))).toBeUndefined()
    expect(resourceKey(literal(7, origin))).toBeUndefined()
    expect(resourceKey(id(group, '/providers/Microsoft.KeyVault/vaults/', hole('names[*]')))).toBeUndefined()
  })
})

describe('an id that is one of several', () => {
  const oneOf = (...values: readonly Value[]): Value =>
    choiceOf(
      values.map((value, at) => ({
        when: `case ${at}`,
        unknowns: [],
        assumes: [{ condition: 'env', outcome: String(at) }],
        value,
      })),
      origin,
    )

  test('has a key where the types are the same, that of its vault with it', () => {
    const vault = oneOf(id(`${kv}1`), id(`${kv}2`))
    const secret = readId(oneOf(id(`${kv}1/secrets/s`), id(`${kv}2/secrets/s`)))
    const owner = secret && vaultIdOf(secret)
    expect(resourceKey(vault)).toBeDefined()
    expect(owner && keyOfId(owner)).toBe(resourceKey(vault))
    expect(plain(secret?.chain[0]?.names[1])).toBe('s')
  })

  test('keeps what is the same in all of them', () => {
    const found = readId(oneOf(id(`${kv}1`), id(`${kv}2`)))
    expect(found && scopesAround(found)).toEqual(scopesAround(parsed(id(kv))))
  })

  test('has none where types differ, or one is no id', () => {
    expect(readId(oneOf(id(kv), id(`${group}/providers/Microsoft.Storage/storageAccounts/s`)))).toBeUndefined()
    expect(readId(oneOf(id(kv), id(`${kv}/secrets/s`)))).toBeUndefined()
    expect(readId(oneOf(id(kv), hole('n')))).toBeUndefined()
  })
})

describe('an id', () => {
  const secret = parsed(id(`${kv}/secrets/s`))

  test('has the vault that it lies in', () => {
    const vault = vaultIdOf(secret)
    expect(vault && keyOfId(vault)).toBe(resourceKey(id(kv)))
    expect(vaultIdOf(parsed(id(`${group}/providers/Microsoft.Storage/storageAccounts/s`)))).toBeUndefined()
    expect(vaultIdOf(parsed(id(group)))).toBeUndefined()
  })

  test('has ancestors down to a number of names', () => {
    expect(ancestorOf(secret, 3)).toBeUndefined()
    expect(ancestorOf(secret, 2)).toEqual(secret)
  })

  test('is written out again', () => {
    for (const text of [
      kv,
      `${kv}/secrets/s`,
      group,
      '/subscriptions/S',
      '/providers/Microsoft.Management/managementGroups/m',
      `${kv}/providers/Microsoft.Insights/diagnosticSettings/d`,
      'Microsoft.KeyVault/vaults/kv',
      '/providers/Microsoft.Authorization/roleDefinitions/r',
    ])
      expect(plain(idValueOf(parsed(id(text)), origin))).toBe(text)
    const open = id(hole('scope'), '/providers/Microsoft.KeyVault/vaults/kv')
    expect(resourceKey(idValueOf(parsed(open), origin))).toBe(resourceKey(open))
  })

  test.each([
    [kv, 'vault'],
    [`${kv}/keys/k`, 'object'],
    [group, 'resourceGroup'],
    ['/subscriptions/S', 'subscription'],
    ['/providers/Microsoft.Management/managementGroups/m', 'managementGroup'],
    ['/', 'tenant'],
    [`${group}/providers/Microsoft.KeyVault/managedHSMs/h`, 'vault'],
    [`${group}/providers/Microsoft.Storage/storageAccounts/s`, 'other'],
    [`${kv}/providers/Microsoft.Insights/diagnosticSettings/d`, 'other'],
  ])('%s is a scope of kind %s', (text, kind) => {
    expect(grantScopeOf(parsed(id(text)))).toBe(kind)
  })

  test('lies in its resource group and subscription', () => {
    expect(scopesAround(parsed(id(kv)))).toEqual([resourceKey(id(group)), resourceKey(id('/subscriptions/s'))])
    expect(scopesAround(parsed(id('/')))).toEqual([])
  })
})
