import type { Span } from '../../source/span.js'
import { and, equalValues } from '../logic.js'
import { propertyOf, valueOr } from '../member.js'
import { compareText, upperCase } from '../text-case.js'
import {
  arrayOf,
  callIdentity,
  choiceOf,
  entryOf,
  holdsSecret,
  isSecret,
  literal,
  objectOf,
  originAt,
  restOf,
  unknown,
  type Entry,
  type ObjectValue,
  type Truth,
  type UnknownValue,
  type Value,
} from '../value.js'
import {
  causeOf,
  combine,
  define,
  known,
  outOfBudget,
  refuse,
  undecided,
  wrapped,
  type TemplateFunction,
  type Work,
} from './call.js'
import { intersect, unite } from './array.js'
import { knownText } from './pieces.js'

/** Functions of objects, and `union` and `intersection` of both, from the ARM and Bicep references of object functions. */
export const objectFunctions: readonly TemplateFunction[] = [
  define({
    name: 'createObject',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    returns: { type: 'object' },
    wholeFrom: 0,
    harmless: true,
    compute: createObject,
  }),
  define({ name: 'union', min: 2, max: Number.POSITIVE_INFINITY, compute: union }),
  define({ name: 'intersection', min: 2, max: Number.POSITIVE_INFINITY, compute: intersection }),
  define({ name: 'shallowMerge', min: 1, max: 1, returns: { type: 'object' }, compute: shallowMerge }),
  define({ name: 'items', min: 1, max: 1, returns: { type: 'array' }, compute: items }),
  define({ name: 'objectKeys', min: 1, max: 1, returns: { type: 'array' }, harmless: true, compute: objectKeys }),
]

function createObject(args: readonly Value[], work: Work): Value | undefined {
  if (args.length % 2 !== 0) return refuse(work, 'takes names and values in pairs')
  const pairs: [Value, Value][] = []
  for (let at = 0; at + 1 < args.length; at += 2) {
    const [key, value] = args.slice(at, at + 2)
    if (key && value) pairs.push([key, value])
  }
  return objectOfPairs(work, pairs)
}

/**
 * An object of names and values, the last of one name holding.
 *
 * A name that is not known opens the object, and leaves what stands before it uncertain.
 */
export function objectOfPairs(work: Work, pairs: readonly (readonly [Value, Value])[]): Value {
  if (!pairs.every(([key]) => mayBeName(key))) return refuse(work, 'takes strings as names')
  const lastOpen = pairs.findLastIndex(([key]) => !isText(key))
  const values = pairs.map(([, value]) => value)
  const rest = lastOpen < 0 ? undefined : unknownObject(work, values)
  const entries: Entry[] = []
  for (const [at, [key, value]] of pairs.entries()) {
    const name = knownText(key)
    if (name === undefined) continue
    const entry = entryOf(name, key.origin.span, value)
    entries.push(rest && at < lastOpen ? uncertainEntry(work, entry, rest) : entry)
  }
  return objectOf(entries, work.origin, rest)
}

function mayBeName(key: Value): boolean {
  if (key.kind === 'choice') return key.alternatives.some((one) => mayBeName(one.value))
  return isText(key) || key.kind === 'text' || key.kind === 'unknown'
}

function isText(value: Value): boolean {
  return knownText(value) !== undefined
}

function unknownObject(work: Work, sources: readonly Value[]): UnknownValue {
  const identity = work.lambdas.length > 0 ? work.call.fresh() : () => callIdentity(work.name, work.args)
  const secret = sources.some((value) => holdsSecret(value))
  return unknown(causeOf(work), identity, work.origin, { type: 'object', secret })
}

/** A property that is certainly there, with a value that something unknown may have replaced. */
function uncertainEntry(work: Work, entry: Entry, by: UnknownValue): Entry {
  return wrapped(entry, () => perhapsReplaced(work, entry.value, by, entry.key))
}

/** Objects deeply, arrays by item; a null argument adds nothing. */
function union(args: readonly Value[], work: Work): Value | undefined {
  const given = args.filter((value) => value.kind !== 'literal' || value.value !== null)
  const [first] = given
  if (first === undefined) return undefined
  if (given.some((value) => isOf(value, 'array'))) return unite(work, given) ?? refuse(work, 'takes arrays or objects')
  if (!given.some((value) => isOf(value, 'object'))) return undefined
  return unionOfObjects(work, given)
}

function isOf(value: Value, type: 'array' | 'object'): boolean {
  return value.kind === type || (value.kind === 'unknown' && value.type === type)
}

function unionOfObjects(work: Work, values: readonly Value[]): Value {
  const objects = values.map(asObject)
  if (objects.includes(undefined)) return refuse(work, 'takes arrays or objects')
  return overlay(
    work,
    objects.filter((object) => object !== undefined),
    mergeValues,
  )
}

/** An unknown as an object of which nothing is known. */
function asObject(value: Value): ObjectValue | undefined {
  if (value.kind === 'object') return value
  const fits = value.kind === 'unknown' && (value.type === undefined || value.type === 'object')
  return fits ? objectOf([], value.origin, value) : undefined
}

type Merge = (work: Work, earlier: Value, later: Value, depth: number) => Value

/** Each object's properties over those before it; what is not asked for is not worked out. */
function overlay(work: Work, objects: readonly ObjectValue[], merge: Merge, depth = 0): Value {
  const entries = new Map<string, Entry>()
  let below: UnknownValue | undefined
  for (const over of objects) {
    const above = restOf(over)
    if (!work.call.spend(over.entries.size + (above ? entries.size : 0))) {
      return outOfBudget(work, 'evaluation steps', { type: 'object' })
    }
    for (const [name, entry] of above ? entries : []) {
      if (above && !over.entries.has(name)) entries.set(name, uncertainEntry(work, entry, above))
    }
    for (const [name, entry] of over.entries) {
      entries.set(name, laidOver(work, entries.get(name), entry, below, merge, depth))
    }
    below = bothUnknown(work, below, above)
  }
  return objectOf(entries.values(), work.origin, below)
}

/** A property over an earlier one of its name, or over what an unknown object may have under it. */
function laidOver(
  work: Work,
  earlier: Entry | undefined,
  entry: Entry,
  below: UnknownValue | undefined,
  merge: Merge,
  depth: number,
): Entry {
  if (!earlier && !below) return entry
  const merged = () => {
    const name = entry.key.toLowerCase()
    const under = earlier ? earlier.value : below && valueOr(propertyOf(below, name), known(work, null))
    return under ? merge(work, under, entry.value, depth + 1) : entry.value
  }
  return wrapped(entry, merged, earlier)
}

/** What a property is worth when an unknown object, which may not have it, is laid over it. */
function perhapsReplaced(work: Work, value: Value, above: UnknownValue, name = ''): UnknownValue {
  const identity = () => callIdentity(`${work.name} over ${JSON.stringify(name)}`, [value, above])
  return unknown(above.cause, identity, work.origin, { secret: isSecret(value) || above.secret === true })
}

function bothUnknown(work: Work, below?: UnknownValue, above?: UnknownValue): UnknownValue | undefined {
  if (!below || !above) return below ?? above
  return unknown(below.cause, () => callIdentity(work.name, [below, above]), work.origin, {
    type: 'object',
    secret: below.secret === true || above.secret === true,
  })
}

const maxDepth = 64

/** `union` of what stands under one name: objects are merged, anything else is replaced by the later. */
function mergeValues(work: Work, earlier: Value, later: Value, depth: number): Value {
  if (depth > maxDepth || !work.call.spend(1)) {
    return unknown({ kind: 'budget', limit: `nesting of ${maxDepth}` }, work.call.fresh(), work.origin)
  }
  if (later.kind === 'choice') {
    return choiceOf(
      later.alternatives.map((each) => ({ ...each, value: mergeValues(work, earlier, each.value, depth) })),
      work.origin,
    )
  }
  if (later.kind === 'literal' && later.value === null) return overNull(work, earlier, later)
  if (later.kind === 'unknown') {
    const replaces = later.type !== undefined && later.type !== 'object'
    const merges = later.type === 'object' && earlier.kind === 'object'
    if (replaces || (earlier.kind === 'literal' && earlier.value === null && later.type !== undefined)) return later
    if (!merges) return perhapsReplaced(work, earlier, later)
  }
  const over = asObject(later)
  if (!over || later.kind === 'literal') return later
  if (earlier.kind === 'choice') {
    return choiceOf(
      earlier.alternatives.map((each) => ({ ...each, value: mergeValues(work, each.value, later, depth) })),
      work.origin,
    )
  }
  const under = asObject(earlier)
  return under ? overlay(work, [under, over], mergeValues, depth) : later
}

/** Whether a null replaces a value is not documented; Newtonsoft's own merging leaves the value. */
function overNull(work: Work, earlier: Value, later: Value): Value {
  if (earlier.kind === 'literal' && earlier.value === null) return later
  const cause = { kind: 'unsupported', what: '`union` with a null property' } as const
  const secret = isSecret(earlier)
  return unknown(cause, () => callIdentity(`${work.name} null`, [earlier, later]), work.origin, { secret })
}

/** The last of one name wins, whole (Bicep reference of `shallowMerge`). */
function shallowMerge([value]: readonly Value[], work: Work): Value | undefined {
  if (value?.kind !== 'array' || value.rest) return undefined
  const combinations = combine(value.items)
  const merged = combinations?.map(({ args, ...alternative }) => ({ ...alternative, value: shallowly(work, args) }))
  return merged && choiceOf(merged, work.origin)
}

function shallowly(work: Work, values: readonly Value[]): Value {
  const objects = values.filter((value) => value.kind !== 'literal' || value.value !== null).map(asObject)
  if (objects.includes(undefined)) return refuse(work, 'takes an array of objects')
  return overlay(
    work,
    objects.filter((object) => object !== undefined),
    (_, __, later) => later,
  )
}

function intersection(args: readonly Value[], work: Work): Value | undefined {
  const ofArrays = args.some((value) => isOf(value, 'array'))
  if (ofArrays) return intersect(work, args) ?? refuse(work, 'takes arrays or objects')
  const [first, ...others] = args
  if (first?.kind !== 'object') return undefined
  const objects = others.filter((value) => value.kind === 'object')
  if (objects.length < others.length) return undecided(work, { type: 'object' })
  const entries: Entry[] = []
  let open = first.open
  for (const [name, entry] of first.entries) {
    if (!work.call.spend(1 + objects.length)) return undecided(work, { type: 'object' })
    const inAll = objects
      .map((object): Truth => {
        const other = object.entries.get(name)
        return other ? equalValues(entry.value, other.value) : object.open && 'unknown'
      })
      .reduce(and, true)
    if (inAll === true) entries.push(entry)
    else if (inAll === 'unknown') open = true
  }
  return objectOf(entries, work.origin, open ? unknownObject(work, args) : undefined)
}

/** In the order of names without case; see `compareText` for what that leaves open. */
function sorted(object: ObjectValue): readonly Entry[] {
  return [...object.entries.values()].sort((a, b) => {
    const order = compareText(a.key.toLowerCase(), b.key.toLowerCase())
    return order ?? (upperCase(a.key) < upperCase(b.key) ? -1 : 1)
  })
}

function items([value]: readonly Value[], work: Work): Value | undefined {
  const object = value && asObject(value)
  if (!object) return undefined
  const pairs = sorted(object).map((entry) =>
    pairOf(work, entry.keySpan, keyLiteral(work, entry), () => valueOr(propertyOf(object, entry.key), entry.value)),
  )
  const rest = restOf(object)
  if (!rest) return arrayOf(pairs, work.origin)
  const part = (name: string, type?: 'string') => {
    const identity = () => `${callIdentity(work.name, work.args)}[*].${name}`
    return unknown(rest.cause, identity, work.origin, { type, secret: rest.secret })
  }
  const pair = pairOf(work, work.call.span, part('key', 'string'), part('value'))
  return arrayOf(pairs, work.origin, pair, { identity: () => callIdentity(work.name, work.args) })
}

function pairOf(work: Work, span: Span, key: Value, value: Value | (() => Value)): Value {
  return objectOf([entryOf('key', span, key), entryOf('value', span, value)], work.origin)
}

function keyLiteral(work: Work, entry: Entry): Value {
  return literal(entry.key, originAt(entry.keySpan, work.origin.because))
}

function objectKeys([value]: readonly Value[], work: Work): Value | undefined {
  const object = value && asObject(value)
  if (!object) return undefined
  const keys = sorted(object).map((entry) => keyLiteral(work, entry))
  const rest = restOf(object)
  if (!rest) return arrayOf(keys, work.origin)
  const key = unknown(rest.cause, () => `${callIdentity(work.name, work.args)}[*]`, work.origin, { type: 'string' })
  return arrayOf(keys, work.origin, key, { identity: () => callIdentity(work.name, work.args) })
}
