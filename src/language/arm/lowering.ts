import type { ArrayNode, Member, Node, ObjectNode } from '../../source/node.js'
import { childOf, textOf } from '../../source/node.js'
import type { Problem } from '../../source/problem.js'
import type { Span } from '../../source/span.js'
import type { SourceText } from '../../source/text.js'
import type {
  ArrayExpression,
  DeferredExpression,
  Expression,
  Loop,
  LoopExpression,
  ObjectExpression,
  PropertyElement,
  SpreadElement,
  UnknownExpression,
} from '../program.js'
import { foldName } from '../program.js'
import { isExpression, type Lowered, lowerString, unescapeLiteral } from './expression.js'

/** Makes expressions of JSON values of one file: strings with `[…]`, objects and arrays only when they are asked for. */
export class Lowering {
  readonly source: SourceText
  readonly problems: Problem[]
  /** Where all of it stands, when its text is not in the repository. */
  readonly call: Span | undefined

  constructor(source: SourceText, problems: readonly Problem[] = [], call?: Span) {
    this.source = source
    this.problems = [...problems]
    this.call = call
  }

  span(place: { readonly start: number; readonly end: number }): Span {
    return this.call ?? { file: this.source.file, start: place.start, end: place.end }
  }

  keySpan(member: Member): Span {
    return this.call ?? { file: this.source.file, start: member.keyStart, end: member.keyEnd }
  }

  /** Tells that the template has another shape than Azure takes. */
  invalid(message: string, span: Span): UnknownExpression {
    this.report({ code: 'template-invalid', severity: 'error', message, span })
    return unknownInvalid(message, span)
  }

  /** A JSON value; with `loops`, a `copy` in any object of it is an array made by a loop. */
  value(node: Node, loops: boolean): Expression {
    const span = this.span(node)
    if (node.kind === 'object') return deferred(span, () => this.object(node, node.members, loops))
    if (node.kind === 'array') return deferred(span, () => this.array(node, loops))
    if (node.kind !== 'string') return { kind: 'literal', value: node.kind === 'null' ? null : node.value, span }
    if (!isExpression(node.value)) return { kind: 'literal', value: unescapeLiteral(node.value), span }
    return deferred(span, () => lowerString(this.source, node, this.report, this.call))
  }

  /** The value of a member, where there is one. */
  member(node: Node | undefined, key: string): Expression | undefined {
    const child = childOf(node, key)
    return child && this.value(child, false)
  }

  object(node: ObjectNode, members: readonly Member[], loops: boolean): ObjectExpression {
    const properties: (PropertyElement | SpreadElement)[] = []
    for (const member of lastOfEach(members)) {
      const copies = loops ? copiesOf(member) : undefined
      if (copies) properties.push(...copies.map((copy) => this.copiedProperty(copy)))
      else {
        const value = this.value(member.value, loops)
        properties.push({ kind: 'property', key: this.key(member), keySpan: this.keySpan(member), value })
      }
    }
    if (node.incomplete) properties.push(this.lost(node))
    return { kind: 'object', properties, span: this.span(node) }
  }

  /** `{ name, count, input }` of a `copy` in an object or among the variables. */
  copied(copy: Copy): LoopExpression {
    const span = this.span(copy.node)
    const input = childOf(copy.node, 'input')
    const body = input ? this.value(input, true) : this.invalid('Expected `input` in this `copy`.', span)
    return { kind: 'for', loop: { ...this.counted(copy.node), name: copy.name }, body, span }
  }

  /** The loop of `{ name?, count }`; whatever else it holds is left alone. */
  counted(node: Node): Loop {
    const span = this.span(node)
    const name = textOf(childOf(node, 'name'))
    const count = this.member(node, 'count') ?? this.invalid('Expected a `copy` with `count`.', span)
    return name === undefined ? { count, span } : { name, count, span }
  }

  private array(node: ArrayNode, loops: boolean): ArrayExpression {
    const items: (Expression | SpreadElement)[] = node.items.map((item) => this.value(item, loops))
    if (node.incomplete) items.push(this.lost(node))
    return { kind: 'array', items, span: this.span(node) }
  }

  private copiedProperty(copy: Copy): PropertyElement {
    return { kind: 'property', key: copy.name, keySpan: this.span(copy.nameNode), value: this.copied(copy) }
  }

  private key(member: Member): string | Lowered {
    if (!isExpression(member.key)) return unescapeLiteral(member.key)
    return lowerString(
      this.source,
      { start: member.keyStart, end: member.keyEnd, value: member.key },
      this.report,
      this.call,
    )
  }

  /** Stands for what could not be read there, so that nothing counts as absent. */
  private lost(node: Node): SpreadElement {
    const span = this.span(node)
    return { kind: 'spread', value: unknownInvalid('A part of it could not be read.', span), span }
  }

  /** What is wrong in a text that is not in the repository is no mistake of the repository. */
  readonly report = (problem: Problem): void => {
    this.problems.push(this.call ? { ...problem, severity: 'note' } : problem)
  }
}

export interface Copy {
  readonly name: string
  readonly nameNode: Node
  readonly node: Node
}

/** The loops of a `copy` property; undefined where it is a property like any other. */
export function copiesOf(member: Member): readonly Copy[] | undefined {
  if (foldName(member.key) !== 'copy') return undefined
  const nodes = member.value.kind === 'array' ? member.value.items : [member.value]
  const copies: Copy[] = []
  for (const node of nodes) {
    const nameNode = childOf(node, 'name')
    const name = textOf(nameNode)
    if (!nameNode || name === undefined || !childOf(node, 'count')) return undefined
    if (member.value.kind === 'object' && !childOf(node, 'input')) return undefined
    copies.push({ name, nameNode, node })
  }
  return copies.length > 0 ? copies : undefined
}

/** Of members with equal names, without regard to case, the last, as Azure reads them. */
export function lastOfEach(members: readonly Member[]): readonly Member[] {
  const last = new Map<string, Member>()
  for (const member of members) last.set(foldName(member.key), member)
  return last.size === members.length ? members : members.filter((member) => last.get(foldName(member.key)) === member)
}

export function deferred(span: Span, make: () => Lowered): DeferredExpression {
  return { kind: 'deferred', span, force: once(make) }
}

/** Makes a value when it is first asked for, and keeps it. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

export function forced(expression: Expression): Lowered {
  return expression.kind === 'deferred' ? expression.force() : expression
}

/** Of what a problem has told already, so that nobody tells it again. */
export function unknownInvalid(message: string, span: Span): UnknownExpression {
  return { kind: 'unknown', cause: { kind: 'invalid', message, told: true }, secret: false, span }
}

export function unknownUnsupported(what: string, span: Span): UnknownExpression {
  return { kind: 'unknown', cause: { kind: 'unsupported', what }, secret: false, span }
}
