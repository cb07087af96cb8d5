import { choiceOf, unknown } from '../evaluate/value.js'
import type { LiteralValue, Origin, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { mapLiterals } from './read.js'
import { compareApiVersions } from './types.js'

/** From this API version on a new vault uses Azure RBAC unless it says otherwise (access-control-default). */
const rbacByDefault = '2026-02-01'

/**
 * How a vault grants access to its data: `'rbac'` or `'accessPolicy'`, at the place that decides it.
 *
 * What is absent or null follows the API version, as for a new vault; `place` is where the property belongs.
 */
export function permissionModelOf(written: Value | undefined, apiVersion: Value | undefined, place: Span): Value {
  const byDefault = () => defaultModel(apiVersion, place)
  if (!written) return byDefault()
  return mapLiterals(written, 'permission model', (literal) => {
    if (literal.value === null) return byDefault()
    const flag = flagOf(literal)
    if (flag === undefined) {
      const message = 'enableRbacAuthorization takes true or false.'
      return unknown({ kind: 'invalid', message }, `permission model at ${place.file} ${place.start}`, literal.origin)
    }
    return modelOf(flag, literal.origin)
  })
}

function modelOf(rbac: boolean, origin: Origin): LiteralValue {
  return { kind: 'literal', value: rbac ? 'rbac' : 'accessPolicy', origin }
}

/** Azure also takes the texts `true` and `false`. */
function flagOf({ value }: LiteralValue): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : undefined
  return text === 'true' ? true : text === 'false' ? false : undefined
}

function defaultModel(apiVersion: Value | undefined, place: Span): Value {
  const origin: Origin = { span: place, uses: [], because: [] }
  if (!apiVersion) {
    const message = 'A resource needs an API version.'
    return unknown({ kind: 'invalid', message }, `permission model at ${place.file} ${place.start}`, origin)
  }
  const model = mapLiterals(apiVersion, 'permission model', (literal) =>
    modelOf(compareApiVersions(String(literal.value), rbacByDefault) >= 0, literal.origin),
  )
  return model.kind === 'choice' ? choiceOf(model.alternatives, origin) : model
}
