import { describe, expect, test } from '@jest/globals'
import { entry, policyVault, vault } from './support/bicep.js'
import { alice, bob, modelOf, plain, tenant, textAt } from './support/run.js'

const a = `'${alice}'`
const b = `'${bob}'`

function child(name: string, entries: string, more = ''): string {
  return `resource ${name} 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = ${more}{ parent: kv, name: '${name}', properties: { accessPolicies: [${entries}] } }\n`
}

/** Who stands in the vault's list in the end, by what operation. */
function inForce(source: string) {
  return modelOf(source).vaults[0]?.policies.map(({ principal, operation, deployed }) => [
    principal?.id === alice ? 'alice' : principal?.id === bob ? 'bob' : principal?.id,
    operation,
    deployed,
  ])
}

describe('the list of a vault', () => {
  test.each([
    [
      'is what is written inline',
      vault(`accessPolicies: [${entry(a, "secrets: ['get']")}]`),
      [['alice', 'inline', true]],
    ],
    [
      'grows by `add`',
      vault(`accessPolicies: [${entry(a, '')}]`) + child('add', entry(b, '')),
      [
        ['alice', 'inline', true],
        ['bob', 'add', true],
      ],
    ],
    [
      'is changed by `replace`',
      vault(`accessPolicies: [${entry(a, '')}, ${entry(b, '')}]`) + child('replace', entry(a, '')),
      [
        ['bob', 'inline', true],
        ['alice', 'replace', true],
      ],
    ],
    [
      'shrinks by `remove`',
      vault(`accessPolicies: [${entry(a, '')}, ${entry(b, '')}]`) + child('remove', entry(a, '')),
      [['bob', 'inline', true]],
    ],
    [
      'keeps what only may be removed',
      `param on bool\n${vault(`accessPolicies: [${entry(a, '')}]`)}${child('remove', entry(a, ''), 'if (on) ')}`,
      [['alice', 'inline', true]],
    ],
    [
      'tells applications apart',
      vault(`accessPolicies: [${entry(a, '', `, applicationId: '${tenant}'`)}, ${entry(a, '')}]`) +
        child('remove', entry(a, '')),
      [['alice', 'inline', true]],
    ],
    [
      'holds what stands in every case once',
      `param on bool\nvar base = [${entry(a, '')}]\n${vault(`accessPolicies: on ? concat(base, [${entry(b, '')}]) : base`)}`,
      [
        ['alice', 'inline', true],
        ['bob', 'inline', 'unknown'],
      ],
    ],
    [
      'leaves out null entries',
      `param on bool\n${vault(`accessPolicies: [on ? ${entry(a, '')} : null]`)}`,
      [['alice', 'inline', 'unknown']],
    ],
    [
      'is made by loops',
      vault(`accessPolicies: [for who in [${a}, ${b}]: ${entry('who', '')}]`),
      [
        ['alice', 'inline', true],
        ['bob', 'inline', true],
      ],
    ],
  ])('%s', (_, source, expected) => {
    expect(inForce(source)).toEqual(expected)
  })

  test('that is a parameter, or has an unknown entry, is open', () => {
    const open = (source: string) => modelOf(source).vaults[0]?.policiesOpen?.cause
    expect(open(`param p array\n${vault('accessPolicies: p')}`)).toMatchObject({ kind: 'parameter', name: 'p' })
    expect(open(`param p object\n${vault('accessPolicies: [p]')}`)).toMatchObject({ kind: 'parameter', name: 'p' })
    expect(open(`param p array\n${policyVault}${child('add', '').replace('[]', 'p')}`)).toMatchObject({ name: 'p' })
    expect(open(policyVault)).toBeUndefined()
  })

  test('of a vault elsewhere is changed as well', () => {
    const source = `resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\n${child('add', entry(a, ''))}`
    const { policies, vaults } = modelOf(source)
    expect(policies.map(({ vault, operation }) => [vault?.existing, operation])).toEqual([[true, 'add']])
    expect(vaults[0]?.policies).toEqual(policies)
  })
})

describe('an entry', () => {
  test('stands where it is written, in the resource that holds it', () => {
    const source = vault(`accessPolicies: [
      ${entry(a, "secrets: ['get']")}
    ]`)
    const [policy] = modelOf(source).policies
    expect(policy && textAt(source, policy.head)).toBe(entry(a, "secrets: ['get']"))
    expect(policy).toMatchObject({
      id: `main.bicep#kv/accessPolicies/${alice}`,
      type: 'Microsoft.KeyVault/vaults',
      name: 'kv',
      symbol: 'kv',
    })
    expect(policy?.holder?.symbol).toBe('kv')
  })

  test.each([
    ['the vault', 'tenant().tenantId', true],
    ['another one', `'${tenant}'`, 'unknown'],
    ['one that is still to be filled in', "'GEN-TENANT'", 'unknown'],
  ])('whose tenant is that of %s', (_, tenantId, expected) => {
    const source = vault(`accessPolicies: [{ tenantId: ${tenantId}, objectId: ${a}, permissions: {} }]`)
    expect(modelOf(source).policies[0]?.tenantMatches).toBe(expected)
  })

  test('of another known tenant does not match', () => {
    const source = vault(`accessPolicies: [{ tenantId: '${alice}', objectId: ${a}, permissions: {} }]`).replace(
      'tenantId: tenant().tenantId',
      `tenantId: '${tenant}'`,
    )
    expect(modelOf(source).policies[0]?.tenantMatches).toBe(false)
  })

  test('with an empty or null application is not compound', () => {
    const of = (more: string) =>
      plain(modelOf(vault(`accessPolicies: [${entry(a, '', more)}]`)).policies[0]?.applicationId)
    expect([of(''), of(", applicationId: ''"), of(', applicationId: null'), of(`, applicationId: '${bob}'`)]).toEqual([
      undefined,
      undefined,
      undefined,
      bob,
    ])
  })

  test('that stands twice is told of the second', () => {
    const source = vault(`accessPolicies: [${entry(a, '')}, ${entry(b, '')}, ${entry(a.toUpperCase(), '')}]`)
    const { policies } = modelOf(source)
    expect(policies.map(({ duplicateOf }) => duplicateOf && policies.indexOf(duplicateOf))).toEqual([
      undefined,
      undefined,
      0,
    ])
  })

  test('that is added to a vault that is declared twice is no duplicate of itself', () => {
    const twice = `param old bool
resource one 'Microsoft.KeyVault/vaults@2023-07-01' = if (old) { name: 'kv' }
resource two 'Microsoft.KeyVault/vaults@2023-07-01' = if (!old) { name: 'kv' }
resource add 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = { name: 'kv/add', properties: { accessPolicies: [${entry(a, '')}] } }`
    const { policies } = modelOf(twice)
    expect(policies.map(({ vault }) => vault?.symbol)).toEqual(['one', 'two'])
    expect(policies.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, undefined])
  })

  test('that a loop makes twice is told where it is given the same object id again', () => {
    const sources = {
      'main.bicep': `param id string = ${a}
module m 'm.bicep' = { name: 'm', params: { ids: [ id, /* again */ id ] } }`,
      'm.bicep': `param ids array
${vault(`accessPolicies: [for each in ids: ${entry('each', '')}]`)}`,
    }
    const places = modelOf(sources).policies[1]?.duplicateAt
    const main = sources['main.bicep']
    expect(places?.earlier).toMatchObject({ file: 'main.bicep', start: main.indexOf('id, /*') })
    expect(places?.own).toMatchObject({ file: 'main.bicep', start: main.indexOf('id ] }') })
  })

  test('for the same principal in two lists is no duplicate', () => {
    const source = vault(`accessPolicies: [${entry(a, '')}]`) + child('add', entry(a, ''))
    expect(modelOf(source).policies.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, undefined])
  })
})

describe('permissions', () => {
  function policyWith(permissions: string, more = '') {
    const source = `${more}\n${vault(`accessPolicies: [${entry(a, permissions)}]`)}`
    const [policy] = modelOf(source).policies
    if (!policy) throw new Error('no policy')
    return { policy, source }
  }

  test('that are misspelt are told with what was meant, each at its place', () => {
    const { policy, source } = policyWith("keys: ['Get', 'wrapkeys'], secrets: ['gett', 'sign', '*']")
    expect(
      policy.misspelt.map(({ permission, proposal }) => [
        permission.value,
        proposal,
        textAt(source, permission.origin.span),
      ]),
    ).toEqual([
      ['keys/wrapkeys', 'keys/wrapKey', "'wrapkeys'"],
      ['secrets/gett', 'secrets/get', "'gett'"],
      ['secrets/sign', 'keys/sign', "'sign'"],
      ['secrets/*', undefined, "'*'"],
    ])
  })

  test('that hold everything of a kind are told at `all`, or at the list', () => {
    const { policy, source } = policyWith(
      "keys: ['All'], secrets: ['get', 'list', 'set', 'delete', 'backup', 'restore', 'recover'], certificates: ['get']",
    )
    expect(policy.completeKinds.map(({ value, origin }) => [value, textAt(source, origin.span)])).toEqual([
      ['keys', "'All'"],
      ['secrets', "['get', 'list', 'set', 'delete', 'backup', 'restore', 'recover']"],
    ])
  })

  test('to purge what may be deleted are told, by kind', () => {
    const { policy, source } = policyWith(
      "keys: ['delete', 'purge'], secrets: ['purge'], certificates: ['all', 'purge']",
    )
    expect(policy.purges.map(({ value, origin }) => [value, textAt(source, origin.span)])).toEqual([
      ['keys/purge', "'purge'"],
      ['certificates/purge', "'purge'"],
    ])
  })

  test('give what every case gives, and may give more', () => {
    const open = (permissions: string, more: string) => {
      const { policy } = policyWith(permissions, more)
      const [grant] = modelOf(`${more}\n${vault(`accessPolicies: [${entry(a, permissions)}]`)}`).grants
      return [policy.misspelt.length, grant?.operations, grant?.open?.cause.kind]
    }
    expect(open("secrets: p ? ['get', 'list'] : ['get']", 'param p bool')).toEqual([0, ['secrets/get'], 'parameter'])
    expect(open('secrets: p', 'param p array')).toEqual([0, [], 'parameter'])
    expect(open("secrets: ['get', p]", 'param p string')).toEqual([0, ['secrets/get'], 'parameter'])
    expect(open("secrets: concat(['get'], p)", 'param p array')).toEqual([0, ['secrets/get'], 'parameter'])
    expect(open("secrets: ['get']", 'param p array')).toEqual([0, ['secrets/get'], undefined])
  })
})
