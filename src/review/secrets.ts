import type { AccessModel } from '../access/model.js'
import type { Value } from '../evaluate/value.js'
import {
  type Expression,
  foldName,
  type ModuleDeclaration,
  type ParameterFile,
  type Program,
  type TypeShape,
} from '../language/program.js'
import type { Span } from '../source/span.js'

/** Bounds of what is looked through; what lies beyond is hidden as a whole, so that a bound never shows anything. */
const DEEPEST = 12
const MOST = 20_000
/** Templates within each other, as deep as they are evaluated. */
const DEEPEST_TEMPLATE = 16

/**
 * Places whose text is a secret, so that no output shows it: literals behind secure parameters (defaults, parameter files,
 * arguments of modules) and behind the values of vaults' secrets, protected or not.
 *
 * Of a text that lies too deep, all of its expression is one; of files with too many, all of the file.
 */
export function findSecrets(
  programs: readonly Program[],
  parameterFilesOf: (program: Program) => readonly ParameterFile[],
  models: readonly AccessModel[],
): readonly Span[] {
  const search = new Search()
  const all = programs.flatMap((program) => withNested(program, 0, (span) => search.hide(span)))
  const byProgram = new Map(all.map((program) => [program, secureParameters(program)]))
  const secure = new Set([...byProgram.values()].flat())
  for (const [program, names] of byProgram) {
    for (const name of names) search.expression(program.parameters.get(name)?.defaultValue, 0)
    for (const module of program.modules) search.arguments(module, secure)
    for (const { values } of parameterFilesOf(program)) {
      for (const [name, assignment] of values) if (secure.has(foldName(name))) search.expression(assignment.value, 0)
    }
  }
  for (const { secrets } of models) {
    for (const { properties } of secrets) {
      if (properties?.kind === 'object') search.value(properties.entries.get('value')?.value, 0)
    }
  }
  return search.found()
}

function withNested(program: Program, depth: number, hide: (span: Span) => void): Program[] {
  const nested = program.modules.flatMap(({ source, span }) => {
    if (source.kind !== 'inline') return []
    if (depth < DEEPEST_TEMPLATE) return withNested(source.program(), depth + 1, hide)
    hide(span)
    return []
  })
  return [program, ...nested]
}

/** Folded names of a program's secure parameters. */
function secureParameters(program: Program): string[] {
  return [...program.parameters].flatMap(([name, { type }]) => (isSecure(type, program, 0) ? [name] : []))
}

function isSecure(type: TypeShape | undefined, program: Program, depth: number): boolean {
  if (!type) return false
  if (type.secure || depth > DEEPEST) return true
  return type.reference !== undefined && isSecure(program.types.get(foldName(type.reference)), program, depth + 1)
}

class Search {
  readonly #spans = new Map<string, Span>()

  found(): readonly Span[] {
    return [...this.#spans.values()]
  }

  hide(span: Span): void {
    const { file, start, end } = span
    if (this.#spans.size < MOST) this.#spans.set(`${file}\0${start}\0${end}`, span)
    else this.#spans.set(file, { file, start: 0, end: Number.MAX_SAFE_INTEGER })
  }

  arguments(module: ModuleDeclaration, secure: ReadonlySet<string>): void {
    const given = forced(module.arguments)
    if (given.kind !== 'object') return
    for (const element of given.properties) {
      if (element.kind !== 'property' || typeof element.key !== 'string') continue
      if (secure.has(foldName(element.key))) this.expression(element.value, 0)
    }
  }

  /** Every text that is written in an expression. */
  expression(expression: Expression | undefined, depth: number): void {
    if (!expression) return
    if (depth > DEEPEST) return this.hide(expression.span)
    const it = forced(expression)
    const inside = (...parts: readonly Expression[]): void => {
      for (const part of parts) this.expression(part, depth + 1)
    }
    switch (it.kind) {
      case 'literal':
        if (it.value !== null && it.value !== '') this.hide(it.span)
        return
      case 'interpolation':
        return inside(...it.parts)
      case 'array':
        return inside(...it.items.map((item) => (item.kind === 'spread' ? item.value : item)))
      case 'object':
        return inside(...it.properties.map((element) => element.value))
      case 'call':
        return inside(...it.args)
      case 'if':
        return inside(it.then, it.otherwise)
      case 'for':
        return inside(it.body)
      case 'unknown':
        return it.witness && inside(it.witness)
      case 'member':
      case 'index':
      case 'parameter':
      case 'variable':
      case 'local':
      case 'symbol':
      case 'lambda':
        return
    }
  }

  /** Where the literals of a value are written, wherever they come from. */
  value(value: Value | undefined, depth: number): void {
    if (!value) return
    if (value.kind === 'literal' || value.kind === 'text' || depth > DEEPEST) this.hide(value.origin.span)
    else if (value.kind === 'choice') for (const { value: each } of value.alternatives) this.value(each, depth + 1)
  }
}

function forced(expression: Expression): Exclude<Expression, { kind: 'deferred' }> {
  return expression.kind === 'deferred' ? expression.force() : expression
}
