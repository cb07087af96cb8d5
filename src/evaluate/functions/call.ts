import type { Span } from '../../source/span.js'
import {
  both,
  callIdentity,
  choiceOf,
  entryOf,
  findUnknown,
  firstUnknown,
  holdsSecret,
  identityOf,
  isSecret,
  literal,
  maxAlternatives,
  mergeReasons,
  objectOf,
  originAt,
  restOf,
  unknown,
  withItems,
} from '../value.js'
import type {
  Alternative,
  Entry,
  Origin,
  Reason,
  Truth,
  UnknownDetails,
  UnknownValue,
  Value,
  ValueType,
} from '../value.js'

/** A function of the template language; `apply` never throws and takes any number and kind of arguments. */
export interface TemplateFunction {
  /** As Azure writes it. */
  readonly name: string
  readonly min: number
  /** Infinity for any number. */
  readonly max: number
  /** What Azure would refuse becomes an unknown with cause `invalid`. */
  readonly apply: (args: readonly Argument[], call: FunctionCall) => Value
}

export type Argument = Value | LambdaArgument

export interface LambdaArgument {
  readonly kind: 'lambda'
  /** How many parameters it is written with. */
  readonly arity: number
  readonly invoke: (args: readonly Value[]) => Value
}

/** What a function may know of its call. */
export interface FunctionCall {
  /** As written. */
  readonly name: string
  readonly span: Span
  /** The run's clock: milliseconds since 1970 in UTC. */
  readonly clock: number
  /** Takes steps from the run's budget; false when it is used up. */
  readonly spend: (steps: number) => boolean
  /** An identity that no other value has, for `newGuid` and what a lambda makes of an unknown. */
  readonly fresh: () => string
}

/** One call while it is worked out: no argument is a choice, unless the function takes it whole. */
export interface Work {
  readonly name: string
  readonly args: readonly Value[]
  readonly lambdas: readonly LambdaArgument[]
  readonly call: FunctionCall
  readonly origin: Origin
}

export interface Definition {
  readonly name: string
  readonly min: number
  readonly max: number
  /** What the function returns where nothing more can be told. */
  readonly returns?: UnknownDetails
  /** From which argument on they are taken whole: a choice among them is not tried alternative by alternative. */
  readonly wholeFrom?: number
  /** Which arguments are lambdas; they are not among `args`. */
  readonly lambdas?: readonly number[]
  /** The result gives nothing of a secret argument away. */
  readonly harmless?: boolean
  /** What stands within an array or object goes into the result, and so does its secrecy. */
  readonly deep?: boolean
  /** Undefined where nothing can be told, or Azure's answer is not known. */
  readonly compute: (args: readonly Value[], work: Work) => Value | undefined
}

/** Makes a function of its definition: counts arguments, tries choices, keeps secrets. */
export function define(definition: Definition): TemplateFunction {
  const { name, min, max } = definition
  return { name, min, max, apply: (args, call) => apply(definition, args, call) }
}

function apply(definition: Definition, given: readonly Argument[], call: FunctionCall): Value {
  const { args, lambdas } = sorted(given)
  const origin = originAt(call.span, reasonsOf(args))
  const work: Work = { name: definition.name, args, lambdas, call, origin }
  const { min, max } = definition
  if (given.length < min || given.length > max) return refuse(work, `takes ${countText(min, max)}, not ${given.length}`)
  if (definition.lambdas || lambdas.length > 0) {
    for (const [at, argument] of given.entries()) {
      const wanted = definition.lambdas?.includes(at) ?? false
      if (wanted !== (argument.kind === 'lambda')) {
        return refuse(work, `takes ${wanted ? 'a lambda' : 'a value'} as argument ${at + 1}`)
      }
    }
  }
  if (!call.spend(1 + args.length)) return outOfBudget(work, 'evaluation steps')
  if (!args.some(({ kind }) => kind === 'choice')) return finish(definition, work)
  const combinations = combine(args, definition.wholeFrom)
  if (!combinations) return outOfBudget(work, `${maxAlternatives} alternatives`, definition.returns)
  const [only] = combinations
  if (only && combinations.length === 1 && only.when === '') return finish(definition, { ...work, args: only.args })
  const results = combinations.map(({ args, ...alternative }) => ({
    ...alternative,
    value: finish(definition, { ...work, args }),
  }))
  return choiceOf(results, origin)
}

function sorted(given: readonly Argument[]): Pick<Work, 'args' | 'lambdas'> {
  const isValue = (argument: Argument): argument is Value => argument.kind !== 'lambda'
  if (given.every(isValue)) return { args: given, lambdas: [] }
  return { args: given.filter(isValue), lambdas: given.filter((argument) => argument.kind === 'lambda') }
}

function countText(min: number, max: number): string {
  if (min === max) return `${min} ${min === 1 ? 'argument' : 'arguments'}`
  return max === Number.POSITIVE_INFINITY ? `at least ${min} arguments` : `${min} to ${max} arguments`
}

function finish(definition: Definition, work: Work): Value {
  const result = definition.compute(work.args, work)
  if (definition.harmless) return result ?? undecided(work, definition.returns)
  const deep = definition.deep || result === undefined
  const secret = work.args.some((value) => (deep ? holdsSecret(value) : isSecret(value)))
  const told = result ?? undecided(work, definition.returns)
  return secret ? keepSecret(told) : told
}

function reasonsOf(args: readonly Value[]): readonly Reason[] {
  let reasons: readonly Reason[] = []
  for (const { origin } of args) reasons = mergeReasons(reasons, origin.because)
  return reasons
}

export type Combination = Omit<Alternative, 'value'> & { readonly args: Value[] }

/** Every combination of the arguments' alternatives that can hold; undefined when there are too many. */
export function combine(
  args: readonly Value[],
  wholeFrom = Number.POSITIVE_INFINITY,
): readonly Combination[] | undefined {
  let combinations: Combination[] = [{ when: '', unknowns: [], args: [] }]
  for (const [at, value] of args.entries()) {
    if (value.kind !== 'choice' || at >= wholeFrom) {
      for (const combination of combinations) combination.args.push(value)
      continue
    }
    combinations = combinations.flatMap((combination) =>
      value.alternatives.flatMap((alternative) => {
        const joined = both({ ...combination, value: alternative.value }, alternative)
        if (!joined) return []
        const { value: chosen, ...rest } = joined
        return [{ ...rest, args: [...combination.args, chosen] }]
      }),
    )
    if (combinations.length > maxAlternatives) return undefined
  }
  return combinations
}

/** What Azure would refuse; `message` follows the function's name and repeats no value. */
export function refuse(work: Work, message: string): UnknownValue {
  const cause = { kind: 'invalid', message: `\`${work.name}\` ${message}` } as const
  return unknown(cause, () => callIdentity(`${work.name} refused`, work.args), work.origin)
}

/** A result past one of our own limits. */
export function outOfBudget(work: Work, limit: string, details: UnknownDetails = {}): UnknownValue {
  return unknown({ kind: 'budget', limit }, work.call.fresh, work.origin, details)
}

/** A result that nothing can be told of, but that the same arguments would give again. */
export function undecided(work: Work, details: UnknownDetails = {}): UnknownValue {
  const identity = work.lambdas.length > 0 ? work.call.fresh() : () => callIdentity(work.name, work.args)
  return unknown(causeOf(work), identity, work.origin, details)
}

/** Why a call cannot be worked out: its first unknown argument, else a behaviour of Azure's that is not known. */
export function causeOf(work: Work): UnknownValue['cause'] {
  return findUnknown(work.args)?.cause ?? { kind: 'unsupported', what: `\`${work.name}\` with these arguments` }
}

/** Part of a string that an unknown makes, named by the function that takes it out. */
export function derived(
  work: Work,
  name: string,
  args: readonly Value[],
  details: UnknownDetails & { readonly type: ValueType },
): UnknownValue {
  const cause = firstUnknown(args).cause
  return unknown(cause, () => callIdentity(name, args), work.origin, { secret: args.some(isSecret), ...details })
}

/** How deep values are followed. */
const maxDepth = 64

/** The value with every part of it secret; very deep parts are unknown. */
function keepSecret(value: Value, depth = 0): Value {
  const within = (part: Value) => keepSecret(part, depth + 1)
  if (depth > maxDepth) {
    const cause = { kind: 'budget', limit: `nesting of ${maxDepth}` } as const
    return unknown(cause, () => identityOf(value), value.origin, { secret: true })
  }
  if (value.kind === 'literal') return literal(value.value, value.origin, true)
  if (value.kind === 'text') return { ...value, secret: true }
  if (value.kind === 'unknown') return secretUnknown(value)
  if (value.kind === 'array') {
    return withItems(value, value.items.map(within), value.rest && within(value.rest), value.origin)
  }
  if (value.kind === 'choice') {
    return { ...value, alternatives: value.alternatives.map((each) => ({ ...each, value: within(each.value) })) }
  }
  const entries = [...value.entries.values()].map((entry) => wrapped(entry, () => within(entry.value)))
  const rest = restOf(value)
  return objectOf(entries, value.origin, rest && secretUnknown(rest))
}

const depths = new WeakMap<Entry, number>()

/**
 * An entry whose value is worked out from that of another, on first use.
 *
 * A long chain of such entries is worked out as it grows, since it could not be all at once.
 */
export function wrapped(entry: Entry, value: () => Value, other?: Entry): Entry {
  const result = entryOf(entry.key, entry.keySpan, value)
  const depth = 1 + Math.max(depths.get(entry) ?? 0, (other && depths.get(other)) ?? 0)
  if (depth >= maxDepth) return entryOf(entry.key, entry.keySpan, result.value)
  depths.set(result, depth)
  return result
}

function secretUnknown(value: UnknownValue): UnknownValue {
  if (value.secret) return value
  const { type, minLength, maxLength, alphabet, segment, candidates } = value
  const details = { type, minLength, maxLength, alphabet, segment, candidates, secret: true }
  return unknown(value.cause, () => value.identity, value.origin, details)
}

/** A known result. */
export function known(work: Work, value: string | number | boolean | null): Value {
  return literal(value, work.origin)
}

/** A result that is true, false or not told. */
export function truth(work: Work, value: Truth): Value | undefined {
  return value === 'unknown' ? undefined : literal(value, work.origin)
}
