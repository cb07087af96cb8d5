import { arrayOf, firstUnknown, literal, unknown } from '../evaluate/value.js'
import type { UnknownValue, Value } from '../evaluate/value.js'
import { isExpression } from '../language/arm/expression.js'
import { mistake, ruleOrigin } from './operand.js'
import type { Call, ExpressionContext, Operand } from './operand.js'
import { compilePath, elementsOf, forEach, positionAt, valueOf } from './path.js'
import type { Path, PathResult } from './path.js'
import type { Scope } from './scope.js'

/** Names for which one path is kept. */
const maxKept = 1_000

/** `field('…')`, or with an expression in place of the name. */
export function lowerField(call: Call, args: readonly Operand[], context: ExpressionContext): Operand {
  const [argument] = call.args
  const [name] = args
  if (!argument || !name || args.length > 1 || (argument.kind === 'literal' && typeof argument.value !== 'string')) {
    context.fault('`field` takes the name of a field in quotes')
    return () => undefined
  }
  if (argument.kind !== 'literal') return lowerNamedField(name, context)
  const result = compilePath(String(argument.value), context.kind, context.counted)
  if ('fault' in result) {
    context.fault(result.fault)
    return () => undefined
  }
  const { path } = result
  return (scope) => readField(path, scope, context)
}

/** Within a `count`, an alias with `[*]` is the list of the one element that the count stands at. */
function readField(path: Path, scope: Scope, { azure }: ExpressionContext): Value | undefined {
  const value = readAt(path, scope)
  if (!azure || path.many || !path.text.includes('[*]')) return value
  return arrayOf(value ? [value] : [], value?.origin ?? ruleOrigin)
}

function readAt(path: Path, scope: Scope): Value | undefined {
  return path.many ? listAt(path, scope) : valueOf(positionAt(path, scope))
}

/** `field(concat('tags[', …, ']'))`: the name is worked out first. */
function lowerNamedField(name: Operand, context: ExpressionContext): Operand {
  if (!context.azure) {
    context.fault('`field` takes the name of a field in quotes')
    return () => undefined
  }
  const paths = new Map<string, PathResult>()
  return (scope) => {
    const known = nameOf(name(scope))
    if (typeof known !== 'string') return known
    const result = paths.get(known) ?? compilePath(known, context.kind, context.counted)
    if (paths.size < maxKept) paths.set(known, result)
    return 'fault' in result ? mistake(result.fault) : readField(result.path, scope, context)
  }
}

/** The name that an expression came to, or why nobody knows it. */
export function nameOf(value: Value | undefined): string | UnknownValue {
  if (value?.kind === 'literal' && typeof value.value === 'string') {
    return isExpression(value.value) ? mistake(`\`${value.value.slice(0, 80)}\` is no name of a field`) : value.value
  }
  if (!value || value.kind === 'literal') return mistake('The name of a field comes to nothing')
  const { cause, identity } = firstUnknown([value])
  return unknown(cause, () => `name ${identity}`, value.origin)
}

/** All elements that a path stands for, as one list. */
function listAt(path: Path, scope: Scope): Value {
  const items: Value[] = []
  let rest: Value | undefined
  const { steps } = path
  const last = steps.at(-1)
  if (last?.kind === 'each') {
    const list = positionAt({ ...path, steps: steps.slice(0, -1), many: false }, scope)
    const [first, ...others] = elementsOf(list, last, scope)
    if (first && others.length === 0 && !steps.slice(0, -1).some(({ kind }) => kind === 'each' || kind === 'list')) {
      for (const item of first.items) items.push(valueOf(item) ?? literal(null, ruleOrigin))
      return arrayOf(
        items,
        list.kind === 'value' ? (list.value?.origin ?? ruleOrigin) : ruleOrigin,
        first.rest && valueOf(first.rest),
      )
    }
  }
  const truth = forEach(path, scope, (position) => {
    items.push(valueOf(position) ?? literal(null, ruleOrigin))
    return true
  })
  if (truth === 'unknown')
    rest = unknown({ kind: 'unsupported', what: 'a list of lists' }, `${path.text}[*]`, ruleOrigin)
  return arrayOf(items, items[0]?.origin ?? ruleOrigin, rest)
}

/** `current('name')` or `current('alias[*]')`, or the innermost of all. */
export function lowerCurrent(call: Call, _: readonly Operand[], context: ExpressionContext): Operand {
  const [argument] = call.args
  const name = argument?.kind === 'literal' && typeof argument.value === 'string' ? argument.value : undefined
  if (context.counted.length === 0 || (argument && name === undefined)) {
    context.fault('`current` stands within a `count`, with a name in quotes or without one')
    return () => undefined
  }
  if (name === undefined) {
    const frame = context.counted.length - 1
    return (scope) => frameValue(scope, frame)
  }
  const named = context.counted.findLastIndex((each) => each.name === name)
  if (named >= 0) return (scope) => frameValue(scope, named)
  // It may mean a list whose name is worked out later.
  if (context.counted.some(({ path, list }) => path.text === '' && !list)) return () => undefined
  const result = compilePath(name, context.kind, context.counted)
  if ('fault' in result || result.path.frame === undefined) {
    context.fault(`\`current('${name.slice(0, 80)}')\` names no enclosing \`count\``)
    return () => undefined
  }
  const { path } = result
  return (scope) => readAt(path, scope)
}

function frameValue({ frames }: Scope, frame: number): Value | undefined {
  const position = frames[frame]
  return position && valueOf(position)
}
