import { describe, expect, test } from '@jest/globals'
import { findAddedPolicies } from '../../src/access/policy-lists.js'
import { entry, vault } from './support/bicep.js'
import { alice, bob, deploymentsOf, modelOf, modelsOf, textAt } from './support/run.js'
import type { Sources } from './support/run.js'

const a = `'${alice}'`
const b = `'${bob}'`
const secrets = "secrets: ['get']"

function policyVault(more: string): string {
  return vault(`enableRbacAuthorization: false\n    ${more}`)
}

function add(objectId: string, name = 'add', symbol = 'added', condition = ''): string {
  return `resource ${symbol} 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = ${condition}{
  parent: kv
  name: '${name}'
  properties: { accessPolicies: [${entry(objectId, secrets)}] }
}
`
}

const existing = "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\n"

describe('how many principals a list has', () => {
  const count = (source: string) => modelOf(source).vaults[0]?.policyCount

  test.each([
    ['none', policyVault(''), 0],
    ['each once, inline and added', policyVault(`accessPolicies: [${entry(a, secrets)}, ${entry(a, '')}]`) + add(b), 2],
    [
      'with another application once more',
      policyVault(`accessPolicies: [${entry(a, '')}, ${entry(a, '', `\n applicationId: ${b}`)}]`),
      2,
    ],
    [
      'what may not be deployed, and what is unknown, not at all',
      `param deploy bool\nparam more array\n${policyVault('accessPolicies: more')}${add(b, 'add', 'added', 'if (deploy) ')}`,
      0,
    ],
    ['without those that are removed', policyVault(`accessPolicies: [${entry(a, secrets)}]`) + add(a, 'remove'), 0],
  ])('%s', (_, source, expected) => {
    expect(count(source)).toBe(expected)
  })

  test('of a vault that is only referred to is not counted', () => {
    expect(modelOf(existing + add(a)).vaults.map(({ policyCount }) => policyCount)).toEqual([undefined])
  })
})

describe('whether deploying a vault sets its list anew', () => {
  test.each([
    ['no list', '', '', false],
    ['null', 'accessPolicies: null', '', false],
    ['a list', 'accessPolicies: []', '', true],
    ['a list, and the default mode', "accessPolicies: []\n createMode: 'Default'", '', true],
    ['a list that recovery ignores', "accessPolicies: []\n createMode: 'recover'", '', false],
    ['a mode that is not known', 'accessPolicies: []\n createMode: mode', 'param mode string', false],
    ['a parameter', 'accessPolicies: list', 'param list array', 'unknown'],
    ['one of two lists', `accessPolicies: open ? [] : [${entry(a, '')}]`, 'param open bool', true],
    ['a list or a parameter', 'accessPolicies: open ? [] : list', 'param open bool\nparam list array', 'unknown'],
    [
      'what the vault has',
      'accessPolicies: before.properties.accessPolicies',
      "resource before 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }",
      false,
    ],
    [
      'what the vault has, if it exists',
      'accessPolicies: exists ? before.properties.accessPolicies : []',
      "param exists bool\nresource before 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }",
      false,
    ],
    [
      'what the vault has and more',
      `accessPolicies: union(before.properties.accessPolicies, [${entry(a, '')}])`,
      "resource before 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }",
      false,
    ],
    ['a list and a parameter in one', `accessPolicies: concat([${entry(a, '')}], list)`, 'param list array', true],
  ])('%s', (_, more, head, expected) => {
    const found = modelOf(`${head}\n${policyVault(more)}`).vaults.find((each) => !each.existing)
    expect(found?.resetsPolicies).toBe(expected)
  })
})

describe('what is added to a list', () => {
  const added = (sources: Sources) => {
    const addedPolicies = findAddedPolicies(deploymentsOf(sources))
    return modelsOf(sources, { addedPolicies }).flatMap(({ vaults }) =>
      vaults.flatMap((each) =>
        (each.addedPolicies ?? []).map(({ value, origin }) => [value, origin.span.file, textAt(sources, origin.span)]),
      ),
    )
  }

  test('by a child of the same deployment, unless the list has it itself', () => {
    expect(added({ 'main.bicep': policyVault('accessPolicies: []') + add(b) })).toEqual([
      [
        bob,
        'main.bicep',
        "{ tenantId: tenant().tenantId, objectId: '" + bob + "', permissions: { secrets: ['get'] }  }",
      ],
    ])
    expect(added({ 'main.bicep': policyVault(`accessPolicies: [${entry(b, '')}]`) + add(b) })).toEqual([])
  })

  test('by another deployment, where both names are known and equal', () => {
    const main = policyVault('accessPolicies: []')
    expect(added({ 'main.bicep': main, 'app.bicep': existing + add(b) }).map(([who, file]) => [who, file])).toEqual([
      [bob, 'app.bicep'],
    ])
    const elsewhere = existing.replace("'kv' }", "'KV' }")
    expect(added({ 'main.bicep': main, 'app.bicep': elsewhere + add(b) })).toHaveLength(1)
    const unknownName = `param name string\n${existing.replace("'kv' }", 'name }')}`
    expect(added({ 'main.bicep': main, 'app.bicep': unknownName + add(b) })).toEqual([])
    expect(added({ 'main.bicep': main, 'app.bicep': existing.replace("'kv' }", "'kv2' }") + add(b) })).toEqual([])
  })

  test('nothing by what replaces, removes, or may not be deployed', () => {
    const main = policyVault('accessPolicies: []')
    expect(added({ 'main.bicep': main + add(b, 'replace') })).toEqual([])
    expect(added({ 'main.bicep': main + add(b, 'remove') })).toEqual([])
    const perhaps = `param deploy bool\n${main}${add(b, 'add', 'added', 'if (deploy) ')}`
    expect(added({ 'main.bicep': perhaps })).toEqual([])
  })

  test('is told by the resource where its list is not written', () => {
    const app = `param list array\n${existing}resource added 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = { parent: kv, name: 'add', properties: { accessPolicies: list } }`
    expect(
      added({ 'main.bicep': policyVault('accessPolicies: []'), 'app.bicep': app }).map(([who, file]) => [who, file]),
    ).toEqual([['a principal', 'app.bicep']])
  })
})
