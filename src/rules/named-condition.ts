import type { Value } from '../evaluate/value.js'
import type { Condition } from './condition.js'
import { nameOf } from './field-functions.js'
import { mistake } from './operand.js'
import type { Operand } from './operand.js'

/** Names for which one condition is kept; for others it is made each time. */
const maxKept = 1_000

/**
 * A condition on a field whose name is an expression, made for each name that comes out; `make` answers a condition, or
 * what is wrong with the name.
 *
 * Nobody can tell it while the name is not known; the cause is the name's.
 */
export function namedCondition(name: Operand, make: (name: string) => Condition | string): Condition {
  const kept = new Map<string, Condition>()
  const on = (value: Value | undefined): Condition => {
    const known = nameOf(value)
    if (typeof known !== 'string') return doubtful(known)
    const before = kept.get(known)
    if (before) return before
    const made = make(known)
    const condition = typeof made === 'string' ? doubtful(mistake(made)) : made
    if (kept.size < maxKept) kept.set(known, condition)
    return condition
  }
  return {
    test: (scope) => on(name(scope)).test(scope),
    explain: (scope, truth, into) => {
      on(name(scope)).explain(scope, truth, into)
    },
  }
}

/** Cannot be told, because of a value. */
export function doubtful(value: Value): Condition {
  return {
    test: () => 'unknown',
    explain: (_, truth, into) => {
      into.push({
        field: undefined,
        operator: 'exists',
        truth,
        values: [value],
        element: false,
        expected: undefined,
        span: undefined,
        absent: undefined,
      })
    },
  }
}
