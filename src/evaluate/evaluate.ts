import type {
  ArrayExpression,
  DeferredExpression,
  Expression,
  ExpressionCause,
  IndexExpression,
  InterpolationExpression,
  MemberExpression,
  ObjectExpression,
  PropertyElement,
  ReferenceExpression,
  SpreadElement,
  UnknownExpression,
} from '../language/program.js'
import { encloses } from '../source/span.js'
import type { Span } from '../source/span.js'
import { assuming, assumptionsOf, heldBy, under } from './assume.js'
import { evaluateCall } from './call.js'
import { conditionWords } from './describe.js'
import { freshIn, localNamed } from './environment.js'
import type { Environment } from './environment.js'
import { functionTable } from './functions/table.js'
import { longEnough, unknownsOf } from './loop.js'
import { loopValue } from './loop-value.js'
import { truthOf } from './logic.js'
import { itemOf, propertyOf, valueOr } from './member.js'
import type { Member } from './member.js'
import { namePartsIn } from './name-parts.js'
import {
  arrayOf,
  choiceOf,
  entryOf,
  firstUnknown,
  literal,
  objectOf,
  originAt,
  typeOf,
  unknown,
  withOrigin,
  withReason,
  withUse,
} from './value.js'
import type { Alternative, Cause, Entry, Reason, UnknownValue, UnnamedEntry, Value } from './value.js'

type Forced = Exclude<Expression, DeferredExpression>

/**
 * What an expression is worth in an environment.
 *
 * Properties of objects are worked out on first use; what Azure would refuse is an unknown with cause `invalid`.
 */
export function evaluateExpression(expression: Expression, environment: Environment): Value {
  const { budget } = environment.frame.run
  if (!budget.spend(1)) return budget.exceeded('steps', 'steps', expression.span)
  if (!budget.enter()) return budget.exceeded('depth', 'expressions within each other', expression.span)
  const value = evaluateForced(expression.kind === 'deferred' ? expression.force() : expression, environment)
  budget.leave()
  return environment.assumed ? under(environment.assumed, value) : value
}

function evaluateForced(expression: Forced, environment: Environment): Value {
  const { kind, span } = expression
  if (kind === 'literal') return literal(expression.value, originAt(span))
  if (kind === 'interpolation') return evaluateInterpolation(expression, environment)
  if (kind === 'array') return evaluateArray(expression, environment)
  if (kind === 'object') return evaluateObject(expression, environment)
  if (kind === 'call') return evaluateCall(expression, environment, evaluateExpression)
  if (kind === 'member') return evaluateMember(expression, environment)
  if (kind === 'index') return evaluateIndex(expression, environment)
  if (kind === 'for') return loopValue(expression, environment, false, evaluateExpression)
  if (kind === 'lambda') return invalid('A lambda can only be passed to a function.', expression, environment)
  if (kind === 'unknown') return evaluateUnknown(expression, environment)
  if (kind !== 'if') return evaluateReference(expression, environment)
  const { condition, then, otherwise } = expression
  const branches: Branches = {
    yes: (inner) => evaluateExpression(then, inner),
    no: (inner) => evaluateExpression(otherwise, inner),
  }
  return evaluateBranches(condition, branches, span, environment)
}

/** As {@link evaluateExpression}; a loop at its top is what `copyIndex()` without a name means. */
export function evaluateWhole(expression: Expression, environment: Environment): Value {
  const forced = expression.kind === 'deferred' ? expression.force() : expression
  return forced.kind === 'for'
    ? loopValue(forced, environment, true, evaluateExpression)
    : evaluateExpression(forced, environment)
}

function evaluateInterpolation(expression: InterpolationExpression, environment: Environment): Value {
  const holes = expression.parts.filter(({ kind }) => kind === 'index')
  const names = namePartsIn('interpolate', holes, environment, evaluateExpression)
  const parts = expression.parts.map((part) => names?.get(holes.indexOf(part)) ?? evaluateExpression(part, environment))
  return apply('interpolate', parts, expression, environment)
}

function evaluateArray(expression: ArrayExpression, environment: Environment): Value {
  const origin = originAt(expression.span)
  const runs: Value[] = []
  let items: Value[] = []
  for (const item of expression.items) {
    if (item.kind !== 'spread') items.push(evaluateExpression(item, environment))
    else {
      if (items.length > 0) runs.push(arrayOf(items, origin))
      runs.push(evaluateExpression(item.value, environment))
      items = []
    }
  }
  if (runs.length === 0) return arrayOf(items, origin)
  if (items.length > 0) runs.push(arrayOf(items, origin))
  return apply('concat', [arrayOf([], origin), ...runs], expression, environment)
}

function evaluateObject(expression: ObjectExpression, environment: Environment): Value {
  const origin = originAt(expression.span)
  const runs: Value[] = []
  let own: (PropertyElement | SpreadElement)[] = []
  const flush = () => {
    if (own.length > 0) runs.push(ownObject(own, expression, environment))
    own = []
  }
  for (const property of expression.properties) {
    if (property.kind === 'property') own.push(property)
    else {
      flush()
      runs.push(evaluateExpression(property.value, environment))
    }
  }
  if (runs.length === 0) return ownObject(own, expression, environment)
  flush()
  return apply('shallowMerge', [arrayOf(runs, origin)], expression, environment)
}

/** An object without spreads; a property whose name is not known may be any. */
function ownObject(
  properties: readonly (PropertyElement | SpreadElement)[],
  expression: ObjectExpression,
  environment: Environment,
): Value {
  const entries: Entry[] = []
  const unnamed: UnnamedEntry[] = []
  for (const property of properties) {
    if (property.kind !== 'property') continue
    const { key, keySpan, value } = property
    const name = typeof key === 'string' ? key : evaluateExpression(key, environment)
    const entry = entryOf(nameText(name) ?? '', keySpan, () => evaluateExpression(value, environment))
    if (nameText(name) !== undefined) entries.push(entry)
    else if (typeof name !== 'string')
      unnamed.push({
        name,
        keySpan,
        get value() {
          return entry.value
        },
      })
  }
  const origin = originAt(expression.span)
  const [first] = unnamed
  if (!first) return objectOf(entries, origin)
  const rest = unknown(firstUnknown([first.name]).cause, freshIn(environment), originAt(first.keySpan))
  return { ...objectOf(entries, origin, rest), unnamed }
}

function nameText(name: string | Value): string | undefined {
  if (typeof name === 'string') return name
  return name.kind === 'literal' && name.value !== null ? String(name.value) : undefined
}

function evaluateMember(expression: MemberExpression, environment: Environment): Value {
  const base = evaluateExpression(expression.base, environment)
  const missing = `There is no property \`${expression.name}\` here.`
  return memberIn(base, (value) => propertyOf(value, expression.name), expression, missing, environment)
}

function evaluateIndex(expression: IndexExpression, environment: Environment): Value {
  const index = evaluateExpression(expression.index, environment)
  const number = index.kind === 'literal' && !expression.fromEnd ? index.value : undefined
  if (expression.base.kind === 'symbol' && typeof number === 'number') {
    const one = environment.frame.symbol(expression.base, environment, number)
    if (one) return withUse(one, expression.span)
  }
  const base = longEnough(evaluateExpression(expression.base, environment), expression, index, environment)
  // Of a loop of unknown length each resource is like the one that stands for all.
  const each =
    expression.base.kind === 'symbol' && base.kind === 'array' && base.items.length === 0 ? base.rest : undefined
  if (each) return memberValue({ kind: 'value', value: each }, base, expression, '', environment)
  const of = (value: Value): Member => itemOf(value, index, expression.fromEnd)
  return memberIn(base, of, expression, 'There is no such item or property here.', environment)
}

/** Where a part of the base is safe, what is missing is told for each alternative of the base by itself. */
function memberIn(
  base: Value,
  of: (value: Value) => Member,
  expression: MemberExpression | IndexExpression,
  message: string,
  environment: Environment,
): Value {
  if (base.kind !== 'choice' || expression.safe || !startsSafe(expression.base))
    return memberValue(of(base), base, expression, message, environment)
  return choiceOf(
    base.alternatives.map((one) => ({
      ...one,
      value: memberValue(of(one.value), one.value, expression, message, environment),
    })),
    base.origin,
  )
}

function memberValue(
  member: Member,
  base: Value,
  expression: MemberExpression | IndexExpression,
  message: string,
  environment: Environment,
): Value {
  if (member.kind === 'value') return withWholeUse(member.value, expression.span)
  const safe = expression.safe || (startsSafe(expression.base) && typeOf(base) === 'null')
  const { because } = base.origin
  const missing = safe ? literal(null, originAt(expression.span, because)) : invalid(message, expression, environment)
  return withUse(valueOr(member, missing), expression.span)
}

/** The value passed on at `span`, and no longer at parts of it. */
function withWholeUse(value: Value, span: Span): Value {
  const { origin } = value
  const kept = origin.uses.findLastIndex((use) => !encloses(span, use)) + 1
  if (kept === origin.uses.length || value.kind === 'choice') return withUse(value, span)
  return withOrigin(value, { ...origin, uses: [...origin.uses.slice(0, kept), span] })
}

/** Bicep's `a.?b.c` is null as a whole where `b` is absent. */
function startsSafe(expression: Expression): boolean {
  let at = expression
  while (at.kind === 'member' || at.kind === 'index') {
    if (at.safe) return true
    at = at.base
  }
  return false
}

function evaluateReference(expression: ReferenceExpression, environment: Environment): Value {
  const { kind, name, home, span } = expression
  const { frame } = environment
  const value =
    kind === 'local'
      ? localNamed(environment, name)
      : kind === 'symbol'
        ? frame.symbol(expression, environment)
        : (home ? frame.run.homeOf(home) : frame)[kind](name, environment)
  if (value) return withUse(value, span)
  const what = kind === 'symbol' ? 'resource or module' : kind
  return invalid(`There is no ${what} \`${name}\` here.`, expression, environment)
}

export interface Branches {
  readonly yes: (environment: Environment) => Value
  readonly no: (environment: Environment) => Value
}

/** One of two values by a condition; both, as a choice, where that cannot be told. */
export function evaluateBranches(
  condition: Expression,
  branches: Branches,
  span: Span,
  environment: Environment,
): Value {
  return branch(evaluateExpression(condition, environment), condition, branches, span, environment)
}

function branch(
  condition: Value,
  written: Expression,
  branches: Branches,
  span: Span,
  environment: Environment,
): Value {
  const truth = truthOf(condition)
  if (truth !== 'unknown') {
    const chosen = truth ? branches.yes(environment) : branches.no(environment)
    return condition.origin.because.reduce((value: Value, reason: Reason) => withReason(value, reason), chosen)
  }
  const origin = originAt(span, condition.origin.because)
  if (condition.kind === 'choice')
    return choiceOf(
      condition.alternatives.map((one) => ({
        ...one,
        value: branch(one.value, written, branches, span, assuming(environment, one.assumes ?? [])),
      })),
      origin,
    )
  const type = typeOf(condition)
  if (type !== undefined && type !== 'bool') return invalid('A condition is true or false.', { span }, environment)
  const unknowns = unknownsOf(condition)
  const alternative = (outcome: boolean): Alternative => {
    const assumes = [...heldBy(condition, outcome), ...assumptionsOf(written, outcome, environment, evaluateExpression)]
    const inner = assuming(environment, assumes)
    const value = outcome ? branches.yes(inner) : branches.no(inner)
    return { when: conditionWords(written, outcome), unknowns, assumes, value }
  }
  return choiceOf([alternative(true), alternative(false)], origin)
}

function evaluateUnknown(expression: UnknownExpression, environment: Environment): Value {
  const { cause, type, span } = expression
  const secret = expression.secret || cause.kind === 'secret-reference'
  const identity = cause.kind === 'environment' ? `environment ${cause.name}` : freshIn(environment)
  const witness = expression.witness && evaluateExpression(expression.witness, environment)
  const candidates = witness?.kind === 'literal' ? [witness] : undefined
  return unknown(causeAt(cause, span), identity, originAt(span), { type, secret, candidates })
}

/** The cause of an unknown that a front end leaves at `span`. */
export function causeAt(cause: ExpressionCause, span: Span): Cause {
  if (cause.kind === 'external-module') return { ...cause, span }
  return cause.kind === 'secret-reference' ? { kind: cause.kind } : cause
}

function apply(name: string, args: readonly Value[], expression: Expression, environment: Environment): Value {
  const { run } = environment.frame
  const call = {
    name,
    span: expression.span,
    clock: run.clock,
    spend: run.budget.spender,
    fresh: () => freshIn(environment),
  }
  const known = functionTable.get(name.toLowerCase())
  return known?.apply(args, call) ?? invalid(`There is no function ${name}.`, expression, environment)
}

function invalid(message: string, { span }: { readonly span: Span }, environment: Environment): UnknownValue {
  return unknown({ kind: 'invalid', message }, freshIn(environment), originAt(span))
}
