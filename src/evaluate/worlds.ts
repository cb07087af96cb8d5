import type { Loaded } from '../language/modules.js'
import { foldName } from '../language/program.js'
import type { LiteralExpression, ParameterDeclaration, ParameterFile, Program } from '../language/program.js'
import { defaultLimits } from './budget.js'
import type { Limits } from './budget.js'
import { deploy } from './deploy.js'
import type { Binder, DeployOptions } from './deploy.js'
import { literalWords } from './describe.js'
import { evaluateExpression } from './evaluate.js'
import type { ModuleResolver } from './module-call.js'
import { shapeOf } from './parameter.js'
import { holdsType, mayLink, Reach } from './reach.js'
import type { Called, Sought } from './reach.js'
import type { Deployment, World } from './resource.js'
import { literal, originAt } from './value.js'

export interface WorldOptions {
  /** Milliseconds since 1970, in UTC: what `utcNow()` answers. */
  readonly clock: number
  /** Also a world for each value that a parameter may have by its declaration. */
  readonly possible?: boolean
  readonly limits?: Partial<Limits>
  /** Which of the roots to deploy, by their position; absent: all. */
  readonly only?: (root: Program, position: number) => boolean
  /** Types of the resources that are asked for: others are worked out when somebody asks for them after all. Absent: all. */
  readonly sought?: Sought
}

/**
 * Every root template in every world that somebody has written: its parameter files, or its defaults where it has none.
 *
 * A program that another one calls is no root, unless parameter files bind it. Worlds beyond the limit are a problem of
 * the root's last deployment.
 */
export function deployAll(
  programs: readonly Program[],
  parameterFilesOf: (program: Program) => readonly ParameterFile[],
  resolve: ModuleResolver,
  options: WorldOptions,
): readonly Deployment[] {
  const limits = { ...defaultLimits, ...options.limits }
  const roots = new Set(rootsOf(programs))
  const reaches = new Map<(program: Program) => boolean, Reach>()
  const reachOf = (holds: (program: Program) => boolean): Reach => {
    const reach = reaches.get(holds) ?? new Reach(holds, calledOnceRead(resolve), true)
    reaches.set(holds, reach)
    return reach
  }
  const { sought } = options
  const holdsSought = (program: Program) => sought !== undefined && holdsType(program, sought)
  const seeking = sought && { sought, leads: new Reach(holdsSought, calledSoFar(resolve), false) }
  const deployed = programs.filter((program) => roots.has(program) || parameterFilesOf(program).length > 0)
  return deployed.filter(options.only ?? (() => true)).flatMap((program) => {
    const files = parameterFilesOf(program)
    const bound = worldsOf(program, files, options.possible ?? false)
    const kept = bound.slice(0, limits.worlds)
    return kept.map(({ world, bind }, at) => {
      const cut = at === kept.length - 1 && bound.length > kept.length
      const problems = cut ? [tooManyWorlds(program, limits)] : []
      const deployOptions: DeployOptions = {
        resolve,
        limits,
        clock: options.clock,
        problems,
        reachOf,
        ...(seeking ? { seeking } : {}),
      }
      return deploy(program, world, bind, deployOptions)
    })
  })
}

/** What is not read yet has to be followed, so that it is told where it cannot be. */
function calledSoFar(resolver: ModuleResolver): Called {
  return ({ source }) => (source.kind === 'local' ? resolver.loaded(source.path)?.program : undefined)
}

/** Once the calls were followed that lead to what is sought, what could not be read has no program. */
function calledOnceRead(resolver: ModuleResolver): Called {
  const had = (found: Loaded | undefined) => found && (found.program ?? 'none')
  return ({ source, head }) => {
    if (source.kind === 'local') return had(resolver.loaded(source.path))
    return source.kind === 'registry' ? had(resolver.resolve(source.reference, head)) : 'none'
  }
}

function tooManyWorlds({ file }: Program, { worlds }: Limits) {
  const message = `Only ${worlds} worlds of a template are tried (parameter files and values); the others are not.`
  return { code: 'limit-reached', severity: 'error', message, file } as const
}

/** The programs that no other one calls by its path; of those that only call each other, the first. */
export function rootsOf(programs: readonly Program[]): readonly Program[] {
  const byFile = new Map(programs.map((program) => [program.file, program]))
  const calls = new Map(programs.map((program) => [program, calledBy(program, byFile)]))
  const called = new Set<Program>()
  for (const [program, callees] of calls) for (const callee of callees) if (callee !== program) called.add(callee)
  const roots = programs.filter((program) => !called.has(program))
  const reached = new Set<Program>()
  const reach = (from: Program) => {
    const queue = new Set([from])
    for (const program of queue) {
      reached.add(program)
      for (const callee of calls.get(program) ?? []) if (!reached.has(callee)) queue.add(callee)
    }
  }
  for (const root of roots) reach(root)
  for (const program of programs) {
    if (reached.has(program)) continue
    roots.push(program)
    reach(program)
  }
  return roots
}

function calledBy(program: Program, byFile: ReadonlyMap<string, Program>): readonly Program[] {
  const found: Program[] = []
  const queue = new Set([program])
  const links = mayLink(program)
  for (const { modules } of queue) {
    for (const { source } of modules) {
      if (source.kind === 'inline' && links) queue.add(source.program())
      const callee = source.kind === 'local' ? byFile.get(source.path) : undefined
      if (callee) found.push(callee)
    }
  }
  return found
}

interface Bound {
  readonly world: World
  readonly bind: Binder
}

function worldsOf(program: Program, files: readonly ParameterFile[], possible: boolean): readonly Bound[] {
  const defaults: Bound = { world: { kind: 'defaults', name: 'its defaults' }, bind: () => undefined }
  const written = files.length > 0 ? files.map(fileWorld) : [defaults]
  return possible ? [...written, ...written.flatMap((base) => possibleWorlds(program, base))] : written
}

function fileWorld(file: ParameterFile): Bound {
  return {
    world: { kind: 'parameter-file', name: file.file, file: file.file },
    bind: ({ openAside }) => {
      const frame = openAside(file.program ?? emptyProgram(file))
      return ({ name }) => {
        const assignment = file.values.get(foldName(name))
        if (!assignment) return undefined
        const value = evaluateExpression(assignment.value, frame.base)
        return { value, kind: 'parameter-file', by: `in \`${file.file}\``, span: assignment.nameSpan }
      }
    },
  }
}

function emptyProgram({ file, span }: ParameterFile): Program {
  return {
    file,
    span,
    language: 'arm',
    targetScope: 'resourceGroup',
    generated: false,
    parameters: new Map(),
    variables: new Map(),
    functions: new Map(),
    types: new Map(),
    resources: [],
    modules: [],
    outputs: new Map(),
    problems: [],
  }
}

/** A world like `base` for each value that one parameter may have by its declaration, one parameter at a time. */
function possibleWorlds(program: Program, base: Bound): readonly Bound[] {
  return [...program.parameters.values()].flatMap((parameter) =>
    possibleValues(parameter, program).map((value) => ({
      world: { ...base.world, kind: 'possible' as const, name: supposed(parameter, value, base.world) },
      bind: (session) => {
        const given = base.bind(session)
        return (asked) =>
          asked === parameter
            ? {
                value: literal(value.value, originAt(value.span)),
                kind: 'branch',
                by: 'a possible value',
                span: parameter.nameSpan,
              }
            : given?.(asked)
      },
    })),
  )
}

function supposed({ name }: ParameterDeclaration, { value }: LiteralExpression, base: World): string {
  const words = `parameter \`${name}\` is ${literalWords(value)}`
  return base.kind === 'parameter-file' ? `${words}, else as in ${base.name}` : words
}

function possibleValues(parameter: ParameterDeclaration, program: Program): readonly LiteralExpression[] {
  const shape = shapeOf(parameter.type, program)
  if (shape.secure) return []
  const { allowedValues, kind } = shape
  if (allowedValues) return allowedValues.map(forced).filter((value) => value.kind === 'literal')
  if (kind !== 'bool') return []
  return [true, false].map((value) => ({ kind: 'literal', value, span: parameter.nameSpan }))
}

function forced(expression: NonNullable<ParameterDeclaration['defaultValue']>) {
  return expression.kind === 'deferred' ? expression.force() : expression
}
