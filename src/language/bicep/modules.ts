import { resolvePath } from '../../source/files.js'
import type { ModuleDeclaration, ModuleSource } from '../program.js'
import { lower } from './expressions.js'
import { readReference } from './registry.js'
import { headOf, isTruncated, lowerRepetition, propertyOf } from './resources.js'
import type { Scope } from './scope.js'
import type { ExpressionSyntax, ModuleSyntax } from './syntax.js'
import type { Unit } from './unit.js'

/** A call of another file; whether that file is there is for those who follow it to tell. */
export function lowerModule(unit: Unit, syntax: ModuleSyntax, scope: Scope): ModuleDeclaration {
  const { condition, loop, inside } = lowerRepetition(unit, syntax, scope)
  const name = propertyOf(syntax.body, 'name')
  const target = propertyOf(syntax.body, 'scope')
  const params = propertyOf(syntax.body, 'params')
  const head = headOf(unit, syntax)
  const none = isTruncated(syntax.body)
    ? unit.unknown({ kind: 'invalid', message: 'it could not be read' }, syntax.body)
    : { kind: 'object' as const, properties: [], span: head }
  return {
    kind: 'module',
    ...(syntax.name === '' ? {} : { symbol: syntax.name }),
    ...(name ? { name: lower(unit, name, inside) } : {}),
    source: lowerSource(unit, syntax.source),
    arguments: params ? lower(unit, params, inside) : none,
    ...(target ? { scope: lower(unit, target, inside) } : {}),
    ...(condition ? { condition } : {}),
    ...(loop ? { loop } : {}),
    existing: false,
    span: unit.spanOf(syntax),
    head,
  }
}

function lowerSource(unit: Unit, syntax: ExpressionSyntax): ModuleSource {
  const span = unit.spanOf(syntax)
  if (syntax.kind !== 'literal' || typeof syntax.value !== 'string') {
    const message = 'The path of a module is a string without `${…}`.'
    if (syntax.kind !== 'missing') unit.tell('template-invalid', message, syntax)
    return { kind: 'unknown', cause: { kind: 'invalid', message }, span }
  }
  const registry = readReference(syntax.value, () => unit.aliases)
  if (registry !== undefined) {
    const { reference, unknownAlias } = registry
    if (unknownAlias !== undefined) {
      unit.tell('module-missing', `No \`bicepconfig.json\` defines the alias \`${unknownAlias}\`.`, syntax)
    }
    return { kind: 'registry', reference, span }
  }
  const path = resolvePath(unit.source.file, syntax.value)
  if (path !== undefined) return { kind: 'local', path, span }
  unit.tell('path-outside', `\`${syntax.value}\` does not stand in the repository.`, syntax)
  return { kind: 'unknown', cause: { kind: 'missing-file', path: syntax.value }, span }
}
