import { propertyOf, valueOr } from '../evaluate/member.js'
import { choiceOf, firstUnknown, identityOf, literal, originAt, unknown } from '../evaluate/value.js'
import type { Alternative, LiteralValue, Truth, UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'

/** The value at a path of property names; undefined where one is absent, null for the case in which it is. */
export function readProperty(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  let at = value
  for (const name of path) {
    if (!at) return undefined
    const member = propertyOf(at, name)
    if (member.kind === 'absent') return undefined
    at = valueOr(member, literal(null, at.origin))
  }
  return at
}

/** The same, with a null that is written counting as absent. */
export function readSetProperty(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  const found = readProperty(value, ...path)
  return found?.kind === 'literal' && found.value === null ? undefined : found
}

/** The text of a known string. */
export function knownText(value: Value | undefined): string | undefined {
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined
}

/** One item of a list, and on what its being there depends. */
export interface ListItem {
  readonly value: Value
  readonly certain: boolean
  readonly doubts: readonly UnknownValue[]
  readonly when?: string
}

export interface List {
  readonly items: readonly ListItem[]
  /** Why there may be more; undefined when there are not. */
  readonly open: UnknownValue | undefined
}

/**
 * Every item that an array has, or may have where it is a choice; null items are none.
 *
 * An item that stands in all alternatives is certain. What is no array has no items; an unknown is an open list.
 */
export function listOf(value: Value | undefined): List {
  if (!value) return { items: [], open: undefined }
  if (value.kind === 'choice') return joinAlternatives(value.alternatives)
  if (value.kind === 'unknown') return { items: [], open: value }
  if (value.kind !== 'array') return { items: [], open: undefined }
  const items = value.items.flatMap(expand)
  return { items, open: value.rest ? firstUnknown([value.rest]) : undefined }
}

/** An item that is one of several, taken apart. */
function expand(value: Value): readonly ListItem[] {
  if (value.kind !== 'choice') return isNull(value) ? [] : [{ value, certain: true, doubts: [] }]
  return value.alternatives
    .filter((alternative) => !isNull(alternative.value))
    .map((one) => ({ value: one.value, certain: false, doubts: doubtsOfAlternative(one), when: one.when }))
}

/** What it depends on whether an alternative is the one: not what may be tried for that, since the outcome may be either. */
export function doubtsOfAlternative({ unknowns, when }: Alternative): readonly UnknownValue[] {
  return unknowns.map((value) =>
    value.candidates ? unknown(value.cause, () => `${value.identity} where ${when}`, value.origin) : value,
  )
}

function isNull(value: Value): boolean {
  return value.kind === 'literal' && value.value === null
}

function joinAlternatives(alternatives: readonly Alternative[]): List {
  const found = new Map<string, { item: ListItem; times: number; certain: boolean }>()
  let open: UnknownValue | undefined
  for (const alternative of alternatives) {
    const { value, when } = alternative
    const list = listOf(value)
    open ??= list.open
    const within = new Map<string, number>()
    for (const item of list.items) {
      const key = occurrence(item.value, within)
      const known = found.get(key)
      if (known) found.set(key, { ...known, times: known.times + 1, certain: known.certain && item.certain })
      else
        found.set(key, { item: merge(item, doubtsOfAlternative(alternative), when), times: 1, certain: item.certain })
    }
  }
  const items = [...found.values()].map(({ item, times, certain }) =>
    certain && times === alternatives.length ? { value: item.value, certain: true, doubts: [] } : item,
  )
  return { items, open }
}

/** What tells an item from others in one alternative, and finds it again in the next. */
function occurrence(value: Value, within: Map<string, number>): string {
  const { file, start, end } = value.origin.span
  const key = `${file}\0${start}\0${end}\0${identityOf(value)}`
  const times = within.get(key) ?? 0
  within.set(key, times + 1)
  return `${key}\0${times}`
}

function merge(item: ListItem, unknowns: readonly UnknownValue[], when: string): ListItem {
  return {
    value: item.value,
    certain: false,
    doubts: [...unknowns, ...item.doubts],
    when: item.when === undefined ? when : `${when} and ${item.when}`,
  }
}

/** What a known literal becomes, alternative by alternative; anything else becomes an unknown called `what`. */
export function mapLiterals(value: Value, what: string, map: (value: LiteralValue) => Value): Value {
  if (value.kind === 'literal') return map(value)
  if (value.kind === 'choice') {
    const alternatives = value.alternatives.map((alternative) => ({
      ...alternative,
      value: mapLiterals(alternative.value, what, map),
    }))
    return choiceOf(alternatives, value.origin)
  }
  const { cause } = firstUnknown([value])
  return unknown(cause, () => `${what} of ${identityOf(value)}`, value.origin)
}

/** The literal that a value is in every case; undefined when it is not known or cases differ. */
export function settledLiteral(value: Value | undefined): LiteralValue | undefined {
  if (value?.kind === 'literal') return value
  if (value?.kind !== 'choice') return undefined
  const [first, ...others] = value.alternatives.map((alternative) => alternative.value)
  if (first?.kind !== 'literal') return undefined
  return others.every((other) => other.kind === 'literal' && other.value === first.value) ? first : undefined
}

/** A literal made by us, standing at a place of the input. */
export function derived(value: string | boolean, span: Span): LiteralValue {
  return literal(value, originAt(span))
}

export function truthOfCertain(certain: boolean): Truth {
  return certain ? true : 'unknown'
}

/** Both hold; what it depends on is everything that either depends on. */
export function bothDeployed(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false
  return a === true && b === true ? true : 'unknown'
}
