import { describe, expect, test } from '@jest/globals'
import { buildDeclarationModel } from '../../src/access/declared-model.js'
import { assign, rbacVault, roles, vault } from './support/bicep.js'
import { alice, bob, declarationsIn, grantsOf, modelsOf, settings } from './support/run.js'
import type { RunOptions, Sources } from './support/run.js'

const head = 'apiVersion: keyvault-access/v1\nkind: AccessDeclaration\nvaults:\n'
const a = `'${alice}'`

function modelOfDeclaration(vaults: string, sources: Sources = {}, options: RunOptions = {}) {
  const declarations = [declarationsIn(head + vaults)]
  const models = modelsOf(sources, { ...options, declarations })
  const { parameters: _, declarations: __, ...own } = options
  return buildDeclarationModel(
    declarations.flatMap((file) => file.vaults),
    { ...settings, ...own },
    models,
  )
}

function kv(access: string, more = ''): string {
  return `  - name: kv\n    ${more}\n    access:\n${access}`
}

describe('declared grants', () => {
  test('of permissions and of roles are grants like any other', () => {
    const model = modelOfDeclaration(
      kv(
        `      - { principal: { objectId: ${alice} }, permissions: { secrets: [Get, gett] } }
      - { principal: { name: Auditors }, role: Key Vault Reader }`,
        'permissionModel: accessPolicy',
      ),
    )
    expect(grantsOf(model)).toEqual([
      `kv | ${alice} | data | declaration | vault | - | counts | secrets/get`,
      'kv | Auditors | data | declaration | vault | Key Vault Reader | inert | certificates/get certificates/getissuers certificates/list certificates/listissuers keys/get keys/getrotationpolicy keys/list secrets/list storage/get storage/getsas storage/list storage/listsas',
      'kv | Auditors | management | declaration | vault | Key Vault Reader | counts | 12 operations',
    ])
    expect(model.grants.map(({ form }) => form)).toEqual(['accessPolicy', 'roleAssignment', 'roleAssignment'])
    expect(model.policies.map(({ misspelt }) => misspelt.map(({ permission }) => permission.value))).toEqual([
      ['secrets/gett'],
    ])
    expect(model.assignments.map(({ roleExists, scopeKind }) => [roleExists, scopeKind])).toEqual([[true, 'vault']])
  })

  test('of a vault whose permission model is not said may count', () => {
    expect(
      modelOfDeclaration(kv(`      - { principal: { objectId: ${alice} }, role: Key Vault Secrets User }`)).grants[0]
        ?.effective,
    ).toBe('unknown')
  })

  test('have the persona that the configuration gives, else the declared one', () => {
    const source = kv(
      `      - { principal: { objectId: ${alice} }, persona: application, role: Key Vault Secrets Officer }`,
    )
    const of = (options: RunOptions) =>
      modelOfDeclaration(source, {}, options).grants.map(({ principal, excess }) => [
        principal.persona,
        principal.personaReason,
        excess?.length,
      ])[0]
    expect(of({})).toEqual(['application', 'its declaration says so', 6])
    expect(of({ principals: [{ persona: 'security-team', objectId: alice }] })).toEqual([
      'security-team',
      'the configuration says so of this object id',
      0,
    ])
  })

  test('can lead to the data of the vault', () => {
    const model = modelOfDeclaration(
      kv(
        `      - { principal: { objectId: ${alice} }, role: Contributor, scope: resourceGroup }`,
        'permissionModel: accessPolicy',
      ),
    )
    expect(model.escalations.map(({ path, certain, assignment }) => [path, certain, assignment.scopeKind])).toEqual([
      ['writes-access-policies', true, 'resourceGroup'],
    ])
  })

  test('of one principal in several entries are held by one', () => {
    const model = modelOfDeclaration(
      kv(`      - { principal: { objectId: ${alice} }, role: Key Vault Secrets User }
      - { principal: { objectId: ${alice.toUpperCase()} }, role: Key Vault Reader }
      - { principal: { symbol: app }, role: Key Vault Reader }`),
    )
    expect(model.principals.map(({ id, grants }) => [id, grants.length])).toEqual([
      [alice, 3],
      ['app', 2],
    ])
  })

  test('leave the declaration as it was read', () => {
    const { vaults } = declarationsIn(
      head + kv(`      - { principal: { objectId: ${alice} }, permissions: { secrets: [get] } }`),
    )
    for (let time = 0; time < 2; time++) {
      expect(buildDeclarationModel(vaults, settings, []).vaults[0]?.policies).toHaveLength(1)
    }
    expect(vaults[0]?.vault.policies).toEqual([])
  })
})

describe('what is declared and not granted', () => {
  const entry = kv(`      - { principal: { objectId: ${alice} }, role: Key Vault Secrets User }`)
  const missing = (sources: Sources, options: RunOptions = {}, declaration = entry) =>
    modelOfDeclaration(declaration, sources, options).grants.map(
      ({ plane, missing }) => missing && [plane, missing.operations, missing.certain],
    )

  test.each([
    [
      'nothing where no template speaks of the vault',
      { 'main.bicep': rbacVault.replace('resource kv', 'resource other').replace("'kv'", "'other'") },
      [undefined],
    ],
    ['nothing that is granted', { 'main.bicep': rbacVault + assign(roles.secretsUser, a, 'kv') }, [undefined]],
    ['nothing that a wider role grants', { 'main.bicep': rbacVault + assign(roles.administrator, a) }, [undefined]],
    ['all of it', { 'main.bicep': rbacVault }, [['data', ['secrets/get', 'secrets/list'], true]]],
    [
      'what somebody else holds',
      { 'main.bicep': rbacVault + assign(roles.secretsUser, `'${bob}'`, 'kv') },
      [['data', ['secrets/get', 'secrets/list'], true]],
    ],
    [
      'what has no effect',
      { 'main.bicep': vault('enableRbacAuthorization: false') + assign(roles.secretsUser, a, 'kv') },
      [['data', ['secrets/get', 'secrets/list'], true]],
    ],
    [
      'what somebody unknown may hold cannot be told',
      { 'main.bicep': `param who string\n${rbacVault}${assign(roles.secretsUser, 'who', 'kv')}` },
      [['data', ['secrets/get', 'secrets/list'], 'unknown']],
    ],
    [
      'nothing that another deployment grants on the same name',
      {
        'main.bicep': rbacVault,
        'b.bicep': `resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'KV' }\n${assign(roles.secretsUser, a, 'kv')}`,
      },
      [undefined],
    ],
  ])('%s', (_, sources, expected) => {
    expect(missing(sources)).toEqual(expected)
  })

  test('cannot be told where files are missing', () => {
    expect(missing({ 'main.bicep': rbacVault }, { incomplete: true })).toEqual([
      ['data', ['secrets/get', 'secrets/list'], 'unknown'],
    ])
  })

  test('is asked of every vault that a pattern means', () => {
    const two =
      rbacVault +
      assign(roles.secretsUser, a, 'kv') +
      rbacVault.replace('resource kv', 'resource kv2').replace("'kv'", "'kv2'")
    const pattern = entry.replace('name: kv', "name: 'kv*'")
    expect(missing({ 'main.bicep': two }, {}, pattern)).toEqual([['data', ['secrets/get', 'secrets/list'], true]])
  })
})

describe('several entries for one principal', () => {
  test('of permissions: the later is a duplicate, one of a role is none', () => {
    const { policies } = modelOfDeclaration(
      kv(`      - { principal: { objectId: ${alice} }, permissions: { secrets: [get] } }
      - { principal: { objectId: ${alice} }, role: Key Vault Reader }
      - { principal: { objectId: ${bob} }, permissions: { secrets: [get] } }
      - { principal: { objectId: ${alice} }, permissions: { keys: [sign] } }`),
    )
    expect(policies.map(({ duplicateOf }) => duplicateOf && policies.indexOf(duplicateOf))).toEqual([
      undefined,
      undefined,
      0,
    ])
  })

  test('say its personas together; the first that is said counts', () => {
    const personas = settings.personas.map((persona) =>
      persona.id === 'auditors' ? { ...persona, excludes: ['application'] } : persona,
    )
    const { principals } = modelOfDeclaration(
      kv(`      - { principal: { objectId: ${alice} }, role: Key Vault Reader }
      - { principal: { objectId: ${alice} }, persona: application, role: Key Vault Reader }
      - { principal: { objectId: ${alice} }, persona: auditors, role: Key Vault Reader }
      - { principal: { objectId: ${bob} }, persona: auditors, role: Key Vault Reader }`),
      {},
      { personas },
    )
    expect(principals.map((one) => [one.persona, one.personaReason, one.personas, one.conflicts])).toEqual([
      ['application', 'its declaration says so', ['application', 'auditors'], ['application and auditors']],
      ['auditors', 'its declaration says so', ['auditors'], []],
    ])
  })

  test('the configuration goes first, and what is declared otherwise contradicts it', () => {
    const { principals } = modelOfDeclaration(
      kv(`      - { principal: { objectId: ${alice} }, persona: auditors, role: Key Vault Reader }`),
      {},
      { principals: [{ persona: 'application', objectId: alice }] },
    )
    expect(principals.map(({ persona, personas }) => [persona, personas])).toEqual([
      ['application', ['application', 'auditors']],
    ])
  })
})
