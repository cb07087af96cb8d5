import type { Span } from '../source/span.js'
import type { Environment } from './environment.js'
import { idKey } from './resource-id.js'
import {
  contextValue,
  managementGroupPlace,
  markPlace,
  resourceGroupPlace,
  subscriptionPlace,
  tenantPlace,
} from './place.js'
import type { Place } from './place.js'
import { entryOf, literal, objectOf, originAt, unknown, withOrigin, withUse } from './value.js'
import type { ObjectValue, Origin, Value } from './value.js'

type ContextFunction = (args: readonly Value[], environment: Environment, span: Span) => Value

/** What a template is told of where it is deployed, keyed by lower-case name. */
export const contextFunctions: ReadonlyMap<string, ContextFunction> = new Map<string, ContextFunction>([
  ['tenant', (_, { frame }, span) => tenantObject(frame.place, originAt(span))],
  ['managementgroup', managementGroup],
  ['subscription', subscription],
  ['resourcegroup', resourceGroup],
  ['deployment', deployment],
  ['deployer', (_, { frame }, span) => shape('deployer()', deployerShape, frame.program.file, originAt(span))],
  ['environment', (_, __, span) => shape('environment()', environmentShape, 'the cloud', originAt(span))],
])

function managementGroup([name]: readonly Value[], { frame }: Environment, span: Span): Value {
  const origin = originAt(span)
  const place = name ? managementGroupPlace(frame.place, name, origin) : frame.place
  const { managementGroup: group } = place
  if (!group) return outside('managementGroup', 'a management group', span)
  const object = contextObject('managementGroup()', idKey(place.id), origin, [
    ['id', place.id],
    ['name', group],
    ['type', literal('Microsoft.Management/managementGroups', origin)],
  ])
  return markPlace(object, place)
}

function subscription([id]: readonly Value[], { frame }: Environment, span: Span): Value {
  const origin = originAt(span)
  const subscriptionId = id ?? frame.place.subscriptionId
  if (!subscriptionId) return outside('subscription', 'a subscription', span)
  const place = subscriptionPlace(frame.place, subscriptionId, origin)
  const object = contextObject('subscription()', idKey(place.id), origin, [
    ['id', place.id],
    ['subscriptionId', subscriptionId],
    ['tenantId', place.tenantId],
    ['displayName', contextValue('subscription().displayName', idKey(place.id), origin)],
  ])
  return markPlace(object, place)
}

function resourceGroup(args: readonly Value[], { frame }: Environment, span: Span): Value {
  const origin = originAt(span)
  const [first, second] = args
  const name = second ?? first ?? frame.place.resourceGroup
  if (!name) return outside('resourceGroup', 'a resource group', span)
  const place = resourceGroupPlace(frame.place, name, origin, second && first)
  const object = contextObject('resourceGroup()', idKey(place.id), origin, [
    ['id', place.id],
    ['name', name],
    ['type', literal('Microsoft.Resources/resourceGroups', origin)],
    ['location', contextValue('resourceGroup().location', idKey(place.id), origin)],
  ])
  return markPlace(object, place)
}

function tenantObject(from: Place, origin: Origin): Value {
  const place = tenantPlace(from.tenantId, origin)
  const object = contextObject('tenant()', 'tenant', origin, [
    ['id', place.id],
    ['tenantId', place.tenantId],
  ])
  return markPlace(object, place)
}

function deployment(_: readonly Value[], { frame }: Environment, span: Span): Value {
  const origin = originAt(span)
  const of = `${idKey(frame.place.id)} ${idKey(frame.deploymentName)}`
  return contextObject('deployment()', of, origin, [
    ['name', frame.deploymentName],
    ['location', contextValue('deployment().location', of, origin)],
  ])
}

/** Properties that are told, and others that only Azure knows. */
function contextObject(
  name: string,
  of: string,
  origin: Origin,
  told: readonly (readonly [string, Value])[],
): ObjectValue {
  const rest = unknown({ kind: 'context', name }, `${name} of ${of}`, origin)
  const entries = told.map(([key, value]) => entryOf(key, origin.span, passed(value, origin)))
  return objectOf(entries, origin, rest)
}

/** What is unknown counts as written where it is asked for; what is known keeps its place. */
function passed(value: Value, origin: Origin): Value {
  return value.kind === 'unknown' || value.kind === 'text' ? withOrigin(value, origin) : withUse(value, origin.span)
}

function outside(name: string, where: string, span: Span): Value {
  const message = `${name}() can only be used in a deployment to ${where}.`
  return unknown({ kind: 'invalid', message }, `${name}() at ${span.file} ${span.start} [*]`, originAt(span))
}

type Shape = readonly (string | readonly [string, Shape])[]

const deployerShape: Shape = ['objectId', 'tenantId', 'userPrincipalName']

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-deployment#environment */
const environmentShape: Shape = [
  'name',
  'gallery',
  'graph',
  'portal',
  'graphAudience',
  'activeDirectoryDataLake',
  'batch',
  'media',
  'sqlManagement',
  'vmImageAliasDoc',
  'resourceManager',
  ['authentication', ['loginEndpoint', 'tenant', 'identityProvider']],
  [
    'suffixes',
    [
      'acrLoginServer',
      'azureDatalakeAnalyticsCatalogAndJob',
      'azureDatalakeStoreFileSystem',
      'azureFrontDoorEndpointSuffix',
      'keyvaultDns',
      'sqlServerHostname',
      'storage',
    ],
  ],
]

function shape(name: string, properties: Shape, of: string, origin: Origin): Value {
  const entries = properties.map((property) =>
    typeof property === 'string'
      ? entryOf(property, origin.span, contextValue(`${name}.${property}`, of, origin))
      : entryOf(property[0], origin.span, shape(`${name}.${property[0]}`, property[1], of, origin)),
  )
  return objectOf(entries, origin, unknown({ kind: 'context', name }, `${name} of ${of}`, origin))
}
