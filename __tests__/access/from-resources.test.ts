import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { buildModel } from '../../src/access/from-resources.js'
import type { AccessModel } from '../../src/access/model.js'
import { parseResourceId } from '../../src/evaluate/resource-id.js'
import type { Deployment, Resource } from '../../src/evaluate/resource.js'
import { arrayOf, choiceOf, entryOf, literal, objectOf, originAt, textOf, unknown } from '../../src/evaluate/value.js'
import type { Value } from '../../src/evaluate/value.js'
import { assign, entry, rbacVault, roles, vault } from './support/bicep.js'
import { alice, bob, deploymentsOf, grantsOf, modelOf, settings } from './support/run.js'

const [empty] = deploymentsOf({ 'main.bicep': '' })
if (!empty) throw new Error('no deployment')
const base: Deployment = empty

const span = { file: 'main.bicep', start: 0, end: 1 }
const origin = originAt(span)

function hole(name: string) {
  return unknown({ kind: 'parameter', name, span }, name, origin)
}

/** Names, ids and words that mean something to the model, and others. */
const words = fc.constantFrom(
  'kv',
  'other',
  'all',
  'get',
  'purge',
  'AuditEvent',
  'vault',
  'add',
  'remove',
  'Disabled',
  '',
  alice,
  roles.owner,
  `/providers/Microsoft.Authorization/roleDefinitions/${roles.contributor}`,
  'Microsoft.KeyVault',
  '*',
  '/subscriptions/s/resourceGroups/g',
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv',
)

const keys = fc.constantFrom(
  'properties',
  'accessPolicies',
  'objectId',
  'tenantId',
  'permissions',
  'secrets',
  'keys',
  'principalId',
  'identity',
  'roleDefinitionId',
  'networkAcls',
  'virtualNetworkRules',
  'id',
  'actions',
  'dataActions',
  'logs',
  'workspaceId',
  'privateLinkServiceConnections',
  'privateLinkServiceId',
  'groupIds',
  'userAssignedIdentities',
  'condition',
  'category',
)

/** Values of every kind. */
const { value: values } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(words, fc.boolean(), fc.integer(), fc.constant(null)).map((plain): Value => literal(plain, origin)),
    fc.constantFrom('a', 'b[*]', 'principalId of x').map((name): Value => hole(name)),
    words.map((word) => textOf([word, hole('part')], origin)),
    fc.dictionary(keys, tie('value'), { maxKeys: 5 }).chain((entries) =>
      fc.boolean().map((open): Value => {
        const list = Object.entries(entries).map(([key, value]) => entryOf(key, span, value))
        return objectOf(list, origin, open ? hole('rest') : undefined)
      }),
    ),
    fc
      .array(tie('value'), { maxLength: 3 })
      .chain((items) => fc.boolean().map((open): Value => arrayOf(items, origin, open ? hole('more[*]') : undefined))),
    fc.tuple(tie('value'), tie('value')).map(([a, b]) => {
      const one = (outcome: string, value: Value) => ({
        when: outcome,
        unknowns: [hole('c')],
        assumes: [{ condition: 'c', outcome }],
        value,
      })
      return choiceOf([one('true', a), one('false', b)], origin)
    }),
  ),
}))

const types = [
  'Microsoft.KeyVault/vaults',
  'Microsoft.KeyVault/managedHSMs',
  'Microsoft.KeyVault/vaults/accessPolicies',
  'Microsoft.KeyVault/vaults/secrets',
  'Microsoft.KeyVault/vaults/keys',
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.Authorization/roleDefinitions',
  'Microsoft.Authorization/roleEligibilityScheduleRequests',
  'Microsoft.Network/privateEndpoints',
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Insights/diagnosticSettings',
  'Microsoft.Web/sites',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.KeyVault/vaults/providers/roleAssignments',
]

const resources: fc.Arbitrary<readonly Resource[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom(...types),
      id: values,
      scope: values,
      name: values,
      properties: values,
      identity: values,
      existing: fc.boolean(),
      deployed: fc.constantFrom(true as const, 'unknown' as const),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ type, id, scope, name, properties, identity, existing, deployed }, at): Resource => {
      const own = { file: 'main.bicep', start: at * 10, end: at * 10 + 5 }
      return {
        type,
        typeKey: type.toLowerCase(),
        apiVersion: literal('2023-07-01', origin),
        names: type
          .split('/')
          .slice(1)
          .map(() => name),
        id,
        existing,
        deployed,
        conditionUnknowns: deployed === 'unknown' ? [hole('c')] : [],
        scope,
        scopeKind: parseResourceId(scope)?.chain.length === 0 ? 'resourceGroup' : 'resource',
        body: objectOf([entryOf('properties', own, properties), entryOf('identity', own, identity)], originAt(own)),
        span: own,
        head: own,
        modulePath: '',
        calls: [],
        program: base.program,
        loopIndexes: [],
      }
    }),
  )

const principals = [
  { persona: 'application', symbol: '*' },
  { persona: 'auditors', objectId: alice },
]

function build(of: readonly Resource[]): AccessModel {
  return buildModel({ ...base, resources: of }, { ...settings, principals }, [])
}

/** Everything that a report would say of a model. */
function outline(model: AccessModel): unknown {
  return {
    vaults: model.vaults.map(({ id, name, existing, policies, grants }) => [
      id,
      name,
      existing,
      policies.length,
      grants.length,
    ]),
    grants: grantsOf(model),
    excess: model.grants.map(({ excess, proposal, head }) => [excess, proposal, head]),
    escalations: model.escalations.map(({ path, certain, head, vault }) => [path, certain, head, vault.id]),
    principals: model.principals.map(({ id, persona, holdings }) => [id, persona, holdings.length]),
    endpoints: model.privateEndpoints.map(({ head, vault, targetsVault }) => [head, vault?.id, targetsVault]),
  }
}

describe('whatever the resources are', () => {
  test('there is a model, and its parts belong together', () => {
    fc.assert(
      fc.property(resources, (all) => {
        const model = build(all)
        for (const grant of model.grants) {
          expect(grant.principal.grants).toContain(grant)
          expect(grant.vault?.grants ?? [grant]).toContain(grant)
          expect([...grant.operations]).toEqual([...new Set(grant.operations)].sort())
        }
        for (const vault of model.vaults) expect(model.vaults.filter((other) => other === vault)).toHaveLength(1)
        for (const { vault } of model.escalations) expect(model.vaults).toContain(vault)
      }),
      { numRuns: 300 },
    )
  })

  test('their order is nothing', () => {
    const shuffled = resources.chain((all) =>
      fc.shuffledSubarray([...all], { minLength: all.length }).map((other) => ({ all, other })),
    )
    fc.assert(
      fc.property(shuffled, ({ all, other }) => {
        expect(outline(build(other))).toEqual(outline(build(all)))
      }),
      { numRuns: 200 },
    )
  })
})

describe('a template and its source', () => {
  const bicep = `param vaultName string
param appId string
${vault(`accessPolicies: [${entry('appId', "secrets: ['get']")}]`).replace("'kv'", 'vaultName')}
resource ra 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: guid('x'), scope: kv, properties: { principalId: '${bob}', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles.keyVaultContributor}') } }`
  const arm = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    parameters: { vaultName: { type: 'string' }, appId: { type: 'string' } },
    resources: [
      {
        type: 'Microsoft.KeyVault/vaults',
        apiVersion: '2023-07-01',
        name: "[parameters('vaultName')]",
        properties: {
          tenantId: '[tenant().tenantId]',
          accessPolicies: [
            { tenantId: '[tenant().tenantId]', objectId: "[parameters('appId')]", permissions: { secrets: ['get'] } },
          ],
        },
      },
      {
        type: 'Microsoft.Authorization/roleAssignments',
        apiVersion: '2022-04-01',
        scope: "[format('Microsoft.KeyVault/vaults/{0}', parameters('vaultName'))]",
        name: "[guid('x')]",
        properties: {
          principalId: bob,
          roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles.keyVaultContributor}')]`,
        },
      },
    ],
  }

  test('give the same access', () => {
    const grants = grantsOf(modelOf({ 'main.json': arm }))
    expect(grants).toEqual(grantsOf(modelOf(bicep)))
    expect(grants).toEqual([
      '${vaultName} | appId | data | accessPolicy | vault | - | counts | secrets/get',
      `\${vaultName} | ${bob} | management | roleAssignment | vault | Key Vault Contributor | counts | 32 operations`,
    ])
  })
})

describe('a call that cannot be followed', () => {
  test('makes the model incomplete', () => {
    const call = "module m 'br/public:avm/res/key-vault/vault:0.9.0' = { name: 'm' }"
    expect([modelOf(rbacVault).incomplete, modelOf(rbacVault + call).incomplete]).toEqual([false, true])
    expect(modelOf(rbacVault, { incomplete: true }).incomplete).toBe(true)
  })
})

test('endpoints are looked for when they are asked for', () => {
  const model = modelOf(
    `${rbacVault}${assign(roles.secretsUser, `'${alice}'`, 'kv')}output u string = 'https://kv.vault.azure.net'`,
  )
  expect(model.endpoints).toBe(model.endpoints)
  expect(model.endpoints.map(({ name }) => name)).toEqual(['kv.vault.azure.net'])
})
