import { truthOf } from '../evaluate/logic.js'
import { firstUnknown, literal, unknown } from '../evaluate/value.js'
import type { UnknownValue, Value } from '../evaluate/value.js'
import { rangeContains } from './ip-range.js'
import { mistake, ruleOrigin } from './operand.js'

type Scalar = string | number | boolean | null

/** What a function of scalars gives: a value, nothing, or what is wrong with its arguments. */
export type Computed = string | boolean | undefined | { readonly wrong: string }

/** Days added to a date, in ISO 8601; nothing where either is none. */
export function addDays([date, days]: readonly Scalar[]): Computed {
  if (date === null || days === null) return undefined
  const to = (typeof date === 'string' ? Date.parse(date) : Number.NaN) + Number(days) * 86_400_000
  return Number.isFinite(to) && Math.abs(to) <= 8.64e15
    ? new Date(to).toISOString()
    : { wrong: '`addDays` takes a date and a number of days' }
}

/** Whether a range of addresses holds another; nothing where either is none. */
export function ipRangeContains([outer, inner]: readonly Scalar[]): Computed {
  if (outer === null || inner === null) return undefined
  const held = rangeContains(String(outer), String(inner))
  return held ?? { wrong: '`ipRangeContains` takes addresses, CIDR ranges or `first-last`' }
}

/** `and`, `or`: the first value that decides. What comes before and is not known does not matter then. */
export function logical(name: 'and' | 'or', values: readonly (Value | undefined)[]): Value {
  const decisive = name === 'or'
  let doubt: Value | undefined
  for (const value of values) {
    const truth = value ? truthOf(value) : 'unknown'
    if (truth === decisive && value) return literal(decisive, value.origin)
    if (truth === 'unknown') doubt ??= doubtOf(name, value)
  }
  return doubt ?? literal(!decisive, values.find((value) => value)?.origin ?? ruleOrigin)
}

function doubtOf(name: string, value: Value | undefined): UnknownValue {
  if (value?.kind !== 'unknown' && value?.kind !== 'choice') return mistake(`\`${name}\` takes true or false`)
  const { cause, identity } = firstUnknown([value])
  return unknown(cause, () => `${name} ${identity}`, value.origin)
}

/** `coalesce`: the first value that is not null; undefined where there is none. */
export function coalesce(values: readonly (Value | undefined)[]): Value | undefined {
  for (const value of values) {
    if (!value || (value.kind === 'literal' && value.value === null)) continue
    const mayBeNull = value.kind === 'choice' || (value.kind === 'unknown' && value.type === undefined)
    if (!mayBeNull) return value
    const { cause, identity } = firstUnknown([value])
    return unknown(cause, () => `coalesce ${identity}`, value.origin)
  }
  return undefined
}
