import { isMadeOf } from '../access/wildcard.js'
import { and, equalValues, not, or } from '../evaluate/logic.js'
import { containsParts, endsWithParts, equalParts, lengthOf, partsOf, startsWithParts } from '../evaluate/parts.js'
import type { Part } from '../evaluate/parts.js'
import { typeOf } from '../evaluate/value.js'
import type { ChoiceValue, LiteralValue, TextValue, Truth, Value } from '../evaluate/value.js'

/** A condition's operator with its right-hand side worked in; absent values are undefined. */
export interface Comparison {
  readonly test: (value: Value | undefined) => Truth
  /** For operators that look into a list: what one item of it says. */
  readonly item?: (value: Value) => Truth
}

/** A known operand in lists, ready to be looked up. */
type Scalar = string | number | boolean | null

/**
 * The operators of Azure Policy, three-valued, and `subsetOf` and `intersects`.
 *
 * Strings compare without case but for `match` and `notMatch`; `"true"` is true and `"1"` is 1; an absent value and
 * null are the same; texts that are known in part decide what they can.
 * Source: Azure Policy definition structure, conditions.
 */
export const operators: ReadonlyMap<string, (expected: Value | undefined) => Comparison> = new Map([
  ['equals', (expected) => ({ test: (value) => equalTo(value, expected) })],
  ['notEquals', (expected) => ({ test: (value) => not(equalTo(value, expected)) })],
  ['like', (expected) => text(expected, (pattern) => likeTest(pattern))],
  ['notLike', (expected) => negated(text(expected, (pattern) => likeTest(pattern)))],
  ['match', (expected) => text(expected, (pattern) => matchTest(pattern, true))],
  ['notMatch', (expected) => negated(text(expected, (pattern) => matchTest(pattern, true)))],
  ['matchInsensitively', (expected) => text(expected, (pattern) => matchTest(pattern, false))],
  ['notMatchInsensitively', (expected) => negated(text(expected, (pattern) => matchTest(pattern, false)))],
  ['contains', contains],
  ['notContains', (expected) => negated(contains(expected))],
  ['in', (expected) => ({ test: membership(expected) })],
  ['notIn', (expected) => negated({ test: membership(expected) })],
  ['containsKey', (expected) => text(expected, keyTest)],
  ['notContainsKey', (expected) => negated(text(expected, keyTest))],
  ['less', (expected) => ordered(expected, (sign) => sign < 0)],
  ['lessOrEquals', (expected) => ordered(expected, (sign) => sign <= 0)],
  ['greater', (expected) => ordered(expected, (sign) => sign > 0)],
  ['greaterOrEquals', (expected) => ordered(expected, (sign) => sign >= 0)],
  ['exists', exists],
  ['subsetOf', subsetOf],
  ['intersects', intersects],
])

/** Whether both are the same value, as Azure Policy compares; an absent one is null. */
export function equalTo(value: Value | undefined, expected: Value | undefined): Truth {
  if (value?.kind === 'choice')
    return agreement(value.alternatives, (alternative) => equalTo(alternative.value, expected))
  if (expected?.kind === 'choice') return agreement(expected.alternatives, ({ value: other }) => equalTo(value, other))
  if (value === undefined || expected === undefined) {
    const other = value ?? expected
    if (other === undefined) return true
    if (other.kind === 'unknown') return other.type === undefined ? 'unknown' : false
    return other.kind === 'literal' && other.value === null
  }
  if (value.kind === 'literal' && expected.kind === 'literal') return sameScalar(value.value, expected.value)
  const [left, right] = [partsOf(value), partsOf(expected)]
  if (left && right) return equalParts(left, right, true)
  if (value.kind === 'literal') return couldBe(expected, value.value)
  if (expected.kind === 'literal') return couldBe(value, expected.value)
  if (value.kind !== 'unknown' && expected.kind !== 'unknown') return equalValues(value, expected, { ignoreCase: true })
  if (equalValues(value, expected) === true) return true
  const [a, b] = [isScalarType(typeOf(value)), isScalarType(typeOf(expected))]
  return a !== undefined && b !== undefined && a !== b ? false : 'unknown'
}

function isScalarType(type: ReturnType<typeof typeOf>): boolean | undefined {
  return type === undefined ? undefined : type !== 'object' && type !== 'array'
}

/** Whether a value that is not a known scalar could be that one: false or unknown. */
function couldBe(value: Value, scalar: Scalar): Truth {
  if (value.kind === 'text') {
    if (typeof scalar === 'boolean') return equalParts(value.parts, [String(scalar)], true)
    return scalar === null ? false : 'unknown'
  }
  if (value.kind !== 'unknown') return false
  switch (value.type) {
    case 'bool':
      return /^(true|false)$/i.test(String(scalar)) ? 'unknown' : false
    case 'int':
      return numberIn(scalar) === undefined ? false : 'unknown'
    case 'string':
      return scalar === null ? false : 'unknown'
    default:
      return value.type === undefined ? 'unknown' : false
  }
}

/** Whether two known scalars are equal in spite of their types: `"True"` and true, `"90"` and 90. */
export function sameScalar(a: Scalar, b: Scalar): boolean {
  if (typeof a === 'string' && typeof b === 'string') return fold(a) === fold(b)
  if (a === null || b === null) return a === b
  if (typeof a === 'boolean' || typeof b === 'boolean') return fold(String(a)) === fold(String(b))
  const number = numberIn(a)
  return number !== undefined && number === numberIn(b)
}

function numberIn(scalar: Scalar): number | undefined {
  if (typeof scalar === 'number') return scalar
  if (typeof scalar !== 'string' || !/^\s*[-+]?\d+(\.\d+)?\s*$/.test(scalar.slice(0, 40))) return undefined
  return scalar.length > 40 ? undefined : Number(scalar)
}

function fold(text: string): string {
  return text.toLowerCase()
}

/** Decides on a value's scalar form; choices by their alternatives, an absent value by `absent`. */
function onScalars(
  value: Value | undefined,
  known: (literal: LiteralValue) => Truth,
  partly: (text: TextValue) => Truth,
  absent: Truth = false,
): Truth {
  switch (value?.kind) {
    case undefined:
      return absent
    case 'literal':
      return value.value === null ? absent : known(value)
    case 'text':
      return partly(value)
    case 'choice':
      return agreement(value.alternatives, (alternative) => onScalars(alternative.value, known, partly, absent))
    case 'unknown':
      return value.type === 'object' || value.type === 'array' ? false : 'unknown'
    default:
      return false
  }
}

/** What every one says; unknown as soon as two differ. */
export function agreement<T>(alternatives: Iterable<T>, test: (alternative: T) => Truth): Truth {
  let agreed: Truth | undefined
  for (const alternative of alternatives) {
    const truth = test(alternative)
    if (agreed !== undefined && truth !== agreed) return 'unknown'
    agreed = truth
  }
  return agreed ?? 'unknown'
}

/** A right-hand side of which only alternatives are known: what all of them say. */
function perAlternative(expected: ChoiceValue, of: (expected: Value) => Comparison): Comparison {
  const comparisons = expected.alternatives.map((alternative) => of(alternative.value))
  return {
    test: (value) => agreement(comparisons, ({ test }) => test(value)),
    item: (value) => agreement(comparisons, ({ test, item = test }) => item(value)),
  }
}

function negated({ test, item }: Comparison): Comparison {
  return { test: (value) => not(test(value)), ...(item ? { item: (value: Value) => not(item(value)) } : {}) }
}

/** An operator whose right-hand side is a text; one that cannot be told makes the result unknown. */
function text(expected: Value | undefined, of: (pattern: string) => (value: Value | undefined) => Truth): Comparison {
  if (expected?.kind === 'literal') return { test: of(expected.value === null ? '' : String(expected.value)) }
  if (expected?.kind === 'choice') return perAlternative(expected, (alternative) => text(alternative, of))
  return { test: () => 'unknown' }
}

/** Text between stars; the first stands at the beginning, the last at the end. */
function likeTest(pattern: string): (value: Value | undefined) => Truth {
  const pieces = fold(pattern).split('*')
  return (value) =>
    onScalars(
      value,
      (literal) => isMadeOf(fold(String(literal.value)), pieces),
      ({ parts }) => isPartlyLike(parts, pieces),
    )
}

function isPartlyLike(parts: readonly Part[], pieces: readonly string[]): Truth {
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (pieces.length === 1) return equalParts(parts, [first], true)
  const ends = and(startsWithParts(parts, asParts(first), true), endsWithParts(parts, asParts(last), true))
  const between = pieces.slice(1, -1).filter((piece) => piece !== '')
  if (ends === false || between.some((piece) => containsParts(parts, [piece], true) === false)) return false
  const fits = between.length === 0 && lengthOf(parts).min >= first.length + last.length
  return ends === true && fits ? true : 'unknown'
}

function asParts(text: string): readonly Part[] {
  return text === '' ? [] : [text]
}

/** `#` is a digit, `?` a letter, `.` anything; every other character itself. */
function matchTest(pattern: string, withCase: boolean): (value: Value | undefined) => Truth {
  const wanted = withCase ? pattern : fold(pattern)
  const fits = (known: string, at: number): boolean => {
    for (let index = 0; index < known.length; index++) {
      const letter = withCase ? known[index] : fold(known[index] ?? '')
      const sign = wanted[at + index]
      const fitting =
        sign === '#'
          ? /[0-9]/.test(letter ?? '')
          : sign === '?'
            ? /[a-z]/i.test(letter ?? '')
            : sign === '.' || sign === letter
      if (!fitting) return false
    }
    return true
  }
  return (value) =>
    onScalars(
      value,
      (literal) => {
        const known = String(literal.value)
        return known.length === wanted.length && fits(known, 0)
      },
      ({ parts }) => {
        const known = parts.reduce(
          (total, part) => total + (typeof part === 'string' ? part.length : (part.minLength ?? 0)),
          0,
        )
        const [first] = parts
        const last = parts.at(-1)
        if (known > wanted.length || (typeof first === 'string' && !fits(first, 0))) return false
        return typeof last === 'string' && !fits(last, wanted.length - last.length) ? false : 'unknown'
      },
    )
}

function contains(expected: Value | undefined): Comparison {
  const item = (value: Value): Truth => equalTo(value, expected)
  const inText = text(expected, (needle) => {
    const wanted = fold(needle)
    return (value) =>
      onScalars(
        value,
        (literal) => fold(String(literal.value)).includes(wanted),
        ({ parts }) => containsParts(parts, asParts(needle), true),
      )
  })
  return { test: overItems(item, true, inText.test), item }
}

function subsetOf(expected: Value | undefined): Comparison {
  const item = membership(expected)
  return { test: overItems(item, false, item), item }
}

function intersects(expected: Value | undefined): Comparison {
  const item = membership(expected)
  return { test: overItems(item, true, item), item }
}

/** Over a list: whether one item (`some`) or each item passes; what is no list is left to `single`. */
function overItems(
  item: (value: Value) => Truth,
  some: boolean,
  single: (value: Value | undefined) => Truth,
): (value: Value | undefined) => Truth {
  const test = (value: Value | undefined): Truth => {
    if (value === undefined || (value.kind === 'literal' && value.value === null)) return !some
    if (value.kind === 'choice') return agreement(value.alternatives, (alternative) => test(alternative.value))
    if (value.kind === 'unknown') return 'unknown'
    if (value.kind !== 'array') return single(value)
    let truth: Truth = !some
    for (const each of value.items) {
      truth = some ? or(truth, item(each)) : and(truth, item(each))
      if (truth === some) return truth
    }
    // Nobody knows whether there are more items: they can only turn the result where one of them would.
    if (value.rest && item(value.rest) !== !some) return some ? or(truth, 'unknown') : and(truth, 'unknown')
    return truth
  }
  return test
}

/** Whether a value is one of a list's. */
function membership(expected: Value | undefined): (value: Value | undefined) => Truth {
  if (expected?.kind === 'choice') {
    return perAlternative(expected, (alternative) => ({ test: membership(alternative) })).test
  }
  if (expected?.kind !== 'array')
    return expected?.kind === 'literal' ? (value) => equalTo(value, expected) : () => 'unknown'
  const known = expected.items.filter((item): item is LiteralValue => item.kind === 'literal')
  const others = expected.items.filter((item) => item.kind !== 'literal')
  const scalars = new Set<Scalar>(known.map(({ value }) => (typeof value === 'string' ? fold(value) : value)))
  const numbers = new Set(known.map(({ value }) => numberIn(value)))
  const among = (scalar: Scalar): boolean => {
    const folded = typeof scalar === 'string' ? fold(scalar) : scalar
    if (scalars.has(folded)) return true
    if (typeof scalar === 'boolean') return scalars.has(String(scalar))
    if (folded === 'true' || folded === 'false') return scalars.has(folded === 'true')
    const number = numberIn(scalar)
    if (number === undefined || !numbers.has(number)) return false
    return known.some((item) => sameScalar(item.value, scalar))
  }
  const test = (value: Value | undefined): Truth => {
    let truth: Truth
    if (value?.kind === 'choice') return agreement(value.alternatives, (alternative) => test(alternative.value))
    if (value === undefined) truth = scalars.has(null)
    else if (value.kind === 'literal') truth = among(value.value)
    else truth = known.reduce<Truth>((any, item) => (any === true ? any : or(any, equalTo(value, item))), false)
    for (const other of others) if (truth !== true) truth = or(truth, equalTo(value, other))
    return expected.rest && truth !== true ? or(truth, 'unknown') : truth
  }
  return test
}

function keyTest(key: string): (value: Value | undefined) => Truth {
  const wanted = fold(key)
  const test = (value: Value | undefined): Truth => {
    switch (value?.kind) {
      case 'object':
        return value.entries.has(wanted) ? true : value.open ? 'unknown' : false
      case 'choice':
        return agreement(value.alternatives, (alternative) => test(alternative.value))
      case 'unknown':
        return value.type === undefined || value.type === 'object' ? 'unknown' : false
      default:
        return false
    }
  }
  return test
}

/** Numbers by size, everything else as texts letter by letter, without case; what cannot be compared is false. */
function ordered(expected: Value | undefined, holds: (sign: number) => boolean): Comparison {
  if (expected?.kind === 'choice') return perAlternative(expected, (alternative) => ordered(alternative, holds))
  if (expected?.kind !== 'literal')
    return { test: (value) => (expected === undefined || value === undefined ? false : 'unknown') }
  const bound = expected.value
  const number = numberIn(bound)
  return {
    test: (value) =>
      onScalars(
        value,
        (literal) => {
          const other = numberIn(literal.value)
          if (number !== undefined && other !== undefined) return holds(other - number)
          if (typeof literal.value !== 'string' || typeof bound !== 'string') return false
          const [a, b] = [fold(literal.value), fold(bound)]
          return holds(a < b ? -1 : a > b ? 1 : 0)
        },
        () => 'unknown',
      ),
  }
}

/** An unknown of a known type is something; one of an unknown type may be nothing. */
function exists(expected: Value | undefined): Comparison {
  if (expected?.kind !== 'literal') return { test: () => 'unknown' }
  const wanted = sameScalar(expected.value, true)
  const present = (value: Value | undefined): Truth => {
    switch (value?.kind) {
      case undefined:
        return false
      case 'literal':
        return value.value !== null
      case 'choice':
        return agreement(value.alternatives, (alternative) => present(alternative.value))
      case 'unknown':
        return value.type === undefined ? 'unknown' : true
      default:
        return true
    }
  }
  return { test: (value) => (wanted ? present(value) : not(present(value))) }
}
