import { originAt, unknown } from '../evaluate/value.js'
import type { Origin, UnknownValue, Value } from '../evaluate/value.js'
import type { Expression } from '../language/program.js'
import type { Counted } from './path.js'
import type { Scope } from './scope.js'
import type { RuleKind } from './subject.js'

/** What a rule's right-hand side or `value` is worth on one subject; undefined: absent. */
export type Operand = (scope: Scope) => Value | undefined

/** What an expression of a rule may refer to while it is compiled. */
export interface ExpressionContext {
  readonly kind: RuleKind
  /** Enclosing `count`s, in step with `frames` of the scope; those over values may have a name. */
  readonly counted: readonly (Counted & { readonly name: string | undefined; readonly list: Operand | undefined })[]
  /** Declared parameters by folded name. */
  readonly parameters: ReadonlyMap<string, string>
  /** Whether it stands in an Azure Policy definition. */
  readonly azure?: boolean
  /** Whether it speaks of no resource, as an effect does. */
  readonly alone?: boolean
  readonly fault: (message: string) => void
}

/** Whether an origin is a place in a file of the run. */
export function isPlace({ span }: Origin): boolean {
  return span.file !== ''
}

/** The origin of what stands in a rule: never a place of a finding. */
export const ruleOrigin: Origin = originAt({ file: '', start: 0, end: 0 })

/** What cannot be worked out because a rule is at fault. */
export function mistake(message: string): UnknownValue {
  return unknown({ kind: 'invalid', message }, `mistake ${message}`, ruleOrigin)
}

export type Call = Extract<Expression, { kind: 'call' }>
/** A function that needs more than the values of its arguments. */
export type Special = (call: Call, args: readonly Operand[], context: ExpressionContext) => Operand
