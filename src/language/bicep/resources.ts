import type { Expression, LiteralExpression, Loop, ResourceDeclaration } from '../program.js'
import { lower, lowerObject } from './expressions.js'
import { literal } from './make.js'
import { type Binding, Scope } from './scope.js'
import type { DeploymentBodySyntax, ExpressionSyntax, ObjectSyntax, ResourceSyntax } from './syntax.js'
import type { Unit } from './unit.js'

/** Properties of a resource that say what and where it is rather than what it is like. */
const structural: ReadonlySet<string> = new Set(['name', 'parent', 'scope', 'dependsOn'])

interface Parent {
  readonly declaration: ResourceDeclaration
  readonly path: string
}

/** A resource with those nested in it. */
export function lowerResource(unit: Unit, syntax: ResourceSyntax, scope: Scope, parent?: Parent): ResourceDeclaration {
  const path = parent === undefined ? syntax.name : `${parent.path}::${syntax.name}`
  const { condition, loop, inside } = lowerRepetition(unit, syntax, scope)
  const within = new Scope(inside, nestedNames(syntax.body, path))
  const children: ResourceDeclaration[] = []
  const { type, apiVersion } = lowerType(unit, syntax.type, within)
  const version = apiVersion ?? parent?.declaration.apiVersion
  const owner = propertyOf(syntax.body, 'parent')
  const target = propertyOf(syntax.body, 'scope')
  const declaration: ResourceDeclaration = {
    kind: 'resource',
    ...(syntax.name === '' ? {} : { symbol: syntax.name }),
    type,
    ...(version ? { apiVersion: version } : {}),
    name: lowerResourceName(unit, syntax, within),
    ...(owner ? { parent: lower(unit, owner, within) } : {}),
    ...(parent ? { lexicalParent: parent.declaration } : {}),
    ...(target ? { scope: lower(unit, target, within) } : {}),
    ...(condition ? { condition } : {}),
    ...(loop ? { loop } : {}),
    existing: syntax.existing,
    body: lowerObject(unit, syntax.body, within, structural),
    children,
    span: unit.spanOf(syntax),
    head: headOf(unit, syntax),
  }
  for (const nested of syntax.body.resources) {
    children.push(lowerResource(unit, nested, within, { declaration, path }))
  }
  return declaration
}

/** The symbolic name; where there is none, the declaration. */
export function headOf(
  unit: Unit,
  syntax: ResourceSyntax | { name: string; nameStart: number; nameEnd: number; start: number; end: number },
) {
  return syntax.name === '' ? unit.spanOf(syntax) : unit.span(syntax.nameStart, syntax.nameEnd)
}

/** Condition and loop of a resource or module, and the scope that its body stands in. */
export function lowerRepetition(
  unit: Unit,
  syntax: DeploymentBodySyntax,
  scope: Scope,
): { readonly condition?: Expression; readonly loop?: Loop; readonly inside: Scope } {
  if (syntax.loop === undefined) {
    return syntax.condition ? { condition: lower(unit, syntax.condition, scope), inside: scope } : { inside: scope }
  }
  const { item, index } = syntax.loop
  const inside = scope.withLocals(index === undefined ? [item] : [item, index])
  const filter = syntax.condition && lower(unit, syntax.condition, inside)
  const loop: Loop = {
    item,
    ...(index === undefined ? {} : { index }),
    collection: lower(unit, syntax.loop.collection, scope),
    ...(filter ? { filter } : {}),
    span: unit.spanOf(syntax.loop),
  }
  return { loop, inside }
}

/** The value of a property written in the body itself. */
export function propertyOf(body: ObjectSyntax, name: string): ExpressionSyntax | undefined {
  for (const element of body.properties) {
    if (element.kind === 'property' && element.key === name) return element.value
  }
  return undefined
}

/** Whether part of the body could not be read, so that what is absent may have been there. */
export function isTruncated(body: ObjectSyntax): boolean {
  return body.properties.some((element) => element.kind === 'spread' && element.value.kind === 'missing')
}

function nestedNames(body: ObjectSyntax, path: string): Map<string, Binding> {
  const names = new Map<string, Binding>()
  for (const { name } of body.resources) {
    if (name !== '') names.set(name, { kind: 'symbol', path: `${path}::${name}` })
  }
  return names
}

function lowerResourceName(unit: Unit, syntax: ResourceSyntax, scope: Scope): Expression {
  const name = propertyOf(syntax.body, 'name')
  if (name !== undefined) return lower(unit, name, scope)
  const range = { start: syntax.nameStart, end: syntax.nameEnd }
  if (isTruncated(syntax.body)) return unit.unknown({ kind: 'invalid', message: 'it could not be read' }, range)
  if (unit.hasExtensions) return unit.unknown({ kind: 'unsupported', what: 'a resource without a name' }, range)
  return unit.refuse('A resource needs a `name`.', range)
}

/** `'Microsoft.KeyVault/vaults@2024-11-01'` in its two parts, each where it is written; `az:` before it is Azure itself. */
export function lowerType(
  unit: Unit,
  syntax: ExpressionSyntax,
  scope: Scope,
): { readonly type: Expression; readonly apiVersion?: LiteralExpression } {
  if (syntax.kind !== 'literal' || typeof syntax.value !== 'string') return { type: lower(unit, syntax, scope) }
  const text = syntax.value
  const at = text.indexOf('@')
  const verbatim = syntax.end - syntax.start === text.length + 2
  const part = (start: number, end: number): LiteralExpression => {
    const from = syntax.start + 1
    return literal(text.slice(start, end), verbatim ? unit.span(from + start, from + end) : unit.spanOf(syntax))
  }
  const from = text.startsWith('az:') ? 3 : 0
  if (at < 0) return { type: part(from, text.length) }
  return { type: part(from, at), apiVersion: part(at + 1, text.length) }
}
