import type { ModuleDeclaration, ParameterDeclaration, Program } from '../language/program.js'
import type { Problem } from '../source/problem.js'
import { Budget } from './budget.js'
import type { Limits } from './budget.js'
import type { Frame, Run } from './environment.js'
import { ProgramFrame } from './frame.js'
import type { FrameOptions } from './frame.js'
import { ProgramMembers } from './members.js'
import type { Call, Deploying, ModuleResolver } from './module-call.js'
import type { Given } from './parameter.js'
import { contextValue, rootPlace } from './place.js'
import type { ResourceInstance } from './instance.js'
import type { Reach, Sought } from './reach.js'
import type { CalledProgram, Deployment, Resource, World } from './resource.js'
import { literal, originAt } from './value.js'
import type { UnknownValue } from './value.js'

export interface DeployOptions {
  readonly resolve: ModuleResolver
  readonly limits: Limits
  /** Milliseconds since 1970, in UTC: what `utcNow()` answers. */
  readonly clock: number
  /** The types that are asked for first; absent: all. */
  readonly seeking?: Seeking
  /** Which programs may lead to such as hold something. */
  readonly reachOf: (holds: (program: Program) => boolean) => Reach
  /** What is amiss already. */
  readonly problems?: readonly Problem[]
}

/** Types of resources, and the programs that may lead to resources of them. */
export interface Seeking {
  readonly sought: Sought
  readonly leads: Reach
}

/** Gives values to a root's parameters. */
export type Binder = (session: Session) => ((parameter: ParameterDeclaration) => Given | undefined) | undefined

/** One deployment under evaluation. */
export interface Session {
  readonly run: Run
  /** Opens a program of which only variables and functions are asked for. */
  readonly openAside: (program: Program) => ProgramFrame
}

/**
 * Works out what a root template deploys in one world: its resources and those of everything that it calls.
 *
 * Bodies and outputs are worked out on first use; `problems` grows while that happens.
 */
export function deploy(program: Program, world: World, bind: Binder, options: DeployOptions): Deployment {
  const budget = new Budget(options.limits)
  for (const problem of options.problems ?? []) budget.tell(problem)
  let made = 0
  const homes = new Map<Program, Frame>()
  const run: Run = {
    budget,
    clock: options.clock,
    fresh: () => `value ${++made}`,
    homeOf: (home) => {
      const frame = homes.get(home) ?? openAside(home)
      homes.set(home, frame)
      return frame
    },
  }
  const deploying: Deploying<ProgramMembers> = {
    run,
    resolve: options.resolve,
    open: (frame, call) => new ProgramMembers(frame, deploying, call),
  }
  const openAside: Session['openAside'] = (aside) => deploying.open(rootOptions(run, aside), rootCall(aside)).frame
  const given = bind({ run, openAside })
  const root = deploying.open({ ...rootOptions(run, program), ...(given ? { given } : {}) }, rootCall(program))
  const found = new Collected(root)
  return {
    program,
    world,
    targetScope: program.targetScope,
    scope: root.frame.target.id,
    sought: options.seeking ? found.ofTypes(options.seeking) : found.resources,
    get resources() {
      return found.resources
    },
    get called() {
      return found.called.map(calledProgram)
    },
    mayCall: (holds) => options.reachOf(holds).ofProgram(program),
    get opaque() {
      return [...found.opaque.values()]
    },
    outputs: outputsOf(root),
    problems: budget.problems,
  }
}

function rootOptions(run: Run, program: Program): FrameOptions {
  return {
    run,
    program,
    target: rootPlace(program, program.targetScope),
    deploymentName: contextValue('deployment().name', program.file, originAt(program.span)),
    path: '',
    repeated: false,
  }
}

function rootCall(program: Program): Call<ProgramMembers> {
  return { calls: [], loopIndexes: [], deployed: true, unknowns: [], chain: [program], caller: undefined }
}

function calledProgram(members: ProgramMembers): CalledProgram {
  const { program, path } = members.frame
  return { program, path, deployed: members.call.deployed, output: (name) => members.output(name, undefined) }
}

/** The resources of a deployment in the order written, those of module calls after those of their caller. */
class Collected {
  readonly opaque = new Map<string, Deployment['opaque'][number]>()
  readonly #root: ProgramMembers
  #all: readonly ProgramMembers[] | undefined
  #resources: readonly Resource[] | undefined

  constructor(root: ProgramMembers) {
    this.#root = root
  }

  get called(): readonly ProgramMembers[] {
    this.#all ??= this.#follow(() => true)
    return this.#all
  }

  get resources(): readonly Resource[] {
    this.#resources ??= this.called.flatMap((members) => this.#deployedIn(members))
    return this.#resources
  }

  /** Resources of some types, without working out what leads to none of them. */
  ofTypes({ sought, leads }: Seeking): readonly Resource[] {
    return this.#follow((declaration) => leads.ofCall(declaration)).flatMap((members) =>
      this.#deployedIn(members, sought).filter(({ typeKey }) => typeKey === '' || sought(typeKey)),
    )
  }

  #deployedIn(members: ProgramMembers, sought?: Sought): readonly ResourceInstance[] {
    const deployed = members.resources(sought).filter((instance) => instance.deployed !== false)
    this.#tellCut(members)
    return deployed
  }

  /** The root and the programs called, each before what it calls. */
  #follow(concerns: (declaration: ModuleDeclaration) => boolean): readonly ProgramMembers[] {
    const found: ProgramMembers[] = []
    const visit = (members: ProgramMembers): void => {
      found.push(members)
      for (const call of members.calls(concerns)) {
        if (call.standing.deployed === false || call.declaration.existing) continue
        const { followed } = call
        if (followed.kind === 'program') visit(followed.program)
        else this.#unfollowed(followed.reference, followed.unknown)
      }
      this.#tellCut(members)
    }
    visit(this.#root)
    return found
  }

  #tellCut({ cut, frame }: ProgramMembers): void {
    if (cut) this.#unfollowed(frame.path, cut)
  }

  /** Each call is told once, however often it is made. */
  #unfollowed(reference: string, why: UnknownValue): void {
    const { span } = why.origin
    const key = `${span.file} ${span.start} ${span.end}`
    if (!this.opaque.has(key)) this.opaque.set(key, { reference, span, unknown: why })
  }
}

function outputsOf(root: ProgramMembers): Deployment['outputs'] {
  const outputs: [string, Output][] = []
  for (const [key, { name, secure, span, nameSpan }] of root.frame.program.outputs) {
    outputs.push([
      key,
      {
        get value() {
          return root.output(name, undefined) ?? literal(null, originAt(span))
        },
        secure,
        span,
        nameSpan,
      },
    ])
  }
  return new Map(outputs)
}

type Output = Deployment['outputs'] extends ReadonlyMap<string, infer T> ? T : never
