import { describe, expect, test } from '@jest/globals'
import { isGuid } from '../../src/access/identifiers.js'
import { entry, vault } from './support/bicep.js'
import { alice, modelOf, plain, textAt } from './support/run.js'

test.each([
  [alice, true],
  [alice.toUpperCase(), true],
  [`{${alice}}`, false],
  [alice.slice(1), false],
  ['', false],
])('%p is a GUID: %p', (text, expected) => {
  expect(isGuid(text)).toBe(expected)
})

describe('what stands for a principal', () => {
  const identity =
    "resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id', location: 'x' }"
  const form = (objectId: string, more: string) => {
    const source = `${more}\n${vault(`accessPolicies: [${entry(objectId, '')}]`)}`
    const found = modelOf(source).policies[0]?.objectIdForm
    return [plain(found), found && textAt(source, found.origin.span)]
  }

  test.each([
    [`'${alice}'`, '', 'objectId', `'${alice}'`],
    ["'me@contoso.com'", '', 'malformed', "'me@contoso.com'"],
    ["''", '', 'malformed', "''"],
    ["'<object-id>'", '', '<unknown>', "'<object-id>'"],
    ["'GEN-OBJECTID'", '', '<unknown>', "'GEN-OBJECTID'"],
    ["'GET-PREREQ-id'", '', '<unknown>', "'GET-PREREQ-id'"],
    ['id.properties.principalId', identity, 'objectId', 'id.properties.principalId'],
    ['id.properties.clientId', identity, 'clientId', 'id.properties.clientId'],
    [
      'web.identity.principalId',
      "resource web 'Microsoft.Web/sites@2023-01-01' = { name: 'w', location: 'x', identity: { type: 'SystemAssigned' } }",
      'objectId',
      'web.identity.principalId',
    ],
    ['deployer().objectId', '', 'objectId', 'deployer()'],
    [
      'aks.properties.identityProfile.kubeletidentity.objectId',
      "resource aks 'Microsoft.ContainerService/managedClusters@2023-01-01' existing = { name: 'aks' }",
      'objectId',
      'aks.properties.identityProfile.kubeletidentity.objectId',
    ],
    ['clientId', 'param clientId string', 'clientId', 'clientId'],
    ['servicePrincipalAppId', 'param servicePrincipalAppId string', 'clientId', 'servicePrincipalAppId'],
    ['app.applicationId', 'param app object', 'clientId', 'app'],
    ['who', 'param who string', '<unknown>', 'who'],
    ['app.objectId', 'param app object', '<unknown>', 'app'],
    ['appObjectId', 'param appObjectId string', '<unknown>', 'appObjectId'],
    ["'user-${who}'", 'param who string', 'malformed', "'user-${who}'"],
  ])('%s', (objectId, more, expected, place) => {
    expect(form(objectId, more)).toEqual([expected, place])
  })
})

describe('the tenant of an access policy is the vault’s', () => {
  const matches = (own: string, policy: string, more = '') => {
    const source = `${more}\n${vault(`accessPolicies: [${entry(`'${alice}'`, '').replace('tenant().tenantId', policy)}]`).replace('tenant().tenantId', own)}`
    return modelOf(source).policies[0]?.tenantMatches
  }
  const id = "resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id', location: 'x' }"

  test.each([
    ['tenant().tenantId', 'subscription().tenantId', '', true],
    ['subscription().tenantId', 'id.properties.tenantId', id, true],
    ["reference(id.id, '2023-01-31').tenantId", 'tenant().tenantId', id, true],
    [`'${alice}'`, `'${alice.toUpperCase()}'`, '', true],
    [`'${alice}'`, "'00000000-0000-0000-0000-00000000000a'", '', false],
    [`'${alice}'`, 'tenant().tenantId', '', 'unknown'],
    [`'${alice}'`, 'id.properties.tenantId', id, 'unknown'],
    ['who', 'who', 'param who string', true],
    ['who', 'other', 'param who string\nparam other string', 'unknown'],
    ['tenant().tenantId', 'id.properties.principalId', id, 'unknown'],
    ['tenant().tenantId', 'who', 'param who string', 'unknown'],
  ])('%s and %s', (own, policy, more, expected) => {
    expect(matches(own, policy, more)).toBe(expected)
  })
})
