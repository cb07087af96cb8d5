import type { DeferredExpression, Expression } from '../program.js'
import type { ImportedFile } from './imported-file.js'
import { defer } from './make.js'
import type { Scope } from './scope.js'
import type { SyntaxRange } from './syntax.js'
import type { Unit } from './unit.js'

/** What a name stands for; unknown, with the problem told, where it stands for no value. */
export function nameOf(unit: Unit, name: string, range: SyntaxRange, scope: Scope): Expression {
  const binding = scope.lookup(name)
  switch (binding?.kind) {
    case 'parameter':
    case 'variable':
    case 'local':
      return { kind: binding.kind, name, span: unit.spanOf(range) }
    case 'symbol':
      return { kind: 'symbol', name: binding.path, span: unit.spanOf(range) }
    case 'value':
      return binding.value
    case 'imported':
      return defer(unit.spanOf(range), () => importedVariable(unit, binding.from, binding.original, range))
    case undefined:
      return unit.refuse(`Nothing that is declared here is called \`${name}\`.`, range)
    case 'namespace':
    case 'function':
    case 'type':
    case 'extension':
    case 'base':
      return unit.refuse(`\`${name}\` is no value.`, range)
  }
}

/** A variable of another file, read in that file's light. */
export function importedVariable(
  unit: Unit,
  from: ImportedFile,
  name: string,
  range: SyntaxRange,
): Exclude<Expression, DeferredExpression> {
  const home = from.program
  if (home === undefined) return unit.unknown(from.cause, range)
  const variable = from.variable(name)
  if (variable === undefined) return unit.refuse(`\`${from.name}\` exports no variable \`${name}\`.`, range)
  return { kind: 'variable', name: variable.name, home, span: unit.spanOf(range) }
}
