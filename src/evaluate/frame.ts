import { foldName } from '../language/program.js'
import type { FunctionDeclaration, ParameterDeclaration, Program, ReferenceExpression } from '../language/program.js'
import type { ProblemCode } from '../source/problem.js'
import type { Span } from '../source/span.js'
import { Cell } from './circles.js'
import type { Need } from './circles.js'
import { freshIn, ownedBy } from './environment.js'
import type { Environment, Frame, Run } from './environment.js'
import { evaluateExpression, evaluateWhole } from './evaluate.js'
import { parameterValue } from './parameter.js'
import type { Given } from './parameter.js'
import type { Place } from './place.js'
import { originAt, unknown } from './value.js'
import type { Assumption, Value } from './value.js'

/** What the resources and module calls of a program answer to its expressions. */
export interface Members {
  readonly symbol: (reference: ReferenceExpression, from: Environment, index?: number) => Value | undefined
  readonly reference: (target: Value, whole: boolean, span: Span, from: Environment) => Value
}

export interface FrameOptions {
  readonly run: Run
  readonly program: Program
  /** What its resources are deployed to. */
  readonly target: Place
  readonly deploymentName: Value
  /** Which call of which module: parts the unknowns of one call from those of another. */
  readonly path: string
  /** What the caller gives to a parameter, and what that needs. */
  readonly given?: (parameter: ParameterDeclaration) => Given | undefined
  readonly needs?: Need
  /** Where expressions are evaluated for the parent (`outer`): the parent's environment. */
  readonly outer?: Environment
  readonly repeated: boolean
  /** What the call takes for granted: the conditions that it is made under. */
  readonly assumed?: readonly Assumption[]
}

/** A program with its parameters bound: each name is worked out once, on first use. */
export class ProgramFrame implements Frame {
  readonly run: Run
  readonly program: Program
  /** What an expression that stands at the top of the program sees. */
  readonly base: Environment
  readonly members: Members
  readonly #options: FrameOptions
  readonly #parameters = new Map<string, Cell<Value>>()
  readonly #variables = new Map<string, Cell<Value>>()

  constructor(options: FrameOptions, members: Members) {
    this.#options = options
    this.run = options.run
    this.program = options.program
    const { outer, repeated, assumed } = options
    this.base = { ...outer, frame: this, ...(repeated ? { repeated } : {}), ...(assumed ? { assumed } : {}) }
    this.members = members
  }

  /** What its resources are deployed to. */
  get target(): Place {
    return this.#options.target
  }

  get path(): string {
    return this.#options.path
  }

  get place(): Place {
    return this.#options.outer?.frame.place ?? this.target
  }

  get deploymentName(): Value {
    return this.#options.outer?.frame.deploymentName ?? this.#options.deploymentName
  }

  get repeated(): boolean {
    return this.#options.repeated
  }

  parameter(name: string, from: Environment): Value | undefined {
    const { outer } = this.#options
    if (outer) return outer.frame.parameter(name, from)
    const key = foldName(name)
    const declaration = this.program.parameters.get(key)
    if (!declaration) return undefined
    let cell = this.#parameters.get(key)
    if (!cell) {
      cell = new Cell(
        () => `parameter \`${declaration.name}\``,
        (owner) => this.#bind(declaration, owner),
      )
      this.#parameters.set(key, cell)
    }
    return this.read(cell, from, declaration.nameSpan, 'variable-cycle')
  }

  variable(name: string, from: Environment): Value | undefined {
    const { outer } = this.#options
    if (outer) return outer.frame.variable(name, from)
    const key = foldName(name)
    const declaration = this.program.variables.get(key)
    if (!declaration) return undefined
    let cell = this.#variables.get(key)
    if (!cell) {
      cell = new Cell(
        () => `variable \`${declaration.name}\``,
        (owner) => evaluateWhole(declaration.value, ownedBy(this.base, owner)),
      )
      this.#variables.set(key, cell)
    }
    return this.read(cell, from, declaration.nameSpan, 'variable-cycle')
  }

  functionNamed(key: string): FunctionDeclaration | undefined {
    const { outer } = this.#options
    return outer ? outer.frame.functionNamed(key) : this.program.functions.get(key)
  }

  symbol(reference: ReferenceExpression, from: Environment, index?: number): Value | undefined {
    return this.members.symbol(reference, from, index) ?? this.#options.outer?.frame.symbol(reference, from, index)
  }

  reference(target: Value, whole: boolean, span: Span, from: Environment): Value {
    return this.members.reference(target, whole, span, from)
  }

  /** The value of a cell for whoever needs it; a circle is a problem and an unknown. */
  read(cell: Cell<Value>, from: Environment, span: Span, code: ProblemCode): Value {
    const { budget } = this.run
    const made = cell.read(from.owner, budget.spender)
    if (made) return made.value
    if (!budget.spend(0)) return budget.exceeded('steps', 'steps', span)
    const message = `The ${cell.need.label} needs itself.`
    budget.tell({ code, severity: 'error', message, span })
    return unknown({ kind: 'invalid', message }, freshIn(this.base), originAt(span))
  }

  #bind(declaration: ParameterDeclaration, owner: Need): Value {
    const { given, needs, repeated } = this.#options
    if (needs) owner.add(needs, () => true)
    const { program } = this
    return parameterValue({
      declaration,
      program,
      given: given?.(declaration),
      evaluate: (expression) => evaluateExpression(expression, ownedBy(this.base, owner)),
      identity: () => {
        const { path } = this
        return `parameter ${program.file}#${path && `${path}/`}${declaration.name}${repeated ? '[*]' : ''}`
      },
    })
  }
}
