import type {
  CallExpression,
  Expression,
  InterpolationExpression,
  LoopExpression,
  ObjectExpression,
  PropertyElement,
  SpreadElement,
} from '../program.js'
import { lowerCall } from './calls.js'
import { ifDeployed } from './if-deployed.js'
import { conditional, defer, literal } from './make.js'
import { importedVariable, nameOf } from './names.js'
import type { Scope } from './scope.js'
import type {
  BinarySyntax,
  ExpressionSyntax,
  ForSyntax,
  InterpolationSyntax,
  MemberSyntax,
  NameSyntax,
  ObjectSyntax,
  SpreadSyntax,
  UnarySyntax,
} from './syntax.js'
import type { Unit } from './unit.js'

/** Azure's functions for Bicep's operators. */
const operatorFunctions = {
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '+': 'add',
  '-': 'sub',
  '<': 'less',
  '<=': 'lessOrEquals',
  '>': 'greater',
  '>=': 'greaterOrEquals',
  '==': 'equals',
  '!=': 'equals',
  '=~': 'equals',
  '!~': 'equals',
  '&&': 'and',
  '||': 'or',
  '??': 'coalesce',
} as const

/** An expression as written → what both languages share, its names resolved; what has no meaning is unknown. */
export function lower(unit: Unit, syntax: ExpressionSyntax, scope: Scope): Expression {
  if (!unit.enter(syntax)) {
    unit.leave()
    return unit.unknown({ kind: 'invalid', message: 'it is nested too deep' }, syntax)
  }
  const result = lowerByKind(unit, syntax, scope)
  unit.leave()
  return result
}

function lowerByKind(unit: Unit, syntax: ExpressionSyntax, scope: Scope): Expression {
  const inner = (part: ExpressionSyntax): Expression => lower(unit, part, scope)
  switch (syntax.kind) {
    case 'literal':
      return literal(syntax.value, unit.spanOf(syntax))
    case 'interpolation':
      return lowerInterpolation(unit, syntax, scope)
    case 'array': {
      const items = syntax.items.map((item) => (item.kind === 'spread' ? lowerSpread(unit, item, scope) : inner(item)))
      return { kind: 'array', items, span: unit.spanOf(syntax) }
    }
    case 'object':
      return lowerObject(unit, syntax, scope)
    case 'name':
      return lowerName(unit, syntax, scope)
    case 'call':
      return lowerCall(unit, syntax, scope, lower)
    case 'member':
      return lowerMember(unit, syntax, scope)
    case 'index': {
      const { safe, fromEnd } = syntax
      const base = inner(syntax.base)
      return { kind: 'index', base, index: inner(syntax.index), safe, fromEnd, span: unit.spanOf(syntax) }
    }
    case 'unary':
      return lowerUnary(unit, syntax, scope)
    case 'binary':
      return lowerBinary(unit, syntax, scope)
    case 'ternary':
      return conditional(inner(syntax.condition), inner(syntax.whenTrue), inner(syntax.whenFalse), unit.spanOf(syntax))
    case 'lambda': {
      const body = lower(unit, syntax.body, scope.withLocals(syntax.parameters))
      return { kind: 'lambda', parameters: syntax.parameters, body, span: unit.spanOf(syntax) }
    }
    case 'for':
      return lowerFor(unit, syntax, scope)
    case 'missing':
      return unit.unknown({ kind: 'invalid', message: 'it could not be read' }, syntax)
  }
}

function lowerInterpolation(unit: Unit, syntax: InterpolationSyntax, scope: Scope): InterpolationExpression {
  const parts = syntax.parts.map((part) => lower(unit, part, scope))
  return { kind: 'interpolation', parts, span: unit.spanOf(syntax) }
}

function lowerSpread(unit: Unit, syntax: SpreadSyntax, scope: Scope): SpreadElement {
  return { kind: 'spread', value: lower(unit, syntax.value, scope), span: unit.spanOf(syntax) }
}

/** An object without the properties named in `except`. */
export function lowerObject(
  unit: Unit,
  syntax: ObjectSyntax,
  scope: Scope,
  except?: ReadonlySet<string>,
): ObjectExpression {
  const properties: (PropertyElement | SpreadElement)[] = []
  for (const element of syntax.properties) {
    if (element.kind === 'spread') {
      properties.push(lowerSpread(unit, element, scope))
    } else if (typeof element.key !== 'string' || !except?.has(element.key)) {
      const { key, keyStart, keyEnd, value } = element
      properties.push({
        kind: 'property',
        key: typeof key === 'string' ? key : lower(unit, key, scope),
        keySpan: unit.span(keyStart, keyEnd),
        value: lower(unit, value, scope),
      })
    }
  }
  return { kind: 'object', properties, span: unit.spanOf(syntax) }
}

function lowerName(unit: Unit, syntax: NameSyntax, scope: Scope): Expression {
  return nameOf(unit, syntax.name, syntax, scope)
}

function lowerMember(unit: Unit, syntax: MemberSyntax, scope: Scope): Expression {
  const { base, name, nameStart, nameEnd, safe } = syntax
  if (syntax.nested) return lowerNested(unit, syntax, scope)
  if (base.kind === 'name') {
    const binding = scope.lookup(base.name)
    if (binding?.kind === 'namespace') {
      return defer(unit.spanOf(syntax), () => importedVariable(unit, binding.from, name, syntax))
    }
    if (binding?.kind === 'base') {
      return (
        unit.base?.get(name.toLowerCase()) ?? unit.refuse(`The extended file gives no parameter \`${name}\`.`, syntax)
      )
    }
  }
  const value = safe ? ifDeployed(unit, lower(unit, base, scope), lower) : lower(unit, base, scope)
  return { kind: 'member', base: value, name, nameSpan: unit.span(nameStart, nameEnd), safe, span: unit.spanOf(syntax) }
}

/** `vault::secret`, encoded as one symbol (see `ReferenceExpression`). */
function lowerNested(unit: Unit, syntax: MemberSyntax, scope: Scope): Expression {
  const base = lower(unit, syntax.base, scope)
  if (base.kind === 'unknown') return base
  const path = base.kind === 'symbol' ? `${base.name}::${syntax.name}` : undefined
  if (path !== undefined && unit.nested.has(path)) return { kind: 'symbol', name: path, span: unit.spanOf(syntax) }
  return unit.refuse(`There is no nested resource \`${syntax.name}\` here.`, syntax)
}

function lowerUnary(unit: Unit, syntax: UnarySyntax, scope: Scope): Expression {
  const { operator, operand } = syntax
  const span = unit.spanOf(syntax)
  if (operator === '-' && operand.kind === 'literal' && typeof operand.value === 'number') {
    return literal(0 - operand.value, span)
  }
  const value = lower(unit, operand, scope)
  if (operator === '+') return value
  const nameSpan = unit.span(syntax.start, syntax.start + 1)
  if (operator === '!') return { kind: 'call', name: 'not', nameSpan, args: [value], span }
  return { kind: 'call', name: 'sub', nameSpan, args: [literal(0, nameSpan), value], span }
}

function lowerBinary(unit: Unit, syntax: BinarySyntax, scope: Scope): CallExpression {
  const { operator } = syntax
  const span = unit.spanOf(syntax)
  const nameSpan = unit.span(syntax.operatorStart, syntax.operatorEnd)
  const fold = operator === '=~' || operator === '!~'
  const args = syntax.operands.map((operand): Expression => {
    const value = lower(unit, operand, scope)
    return fold ? { kind: 'call', name: 'toLower', nameSpan, args: [value], span: value.span } : value
  })
  const call: CallExpression = { kind: 'call', name: operatorFunctions[operator], nameSpan, args, span }
  const negated = operator === '!=' || operator === '!~'
  return negated ? { kind: 'call', name: 'not', nameSpan, args: [call], span } : call
}

function lowerFor(unit: Unit, syntax: ForSyntax, scope: Scope): LoopExpression {
  const { item, index } = syntax
  const inside = scope.withLocals(index === undefined ? [item] : [item, index])
  const collection = lower(unit, syntax.collection, scope)
  const filter = syntax.filter && lower(unit, syntax.filter, inside)
  const span = unit.spanOf(syntax)
  return {
    kind: 'for',
    loop: { item, ...(index === undefined ? {} : { index }), collection, ...(filter ? { filter } : {}), span },
    body: lower(unit, syntax.body, inside),
    span,
  }
}
