import type { Files } from '../../source/files.js'
import type { Problem, ProblemCode } from '../../source/problem.js'
import type { Span } from '../../source/span.js'
import type { SourceText } from '../../source/text.js'
import type { Expression, ExpressionCause, Program, TypeShape, UnknownExpression } from '../program.js'
import { type ModuleAliases, readAliases } from './configuration.js'
import { Scope } from './scope.js'
import type { ExpressionSyntax, LoopSyntax, SyntaxRange, TypeDeclarationSyntax, VariableSyntax } from './syntax.js'

/** What reading a Bicep file may ask of its surroundings. */
export interface BicepContext {
  /**
   * The program in a file of the repository, for compile-time imports; undefined where it is none. Called only when
   * an imported name is used, never while a file is being lowered, so that files may import each other.
   */
  readonly load: (path: string) => Program | undefined
  /** The same for a registry reference; all of such a program stands at `place`, where it is named. */
  readonly loadRegistry?: (reference: string, place: Span) => Program | undefined
  readonly files: Files
  /** Module aliases in force for a file; absent: read from the nearest `bicepconfig.json`. */
  readonly aliases?: (file: string) => ModuleAliases
}

/** Of a loop it is lowered anew for each index; `lowered` is undefined while it is being lowered. */
export interface DeploymentCondition {
  readonly syntax: ExpressionSyntax
  readonly loop: LoopSyntax | undefined
  lowered?: Expression | undefined
}

/** Problems told of one file beyond its syntax errors. */
const maxProblems = 100

/** Lowered expressions within each other: more than the parser allows, since `a.b.c` nests too. */
const maxDepth = 512

/** What everything lowered from one file shares. */
export class Unit {
  readonly source: SourceText
  readonly context: BicepContext
  readonly problems: Problem[]
  /** The names declared at the top of the file. */
  readonly scope = new Scope(undefined, new Map())
  readonly variables = new Map<string, VariableSyntax>()
  readonly types = new Map<string, TypeDeclarationSyntax>()
  /** Shapes of the declared types that were asked for. */
  readonly shapes = new Map<TypeDeclarationSyntax, TypeShape>()
  /** Conditions of the resources and modules at the top, by symbolic name. */
  readonly conditions = new Map<string, DeploymentCondition>()
  /** Whether the condition of a loop is being lowered for one index: those within it are not, so that a chain of them ends. */
  isInCondition = false
  /** Paths of nested resources, as in `vault::secret`. */
  readonly nested = new Set<string>()
  /** Parameters that an extended parameter file gives, by folded name. */
  base: ReadonlyMap<string, Expression> | undefined
  /** Whether there may be resources of other systems than Azure, which need no name. */
  hasExtensions = false
  #aliases: ModuleAliases | undefined
  #told = 0
  #depth = 0
  #tooDeep = false

  constructor(source: SourceText, context: BicepContext, problems: readonly Problem[]) {
    this.source = source
    this.context = context
    this.problems = [...problems]
  }

  get aliases(): ModuleAliases {
    const { aliases, files } = this.context
    this.#aliases ??= aliases ? aliases(this.source.file) : readAliases(files, this.source.file)
    return this.#aliases
  }

  spanOf({ start, end }: SyntaxRange): Span {
    return { file: this.source.file, start, end }
  }

  span(start: number, end: number): Span {
    return { file: this.source.file, start, end }
  }

  tell(code: ProblemCode, message: string, range: SyntaxRange): void {
    if (this.#told++ >= maxProblems) return
    this.problems.push({ code, severity: 'error', message: clip(message), span: this.spanOf(range) })
  }

  /** Problems of a file that this one loads. */
  adopt(problems: readonly Problem[]): void {
    for (const problem of problems) if (!this.problems.includes(problem)) this.problems.push(problem)
  }

  /** An unknown for what Azure would refuse, with its problem. */
  refuse(message: string, range: SyntaxRange): UnknownExpression {
    this.tell('template-invalid', message, range)
    return this.unknown({ kind: 'invalid', message: clip(message) }, range)
  }

  unknown(cause: ExpressionCause, range: SyntaxRange, details: Partial<UnknownExpression> = {}): UnknownExpression {
    return { kind: 'unknown', cause, secret: false, span: this.spanOf(range), ...details }
  }

  /** One level deeper, until {@link leave}; false, with the problem told once, where that is too deep. */
  enter(range: SyntaxRange): boolean {
    this.#depth++
    if (this.#depth <= maxDepth) return true
    if (!this.#tooDeep)
      this.tell('nesting-too-deep', `Expressions may stand at most ${maxDepth} levels within each other.`, range)
    this.#tooDeep = true
    return false
  }

  leave(): void {
    this.#depth--
  }
}

/** Messages quote what is written, which may be of any length. */
function clip(message: string): string {
  return message.length > 300 ? `${message.slice(0, 299)}…` : message
}
