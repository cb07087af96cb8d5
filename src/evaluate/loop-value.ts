import type { LoopExpression } from '../language/program.js'
import { assuming } from './assume.js'
import { freshIn } from './environment.js'
import type { Environment, Evaluate } from './environment.js'
import { filtered, loopSource, roundsOver } from './loop.js'
import type { Round } from './loop.js'
import { arrayOf, choiceOf, originAt, unknown } from './value.js'
import type { Alternative, Value } from './value.js'

/** The array that a loop makes; with `whole`, `copyIndex()` without a name means it. */
export function loopValue(
  expression: LoopExpression,
  environment: Environment,
  whole: boolean,
  evaluate: Evaluate,
): Value {
  return valueOver(loopSource(expression.loop, environment, evaluate), expression, environment, whole, evaluate)
}

function valueOver(
  source: Value,
  expression: LoopExpression,
  environment: Environment,
  whole: boolean,
  evaluate: Evaluate,
): Value {
  const { loop, body } = expression
  const origin = originAt(expression.span, source.origin.because)
  if (source.kind === 'choice')
    return choiceOf(
      source.alternatives.map((one) => ({
        ...one,
        value: valueOver(one.value, expression, assuming(environment, one.assumes ?? []), whole, evaluate),
      })),
      origin,
    )
  const made = roundsOver(source, loop, environment, { limit: 'items', whole })
  if ('kind' in made)
    return made.type === 'array' ? made : unknown(made.cause, made.identity, made.origin, { type: 'array' })
  const itemOf = (round: Round) => evaluate(body, round.environment)
  if (!loop.filter)
    return arrayOf(made.rounds.map(itemOf), origin, made.rest && itemOf(made.rest), {
      leading: made.leading,
      trailing: made.trailing,
      identity: freshIn(environment),
    })
  const kept = made.rounds.map((round) => filtered(round, loop, evaluate))
  const open = [...kept.filter((round) => round.certain === 'unknown'), ...(made.rest ? [made.rest] : [])]
  const items = kept.filter((round) => round.certain === true).map(itemOf)
  if (open.length === 0) return arrayOf(items, origin)
  return arrayOf(items, origin, choiceOf(open.map(possible(itemOf)), origin), { identity: freshIn(environment) })
}

/** An item of which it is not known whether it is there. */
function possible(evaluate: (round: Round) => Value): (round: Round) => Alternative {
  return (round) => ({ when: '', unknowns: round.unknowns, value: evaluate(round) })
}
