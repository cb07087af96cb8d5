import { resolvePath } from '../../source/files.js'
import type { Comment } from '../../source/node.js'
import { SourceText } from '../../source/text.js'
import {
  type Expression,
  foldName,
  type ModuleDeclaration,
  type ParameterAssignment,
  type ParameterFile,
  type Program,
  type VariableDeclaration,
} from '../program.js'
import { declareNames, type Import } from './declare.js'
import { lower } from './expressions.js'
import { once } from './make.js'
import { parseBicep } from './parser.js'
import { lowerVariable, withImportedFunctions } from './program.js'
import { readReference } from './registry.js'
import type { DeclarationSyntax, ExpressionSyntax, ExtendsSyntax, ParameterSyntax, UsingSyntax } from './syntax.js'
import { type BicepContext, Unit } from './unit.js'

/** Parameter files that extend each other. */
const maxExtended = 16

/**
 * A `.bicepparam` file; values of the files that it extends are included, and stand where they are written there.
 *
 * In `program` a parameter is a variable of the same name, since others may refer to it; where `using` names a module of
 * a registry, it calls that with the values. Never throws.
 */
export function readBicepParameters(source: SourceText, context: BicepContext): ParameterFile {
  return readParameters(source, context, new Set([source.file]))
}

function readParameters(source: SourceText, context: BicepContext, extending: ReadonlySet<string>): ParameterFile {
  const { syntax, problems, comments } = parseBicep(source)
  const unit = new Unit(source, context, problems)
  const imports = declareNames(unit, syntax.declarations)
  const values = new Map<string, ParameterAssignment>()
  const variables = new Map<string, VariableDeclaration>()
  const modules: ModuleDeclaration[] = []
  const program = programOf(unit, imports, { variables, modules, comments })
  for (const declaration of syntax.declarations) {
    if (declaration.kind === 'extends') extend(unit, declaration, values, extending)
  }
  unit.base = new Map([...values].map(([key, { value }]) => [key, value]))
  if (values.size > 0) unit.scope.names.set('base', { kind: 'base' })
  let using: UsingSyntax | undefined
  for (const declaration of syntax.declarations) {
    if (declaration.kind === 'variable' && declaration.name !== '') {
      variables.set(foldName(declaration.name), lowerVariable(unit, declaration))
    } else if (declaration.kind === 'parameter' && declaration.name !== '') {
      const assignment = assignmentOf(unit, declaration)
      values.set(foldName(declaration.name), assignment)
      variables.set(foldName(declaration.name), assignment)
    } else if (declaration.kind === 'using') {
      using = declaration
    } else {
      refuseOthers(unit, declaration)
    }
  }
  const used = using?.source ? templateOf(unit, using.source) : {}
  if (used.reference !== undefined && using) modules.push(callOf(used.reference, unit, using, values))
  return {
    file: source.file,
    span: unit.spanOf(syntax),
    ...used,
    values,
    program,
    problems: unit.problems,
  }
}

function programOf(
  unit: Unit,
  imports: readonly Import[],
  parts: {
    readonly variables: ReadonlyMap<string, VariableDeclaration>
    readonly modules: readonly ModuleDeclaration[]
    readonly comments: readonly Comment[]
  },
): Program {
  const functions = once(() => withImportedFunctions(new Map(), imports))
  const scope = once(() => {
    const [called] = parts.modules
    const reference = called?.source.kind === 'registry' ? called.source.reference : undefined
    const program = called && reference !== undefined && unit.context.loadRegistry?.(reference, called.head)
    return program ? program.targetScope : 'resourceGroup'
  })
  const { file, text } = unit.source
  return {
    file,
    span: unit.span(0, text.length),
    language: 'bicep',
    get targetScope() {
      return scope()
    },
    generated: false,
    parameters: new Map(),
    get functions() {
      return functions()
    },
    types: new Map(),
    resources: [],
    outputs: new Map(),
    problems: unit.problems,
    ...parts,
  }
}

/** A module of a registry that is deployed with the values is called with them. */
function callOf(
  reference: string,
  unit: Unit,
  using: UsingSyntax,
  values: ReadonlyMap<string, ParameterAssignment>,
): ModuleDeclaration {
  const span = unit.spanOf(using)
  const head = using.source ? unit.spanOf(using.source) : span
  const properties = [...values.values()].map(({ name, nameSpan, value }) => ({
    kind: 'property' as const,
    key: name,
    keySpan: nameSpan,
    value,
  }))
  return {
    kind: 'module',
    symbol: nameIn(reference),
    source: { kind: 'registry', reference, span: head },
    arguments: { kind: 'object', properties, span },
    existing: false,
    span,
    head,
  }
}

/** `vault` of `br:host/avm/res/key-vault/vault:0.9.0`. */
function nameIn(reference: string): string {
  const [name] = reference.slice(reference.lastIndexOf('/') + 1).split(/[:@]/)
  return name || 'module'
}

function assignmentOf(unit: Unit, { name, nameStart, nameEnd, value, ...range }: ParameterSyntax): ParameterAssignment {
  const lowered: Expression = value
    ? lower(unit, value, unit.scope)
    : unit.unknown({ kind: 'invalid', message: 'it could not be read' }, range)
  return { name, nameSpan: unit.span(nameStart, nameEnd), value: lowered }
}

/** Enters the values of the extended file: each refers to the variable that it is there. */
function extend(
  unit: Unit,
  { source }: ExtendsSyntax,
  values: Map<string, ParameterAssignment>,
  extending: ReadonlySet<string>,
): void {
  if (source.kind === 'missing') return
  const path = source.kind === 'literal' ? resolvePath(unit.source.file, String(source.value)) : undefined
  if (path === undefined) return unit.tell('path-outside', 'What is extended does not stand in the repository.', source)
  if (extending.has(path)) return unit.tell('template-invalid', `\`${path}\` extends itself.`, source)
  if (extending.size > maxExtended) {
    return unit.tell('limit-reached', `More than ${maxExtended} parameter files extend each other.`, source)
  }
  const content = unit.context.files.read(path)
  if (content.kind === 'outside')
    return unit.tell('path-outside', `\`${path}\` does not stand in the repository.`, source)
  if (content.kind === 'absent') return unit.tell('input-missing', `There is no file \`${path}\` to extend.`, source)
  if (content.kind === 'unavailable') {
    return unit.tell(content.code ?? 'file-unreadable', `\`${path}\` cannot be read: ${content.reason}.`, source)
  }
  const base = readParameters(new SourceText(path, content.text), unit.context, new Set([...extending, path]))
  unit.adopt(base.problems)
  for (const [key, { name, nameSpan, value }] of base.values) {
    const own = base.program?.variables.has(key) === true
    const reference: Expression = {
      kind: 'variable',
      name,
      span: nameSpan,
      ...(base.program ? { home: base.program } : {}),
    }
    values.set(key, { name, nameSpan, value: own ? reference : value })
  }
}

/** The template that `using` names: in the repository, or in a registry. */
function templateOf(unit: Unit, source: ExpressionSyntax): { readonly template?: string; readonly reference?: string } {
  if (source.kind !== 'literal' || typeof source.value !== 'string') {
    if (source.kind !== 'missing')
      unit.tell('template-invalid', 'The path of a template is a string without `${…}`.', source)
    return {}
  }
  const registry = readReference(source.value, () => unit.aliases)
  if (registry !== undefined) {
    const { reference, unknownAlias } = registry
    if (unknownAlias !== undefined)
      unit.tell('module-missing', `No \`bicepconfig.json\` defines the alias \`${unknownAlias}\`.`, source)
    return { reference }
  }
  const template = resolvePath(unit.source.file, source.value)
  if (template !== undefined) return { template }
  unit.tell('path-outside', `\`${source.value}\` does not stand in the repository.`, source)
  return {}
}

const others: ReadonlyMap<DeclarationSyntax['kind'], string> = new Map([
  ['targetScope', 'targetScope'],
  ['function', 'func'],
  ['resource', 'resource'],
  ['module', 'module'],
  ['output', 'output'],
])

function refuseOthers(unit: Unit, declaration: DeclarationSyntax): void {
  const word = others.get(declaration.kind)
  if (word !== undefined) unit.tell('template-invalid', `\`${word}\` does not stand in parameter files.`, declaration)
}
