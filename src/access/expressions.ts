import type { Expression, ModuleDeclaration, Program, ResourceDeclaration } from '../language/program.js'

/** Told of each expression; false leaves out what is within it. `key` is the property that it stands under. */
export type Visitor = (expression: Expression, key: string | undefined) => boolean

interface Pending {
  readonly expression: Expression
  readonly key: string | undefined
}

/** Shows every expression of a program, those of templates written within it included, in the order of writing. */
export function visitExpressions(program: Program, visit: Visitor): void {
  const programs = [program]
  const seen = new Set<Program>()
  for (const next of programs) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const { defaultValue } of next.parameters.values()) visitOne(defaultValue, visit)
    for (const { value } of next.variables.values()) visitOne(value, visit)
    for (const { body, home } of next.functions.values()) if (!home) visitOne(body, visit)
    for (const resource of next.resources) visitResource(resource, visit)
    for (const module of next.modules) {
      visitModule(module, visit)
      if (module.source.kind === 'inline') programs.push(module.source.program())
    }
    for (const { value } of next.outputs.values()) visitOne(value, visit)
  }
}

function visitResource(root: ResourceDeclaration, visit: Visitor): void {
  const pending = [root]
  for (const resource of pending) {
    for (const part of [resource.name, resource.scope, resource.condition, resource.body]) visitOne(part, visit)
    pending.push(...resource.children)
  }
}

function visitModule(module: ModuleDeclaration, visit: Visitor): void {
  for (const part of [module.name, module.scope, module.condition, module.arguments]) visitOne(part, visit)
}

function visitOne(root: Expression | undefined, visit: Visitor): void {
  const pending: Pending[] = root ? [{ expression: root, key: undefined }] : []
  for (let next = pending.pop(); next; next = pending.pop()) {
    const expression = next.expression.kind === 'deferred' ? next.expression.force() : next.expression
    if (visit(expression, next.key)) pending.push(...partsOf(expression, next.key).reverse())
  }
}

function partsOf(expression: Expression, key: string | undefined): Pending[] {
  const plain = (parts: readonly (Expression | undefined)[]): Pending[] =>
    parts.flatMap((part) => (part ? [{ expression: part, key }] : []))
  switch (expression.kind) {
    case 'interpolation':
      return plain(expression.parts)
    case 'array':
      return plain(expression.items.map((item) => (item.kind === 'spread' ? item.value : item)))
    case 'object':
      return expression.properties.flatMap((property) => {
        if (property.kind === 'spread') return [{ expression: property.value, key }]
        const name = typeof property.key === 'string' ? property.key : undefined
        return [
          ...(typeof property.key === 'string' ? [] : plain([property.key])),
          { expression: property.value, key: name },
        ]
      })
    case 'call':
      return plain(expression.args)
    case 'member':
      return plain([expression.base])
    case 'index':
      return plain([expression.base, expression.index])
    case 'if':
      return plain([expression.condition, expression.then, expression.otherwise])
    case 'lambda':
      return plain([expression.body])
    case 'for':
      return plain([expression.loop.collection, expression.loop.count, expression.loop.filter, expression.body])
    case 'unknown':
      return plain([expression.witness])
    case 'literal':
    case 'parameter':
    case 'variable':
    case 'local':
    case 'symbol':
    case 'deferred':
      break
  }
  return []
}
