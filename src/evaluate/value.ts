import { hash } from 'node:crypto'
import type { Span } from '../source/span.js'

/**
 * What an expression is worth before deployment: known, partly known, one of several, or unknown with a cause.
 *
 * Absent is not a value: an absent property of a closed object is absent, of an open object unknown.
 */
export type Value = LiteralValue | ObjectValue | ArrayValue | TextValue | ChoiceValue | UnknownValue

/** Where a value was written, where it was passed on, and on what that depends. */
export interface Origin {
  /** The smallest written thing that decides the value. */
  readonly span: Span
  /** Places that pass the value on, from the definition outwards (parameter, variable, argument, property). */
  readonly uses: readonly Span[]
  /** Why this value and no other: defaults, arguments, parameter files, branches taken. */
  readonly because: readonly Reason[]
}

export interface Reason {
  readonly kind: 'default' | 'parameter-file' | 'argument' | 'branch'
  /** Words for `when`, such as "parameter `open` is true (its default)"; never a secret value. */
  readonly text: string
  readonly span: Span
}

export interface LiteralValue {
  readonly kind: 'literal'
  readonly value: string | number | boolean | null
  readonly secret?: boolean
  readonly origin: Origin
}

export interface ObjectValue {
  readonly kind: 'object'
  /** Keyed by lower-case name, in the order written. */
  readonly entries: ReadonlyMap<string, Entry>
  /** Whether there may be properties beyond `entries`. */
  readonly open: boolean
  /** For an open object: what makes it open. */
  readonly rest?: UnknownValue
  /** Of an open object: written properties whose names are not wholly known. */
  readonly unnamed?: readonly UnnamedEntry[]
  readonly origin: Origin
}

/** A property with its name as a value, such as `'${identity.id}'`. */
export interface UnnamedEntry {
  readonly name: Value
  readonly keySpan: Span
  readonly value: Value
}

/** One property; `value` may be worked out on first use. */
export interface Entry {
  /** As written. */
  readonly key: string
  readonly keySpan: Span
  readonly value: Value
}

export interface ArrayValue {
  readonly kind: 'array'
  readonly items: readonly Value[]
  /**
   * Present when more items may follow (or stand between): what each of them is like.
   *
   * With it, `items` are what certainly stands in the array, somewhere, two that may be equal perhaps being one and the
   * same. The identity of an unknown that differs from item to item contains `[*]`, which makes it equal to nothing.
   */
  readonly rest?: Value
  /** With `rest`: how many of `items` certainly stand at the beginning, in that order; absent: none. */
  readonly leading?: number
  /** With `rest`: how many of `items`, counted from their end, certainly stand at the end, in that order; absent: none. */
  readonly trailing?: number
  /** With `rest`: names the whole, which its items cannot. */
  readonly identity?: string
  readonly origin: Origin
}

/** A string of known and unknown parts: at least one unknown, no two known parts in a row, none empty. */
export interface TextValue {
  readonly kind: 'text'
  readonly parts: readonly (string | UnknownValue)[]
  readonly secret?: boolean
  readonly origin: Origin
}

/** One of several values, by a condition that cannot be told; never nested, at least two alternatives. */
export interface ChoiceValue {
  readonly kind: 'choice'
  readonly alternatives: readonly Alternative[]
  readonly origin: Origin
}

export interface Alternative {
  /** Words for the witness, such as "parameter `open` is true". */
  readonly when: string
  /** What would have to be known. */
  readonly unknowns: readonly UnknownValue[]
  /** What holds in this alternative, so that alternatives of two choices that contradict each other never meet. */
  readonly assumes?: readonly Assumption[]
  readonly value: Value
}

/** That a condition, named by its identity, came out in one way (`true`, `false`). */
export interface Assumption {
  readonly condition: string
  readonly outcome: string
}

export interface UnknownValue {
  readonly kind: 'unknown'
  readonly cause: Cause
  /** Two unknowns with the same identity are the same value, whatever it is (`parameter main.json#vaultName`). */
  readonly identity: string
  readonly type?: ValueType | undefined
  readonly secret?: boolean | undefined
  /** Bounds of its length, where `type` is `string` (UTF-16 units) or `array` (items). */
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  /** Every character that it can be made of, where `type` is `string`. */
  readonly alphabet?: string | undefined
  /** It stands between two slashes of a resource id, and has none itself, since Azure would refuse the id. */
  readonly segment?: boolean | undefined
  /** For a parameter without value: what it may be, to look for witnesses. */
  readonly candidates?: readonly LiteralValue[] | undefined
  readonly origin: Origin
}

export type ValueType = 'string' | 'int' | 'bool' | 'object' | 'array'

/** Why a value is unknown. */
export type Cause =
  /** A parameter that no written world gives a value. */
  | { readonly kind: 'parameter'; readonly name: string; readonly span: Span }
  /** Only known while deploying: `reference`, `listKeys`, `newGuid`, … */
  | { readonly kind: 'runtime'; readonly name: string }
  /** Known where it is deployed: `subscription().subscriptionId`, `resourceGroup().name`, … */
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'external-module'; readonly reference: string; readonly why?: string; readonly span: Span }
  | { readonly kind: 'secret-reference' }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'missing-file'; readonly path: string }
  | { readonly kind: 'unsupported'; readonly what: string }
  /** Azure would refuse it; `message` says why, and a problem has `told` of it already. */
  | { readonly kind: 'invalid'; readonly message: string; readonly told?: true }
  | { readonly kind: 'budget'; readonly limit: string }

/** True, false or unknown, by Kleene. */
export type Truth = true | false | 'unknown'

/** Alternatives of one choice, and combinations of choices that a function tries. */
export const maxAlternatives = 16
/** Azure's limit for a string literal in a template, in UTF-16 units; longer results are not worked out. */
export const maxText = 131_072
/** What an unknown piece of a string counts as, in UTF-16 units: at most 2,048 of them. */
const pieceWeight = 64
const maxPassed = 16
const maxIdentity = 400
const maxIdentityNodes = 512
const maxIdentityDepth = 48
const maxSecretParts = 20_000
const maxDepth = 64

const none: readonly never[] = []

/** The origin of what is written at `span`. */
export function originAt(span: Span, because: readonly Reason[] = none): Origin {
  return { span, uses: none, because }
}

export function literal(value: string | number | boolean | null, origin: Origin, secret?: boolean): LiteralValue {
  return secret ? { kind: 'literal', value, secret, origin } : { kind: 'literal', value, origin }
}

/** Identities that may be worked out within one another; one further within has a name of its own. */
const maxPending = 24
let pending = 0

/** An entry of an object; a function is called on first use, once. */
export function entryOf(key: string, keySpan: Span, value: Value | (() => Value)): Entry {
  return typeof value === 'function' ? new LazyEntry(key, keySpan, value) : { key, keySpan, value }
}

/** A class, since there are very many: one shape, and no function of its own for each. */
class LazyEntry implements Entry {
  readonly key: string
  readonly keySpan: Span
  #value: Value | undefined
  readonly #make: () => Value

  constructor(key: string, keySpan: Span, make: () => Value) {
    this.key = key
    this.keySpan = keySpan
    this.#make = make
  }

  get value(): Value {
    this.#value ??= this.#make()
    return this.#value
  }
}

/** An object, open when `rest` says what else may be in it; of two entries with one name (without case) the last holds. */
export function objectOf(entries: Iterable<Entry>, origin: Origin, rest?: UnknownValue): ObjectValue {
  const byName = new Map<string, Entry>()
  for (const entry of entries) byName.set(entry.key.toLowerCase(), entry)
  return rest
    ? { kind: 'object', entries: byName, open: true, rest, origin }
    : { kind: 'object', entries: byName, open: false, origin }
}

/** An open object with entries that are at hand, keyed by lower-case name. */
export function objectWith(entries: ReadonlyMap<string, Entry>, origin: Origin, rest: UnknownValue): ObjectValue {
  return { kind: 'object', entries, open: true, rest, origin }
}

/** What stands for the properties that an open object may have beyond its entries; undefined for a closed one. */
export function restOf(object: ObjectValue): UnknownValue | undefined {
  if (!object.open || object.rest) return object.rest
  const cause: Cause = { kind: 'unsupported', what: 'an object with unknown properties' }
  return unknown(cause, () => `object ${serial(object)}`, object.origin, { type: 'object' })
}

export interface ArrayDetails {
  readonly leading?: number | undefined
  readonly trailing?: number | undefined
  /** Worked out on first use where it is a function. */
  readonly identity?: string | (() => string) | undefined
}

/** An array, exactly `items` or, with `rest`, these and perhaps more (see {@link ArrayValue}). */
export function arrayOf(items: readonly Value[], origin: Origin, rest?: Value, details: ArrayDetails = {}): ArrayValue {
  if (!rest) return { kind: 'array', items, origin }
  const { leading = 0, trailing = 0, identity } = details
  if (identity === undefined) return { kind: 'array', items, rest, leading, trailing, origin }
  let name: string | undefined
  return {
    kind: 'array',
    items,
    rest,
    leading,
    trailing,
    get identity() {
      name ??= typeof identity === 'string' ? shorten(identity) : workedOut(identity)
      return name
    },
    origin,
  }
}

/** The same array with other items, `rest` and origin; its identity stays. */
export function withItems(
  array: ArrayValue,
  items: readonly Value[],
  rest: Value | undefined,
  origin: Origin,
): ArrayValue {
  const identity = 'identity' in array ? () => array.identity ?? identityOf(array) : undefined
  return arrayOf(items, origin, rest, { leading: array.leading, trailing: array.trailing, identity })
}

/**
 * A string joined from known and unknown parts, in its simplest form.
 *
 * All known: a literal; one unknown string and nothing else: that unknown; longer than {@link maxText}: unknown.
 */
export function textOf(parts: readonly (string | UnknownValue | TextValue)[], origin: Origin, secret = false): Value {
  const joined: (string | UnknownValue)[] = []
  const hidden = secret || parts.some((part) => typeof part !== 'string' && part.secret === true)
  let known = 0
  const add = (part: string | UnknownValue) => {
    const last = joined.at(-1)
    if (typeof part !== 'string') joined.push(part)
    else if (typeof last === 'string') joined[joined.length - 1] = last + part
    else if (part !== '') joined.push(part)
    known += typeof part === 'string' ? part.length : pieceWeight
  }
  for (const part of parts) {
    if (typeof part === 'string' || part.kind !== 'text') add(part)
    else for (const inner of part.parts) add(inner)
    if (known <= maxText) continue
    const identity = () => `text ${serial(joined)}`
    const cause: Cause = { kind: 'budget', limit: `${maxText} characters` }
    return unknown(cause, identity, origin, { type: 'string', secret: hidden })
  }
  const [first] = joined
  if (first === undefined) return literal('', origin, hidden)
  if (joined.length === 1) {
    if (typeof first === 'string') return literal(first, origin, hidden)
    if (first.type === 'string' && !first.secret === !hidden) return withOrigin(first, origin)
  }
  return hidden ? { kind: 'text', parts: joined, secret: true, origin } : { kind: 'text', parts: joined, origin }
}

export interface UnknownDetails {
  readonly type?: ValueType | undefined
  readonly secret?: boolean | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly alphabet?: string | undefined
  readonly segment?: boolean | undefined
  readonly candidates?: readonly LiteralValue[] | undefined
}

const noDetails: UnknownDetails = {}

/** An unknown; its identity may be worked out on first use. */
export function unknown(
  cause: Cause,
  identity: string | (() => string),
  origin: Origin,
  details: UnknownDetails = noDetails,
): UnknownValue {
  return new Unknown(cause, identity, origin, details)
}

/** As for {@link LazyEntry}: there are very many of them. */
class Unknown implements UnknownValue {
  readonly kind = 'unknown'
  readonly cause: Cause
  readonly type: ValueType | undefined
  readonly secret: boolean | undefined
  readonly minLength: number | undefined
  readonly maxLength: number | undefined
  readonly alphabet: string | undefined
  readonly segment: boolean | undefined
  readonly candidates: readonly LiteralValue[] | undefined
  readonly origin: Origin
  #identity: string | (() => string)

  constructor(cause: Cause, identity: string | (() => string), origin: Origin, details: UnknownDetails) {
    this.cause = cause
    this.type = details.type
    this.secret = details.secret ? true : undefined
    this.minLength = details.minLength
    this.maxLength = details.maxLength
    this.alphabet = details.alphabet
    this.segment = details.segment ? true : undefined
    this.candidates = details.candidates
    this.origin = origin
    this.#identity = typeof identity === 'string' ? shorten(identity) : identity
  }

  get identity(): string {
    if (typeof this.#identity !== 'string') this.#identity = workedOut(this.#identity)
    return this.#identity
  }
}

function workedOut(identity: () => string): string {
  if (pending >= maxPending) return `deep #${nextSerial++}`
  pending += 1
  const name = shorten(identity())
  pending -= 1
  return name
}

/**
 * One of several values: nested choices are laid flat, impossible combinations left out, equal alternatives made one.
 *
 * A single alternative is its value; more than {@link maxAlternatives} are unknown.
 */
export function choiceOf(alternatives: readonly Alternative[], origin: Origin): Value {
  const flat: Alternative[] = []
  const places = new Map<string, number>()
  for (const outer of alternatives) {
    const inner =
      outer.value.kind === 'choice' ? outer.value.alternatives.map((alternative) => both(outer, alternative)) : [outer]
    for (const alternative of inner) {
      if (!alternative) continue
      const place = placeOf(alternative.value, flat, places)
      const same = place === undefined ? undefined : flat[place]
      if (place !== undefined && same) flat[place] = either(same, alternative)
      else flat.push(alternative)
    }
  }
  const [first] = flat
  if (first && flat.length === 1) return first.value
  if (first && flat.length <= maxAlternatives) return { kind: 'choice', alternatives: flat, origin }
  const type = first && typeOf(first.value)
  return unknown({ kind: 'budget', limit: `${maxAlternatives} alternatives` }, () => `choice ${serial(flat)}`, origin, {
    type: type !== 'null' && flat.every(({ value }) => typeOf(value) === type) ? type : undefined,
    secret: flat.some(({ value }) => isSecret(value)),
  })
}

/** Alternatives that are compared one by one; of more, the keys are kept. */
const maxCompared = 4

/** Where a value stands among alternatives already; `places` holds the keys of the first of them, as far as needed. */
function placeOf(value: Value, among: readonly Alternative[], places: Map<string, number>): number | undefined {
  if (among.length <= maxCompared) {
    const at = among.findIndex((one) => isSameAlternative(one.value, value))
    return at < 0 ? undefined : at
  }
  for (let at = places.size; at < among.length; at++) {
    const one = among[at]
    if (one) places.set(mergeKey(one.value), at)
  }
  return places.get(mergeKey(value))
}

/** As equal {@link mergeKey}s say; mostly told by the kinds alone. */
function isSameAlternative(a: Value, b: Value): boolean {
  if (a.kind !== b.kind) return false
  if (a.kind === 'literal' && b.kind === 'literal') return a.value === b.value
  return mergeKey(a) === mergeKey(b)
}

/** What two alternatives say together; undefined when they contradict each other. */
export function both(outer: Alternative, inner: Alternative): Alternative | undefined {
  const assumes = [...(outer.assumes ?? none)]
  for (const assumption of inner.assumes ?? none) {
    const same = assumes.find(({ condition }) => condition === assumption.condition)
    if (!same) assumes.push(assumption)
    else if (same.outcome !== assumption.outcome) return undefined
  }
  const when = outer.when === inner.when ? outer.when : [outer.when, inner.when].filter(Boolean).join(' and ')
  return { when, unknowns: mergeUnknowns(outer, inner), assumes, value: inner.value }
}

function either(a: Alternative, b: Alternative): Alternative {
  const when = a.when === b.when ? a.when : `${a.when} or ${b.when}`
  const assumes = (a.assumes ?? none).filter(({ condition, outcome }) =>
    b.assumes?.some((other) => other.condition === condition && other.outcome === outcome),
  )
  return { when, unknowns: mergeUnknowns(a, b), assumes, value: a.value }
}

function mergeUnknowns(a: Alternative, b: Alternative): readonly UnknownValue[] {
  if (b.unknowns.length === 0 || a.unknowns === b.unknowns) return a.unknowns
  const byIdentity = new Map([...a.unknowns, ...b.unknowns].map((value) => [value.identity, value]))
  return [...byIdentity.values()].slice(0, maxPassed)
}

/** The same value, passed on at `span`. */
export function withUse<V extends Value>(value: V, span: Span): V {
  const { origin } = value
  if (origin.uses.length >= maxPassed) return value
  return withOrigin(value, { ...origin, uses: [...origin.uses, span] })
}

/** The same value, with one more reason for it. */
export function withReason<V extends Value>(value: V, reason: Reason): V {
  const { origin } = value
  const because = mergeReasons(origin.because, [reason])
  return because === origin.because ? value : withOrigin(value, { ...origin, because })
}

/** Reasons of both, each once, at most {@link maxPassed}. */
export function mergeReasons(a: readonly Reason[], b: readonly Reason[]): readonly Reason[] {
  if (b.length === 0 || a.length >= maxPassed) return a
  if (a.length === 0) return b
  const added = b.filter((one) => !a.some((other) => sameReason(one, other)))
  return added.length === 0 ? a : [...a, ...added].slice(0, maxPassed)
}

function sameReason(a: Reason, b: Reason): boolean {
  return a === b || (a.kind === b.kind && a.text === b.text)
}

/** The same value with another origin; of a choice, the alternatives' own origins take over what was added to it. */
export function withOrigin<V extends Value>(value: V, origin: Origin): V
export function withOrigin(value: Value, origin: Origin): Value {
  if (value.origin === origin) return value
  if (value.kind === 'unknown') return unknown(value.cause, () => value.identity, origin, value)
  if (value.kind === 'array') return withItems(value, value.items, value.rest, origin)
  if (value.kind !== 'choice') return { ...value, origin }
  const alternatives = value.alternatives.map((alternative) => ({
    ...alternative,
    value: passedBy(alternative.value, value.origin, origin),
  }))
  return { kind: 'choice', alternatives, origin }
}

/** `inner`, with the uses and reasons that `after` has beyond `before`. */
function passedBy(inner: Value, before: Origin, after: Origin): Value {
  const uses = after.uses.slice(before.uses.length)
  const because = after.because.slice(before.because.length)
  return inherit(inner, { span: after.span, uses, because })
}

/** What stands inside a value: passed on where the whole was, for the reasons that the whole has. */
export function inherit(inner: Value, whole: Origin): Value {
  if (whole.uses.length === 0 && whole.because.length === 0) return inner
  return withOrigin(inner, {
    span: inner.origin.span,
    uses: [...inner.origin.uses, ...whole.uses].slice(0, maxPassed),
    because: mergeReasons(inner.origin.because, whole.because),
  })
}

/** The type of a value, where it is told. */
export function typeOf(value: Value): ValueType | 'null' | undefined {
  if (value.kind === 'literal') {
    if (value.value === null) return 'null'
    return typeof value.value === 'string' ? 'string' : typeof value.value === 'number' ? 'int' : 'bool'
  }
  if (value.kind === 'text') return 'string'
  if (value.kind === 'unknown') return value.type
  if (value.kind !== 'choice') return value.kind
  const [first, ...others] = value.alternatives.map((alternative) => typeOf(alternative.value))
  return others.every((type) => type === first) ? first : undefined
}

/** Whether a value is secret itself; what stands inside an object or array is not looked at. */
export function isSecret(value: Value): boolean {
  if (value.kind === 'choice') return value.alternatives.some((alternative) => isSecret(alternative.value))
  return value.kind !== 'object' && value.kind !== 'array' && value.secret === true
}

/** Whether a value is secret or has something secret in it; one that is very large or deep counts as if it had. */
export function holdsSecret(value: Value, budget = { left: maxSecretParts }, depth = 0): boolean {
  budget.left -= 1
  if (budget.left < 0 || depth > maxDepth || isSecret(value)) return true
  const within = (part: Value) => holdsSecret(part, budget, depth + 1)
  if (value.kind === 'choice') return value.alternatives.some((alternative) => within(alternative.value))
  if (value.kind === 'array') return value.items.some(within) || (value.rest !== undefined && within(value.rest))
  if (value.kind !== 'object') return false
  return value.rest?.secret === true || [...value.entries.values()].some((entry) => within(entry.value))
}

/** The first unknown within values; looks at a bounded number of their parts. */
export function findUnknown(values: readonly Value[]): UnknownValue | undefined {
  const queue: Value[] = [...values]
  for (let at = 0; at < queue.length && at < values.length + maxIdentityNodes; at++) {
    const value = queue[at]
    if (value?.kind === 'unknown') return value
    if (value && queue.length < values.length + maxIdentityNodes) queue.push(...unknownsWithin(value))
  }
  return undefined
}

function unknownsWithin(value: Value): readonly Value[] {
  if (value.kind === 'text') return value.parts.filter((part) => typeof part !== 'string').slice(0, 1)
  if (value.kind === 'choice') return value.alternatives.flatMap(({ unknowns, value }) => [...unknowns, value])
  if (value.kind === 'array') return [...value.items.slice(0, maxIdentityNodes), ...(value.rest ? [value.rest] : none)]
  if (value.kind !== 'object') return none
  if (value.rest) return [value.rest]
  return [...value.entries.values()].slice(0, maxIdentityNodes).map((entry) => entry.value)
}

/** The first unknown of values that are not wholly known. */
export function firstUnknown(values: readonly Value[]): UnknownValue {
  const found = findUnknown(values)
  if (found) return found
  const origin = values[0]?.origin ?? originAt({ file: '', start: 0, end: 0 })
  const cause: Cause = { kind: 'unsupported', what: 'a value too large to look through' }
  return unknown(cause, () => `unknown ${serial(values)}`, origin)
}

/** A string that names a value by what is known of it: equal strings mean equal values (never the other way round). */
export function identityOf(value: Value): string {
  if (value.kind === 'literal') return shorten(JSON.stringify(value.value))
  if (value.kind === 'unknown') return value.identity
  if (value.kind !== 'text') return compoundIdentity(value, { left: maxIdentityNodes }, 0)
  const parts = value.parts.map((part) => sized(typeof part === 'string' ? JSON.stringify(part) : part.identity))
  return shorten(`text(${parts.join()})`)
}

/** The identity of what a function makes of values, without working it out. */
export function callIdentity(name: string, args: readonly Value[]): string {
  return shorten(`${name}(${args.map((value) => sized(identityOf(value))).join()})`)
}

const compounds = new WeakMap<object, string>()

function compoundIdentity(
  value: ObjectValue | ArrayValue | ChoiceValue,
  budget: { left: number },
  depth: number,
): string {
  const known = compounds.get(value)
  if (known !== undefined) return known
  const inner = (part: Value) => {
    budget.left -= 1
    if (part.kind !== 'object' && part.kind !== 'array' && part.kind !== 'choice') return sized(identityOf(part))
    const shallow = budget.left > 0 && depth < maxIdentityDepth
    return shallow ? sized(compoundIdentity(part, budget, depth + 1)) : serial(part)
  }
  const identity = shorten(compoundText(value, inner))
  compounds.set(value, identity)
  return identity
}

function compoundText(value: ObjectValue | ArrayValue | ChoiceValue, inner: (part: Value) => string): string {
  if (value.kind === 'array') {
    if (value.rest) return value.identity ?? `array ${serial(value)}`
    return value.items.length > maxIdentityNodes ? `array ${serial(value)}` : `[${value.items.map(inner).join()}]`
  }
  if (value.kind === 'object') {
    if (value.entries.size > maxIdentityNodes || (value.open && !value.rest)) return `object ${serial(value)}`
    const entries = [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1))
    const rest = value.rest ? `...${sized(value.rest.identity)}` : ''
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${inner(entry.value)}`).join()}${rest}}`
  }
  const parts = value.alternatives.map(
    ({ assumes, value }) => assumes?.length && `${JSON.stringify(assumes)}:${inner(value)}`,
  )
  return parts.every(Boolean) ? `choice(${parts.join()})` : `choice ${serial(value)}`
}

/** What tells alternatives apart; never works out entries for that, and looks no deeper than into short lists. */
function mergeKey(value: Value): string {
  if (value.kind === 'object') return value.entries.size === 0 && !value.open ? '{}' : `value ${serial(value)}`
  if (value.kind !== 'array') return identityOf(value)
  const isShort = !value.rest && value.items.length <= maxListed
  const isFlat = isShort && value.items.every(({ kind }) => kind !== 'object' && kind !== 'array' && kind !== 'choice')
  return isFlat ? identityOf(value) : `value ${serial(value)}`
}

/** Items of a list that is compared with another to make two alternatives one. */
const maxListed = 32

const serials = new WeakMap<object, number>()
let nextSerial = 1

/** A name for one value in memory: tells it from all others, and is never shown. */
function serial(value: object): string {
  const known = serials.get(value) ?? nextSerial++
  serials.set(value, known)
  return `#${known}`
}

/** Delimits a name within another, whatever it contains. */
function sized(identity: string): string {
  return `${identity.length}:${identity}`
}

function shorten(identity: string): string {
  if (identity.length <= maxIdentity) return identity
  const each = identity.includes('[*]') ? '[*]' : ''
  return `sha256 ${hash('sha256', identity)}${each}`
}
