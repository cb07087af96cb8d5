import { describe, expect, test } from '@jest/globals'
import { areSought, isSought, mattersOn } from '../../src/access/sought.js'
import { deploymentsOf } from './support/run.js'

describe('types that access is read from', () => {
  test.each([
    ['microsoft.keyvault/vaults', true],
    ['microsoft.keyvault/vaults/providers/diagnosticsettings', true],
    ['microsoft.authorization/roleassignments', true],
    ['microsoft.authorization/roledefinitions', true],
    ['microsoft.authorization/locks', false],
    ['microsoft.network/privateendpoints', true],
    ['microsoft.network/virtualnetworks', false],
    ['microsoft.compute/virtualmachines', true],
    ['microsoft.web/sites', false],
  ])('%s: %s', (typeKey, expected) => {
    expect(isSought(typeKey)).toBe(expected)
  })

  test.each([
    ['microsoft.keyvault/vaults', true],
    ['microsoft.keyvault/vaults/secrets', true],
    ['microsoft.resources/resourcegroups', true],
    ['microsoft.operationalinsights/workspaces', true],
    ['microsoft.storage/storageaccounts/blobservices/containers', true],
    ['microsoft.containerservice/managedclusters', false],
  ])('roles and diagnostic settings on %s: %s', (scope, expected) => {
    expect(mattersOn(scope)).toBe(expected)
    expect(isSought('microsoft.authorization/roleassignments', scope)).toBe(expected)
    expect(isSought('microsoft.insights/diagnosticsettings', scope)).toBe(expected)
    expect(isSought('microsoft.keyvault/vaults', scope)).toBe(true)
  })

  test.each([
    ['Microsoft.KeyVault/*', true],
    ['Microsoft.KeyVault/vaults', true],
    ['Microsoft.Authorization/role*', true],
    ['Microsoft.Authorization/*', false],
    ['Microsoft.Network/privateEndpoints', true],
    ['Microsoft.Network/privateEndpoints*', false],
    ['*', false],
  ])('all that %s names: %s', (pattern, expected) => {
    expect(areSought(pattern)).toBe(expected)
  })

  test('a role on what is no vault is left out, however its scope is written', () => {
    const source = `resource aks 'Microsoft.ContainerService/managedClusters@2024-01-01' existing = { name: 'aks' }
resource a 'Microsoft.Authorization/roleAssignments@2022-04-01' = { scope: aks, name: 'a', properties: { roleDefinitionId: 'x' } }
resource b 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: 'b', properties: { roleDefinitionId: 'x' } }`
    const [deployment] = deploymentsOf({ 'main.bicep': source })
    expect(deployment?.sought.map(({ symbol }) => symbol)).toEqual(['b'])
    expect(deployment?.resources.map(({ symbol }) => symbol)).toEqual(['aks', 'a', 'b'])
  })
})
