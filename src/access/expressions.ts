import type { Expression, ModuleDeclaration, Program, ResourceDeclaration } from '../language/program.js'
import type { Span } from '../source/span.js'

/** Told of each expression; false leaves out what is within it. `key` is the property that it stands under. */
export type Visitor = (expression: Expression, key: string | undefined) => boolean

/**
 * Shows every expression of a program, those of templates written within it included.
 *
 * With `sought`, a global pattern, only those in whose text it matches; what was not written there is shown all the same.
 */
export function visitExpressions(program: Program, visit: Visitor, sought?: RegExp): void {
  const walk = new Walk(visit, sought && placesIn(program, sought))
  const programs = [program]
  const seen = new Set<Program>()
  for (const next of programs) {
    if (seen.has(next) || !walk.concerns(next.span)) continue
    seen.add(next)
    for (const { defaultValue } of next.parameters.values()) walk.from(defaultValue)
    for (const { value } of next.variables.values()) walk.from(value)
    for (const { body, home } of next.functions.values()) if (!home) walk.from(body)
    for (const resource of next.resources) walk.fromResource(resource)
    for (const module of next.modules) {
      walk.fromModule(module)
      if (module.source.kind === 'inline' && walk.concerns(module.span)) programs.push(module.source.program())
    }
    for (const { value } of next.outputs.values()) walk.from(value)
  }
}

/** Shows an expression and all that is within it. */
export function visitExpression(expression: Expression, visit: Visitor): void {
  new Walk(visit, undefined).from(expression)
}

/** Where in the file of a program something stands, in order. */
interface Places {
  readonly file: string
  readonly offsets: readonly number[]
}

/** Undefined where that cannot be told: without text, and where characters may be written as escapes. */
function placesIn({ file, text, language }: Program, sought: RegExp): Places | undefined {
  if (text === undefined || text.includes('\\u')) return undefined
  const offsets = Array.from(text.matchAll(sought), ({ index }) => index)
  // What Bicep loads from another file stands there.
  if (language === 'bicep') for (const { index } of text.matchAll(/\bload\w+Content\b/g)) offsets.push(index)
  return { file, offsets: offsets.sort((a, b) => a - b) }
}

class Walk {
  readonly #visit: Visitor
  readonly #places: Places | undefined

  constructor(visit: Visitor, places: Places | undefined) {
    this.#visit = visit
    this.#places = places
  }

  /** Whether anything that is sought may stand there. */
  concerns({ file, start, end }: Span): boolean {
    const places = this.#places
    if (!places || file !== places.file) return true
    const { offsets } = places
    let low = 0
    let high = offsets.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((offsets[middle] ?? 0) < start) low = middle + 1
      else high = middle
    }
    return (offsets[low] ?? end) < end
  }

  fromResource(root: ResourceDeclaration): void {
    const pending = [root]
    for (const { span, name, scope, condition, body, children } of pending) {
      if (!this.concerns(span)) continue
      for (const part of [name, scope, condition, body]) this.from(part)
      pending.push(...children)
    }
  }

  fromModule({ span, name, scope, condition, arguments: args }: ModuleDeclaration): void {
    if (!this.concerns(span)) return
    for (const part of [name, scope, condition, args]) this.from(part)
  }

  /** Nothing is deeper than what the readers of both languages let through. */
  from(written: Expression | undefined, key?: string): void {
    if (!written || !this.concerns(written.span)) return
    const expression = written.kind === 'deferred' ? written.force() : written
    if (!this.#visit(expression, key)) return
    switch (expression.kind) {
      case 'interpolation':
        for (const part of expression.parts) this.from(part, key)
        break
      case 'array':
        for (const item of expression.items) this.from(item.kind === 'spread' ? item.value : item, key)
        break
      case 'object':
        for (const property of expression.properties) {
          if (property.kind === 'spread') this.from(property.value, key)
          else if (typeof property.key === 'string') this.from(property.value, property.key)
          else {
            this.from(property.key, key)
            this.from(property.value)
          }
        }
        break
      case 'call':
        for (const argument of expression.args) this.from(argument, key)
        break
      case 'member':
        this.from(expression.base, key)
        break
      case 'index':
        this.from(expression.base, key)
        this.from(expression.index, key)
        break
      case 'if':
        this.from(expression.condition, key)
        this.from(expression.then, key)
        this.from(expression.otherwise, key)
        break
      case 'lambda':
        this.from(expression.body, key)
        break
      case 'for':
        this.from(expression.loop.collection, key)
        this.from(expression.loop.count, key)
        this.from(expression.loop.filter, key)
        this.from(expression.body, key)
        break
      case 'unknown':
        this.from(expression.witness, key)
        break
      case 'literal':
      case 'parameter':
      case 'variable':
      case 'local':
      case 'symbol':
        break
    }
  }
}
