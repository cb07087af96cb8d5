import type { Value } from '../evaluate/value.js'
import type { Condition } from './condition.js'
import { nameOf } from './field-functions.js'
import { mistake } from './operand.js'
import type { Operand } from './operand.js'
import type { Scope } from './scope.js'

/** Names for which one condition is kept; for others it is made each time. */
const maxKept = 1_000
/** Steps that making one part of a condition counts as. */
const stepsOfPart = 10

/**
 * A condition of `parts` parts on a field whose name is an expression, made for each name that comes out; `make` answers a
 * condition, or what is wrong with the name.
 *
 * Nobody can tell it while the name is not known; the cause is the name's. Making it takes from the steps of the rule.
 */
export function namedCondition(name: Operand, parts: number, make: (name: string) => Condition | string): Condition {
  const kept = new Map<string, Condition>()
  const on = (scope: Scope): Condition => {
    const known = nameOf(name(scope))
    if (typeof known !== 'string') return doubtful(known)
    const before = kept.get(known)
    if (before) return before
    scope.budget.left -= parts * stepsOfPart
    if (scope.budget.left < 0) return exhausted
    const made = make(known)
    const condition = typeof made === 'string' ? doubtful(mistake(made)) : made
    if (kept.size < maxKept) kept.set(known, condition)
    return condition
  }
  return {
    test: (scope) => on(scope).test(scope),
    explain: (scope, truth, into) => {
      on(scope).explain(scope, truth, into)
    },
  }
}

/** Cannot be told: the steps of the rule are used up. */
const exhausted: Condition = { test: () => 'unknown', explain: () => undefined }

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
