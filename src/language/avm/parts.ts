import type { Span } from '../../source/span.js'
import type {
  Expression,
  Loop,
  ModuleDeclaration,
  OutputDeclaration,
  ParameterDeclaration,
  Program,
  ResourceDeclaration,
  TypeShape,
} from '../program.js'
import { foldName } from '../program.js'
import type { ModuleName, ParameterFact, VersionFacts } from './facts.js'
import type { Maker } from './maker.js'

/** What every part of the known interface is made with. */
export interface Making {
  readonly make: Maker
  readonly facts: VersionFacts
}

interface ResourceParts {
  readonly type: string
  readonly apiVersion: string
  readonly name: Expression
  readonly body?: Readonly<Record<string, Expression>>
  readonly parent?: string
  readonly scope?: string
  readonly condition?: Expression
  readonly loop?: Loop
  readonly existing?: boolean
}

/** A resource that stands where the module is called. */
export function resource(make: Maker, symbol: string, parts: ResourceParts): ResourceDeclaration {
  const { parent, scope, condition, loop } = parts
  return {
    kind: 'resource',
    symbol,
    type: make.literal(parts.type),
    apiVersion: make.literal(parts.apiVersion),
    name: parts.name,
    ...(parent === undefined ? {} : { parent: make.symbol(parent) }),
    ...(scope === undefined ? {} : { scope: make.symbol(scope) }),
    ...(condition ? { condition } : {}),
    ...(loop ? { loop } : {}),
    existing: parts.existing ?? false,
    body: make.object(parts.body ?? {}),
    children: [],
    span: make.at,
    head: make.at,
  }
}

interface CallParts {
  readonly program: () => Program
  readonly arguments: Readonly<Record<string, Expression>>
  readonly condition?: Expression
  readonly loop?: Loop
  readonly scope?: Expression
}

/** A call of another program from within the module. */
export function call(make: Maker, symbol: string, parts: CallParts): ModuleDeclaration {
  const { program, condition, loop, scope } = parts
  let made: Program | undefined
  return {
    kind: 'module',
    symbol,
    source: { kind: 'inline', program: () => (made ??= program()), evaluation: 'inner' },
    arguments: make.object(parts.arguments),
    ...(condition ? { condition } : {}),
    ...(loop ? { loop } : {}),
    ...(scope ? { scope } : {}),
    existing: false,
    span: make.at,
    head: make.at,
  }
}

interface ProgramParts {
  readonly parameters: readonly ParameterDeclaration[]
  readonly resources: readonly ResourceDeclaration[]
  readonly modules?: readonly ModuleDeclaration[]
  readonly outputs?: Readonly<Record<string, Expression>>
  readonly variables?: Readonly<Record<string, Expression>>
  readonly types?: ReadonlyMap<string, TypeShape>
}

/** A program all of which stands where the module is called. */
export function program({ at }: Maker, parts: ProgramParts): Program {
  const named = Object.entries(parts.variables ?? {}).map(([name, value]) => ({ name, nameSpan: at, value }))
  const outputs = Object.entries(parts.outputs ?? {}).map(
    ([name, value]): OutputDeclaration => ({ name, nameSpan: at, value, secure: false, span: at }),
  )
  const { types = new Map<string, TypeShape>() } = parts
  return {
    file: at.file,
    span: at,
    language: 'bicep',
    targetScope: 'resourceGroup',
    generated: false,
    external: true,
    parameters: byName(parts.parameters),
    variables: byName(named),
    functions: new Map(),
    types,
    resources: parts.resources,
    modules: parts.modules ?? [],
    outputs: byName(outputs),
    problems: [],
    exported: {
      variables: new Map(),
      functions: new Map(),
      types: new Map([...types].map(([name, shape]) => [name, () => shape])),
    },
  }
}

function byName<T extends { readonly name: string }>(declarations: readonly T[]): ReadonlyMap<string, T> {
  return new Map(declarations.map((declaration) => [foldName(declaration.name), declaration]))
}

/** The parameters of one of the modules. */
export function parametersOf({ make, facts }: Making, module: ModuleName): readonly ParameterDeclaration[] {
  return facts.parameters(module).map((fact) => parameter(make, fact))
}

function parameter(make: Maker, fact: ParameterFact): ParameterDeclaration {
  const { name, value } = fact
  const location = fact.default === undefined ? undefined : ownLocation(make)
  const defaultValue = value === undefined ? location : make.literal(value)
  return {
    name,
    nameSpan: make.at,
    type: {
      ...shape(fact.type, make.at),
      secure: fact.secure ?? false,
      nullable: fact.nullable ?? false,
      ...(fact.maxLength === undefined ? {} : { maxLength: fact.maxLength }),
      ...(fact.allowed ? { allowedValues: fact.allowed.map((one) => make.literal(one)) } : {}),
    },
    ...(defaultValue ? { defaultValue } : {}),
    span: make.at,
  }
}

/** `resourceGroup().location` */
export function ownLocation(make: Maker): Expression {
  return make.must(make.call('resourceGroup'), 'location')
}

/** A parameter that the module's own calls give, whatever it is. */
export function anyParameter({ at }: Maker, name: string): ParameterDeclaration {
  return { name, nameSpan: at, type: { ...shape('any', at), nullable: true }, span: at }
}

export function shape(kind: TypeShape['kind'], span: Span): TypeShape {
  return { kind, secure: false, nullable: false, span }
}

/** Properties of a resource that parameters become; the module leaves a false `enablePurgeProtection` out, which is the same. */
export function properties({ make, facts }: Making, module: ModuleName): Readonly<Record<string, Expression>> {
  const set = facts.parameters(module).flatMap(({ name, sets }) => (sets === undefined ? [] : [[sets, name] as const]))
  return Object.fromEntries(set.map(([property, name]) => [property, make.parameter(name)]))
}

/** Properties of a resource that members of an argument become as they are, null where they are absent. */
export function carried(
  { make, facts }: Making,
  what: keyof VersionFacts['carried'],
  argument: Expression,
): Readonly<Record<string, Expression>> {
  const members = Object.entries(facts.carried[what])
  return Object.fromEntries(members.map(([property, member]) => [property, make.get(argument, member)]))
}
