import { and } from '../logic.js'
import { arrayOf, callIdentity, textOf, typeOf, unknown, type Value } from '../value.js'
import type { Part } from '../parts.js'
import { define, known, outOfBudget, refuse, undecided, type TemplateFunction, type Work } from './call.js'
import { DistinctValues, elementsOf, holds, oneOf, type Elements } from './elements.js'
import { knownInt } from './pieces.js'
import { formParts } from './stringify.js'

/** Functions that make arrays, from the ARM and Bicep references of array functions. */
export const arrayFunctions: readonly TemplateFunction[] = [
  define({
    name: 'array',
    min: 1,
    max: 1,
    returns: { type: 'array' },
    compute: ([value], work) => {
      if (value?.kind === 'array') return value
      if (value?.kind !== 'unknown') return value && arrayOf([value], work.origin)
      if (value.type === undefined) return undefined
      return value.type === 'array' ? value : arrayOf([value], work.origin)
    },
  }),
  define({
    name: 'createArray',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    wholeFrom: 0,
    harmless: true,
    compute: (args, work) => arrayOf(args, work.origin),
  }),
  define({ name: 'concat', min: 1, max: Number.POSITIVE_INFINITY, compute: concat }),
  define({ name: 'flatten', min: 1, max: 1, returns: { type: 'array' }, compute: flatten }),
  define({ name: 'range', min: 2, max: 2, returns: { type: 'array' }, compute: range }),
  define({ name: 'distinct', min: 1, max: 1, returns: { type: 'array' }, compute: (args, work) => unite(work, args) }),
]

/** Strings, whole numbers and booleans into a string (Bicep's overloads), or arrays into an array. */
function concat(args: readonly Value[], work: Work): Value | undefined {
  const arrays = args.some((value) => value.kind === 'array' || (value.kind === 'unknown' && value.type === 'array'))
  if (arrays) {
    const lists = args.map(elementsOf)
    if (args.some(isNull)) return undefined
    if (lists.includes(undefined)) return refuse(work, 'takes strings or arrays, not both')
    return joined(
      work,
      lists.filter((list) => list !== undefined),
    )
  }
  if (args.every((value) => value.kind === 'unknown' && value.type === undefined)) return undefined
  const parts: Part[] = []
  for (const value of args) {
    const form = value.kind === 'object' || isNull(value) ? undefined : formParts(work, value)
    if (!form) return undecided(work, { type: args.some((each) => typeOf(each) === 'string') ? 'string' : undefined })
    for (const part of form) parts.push(part)
  }
  return textOf(parts, work.origin)
}

/** Arrays one after the other. */
function joined(work: Work, lists: readonly Elements[]): Value {
  const count = lists.reduce((sum, list) => sum + list.items.length + 1, 0)
  if (!work.call.spend(count)) return outOfBudget(work, 'evaluation steps', { type: 'array' })
  const rest = oneOf(
    work,
    lists.map((list) => list.rest).filter((value) => value !== undefined),
  )
  const items = lists.flatMap((list) => list.items)
  if (!rest) return arrayOf(items, work.origin)
  const reverse = [...lists].reverse()
  return arrayOf(items, work.origin, rest, {
    leading: placed(lists, (list) => list.leading),
    trailing: placed(reverse, (list) => list.trailing),
    identity: () => callIdentity(work.name, work.args),
  })
}

/** How many items are in place, counted through exact arrays up to the first that is not. */
function placed(lists: readonly Elements[], within: (list: Elements) => number): number {
  let count = 0
  for (const list of lists) {
    count += within(list)
    if (list.rest) return count
  }
  return count
}

/** One level only (Bicep reference of `flatten`). */
function flatten([value]: readonly Value[], work: Work): Value | undefined {
  const outer = elementsOf(value)
  if (!outer) return undefined
  const lists = outer.items.map(elementsOf)
  if (outer.items.some((item) => item.kind === 'choice' || isNull(item))) return undefined
  if (lists.includes(undefined)) return refuse(work, 'takes an array of arrays')
  const inner = lists.filter((list) => list !== undefined)
  if (!outer.rest) return joined(work, inner)
  const more = elementsOf(outer.rest)
  if (!more) return undefined
  const rest = oneOf(
    work,
    [...inner, more].flatMap((list) => [...list.items, ...(list.rest ? [list.rest] : [])]),
  )
  const head = inner.slice(0, outer.leading)
  const items = head.flatMap((list) => list.items)
  if (!rest) return undefined
  return arrayOf(items, work.origin, rest, {
    leading: placed(head, (list) => list.leading),
    identity: () => callIdentity(work.name, work.args),
  })
}

function isNull(value: Value): boolean {
  return value.kind === 'literal' && value.value === null
}

/** Azure's limits, from the reference of `range`. */
const maxRange = 10_000
const maxRangeEnd = 2_147_483_647

function range([startValue, countValue]: readonly Value[], work: Work): Value | undefined {
  const start = knownInt(startValue)
  const count = knownInt(countValue)
  if (count !== undefined && (count < 0 || count > maxRange)) return refuse(work, `takes a count from 0 to ${maxRange}`)
  if (count === 0) return arrayOf([], work.origin)
  if (start === undefined || count === undefined) {
    const identity = () => `${callIdentity(work.name, work.args)}[*]`
    const cause = [startValue, countValue].find((value) => value?.kind === 'unknown')
    if (cause?.kind !== 'unknown') return undefined
    const each = unknown(cause.cause, identity, work.origin, { type: 'int' })
    return arrayOf([], work.origin, each, { identity: () => callIdentity(work.name, work.args) })
  }
  if (start + count > maxRangeEnd) return refuse(work, `takes a start and a count of at most ${maxRangeEnd} together`)
  if (!work.call.spend(count)) return undefined
  return arrayOf(
    Array.from({ length: count }, (_, at) => known(work, start + at)),
    work.origin,
  )
}

/** Every item of the arrays once, in the order of first appearance (Bicep reference of `union`). */
export function unite(work: Work, arrays: readonly Value[]): Value | undefined {
  const seen = new DistinctValues(work)
  const items: Value[] = []
  const extras: Value[] = []
  let leading: number | undefined
  for (const list of arrays.map(elementsOf)) {
    if (!list) return undefined
    for (const [at, item] of list.items.entries()) {
      const found = seen.has(item)
      if (found === true) continue
      // Perhaps one of those that are there already: then it is in the array all the same, but in another place.
      if (found === 'unknown' || (list.rest && at >= list.leading)) {
        leading ??= items.length
        extras.push(item)
      }
      seen.add(item)
      items.push(item)
    }
    if (list.rest) {
      leading ??= items.length
      extras.push(list.rest)
    }
  }
  const rest = oneOf(work, extras)
  return arrayOf(items, work.origin, rest, { leading, identity: () => callIdentity(work.name, work.args) })
}

/** Items of the first array that all the others have, each once. */
export function intersect(work: Work, arrays: readonly Value[]): Value | undefined {
  const [first, ...others] = arrays.map(elementsOf)
  if (!first || others.some((list) => list === undefined)) return undefined
  const lists = others.filter((list) => list !== undefined)
  const seen = new DistinctValues(work)
  const items: Value[] = []
  const extras: Value[] = first.rest ? [first.rest] : []
  let leading: number | undefined
  for (const [at, item] of first.items.entries()) {
    const inAll = lists.map((list) => holds(work, list, item)).reduce(and, true)
    if (inAll === false || seen.has(item) === true) continue
    const certain = inAll === true
    if (!certain || seen.has(item) === 'unknown' || (first.rest && at >= first.leading)) {
      leading ??= items.length
      extras.push(item)
    }
    if (certain) items.push(item)
    seen.add(item)
  }
  const rest = oneOf(work, extras)
  return arrayOf(items, work.origin, rest, {
    leading: leading ?? items.length,
    identity: () => callIdentity(work.name, work.args),
  })
}
