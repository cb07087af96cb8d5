import type { Subject } from '../access/model.js'
import { choiceOf, textOf, withItems } from '../evaluate/value.js'
import type { Assumption, LiteralValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import type { Facts, FieldEntry } from './subject.js'

/** Where a path has come to: at a subject, or at a value (perhaps an absent one) of a field. */
export type Position =
  | { readonly kind: 'subject'; readonly subject: Subject }
  | {
      readonly kind: 'value'
      readonly value: Value | undefined
      /** The field that the path went through, and whose it is; undefined past a subject that is absent. */
      readonly field?: FieldEntry
      readonly holder?: Subject
      /** Whether the path goes on below the field. */
      readonly below: boolean
      /** The last key on the way that is written. */
      readonly key?: Span
    }

/** What an expression may use that speaks of no subject. */
export interface Ground {
  /** Values of the rule's parameters, by folded name. */
  readonly parameters: ReadonlyMap<string, Value>
  /** Milliseconds since 1970. */
  readonly clock: number
  /** Steps left; conditions end in unknown when they are used up. */
  readonly budget: { left: number }
}

/** What one evaluation of a condition knows; one is made for a subject and used for all its rules. */
export interface Scope extends Ground {
  readonly subject: Subject
  readonly facts: Facts
  /** Elements that the enclosing counts stand at, outermost first. */
  readonly frames: Position[]
  /** What is assumed beyond what is written, to look for a witness. */
  readonly assumed?: Assumed
}

export interface Assumed {
  readonly outcomes: readonly Assumption[]
  /** By identity of an unknown. */
  readonly values: ReadonlyMap<string, LiteralValue>
}

/** Steps of one rule on one subject. */
export const maxSteps = 200_000

/** The value under what is assumed: choices without what contradicts it, unknowns with the value tried. */
export function settle(value: Value, assumed: Assumed): Value {
  switch (value.kind) {
    case 'choice': {
      const open = value.alternatives.filter((alternative) => agrees(alternative.assumes, assumed.outcomes))
      const settled = open.map((alternative) => ({ ...alternative, value: settle(alternative.value, assumed) }))
      return settled.length === 0 ? value : choiceOf(settled, value.origin)
    }
    case 'unknown': {
      const tried = assumed.values.get(value.identity)
      return tried ? { ...tried, origin: value.origin } : value
    }
    case 'text': {
      if (!value.parts.some((part) => typeof part !== 'string' && assumed.values.has(part.identity))) return value
      const parts = value.parts.map((part) => {
        const tried = typeof part === 'string' ? undefined : assumed.values.get(part.identity)
        return tried && tried.value !== null ? String(tried.value) : part
      })
      return textOf(parts, value.origin, value.secret)
    }
    case 'array': {
      const items = value.items.map((item) => settle(item, assumed))
      const changed = items.some((item, at) => item !== value.items[at])
      return changed ? withItems(value, items, value.rest, value.origin) : value
    }
    default:
      return value
  }
}

function agrees(assumes: readonly Assumption[] | undefined, outcomes: readonly Assumption[]): boolean {
  return !assumes?.some(({ condition, outcome }) =>
    outcomes.some((other) => other.condition === condition && other.outcome !== outcome),
  )
}
