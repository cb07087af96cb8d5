import { equalParts, partsOf, sameIdentity } from './parts.js'
import { compareText } from './text-case.js'
import { both, typeOf } from './value.js'
import type { Alternative, ArrayValue, LiteralValue, ObjectValue, Truth, Value } from './value.js'

export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false
  return a === true && b === true ? true : 'unknown'
}

export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true
  return a === false && b === false ? false : 'unknown'
}

export function not(a: Truth): Truth {
  return a === 'unknown' ? a : !a
}

/** What a value says as a condition: only a known boolean says anything, and a choice whose alternatives agree. */
export function truthOf(value: Value): Truth {
  if (value.kind === 'literal') return typeof value.value === 'boolean' ? value.value : 'unknown'
  if (value.kind !== 'choice') return 'unknown'
  return agreed(value.alternatives.map((alternative) => truthOf(alternative.value)))
}

function agreed(truths: readonly Truth[]): Truth {
  const [first, ...others] = truths
  return first !== undefined && others.every((other) => other === first) ? first : 'unknown'
}

export interface EqualityOptions {
  /** Strings without case, as Azure compares enum values, names and permissions. */
  readonly ignoreCase?: boolean
}

/** Pairs of values that one comparison looks at; past it, what is not yet decided is unknown. */
const maxPairs = 20_000
const maxDepth = 64

interface Comparison {
  readonly ignoreCase: boolean
  left: number
}

/**
 * Whether two values are certainly equal or certainly different, deeply.
 *
 * As ARM's `equals`: types are told apart, strings compared by unit unless `ignoreCase`, order of properties is nothing.
 */
export function equalValues(a: Value, b: Value, options: EqualityOptions = {}): Truth {
  return equal(a, b, { ignoreCase: options.ignoreCase ?? false, left: maxPairs }, 0)
}

function equal(a: Value, b: Value, comparison: Comparison, depth: number): Truth {
  comparison.left -= 1
  if (comparison.left < 0 || depth > maxDepth) return 'unknown'
  if (a.kind === 'choice' || b.kind === 'choice') {
    return agreed(pairsOf(a, b).map(([x, y]) => equal(x, y, comparison, depth + 1)))
  }
  if (a.kind === 'unknown' && b.kind === 'unknown' && sameIdentity(a.identity, b.identity)) return true
  const x = typeOf(a)
  const y = typeOf(b)
  if (x !== undefined && y !== undefined && x !== y) return false
  const left = partsOf(a)
  const right = partsOf(b)
  if (left && right) return equalParts(left, right, comparison.ignoreCase)
  if (a.kind === 'literal' && b.kind === 'literal') return equalLiterals(a, b)
  if (a.kind === 'array' && b.kind === 'array') return equalArrays(a, b, comparison, depth)
  if (a.kind === 'object' && b.kind === 'object') return equalObjects(a, b, comparison, depth)
  return 'unknown'
}

/** Whole numbers past 2^53 are rounded when read, so that equal ones may have been written differently. */
function equalLiterals(a: LiteralValue, b: LiteralValue): Truth {
  if (a.value !== b.value) return false
  return typeof a.value === 'number' && Math.abs(a.value) > Number.MAX_SAFE_INTEGER ? 'unknown' : true
}

function equalArrays(a: ArrayValue, b: ArrayValue, comparison: Comparison, depth: number): Truth {
  if (!a.rest && !b.rest) {
    if (a.items.length !== b.items.length) return false
    return every(a.items, (item, at) => equal(item, b.items[at] ?? item, comparison, depth + 1))
  }
  if (a.identity !== undefined && b.identity !== undefined && sameIdentity(a.identity, b.identity)) return true
  if (minimum(a) > maximum(b) || minimum(b) > maximum(a)) return false
  const leading = Math.min(a.rest ? (a.leading ?? 0) : a.items.length, b.rest ? (b.leading ?? 0) : b.items.length)
  const start = every(a.items.slice(0, leading), (item, at) => equal(item, b.items[at] ?? item, comparison, depth + 1))
  return start === false ? false : 'unknown'
}

/** The fewest items that an array can have. */
export function minimum(array: ArrayValue): number {
  if (!array.rest) return array.items.length
  return Math.max((array.leading ?? 0) + (array.trailing ?? 0), Math.min(array.items.length, 1))
}

function maximum(array: ArrayValue): number {
  return array.rest ? Number.POSITIVE_INFINITY : array.items.length
}

function equalObjects(a: ObjectValue, b: ObjectValue, comparison: Comparison, depth: number): Truth {
  if (lacksKeyOf(a, b) || lacksKeyOf(b, a)) return false
  let result: Truth = a.open || b.open ? 'unknown' : true
  for (const [key, entry] of a.entries) {
    const other = b.entries.get(key)
    if (!other) continue
    if (entry.key !== other.key) result = and(result, 'unknown')
    result = and(result, equal(entry.value, other.value, comparison, depth + 1))
    if (result === false || comparison.left < 0) return result === false ? false : 'unknown'
  }
  return result
}

/** Whether `a` certainly has no property that `b` certainly has. */
function lacksKeyOf(a: ObjectValue, b: ObjectValue): boolean {
  if (a.open) return false
  for (const key of b.entries.keys()) if (!a.entries.has(key)) return true
  return false
}

function every<T>(items: readonly T[], holds: (item: T, at: number) => Truth): Truth {
  let result: Truth = true
  for (const [at, item] of items.entries()) {
    result = and(result, holds(item, at))
    if (result === false) return false
  }
  return result
}

/** Alternatives of two values that can hold together. */
function pairsOf(a: Value, b: Value): readonly (readonly [Value, Value])[] {
  return alternativesOf(a).flatMap((x) =>
    alternativesOf(b)
      .filter((y) => both(x, y) !== undefined)
      .map((y) => [x.value, y.value] as const),
  )
}

function alternativesOf(value: Value): readonly Alternative[] {
  return value.kind === 'choice' ? value.alternatives : [{ when: '', unknowns: [], value }]
}

/**
 * Whether an order of two values holds: `holds` is asked about -1, 0 or 1.
 *
 * Integers by size, strings as ARM's `less` does; anything else, and strings whose order depends on the host, is unknown.
 */
export function compareValues(a: Value, b: Value, holds: (order: -1 | 0 | 1) => boolean): Truth {
  const truths = pairsOf(a, b).map(([x, y]): Truth => {
    const order = orderOf(x, y)
    return order === undefined ? 'unknown' : holds(order)
  })
  return agreed(truths)
}

function orderOf(a: Value, b: Value): -1 | 0 | 1 | undefined {
  if (a.kind === 'literal' && b.kind === 'literal') {
    if (typeof a.value === 'string' && typeof b.value === 'string') return compareText(a.value, b.value)
    if (typeof a.value !== 'number' || typeof b.value !== 'number') return undefined
    if (a.value === b.value) return equalLiterals(a, b) === true ? 0 : undefined
    return a.value < b.value ? -1 : 1
  }
  if (a.kind === 'literal' || b.kind === 'literal') return undefined
  const comparable = ['int', 'string'].includes(typeOf(a) ?? '') && ['int', 'string'].includes(typeOf(b) ?? '')
  return comparable && equalValues(a, b) === true ? 0 : undefined
}
