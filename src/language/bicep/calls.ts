import type { CallExpression, Expression, UnknownExpression } from '../program.js'
import { loaders } from './content.js'
import type { ImportedFile } from './imported-file.js'
import { defer, literal } from './make.js'
import type { Scope } from './scope.js'
import type { CallSyntax, ExpressionSyntax } from './syntax.js'
import type { Unit } from './unit.js'

export type Lower = (unit: Unit, syntax: ExpressionSyntax, scope: Scope) => Expression

/** A call of a function, of one in a namespace, or of a method of a resource. */
export function lowerCall(unit: Unit, syntax: CallSyntax, scope: Scope, lower: Lower): Expression {
  const { base, name } = syntax
  if (base === undefined) {
    const binding = scope.lookup(name)
    if (binding?.kind === 'imported') return importedCall(unit, syntax, scope, lower, binding.from)
    if (binding !== undefined) return call(unit, syntax, scope, lower)
    return builtIn(unit, syntax, scope, lower)
  }
  if (base.kind === 'name') {
    const binding = scope.lookup(base.name)
    if (binding?.kind === 'namespace') return importedCall(unit, syntax, scope, lower, binding.from, base.name)
    if (binding?.kind === 'extension' || (binding === undefined && base.name === 'this')) {
      return unit.unknown({ kind: 'unsupported', what: `the function ${base.name}.${name}()` }, syntax)
    }
    if (binding === undefined && (base.name === 'az' || base.name === 'sys')) return builtIn(unit, syntax, scope, lower)
  }
  const owner = lower(unit, base, scope)
  if (name === 'getSecret') return secret(unit, syntax, owner)
  return call(unit, syntax, scope, lower, { owner })
}

function call(
  unit: Unit,
  syntax: CallSyntax,
  scope: Scope,
  lower: Lower,
  of: { readonly owner?: Expression; readonly namespace?: string } = {},
): CallExpression {
  const { name, nameStart, nameEnd } = syntax
  const args = syntax.args.map((arg) => lower(unit, arg, scope))
  return {
    kind: 'call',
    ...(of.namespace === undefined ? {} : { namespace: of.namespace }),
    name,
    nameSpan: unit.span(nameStart, nameEnd),
    args: of.owner ? [of.owner, ...args] : args,
    span: unit.spanOf(syntax),
  }
}

function importedCall(
  unit: Unit,
  syntax: CallSyntax,
  scope: Scope,
  lower: Lower,
  from: ImportedFile,
  namespace?: string,
): Expression {
  const made = call(unit, syntax, scope, lower, namespace === undefined ? {} : { namespace })
  return defer(made.span, () => (from.program === undefined ? unit.unknown(from.cause, syntax) : made))
}

function secret(unit: Unit, syntax: CallSyntax, vault?: Expression): UnknownExpression {
  const cause = { kind: 'secret-reference' as const, ...(vault ? { vault } : {}) }
  return unit.unknown(cause, syntax, { secret: true, type: 'string' })
}

type BuiltIn = (unit: Unit, syntax: CallSyntax, scope: Scope, lower: Lower) => Expression

function builtIn(unit: Unit, syntax: CallSyntax, scope: Scope, lower: Lower): Expression {
  const load = loaders.get(syntax.name)
  if (load !== undefined) return load(unit, syntax, scope)
  return (builtIns.get(syntax.name) ?? call)(unit, syntax, scope, lower)
}

/** Functions that only Bicep has; all others are Azure's own. */
const builtIns: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  [
    'any',
    (unit, syntax, scope, lower) => {
      const [value] = syntax.args
      return value && syntax.args.length === 1
        ? lower(unit, value, scope)
        : unit.refuse('`any()` takes one value.', syntax)
    },
  ],
  ['nameof', nameOfArgument],
  ['getSecret', (unit, syntax) => secret(unit, syntax)],
  ['readEnvironmentVariable', readEnvironmentVariable],
  [
    'externalInput',
    (unit, syntax) =>
      unit.unknown({ kind: 'environment', name: textOf(syntax.args[0]) ?? 'an external input' }, syntax),
  ],
  [
    'readCliArg',
    (unit, syntax) =>
      unit.unknown({ kind: 'environment', name: textOf(syntax.args[0]) ?? 'an argument' }, syntax, { type: 'string' }),
  ],
])

function nameOfArgument(unit: Unit, syntax: CallSyntax): Expression {
  const [argument] = syntax.args
  const name =
    argument?.kind === 'name' || argument?.kind === 'member'
      ? argument.name
      : argument?.kind === 'index'
        ? textOf(argument.index)
        : undefined
  return name === undefined ? unit.refuse('`nameof()` takes a name.', syntax) : literal(name, unit.spanOf(syntax))
}

/** The default is what somebody has written: a witness, not the value. */
function readEnvironmentVariable(unit: Unit, syntax: CallSyntax, scope: Scope, lower: Lower): Expression {
  const [name, fallback] = syntax.args
  const cause = { kind: 'environment' as const, name: textOf(name) ?? 'an environment variable' }
  const witness = fallback && lower(unit, fallback, scope)
  return unit.unknown(cause, syntax, { type: 'string', ...(witness ? { witness } : {}) })
}

function textOf(syntax: ExpressionSyntax | undefined): string | undefined {
  return syntax?.kind === 'literal' && typeof syntax.value === 'string' ? syntax.value : undefined
}
