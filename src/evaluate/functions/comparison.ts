import { compareValues, equalValues, not, truthOf } from '../logic.js'
import type { Value } from '../value.js'
import { define, known, truth, type TemplateFunction } from './call.js'
import { knownInt, knownText } from './pieces.js'

/** Comparison and logical functions that take all of their arguments; `if`, `and`, `or` and `coalesce` do not. */
export const comparisonFunctions: readonly TemplateFunction[] = [
  define({
    name: 'equals',
    min: 2,
    max: 2,
    returns: { type: 'bool' },
    harmless: true,
    compute: ([a, b], work) => a && b && truth(work, equalValues(a, b)),
  }),
  ordering('less', (order) => order < 0),
  ordering('lessOrEquals', (order) => order <= 0),
  ordering('greater', (order) => order > 0),
  ordering('greaterOrEquals', (order) => order >= 0),
  define({
    name: 'not',
    min: 1,
    max: 1,
    returns: { type: 'bool' },
    harmless: true,
    compute: ([value], work) => value && truth(work, not(truthOf(value))),
  }),
  define({
    name: 'bool',
    min: 1,
    max: 1,
    returns: { type: 'bool' },
    harmless: true,
    compute: ([value], work) => {
      if (value?.kind === 'unknown' && value.type === 'bool') return value
      const result = value && boolOf(value)
      return result === undefined ? undefined : known(work, result)
    },
  }),
  define({ name: 'true', min: 0, max: 0, compute: (_, work) => known(work, true) }),
  define({ name: 'false', min: 0, max: 0, compute: (_, work) => known(work, false) }),
  define({ name: 'null', min: 0, max: 0, compute: (_, work) => known(work, null) }),
  // Bicep's `any` only quietens the type checker.
  define({ name: 'any', min: 1, max: 1, wholeFrom: 0, harmless: true, compute: ([value]) => value }),
]

function ordering(name: string, holds: (order: -1 | 0 | 1) => boolean): TemplateFunction {
  return define({
    name,
    min: 2,
    max: 2,
    returns: { type: 'bool' },
    harmless: true,
    compute: ([a, b], work) => a && b && truth(work, compareValues(a, b, holds)),
  })
}

/** Of `true` and `false` in any case, and of 0 and 1 (ARM reference of `bool`); undefined for what it says nothing about. */
function boolOf(value: Value): boolean | undefined {
  if (value.kind === 'literal' && typeof value.value === 'boolean') return value.value
  const number = knownInt(value)
  if (number === 0 || number === 1) return number === 1
  const text = knownText(value)?.toLowerCase()
  return text === 'true' || text === 'false' ? text === 'true' : undefined
}
