import { foldName } from '../language/program.js'
import type {
  Expression,
  Loop,
  ModuleDeclaration,
  OutputDeclaration,
  Program,
  ReferenceExpression,
  ResourceDeclaration,
} from '../language/program.js'
import type { Span } from '../source/span.js'
import { assuming, assumptionsOf, heldBy } from './assume.js'
import { Cell } from './circles.js'
import type { Need } from './circles.js'
import { ownedBy } from './environment.js'
import type { Environment } from './environment.js'
import { evaluateBranches, evaluateExpression, evaluateWhole } from './evaluate.js'
import type { Branches } from './evaluate.js'
import { ProgramFrame } from './frame.js'
import type { FrameOptions, Members } from './frame.js'
import { ResourceInstance } from './instance.js'
import type { Standing } from './instance.js'
import { and } from './logic.js'
import { conditioned, roundsOf } from './loop.js'
import type { Round } from './loop.js'
import { ModuleInstance } from './module-call.js'
import type { Call, Deploying, OpenProgram } from './module-call.js'
import { secretOf } from './parameter.js'
import { moduleValue, symbolValue } from './runtime.js'
import { mayBeSought } from './reach.js'
import type { Sought } from './reach.js'
import { ReferenceFinder } from './reference.js'
import type { Found } from './reference.js'
import { arrayOf, literal, originAt, unknown } from './value.js'
import type { UnknownValue, Value } from './value.js'

/** Resources and modules at the top of a program by their symbols: as written, else without case. */
const symbolTables = new WeakMap<Program, ReadonlyMap<string, ResourceDeclaration | ModuleDeclaration>>()

function symbolsOf(program: Program): ReadonlyMap<string, ResourceDeclaration | ModuleDeclaration> {
  const known = symbolTables.get(program)
  if (known) return known
  const symbols = new Map<string, ResourceDeclaration | ModuleDeclaration>()
  const named = [...program.resources, ...program.modules]
  for (const one of named) if (one.symbol !== undefined) symbols.set(foldName(one.symbol), one)
  for (const one of named) if (one.symbol !== undefined) symbols.set(one.symbol, one)
  symbolTables.set(program, symbols)
  return symbols
}

export type ModuleCall = ModuleInstance<ProgramMembers>

/** The resources, module calls and outputs of one program at one call; instances are made on first use. */
export class ProgramMembers implements Members, OpenProgram {
  readonly frame: ProgramFrame
  readonly call: Call<ProgramMembers>
  /** Set where a limit stopped the making of instances. */
  cut: UnknownValue | undefined
  readonly #deploying: Deploying<ProgramMembers>
  readonly finder: ReferenceFinder
  readonly #resources = new Map<ResourceDeclaration, Cell<readonly ResourceInstance[]>>()
  readonly #children = new Map<ResourceInstance, Map<ResourceDeclaration, Cell<readonly ResourceInstance[]>>>()
  readonly #modules = new Map<ModuleDeclaration, Cell<readonly ModuleCall[]>>()
  readonly #outputs = new Map<string, Cell<Value>>()

  constructor(options: FrameOptions, deploying: Deploying<ProgramMembers>, call: Call<ProgramMembers>) {
    this.frame = new ProgramFrame(options, this)
    this.call = call
    this.#deploying = deploying
    this.finder = new ReferenceFinder(this)
  }

  /** Instances of a resource at the top of the program, or of a child of `parent`; also those that are not deployed. */
  instancesOf(declaration: ResourceDeclaration, parent?: ResourceInstance, owner?: Need): readonly ResourceInstance[] {
    const cells = parent ? this.#childrenOf(parent) : this.#resources
    let cell = cells.get(declaration)
    if (!cell) {
      cell = new Cell(
        () => `number of the resources \`${declaration.symbol ?? 'here'}\``,
        (need) => this.#makeInstances(declaration, parent, need),
      )
      cells.set(declaration, cell)
    }
    return this.#listed(cell, owner, declaration.head)
  }

  #childrenOf(parent: ResourceInstance): Map<ResourceDeclaration, Cell<readonly ResourceInstance[]>> {
    const known = this.#children.get(parent)
    if (known) return known
    const made = new Map<ResourceDeclaration, Cell<readonly ResourceInstance[]>>()
    this.#children.set(parent, made)
    return made
  }

  /** Calls of a module declaration; also those that are not made. */
  callsOf(declaration: ModuleDeclaration, owner?: Need): readonly ModuleCall[] {
    let cell = this.#modules.get(declaration)
    if (!cell) {
      cell = new Cell(
        () => `number of the modules \`${declaration.symbol ?? 'here'}\``,
        (need) => this.#makeCalls(declaration, need),
      )
      this.#modules.set(declaration, cell)
    }
    return this.#listed(cell, owner, declaration.head)
  }

  symbol({ name }: ReferenceExpression, from: Environment, index?: number): Value | undefined {
    const [first = '', ...path] = name.split('::')
    const declared = this.symbolNamed(first)
    if (!declared) return undefined
    if (declared.kind === 'module') return this.#calledValue(declared, from, index)
    const chain = [declared]
    for (const part of path) {
      const child = chain.at(-1)?.children.find(({ symbol }) => symbol === part)
      if (!child) return undefined
      chain.push(child)
    }
    let instances: readonly ResourceInstance[] = [...this.instancesOf(declared, undefined, from.owner)]
    for (const child of chain.slice(1))
      instances = instances.flatMap((parent) => this.instancesOf(child, parent, from.owner))
    const looped = chain.some(({ loop }) => loop !== undefined)
    return collected(
      instances,
      looped ? (index ?? 'all') : 'only',
      (instance) => symbolValue(instance, from),
      declared.head,
    )
  }

  /** A resource or module at the top by its symbol: as written, else without case. */
  symbolNamed(name: string): ResourceDeclaration | ModuleDeclaration | undefined {
    const symbols = symbolsOf(this.frame.program)
    return symbols.get(name) ?? symbols.get(foldName(name))
  }

  /** The program that calls this one. */
  get upper(): ProgramMembers | undefined {
    return this.call.caller
  }

  named(
    name: string,
    owner: Need | undefined,
  ): { readonly looped: boolean; readonly all: readonly Found[] } | undefined {
    const declared = this.symbolNamed(name)
    if (!declared) return undefined
    const all =
      declared.kind === 'module'
        ? this.callsOf(declared, owner).map(foundCall)
        : this.instancesOf(declared, undefined, owner).map(foundResource)
    return { looped: declared.loop !== undefined, all }
  }

  everything(): readonly Found[] {
    return [...this.resources().map(foundResource), ...this.calls().map(foundCall)]
  }

  /** Every resource of the program, children after their parents; with `sought` only those, and what they are nested in. */
  resources(sought?: Sought): readonly ResourceInstance[] {
    const found: ResourceInstance[] = []
    for (const declaration of this.frame.program.resources)
      if (!declaration.lexicalParent) this.#family(declaration, undefined, found, sought)
    return found
  }

  /** Every call; with `concerns` only those of the declarations that do. */
  calls(concerns?: (declaration: ModuleDeclaration) => boolean): readonly ModuleCall[] {
    const { modules } = this.frame.program
    const called = concerns ? modules.filter(concerns) : modules
    return called.flatMap((declaration) => this.callsOf(declaration))
  }

  reference(target: Value, whole: boolean, span: Span, from: Environment): Value {
    return this.finder.reference(target, whole, span, from)
  }

  output(name: string, owner: Need | undefined): Value | undefined {
    const declaration = this.frame.program.outputs.get(foldName(name))
    if (!declaration) return undefined
    let cell = this.#outputs.get(foldName(name))
    if (!cell) {
      cell = new Cell(
        () => `output \`${declaration.name}\``,
        (need) => this.#evaluateOutput(declaration, need),
      )
      this.#outputs.set(foldName(name), cell)
    }
    const from: Environment = owner ? ownedBy(this.frame.base, owner) : this.frame.base
    return this.frame.read(cell, from, declaration.nameSpan, 'variable-cycle')
  }

  #family(
    declaration: ResourceDeclaration,
    parent: ResourceInstance | undefined,
    found: ResourceInstance[],
    sought: Sought | undefined,
  ): void {
    if (sought && !mayBeSought(declaration, this.frame.program, sought)) return
    for (const instance of this.instancesOf(declaration, parent)) {
      found.push(instance)
      for (const child of declaration.children) this.#family(child, instance, found, sought)
    }
  }

  #evaluateOutput({ value, condition, secure, nameSpan }: OutputDeclaration, owner: Need): Value {
    const environment = ownedBy(this.frame.base, owner)
    const branches: Branches = {
      yes: (inner) => evaluateWhole(value, inner),
      no: () => literal(null, originAt(nameSpan)),
    }
    const evaluated = condition
      ? evaluateBranches(condition, branches, value.span, environment)
      : branches.yes(environment)
    return secure ? secretOf(evaluated) : evaluated
  }

  get outputNames(): readonly string[] {
    return [...this.frame.program.outputs.values()].map(({ name }) => name)
  }

  #listed<T>(cell: Cell<readonly T[]>, owner: Need | undefined, head: Span): readonly T[] {
    const { budget } = this.frame.run
    const made = cell.read(owner, budget.spender)
    if (made) return made.value
    if (!budget.spend(0)) budget.exceeded('steps', 'steps', head)
    else {
      const message = `The ${cell.need.label} depends on itself.`
      budget.tell({ code: 'template-invalid', severity: 'error', message, span: head })
    }
    return []
  }

  #makeInstances(
    declaration: ResourceDeclaration,
    parent: ResourceInstance | undefined,
    owner: Need,
  ): readonly ResourceInstance[] {
    const { frame } = this
    // Bicep puts a parent's condition on what is nested in it, ARM does not.
    const outer = parent && frame.program.language === 'bicep' ? parent.standing : this.call
    const { assumed: _, ...around } = parent?.standing.environment ?? frame.base
    const { assumed } = parent && outer === parent.standing ? parent.standing.environment : frame.base
    const rounds = this.#rounds(declaration, { ...around, ...(assumed ? { assumed } : {}) }, outer, owner)
    const { calls, loopIndexes } = parent?.standing ?? this.call
    return rounds.map((round) => {
      const standing: Standing = {
        frame,
        environment: round.environment,
        deployed: round.certain,
        unknowns: round.unknowns,
        calls,
        loopIndexes: declaration.loop ? [...loopIndexes, round.position] : loopIndexes,
      }
      return new ResourceInstance(declaration, standing, parent)
    })
  }

  #makeCalls(declaration: ModuleDeclaration, owner: Need): readonly ModuleCall[] {
    const { frame, call } = this
    return this.#rounds(declaration, frame.base, call, owner).map((round) => {
      const position = declaration.loop ? round.position : undefined
      const standing: Standing = {
        frame,
        environment: round.environment,
        deployed: round.certain,
        unknowns: round.unknowns,
        calls: call.calls,
        loopIndexes: position === undefined ? call.loopIndexes : [...call.loopIndexes, position],
      }
      return new ModuleInstance<ProgramMembers>(declaration, standing, position, this.#deploying, call.chain, this)
    })
  }

  #rounds(
    { loop, condition, head }: { readonly loop?: Loop; readonly condition?: Expression; readonly head: Span },
    environment: Environment,
    outer: Pick<Standing, 'deployed' | 'unknowns'>,
    owner: Need,
  ): readonly Round[] {
    const { budget } = this.frame.run
    const owned = ownedBy(environment, owner)
    const once: Round = { environment: owned, position: 0, inPlace: true, certain: true, unknowns: [] }
    const rounds = loop ? roundsOf(loop, owned, evaluateExpression, { limit: 'instances', whole: true }) : [once]
    const made: Round[] = []
    for (const round of rounds) {
      if (!budget.takeResource()) {
        this.cut ??= budget.exceeded('resources', 'resources and module calls', head)
        break
      }
      const conditions = [loop?.filter, condition].filter((one) => one !== undefined)
      const certain = and(round.certain, outer.deployed)
      const within: Round = { ...round, certain, unknowns: [...outer.unknowns, ...round.unknowns] }
      const whole = conditions.reduce<Round>((so, one) => this.#conditioned(so, one), within)
      const { owner: _, ...free } = whole.environment
      made.push({ ...whole, environment: free })
    }
    return made
  }

  /** The round where the condition holds: what is worked out in it may take that for granted. */
  #conditioned(round: Round, condition: Expression): Round {
    if (round.certain === false) return round
    const value = evaluateExpression(condition, round.environment)
    if (round.certain === true) this.frame.run.budget.refused(value)
    const whole = conditioned(round, value)
    if (whole.certain !== 'unknown') return whole
    const parts = assumptionsOf(condition, true, round.environment, evaluateExpression)
    return { ...whole, environment: assuming(round.environment, [...heldBy(value, true), ...parts]) }
  }

  #calledValue(declaration: ModuleDeclaration, from: Environment, index: number | undefined): Value | undefined {
    const calls = this.callsOf(declaration, from.owner)
    const which = declaration.loop ? (index ?? 'all') : 'only'
    return collected(calls, which, (call) => moduleValue(call, from), declaration.head)
  }
}

/** The value of a symbol: the only object, or of a loop an array of all or the one at an index (undefined if it is not sure). */
function collected<T extends { readonly standing: Standing }>(
  instances: readonly T[],
  which: 'only' | 'all' | number,
  valueOf: (instance: T) => Value,
  head: Span,
): Value | undefined {
  const origin = originAt(head)
  const [first] = instances
  const position = ({ standing }: T) => standing.loopIndexes.at(-1)
  const rest = instances.at(-1)
  const open = rest && position(rest) === -1
  if (typeof which === 'number') {
    const one = open ? undefined : instances[which]
    return one && valueOf(one)
  }
  if (which === 'all')
    return open
      ? arrayOf(instances.slice(0, -1).map(valueOf), origin, valueOf(rest), { leading: 0 })
      : arrayOf(instances.map(valueOf), origin)
  if (first) return valueOf(first)
  const message = 'This cannot be worked out.'
  return unknown({ kind: 'invalid', message }, `none at ${head.file} ${head.start} [*]`, origin)
}

function foundResource(instance: ResourceInstance): Found {
  return { kind: 'resource', instance, position: instance.loopIndexes.at(-1) ?? 0 }
}

function foundCall(call: ModuleCall): Found {
  return { kind: 'module', call, position: call.standing.loopIndexes.at(-1) ?? 0 }
}
