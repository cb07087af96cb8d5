import { partsOf } from '../evaluate/parts.js'
import { contextValue } from '../evaluate/place.js'
import { idKey, parseResourceId } from '../evaluate/resource-id.js'
import type { Resource } from '../evaluate/resource.js'
import { entryOf, objectOf, textOf, unknown, withOrigin } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'
import { ruleOrigin } from './operand.js'

/**
 * `resourceGroup()` and `subscription()` of a policy: where the resource judged lies.
 *
 * What a template says of the same place by the same name is the same value, though nobody knows it before deployment.
 */
export function placeObject(name: 'resourceGroup' | 'subscription', resource: Resource | undefined): Value {
  const known = resource && placeOf(name, resource)
  const called = `${name}()`
  if (!known) return unknown({ kind: 'context', name: called }, called, ruleOrigin, { type: 'object' })
  const key = idKey(known.id)
  const told: readonly (readonly [string, Value])[] = [
    ['id', known.id],
    ...known.told,
    ...known.untold.map((each) => [each, contextValue(`${called}.${each}`, key, ruleOrigin)] as const),
  ]
  const rest = unknown({ kind: 'context', name: called }, `${called} of ${key}`, ruleOrigin)
  const entries = told.map(([each, value]) => entryOf(each, ruleOrigin.span, withOrigin(value, ruleOrigin)))
  return objectOf(entries, ruleOrigin, rest)
}

interface Place {
  readonly id: Value
  readonly told: readonly (readonly [string, Value])[]
  /** Properties that only Azure knows. */
  readonly untold: readonly string[]
}

function placeOf(name: 'resourceGroup' | 'subscription', { id }: Resource): Place | undefined {
  const scope = parseResourceId(id)?.scope
  if (scope?.kind !== 'resourceGroup' && scope?.kind !== 'subscription') return undefined
  const subscription = partsOf(scope.subscriptionId)
  if (!subscription) return undefined
  const path = ['/subscriptions/', ...subscription]
  if (name === 'subscription') {
    const told = [['subscriptionId', scope.subscriptionId]] as const
    return { id: textOf(path, ruleOrigin), told, untold: ['displayName'] }
  }
  const group = scope.kind === 'resourceGroup' ? partsOf(scope.resourceGroup) : undefined
  if (scope.kind !== 'resourceGroup' || !group) return undefined
  return {
    id: textOf([...path, '/resourceGroups/', ...group], ruleOrigin),
    told: [['name', scope.resourceGroup]],
    untold: ['location'],
  }
}
