import { resolvePath } from '../../source/files.js'
import type { ExpressionCause } from '../program.js'
import { ImportedFile } from './imported-file.js'
import { readReference } from './registry.js'
import type { Binding } from './scope.js'
import type {
  DeclarationSyntax,
  DeclaredName,
  ExpressionSyntax,
  ImportSyntax,
  ModuleSyntax,
  ResourceSyntax,
} from './syntax.js'
import type { Unit } from './unit.js'

/** What a file imports, under the names that it has here. */
export interface Import {
  readonly from: ImportedFile
  readonly symbols: readonly { readonly name: string; readonly original: string }[]
  /** The name of `import * as name`. */
  readonly wildcard: string | undefined
}

/** Enters every name that the file declares into its scope; a second declaration of a name is a problem. */
export function declareNames(unit: Unit, declarations: readonly DeclarationSyntax[]): readonly Import[] {
  const imports: Import[] = []
  for (const declaration of declarations) {
    switch (declaration.kind) {
      case 'parameter':
        declare(unit, declaration, { kind: declaration.type === undefined ? 'variable' : 'parameter' })
        break
      case 'variable':
        declare(unit, declaration, { kind: 'variable' })
        unit.variables.set(declaration.name, declaration)
        break
      case 'type':
        declare(unit, declaration, { kind: 'type' })
        unit.types.set(declaration.name, declaration)
        break
      case 'function':
        declare(unit, declaration, { kind: 'function' })
        break
      case 'extension':
        // Azure's own namespaces are there whether or not they are named.
        if (declaration.name === 'az' || declaration.name === 'sys') break
        declare(unit, declaration, { kind: 'extension' })
        unit.hasExtensions = true
        break
      case 'resource':
        declare(unit, declaration, { kind: 'symbol', path: declaration.name })
        noteCondition(unit, declaration)
        declareNested(unit, declaration, declaration.name)
        break
      case 'module':
        declare(unit, declaration, { kind: 'symbol', path: declaration.name })
        noteCondition(unit, declaration)
        break
      case 'import':
        imports.push(declareImport(unit, declaration))
        break
      case 'targetScope':
      case 'output':
      case 'using':
      case 'extends':
      case 'inert':
        break
    }
  }
  return imports
}

function noteCondition(unit: Unit, { name, condition, loop }: ResourceSyntax | ModuleSyntax): void {
  if (condition) unit.conditions.set(name, { syntax: condition, loop })
}

/** Only resources, and no deeper than the parser goes. */
function declareNested(unit: Unit, { body }: ResourceSyntax, path: string): void {
  for (const nested of body.resources) {
    const inner = `${path}::${nested.name}`
    if (nested.name !== '') unit.nested.add(inner)
    declareNested(unit, nested, inner)
  }
}

function declareImport(unit: Unit, { source, symbols, wildcard }: ImportSyntax): Import {
  const from = importedFile(unit, source)
  for (const symbol of symbols) declare(unit, symbol, { kind: 'imported', from, original: symbol.original })
  if (wildcard) declare(unit, wildcard, { kind: 'namespace', from })
  return { from, symbols, wildcard: wildcard?.name }
}

function declare(unit: Unit, { name, nameStart, nameEnd }: DeclaredName, binding: Binding): void {
  if (name === '') return
  const { names } = unit.scope
  if (names.has(name)) {
    unit.tell('template-invalid', `\`${name}\` is declared more than once.`, { start: nameStart, end: nameEnd })
    return
  }
  names.set(name, binding)
}

/** The file that `source` names, with the problem told where it is not to be had. */
function importedFile(unit: Unit, source: ExpressionSyntax): ImportedFile {
  const text = source.kind === 'literal' && typeof source.value === 'string' ? source.value : undefined
  if (text === undefined) {
    if (source.kind !== 'missing')
      unit.tell('template-invalid', 'The path of an import is a string without `${…}`.', source)
    return new ImportedFile(
      '',
      { kind: 'invalid', message: 'the path of the import could not be read' },
      () => undefined,
    )
  }
  const { context } = unit
  const file = unit.source.file
  const registry = readReference(text, () => unit.aliases)
  if (registry !== undefined) {
    const { reference, unknownAlias } = registry
    if (unknownAlias !== undefined)
      unit.tell('module-missing', `No \`bicepconfig.json\` defines the alias \`${unknownAlias}\`.`, source)
    return new ImportedFile(text, { kind: 'external-module', reference }, () =>
      context.loadRegistry?.(reference, unit.spanOf(source)),
    )
  }
  const path = resolvePath(file, text)
  const cause: ExpressionCause = { kind: 'missing-file', path: path ?? text }
  const content = path === undefined ? { kind: 'outside' as const } : context.files.read(path)
  if (path === undefined || content.kind === 'outside') {
    unit.tell('path-outside', `\`${text}\` does not stand in the repository.`, source)
  } else if (content.kind === 'absent') {
    unit.tell('module-missing', `There is no file \`${path}\` to import from.`, source)
  } else if (content.kind === 'unavailable') {
    unit.tell(content.code ?? 'file-unreadable', `\`${path}\` cannot be read: ${content.reason}.`, source)
  } else {
    return new ImportedFile(text, cause, () => context.load(path))
  }
  return new ImportedFile(text, cause, () => undefined)
}
