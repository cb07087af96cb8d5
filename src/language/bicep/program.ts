import type { SourceText } from '../../source/text.js'
import {
  type DeploymentScope,
  type Exported,
  type FunctionDeclaration,
  foldName,
  type ModuleDeclaration,
  type OutputDeclaration,
  type ParameterDeclaration,
  type Program,
  type ResourceDeclaration,
  type TypeShape,
  type VariableDeclaration,
} from '../program.js'
import { declareNames, type Import } from './declare.js'
import { hasDecorator } from './decorators.js'
import { isDeployment, lowerDeployment } from './deployments.js'
import { lower } from './expressions.js'
import { once } from './make.js'
import { lowerModule } from './modules.js'
import { parseBicep } from './parser.js'
import { lowerResource } from './resources.js'
import { type Binding, Scope } from './scope.js'
import type {
  DeclarationSyntax,
  FunctionSyntax,
  OutputSyntax,
  ParameterSyntax,
  TargetScopeSyntax,
  TypeDeclarationSyntax,
  VariableSyntax,
} from './syntax.js'
import { declaredType, lowerType } from './types.js'
import { type BicepContext, Unit } from './unit.js'

/**
 * A Bicep file as a program.
 *
 * Never throws: what cannot be read or has no meaning is a problem, and an unknown where a value was expected. Files
 * that it imports from are asked for when an imported name is used.
 */
export function lowerBicep(source: SourceText, context: BicepContext): Program {
  const { syntax, problems, comments } = parseBicep(source)
  const unit = new Unit(source, context, problems)
  const imports = declareNames(unit, syntax.declarations)
  const lowering = new Lowering(unit)
  for (const declaration of syntax.declarations) lowering.add(declaration)
  const functions = once(() => withImportedFunctions(lowering.functions, imports))
  const types = once(() => allTypes(unit, imports))
  return {
    file: source.file,
    span: unit.spanOf(syntax),
    language: 'bicep',
    targetScope: lowering.targetScope,
    generated: false,
    text: source.text,
    parameters: lowering.parameters,
    variables: lowering.variables,
    get functions() {
      return functions()
    },
    get types() {
      return types()
    },
    resources: lowering.resources,
    modules: lowering.modules,
    outputs: lowering.outputs,
    problems: unit.problems,
    exported: lowering.exported,
    comments,
  }
}

const targetScopes = new Map<unknown, DeploymentScope>([
  ['resourceGroup', 'resourceGroup'],
  ['subscription', 'subscription'],
  ['managementGroup', 'managementGroup'],
  ['tenant', 'tenant'],
])

/** Collects what the declarations of one file become; the first of several with one name stays. */
class Lowering {
  targetScope: DeploymentScope = 'resourceGroup'
  readonly parameters = new Map<string, ParameterDeclaration>()
  readonly variables = new Map<string, VariableDeclaration>()
  readonly functions = new Map<string, FunctionDeclaration>()
  readonly resources: ResourceDeclaration[] = []
  readonly modules: ModuleDeclaration[] = []
  readonly outputs = new Map<string, OutputDeclaration>()
  readonly #unit: Unit
  readonly #exported = {
    variables: new Map<string, VariableDeclaration>(),
    functions: new Map<string, FunctionDeclaration>(),
    types: new Map<string, () => TypeShape>(),
  }

  constructor(unit: Unit) {
    this.#unit = unit
  }

  get exported(): Exported {
    return this.#exported
  }

  add(declaration: DeclarationSyntax): void {
    const unit = this.#unit
    switch (declaration.kind) {
      case 'targetScope':
        this.#setTargetScope(declaration)
        break
      case 'parameter':
        this.#addParameter(declaration)
        break
      case 'variable':
        this.#addVariable(declaration)
        break
      case 'function':
        this.#addFunction(declaration)
        break
      case 'type':
        this.#exportType(declaration)
        break
      case 'resource':
        if (isDeployment(declaration)) this.modules.push(lowerDeployment(unit, declaration, unit.scope))
        else this.resources.push(lowerResource(unit, declaration, unit.scope))
        break
      case 'module':
        this.modules.push(lowerModule(unit, declaration, unit.scope))
        break
      case 'output':
        this.#addOutput(declaration)
        break
      case 'using':
      case 'extends':
        unit.tell('template-invalid', `\`${declaration.kind}\` stands in parameter files only.`, declaration)
        break
      case 'import':
      case 'extension':
      case 'inert':
        break
    }
  }

  #setTargetScope({ value }: TargetScopeSyntax): void {
    const scope = value.kind === 'literal' ? targetScopes.get(value.value) : undefined
    if (scope !== undefined) this.targetScope = scope
  }

  #addParameter(syntax: ParameterSyntax): void {
    const unit = this.#unit
    const { name, nameStart, nameEnd, type, decorators } = syntax
    if (name === '') return
    const nameSpan = unit.span(nameStart, nameEnd)
    if (type === undefined) {
      if (syntax.value !== undefined && syntax.value.kind !== 'missing') {
        unit.tell('bicep-syntax', 'Expected the type of the parameter.', { start: nameEnd, end: nameEnd })
      }
      keep(this.variables, name, { name, nameSpan, value: unit.unknown(unreadable, syntax) })
      return
    }
    const shape = once(() => lowerType(unit, type, decorators))
    const defaultValue = syntax.value && lower(unit, syntax.value, unit.scope)
    keep(this.parameters, name, {
      name,
      nameSpan,
      get type() {
        return shape()
      },
      ...(defaultValue ? { defaultValue } : {}),
      span: unit.spanOf(syntax),
    })
  }

  #addVariable(syntax: VariableSyntax): void {
    const { name } = syntax
    if (name === '') return
    const declaration = lowerVariable(this.#unit, syntax)
    keep(this.variables, name, declaration)
    if (hasDecorator(syntax.decorators, 'export')) keep(this.#exported.variables, name, declaration)
  }

  #addFunction(syntax: FunctionSyntax): void {
    if (syntax.name === '') return
    const declaration = lowerFunction(this.#unit, syntax)
    keep(this.functions, syntax.name, declaration)
    if (hasDecorator(syntax.decorators, 'export')) keep(this.#exported.functions, syntax.name, declaration)
  }

  #exportType(syntax: TypeDeclarationSyntax): void {
    if (syntax.name === '' || !hasDecorator(syntax.decorators, 'export')) return
    keep(this.#exported.types, syntax.name, () => declaredType(this.#unit, syntax))
  }

  #addOutput(syntax: OutputSyntax): void {
    const unit = this.#unit
    const { name, nameStart, nameEnd, type } = syntax
    if (name === '') return
    const nameSpan = unit.span(nameStart, nameEnd)
    const value = lower(unit, syntax.value, unit.scope)
    const secure = once(
      () => hasDecorator(syntax.decorators, 'secure') || (type !== undefined && lowerType(unit, type).secure),
    )
    keep(this.outputs, name, {
      name,
      nameSpan,
      value,
      get secure() {
        return secure()
      },
      span: unit.spanOf(syntax),
    })
  }
}

const unreadable = { kind: 'invalid', message: 'it could not be read' } as const

function keep<T>(map: Map<string, T>, name: string, value: T): void {
  const key = foldName(name)
  if (!map.has(key)) map.set(key, value)
}

export function lowerVariable(unit: Unit, syntax: VariableSyntax): VariableDeclaration {
  const { name, nameStart, nameEnd } = syntax
  return { name, nameSpan: unit.span(nameStart, nameEnd), value: lower(unit, syntax.value, unit.scope) }
}

function lowerFunction(unit: Unit, syntax: FunctionSyntax): FunctionDeclaration {
  const own = new Map<string, Binding>(syntax.parameters.map(({ name }) => [name, { kind: 'parameter' }]))
  return {
    name: syntax.name,
    parameters: syntax.parameters.map(({ name, type }) => {
      const shape = once(() => lowerType(unit, type))
      return {
        name,
        get type() {
          return shape()
        },
      }
    }),
    body: lower(unit, syntax.body, new Scope(unit.scope, own)),
    span: unit.spanOf(syntax),
  }
}

/** The file's own functions and those that it imports, each with the program that it sees. */
export function withImportedFunctions(
  own: ReadonlyMap<string, FunctionDeclaration>,
  imports: readonly Import[],
): ReadonlyMap<string, FunctionDeclaration> {
  const functions = new Map(own)
  for (const { from, symbols, wildcard } of imports) {
    const home = from.program
    if (home === undefined) continue
    for (const { name, original } of symbols) {
      const declaration = from.function(original)
      if (declaration) keep(functions, name, { ...declaration, name, home })
    }
    if (wildcard === undefined) continue
    for (const [key, declaration] of from.functions) keep(functions, `${wildcard}.${key}`, { ...declaration, home })
  }
  return functions
}

function allTypes(unit: Unit, imports: readonly Import[]): ReadonlyMap<string, TypeShape> {
  const types = new Map<string, TypeShape>()
  for (const declaration of unit.types.values()) keep(types, declaration.name, declaredType(unit, declaration))
  for (const { from, symbols } of imports) {
    for (const { name, original } of symbols) {
      const shape = from.type(original)
      if (shape) keep(types, name, shape)
    }
  }
  return types
}
