import { equalValues, or } from '../logic.js'
import { choiceOf, inherit, unknown, type Truth, type UnknownValue, type Value } from '../value.js'
import type { Work } from './call.js'

/** What a function sees of an array: exact without `rest`; see `ArrayValue` for what `rest` means. */
export interface Elements {
  readonly items: readonly Value[]
  readonly rest?: Value
  readonly leading: number
  readonly trailing: number
}

/**
 * The items of an array; undefined for what is certainly none.
 *
 * An unknown of no known type counts as an array, since Azure would refuse the call for anything else.
 */
export function elementsOf(value: Value | undefined): Elements | undefined {
  if (value?.kind === 'unknown') {
    if (value.type !== undefined && value.type !== 'array') return undefined
    return { items: [], rest: someItemOf(value), leading: 0, trailing: 0 }
  }
  if (value?.kind !== 'array') return undefined
  const { rest, leading = 0, trailing = 0, origin } = value
  const items = value.items.map((item) => inherit(item, origin))
  return rest ? { items, rest, leading, trailing } : { items, leading: items.length, trailing: items.length }
}

/** Any item of an unknown array. */
function someItemOf(array: UnknownValue): UnknownValue {
  return unknown(array.cause, () => `${array.identity}[*]`, array.origin, { secret: array.secret })
}

/** What is like one of several values: the `rest` of an array that may hold any of them. */
export function oneOf(work: Work, values: readonly Value[]): Value | undefined {
  if (values.length === 0) return undefined
  return choiceOf(
    values.map((value) => ({ when: '', unknowns: [], value })),
    work.origin,
  )
}

/** Values that are told apart by equality; literals are found at once, others by comparison with each. */
export class DistinctValues {
  readonly #literals = new Map<string, Value>()
  readonly #others: Value[] = []
  readonly #work: Work
  #exhausted = false

  constructor(work: Work) {
    this.#work = work
  }

  /** Whether the value is among those added; unknown also when the budget is used up. */
  has(value: Value): Truth {
    const key = literalKey(value)
    if (key !== undefined && this.#literals.has(key)) return true
    const compared = key === undefined ? this.#literals.size + this.#others.length : this.#others.length
    if (this.#exhausted || !this.#work.call.spend(compared)) {
      this.#exhausted = true
      return 'unknown'
    }
    let found: Truth = false
    for (const other of key === undefined ? [...this.#literals.values(), ...this.#others] : this.#others) {
      found = or(found, equalValues(value, other))
      if (found === true) return true
    }
    return found
  }

  add(value: Value): void {
    const key = literalKey(value)
    if (key === undefined) this.#others.push(value)
    else this.#literals.set(key, value)
  }
}

/** Names a literal that equals only the literals of the same name. */
function literalKey(value: Value): string | undefined {
  if (value.kind !== 'literal') return undefined
  if (typeof value.value === 'number' && !Number.isSafeInteger(value.value)) return undefined
  return `${typeof value.value} ${String(value.value)}`
}

/** Whether an array holds a value. */
export function holds(work: Work, { items, rest }: Elements, value: Value): Truth {
  if (!work.call.spend(items.length)) return 'unknown'
  let found: Truth = false
  for (const item of items) {
    found = or(found, equalValues(item, value))
    if (found === true) return true
  }
  return rest && equalValues(rest, value) !== false ? 'unknown' : found
}
