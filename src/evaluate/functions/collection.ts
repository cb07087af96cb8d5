import { minimum } from '../logic.js'
import { itemOf, mayHave, valueOr } from '../member.js'
import { boundsOf, containsParts, lengthOf, maxSearch, type Part } from '../parts.js'
import { upperCase } from '../text-case.js'
import { arrayOf, callIdentity, choiceOf, textOf, unknown, type UnknownValue, type Value } from '../value.js'
import { causeOf, define, known, refuse, truth, type TemplateFunction, type Work } from './call.js'
import { elementsOf, holds, oneOf } from './elements.js'
import { knownInt, knownText, skipParts, stringParts, takeParts, wholeText } from './pieces.js'
import { formParts } from './stringify.js'

/** Functions of strings and arrays (and objects) alike, from the ARM and Bicep references of array functions. */
export const collectionFunctions: readonly TemplateFunction[] = [
  define({ name: 'contains', min: 2, max: 2, returns: { type: 'bool' }, harmless: true, compute: contains }),
  define({ name: 'empty', min: 1, max: 1, returns: { type: 'bool' }, harmless: true, compute: empty }),
  define({ name: 'length', min: 1, max: 1, returns: { type: 'int' }, harmless: true, compute: length }),
  define({ name: 'first', min: 1, max: 1, compute: ([value], work) => endOf(work, value, false) }),
  define({ name: 'last', min: 1, max: 1, compute: ([value], work) => endOf(work, value, true) }),
  define({ name: 'take', min: 2, max: 2, compute: take }),
  define({ name: 'skip', min: 2, max: 2, compute: skip }),
  define({ name: 'indexOf', min: 2, max: 2, returns: { type: 'int' }, harmless: true, compute: indexOf }),
  define({ name: 'lastIndexOf', min: 2, max: 2, returns: { type: 'int' }, harmless: true, compute: lastIndexOf }),
  define({ name: 'tryGet', min: 2, max: Number.POSITIVE_INFINITY, compute: tryGet }),
  define({
    name: 'indexFromEnd',
    min: 2,
    max: 2,
    compute: ([array, index], work) => array && index && memberOr(array, index, true, refuseIndex(work)),
  }),
  define({
    name: 'tryIndexFromEnd',
    min: 2,
    max: Number.POSITIVE_INFINITY,
    compute: ([array, index, ...others], work) => {
      const first = array && index && memberOr(array, index, true, known(work, null))
      return first && others.reduce<Value>((value, key) => memberUnder(work, value, key), first)
    },
  }),
]

/** A string by unit, an array by deep equality, an object by name without case. */
function contains([container, sought]: readonly Value[], work: Work): Value | undefined {
  if (!container || !sought) return undefined
  if (container.kind === 'object') {
    const name = knownText(sought)
    if (name === undefined)
      return sought.kind === 'text' && !mayHave(container, sought) ? known(work, false) : undefined
    if (container.entries.has(name.toLowerCase())) return known(work, true)
    return container.open ? undefined : known(work, false)
  }
  if (container.kind === 'array') {
    const elements = elementsOf(container)
    return elements && truth(work, holds(work, elements, sought))
  }
  const type = container.kind === 'unknown' ? container.type : 'string'
  const parts = type === 'string' ? stringParts(container) : undefined
  const wanted = sought.kind === 'literal' ? formParts(work, sought) : stringParts(sought)
  return parts && wanted && truth(work, containsParts(parts, wanted))
}

/** Null is empty (ARM reference of `null`). */
function empty([value]: readonly Value[], work: Work): Value | undefined {
  const least = sizeOf(value)
  if (value?.kind === 'literal' && value.value === null) return known(work, true)
  if (!least) return undefined
  if (least.min > 0) return known(work, false)
  return least.max === 0 ? known(work, true) : undefined
}

function length([value]: readonly Value[], work: Work): Value | undefined {
  const size = sizeOf(value)
  return size && size.min === size.max ? known(work, size.min) : undefined
}

/** Bounds of the units, items or properties of a value; undefined for what has none, or is not told. */
function sizeOf(value: Value | undefined): { readonly min: number; readonly max: number } | undefined {
  if (value?.kind === 'array') {
    return { min: minimum(value), max: value.rest ? Number.POSITIVE_INFINITY : value.items.length }
  }
  if (value?.kind === 'object') {
    const { size } = value.entries
    return { min: size, max: value.open ? Number.POSITIVE_INFINITY : size }
  }
  if (value?.kind === 'unknown') {
    const { type, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = value
    return type === 'string' || type === 'array' ? { min: minLength, max: maxLength } : undefined
  }
  const parts = stringParts(value)
  return parts && lengthOf(parts)
}

/** Of an empty array null (Bicep's FunctionResolverTests). */
function endOf(work: Work, value: Value | undefined, fromEnd: boolean): Value | undefined {
  if (value?.kind === 'array') {
    return valueOr(itemOf(value, fromEnd ? 1 : 0, fromEnd), known(work, null))
  }
  const type = value?.kind === 'unknown' ? value.type : 'string'
  const parts = type === 'string' ? stringParts(value) : undefined
  if (!parts) return undefined
  const { min, max } = lengthOf(parts)
  if (min === 0) return max === 0 ? undefined : textUnit(work)
  const end = parts.at(fromEnd ? -1 : 0)
  if (end !== undefined && !fromEnd && boundsOf(end).min > 0) return textOf(takeParts(work, [end], 1), work.origin)
  return typeof end === 'string' ? known(work, end.slice(-1)) : textUnit(work)
}

/** One unit of a string, which one not told. */
function textUnit(work: Work): UnknownValue {
  return unknown(causeOf(work), () => callIdentity(work.name, work.args), work.origin, { type: 'string', maxLength: 1 })
}

function take([value, countValue]: readonly Value[], work: Work): Value | undefined {
  const count = knownInt(countValue)
  if (count === undefined) return typedLike(work, value)
  if (value?.kind === 'array') {
    const { items, rest, leading = 0 } = value
    if (!rest || count <= leading) return arrayOf(items.slice(0, Math.max(count, 0)), work.origin)
    return someOf(work, items.slice(0, leading), [...items.slice(leading), rest])
  }
  const type = value?.kind === 'unknown' ? value.type : 'string'
  const parts = type === 'string' ? stringParts(value) : undefined
  return parts ? textOf(takeParts(work, parts, count), work.origin) : typedLike(work, value)
}

function skip([value, countValue]: readonly Value[], work: Work): Value | undefined {
  const count = Math.max(knownInt(countValue) ?? -1, 0)
  if (knownInt(countValue) === undefined) return typedLike(work, value)
  if (value?.kind === 'array') {
    const { items, rest, leading = 0, trailing = 0 } = value
    if (!rest) return arrayOf(items.slice(count), work.origin)
    if (count === 0) return value
    if (count <= leading) {
      // An item between those in place may be the same as one that is skipped.
      const between = oneOf(work, [...items.slice(leading, items.length - trailing), rest])
      const kept = [...items.slice(count, leading), ...items.slice(items.length - trailing)]
      const details = { leading: leading - count, trailing, identity: () => callIdentity(work.name, work.args) }
      return arrayOf(kept, work.origin, between, details)
    }
    return someOf(work, [], [...items.slice(leading), rest])
  }
  const type = value?.kind === 'unknown' ? value.type : 'string'
  const parts = type === 'string' ? stringParts(value) : undefined
  return parts ? textOf(skipParts(work, parts, count), work.origin) : typedLike(work, value)
}

/** An array that begins with certain items and perhaps has others, each like one of `candidates`. */
function someOf(work: Work, items: readonly Value[], candidates: readonly Value[]): Value | undefined {
  const rest = oneOf(work, candidates)
  const details = { leading: items.length, identity: () => callIdentity(work.name, work.args) }
  return rest && arrayOf(items, work.origin, rest, details)
}

/** Nothing is told but that a string gives a string and an array an array. */
function typedLike(work: Work, value: Value | undefined): Value | undefined {
  const type = value?.kind === 'array' ? 'array' : value?.kind === 'unknown' ? value.type : 'string'
  if (type !== 'array' && type !== 'string') return undefined
  return unknown(causeOf(work), () => callIdentity(work.name, work.args), work.origin, { type })
}

/** A string without case, an array by deep equality. */
function indexOf([container, sought]: readonly Value[], work: Work): Value | undefined {
  if (container?.kind === 'array' && sought) return arrayIndex(work, container.items, container, sought)
  const text = knownPrefix(container)
  const wanted = stringParts(sought)
  const needle = wanted && wholeText(wanted)
  if (!text || !wanted || text.known.length * (needle ?? '').length > maxSearch) return undefined
  const at = needle === undefined ? -1 : upperCase(text.known).indexOf(upperCase(needle))
  if (at >= 0) return known(work, at)
  return containsParts(text.parts, wanted, true) === false ? known(work, -1) : undefined
}

function lastIndexOf([container, sought]: readonly Value[], work: Work): Value | undefined {
  if (container?.kind === 'array' && sought) {
    if (container.rest) return absentFrom(work, container, sought)
    const items = [...container.items].reverse()
    const found = arrayIndex(work, items, container, sought)
    const at = knownInt(found)
    return at === undefined || at < 0 ? found : known(work, items.length - 1 - at)
  }
  const text = knownPrefix(container)
  const wanted = stringParts(sought)
  if (!text || !wanted) return undefined
  const needle = wholeText(wanted)
  if (text.known.length * (needle ?? '').length > maxSearch) return undefined
  if (containsParts(text.parts, wanted, true) === false) return known(work, -1)
  // The end at which .NET finds the empty string differs between its versions.
  if (needle === undefined || needle === '' || text.known.length < lengthOf(text.parts).max) return undefined
  return known(work, upperCase(text.known).lastIndexOf(upperCase(needle)))
}

/** The parts of a string, and how it certainly begins. */
function knownPrefix(
  value: Value | undefined,
): { readonly parts: readonly Part[]; readonly known: string } | undefined {
  const type = value?.kind === 'unknown' ? value.type : 'string'
  const parts = type === 'string' ? stringParts(value) : undefined
  return parts && { parts, known: typeof parts[0] === 'string' ? parts[0] : '' }
}

function arrayIndex(
  work: Work,
  items: readonly Value[],
  array: Extract<Value, { kind: 'array' }>,
  sought: Value,
): Value | undefined {
  const inPlace = array.rest ? (array.leading ?? 0) : items.length
  for (const [at, item] of items.entries()) {
    const found = holds(work, { items: [item], leading: 1, trailing: 1 }, sought)
    if (found === 'unknown') return undefined
    if (found) return at < inPlace ? known(work, at) : undefined
  }
  return absentFrom(work, array, sought)
}

function absentFrom(work: Work, array: Value, sought: Value): Value | undefined {
  const elements = elementsOf(array)
  return elements && holds(work, elements, sought) === false ? known(work, -1) : undefined
}

/** `.?` and `[?…]` of Bicep: null where the first is absent, and for what would stand under it. */
function tryGet([value, first, ...others]: readonly Value[], work: Work): Value | undefined {
  if (!value || !first) return undefined
  const { index, fromEnd } = indexOfKey(first)
  const found = memberOr(value, index, fromEnd, known(work, null))
  return others.reduce<Value>((from, key) => memberUnder(work, from, key), found)
}

/** What stands under a member that was found: as `.` and `[…]` read it, which is not looked for where nothing was found. */
function memberUnder(work: Work, value: Value, key: Value): Value {
  if (value.kind === 'choice')
    return choiceOf(
      value.alternatives.map((each) => ({ ...each, value: memberUnder(work, each.value, key) })),
      value.origin,
    )
  if (value.kind === 'literal' && value.value === null) return value
  const { index, fromEnd } = indexOfKey(key)
  return valueOr(itemOf(value, index, fromEnd), refuse(work, 'names nothing that stands under what it found'))
}

/** `{ value: 1, fromEnd: true }`, as Bicep's `[^1]` is compiled within a longer path. */
function indexOfKey(key: Value): { readonly index: Value; readonly fromEnd: boolean } {
  const entries = key.kind === 'object' && !key.open ? key.entries : undefined
  const index = entries?.get('value')?.value
  const fromEnd = entries?.get('fromend')?.value
  if (!index || fromEnd?.kind !== 'literal') return { index: key, fromEnd: false }
  return { index, fromEnd: fromEnd.value === true }
}

function memberOr(value: Value, key: Value, fromEnd: boolean, missing: Value): Value {
  if (value.kind === 'literal' && value.value === null) return missing
  return valueOr(itemOf(value, key, fromEnd), missing)
}

function refuseIndex(work: Work): UnknownValue {
  return refuse(work, 'names an item that the array does not have')
}
