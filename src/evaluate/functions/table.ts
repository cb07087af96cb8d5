import type { Span } from '../../source/span.js'
import type { Value } from '../value.js'

/** A function of the template language; `apply` never throws and takes any number and kind of arguments. */
export interface TemplateFunction {
  /** As Azure writes it. */
  readonly name: string
  readonly min: number
  /** Infinity for any number. */
  readonly max: number
  /** What Azure would refuse becomes an unknown with cause `invalid`. */
  readonly apply: (args: readonly Argument[], call: FunctionCall) => Value
}

export type Argument = Value | LambdaArgument

export interface LambdaArgument {
  readonly kind: 'lambda'
  /** How many parameters it is written with. */
  readonly arity: number
  readonly invoke: (args: readonly Value[]) => Value
}

/** What a function may know of its call. */
export interface FunctionCall {
  /** As written. */
  readonly name: string
  readonly span: Span
  /** The run's clock: milliseconds since 1970 in UTC. */
  readonly clock: number
  /** Takes steps from the run's budget; false when it is used up. */
  readonly spend: (steps: number) => boolean
  /** An identity that no other value has, for `newGuid` and what a lambda makes of an unknown. */
  readonly fresh: () => string
}

/** Every function whose result follows from its arguments alone, keyed by lower-case name. */
export const functionTable: ReadonlyMap<string, TemplateFunction> = new Map()

/** Whether Azure can only answer the function while it deploys (`listKeys`, `reference`, `pickZones`, …). */
export function isRuntimeFunction(name: string): boolean {
  return name.toLowerCase().startsWith('list')
}
