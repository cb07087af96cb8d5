import type { CallExpression } from '../language/program.js'
import { nullWords } from './describe.js'
import type { Environment, Evaluate } from './environment.js'
import { freshIn } from './environment.js'
import {
  callIdentity,
  choiceOf,
  firstUnknown,
  identityOf,
  isSecret,
  literal,
  mergeReasons,
  originAt,
  typeOf,
  unknown,
  withOrigin,
  withUse,
} from './value.js'
import type { Alternative, Origin, Value } from './value.js'

type ShortCircuit = (call: CallExpression, environment: Environment, evaluate: Evaluate) => Value

/** Functions that look at an argument only where those before it do not decide, keyed by lower-case name. */
export const shortCircuits: ReadonlyMap<string, ShortCircuit> = new Map<string, ShortCircuit>([
  ['and', (call, environment, evaluate) => logical(call, false, environment, evaluate)],
  ['or', (call, environment, evaluate) => logical(call, true, environment, evaluate)],
  ['coalesce', (call, environment, evaluate) => coalesce(call, 0, environment, evaluate)],
  ['if', (call, environment) => refused(call, 'if() takes a condition and two values.', environment)],
])

/** `and` and `or`: the value that decides wins over all others, known or not. */
function logical(call: CallExpression, deciding: boolean, environment: Environment, evaluate: Evaluate): Value {
  const { args, span } = call
  const [first, ...others] = args
  if (!first || others.length === 0) return refused(call, `${call.name}() takes at least two conditions.`, environment)
  const join = (a: Value, b: () => Value): Value => {
    if (a.kind === 'choice')
      return choiceOf(
        a.alternatives.map((one) => ({ ...one, value: join(one.value, b) })),
        originAt(span, a.origin.because),
      )
    const type = typeOf(a)
    if (type !== undefined && type !== 'bool') return refused(call, `${call.name}() takes conditions.`, environment)
    if (a.kind === 'literal') return a.value === deciding ? withOrigin(a, reasoned(call, a)) : because(b(), a)
    return undecided(call, deciding, a, b())
  }
  return others.reduce<Value>(
    (so, next) => join(so, () => operand(call, evaluate(next, environment), environment)),
    evaluate(first, environment),
  )
}

/** An unknown and what stands beside it: only the deciding value makes it known. */
function undecided(call: CallExpression, deciding: boolean, a: Value, b: Value): Value {
  if (b.kind === 'choice')
    return choiceOf(
      b.alternatives.map((one) => ({ ...one, value: undecided(call, deciding, a, one.value) })),
      originAt(call.span, b.origin.because),
    )
  if (b.kind === 'literal') return b.value === deciding ? withOrigin(b, reasoned(call, b)) : because(a, b)
  const reasons = mergeReasons(a.origin.because, b.origin.because)
  return unknown(
    firstUnknown(isRefused(a) ? [b, a] : [a, b]).cause,
    () => callIdentity(call.name.toLowerCase(), [a, b]),
    originAt(call.span, reasons),
    { type: 'bool', secret: isSecret(a) || isSecret(b) },
  )
}

function isRefused(value: Value): boolean {
  return value.kind === 'unknown' && value.cause.kind === 'invalid'
}

function operand(call: CallExpression, value: Value, environment: Environment): Value {
  const type = typeOf(value)
  if (type === undefined || type === 'bool') return value
  return refused(call, `${call.name}() takes conditions.`, environment)
}

function reasoned({ span }: CallExpression, value: Value): Origin {
  return originAt(span, value.origin.because)
}

/** A value for the further reasons that another has. */
function because(value: Value, other: Value): Value {
  const reasons = mergeReasons(value.origin.because, other.origin.because)
  return reasons === value.origin.because ? value : withOrigin(value, { ...value.origin, because: reasons })
}

/** The first that is not null; an unknown that may be null is one of two. */
function coalesce(call: CallExpression, from: number, environment: Environment, evaluate: Evaluate): Value {
  const { args, span } = call
  const written = args[from]
  if (!written) return from > 0 ? literal(null, originAt(span)) : refused(call, 'coalesce() takes values.', environment)
  let next: Value | undefined
  const others = () => (next ??= coalesce(call, from + 1, environment, evaluate))
  const choose = (value: Value): Value => {
    if (value.kind === 'choice')
      return choiceOf(
        value.alternatives.map((one) => ({ ...one, value: choose(one.value) })),
        originAt(span, value.origin.because),
      )
    const type = typeOf(value)
    if (type === 'null') return because(others(), value)
    if (value.kind !== 'unknown' || type !== undefined || value.cause.kind === 'invalid') return withUse(value, span)
    const identity = identityOf(value)
    const alternative = (isNull: boolean, chosen: Value): Alternative => ({
      when: nullWords(written, isNull),
      unknowns: [value],
      assumes: identity.includes('[*]') ? [] : [{ condition: `null ${identity}`, outcome: String(isNull) }],
      value: chosen,
    })
    return choiceOf([alternative(false, withUse(value, span)), alternative(true, others())], originAt(span))
  }
  return choose(evaluate(written, environment))
}

function refused(call: CallExpression, message: string, environment: Environment): Value {
  return unknown({ kind: 'invalid', message }, freshIn(environment), originAt(call.span))
}
