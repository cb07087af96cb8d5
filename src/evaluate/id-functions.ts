import type { Span } from '../source/span.js'
import type { Environment } from './environment.js'
import { joinText, segmentOf } from './join.js'
import { managementGroupPlace, resourceGroupPlace, subscriptionPlace } from './place.js'
import type { Place } from './place.js'
import { callIdentity, choiceOf, firstUnknown, literal, originAt, unknown } from './value.js'
import type { LiteralValue, Origin, Value } from './value.js'

type IdFunction = (args: readonly Value[], environment: Environment, span: Span) => Value

/**
 * The functions that make resource ids, keyed by lower-case name.
 *
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourceid
 */
export const idFunctions: ReadonlyMap<string, IdFunction> = new Map<string, IdFunction>([
  [
    'resourceid',
    (args, { frame }, span) => idOf('resourceId', args, 2, span, (given) => resourceScope(given, frame.place, span)),
  ],
  [
    'subscriptionresourceid',
    (args, { frame }, span) =>
      idOf('subscriptionResourceId', args, 1, span, ([id]) => subscriptionScope(id, frame.place, span)),
  ],
  [
    'managementgroupresourceid',
    (args, { frame }, span) =>
      idOf('managementGroupResourceId', args, 1, span, ([name]) => managementGroupScope(name, frame.place, span)),
  ],
  ['tenantresourceid', (args, _, span) => idOf('tenantResourceId', args, 0, span, () => '')],
  ['extensionresourceid', extensionResourceId],
])

/** The id of a resource in a scope; without `type` and `names`, the scope's own. Of a resource group, that of the scope it is. */
export function resourceIdIn(
  scope: Value | string,
  type: readonly string[],
  names: readonly Value[],
  origin: Origin,
): Value {
  const [group] = names
  if (group && names.length === 1 && isResourceGroup(type))
    return joinText([scope, '/resourceGroups/', segmentOf(group)], origin)
  const parts: (string | Value)[] = [
    typeof scope === 'string' || !isTenant(scope) ? scope : '',
    '/providers/',
    type[0] ?? '',
  ]
  for (const [at, segment] of type.slice(1).entries()) {
    const name = names[at]
    parts.push('/', segment, '/', ...(name ? [segmentOf(name)] : []))
  }
  return joinText(parts, origin)
}

function isResourceGroup(type: readonly string[]): boolean {
  return type.length === 2 && type.join('/').toLowerCase() === 'microsoft.resources/resourcegroups'
}

function isTenant(scope: Value): boolean {
  return scope.kind === 'literal' && scope.value === '/'
}

function extensionResourceId(args: readonly Value[], _: Environment, span: Span): Value {
  const [extended, ...others] = args
  if (!extended) return refused('extensionResourceId', args, span)
  return idOf('extensionResourceId', others, 0, span, () => extended)
}

/** Finds the type among the arguments: what stands before it names the scope, what follows names the resource. */
function idOf(
  name: string,
  args: readonly Value[],
  before: number,
  span: Span,
  scopeOf: (given: readonly Value[]) => Value | string,
): Value {
  const choiceAt = args.slice(0, before + 1).findIndex((arg) => arg.kind === 'choice')
  const choice = args[choiceAt]
  if (choice?.kind === 'choice' && typeAt(args.slice(0, choiceAt), before) === undefined)
    return choiceOf(
      choice.alternatives.map((alternative) => ({
        ...alternative,
        value: idOf(name, args.with(choiceAt, alternative.value), before, span, scopeOf),
      })),
      originAt(span),
    )
  const at = typeAt(args, before)
  const type = at === undefined ? undefined : args[at]
  if (at === undefined || type?.kind !== 'literal') {
    if (args.every(isKnown)) return refused(name, args, span)
    const { cause } = firstUnknown(args)
    return unknown(cause, () => callIdentity(name, args), originAt(span), { type: 'string' })
  }
  const segments = String(type.value).split('/').filter(Boolean)
  const names = args.slice(at + 1).flatMap(splitName)
  if (segments.length < 2 || names.length !== segments.length - 1) return refused(name, args, span)
  return resourceIdIn(scopeOf(args.slice(0, at)), segments, names, originAt(span))
}

function typeAt(args: readonly Value[], before: number): number | undefined {
  for (const [at, arg] of args.slice(0, before + 1).entries())
    if (arg.kind === 'literal' && typeof arg.value === 'string' && /^[^/]*\.[^/]*\//.test(arg.value)) return at
  return undefined
}

/** `vault/secret` counts as two names. */
function splitName(value: Value): readonly Value[] {
  if (value.kind !== 'literal' || typeof value.value !== 'string' || !value.value.includes('/')) return [value]
  return value.value.split('/').map((part) => literal(part, value.origin))
}

function isKnown(value: Value): value is LiteralValue {
  return value.kind === 'literal'
}

function resourceScope(given: readonly Value[], place: Place, span: Span): Value | string {
  const origin = originAt(span)
  const [first, second] = given
  if (first && second) return resourceGroupPlace(place, second, origin, first).id
  if (!first) return place.kind === 'managementGroup' ? '' : place.id
  if (place.kind !== 'resourceGroup' && isGuid(first)) return subscriptionPlace(place, first, origin).id
  return resourceGroupPlace(place, first, origin).id
}

function isGuid(value: Value): boolean {
  return value.kind === 'literal' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(value.value))
}

/** The subscription that is named, else the one deployed to; at a wider scope its name is unknown. */
export function subscriptionScope(given: Value | undefined, place: Place, span: Span): Value {
  const id = given ?? place.subscriptionId ?? outside('subscriptionResourceId', 'a subscription', span)
  return subscriptionPlace(place, id, originAt(span)).id
}

function managementGroupScope(given: Value | undefined, place: Place, span: Span): Value {
  const name = given ?? place.managementGroup ?? outside('managementGroupResourceId', 'a management group', span)
  return managementGroupPlace(place, name, originAt(span)).id
}

function outside(name: string, where: string, span: Span): Value {
  const message = `${name}() without a scope can only be used in a deployment to ${where}.`
  return unknown({ kind: 'invalid', message }, `${name}() at ${span.file} ${span.start} [*]`, originAt(span))
}

function refused(name: string, args: readonly Value[], span: Span): Value {
  const message = `${name}() takes a resource type and one name for each segment of it after the provider.`
  return unknown({ kind: 'invalid', message }, () => callIdentity(name, args), originAt(span), { type: 'string' })
}
