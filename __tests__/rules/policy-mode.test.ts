import { expect, test } from '@jest/globals'
import { definition, load, vault, verdicts } from './support/policy.js'

const untagged = (mode: string | undefined) => ({
  name: 'tagged',
  properties: {
    displayName: 'Everything is tagged',
    ...(mode === undefined ? {} : { mode }),
    policyRule: { if: { field: 'tags.owner', exists: 'false' }, then: { effect: 'audit' } },
  },
})

const secret = {
  type: 'Microsoft.KeyVault/vaults/secrets',
  apiVersion: '2023-07-01',
  name: 'kv/secret',
  properties: { value: "[parameters('unknown')]" },
}
const assignment = {
  type: 'Microsoft.Authorization/roleAssignments',
  apiVersion: '2022-04-01',
  name: 'a',
  properties: { roleDefinitionId: 'r', principalId: 'p' },
}
const group = {
  type: 'Microsoft.Resources/resourceGroups',
  apiVersion: '2022-09-01',
  name: 'rg',
  location: 'westeurope',
}
const bare = { type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', name: 'bare', properties: {} }

test.each([
  ['Indexed', 2],
  ['indexed', 2],
  ['All', 5],
  [undefined, 5],
  ['Microsoft.KeyVault.Data', 1],
])('mode %s judges what has tags, everything, or data', (mode, expected) => {
  const found = verdicts(untagged(mode), [vault({}), secret, assignment, group, bare])
  expect(found).toHaveLength(expected)
})

test('a mode that looks at nothing of a template is told', () => {
  const { rules, problems } = load([{}], { 'p.json': untagged('Microsoft.Kubernetes.Data') })
  expect(rules).toEqual([])
  expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    'note: `Everything is tagged` is of mode `Microsoft.Kubernetes.Data`, of which templates say nothing, so it is not run',
  ])
})

test('what such a mode has of its own is not looked at', () => {
  const policy = untagged('Microsoft.MachineLearningServices.v2.Data')
  const rule = { if: { field: 'type', equals: 'a' }, then: { effect: 'enforceSetting' } }
  const { problems } = load([{}], { 'p.json': { ...policy, properties: { ...policy.properties, policyRule: rule } } })
  expect(problems.map(({ severity }) => severity)).toEqual(['note'])
})

test('nothing of the provider of deployments but resource groups', () => {
  const specification = {
    type: 'Microsoft.Resources/templateSpecs',
    apiVersion: '2022-02-01',
    name: 'spec',
    location: 'westeurope',
    properties: {},
  }
  expect(verdicts(untagged('All'), [specification])).toEqual([])
  expect(verdicts(untagged('All'), [group])).toHaveLength(1)
})

test('resource groups by the type that Azure gives them', () => {
  const policy = definition(
    { if: { field: 'type', equals: 'Microsoft.Resources/subscriptions/resourceGroups' }, then: { effect: 'audit' } },
    { mode: 'All' },
  )
  expect(verdicts(policy, [vault({}), group])).toEqual(['fail @"Microsoft.Resources/resourceGroups"'])
})
