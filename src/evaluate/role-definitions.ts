import { roleNames } from '../generated/facts.js'
import type { Span } from '../source/span.js'
import type { Environment } from './environment.js'
import { resourceIdIn, subscriptionScope } from './id-functions.js'
import { callIdentity, choiceOf, entryOf, firstUnknown, literal, objectOf, originAt, unknown } from './value.js'
import type { Cause, Value } from './value.js'

let guids: ReadonlyMap<string, string> | undefined

/** Ids of the built-in roles by their names in lower case (facts/role-names.json). */
function builtInRoles(): ReadonlyMap<string, string> {
  if (guids) return guids
  const { names } = roleNames() as { readonly names: Readonly<Record<string, string>> }
  guids = new Map(Object.entries(names).map(([id, name]) => [name.toLowerCase(), id]))
  return guids
}

/**
 * `roleDefinitions('Key Vault Reader')`: the id of a built-in role and the GUID that it ends in.
 *
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-resource#roledefinitions
 */
export function roleDefinition(name: Value | undefined, environment: Environment, span: Span): Value {
  if (name?.kind === 'choice')
    return choiceOf(
      name.alternatives.map((one) => ({ ...one, value: roleDefinition(one.value, environment, span) })),
      originAt(span, name.origin.because),
    )
  const words = name?.kind === 'literal' ? String(name.value) : undefined
  const guid = words === undefined ? undefined : builtInRoles().get(words.toLowerCase())
  const origin = originAt(span, name?.origin.because)
  if (guid === undefined) {
    const elsewhere: Cause = { kind: 'runtime', name: 'roleDefinitions' }
    const cause = name && words === undefined ? firstUnknown([name]).cause : elsewhere
    return unknown(cause, () => callIdentity('roleDefinitions', name ? [name] : []), origin, { type: 'object' })
  }
  const scope = subscriptionScope(undefined, environment.frame.place, span)
  const id = resourceIdIn(scope, ['Microsoft.Authorization', 'roleDefinitions'], [literal(guid, origin)], origin)
  return objectOf([entryOf('id', span, id), entryOf('roleDefinitionId', span, literal(guid, origin))], origin)
}

/** Whether a value is the id of a role definition, or the GUID that one is known by. */
export function isRoleId(value: Value): boolean {
  const last = value.kind === 'text' ? value.parts.at(-1) : value.kind === 'literal' ? value.value : undefined
  if (typeof last !== 'string') return false
  const [guid, collection] = last.toLowerCase().split('/').reverse()
  const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid ?? '')
  return isGuid && (collection === undefined || collection === 'roledefinitions')
}
