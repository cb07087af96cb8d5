import type { Expression, ModuleDeclaration, Program, ResourceDeclaration } from '../language/program.js'

/** Whether a resource of a type, in lower case, is asked for; of an extension resource, by the type that it stands on where that is written. */
export type Sought = (typeKey: string, scopeTypeKey?: string) => boolean

/** A template deeper within others than this is taken to lead to what is looked for. */
const deepest = 50

/** The program that a call names, without reading anything; `none` where it has none. Undefined: that cannot be told. */
export type Called = (call: ModuleDeclaration) => Program | 'none' | undefined

/**
 * Which programs may lead to something, told from what is written alone: whatever conditions and parameters say.
 *
 * What cannot be told without evaluation is taken to lead there: modules that are not read yet, and circles.
 */
export class Reach {
  readonly #holds: (program: Program) => boolean
  readonly #called: Called
  readonly #withNested: boolean
  /** Undefined while it is worked out. */
  readonly #known = new Map<Program, boolean | undefined>()

  /** `withNested` says that `holds` tells of the templates within a program as well. */
  constructor(holds: (program: Program) => boolean, called: Called, withNested: boolean) {
    this.#holds = holds
    this.#called = called
    this.#withNested = withNested
  }

  /** Whether a program, or one that it may call, holds what is looked for. */
  ofProgram(program: Program, depth = 0): boolean {
    if (this.#known.has(program) || depth > deepest) return this.#known.get(program) ?? true
    this.#known.set(program, undefined)
    const leads = this.#holds(program) || this.#ofCalls(program, depth)
    this.#known.set(program, leads)
    return leads
  }

  ofCall(call: ModuleDeclaration, depth = 0): boolean {
    const { source } = call
    const program = source.kind === 'inline' ? source.program() : this.#called(call)
    if (program === undefined || program === 'none') return program === undefined
    return source.kind === 'inline' && this.#withNested ? this.#ofCalls(program, depth) : this.ofProgram(program, depth)
  }

  #ofCalls(program: Program, depth: number): boolean {
    const links = !this.#withNested || mayLink(program)
    return program.modules.some((call) => (links || call.source.kind !== 'inline') && this.ofCall(call, depth + 1))
  }
}

/** Whether templates within a template may call files: only there need they be read for that. */
export function mayLink({ text }: Program): boolean {
  return text === undefined || /templatelink/i.test(text) || text.includes('\\u')
}

/** Whether a program itself, not what it calls, may deploy or refer to a resource of a type sought. */
export function holdsType(program: Program, sought: Sought): boolean {
  return program.resources.some((declaration) => mayBeSought(declaration, program, sought))
}

/** Whether a declaration, or one nested in it, is of a type sought; so is a type that is not written out. */
export function mayBeSought(declaration: ResourceDeclaration, program: Program, sought: Sought): boolean {
  const type = writtenType(declaration)?.toLowerCase()
  return (
    type === undefined ||
    sought(type, declaration.scope && symbolType(declaration.scope, program)) ||
    declaration.children.some((child) => mayBeSought(child, program, sought))
  )
}

/** The type, in lower case, of the resource that a symbol stands for, perhaps one of a loop; undefined for any other expression. */
function symbolType(expression: Expression, program: Program): string | undefined {
  const base = expression.kind === 'index' ? expression.base : expression
  if (base.kind !== 'symbol' || base.home) return undefined
  const declared = program.resources.find(({ symbol }) => symbol === base.name)
  return declared && writtenType(declared)?.toLowerCase()
}

/** Its full type; undefined where it is not written out, and for the old form that names a resource's provider within. */
export function writtenType({ type, lexicalParent }: ResourceDeclaration): string | undefined {
  if (type.kind !== 'literal' || typeof type.value !== 'string' || /(?:^|\/)providers\//i.test(type.value))
    return undefined
  if (!lexicalParent || type.value.includes('.')) return type.value
  const outer = writtenType(lexicalParent)
  return outer === undefined ? undefined : `${outer}/${type.value}`
}
