import { and, not, or } from '../evaluate/logic.js'
import { identityOf } from '../evaluate/value.js'
import type { Truth, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { isPlace, ruleOrigin } from './operand.js'
import type { Operand } from './operand.js'
import { agreement } from './operators.js'
import type { Comparison } from './operators.js'
import { elementsOf, followToList, forEach, positionAt, spend, startOf, upToList, valueOf } from './path.js'
import type { Path, Step } from './path.js'
import type { Position, Scope } from './scope.js'
import { notSaid } from './subject.js'

/** A condition made ready: what it says of a subject, and which of its leaves decide that. */
export interface Condition {
  readonly test: (scope: Scope) => Truth
  /** The leaves that make it `truth` (what {@link Condition.test} said), in the order written. */
  readonly explain: (scope: Scope, truth: Truth, into: Leaf[]) => void
}

/** One comparison that decided, with the value that it looked at. */
export interface Leaf {
  /** Where it stands in its rule: names and indexes from the condition as a whole. */
  readonly at?: readonly string[]
  /** The field as the rule names it; undefined for a `value`. */
  readonly field: string | undefined
  readonly operator: string
  readonly truth: Truth
  /** What was looked at; of a list or a choice, the elements and alternatives that decided. */
  readonly values: readonly Value[]
  /** Whether those are elements of a list. */
  readonly element: boolean
  /** Within a `count`: the element that it stood at. */
  readonly of?: Value
  readonly expected: Value | undefined
  /** Where the value is written. */
  readonly span: Span | undefined
  /** Where it belongs when it is not written. */
  readonly absent: Span | undefined
}

/** An operator with its right-hand side, which may differ from subject to subject. */
export interface RightSide {
  readonly operator: string
  readonly comparison: (scope: Scope) => Comparison
  readonly expected: Operand
}

/** Leaves that one finding can be explained by. */
const maxLeaves = 50

/** Holds of everything; for a rule without `when`. */
export const always: Condition = { test: () => true, explain: () => undefined }

/** Stands for what could not be compiled; the rule is never run. */
export const refused: Condition = { test: () => 'unknown', explain: () => undefined }

/** A condition whose leaves know where they stand in the rule. */
export function located(inner: Condition, at: readonly string[]): Condition {
  return {
    test: inner.test,
    explain: (scope, truth, into) => {
      const before = into.length
      inner.explain(scope, truth, into)
      for (const leaf of into.splice(before)) into.push(leaf.at ? leaf : { ...leaf, at })
    },
  }
}

export function negation(inner: Condition): Condition {
  return {
    test: (scope) => not(inner.test(scope)),
    explain: (scope, truth, into) => {
      inner.explain(scope, not(truth), into)
    },
  }
}

export function conjunction(parts: readonly Condition[]): Condition {
  return {
    test: (scope) => {
      let truth: Truth = true
      for (const part of parts) {
        truth = and(truth, part.test(scope))
        if (truth === false) return false
      }
      return truth
    },
    explain: (scope, truth, into) => {
      for (const part of parts) if (truth === true || part.test(scope) === truth) part.explain(scope, truth, into)
    },
  }
}

export function disjunction(parts: readonly Condition[]): Condition {
  return {
    test: (scope) => {
      let truth: Truth = false
      for (const part of parts) {
        truth = or(truth, part.test(scope))
        if (truth === true) return true
      }
      return truth
    },
    explain: (scope, truth, into) => {
      for (const part of parts) if (truth === false || part.test(scope) === truth) part.explain(scope, truth, into)
    },
  }
}

/** `field`: with `[*]`, every element must pass. */
export function fieldCondition(path: Path, right: RightSide): Condition {
  const { comparison } = right
  const tell = (into: Leaf[], position: Position, truth: Truth, scope: Scope): void => {
    const value = valueOf(position)
    const { operator } = right
    const values = value === undefined ? [] : decisive(value, comparison(scope), truth)
    const element = path.many || values[0] !== value
    push(into, position, values, { field: path.text, operator, truth, element, expected: right.expected(scope) })
  }
  if (!path.many) {
    return {
      test: (scope) => (spend(scope) ? comparison(scope).test(valueOf(positionAt(path, scope))) : 'unknown'),
      explain: (scope, truth, into) => {
        tell(into, positionAt(path, scope), truth, scope)
      },
    }
  }
  return {
    test: (scope) => {
      const { test } = comparison(scope)
      return forEach(path, scope, (position) => test(valueOf(position)))
    },
    explain: (scope, truth, into) => {
      const { test } = comparison(scope)
      const before = into.length
      forEach(path, scope, (position) => {
        if (test(valueOf(position)) === truth) tell(into, position, truth, scope)
        return true
      })
      if (into.length === before) tell(into, positionAt(upToList(path), scope), truth, scope)
    },
  }
}

/** `value`: its place is that of whichever side comes from the run. */
export function valueCondition(read: Operand, right: RightSide): Condition {
  return {
    test: (scope) => (spend(scope) ? right.comparison(scope).test(read(scope)) : 'unknown'),
    explain: (scope, truth, into) => {
      const [value, expected] = [read(scope), right.expected(scope)]
      const placed = [value, expected].find((each) => each !== undefined && isPlace(each.origin)) ?? value
      const position: Position = { kind: 'value', value: placed, below: true }
      // What nobody knows may be the side that has no place.
      const others = truth === 'unknown' && value && value !== placed ? [value] : []
      const values = placed ? [placed, ...others] : []
      push(into, position, values, { field: undefined, operator: right.operator, truth, element: false, expected })
    },
  }
}

/** What a `count` goes over: the elements of a path, or of a value's list. */
export interface Counted {
  readonly path: Path
  readonly list: Operand | undefined
  readonly name: string | undefined
}

/** `count`: how many elements pass `where`; what is not known of them makes a range, which may still decide. */
export function countCondition({ path, list }: Counted, where: Condition, right: RightSide): Condition {
  const start = (scope: Scope): Position =>
    list ? { kind: 'value', value: list(scope), below: true } : startOf(path, scope)
  return {
    test: (scope) => {
      const comparison = right.comparison(scope)
      const expected = right.expected(scope)
      return agreement(countFrom(path.steps, 0, start(scope), scope, where), (range) =>
        comparesTo(range, comparison, expected),
      )
    },
    explain: (scope, truth, into) => {
      const field = list ? undefined : path.text
      const leaf = { field, operator: right.operator, truth, element: true, expected: right.expected(scope) }
      const before = into.length
      eachElement(path.steps, 0, start(scope), scope, (position) => {
        const held = where.test(scope)
        if (held === false || (truth !== 'unknown' && held !== true)) return
        const value = valueOf(position)
        if (where === always) return push(into, position, value ? [value] : [], leaf)
        const from = into.length
        where.explain(scope, held, into)
        if (value) for (const inner of into.splice(from)) into.push({ ...inner, element: true, of: value })
      })
      if (into.length > before) return
      const at = list ? start(scope) : positionAt(upToList(path), scope)
      const value = valueOf(at)
      push(into, at, value && value !== notSaid ? [value] : [], leaf)
    },
  }
}

/** How many elements pass, at least and at most. */
interface Range {
  readonly min: number
  readonly max: number
}

/** Ranges of the count, one for each alternative that the list may be. */
function countFrom(
  steps: readonly Step[],
  from: number,
  start: Position,
  scope: Scope,
  where: Condition,
): readonly Range[] {
  const { position, list, next } = followToList(steps, from, start, scope)
  if (!list) return [countOne(scope, position, where)]
  const last = next === steps.length
  return elementsOf(position, list, scope).map(({ items, rest, mayCoincide }) => {
    let min = 0
    let max = 0
    const seen = new Set<string>()
    for (const item of items) {
      const each = last ? countOne(scope, item, where) : hull(countFrom(steps, next, item, scope, where))
      max += each.max
      if (each.min > 0 && mayCoincide) {
        const identity = coincidence(item)
        if (seen.has(identity)) continue
        seen.add(identity)
      }
      min += each.min
    }
    if (rest && (!last || countOne(scope, rest, where).max > 0)) max = Infinity
    return { min, max }
  })
}

/** Equal for elements that may be one and the same. */
function coincidence(item: Position): string {
  return item.kind === 'value' && item.value?.kind === 'literal' ? identityOf(item.value) : ''
}

function countOne(scope: Scope, position: Position, where: Condition): Range {
  if (!spend(scope)) return { min: 0, max: 1 }
  scope.frames.push(position)
  const held = where.test(scope)
  scope.frames.pop()
  return { min: held === true ? 1 : 0, max: held === false ? 0 : 1 }
}

function hull(ranges: readonly Range[]): Range {
  return { min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) }
}

/** What a comparison says of a number that is only known to lie in a range. */
function comparesTo({ min, max }: Range, { test }: Comparison, expected: Value | undefined): Truth {
  const at = (number: number): Truth => test({ kind: 'literal', value: number, origin: ruleOrigin })
  if (min === max) return at(min)
  const bound = expected?.kind === 'literal' ? Number(expected.value) : Number.NaN
  if (!Number.isFinite(bound)) return 'unknown'
  // A comparison with one number changes its mind only around that number.
  const around = [bound - 1, bound, bound + 1].map(Math.floor)
  const samples = [min, Math.min(max, Number.MAX_SAFE_INTEGER), ...around.filter((each) => each >= min && each <= max)]
  return agreement(samples, at)
}

function eachElement(
  steps: readonly Step[],
  from: number,
  start: Position,
  scope: Scope,
  visit: (position: Position) => void,
): void {
  const { position, list, next } = followToList(steps, from, start, scope)
  if (!list) return
  for (const { items, rest } of elementsOf(position, list, scope)) {
    for (const item of rest ? [...items, rest] : items) {
      if (!spend(scope)) return
      if (next < steps.length) eachElement(steps, next, item, scope, visit)
      else {
        scope.frames.push(item)
        visit(item)
        scope.frames.pop()
      }
    }
  }
}

function push(
  into: Leaf[],
  position: Position,
  values: readonly Value[],
  leaf: Omit<Leaf, 'values' | 'span' | 'absent'>,
): void {
  if (into.length >= maxLeaves) return
  const shown = writtenAt(position, values)
  into.push({ ...leaf, values, span: shown && placeOf(shown), absent: absentPlace(position) })
}

/**
 * Where a value stands in the run: what decides it, or, where nobody knows what that is, where it takes effect.
 *
 * Undefined for what stands in the rule.
 */
export function placeOf({ kind, origin }: Value): Span | undefined {
  if (!isPlace(origin)) return undefined
  return kind === 'unknown' ? (origin.uses.at(-1) ?? origin.span) : origin.span
}

/** The value whose place a finding may take: as the field says, else the first that decided. */
function writtenAt(position: Position, [first]: readonly Value[]): Value | undefined {
  if (position.kind === 'subject' || position.below || !position.holder || !position.field?.written) return first
  return position.field.written(position.holder)
}

function absentPlace(position: Position): Span | undefined {
  if (position.kind === 'subject') return position.subject.head
  const { field, holder, key } = position
  return key ?? (holder && field?.place?.(holder))
}

/** The alternatives and elements of a value that make a comparison what it is. */
function decisive(value: Value, comparison: Comparison, truth: Truth): readonly Value[] {
  if (value === notSaid) return []
  if (value.kind === 'choice') {
    const deciding = value.alternatives.filter(({ value: each }) => comparison.test(each) === truth)
    return deciding.length === 0 ? [value] : deciding.flatMap(({ value: each }) => decisive(each, comparison, truth))
  }
  const { item } = comparison
  if (value.kind !== 'array' || !item) return [value]
  const deciding = value.items.filter((each) => item(each) === truth)
  if (deciding.length > 0) return deciding
  return truth === 'unknown' && value.rest ? [value.rest] : [value]
}
