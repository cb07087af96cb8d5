import { resolvePath } from '../../source/files.js'
import type { Expression, ModuleDeclaration, ModuleSource, PropertyElement } from '../program.js'
import { lower } from './expressions.js'
import { headOf, lowerRepetition, lowerType, propertyOf } from './resources.js'
import type { Scope } from './scope.js'
import type { ExpressionSyntax, ObjectSyntax, ResourceSyntax } from './syntax.js'
import type { Unit } from './unit.js'

/** Whether a resource is a deployment of a template, and so what templates have as a nested or linked one. */
export function isDeployment({ type, existing }: ResourceSyntax): boolean {
  return (
    !existing &&
    type.kind === 'literal' &&
    typeof type.value === 'string' &&
    /^(?:az:)?microsoft\.resources\/deployments(?:@|$)/i.test(type.value)
  )
}

/**
 * A deployment written as a resource is a call of its template.
 *
 * Followed is a template that `loadJsonContent` loads, and one that has no resources (telemetry); others are unknown.
 */
export function lowerDeployment(unit: Unit, syntax: ResourceSyntax, scope: Scope): ModuleDeclaration {
  const { condition, loop, inside } = lowerRepetition(unit, syntax, scope)
  const { body } = syntax
  const { type, apiVersion } = lowerType(unit, syntax.type, scope)
  const part = (name: string): Expression | undefined => {
    const written = propertyOf(body, name)
    return written && lower(unit, written, inside)
  }
  const properties = propertyOf(body, 'properties')
  const [name, target, group, subscription] = ['name', 'scope', 'resourceGroup', 'subscriptionId'].map(part)
  return {
    kind: 'module',
    ...(syntax.name === '' ? {} : { symbol: syntax.name }),
    ...(name ? { name } : {}),
    resource: { ...(type.kind === 'literal' ? { type } : {}), ...(apiVersion ? { apiVersion } : {}) },
    source: lowerTemplate(unit, properties ?? body),
    arguments: lowerArguments(unit, properties, inside, syntax),
    ...(target ? { scope: target } : {}),
    ...(group ? { resourceGroup: group } : {}),
    ...(subscription ? { subscriptionId: subscription } : {}),
    ...(condition ? { condition } : {}),
    ...(loop ? { loop } : {}),
    existing: false,
    span: unit.spanOf(syntax),
    head: headOf(unit, syntax),
  }
}

function lowerTemplate(unit: Unit, properties: ExpressionSyntax): ModuleSource {
  const template = properties.kind === 'object' ? propertyOf(properties, 'template') : undefined
  const span = unit.spanOf(template ?? properties)
  if (template?.kind === 'object' && isEmpty(propertyOf(template, 'resources'))) return nothing(unit, template)
  const path = template && loadedPath(template)
  if (path === undefined)
    return { kind: 'unknown', cause: { kind: 'unsupported', what: 'a template written in Bicep' }, span }
  const resolved = resolvePath(unit.source.file, path)
  if (resolved !== undefined) return { kind: 'local', path: resolved, span }
  unit.tell('path-outside', `\`${path}\` does not stand in the repository.`, template ?? properties)
  return { kind: 'unknown', cause: { kind: 'missing-file', path }, span }
}

/** The path of `loadJsonContent('…')`, where that is all. */
function loadedPath(template: ExpressionSyntax): string | undefined {
  if (template.kind !== 'call' || template.base !== undefined || template.name !== 'loadJsonContent') return undefined
  const [path, ...more] = template.args
  const text = path?.kind === 'literal' && typeof path.value === 'string' ? path.value : undefined
  return more.length === 0 ? text : undefined
}

function isEmpty(resources: ExpressionSyntax | undefined): boolean {
  if (resources?.kind === 'array') return resources.items.length === 0
  return resources?.kind === 'object' && resources.properties.length === 0 && resources.resources.length === 0
}

function nothing(unit: Unit, template: ObjectSyntax): ModuleSource {
  const { file } = unit.source
  const none = new Map<string, never>()
  const program = {
    file,
    span: unit.spanOf(template),
    language: 'arm' as const,
    targetScope: 'resourceGroup' as const,
    generated: false,
    parameters: none,
    variables: none,
    functions: none,
    types: none,
    resources: [],
    modules: [],
    outputs: none,
    problems: [],
  }
  return { kind: 'inline', program: () => program, evaluation: 'inner' }
}

/** `{ name: { value: … } }` without the wrappers. */
function lowerArguments(
  unit: Unit,
  properties: ExpressionSyntax | undefined,
  scope: Scope,
  syntax: ResourceSyntax,
): Expression {
  const parameters = properties?.kind === 'object' ? propertyOf(properties, 'parameters') : undefined
  if (!parameters) return { kind: 'object', properties: [], span: headOf(unit, syntax) }
  const span = unit.spanOf(parameters)
  if (parameters.kind !== 'object' || parameters.properties.some(({ kind }) => kind === 'spread'))
    return unit.unknown({ kind: 'unsupported', what: 'parameters made by an expression' }, parameters)
  const elements = parameters.properties.flatMap((element): PropertyElement[] => {
    if (element.kind === 'spread' || typeof element.key !== 'string') return []
    const keySpan = unit.span(element.keyStart, element.keyEnd)
    return [{ kind: 'property', key: element.key, keySpan, value: lowerArgument(unit, element.value, scope) }]
  })
  return { kind: 'object', properties: elements, span }
}

function lowerArgument(unit: Unit, wrapped: ExpressionSyntax, scope: Scope): Expression {
  const span = unit.spanOf(wrapped)
  const value = wrapped.kind === 'object' ? propertyOf(wrapped, 'value') : undefined
  if (value) return lower(unit, value, scope)
  const reference = wrapped.kind === 'object' ? propertyOf(wrapped, 'reference') : undefined
  if (!reference) {
    return { kind: 'member', base: lower(unit, wrapped, scope), name: 'value', nameSpan: span, safe: false, span }
  }
  const store = reference.kind === 'object' ? propertyOf(reference, 'keyVault') : undefined
  const id = store?.kind === 'object' ? propertyOf(store, 'id') : undefined
  const vault = id && lower(unit, id, scope)
  return unit.unknown({ kind: 'secret-reference', ...(vault ? { vault } : {}) }, wrapped, { secret: true })
}
