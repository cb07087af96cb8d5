import { describe, expect, test } from '@jest/globals'
import { indexResources } from '../../src/access/resource-index.js'
import { resourceKey } from '../../src/access/resource-key.js'
import { principalIdentity } from '../../src/evaluate/resource-id.js'
import { unknown } from '../../src/evaluate/value.js'
import { deploymentsOf } from './support/run.js'

const identity =
  "resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id', location: 'x' }\n"
const web = (ids: string) =>
  `resource web 'Microsoft.Web/sites@2023-01-01' = { name: 'web', location: 'x', identity: { type: 'UserAssigned', userAssignedIdentities: ${ids} } }\n`

function indexed(source: string) {
  const [deployment] = deploymentsOf({ 'main.bicep': source })
  const { resources = [], sought = [] } = deployment ?? {}
  const bySymbol = (symbol: string) => {
    const found = resources.find((resource) => resource.symbol === symbol)
    if (!found) throw new Error(symbol)
    return found
  }
  return { index: indexResources(sought, () => resources), bySymbol }
}

describe('resources are found', () => {
  test('by type', () => {
    const { index, bySymbol } = indexed(identity + web('{}'))
    expect(index.ofType('microsoft.web/sites')).toEqual([bySymbol('web')])
    expect(index.ofType('microsoft.web/serverfarms')).toEqual([])
  })

  test('by id, declarations before references', () => {
    const { index, bySymbol } = indexed(
      `resource ref 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = { name: 'ID' }\n${identity}`,
    )
    const key = resourceKey(bySymbol('id').id) ?? ''
    expect(index.byKey(key)).toEqual([bySymbol('id'), bySymbol('ref')])
    expect(index.byKey(key.replace('id', 'other'))).toEqual([])
  })

  test('by the object id of their identity', () => {
    const { index, bySymbol } = indexed(identity)
    const { id } = bySymbol('id')
    const objectId = unknown({ kind: 'runtime', name: 'principalId' }, principalIdentity(id), id.origin)
    expect(index.byPrincipal(objectId)).toBe(bySymbol('id'))
    expect(index.byPrincipal(id)).toBeUndefined()
  })

  test.each([
    ['a name in part known', "{ '${id.id}': {} }"],
    [
      'an id that is wholly known',
      "{ '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id': {} }",
    ],
    ['a list', '[id.id]'],
  ])('by the identity that they act with, given as %s', (_, ids) => {
    const { index, bySymbol } = indexed(identity + web(ids))
    const known = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id'
    const { id } = bySymbol('id')
    const value = ids.includes(known) ? { kind: 'literal' as const, value: known, origin: id.origin } : id
    expect(index.actingAs(resourceKey(value) ?? '')).toEqual([bySymbol('web')])
  })
})
