import { foldName } from '../language/program.js'
import type { DeferredExpression, Expression, IndexExpression, Loop } from '../language/program.js'
import { assuming } from './assume.js'
import type { Environment, Evaluate } from './environment.js'
import { loopNamed, withLocal } from './environment.js'
import { and, truthOf } from './logic.js'
import { itemOf } from './member.js'
import { choiceOf, firstUnknown, identityOf, isSecret, literal, originAt, unknown } from './value.js'
import type { Alternative, Assumption, Truth, UnknownValue, Value } from './value.js'

/** One round of a loop. */
export interface Round {
  readonly environment: Environment
  /** Its number among the rounds that are known; -1 for the round that stands for those that cannot be counted. */
  readonly position: number
  /** Whether that number is also its index. */
  readonly inPlace: boolean
  /** Whether it takes place. */
  readonly certain: Truth
  /** What that depends on. */
  readonly unknowns: readonly UnknownValue[]
}

/** Rounds of a loop; with `rest`, more may follow or stand between, each like it. */
export interface Rounds {
  readonly rounds: readonly Round[]
  readonly rest?: Round
  readonly leading?: number
  readonly trailing?: number
}

export interface LoopUse {
  /** Which limit holds: of resources and modules, or of array items. */
  readonly limit: 'instances' | 'items'
  /** Whether `copyIndex()` without a name means this loop. */
  readonly whole: boolean
}

/** What a loop runs over: its collection or its count. */
export function loopSource(loop: Loop, environment: Environment, evaluate: Evaluate): Value {
  const source = loop.collection ?? loop.count
  return source ? evaluate(source, environment) : literal(0, originAt(loop.span))
}

/** The rounds over a source that is no choice; an unknown where Azure would refuse it or a limit is met. */
export function roundsOver(source: Value, loop: Loop, environment: Environment, use: LoopUse): Rounds | UnknownValue {
  const { budget } = environment.frame.run
  const counted = countOf(source, loop)
  if (counted === undefined) {
    const needed = loop.collection ? 'an array' : 'a whole number that is not negative'
    const message = `A loop runs over ${needed}.`
    return unknown({ kind: 'invalid', message }, `loop at ${loop.span.file} ${loop.span.start} [*]`, source.origin)
  }
  const most = budget.limits[use.limit]
  if (counted > most) return budget.exceeded(use.limit, 'rounds of a loop', loop.span)
  if (!budget.spend(counted)) return budget.exceeded('steps', 'steps', loop.span)
  const rounds: Round[] = []
  const items = source.kind === 'array' ? source.items : undefined
  const leading = source.kind === 'array' && source.rest ? (source.leading ?? 0) : counted
  for (let at = 0; at < counted; at++) {
    const inPlace = at < leading
    const index = inPlace ? literal(at, originAt(loop.span)) : unknownIndex(source, loop)
    rounds.push({
      environment: bind(environment, loop, items?.[at], index, use),
      position: at,
      inPlace,
      certain: true,
      unknowns: [],
    })
  }
  const restItem = restOf(source)
  if (!restItem) return { rounds }
  const reason = firstUnknown([source])
  const bound = bind(environment, loop, loop.collection && restItem, unknownIndex(source, loop), use)
  const rest = restRound(bound, reason)
  const trailing = source.kind === 'array' ? (source.trailing ?? 0) : 0
  return { rounds, rest, leading: Math.min(leading, counted), trailing }
}

/** The rounds of a loop over resources or modules; its filter is a condition of each. */
export function roundsOf(loop: Loop, environment: Environment, evaluate: Evaluate, use: LoopUse): readonly Round[] {
  const source = loopSource(loop, environment, evaluate)
  const rounds = source.kind === 'choice' ? chosenRounds(source.alternatives, loop, environment, use) : undefined
  return rounds ?? listed(roundsOver(source, loop, environment, use), loop, environment, use)
}

/** A round under its filter. */
export function filtered(round: Round, loop: Loop, evaluate: Evaluate): Round {
  if (!loop.filter) return round
  return conditioned(round, evaluate(loop.filter, round.environment))
}

/** A round that takes place only where a condition holds as well. */
export function conditioned(round: Round, condition: Value): Round {
  const truth = and(round.certain, conditionTruth(condition))
  if (truth !== 'unknown') return { ...round, certain: truth }
  return { ...round, certain: truth, unknowns: [...round.unknowns, ...unknownsOf(condition)] }
}

/** As {@link truthOf}; the words for true and false count too, as Azure reads a condition. */
function conditionTruth(condition: Value): Truth {
  if (condition.kind !== 'literal' || typeof condition.value !== 'string') return truthOf(condition)
  const word = condition.value.toLowerCase()
  return word === 'true' || (word === 'false' ? false : 'unknown')
}

/** What would have to be known for a value to be. */
export function unknownsOf(value: Value): readonly UnknownValue[] {
  if (value.kind === 'literal') return []
  if (value.kind !== 'choice') return [firstUnknown([value])]
  const all = value.alternatives.flatMap((alternative) => [...alternative.unknowns, ...unknownsOf(alternative.value)])
  return [...new Map(all.map((one) => [one.identity, one])).values()]
}

function listed(rounds: Rounds | UnknownValue, loop: Loop, environment: Environment, use: LoopUse): readonly Round[] {
  if (!('kind' in rounds)) return rounds.rest ? [...rounds.rounds, rounds.rest] : rounds.rounds
  const bound = bind(environment, loop, loop.collection && rounds, unknownIndex(rounds, loop), use)
  return [restRound(bound, rounds)]
}

function restRound(bound: Environment, reason: UnknownValue): Round {
  const environment = { ...bound, repeated: true }
  return { environment, position: -1, inPlace: false, certain: 'unknown', unknowns: [reason] }
}

/** Round by round what any of the alternatives has there; an alternative that Azure would refuse has nothing. */
function chosenRounds(
  alternatives: readonly Alternative[],
  loop: Loop,
  environment: Environment,
  use: LoopUse,
): readonly Round[] {
  const each = alternatives.map((alternative) => ({
    alternative,
    rounds: roundsOver(alternative.value, loop, environment, use),
  }))
  const unknowns = alternatives.flatMap((alternative) => alternative.unknowns)
  const longest = Math.max(...each.map(({ rounds }) => ('kind' in rounds ? 0 : rounds.rounds.length)))
  const made: Round[] = []
  for (let at = 0; at < longest; at++) {
    const present = each.filter(({ rounds }) => !('kind' in rounds) && rounds.rounds[at])
    const items = present.flatMap(({ alternative }) => {
      const item = alternative.value.kind === 'array' ? alternative.value.items[at] : undefined
      return item ? [{ ...alternative, value: item }] : []
    })
    const item = items.length > 0 ? choiceOf(items, originAt(loop.span)) : undefined
    const inPlace = present.every(({ rounds }) => !('kind' in rounds) && rounds.rounds[at]?.inPlace)
    const [source] = present
    const index = inPlace || !source ? literal(at, originAt(loop.span)) : unknownIndex(source.alternative.value, loop)
    const within = assuming(environment, shared(present.map(({ alternative }) => alternative)))
    const certain: Truth = present.length === each.length ? true : 'unknown'
    const bound = bind(within, loop, item, index, use)
    made.push({ environment: bound, position: at, inPlace, certain, unknowns: certain === true ? [] : unknowns })
  }
  const open = each.filter(({ rounds }) => ('kind' in rounds ? rounds.cause.kind !== 'invalid' : rounds.rest))
  const [first] = open
  if (!first) return made
  const within = assuming(environment, shared(open.map(({ alternative }) => alternative)))
  if ('kind' in first.rounds) return [...made, ...listed(first.rounds, loop, within, use)]
  const { rest } = first.rounds
  return rest ? [...made, { ...rest, environment: assuming(rest.environment, within.assumed ?? []) }] : made
}

/** What all alternatives take for granted. */
function shared(alternatives: readonly Alternative[]): readonly Assumption[] {
  const [first, ...others] = alternatives
  return (first?.assumes ?? []).filter((one) =>
    others.every(({ assumes }) =>
      assumes?.some(({ condition, outcome }) => condition === one.condition && outcome === one.outcome),
    ),
  )
}

function countOf(source: Value, loop: Loop): number | undefined {
  if (source.kind === 'unknown') {
    const needed = loop.collection ? 'array' : 'int'
    return source.type === undefined || source.type === needed ? 0 : undefined
  }
  if (loop.collection) return source.kind === 'array' ? source.items.length : undefined
  if (source.kind !== 'literal' || typeof source.value !== 'number') return undefined
  return Number.isInteger(source.value) && source.value >= 0 ? source.value : undefined
}

/** What each of the rounds that cannot be counted runs over. */
function restOf(source: Value): Value | undefined {
  if (source.kind === 'array') return source.rest
  if (source.kind !== 'unknown') return undefined
  return unknown(source.cause, () => `${source.identity}[*]`, source.origin, { secret: isSecret(source) })
}

function unknownIndex(source: Value, loop: Loop): UnknownValue {
  const { cause } = firstUnknown([source])
  return unknown(cause, () => `index of ${identityOf(source)}[*]`, originAt(loop.span), { type: 'int' })
}

/**
 * Of `list[copyIndex()]` in a loop over `length(list)`, the alternatives of the list that are long enough: with the others
 * there is no such round.
 */
export function longEnough(list: Value, written: IndexExpression, index: Value, environment: Environment): Value {
  if (list.kind !== 'choice' || !environment.loops || index.kind !== 'literal') return list
  const call = forced(written.index)
  if (call.kind !== 'call' || call.name.toLowerCase() !== 'copyindex' || call.args.length > 1) return list
  const [named] = call.args.map(forced)
  if (named && (named.kind !== 'literal' || typeof named.value !== 'string')) return list
  const loop = loopNamed(environment, named && String(named.value).toLowerCase())
  const count = loop?.count && forced(loop.count)
  const [counted] = count?.kind === 'call' && count.name.toLowerCase() === 'length' ? count.args.map(forced) : []
  if (!counted || !isSameName(counted, forced(written.base))) return list
  const long = list.alternatives.filter(({ value }) => itemOf(value, index).kind !== 'absent')
  return long.length === 0 || long.length === list.alternatives.length ? list : choiceOf(long, list.origin)
}

function isSameName(a: Expression, b: Expression): boolean {
  return (a.kind === 'variable' || a.kind === 'parameter') && a.kind === b.kind && foldName(a.name) === foldName(b.name)
}

function forced(expression: Expression): Exclude<Expression, DeferredExpression> {
  return expression.kind === 'deferred' ? expression.force() : expression
}

function bind(environment: Environment, loop: Loop, item: Value | undefined, index: Value, use: LoopUse): Environment {
  const withItem = item ? withLocal(environment, loop.item, item) : environment
  const bound = withLocal(withItem, loop.index, index)
  if (loop.collection) return bound
  const { name, count } = loop
  return { ...bound, loops: { name: name?.toLowerCase(), index, count, whole: use.whole, outer: environment.loops } }
}
