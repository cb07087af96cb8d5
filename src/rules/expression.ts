import { functionTable, isRuntimeFunction } from '../evaluate/functions/table.js'
import { itemOf, propertyOf, valueOr } from '../evaluate/member.js'
import { truthOf } from '../evaluate/logic.js'
import { arrayOf, choiceOf, firstUnknown, literal, unknown } from '../evaluate/value.js'
import type { Origin, Value } from '../evaluate/value.js'
import { isExpression, lowerString, unescapeLiteral } from '../language/arm/expression.js'
import type { Lowered } from '../language/arm/expression.js'
import type { Expression } from '../language/program.js'
import { didYouMean } from '../source/nearest.js'
import { SourceText } from '../source/text.js'
import { lowerCurrent, lowerField } from './field-functions.js'
import { isPlace, mistake, ruleOrigin } from './operand.js'
import type { Call, ExpressionContext, Operand, Special } from './operand.js'
import { addDays, coalesce, ipRangeContains, logical } from './policy-functions.js'
import type { Computed } from './policy-functions.js'
import { placeObject } from './policy-place.js'
import { maxSteps } from './scope.js'
import type { Ground, Scope } from './scope.js'

const maxText = 4_096
const maxData = 10_000
const tooMany = `A value of a rule has at most ${maxData} parts`

/** Reads a value of a rule: plain data, or an expression in brackets; a fault makes it absent. */
export function compileOperand(data: unknown, context: ExpressionContext): { readonly fixed: Value } | Operand {
  if (typeof data === 'string' && isExpression(data)) return compileExpression(data, context)
  if (Array.isArray(data) && data.some((item) => typeof item === 'string' && isExpression(item))) {
    if (data.length > maxData) context.fault(tooMany)
    const items = data.slice(0, maxData).map((item: unknown) => compileOperand(item, context))
    return (scope) =>
      arrayOf(
        items.map((item) => (typeof item === 'function' ? (item(scope) ?? literal(null, ruleOrigin)) : item.fixed)),
        ruleOrigin,
      )
  }
  const fixed = valueOfData(data, { left: maxData })
  if (fixed) return { fixed }
  context.fault(tooMany)
  return { fixed: literal(null, ruleOrigin) }
}

/** What a value of an Azure Policy definition comes to that speaks of no resource: an effect, what an initiative passes on. */
export function evaluateAlone(
  data: unknown,
  parameters: ReadonlyMap<string, Value>,
  fault: (message: string) => void,
): Value | undefined {
  const names = new Map([...parameters.keys()].map((name) => [name, name]))
  const operand = compileOperand(data, {
    kind: 'resource',
    counted: [],
    parameters: names,
    azure: true,
    alone: true,
    fault,
  })
  if (typeof operand !== 'function') return operand.fixed
  const ground: Ground = { parameters, clock: 0, budget: { left: maxSteps } }
  // What would look at a subject was refused above.
  return operand(ground as Scope)
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

function lowerCall(call: Call, context: ExpressionContext): Operand {
  const name = call.name.toLowerCase()
  const args = call.args.map((argument) => lower(argument, context))
  const special = specials.get(name)
  if (context.alone && ofResources.has(name)) {
    context.fault(`\`${call.name}\` means nothing here: no resource is looked at`)
    return () => undefined
  }
  if (special && call.namespace === undefined) return special(call, args, context)
  const found = functionTable.get(name)
  if (context.azure && (absentFromPolicies.has(name) || isRuntimeFunction(name))) {
    context.fault(`Azure Policy has no function \`${call.name}\`${name === 'datetimeadd' ? '; it has `addDays`' : ''}`)
    return () => undefined
  }
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
    const values = args.map(
      (argument, at) => argument(scope) ?? literal(context.azure && isField(call.args[at]) ? '' : null, ruleOrigin),
    )
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

/** A field that is absent is an empty text for a function. Source: Azure Policy, author policies for arrays. */
function isField(argument: Expression | undefined): boolean {
  return argument?.kind === 'call' && argument.name.toLowerCase() === 'field'
}

function argumentWords({ min, max }: { readonly min: number; readonly max: number }): string {
  if (max === Infinity) return `at least ${min} arguments`
  return min === max ? `${min} argument${min === 1 ? '' : 's'}` : `${min} to ${max} arguments`
}

/** Functions that mean something only where a resource is looked at. */
const ofResources: ReadonlySet<string> = new Set([
  'field',
  'current',
  'requestcontext',
  'resourcegroup',
  'subscription',
  'utcnow',
])

/** Functions of templates that a policy rule may not use. Source: Azure Policy definition structure, policy functions. */
const absentFromPolicies: ReadonlySet<string> = new Set([
  'copyindex',
  'datetimeadd',
  'datetimefromepoch',
  'datetimetoepoch',
  'deployment',
  'environment',
  'extensionresourceid',
  'managementgroup',
  'newguid',
  'resourceid',
  'subscriptionresourceid',
  'tenant',
  'tenantresourceid',
  'variables',
])

/** The functions that only Azure Policy has, and those that mean something else there. */
const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['field', lowerField],
  ['current', lowerCurrent],
  ['requestcontext', bare(requestContext)],
  ['utcnow', bare((scope) => literal(new Date(scope.clock).toISOString(), ruleOrigin))],
  ['adddays', (call, args, context) => lifted(call, args, context, 2, addDays)],
  ['iprangecontains', (call, args, context) => lifted(call, args, context, 2, ipRangeContains)],
  [
    'and',
    (_, args) => (scope) =>
      logical(
        'and',
        args.map((argument) => argument(scope)),
      ),
  ],
  [
    'or',
    (_, args) => (scope) =>
      logical(
        'or',
        args.map((argument) => argument(scope)),
      ),
  ],
  ['coalesce', (_, args) => (scope) => coalesce(args.map((argument) => argument(scope)))],
  ['resourcegroup', bare(({ subject }) => placeObject('resourceGroup', subject.resource))],
  ['subscription', bare(({ subject }) => placeObject('subscription', subject.resource))],
  ['policy', bare(() => unknown({ kind: 'context', name: 'policy()' }, 'policy()', ruleOrigin, { type: 'object' }))],
])

/** A function without arguments. */
function bare(operand: Operand): Special {
  return ({ name }, args, { fault }) => {
    if (args.length > 0) fault(`\`${name}\` takes no arguments in policies`)
    return operand
  }
}

/** `requestContext().apiVersion`: the version that the resource is written for. */
function requestContext({ subject }: Scope): Value {
  const version = subject.resource?.apiVersion
  const keySpan = ruleOrigin.span
  const entries = new Map(version ? [['apiversion', { key: 'apiVersion', keySpan, value: version }]] : [])
  return { kind: 'object', entries, open: false, origin: ruleOrigin }
}

/** A function of known scalars; with an unknown among its arguments, that unknown. */
function lifted(
  call: Call,
  args: readonly Operand[],
  context: ExpressionContext,
  count: number,
  apply: (args: readonly (string | number | boolean | null)[]) => Computed,
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
    if (known.length === count) {
      const computed = apply(known)
      return typeof computed === 'object' ? mistake(computed.wrong) : literal(computed ?? null, origin)
    }
    const reason = firstUnknown(values.filter(({ kind }) => kind !== 'literal'))
    return unknown(reason.cause, () => `${call.name} ${reason.identity}`, origin)
  }
  return (scope) => on(args.map((argument) => argument(scope) ?? literal(null, ruleOrigin)))
}
