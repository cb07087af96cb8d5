import type { Span } from '../../source/span.js'
import type { ConditionalExpression, DeferredExpression, Expression, LiteralExpression } from '../program.js'

export function literal(value: LiteralExpression['value'], span: Span): LiteralExpression {
  return { kind: 'literal', value, span }
}

export function conditional(
  condition: Expression,
  whenTrue: Expression,
  otherwise: Expression,
  span: Span,
): ConditionalExpression {
  // oxlint-disable-next-line unicorn/no-thenable -- a branch, not a promise
  return { kind: 'if', condition, then: whenTrue, otherwise, span }
}

/** An expression made on first use. */
export function defer(span: Span, make: () => Exclude<Expression, DeferredExpression>): DeferredExpression {
  return { kind: 'deferred', span, force: once(make) }
}

/** The function's result, worked out at most once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
