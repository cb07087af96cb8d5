import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  idKey,
  parseResourceId,
  principalIdentity,
  sameResource,
  sameText,
  splitName,
} from '../../src/evaluate/resource-id.js'
import type { ResourceId } from '../../src/evaluate/resource-id.js'
import { either, parameter, show, text, value } from './sample.js'

const sub = parameter('sub', 'string')
const group = parameter('group', 'string')
const name = parameter('name', 'string')

/** `scope kind(parts) > type(names) > …` */
function words(id: ResourceId | undefined): string | undefined {
  if (!id) return undefined
  const { kind, ...parts } = id.scope
  const scope = Object.values(parts).map((part) => show(part))
  return [`${kind}(${scope.join()})`, ...id.chain.map(({ type, names }) => `${type}(${names.map(show).join()})`)].join(
    ' > ',
  )
}

describe('parseResourceId', () => {
  test.each([
    ['/subscriptions/s/resourceGroups/g', 'resourceGroup("s","g")'],
    ['/subscriptions/s', 'subscription("s")'],
    ['/', 'tenant()'],
    ['/providers/Microsoft.Management/managementGroups/m', 'managementGroup("m")'],
    [
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v',
      'resourceGroup("s","g") > Microsoft.KeyVault/vaults("v")',
    ],
    [
      '/SUBSCRIPTIONS/s/ResourceGroups/g/PROVIDERS/Microsoft.KeyVault/vaults/v/secrets/x/',
      'resourceGroup("s","g") > Microsoft.KeyVault/vaults/secrets("v","x")',
    ],
    [
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/providers/Microsoft.Authorization/roleAssignments/r',
      'resourceGroup("s","g") > Microsoft.KeyVault/vaults("v") > Microsoft.Authorization/roleAssignments("r")',
    ],
    [
      '/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/roleDefinitions/r',
      'managementGroup("m") > Microsoft.Authorization/roleDefinitions("r")',
    ],
    ['/providers/Microsoft.Authorization/roleDefinitions/r', 'tenant() > Microsoft.Authorization/roleDefinitions("r")'],
    ['Microsoft.KeyVault/vaults/v', 'relative() > Microsoft.KeyVault/vaults("v")'],
  ])('%s', (id, expected) => {
    expect(words(parseResourceId(value(id)))).toBe(expected)
  })

  test.each([
    'kv-prod',
    '',
    '/subscriptions',
    '/subscriptions/s/resourceGroups',
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault',
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults',
    '/subscriptions/s/resourceGroups/g/Microsoft.KeyVault/vaults/v',
    'Microsoft.KeyVault/vaults',
    'https://v.vault.azure.net/',
  ])('not an id: %s', (id) => {
    expect(parseResourceId(value(id))).toBeUndefined()
  })

  test('of known and unknown parts', () => {
    const id = text('/subscriptions/', sub, '/resourceGroups/', group, '/providers/Microsoft.KeyVault/vaults/kv-', name)
    expect(words(parseResourceId(id))).toBe(
      'resourceGroup(?sub string,?group string) > Microsoft.KeyVault/vaults(`kv-${name}`)',
    )
  })

  test('an unknown beginning may be any scope', () => {
    const id = text(sub, '/providers/Microsoft.Authorization/roleDefinitions/r')
    expect(words(parseResourceId(id))).toBe('unknown(?sub string) > Microsoft.Authorization/roleDefinitions("r")')
  })

  test('neither an unknown alone, nor anything but a string', () => {
    expect([sub, value(1), value(null), value([]), value({})].map(parseResourceId)).toEqual(Array(5).fill(undefined))
  })

  test('never throws; an id is the same in other letters', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('/', 'providers', 'subscriptions', 'a.b', 'x', ''), { maxLength: 12 }),
        (parts) => {
          const id = parts.join('/')
          const parsed = parseResourceId(value(id))
          const same = sameResource(value(id), value(id.toUpperCase()))
          expect(same).toBe(parsed?.scope.kind === 'relative' ? 'unknown' : true)
        },
      ),
    )
  })
})

describe('sameResource', () => {
  const inGroup = (vault: Parameters<typeof text>[0]) =>
    text('/subscriptions/', sub, '/resourceGroups/', group, '/providers/Microsoft.KeyVault/vaults/', vault)

  test.each([
    ['the same unknown name', inGroup(name), inGroup(name), true],
    ['letter case', inGroup('KV'), inGroup('kv'), true],
    ['known names that differ', inGroup('a'), inGroup('b'), false],
    ['a known and an unknown name', inGroup('a'), inGroup(name), 'unknown'],
    ['two unknown names', inGroup(name), inGroup(parameter('other', 'string')), 'unknown'],
    ['one of several', inGroup(parameter('name[*]', 'string')), inGroup(parameter('name[*]', 'string')), 'unknown'],
    ['another type', inGroup('a'), value('/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a'), false],
    ['another kind of scope', value('/subscriptions/s'), value('/subscriptions/s/resourceGroups/g'), false],
    ['a resource and its scope', inGroup('a'), text('/subscriptions/', sub, '/resourceGroups/', group), false],
    ['relative to some scope', inGroup('a'), value('Microsoft.KeyVault/vaults/a'), 'unknown'],
    ['relative, with another name', inGroup('a'), value('Microsoft.KeyVault/vaults/b'), false],
    ['an unknown', inGroup('a'), sub, 'unknown'],
    ['no id', inGroup('a'), value('a'), false],
    [
      'an unknown beginning',
      inGroup('a'),
      text(parameter('scope'), '/providers/Microsoft.KeyVault/vaults/a'),
      'unknown',
    ],
    [
      'an unknown beginning, other name',
      inGroup('a'),
      text(parameter('scope'), '/providers/Microsoft.KeyVault/vaults/b'),
      false,
    ],
    ['alternatives that agree', inGroup('a'), either('c', '/subscriptions/s', '/subscriptions/t'), false],
    [
      'alternatives that do not',
      value('/subscriptions/s'),
      either('c', '/subscriptions/s', '/subscriptions/t'),
      'unknown',
    ],
  ])('%s', (_, a, b, expected) => {
    expect([sameResource(a, b), sameResource(b, a)]).toEqual([expected, expected])
  })
})

describe('names', () => {
  test('sameText compares names without case and numbers as text', () => {
    expect(sameText(value('KV-1'), value('kv-1'))).toBe(true)
    expect(sameText(value(1), value('1'))).toBe(true)
    expect(sameText(text('kv-', name), value('KV'))).toBe(false)
    expect(sameText(text('kv-', name), value('KV-x'))).toBe('unknown')
    expect(sameText(value({}), value('kv'))).toBe(false)
  })

  test('idKey is equal for what is written differently, and tells unknowns apart', () => {
    expect(idKey(text('/Subscriptions/', sub))).toBe('/subscriptions/{sub}')
    expect(idKey(value('KV'))).toBe('kv')
    expect(idKey(sub)).toBe('{sub}')
    expect(principalIdentity(value('/A'))).toBe('principalId of /a')
  })

  test('splitName wants as many segments as the type has', () => {
    expect(splitName(value('v/s'), 2)?.map(show)).toEqual(['"v"', '"s"'])
    expect(splitName(text(name, '/x-', sub), 2)?.map(show)).toEqual(['?name string', '`x-${sub}`'])
    expect(splitName(value('v/s'), 3)).toBeUndefined()
    expect(splitName(name, 2)).toBeUndefined()
    expect(splitName(value('v/s'), 1)?.map(show)).toEqual(['"v/s"'])
  })
})
