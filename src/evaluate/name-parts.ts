import type { Expression } from '../language/program.js'
import type { Environment, Evaluate } from './environment.js'
import { splitName } from './resource-id.js'
import { identityOf } from './value.js'
import type { Value } from './value.js'

/** Functions that join names to ids and longer names. */
const joining: ReadonlySet<string> = new Set([
  'concat',
  'extensionresourceid',
  'format',
  'interpolate',
  'managementgroupresourceid',
  'resourceid',
  'subscriptionresourceid',
  'tenantresourceid',
])

/**
 * Values of arguments that take a whole name apart, `split(name, '/')[0], split(name, '/')[1], …`, by their position.
 *
 * So compilers write the parent of a resource whose name is written with slashes. Unknown parts of the name are taken
 * to hold none, as no name that Azure accepts does; undefined where no arguments are of that form.
 */
export function namePartsIn(
  name: string,
  args: readonly Expression[],
  environment: Environment,
  evaluate: Evaluate,
): ReadonlyMap<number, Value> | undefined {
  if (args.length < 2 || !joining.has(name)) return undefined
  const parts = args.map(partOf)
  if (parts.every((part) => part === undefined)) return undefined
  const values = new Map<number, Value>()
  for (let from = 0; from < parts.length; from++) {
    if (parts[from]?.at !== 0) continue
    let end = from + 1
    while (parts[end]?.at === end - from) end++
    const wholes = parts.slice(from, end).flatMap((part) => (part ? [evaluate(part.whole, environment)] : []))
    const [whole] = wholes
    if (!whole || wholes.length < 2 || !wholes.every((one) => identityOf(one) === identityOf(whole))) continue
    for (const [at, value] of (splitName(whole, wholes.length) ?? []).entries()) values.set(from + at, value)
  }
  return values
}

/** `split(whole, '/')[at]`. */
function partOf(argument: Expression): { readonly whole: Expression; readonly at: number } | undefined {
  const expression = forced(argument)
  if (expression.kind !== 'index' || expression.safe || expression.fromEnd) return undefined
  const [base, index] = [forced(expression.base), forced(expression.index)]
  if (base.kind !== 'call' || base.name.toLowerCase() !== 'split' || base.namespace !== undefined) return undefined
  const [whole, delimiter] = base.args
  const slash = delimiter && forced(delimiter)
  if (!whole || slash?.kind !== 'literal' || slash.value !== '/') return undefined
  return index.kind === 'literal' && typeof index.value === 'number' ? { whole, at: index.value } : undefined
}

function forced(expression: Expression) {
  return expression.kind === 'deferred' ? expression.force() : expression
}
