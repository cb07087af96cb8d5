import { functionTable } from '../evaluate/functions/table.js'
import { itemOf, propertyOf, valueOr } from '../evaluate/member.js'
import { truthOf } from '../evaluate/logic.js'
import { arrayOf, choiceOf, firstUnknown, literal, originAt, unknown } from '../evaluate/value.js'
import type { Origin, Value } from '../evaluate/value.js'
import { isExpression, lowerString, unescapeLiteral } from '../language/arm/expression.js'
import type { Lowered } from '../language/arm/expression.js'
import type { Expression } from '../language/program.js'
import { didYouMean } from '../source/nearest.js'
import { SourceText } from '../source/text.js'
import { rangeContains } from './ip-range.js'
import { compilePath, elementsOf, forEach, positionAt, valueOf } from './path.js'
import type { Counted, Path } from './path.js'
import type { Scope } from './scope.js'
import type { RuleKind } from './subject.js'

/** What a rule's right-hand side or `value` is worth on one subject; undefined: absent. */
export type Operand = (scope: Scope) => Value | undefined

/** What an expression of a rule may refer to while it is compiled. */
export interface ExpressionContext {
  readonly kind: RuleKind
  /** Enclosing `count`s, in step with `frames` of the scope; those over values may have a name. */
  readonly counted: readonly (Counted & { readonly name: string | undefined })[]
  /** Declared parameters by folded name. */
  readonly parameters: ReadonlyMap<string, string>
  readonly fault: (message: string) => void
}

/** The origin of what stands in a rule: never a place of a finding. */
export const ruleOrigin: Origin = originAt({ file: '', start: 0, end: 0 })

const maxText = 4_096
const maxData = 10_000

/** Whether an origin is a place in a file of the run. */
export function isPlace({ span }: Origin): boolean {
  return span.file !== ''
}

/** Reads a value of a rule: plain data, or an expression in brackets; a fault makes it absent. */
export function compileOperand(data: unknown, context: ExpressionContext): { readonly fixed: Value } | Operand {
  if (typeof data === 'string' && isExpression(data)) return compileExpression(data, context)
  if (Array.isArray(data) && data.some((item) => typeof item === 'string' && isExpression(item))) {
    const items = data.slice(0, maxData).map((item: unknown) => compileOperand(item, context))
    return (scope) =>
      arrayOf(
        items.map((item) => (typeof item === 'function' ? (item(scope) ?? literal(null, ruleOrigin)) : item.fixed)),
        ruleOrigin,
      )
  }
  const fixed = valueOfData(data, { left: maxData })
  if (fixed) return { fixed }
  context.fault(`A value of a rule has at most ${maxData} parts`)
  return { fixed: literal(null, ruleOrigin) }
}

/** Plain data as a value; undefined when it is larger than the budget. */
export function valueOfData(data: unknown, budget: { left: number }): Value | undefined {
  budget.left -= 1
  if (budget.left < 0) return undefined
  if (typeof data === 'string') return literal(unescapeLiteral(data), ruleOrigin)
  if (typeof data === 'number' || typeof data === 'boolean') return literal(data, ruleOrigin)
  if (Array.isArray(data)) {
    const items: Value[] = []
    for (const item of data) {
      const value = valueOfData(item, budget)
      if (!value) return undefined
      items.push(value)
    }
    return arrayOf(items, ruleOrigin)
  }
  if (typeof data !== 'object' || data === null) return literal(null, ruleOrigin)
  const entries = new Map<string, { key: string; keySpan: Origin['span']; value: Value }>()
  for (const [key, item] of Object.entries(data)) {
    const value = valueOfData(item, budget)
    if (!value) return undefined
    entries.set(key.toLowerCase(), { key, keySpan: ruleOrigin.span, value })
  }
  return { kind: 'object', entries, open: false, origin: ruleOrigin }
}

function compileExpression(text: string, context: ExpressionContext): Operand {
  if (text.length > maxText) {
    context.fault(`An expression has at most ${maxText} characters`)
    return () => undefined
  }
  let failed = false
  const source = new SourceText('', '')
  const read = lowerString(source, { start: 0, end: text.length + 2, value: text }, ({ message, span }) => {
    failed = true
    context.fault(`\`${text.slice(0, 80)}\`: ${message.replace(/\.$/, '')} at character ${(span?.start ?? 0) + 1}`)
  })
  return failed ? () => undefined : lower(read, context)
}

function lower(expression: Lowered | Expression, context: ExpressionContext): Operand {
  switch (expression.kind) {
    case 'literal': {
      const value = literal(expression.value, ruleOrigin)
      return () => value
    }
    case 'parameter': {
      const name = expression.name.toLowerCase()
      if (!context.parameters.has(name)) {
        const known = [...context.parameters.values()]
        context.fault(`No parameter \`${expression.name}\` is declared.${didYouMean(expression.name, known)}`)
      }
      return ({ parameters }) => parameters.get(name)
    }
    case 'if': {
      const [condition, then, otherwise] = [expression.condition, expression.then, expression.otherwise].map((part) =>
        lower(part, context),
      )
      if (!condition || !then || !otherwise) return () => undefined
      return (scope) => conditional(condition(scope), then(scope), otherwise(scope))
    }
    case 'member': {
      const base = lower(expression.base, context)
      const { name } = expression
      return (scope) => {
        const value = base(scope)
        return value && present(valueOr(propertyOf(value, name), literal(null, value.origin)))
      }
    }
    case 'index': {
      const base = lower(expression.base, context)
      const index = lower(expression.index, context)
      return (scope) => {
        const [value, at] = [base(scope), index(scope)]
        return value && at && present(valueOr(itemOf(value, at), literal(null, value.origin)))
      }
    }
    case 'call':
      return lowerCall(expression, context)
    default:
      context.fault(`An expression of a rule cannot have ${words.get(expression.kind) ?? 'this'}`)
      return () => undefined
  }
}

const words = new Map<string, string>([
  ['variable', 'variables'],
  ['lambda', 'a lambda'],
  ['local', 'a lambda'],
])

function present(value: Value): Value | undefined {
  return value.kind === 'literal' && value.value === null ? undefined : value
}

function conditional(
  condition: Value | undefined,
  then: Value | undefined,
  otherwise: Value | undefined,
): Value | undefined {
  const truth = condition ? truthOf(condition) : false
  if (truth !== 'unknown') return truth ? then : otherwise
  const unknowns = condition ? [firstUnknown([condition])] : []
  const none = literal(null, ruleOrigin)
  return choiceOf(
    [
      { when: '', unknowns, value: then ?? none },
      { when: '', unknowns, value: otherwise ?? none },
    ],
    condition?.origin ?? ruleOrigin,
  )
}

type Call = Extract<Expression, { kind: 'call' }>
type Special = (call: Call, args: readonly Operand[], context: ExpressionContext) => Operand

function lowerCall(call: Call, context: ExpressionContext): Operand {
  const name = call.name.toLowerCase()
  const args = call.args.map((argument) => lower(argument, context))
  const special = specials.get(name)
  if (special && call.namespace === undefined) return special(call, args, context)
  const found = functionTable.get(name)
  if (!found || call.namespace !== undefined) {
    const known = ['parameters', 'if', ...specials.keys(), ...[...functionTable.values()].map((each) => each.name)]
    context.fault(`No function \`${call.name}\` is known in rules.${didYouMean(call.name, known)}`)
    return () => undefined
  }
  if (args.length < found.min || args.length > found.max) {
    context.fault(`\`${found.name}\` takes ${argumentWords(found)}`)
    return () => undefined
  }
  return (scope) => {
    const values = args.map((argument) => argument(scope) ?? literal(null, ruleOrigin))
    const result = found.apply(values, {
      name: call.name,
      span: ruleOrigin.span,
      clock: scope.clock,
      spend: (steps) => (scope.budget.left -= steps) >= 0,
      fresh: () => `rule ${call.name} [*]`,
    })
    const origin = values.find((value) => isPlace(value.origin))?.origin
    return origin && !isPlace(result.origin) ? { ...result, origin } : result
  }
}

function argumentWords({ min, max }: { readonly min: number; readonly max: number }): string {
  if (max === Infinity) return `at least ${min} arguments`
  return min === max ? `${min} argument${min === 1 ? '' : 's'}` : `${min} to ${max} arguments`
}

/** The functions that only Azure Policy has, and those that mean something else there. */
const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['field', lowerField],
  ['current', lowerCurrent],
  ['requestcontext', () => requestContext],
  ['utcnow', () => (scope) => literal(new Date(scope.clock).toISOString(), ruleOrigin)],
  ['adddays', (call, args, context) => lifted(call, args, context, 2, addDays)],
  ['iprangecontains', (call, args, context) => lifted(call, args, context, 2, contains)],
  ['resourcegroup', () => () => unknownContext('resourceGroup()')],
  ['subscription', () => () => unknownContext('subscription()')],
  ['policy', () => () => unknownContext('policy()')],
])

function unknownContext(name: string): Value {
  return unknown({ kind: 'context', name }, name, ruleOrigin, { type: 'object' })
}

/** `requestContext().apiVersion`: the version that the resource is written for. */
function requestContext({ subject }: Scope): Value {
  const version = subject.resource?.apiVersion
  const keySpan = ruleOrigin.span
  const entries = new Map(version ? [['apiversion', { key: 'apiVersion', keySpan, value: version }]] : [])
  return { kind: 'object', entries, open: false, origin: ruleOrigin }
}

function lowerField(call: Call, _: readonly Operand[], context: ExpressionContext): Operand {
  const [argument] = call.args
  if (argument?.kind !== 'literal' || typeof argument.value !== 'string') {
    context.fault('`field` takes the name of a field in quotes')
    return () => undefined
  }
  const result = compilePath(argument.value, context.kind, context.counted)
  if ('fault' in result) {
    context.fault(result.fault)
    return () => undefined
  }
  const { path } = result
  return (scope) => (path.many ? listAt(path, scope) : valueOf(positionAt(path, scope)))
}

/** All elements that a path stands for, as one list. */
function listAt(path: Path, scope: Scope): Value {
  const items: Value[] = []
  let rest: Value | undefined
  const { steps } = path
  const last = steps.at(-1)
  if (last?.kind === 'each') {
    const list = positionAt({ ...path, steps: steps.slice(0, -1), many: false }, scope)
    const [first, ...others] = elementsOf(list, last, scope)
    if (first && others.length === 0 && !steps.slice(0, -1).some(({ kind }) => kind === 'each' || kind === 'list')) {
      for (const item of first.items) items.push(valueOf(item) ?? literal(null, ruleOrigin))
      return arrayOf(
        items,
        list.kind === 'value' ? (list.value?.origin ?? ruleOrigin) : ruleOrigin,
        first.rest && valueOf(first.rest),
      )
    }
  }
  const truth = forEach(path, scope, (position) => {
    items.push(valueOf(position) ?? literal(null, ruleOrigin))
    return true
  })
  if (truth === 'unknown')
    rest = unknown({ kind: 'unsupported', what: 'a list of lists' }, `${path.text}[*]`, ruleOrigin)
  return arrayOf(items, items[0]?.origin ?? ruleOrigin, rest)
}

/** `current('name')` or `current('alias[*]')`, or the innermost of all. */
function lowerCurrent(call: Call, _: readonly Operand[], context: ExpressionContext): Operand {
  const [argument] = call.args
  const name = argument?.kind === 'literal' && typeof argument.value === 'string' ? argument.value : undefined
  if (context.counted.length === 0 || (argument && name === undefined)) {
    context.fault('`current` stands within a `count`, with a name in quotes or without one')
    return () => undefined
  }
  if (name === undefined) {
    const frame = context.counted.length - 1
    return (scope) => frameValue(scope, frame)
  }
  const named = context.counted.findLastIndex((each) => each.name === name)
  if (named >= 0) return (scope) => frameValue(scope, named)
  const result = compilePath(name, context.kind, context.counted)
  if ('fault' in result || result.path.frame === undefined) {
    context.fault(`\`current('${name.slice(0, 80)}')\` names no enclosing \`count\``)
    return () => undefined
  }
  const { path } = result
  return (scope) => (path.many ? listAt(path, scope) : valueOf(positionAt(path, scope)))
}

function frameValue({ frames }: Scope, frame: number): Value | undefined {
  const position = frames[frame]
  return position && valueOf(position)
}

/** A function of known scalars; with an unknown among its arguments, that unknown. */
function lifted(
  call: Call,
  args: readonly Operand[],
  context: ExpressionContext,
  count: number,
  apply: (args: readonly (string | number | boolean | null)[]) => string | boolean | undefined,
): Operand {
  if (args.length !== count) {
    context.fault(`\`${call.name}\` takes ${count} arguments`)
    return () => undefined
  }
  const on = (values: readonly Value[]): Value => {
    const choice = values.findIndex(({ kind }) => kind === 'choice')
    const chosen = values[choice]
    if (chosen?.kind === 'choice') {
      const alternatives = chosen.alternatives.map((alternative) => ({
        ...alternative,
        value: on(values.map((value, at) => (at === choice ? alternative.value : value))),
      }))
      return choiceOf(alternatives, chosen.origin)
    }
    const origin = values.find((value) => isPlace(value.origin))?.origin ?? ruleOrigin
    const known = values.flatMap((value) => (value.kind === 'literal' ? [value.value] : []))
    if (known.length === count) return literal(apply(known) ?? null, origin)
    const reason = firstUnknown(values.filter(({ kind }) => kind !== 'literal'))
    return unknown(reason.cause, () => `${call.name} ${reason.identity}`, origin)
  }
  return (scope) => on(args.map((argument) => argument(scope) ?? literal(null, ruleOrigin)))
}

/** Days added to a date, in ISO 8601; nothing where either is none. */
function addDays([date, days]: readonly unknown[]): string | undefined {
  const from = typeof date === 'string' ? Date.parse(date) : Number.NaN
  const to = from + Number(days) * 86_400_000
  return Number.isFinite(to) && Math.abs(to) <= 8.64e15 ? new Date(to).toISOString() : undefined
}

function contains([outer, inner]: readonly unknown[]): boolean | undefined {
  return typeof outer === 'string' && typeof inner === 'string' ? rangeContains(outer, inner) : undefined
}
