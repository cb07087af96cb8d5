import type { DeploymentScope, Program } from '../language/program.js'
import type { Span } from '../source/span.js'
import { joinText, segmentOf } from './join.js'
import { literal, originAt, unknown } from './value.js'
import type { ObjectValue, Origin, UnknownDetails, UnknownValue, Value } from './value.js'

/** What a deployment is deployed to; unknown parts have the same identity wherever a deployment names them. */
export interface Place {
  readonly kind: DeploymentScope
  /** `/subscriptions/…/resourceGroups/…`, …; `/` for the tenant. */
  readonly id: Value
  readonly tenantId: Value
  /** Name of the management group, where that is the scope. */
  readonly managementGroup?: Value
  readonly subscriptionId?: Value
  /** Name of the resource group. */
  readonly resourceGroup?: Value
}

/** A value that is known where the template is deployed. */
export function contextValue(name: string, of: string, origin: Origin): UnknownValue {
  return unknown({ kind: 'context', name }, `${name} of ${of}`, origin, { type: 'string', ...shapes.get(name) })
}

const guid: UnknownDetails = { minLength: 36, maxLength: 36, alphabet: '0123456789abcdefABCDEF-', segment: true }
const groupName: UnknownDetails = { minLength: 1, maxLength: 90, segment: true }

/**
 * What is known of the form of some.
 *
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (`Microsoft.Resources`,
 * `Microsoft.Management`)
 */
const shapes: ReadonlyMap<string, UnknownDetails> = new Map([
  ['tenant().tenantId', guid],
  ['subscription().subscriptionId', guid],
  ['resourceGroup().name', groupName],
  ['managementGroup().name', groupName],
])

/** The scope that a root is deployed to, of which nothing is known but its kind. */
export function rootPlace(program: Program, kind: DeploymentScope): Place {
  const origin = originAt(program.span)
  const context = (name: string) => contextValue(name, program.file, origin)
  const tenant = tenantPlace(context('tenant().tenantId'), origin)
  if (kind === 'tenant') return tenant
  if (kind === 'managementGroup') return managementGroupPlace(tenant, context('managementGroup().name'), origin)
  const subscription = subscriptionPlace(tenant, context('subscription().subscriptionId'), origin)
  if (kind === 'subscription') return subscription
  return resourceGroupPlace(subscription, context('resourceGroup().name'), origin)
}

export function tenantPlace(tenantId: Value, origin: Origin): Place {
  return { kind: 'tenant', id: literal('/', origin), tenantId }
}

export function managementGroupPlace(from: Place, name: Value, origin: Origin): Place {
  const id = joinText(['/providers/Microsoft.Management/managementGroups/', segmentOf(name)], origin)
  return { kind: 'managementGroup', id, tenantId: from.tenantId, managementGroup: name }
}

export function subscriptionPlace(from: Place, subscriptionId: Value, origin: Origin): Place {
  const id = joinText(['/subscriptions/', segmentOf(subscriptionId)], origin)
  return { kind: 'subscription', id, tenantId: from.tenantId, subscriptionId }
}

/** A resource group of the subscription of `from`, or of `subscriptionId`. */
export function resourceGroupPlace(from: Place, name: Value, origin: Origin, subscriptionId?: Value): Place {
  const subscription = subscriptionId ?? from.subscriptionId ?? missingSubscription(origin.span)
  const id = joinText(['/subscriptions/', segmentOf(subscription), '/resourceGroups/', segmentOf(name)], origin)
  return { kind: 'resourceGroup', id, tenantId: from.tenantId, subscriptionId: subscription, resourceGroup: name }
}

/** The place that ARM's `subscriptionId` and `resourceGroup` name, seen from another. */
export function placeIn(
  from: Place,
  subscriptionId: Value | undefined,
  resourceGroup: Value | undefined,
  origin: Origin,
): Place {
  if (resourceGroup) return resourceGroupPlace(from, resourceGroup, origin, subscriptionId)
  return subscriptionId ? subscriptionPlace(from, subscriptionId, origin) : from
}

const places = new WeakMap<object, Place>()

/** Lets {@link placeOf} find the place that `resourceGroup()` and its like made an object for. */
export function markPlace(value: ObjectValue, place: Place): ObjectValue {
  places.set(value.entries, place)
  return value
}

/** The place that an object stands for, whatever its id is like. */
export function placeOf(value: Value): Place | undefined {
  return value.kind === 'object' ? places.get(value.entries) : undefined
}

function missingSubscription(span: Span): UnknownValue {
  const message = 'A resource group is named here, but no subscription.'
  return unknown({ kind: 'invalid', message }, `subscription at ${span.file} ${span.start} [*]`, originAt(span))
}
