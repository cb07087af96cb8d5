import type { Origin, Value } from '../evaluate/value.js'
import { compareSpans, encloses, sameSpan } from '../source/span.js'
import type { Span } from '../source/span.js'
import { placeOf } from './condition.js'
import type { Leaf } from './condition.js'
import { forEach, positionAt } from './path.js'
import type { Path } from './path.js'
import type { Rule } from './rule.js'
import type { Position, Scope } from './scope.js'

/** Where a finding stands, and what is shown beside it. */
export interface Places {
  /** The smallest written thing that, changed, would satisfy the rule; undefined where there is none to name. */
  readonly span: Span | undefined
  readonly related: readonly { readonly message: string; readonly span: Span }[]
  readonly flow?: readonly { readonly message: string; readonly span: Span }[]
}

const maxRelated = 8

/** The place of a finding: the first field of `at` that is written, else the first leaf's, else the subject's head. */
export function placesOf(rule: Rule, scope: Scope, leaves: readonly Leaf[]): Places {
  const chosen = rule.at.length > 0 ? firstWritten(rule.at, scope, leaves) : undefined
  const span = chosen ?? leafPlace(leaves) ?? scope.subject.head
  const related: { message: string; span: Span }[] = []
  const add = (message: string, place: Span): void => {
    if (
      related.length < maxRelated &&
      ![span, ...related.map((each) => each.span)].some((each) => sameSpan(each, place))
    ) {
      related.push({ message, span: place })
    }
  }
  for (const { path, message } of rule.related) {
    const place = spanAt(path, scope)
    if (place) add(message, place)
  }
  for (const { values, element } of leaves) {
    for (const place of element && rule.at.length === 0 ? values.map(placeOf) : []) if (place) add('and here', place)
  }
  const value = valueWrittenAt(leaves, span)
  const use = value?.origin.uses.at(-1)
  if (use && !encloses(use, span)) add('it takes effect here', use)
  const flow = value && flowOf(value.origin)
  return flow ? { span, related, flow } : { span, related }
}

/**
 * The first leaf that is written, of elements of lists the one that is written first; else where one is missing.
 *
 * What a resource is, and what only an expression looked at, is where nothing else can be named.
 */
function leafPlace(leaves: readonly Leaf[]): Span | undefined {
  const rest = leaves.filter(({ field }) => field !== 'type')
  const fields = rest.filter(({ field }) => field !== undefined)
  const from = [fields, rest, leaves].find((some) => some.length > 0) ?? []
  const first = from.find(({ span }) => span !== undefined)
  if (!first) return from.find(({ absent }) => absent !== undefined)?.absent
  return first.element ? earliest(from.flatMap((leaf) => (leaf.element && leaf.span ? [leaf.span] : []))) : first.span
}

function earliest(spans: readonly Span[]): Span | undefined {
  return spans.toSorted(compareSpans)[0]
}

/** Of the fields that a finding may stand on: the first that is written, else the place of the first that is not. */
function firstWritten(paths: readonly Path[], scope: Scope, leaves: readonly Leaf[]): Span | undefined {
  for (const path of paths) {
    const deciding = leaves.flatMap(({ field, span }) => (field === path.text && span ? [span] : []))
    const span = earliest(deciding) ?? spanAt(path, scope)
    if (span) return span
  }
  const [first] = paths
  const position = first && !first.many ? positionAt(first, scope) : undefined
  return position?.kind === 'value' && position.holder ? position.field?.place?.(position.holder) : undefined
}

/** Where what a path leads to is written. */
function spanAt(path: Path, scope: Scope): Span | undefined {
  if (!path.many) return spanOf(positionAt(path, scope))
  const found: Span[] = []
  forEach(path, scope, (position) => {
    const span = spanOf(position)
    if (span) found.push(span)
    return true
  })
  return earliest(found)
}

function spanOf(position: Position): Span | undefined {
  if (position.kind === 'subject') return position.subject.head
  const { value, field, holder, below } = position
  const shown = !below && holder && field?.written ? field.written(holder) : value
  return shown && placeOf(shown)
}

function valueWrittenAt(leaves: readonly Leaf[], span: Span): Value | undefined {
  return leaves.flatMap(({ values }) => values).find(({ origin }) => sameSpan(origin.span, span))
}

/** The way of a value from where it is written to where it takes effect. */
function flowOf({ span, uses }: Origin): Places['flow'] {
  if (uses.length === 0) return undefined
  return [span, ...uses].map((place, at) => ({
    message: at === 0 ? 'written here' : at === uses.length ? 'it takes effect here' : 'passed on here',
    span: place,
  }))
}
