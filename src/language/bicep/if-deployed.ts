import type { Expression } from '../program.js'
import type { Lower } from './calls.js'
import { conditional, literal } from './make.js'
import { type Binding, Scope } from './scope.js'
import type { DeploymentCondition, Unit } from './unit.js'

/** What `.?` stands after: a resource or module under a condition is null where that is false, as the compiler has it. */
export function ifDeployed(unit: Unit, value: Expression, lower: Lower): Expression {
  const symbol = value.kind === 'index' ? value.base : value
  const condition = symbol.kind === 'symbol' ? unit.conditions.get(symbol.name) : undefined
  if (!condition) return value
  const holds =
    value.kind === 'index' ? conditionAt(unit, condition, value.index, lower) : whole(unit, condition, lower)
  return holds ? conditional(holds, value, literal(null, value.span), value.span) : value
}

/** Lowered once; undefined while that is going on, so that a circle of conditions ends. */
function whole(unit: Unit, condition: DeploymentCondition, lower: Lower): Expression | undefined {
  if (condition.loop) return undefined
  if (!('lowered' in condition)) {
    condition.lowered = undefined
    condition.lowered = lower(unit, condition.syntax, unit.scope)
  }
  return condition.lowered
}

/** The condition of one round: its item is what the loop runs over at that index. */
function conditionAt(
  unit: Unit,
  condition: DeploymentCondition,
  index: Expression,
  lower: Lower,
): Expression | undefined {
  const { loop, syntax } = condition
  if (!loop || unit.isInCondition) return undefined
  unit.isInCondition = true
  const { span } = index
  const collection = lower(unit, loop.collection, unit.scope)
  const item: Expression = { kind: 'index', base: collection, index, safe: false, fromEnd: false, span }
  const names = new Map<string, Binding>([[loop.item, { kind: 'value', value: item }]])
  if (loop.index !== undefined) names.set(loop.index, { kind: 'value', value: index })
  const lowered = lower(unit, syntax, new Scope(unit.scope, names))
  unit.isInCondition = false
  return lowered
}
