import type { Expression } from '../language/program.js'
import type { Environment, Evaluate } from './environment.js'
import { choiceOf, identityOf } from './value.js'
import type { Assumption, Value } from './value.js'

const maxDepth = 8

/** What holds of the parts of a condition that cannot be told, once it came out as `outcome`. */
export function assumptionsOf(
  condition: Expression,
  outcome: boolean,
  environment: Environment,
  evaluate: Evaluate,
  depth = 0,
): readonly Assumption[] {
  const expression = condition.kind === 'deferred' ? condition.force() : condition
  if (expression.kind === 'call' && expression.namespace === undefined && depth < maxDepth) {
    const name = expression.name.toLowerCase()
    const inner = (part: Expression, holds: boolean) => assumptionsOf(part, holds, environment, evaluate, depth + 1)
    const [first] = expression.args
    if (name === 'not' && first) return inner(first, !outcome)
    if (name === (outcome ? 'and' : 'or')) return expression.args.flatMap((part) => inner(part, outcome))
  }
  return heldBy(evaluate(expression, environment), outcome)
}

/** What a condition that came out as `outcome` says of itself. */
export function heldBy(value: Value, outcome: boolean): readonly Assumption[] {
  if (value.kind === 'choice') {
    const possible = value.alternatives.filter((one) => one.value.kind !== 'literal' || one.value.value === outcome)
    const [only] = possible
    if (!only || possible.length > 1) return []
    return [...(only.assumes ?? []), ...heldBy(only.value, outcome)]
  }
  if (value.kind === 'literal') return []
  const condition = identityOf(value)
  return condition.includes('[*]') ? [] : [{ condition, outcome: String(outcome) }]
}

/** The same environment where more is taken for granted. */
export function assuming(environment: Environment, more: readonly Assumption[]): Environment {
  return more.length === 0 ? environment : { ...environment, assumed: [...(environment.assumed ?? []), ...more] }
}

/** A value without the alternatives that contradict what is taken for granted. */
export function under(assumed: readonly Assumption[], value: Value): Value {
  if (value.kind !== 'choice') return value
  const possible = value.alternatives.filter(({ assumes }) => !assumes?.some((one) => contradicts(one, assumed)))
  if (possible.length === value.alternatives.length || possible.length === 0) return value
  return choiceOf(possible, value.origin)
}

function contradicts({ condition, outcome }: Assumption, assumed: readonly Assumption[]): boolean {
  return assumed.some((one) => one.condition === condition && one.outcome !== outcome)
}
