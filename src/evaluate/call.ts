import type { CallExpression, Expression } from '../language/program.js'
import { contextFunctions } from './context.js'
import { freshIn, localNamed, loopNamed, withLocal } from './environment.js'
import type { Environment, Evaluate, Frame } from './environment.js'
import { functionTable, isRuntimeFunction } from './functions/table.js'
import type { Argument } from './functions/table.js'
import { idFunctions } from './id-functions.js'
import { namePartsIn } from './name-parts.js'
import { roleDefinition } from './role-definitions.js'
import { shortCircuits } from './short-circuit.js'
import {
  callIdentity,
  choiceOf,
  entryOf,
  firstUnknown,
  mergeReasons,
  objectOf,
  originAt,
  unknown,
  withOrigin,
  withUse,
} from './value.js'
import type { Cause, Value } from './value.js'

/** Works out a function call: one of the template's own functions, one that asks for its surroundings, or Azure's. */
export function evaluateCall(call: CallExpression, environment: Environment, evaluate: Evaluate): Value {
  const own = userFunction(call, environment, evaluate)
  if (own) return own
  const name = call.name.toLowerCase()
  const shortCircuit = shortCircuits.get(name)
  if (shortCircuit) return shortCircuit(call, environment, evaluate)
  const parts = namePartsIn(name, call.args, environment, evaluate)
  const args = (): Value[] => call.args.map((arg, at) => parts?.get(at) ?? evaluate(arg, environment))
  const special = specialFunctions.get(name)
  if (special) return special(call, args(), environment)
  const surroundings = contextFunctions.get(name) ?? idFunctions.get(name)
  if (surroundings) return surroundings(args(), environment, call.span)
  const known = functionTable.get(name)
  if (known) {
    const given = call.args.map((arg, at) => parts?.get(at) ?? argument(arg, environment, evaluate))
    if (given.length < known.min || given.length > known.max)
      return invalid(call, `${known.name}() does not take ${given.length} arguments.`)
    const { run } = environment.frame
    return known.apply(given, {
      name: call.name,
      span: call.span,
      clock: run.clock,
      spend: run.budget.spender,
      fresh: () => freshIn(environment),
    })
  }
  return elsewhere(call, args())
}

function argument(expression: Expression, environment: Environment, evaluate: Evaluate): Argument {
  const lambda = expression.kind === 'deferred' ? expression.force() : expression
  if (lambda.kind !== 'lambda') return evaluate(lambda, environment)
  const invoke = (args: readonly Value[]): Value => {
    const repeated = args.some((arg) => arg.kind === 'unknown' && arg.identity.includes('[*]'))
    let inner = repeated ? { ...environment, repeated } : environment
    for (const [at, name] of lambda.parameters.entries()) {
      const missing = () =>
        unknown(
          { kind: 'invalid', message: `Nothing is passed as ${name}.` },
          freshIn(environment),
          originAt(lambda.span),
        )
      inner = withLocal(inner, name, args[at] ?? missing())
    }
    return evaluate(lambda.body, inner)
  }
  return { kind: 'lambda', arity: lambda.parameters.length, invoke }
}

/** A function that the template or a file it imports from declares: it sees its own parameters only. */
function userFunction(call: CallExpression, environment: Environment, evaluate: Evaluate): Value | undefined {
  const { namespace } = call
  if (namespace !== undefined && /^(sys|az)$/i.test(namespace)) return undefined
  const { frame } = environment
  const declaration = frame.functionNamed(
    (namespace === undefined ? call.name : `${namespace}.${call.name}`).toLowerCase(),
  )
  if (!declaration) {
    if (namespace === undefined) return undefined
    return invalid(call, `There is no function ${namespace}.${call.name}.`)
  }
  const given = new Map<string, Value>()
  for (const [at, parameter] of declaration.parameters.entries()) {
    const arg = call.args[at]
    if (arg) given.set(parameter.name.toLowerCase(), evaluate(arg, environment))
  }
  const home = declaration.home ? frame.run.homeOf(declaration.home) : frame
  const own: Frame = {
    run: home.run,
    program: home.program,
    place: frame.place,
    deploymentName: frame.deploymentName,
    parameter: (name) => given.get(name.toLowerCase()),
    variable: (name, from) => home.variable(name, from),
    functionNamed: (key) => home.functionNamed(key),
    symbol: (reference, from, index) => home.symbol(reference, from, index),
    reference: (target, whole, span, from) => home.reference(target, whole, span, from),
  }
  const { owner, repeated } = environment
  const inner: Environment = { frame: own, ...(owner ? { owner } : {}), ...(repeated ? { repeated } : {}) }
  return withUse(evaluate(declaration.body, inner), call.span)
}

type SpecialFunction = (call: CallExpression, args: readonly Value[], environment: Environment) => Value

const specialFunctions: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  ['parameters', (call, [name], environment) => named('parameter', name, call, environment)],
  ['variables', (call, [name], environment) => named('variable', name, call, environment)],
  ['lambdavariables', lambdaVariable],
  ['copyindex', copyIndex],
  // A name that no template can write: it is for what we know of modules without their text.
  ['chosen by', chosenBy],
  ['reference', reference],
  ['references', references],
  ['listoutputswithsecurevalues', secureOutputs],
  [
    'resourceinfo',
    (call, [target], environment) => referenced(call, target ? [target] : [], target, true, environment),
  ],
  ['roledefinitions', (call, [name], environment) => roleDefinition(name, environment, call.span)],
  ['getsecret', (call, args) => atRuntime(call, args, { kind: 'secret-reference' }, true)],
])

/** What a module has for an argument stands where that is written, and is as unknown as that is. */
function chosenBy(call: CallExpression, [value, argument]: readonly Value[]): Value {
  if (!value || !argument) return invalid(call, 'A value and an argument are needed here.')
  const { origin } = argument
  if (argument.kind === 'unknown')
    return unknown(argument.cause, () => callIdentity(call.name, [argument]), origin, { type: 'string' })
  return withOrigin(value, { ...origin, because: mergeReasons(origin.because, value.origin.because) })
}

/** `parameters(…)` and `variables(…)` whose name is itself worked out. */
function named(
  kind: 'parameter' | 'variable',
  name: Value | undefined,
  call: CallExpression,
  environment: Environment,
): Value {
  if (name?.kind === 'choice')
    return choiceOf(
      name.alternatives.map((one) => ({ ...one, value: named(kind, one.value, call, environment) })),
      originAt(call.span),
    )
  if (name?.kind === 'unknown' || name?.kind === 'text')
    return unknown(firstUnknown([name]).cause, freshIn(environment), originAt(call.span))
  if (name?.kind !== 'literal') return invalid(call, `${call.name}() takes a name.`)
  const value = environment.frame[kind](String(name.value), environment)
  return value ? withUse(value, call.span) : invalid(call, `There is no ${kind} ${String(name.value)}.`)
}

function lambdaVariable(call: CallExpression, [name]: readonly Value[], environment: Environment): Value {
  const value = name?.kind === 'literal' ? localNamed(environment, String(name.value)) : undefined
  return value ? withUse(value, call.span) : invalid(call, 'There is no such variable of a lambda here.')
}

/** `copyIndex()`, `copyIndex(offset)`, `copyIndex(name)`, `copyIndex(name, offset)`. */
function copyIndex(call: CallExpression, args: readonly Value[], environment: Environment): Value {
  const [first, second] = args
  const name = first?.kind === 'literal' && typeof first.value === 'string' ? first.value.toLowerCase() : undefined
  const found = loopNamed(environment, name)
  if (!found) return invalid(call, 'copyIndex() is used outside the loop that it names.')
  const offset = name === undefined ? first : second
  const index = withUse(found.index, call.span)
  if (!offset) return index
  const add = functionTable.get('add')
  const { run } = environment.frame
  return (
    add?.apply([index, offset], {
      name: call.name,
      span: call.span,
      clock: run.clock,
      spend: run.budget.spender,
      fresh: () => freshIn(environment),
    }) ?? index
  )
}

function reference(call: CallExpression, args: readonly Value[], environment: Environment): Value {
  const [target, , mode] = args
  return referenced(call, args, target, isFull(mode), environment)
}

function references(call: CallExpression, args: readonly Value[], environment: Environment): Value {
  const [target, mode] = args
  return referenced(call, args, target, isFull(mode), environment)
}

/** The outputs of a deployment as they are, secret ones included; as written where the deployment is part of the run. */
function secureOutputs(call: CallExpression, args: readonly Value[], environment: Environment): Value {
  const [target] = args
  const deployment = target && environment.frame.reference(target, false, call.span, environment)
  const outputs = deployment?.kind === 'object' ? deployment.entries.get('outputs')?.value : undefined
  if (outputs?.kind !== 'object') return atRuntime(call, args, { kind: 'runtime', name: call.name }, true)
  const entries = [...outputs.entries.values()].map((entry) =>
    entryOf(entry.key, entry.keySpan, () => {
      const { value } = entry
      return (value.kind === 'object' ? value.entries.get('value')?.value : undefined) ?? value
    }),
  )
  return objectOf(entries, outputs.origin, outputs.rest)
}

function referenced(
  call: CallExpression,
  args: readonly Value[],
  target: Value | undefined,
  whole: boolean | undefined,
  environment: Environment,
): Value {
  if (!target) return invalid(call, `${call.name}() takes a resource.`)
  if (whole === undefined) return atRuntime(call, args, { kind: 'runtime', name: call.name }, false)
  return environment.frame.reference(target, whole, call.span, environment)
}

/** Whether `'Full'` is asked for; undefined where that cannot be told. */
function isFull(mode: Value | undefined): boolean | undefined {
  if (!mode) return false
  return mode.kind === 'literal' ? String(mode.value).toLowerCase() === 'full' : undefined
}

/** What Azure answers while it deploys, and what is not known to be a function at all. */
function elsewhere(call: CallExpression, args: readonly Value[]): Value {
  if (!isRuntimeFunction(call.name))
    return atRuntime(call, args, { kind: 'unsupported', what: `the function ${call.name}()` }, false)
  return atRuntime(call, args, { kind: 'runtime', name: call.name }, /^list/i.test(call.name))
}

function atRuntime(call: CallExpression, args: readonly Value[], cause: Cause, secret: boolean): Value {
  const named = args.map((arg) => (arg.kind === 'object' ? (arg.entries.get('id')?.value ?? arg) : arg))
  return unknown(cause, () => callIdentity(call.name.toLowerCase(), named), originAt(call.span), { secret })
}

function invalid(call: CallExpression, message: string): Value {
  const { file, start } = call.span
  return unknown({ kind: 'invalid', message }, `${call.name}() at ${file} ${start} [*]`, originAt(call.span))
}
