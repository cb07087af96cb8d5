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
  readonly origin: Origin
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
  /** Present when more items may follow (or stand between): what each of them is like. */
  readonly rest?: Value
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
  readonly value: Value
}

export interface UnknownValue {
  readonly kind: 'unknown'
  readonly cause: Cause
  /** Two unknowns with the same identity are the same value, whatever it is (`parameter main.json#vaultName`). */
  readonly identity: string
  readonly type?: ValueType
  readonly secret?: boolean
  /** For a parameter without value: what it may be, to look for witnesses. */
  readonly candidates?: readonly LiteralValue[]
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
  | { readonly kind: 'external-module'; readonly reference: string; readonly span: Span }
  | { readonly kind: 'secret-reference' }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'missing-file'; readonly path: string }
  | { readonly kind: 'unsupported'; readonly what: string }
  /** Azure would refuse it; `message` says why. */
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'budget'; readonly limit: string }

/** True, false or unknown, by Kleene. */
export type Truth = true | false | 'unknown'
