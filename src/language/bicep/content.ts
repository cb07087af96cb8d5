import { resolvePath } from '../../source/files.js'
import { parseJson } from '../../source/json.js'
import type { Node } from '../../source/node.js'
import type { Problem } from '../../source/problem.js'
import { SourceText } from '../../source/text.js'
import { parseYaml } from '../../source/yaml.js'
import type { Expression, UnknownExpression } from '../program.js'
import { selectNode } from './json-path.js'
import { literal } from './make.js'
import type { Scope } from './scope.js'
import type { CallSyntax, ExpressionSyntax } from './syntax.js'
import type { Unit } from './unit.js'

type Load = (unit: Unit, syntax: CallSyntax, scope: Scope) => Expression

/** The compile-time functions that read a file of the repository. */
export const loaders: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['loadTextContent', loadText],
  ['loadFileAsBase64', loadBase64],
  ['loadJsonContent', (unit, syntax, scope) => loadTree(unit, syntax, scope, 'json')],
  ['loadYamlContent', (unit, syntax, scope) => loadTree(unit, syntax, scope, 'yaml')],
  [
    'loadDirectoryFileInfo',
    (unit, syntax) =>
      unit.unknown({ kind: 'unsupported', what: 'what is in a folder (`loadDirectoryFileInfo()`)' }, syntax, {
        type: 'array',
      }),
  ],
])

/**
 * Bicep's own limits, in UTF-16 units and for base64 in bytes:
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-files.
 */
const limits = { text: 131_072, tree: 1_048_576, base64: 98_304 }

/** Parts that the path of a file may be made of, through however many variables. */
const maxPathParts = 100

interface Loaded {
  readonly path: string
  readonly text: string
}

function loadText(unit: Unit, syntax: CallSyntax, scope: Scope): Expression {
  const loaded = loadFile(unit, syntax, scope, 1, limits.text)
  return 'kind' in loaded ? { ...loaded, type: 'string' } : literal(loaded.text, unit.spanOf(syntax))
}

function loadBase64(unit: Unit, syntax: CallSyntax, scope: Scope): Expression {
  const loaded = loadFile(unit, syntax, scope, undefined, limits.base64)
  if ('kind' in loaded) return { ...loaded, type: 'string' }
  return literal(Buffer.from(loaded.text, 'utf8').toString('base64'), unit.spanOf(syntax))
}

/** Values of a JSON or YAML file stand where they are written there; the second argument picks one by its path. */
function loadTree(unit: Unit, syntax: CallSyntax, scope: Scope, format: 'json' | 'yaml'): Expression {
  const loaded = loadFile(unit, syntax, scope, 2, limits.tree)
  if ('kind' in loaded) return loaded
  const { root, problems } = parseCached(unit, loaded, format)
  if (root === undefined || problems.length > 0) {
    unit.adopt(problems)
    return unit.unknown({ kind: 'invalid', message: `\`${loaded.path}\` is no valid ${format.toUpperCase()}` }, syntax)
  }
  const [, query] = syntax.args
  if (query === undefined) return expressionOf(loaded.path, root)
  const path = constantText(unit, query, scope)
  const selected = path === undefined ? 'unsupported' : selectNode(root, path)
  if (selected === 'unsupported') return unit.unknown({ kind: 'unsupported', what: 'this JSON path' }, query)
  if (selected === undefined) return unit.refuse(`\`${loaded.path}\` has nothing at this path.`, query)
  return expressionOf(loaded.path, selected)
}

interface Parsed {
  readonly root: Node | undefined
  readonly problems: readonly Problem[]
}

/** Trees by path, shared by all that load the same file of the same run. */
const trees = new WeakMap<object, Map<string, Parsed>>()
const expressions = new WeakMap<Node, Expression>()

function parseCached(unit: Unit, { path, text }: Loaded, format: 'json' | 'yaml'): Parsed {
  const { files } = unit.context
  const known = trees.get(files) ?? new Map<string, Parsed>()
  trees.set(files, known)
  const key = `${format} ${path}`
  let parsed = known.get(key)
  if (parsed === undefined) {
    parsed = parseFile(new SourceText(path, text), format)
    known.set(key, parsed)
  }
  return parsed
}

function parseFile(source: SourceText, format: 'json' | 'yaml'): Parsed {
  if (format === 'json') return parseJson(source)
  const { documents, problems } = parseYaml(source)
  return { root: documents[0], problems }
}

function expressionOf(file: string, node: Node): Expression {
  const known = expressions.get(node)
  if (known !== undefined) return known
  const made = makeExpression(file, node)
  expressions.set(node, made)
  return made
}

function makeExpression(file: string, node: Node): Expression {
  const span = { file, start: node.start, end: node.end }
  if (node.kind === 'array') return { kind: 'array', items: node.items.map((item) => expressionOf(file, item)), span }
  if (node.kind !== 'object') return literal(node.kind === 'null' ? null : node.value, span)
  const properties = node.members.map(({ key, keyStart, keyEnd, value }) => ({
    kind: 'property' as const,
    key,
    keySpan: { file, start: keyStart, end: keyEnd },
    value: expressionOf(file, value),
  }))
  return { kind: 'object', properties, span }
}

/** The file that the first argument names, or why what it holds is unknown; `encodingAt` is the encoding's argument. */
function loadFile(
  unit: Unit,
  syntax: CallSyntax,
  scope: Scope,
  encodingAt: number | undefined,
  limit: number,
): Loaded | UnknownExpression {
  const [first] = syntax.args
  const written = first && constantText(unit, first, scope)
  if (first === undefined || written === undefined) {
    return unit.refuse(`The path that \`${syntax.name}()\` takes must be known without deploying.`, syntax)
  }
  const encoding = encodingAt === undefined ? undefined : syntax.args[encodingAt]
  const encodingName = encoding && constantText(unit, encoding, scope)
  if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encodingName ?? '')) {
    return unit.unknown({ kind: 'unsupported', what: `the encoding ${encodingName ?? 'given here'}` }, syntax)
  }
  const path = resolvePath(unit.source.file, written)
  const unknown = unit.unknown({ kind: 'missing-file', path: path ?? written }, syntax)
  const content = path === undefined ? { kind: 'outside' as const } : unit.context.files.read(path)
  if (path === undefined || content.kind === 'outside') {
    unit.tell('path-outside', `\`${written}\` does not stand in the repository.`, first)
    return unknown
  }
  if (content.kind === 'absent') {
    unit.tell('input-missing', `There is no file \`${path}\` to load.`, first)
    return unknown
  }
  // A file that is no text is the usual thing to load as base64.
  if (content.kind === 'unavailable') {
    if (syntax.name !== 'loadFileAsBase64' || content.code !== 'file-encoding') {
      unit.tell(content.code ?? 'file-unreadable', `\`${path}\` cannot be read: ${content.reason}.`, first)
    }
    return unknown
  }
  if (content.text.length > limit) {
    unit.tell('file-too-large', `\`${path}\` is longer than the ${limit} that \`${syntax.name}()\` takes.`, first)
    return unit.unknown({ kind: 'invalid', message: `\`${path}\` is too long to load` }, syntax)
  }
  return { path, text: content.text }
}

/** Text that is known while compiling: a string, or a variable or string made of such. */
function constantText(unit: Unit, syntax: ExpressionSyntax, scope: Scope): string | undefined {
  let parts = 0
  const text = (part: ExpressionSyntax, within: Scope): string | undefined => {
    if (++parts > maxPathParts) return undefined
    if (part.kind === 'literal') return typeof part.value === 'string' ? part.value : undefined
    if (part.kind === 'name') {
      const variable = within.lookup(part.name)?.kind === 'variable' ? unit.variables.get(part.name) : undefined
      return variable && text(variable.value, unit.scope)
    }
    if (part.kind !== 'interpolation') return undefined
    const texts = part.parts.map((inner) => text(inner, within))
    return texts.includes(undefined) ? undefined : texts.join('')
  }
  return text(syntax, scope)
}
