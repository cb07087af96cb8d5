import type { Span } from '../../source/span.js'
import type {
  ArrayExpression,
  CallExpression,
  Expression,
  LiteralExpression,
  Loop,
  LoopExpression,
  ObjectExpression,
  ReferenceExpression,
} from '../program.js'

/** Makes expressions that all stand at one place: the call of a module whose source is not in the repository. */
export class Maker {
  readonly at: Span

  constructor(at: Span) {
    this.at = at
  }

  literal(value: LiteralExpression['value']): LiteralExpression {
    return { kind: 'literal', value, span: this.at }
  }

  parameter(name: string): ReferenceExpression {
    return { kind: 'parameter', name, span: this.at }
  }

  local(name: string): ReferenceExpression {
    return { kind: 'local', name, span: this.at }
  }

  symbol(name: string): ReferenceExpression {
    return { kind: 'symbol', name, span: this.at }
  }

  call(name: string, ...args: readonly Expression[]): CallExpression {
    return { kind: 'call', name, nameSpan: this.at, args, span: this.at }
  }

  /** Null where one of the members is absent. */
  get(base: Expression, ...names: readonly string[]): Expression {
    return names.reduce<Expression>((of, name) => this.member(of, name, true), base)
  }

  /** A mistake where one of the members is absent. */
  must(base: Expression, ...names: readonly string[]): Expression {
    return names.reduce<Expression>((of, name) => this.member(of, name, false), base)
  }

  item(base: Expression, index: Expression, safe = false): Expression {
    return { kind: 'index', base, index, safe, fromEnd: false, span: this.at }
  }

  object(members: Readonly<Record<string, Expression>>): ObjectExpression {
    const properties = Object.entries(members).map(([key, value]) => ({
      kind: 'property' as const,
      key,
      keySpan: this.at,
      value,
    }))
    return { kind: 'object', properties, span: this.at }
  }

  list(...items: readonly Expression[]): ArrayExpression {
    return { kind: 'array', items, span: this.at }
  }

  text(...parts: readonly (string | Expression)[]): Expression {
    const made = parts.map((part) => (typeof part === 'string' ? this.literal(part) : part))
    return { kind: 'interpolation', parts: made, span: this.at }
  }

  when(condition: Expression, yes: Expression, no: Expression = this.literal(null)): Expression {
    // oxlint-disable-next-line unicorn/no-thenable -- a branch, not a promise
    return { kind: 'if', condition, then: yes, otherwise: no, span: this.at }
  }

  not(condition: Expression): Expression {
    return this.call('not', condition)
  }

  given(value: Expression): Expression {
    return this.not(this.call('empty', value))
  }

  or(value: Expression, otherwise: Expression): Expression {
    return this.call('coalesce', value, otherwise)
  }

  /** A text that stands where the argument that chose it is written. */
  chosen(value: Expression, argument: Expression): Expression {
    return this.call('chosen by', value, argument)
  }

  loop(item: string, collection: Expression): Loop {
    const index = `${item}Index`
    return { item, index, collection: this.or(collection, this.list()), span: this.at }
  }

  each(item: string, collection: Expression, body: Expression): LoopExpression {
    return { kind: 'for', loop: this.loop(item, collection), body, span: this.at }
  }

  private member(base: Expression, name: string, safe: boolean): Expression {
    return { kind: 'member', base, name, nameSpan: this.at, safe, span: this.at }
  }
}
