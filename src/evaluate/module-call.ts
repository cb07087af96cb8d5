import type { Expression, ModuleDeclaration, ParameterDeclaration, Program } from '../language/program.js'
import type { Loaded, ProgramLoader } from '../language/modules.js'
import { didYouMean } from '../source/nearest.js'
import type { Span } from '../source/span.js'
import { Cell, Need } from './circles.js'
import { ownedBy } from './environment.js'
import type { Environment, Run } from './environment.js'
import { causeAt, evaluateExpression } from './evaluate.js'
import type { FrameOptions, ProgramFrame } from './frame.js'
import { resourceIdIn } from './id-functions.js'
import type { Standing } from './instance.js'
import { propertyOf, valueOr } from './member.js'
import { placeAt } from './naming.js'
import type { Given } from './parameter.js'
import { placeIn } from './place.js'
import type { Place } from './place.js'
import { literal, originAt, unknown } from './value.js'
import type { Cause, Truth, UnknownValue, Value } from './value.js'

/** Finds the programs that module calls name. */
export type ModuleResolver = Pick<ProgramLoader, 'load' | 'loaded' | 'resolve'>

/** A program under evaluation, with what its resources and calls are. */
export interface OpenProgram {
  readonly frame: ProgramFrame
  /** Undefined for an output that is not declared. */
  readonly output: (name: string, owner: Need | undefined) => Value | undefined
  readonly outputNames: readonly string[]
}

/** What every call of a deployment shares. */
export interface Deploying<P extends OpenProgram> {
  readonly run: Run
  readonly resolve: ModuleResolver
  readonly open: (options: FrameOptions, call: Call<P>) => P
}

/** Where a program is called from. */
export interface Call<P> {
  /** Calls that lead to it, outermost first. */
  readonly calls: readonly Span[]
  readonly loopIndexes: readonly number[]
  /** Whether the call is made, and what that depends on. */
  readonly deployed: Truth
  readonly unknowns: readonly UnknownValue[]
  /** The programs that it is called in, itself included, outermost first. */
  readonly chain: readonly Program[]
  /** Undefined for a root. */
  readonly caller: P | undefined
}

export type Followed<P> =
  | { readonly kind: 'program'; readonly program: P }
  | { readonly kind: 'opaque'; readonly reference: string; readonly unknown: UnknownValue }

/** Arguments that are looked at, whether the program takes them. */
const maxUnknownNames = 1000

/** One call of a module or nested deployment; followed on first use. */
export class ModuleInstance<P extends OpenProgram> {
  readonly declaration: ModuleDeclaration
  readonly standing: Standing
  readonly #position: number | undefined
  readonly #deploying: Deploying<P>
  readonly #caller: P
  /** The programs that the call stands in, outermost first. */
  readonly #chain: readonly Program[]
  readonly #arguments: Cell<Value>
  readonly #place: Cell<Place>
  readonly #name: Cell<Value>
  readonly #outputs: Need
  #followed: Followed<P> | undefined
  #path: string | undefined

  constructor(
    declaration: ModuleDeclaration,
    standing: Standing,
    position: number | undefined,
    deploying: Deploying<P>,
    chain: readonly Program[],
    caller: P,
  ) {
    this.declaration = declaration
    this.standing = standing
    this.#deploying = deploying
    this.#chain = chain
    this.#caller = caller
    this.#position = position
    const label = (): string => `module \`${declaration.symbol ?? 'here'}\``
    this.#name = new Cell(
      () => `name of the ${label()}`,
      (owner) => this.#evaluateName(owner),
    )
    this.#place = new Cell(
      () => `scope of the ${label()}`,
      (owner) => this.#evaluatePlace(owner),
    )
    this.#arguments = new Cell(label, (owner) => evaluateExpression(declaration.arguments, this.#environment(owner)))
    this.#outputs = new Need(() => `outputs of the ${label()}`)
  }

  /** Symbol or name, after those of the calls around it, with the number of the round of its own loop. */
  get path(): string {
    const outer = this.standing.frame.path
    this.#path ??= `${outer && `${outer}/`}${this.#ownPath}`
    return this.#path
  }

  /** The deployment's name. */
  name(owner: Need | undefined): Value {
    return this.#read(this.#name, owner) ?? this.#circle()
  }

  /** The deployment's resource id. */
  id(owner: Need | undefined): Value {
    const { id } = this.#placeFor(owner)
    return resourceIdIn(id, ['Microsoft.Resources', 'deployments'], [this.name(owner)], originAt(this.declaration.head))
  }

  /** The program that is called, opened with this call's arguments, or why it cannot be. */
  get followed(): Followed<P> {
    this.#followed ??= this.#follow()
    return this.#followed
  }

  /** An output's value for whoever needs it; undefined for one that the program does not declare. */
  output(name: string, owner: Need | undefined): Value | undefined {
    const { run } = this.#deploying
    const { followed } = this
    if (followed.kind === 'opaque') return undefined
    if (owner && !owner.add(this.#outputs, run.budget.spender)) return this.#circle()
    return followed.program.output(name, this.#outputs)
  }

  /** Names of the outputs as declared; or what makes them unknown. */
  get outputNames(): readonly string[] | UnknownValue {
    const { followed } = this
    return followed.kind === 'opaque' ? followed.unknown : followed.program.outputNames
  }

  #environment(owner: Need): Environment {
    return ownedBy(this.standing.environment, owner)
  }

  #read<T>(cell: Cell<T>, owner: Need | undefined): T | undefined {
    const { run } = this.#deploying
    return cell.read(owner, run.budget.spender)?.value
  }

  #circle(): UnknownValue {
    const { run } = this.#deploying
    const { head } = this.declaration
    if (!run.budget.spend(0)) return run.budget.exceeded('steps', 'steps', head)
    const message = 'This module call needs its own outputs.'
    run.budget.tell({ code: 'module-cycle', severity: 'error', message, span: head })
    return unknown({ kind: 'invalid', message }, `${run.fresh()}[*]`, originAt(head))
  }

  #evaluateName(owner: Need): Value {
    const { name, head } = this.declaration
    if (name) return evaluateExpression(name, this.#environment(owner))
    // Bicep makes a name of its own where none is written.
    return unknown({ kind: 'runtime', name: 'deployment().name' }, `name of module ${this.path}`, originAt(head), {
      type: 'string',
    })
  }

  #placeFor(owner: Need | undefined): Place {
    return this.#read(this.#place, owner) ?? this.standing.frame.target
  }

  #evaluatePlace(owner: Need): Place {
    const { scope, subscriptionId, resourceGroup, head } = this.declaration
    const { target } = this.standing.frame
    const environment = this.#environment(owner)
    const origin = originAt(head)
    if (scope) {
      const kind = this.#program().program?.targetScope ?? 'resourceGroup'
      return placeAt(evaluateExpression(scope, environment), kind, target, origin)
    }
    const evaluate = (expression: Expression | undefined) => expression && evaluateExpression(expression, environment)
    return placeIn(target, evaluate(subscriptionId), evaluate(resourceGroup), origin)
  }

  #program(): Loaded {
    const { source } = this.declaration
    const { resolve } = this.#deploying
    if (source.kind === 'inline') return { program: source.program() }
    if (source.kind === 'local') return resolve.load(source.path, source.span)
    return source.kind === 'registry'
      ? resolve.resolve(source.reference, this.declaration.head)
      : { cause: source.cause }
  }

  #follow(): Followed<P> {
    const { source, head } = this.declaration
    const { budget } = this.#deploying.run
    const { program, cause } = this.#program()
    const referenceOf = (): string =>
      source.kind === 'local' ? source.path : source.kind === 'registry' ? source.reference : this.path
    const opaque = (why: Cause, span: Span): Followed<P> => {
      const value = unknown(why, `module ${this.standing.frame.program.file}#${this.path}`, originAt(span))
      return { kind: 'opaque', reference: referenceOf(), unknown: value }
    }
    if (!program) {
      const span = source.kind === 'inline' ? head : source.span
      return opaque(causeAt(cause, span), span)
    }
    if (this.#chain.includes(program)) {
      const message = `${program.file} calls itself.`
      budget.tell({ code: 'module-cycle', severity: 'error', message, span: head })
      return opaque({ kind: 'invalid', message }, head)
    }
    if (this.#chain.length > budget.limits.nesting) {
      const value = budget.exceeded('nesting', 'deployments within each other', head)
      return { kind: 'opaque', reference: referenceOf(), unknown: value }
    }
    return { kind: 'program', program: this.#open(program) }
  }

  #open(program: Program): P {
    const { source, head } = this.declaration
    const { environment, calls, loopIndexes, frame, deployed, unknowns } = this.standing
    const { owner: _, ...outer } = environment
    const [nameOf, targetOf, pathOf] = [() => this.name(undefined), () => this.#placeFor(undefined), () => this.path]
    const options: FrameOptions = {
      run: this.#deploying.run,
      program,
      get target() {
        return targetOf()
      },
      get deploymentName() {
        return nameOf()
      },
      get path() {
        return pathOf()
      },
      repeated: environment.repeated ?? frame.repeated,
      needs: this.#arguments.need,
      given: (parameter) => this.#given(parameter),
      ...(environment.assumed ? { assumed: environment.assumed } : {}),
      ...(source.kind === 'inline' && source.evaluation === 'outer' ? { outer } : {}),
    }
    if (source.kind === 'local' || (source.kind === 'inline' && source.evaluation === 'inner')) this.#check(program)
    const chain = [...this.#chain, program]
    const call = { calls: [...calls, head], loopIndexes, deployed, unknowns, chain, caller: this.#caller }
    return this.#deploying.open(options, call)
  }

  /** Tells arguments that the program does not take, since Azure refuses them. */
  #check(program: Program): void {
    const args = this.#read(this.#arguments, undefined)
    if (args?.kind !== 'object') return
    let left = maxUnknownNames
    for (const [key, { key: name, keySpan }] of args.entries) {
      if (--left < 0) return
      if (program.parameters.has(key)) continue
      const names = [...program.parameters.values()].map((parameter) => parameter.name)
      const message = `\`${program.file}\` has no parameter \`${name}\`.${didYouMean(name, names)}`
      this.#deploying.run.budget.tell({ code: 'parameter-unknown', severity: 'note', message, span: keySpan })
    }
  }

  #given(parameter: ParameterDeclaration): Given | undefined {
    const args = this.#read(this.#arguments, undefined) ?? this.#circle()
    const member = propertyOf(args, parameter.name)
    if (member.kind === 'absent') return undefined
    const value = valueOr(member, literal(null, args.origin))
    const entry = args.kind === 'object' ? args.entries.get(parameter.name.toLowerCase()) : undefined
    const by = (): string => `argument of module \`${this.#ownPath.split('/').at(-1)}\``
    return { value, kind: 'argument', by, span: entry?.keySpan ?? args.origin.span }
  }

  get #ownPath(): string {
    const { symbol, name } = this.declaration
    const position = this.#position
    const own = symbol ?? (name ? nameWords(this.name(undefined)) : 'module')
    return own + (position === undefined ? '' : position < 0 ? '[*]' : `[${position}]`)
  }
}

function nameWords(name: Value): string {
  if (name.kind === 'literal') return String(name.value)
  if (name.kind === 'text') return name.parts.map((part) => (typeof part === 'string' ? part : '*')).join('')
  return 'deployment'
}
