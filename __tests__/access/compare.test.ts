import { describe, expect, test } from '@jest/globals'
import { speaksOf } from '../../src/access/compare.js'
import { assign, entry, policyVault, rbacVault, roles, vault } from './support/bicep.js'
import { alice, bob, declarationsIn, modelOf } from './support/run.js'
import type { RunOptions } from './support/run.js'

const head = 'apiVersion: keyvault-access/v1\nkind: AccessDeclaration\nvaults:\n'
const a = `'${alice}'`

function declared(access: string, name = 'kv') {
  return [declarationsIn(`${head}  - name: ${name}\n    access:\n${access}`)]
}

const secretsUser = `      - { principal: { objectId: ${alice} }, role: Key Vault Secrets User }\n`

describe('a declaration speaks of a vault', () => {
  test.each([
    ['kv', true],
    ['KV', true],
    ['k*', true],
    ['other', false],
    ['kv-*', false],
  ])('%s: %s', (name, expected) => {
    const [declaration] = declarationsIn(`${head}  - name: ${name}`).vaults
    const [found] = modelOf(rbacVault).vaults
    expect(declaration && found && speaksOf(declaration, found)).toBe(expected)
  })

  test('by its symbol where the name is a parameter', () => {
    const source = `param n string\n${rbacVault.replace('resource kv', 'resource vault').replace("name: 'kv'", 'name: n')}`
    const { vaults } = modelOf(source, { declarations: declared('', 'vault') })
    expect(vaults[0]?.declared).toHaveLength(1)
  })

  test('and gives it an environment that no path gives', () => {
    const declarations = [declarationsIn(`${head}  - { name: kv, environment: production }`)]
    const environment = (options: RunOptions) => modelOf(rbacVault, { declarations, ...options }).vaults[0]?.environment
    expect(environment({})).toBe('production')
    expect(environment({ environmentOf: (file) => (file === 'main.bicep' ? 'development' : undefined) })).toBe(
      'development',
    )
    expect(environment({ environmentOf: () => 'staging' })).toBe('production')
  })
})

describe('what goes beyond a declaration', () => {
  function undeclared(source: string, options: RunOptions) {
    return modelOf(source, options).grants.map(
      ({ plane, undeclared }) =>
        undeclared && [plane, undeclared.operations, undeclared.certain, undeclared.unknowns.length],
    )
  }

  test.each([
    [
      'nothing where nothing is declared',
      rbacVault + assign(roles.secretsOfficer, a, 'kv'),
      [],
      [undefined, undefined],
    ],
    ['nothing that is declared', rbacVault + assign(roles.secretsUser, a, 'kv'), declared(secretsUser), [undefined]],
    [
      'what is more than declared',
      rbacVault + assign(roles.reader, a, 'kv'),
      declared(
        `      - { principal: { objectId: ${alice} }, permissions: { secrets: [list], keys: [get, list, getrotationpolicy], certificates: [get, list, getissuers, listissuers] } }`,
      ),
      [['data', ['storage/get', 'storage/getsas', 'storage/list', 'storage/listsas'], true, 0], undefined],
    ],
    [
      'somebody who is not declared',
      rbacVault + assign(roles.secretsUser, `'${bob}'`, 'kv'),
      declared(secretsUser),
      [['data', ['secrets/get', 'secrets/list'], true, 0]],
    ],
    [
      'what has no effect is not granted',
      policyVault + assign(roles.secretsOfficer, a, 'kv'),
      declared(secretsUser),
      [undefined, undefined],
    ],
    [
      'the management plane as well, but for reading',
      rbacVault + assign(roles.keyVaultContributor, a, 'kv'),
      declared(secretsUser),
      [['management', expect.arrayContaining(['Microsoft.KeyVault/vaults/write']), true, 0]],
    ],
    [
      'nothing that a declared role of the management plane gives',
      rbacVault + assign(roles.keyVaultContributor, a, 'kv'),
      declared(`      - { principal: { objectId: ${alice} }, role: f25e0fa2-a7c8-4377-a976-54943a77a395 }`),
      [undefined],
    ],
    [
      'somebody unknown cannot be told',
      `param who string\n${rbacVault}${assign(roles.secretsUser, 'who', 'kv')}`,
      declared(secretsUser),
      [['data', ['secrets/get', 'secrets/list'], 'unknown', 1]],
    ],
    [
      'somebody whom a name may mean cannot be told',
      rbacVault + assign(roles.secretsUser, `'${bob}'`, 'kv'),
      declared('      - { principal: { name: App team }, role: Key Vault Secrets User }'),
      [['data', ['secrets/get', 'secrets/list'], 'unknown', 1]],
    ],
    [
      'a declared role that is not built in cannot be told',
      rbacVault + assign(roles.secretsUser, a, 'kv'),
      declared(`      - { principal: { objectId: ${alice} }, role: Our Role }`),
      [['data', ['secrets/get', 'secrets/list'], 'unknown', 1]],
    ],
    [
      'a permission model that is not told leaves it open',
      `param r bool\n${vault('enableRbacAuthorization: r')}${assign(roles.secretsUser, `'${bob}'`, 'kv')}`,
      declared(secretsUser),
      [['data', ['secrets/get', 'secrets/list'], 'unknown', 1]],
    ],
  ])('%s', (_, source, declarations, expected) => {
    expect(undeclared(source, { declarations })).toEqual(expected)
  })

  test('is matched by symbol, and by the name that the configuration gives', () => {
    const bySymbol = declared("      - { principal: { symbol: 'app*' }, role: Key Vault Secrets User }")
    expect(
      undeclared(`param appId string\n${rbacVault}${assign(roles.secretsUser, 'appId', 'kv')}`, {
        declarations: bySymbol,
      }),
    ).toEqual([undefined])
    const byName = declared('      - { principal: { name: App team }, role: Key Vault Secrets User }')
    const principals = [{ persona: 'application', objectId: alice, name: 'App team' }]
    expect(undeclared(rbacVault + assign(roles.secretsUser, a, 'kv'), { declarations: byName, principals })).toEqual([
      undefined,
    ])
  })

  test('of an access policy is told as well', () => {
    const source = vault(`accessPolicies: [${entry(a, "secrets: ['get', 'set']")}]`)
    expect(undeclared(source, { declarations: declared(secretsUser) })).toEqual([['data', ['secrets/set'], true, 0]])
  })
})
