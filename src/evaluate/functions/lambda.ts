import { truthOf } from '../logic.js'
import { arrayOf, entryOf, isSecret, objectOf, restOf, unknown, type UnknownValue, type Value } from '../value.js'
import {
  causeOf,
  define,
  known,
  outOfBudget,
  undecided,
  wrapped,
  type LambdaArgument,
  type TemplateFunction,
  type Work,
} from './call.js'
import { elementsOf, oneOf } from './elements.js'
import { objectOfPairs } from './object.js'
import { knownText } from './pieces.js'

/** Functions that take lambdas, from the ARM and Bicep references of lambda functions. */
export const lambdaFunctions: readonly TemplateFunction[] = [
  define({ name: 'filter', min: 2, max: 2, lambdas: [1], returns: { type: 'array' }, compute: filter }),
  define({ name: 'map', min: 2, max: 2, lambdas: [1], returns: { type: 'array' }, compute: map }),
  define({ name: 'sort', min: 2, max: 2, lambdas: [1], returns: { type: 'array' }, compute: sort }),
  define({ name: 'reduce', min: 3, max: 3, lambdas: [2], wholeFrom: 1, compute: reduce }),
  define({ name: 'toObject', min: 2, max: 3, lambdas: [1, 2], returns: { type: 'object' }, compute: toObject }),
  define({ name: 'groupBy', min: 2, max: 3, lambdas: [1, 2], returns: { type: 'object' }, compute: groupBy }),
  define({ name: 'mapValues', min: 2, max: 2, lambdas: [1], returns: { type: 'object' }, compute: mapValues }),
]

/** What a lambda makes of its arguments, as many as it is written with; undefined when the budget is used up. */
function invoke(work: Work, lambda: LambdaArgument | undefined, args: readonly Value[]): Value | undefined {
  return lambda && work.call.spend(1) ? lambda.invoke(args.slice(0, lambda.arity)) : undefined
}

/** One item as a lambda sees it. */
interface Seen {
  readonly value: Value
  readonly index: Value
  /** It stands in the array, at this index. */
  readonly inPlace: boolean
  /** Any of the further items, if there are any. */
  readonly isRest: boolean
}

function seenItems(work: Work, value: Value | undefined): readonly Seen[] | undefined {
  const elements = elementsOf(value)
  if (!elements) return undefined
  const { items, rest, leading } = elements
  const seen = items.map((item, at) => {
    const inPlace = !rest || at < leading
    return { value: item, index: inPlace ? known(work, at) : someIndex(work), inPlace, isRest: false }
  })
  return rest ? [...seen, { value: rest, index: someIndex(work), inPlace: false, isRest: true }] : seen
}

function someIndex(work: Work): UnknownValue {
  return unknown(causeOf(work), `${work.call.fresh()}[*]`, work.origin, { type: 'int' })
}

function isRefused(value: Value): boolean {
  return value.kind === 'unknown' && value.cause.kind === 'invalid'
}

function exhausted(work: Work): UnknownValue {
  return outOfBudget(work, 'evaluation steps')
}

/** An array of the results for items, in place as far as `leading` tells. */
function made(work: Work, items: readonly Value[], extras: readonly Value[], leading: number): Value {
  return arrayOf(items, work.origin, oneOf(work, extras), { leading, identity: work.call.fresh() })
}

function filter([array]: readonly Value[], work: Work): Value | undefined {
  const seen = seenItems(work, array)
  if (!seen) return undefined
  const items: Value[] = []
  const extras: Value[] = []
  let leading: number | undefined
  for (const { value, index, inPlace, isRest } of seen) {
    const kept = invoke(work, work.lambdas[0], [value, index])
    if (!kept) return exhausted(work)
    if (isRefused(kept)) return kept
    const truth = truthOf(kept)
    if (truth === false) continue
    if (truth === 'unknown' || !inPlace) {
      leading ??= items.length
      extras.push(value)
    }
    if (truth === true && !isRest) items.push(value)
  }
  return made(work, items, extras, leading ?? items.length)
}

function map([array]: readonly Value[], work: Work): Value | undefined {
  const seen = seenItems(work, array)
  const elements = elementsOf(array)
  if (!seen || !elements) return undefined
  const items: Value[] = []
  let rest: Value | undefined
  for (const { value, index, isRest } of seen) {
    const result = invoke(work, work.lambdas[0], [value, index])
    if (!result) return exhausted(work)
    if (isRest) rest = result
    else items.push(result)
  }
  const { leading, trailing } = elements
  return arrayOf(items, work.origin, rest, { leading, trailing, identity: work.call.fresh() })
}

/** The lambda says whether its first argument stands before its second (Bicep reference of `sort`). */
function sort([array]: readonly Value[], work: Work): Value | undefined {
  const elements = elementsOf(array)
  if (!elements) return undefined
  let problem: Value | undefined
  let isTold = elements.rest === undefined
  const isBefore = (a: Value, b: Value): boolean => {
    const before = isTold && !problem ? invoke(work, work.lambdas[0], [a, b]) : undefined
    if (isTold && !problem && !before) problem = exhausted(work)
    if (!before) return false
    if (isRefused(before)) problem = before
    const truth = truthOf(before)
    if (truth === 'unknown') isTold = false
    return truth === true
  }
  const items = mergeSort(elements.items, isBefore)
  if (problem) return problem
  if (isTold) return arrayOf(items, work.origin)
  const extras = elements.rest ? [...elements.items, elements.rest] : elements.items
  return made(work, elements.items, extras, 0)
}

function mergeSort(items: readonly Value[], isBefore: (a: Value, b: Value) => boolean): readonly Value[] {
  let runs = items.map((item) => [item])
  while (runs.length > 1) {
    const merged: Value[][] = []
    for (let at = 0; at < runs.length; at += 2) merged.push(mergeRuns(runs[at] ?? [], runs[at + 1] ?? [], isBefore))
    runs = merged
  }
  return runs[0] ?? []
}

function mergeRuns(a: readonly Value[], b: readonly Value[], isBefore: (a: Value, b: Value) => boolean): Value[] {
  const merged: Value[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const left = a[i]
    const right = b[j]
    if (left !== undefined && (right === undefined || !isBefore(right, left))) {
      merged.push(left)
      i++
    } else if (right !== undefined) {
      merged.push(right)
      j++
    }
  }
  return merged
}

function reduce([array, initial]: readonly Value[], work: Work): Value | undefined {
  const elements = elementsOf(array)
  if (!elements || elements.rest || !initial) return undefined
  let result = initial
  for (const [at, item] of elements.items.entries()) {
    const next = invoke(work, work.lambdas[0], [result, item, known(work, at)])
    if (!next) return exhausted(work)
    result = next
  }
  return result
}

/** What the two lambdas of `toObject` and `groupBy` make of an item: a name, and a value (the item itself without one). */
function pairOf(work: Work, { value }: Seen): readonly [Value, Value] | undefined {
  const [keyOf, valueOf] = work.lambdas
  const key = invoke(work, keyOf, [value])
  const mapped = valueOf ? invoke(work, valueOf, [value]) : value
  return key && mapped && [key, mapped]
}

function pairsOf(work: Work, array: Value | undefined): readonly (readonly [Value, Value, Seen])[] | Value | undefined {
  const pairs: (readonly [Value, Value, Seen])[] = []
  const seen = seenItems(work, array)
  if (!seen) return undefined
  for (const item of seen) {
    const pair = pairOf(work, item)
    if (!pair) return exhausted(work)
    if (isRefused(pair[0])) return pair[0]
    pairs.push([...pair, item])
  }
  return pairs
}

function toObject([array]: readonly Value[], work: Work): Value | undefined {
  const pairs = pairsOf(work, array)
  if (!pairs || 'kind' in pairs) return pairs
  const rest = pairs.find(([, , item]) => item.isRest)
  // Whatever its name, an item that is perhaps there may replace one that is.
  const keyOf = ([key, , item]: readonly [Value, Value, Seen]) => (item.isRest ? undecided(work) : key)
  return objectOfPairs(
    work,
    rest ? pairs.map((pair) => [keyOf(pair), pair[1]]) : pairs.map(([key, value]) => [key, value]),
  )
}

function groupBy([array]: readonly Value[], work: Work): Value | undefined {
  const pairs = pairsOf(work, array)
  if (!pairs || 'kind' in pairs) return pairs
  const groups = new Map<string, { key: Value; name: string; items: Value[] }>()
  const extras: Value[] = []
  for (const [key, value, item] of pairs) {
    const name = knownText(key)
    if (name === undefined && key.kind !== 'unknown' && key.kind !== 'text' && key.kind !== 'choice') return undefined
    if (name === undefined || item.isRest) {
      extras.push(value)
      continue
    }
    const group = groups.get(name.toLowerCase()) ?? { key, name, items: [] }
    if (group.name !== name) return undefined
    group.items.push(value)
    groups.set(name.toLowerCase(), group)
  }
  const isExact = extras.length === 0 && pairs.every(([, , item]) => item.inPlace)
  const entries = [...groups.values()].map(({ key, name, items }) => {
    const list = isExact ? arrayOf(items, work.origin) : made(work, items, extras.length === 0 ? items : extras, 0)
    return entryOf(name, key.origin.span, list)
  })
  const rest = unknown(causeOf(work), work.call.fresh(), work.origin, { type: 'object', secret: extras.some(isSecret) })
  return objectOf(entries, work.origin, extras.length === 0 ? undefined : rest)
}

function mapValues([object]: readonly Value[], work: Work): Value | undefined {
  if (object?.kind !== 'object') return undefined
  const entries = [...object.entries.values()].map((entry) =>
    wrapped(entry, () => invoke(work, work.lambdas[0], [entry.value]) ?? exhausted(work)),
  )
  const rest = restOf(object)
  const mapped = rest && unknown(rest.cause, work.call.fresh(), work.origin, { type: 'object', secret: rest.secret })
  return objectOf(entries, work.origin, mapped)
}
