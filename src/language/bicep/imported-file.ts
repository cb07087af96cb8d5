import type { ExpressionCause, FunctionDeclaration, Program, TypeShape, VariableDeclaration } from '../program.js'
import { foldName } from '../program.js'

/** The file that an `import … from` names; its program is asked for on first use. */
export class ImportedFile {
  /** As written, for messages. */
  readonly name: string
  /** Why what is imported from it is unknown, where it cannot be read. */
  readonly cause: ExpressionCause
  readonly #load: () => Program | undefined
  #program: Program | undefined
  #loaded = false

  constructor(name: string, cause: ExpressionCause, load: () => Program | undefined) {
    this.name = name
    this.cause = cause
    this.#load = load
  }

  /** Undefined where it cannot be read. */
  get program(): Program | undefined {
    if (!this.#loaded) {
      this.#loaded = true
      this.#program = this.#load()
    }
    return this.#program
  }

  variable(name: string): VariableDeclaration | undefined {
    const { program } = this
    return (program?.exported ?? program)?.variables.get(foldName(name))
  }

  function(name: string): FunctionDeclaration | undefined {
    const { program } = this
    if (program?.exported) return program.exported.functions.get(foldName(name))
    return program?.functions.get(foldName(`${compiledNamespace}.${name}`))
  }

  type(name: string): TypeShape | undefined {
    const { program } = this
    if (program?.exported) return program.exported.types.get(foldName(name))?.()
    return program?.types.get(foldName(name))
  }

  /** Everything that `import *` brings, by folded name. */
  get functions(): readonly (readonly [string, FunctionDeclaration])[] {
    const { program } = this
    if (program === undefined) return []
    if (program.exported) return [...program.exported.functions]
    const prefix = `${compiledNamespace}.`
    return [...program.functions].flatMap(([key, declaration]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), declaration] as const] : [],
    )
  }
}

/** Where a compiled template keeps the functions that its source declared. */
const compiledNamespace = '__bicep'
