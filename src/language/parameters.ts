import { resolvePath } from '../source/files.js'
import type { Member, Node, StringNode } from '../source/node.js'
import { childOf, textOf } from '../source/node.js'
import type { Problem, ProblemCode } from '../source/problem.js'
import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import { unknownInvalid } from './arm/lowering.js'
import type { Expression, ParameterAssignment, ParameterFile, PropertyElement } from './program.js'
import { foldName } from './program.js'

/**
 * Reads an ARM parameter file. Its strings are text: `[…]` is no expression there, but azd's `${NAME}` is a value of
 * the environment that is deployed to.
 *
 * A parameter without `value` or `reference` is a `parameter-invalid` problem and unknown.
 */
export function readParameterFile(
  source: SourceText,
  root: Node | undefined,
  read: { readonly problems?: readonly Problem[] } = {},
): ParameterFile {
  const reader = new ParameterReader(source, read.problems ?? [])
  const values = reader.values(root)
  const template = reader.template(root)
  const { problems } = reader
  const span = { file: source.file, start: 0, end: source.text.length }
  return { file: source.file, span, ...(template === undefined ? {} : { template }), values, problems }
}

class ParameterReader {
  readonly problems: Problem[]
  private readonly source: SourceText

  constructor(source: SourceText, problems: readonly Problem[]) {
    this.source = source
    this.problems = [...problems]
  }

  /** The template that `metadata.template` names. */
  template(root: Node | undefined): string | undefined {
    const node = childOf(childOf(root, 'metadata'), 'template')
    const path = textOf(node)
    if (!node || path === undefined) return undefined
    const resolved = resolvePath(this.source.file, path)
    if (resolved === undefined) this.tell('path-outside', 'Expected a path that stays within the repository.', node)
    return resolved
  }

  values(root: Node | undefined): ReadonlyMap<string, ParameterAssignment> {
    const values = new Map<string, ParameterAssignment>()
    const parameters = childOf(root, 'parameters')
    if (root && parameters?.kind !== 'object') {
      this.tell(
        'parameter-invalid',
        'Expected an object as `parameters`.',
        parameters ?? { ...root, end: root.start + 1 },
      )
    }
    for (const member of parameters?.kind === 'object' ? parameters.members : []) {
      const nameSpan = { file: this.source.file, start: member.keyStart, end: member.keyEnd }
      values.set(foldName(member.key), { name: member.key, nameSpan, value: this.assigned(member.value) })
    }
    return values
  }

  private assigned(node: Node): Expression {
    const span = this.span(node)
    const reference = childOf(node, 'reference')
    if (reference) {
      const vault = childOf(childOf(reference, 'keyVault'), 'id')
      const cause = { kind: 'secret-reference', ...(vault ? { vault: this.value(vault) } : {}) } as const
      return { kind: 'unknown', cause, secret: true, span }
    }
    const value = childOf(node, 'value')
    if (value) return this.value(value)
    if (childOf(node, 'expression')) {
      return {
        kind: 'unknown',
        cause: { kind: 'unsupported', what: 'a value given from outside' },
        secret: false,
        span,
      }
    }
    return this.tell('parameter-invalid', 'Expected `value` or `reference` for this parameter.', node)
  }

  private value(node: Node): Expression {
    const span = this.span(node)
    if (node.kind === 'string') return this.text(node, span)
    if (node.kind === 'array') {
      const items = node.items.map((item) => this.value(item))
      return { kind: 'array', items: node.incomplete ? [...items, this.lost(span)] : items, span }
    }
    if (node.kind === 'object') {
      const properties = node.members.map((member) => this.property(member))
      return { kind: 'object', properties: node.incomplete ? [...properties, this.lost(span)] : properties, span }
    }
    return { kind: 'literal', value: node.kind === 'null' ? null : node.value, span }
  }

  private property(member: Member): PropertyElement {
    const keySpan = { file: this.source.file, start: member.keyStart, end: member.keyEnd }
    return { kind: 'property', key: member.key, keySpan, value: this.value(member.value) }
  }

  private lost(span: Span): { readonly kind: 'spread'; readonly value: Expression; readonly span: Span } {
    return { kind: 'spread', value: unknownInvalid('A part of it could not be read.', span), span }
  }

  /** https://learn.microsoft.com/azure/developer/azure-developer-cli/manage-environment-variables */
  private text(node: StringNode, span: Span): Expression {
    const parts: Expression[] = []
    let from = 0
    for (const match of node.value.matchAll(/\$\{([A-Za-z_]\w*)(?::?[=-]([^{}]*))?\}/g)) {
      if (match.index > from) parts.push({ kind: 'literal', value: node.value.slice(from, match.index), span })
      parts.push(environmentValue(match[1] ?? '', match[2], span))
      from = match.index + match[0].length
    }
    const [first] = parts
    if (!first) return { kind: 'literal', value: node.value, span }
    if (from < node.value.length) parts.push({ kind: 'literal', value: node.value.slice(from), span })
    return parts.length === 1 ? first : { kind: 'interpolation', parts, span }
  }

  private tell(code: ProblemCode, message: string, node: Pick<Node, 'start' | 'end'>): Expression {
    const span = this.span(node)
    this.problems.push({ code, severity: 'error', message, span })
    return unknownInvalid(message, span)
  }

  private span(node: Pick<Node, 'start' | 'end'>): Span {
    return { file: this.source.file, start: node.start, end: node.end }
  }
}

function environmentValue(name: string, written: string | undefined, span: Span): Expression {
  const cause = { kind: 'environment', name } as const
  if (written === undefined) return { kind: 'unknown', cause, secret: false, span }
  return { kind: 'unknown', cause, secret: false, witness: { kind: 'literal', value: written, span }, span }
}
