import type { Expression, TypeShape } from '../program.js'
import { lower } from './expressions.js'
import type { DecoratorSyntax, ExpressionSyntax } from './syntax.js'
import type { Unit } from './unit.js'

/** Whether one of Bicep's own decorators stands there, written with or without `sys.`. */
export function hasDecorator(decorators: readonly DecoratorSyntax[], name: string): boolean {
  return decorators.some((decorator) => decorator.name === name && (decorator.namespace ?? 'sys') === 'sys')
}

/** The shape with what decorators add to it. */
export function applyDecorators(unit: Unit, shape: TypeShape, decorators: readonly DecoratorSyntax[]): TypeShape {
  let result = shape
  for (const { name, args, namespace } of decorators) {
    if ((namespace ?? 'sys') !== 'sys') continue
    if (name === 'secure') result = { ...result, secure: true }
    else if (name === 'allowed') result = withAllowed(result, allowedValues(unit, args[0]))
    else if (isBound(name)) result = withBound(result, name, args[0])
  }
  return result
}

type Bound = 'minLength' | 'maxLength' | 'minValue' | 'maxValue'

function isBound(name: string): name is Bound {
  return name === 'minLength' || name === 'maxLength' || name === 'minValue' || name === 'maxValue'
}

function withBound(shape: TypeShape, name: Bound, argument: ExpressionSyntax | undefined): TypeShape {
  const value = numberOf(argument)
  return value === undefined ? shape : { ...shape, [name]: value }
}

function numberOf(syntax: ExpressionSyntax | undefined): number | undefined {
  if (syntax?.kind === 'literal') return typeof syntax.value === 'number' ? syntax.value : undefined
  if (syntax?.kind !== 'unary' || syntax.operator === '!') return undefined
  const value = numberOf(syntax.operand)
  return value === undefined || syntax.operator === '+' ? value : 0 - value
}

function allowedValues(unit: Unit, argument: ExpressionSyntax | undefined): readonly Expression[] | undefined {
  if (argument?.kind !== 'array') return undefined
  const values: Expression[] = []
  for (const item of argument.items) {
    if (item.kind === 'spread') return undefined
    values.push(lower(unit, item, unit.scope))
  }
  return values
}

/** For an array, `@allowed` lists what its items may be, unless it lists whole arrays. */
function withAllowed(shape: TypeShape, values: readonly Expression[] | undefined): TypeShape {
  if (values === undefined) return shape
  if (shape.kind !== 'array' || values.some(({ kind }) => kind === 'array')) return { ...shape, allowedValues: values }
  const items = shape.items ?? { kind: 'any', secure: false, nullable: false }
  return { ...shape, items: { ...items, allowedValues: values } }
}
