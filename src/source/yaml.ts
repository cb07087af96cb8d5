import { Composer, type CST, type Document, isAlias, isMap, isScalar, isSeq, Parser, type ParsedNode } from 'yaml'
import type { Comment, Member, Node } from './node.js'
import type { Problem, ProblemCode } from './problem.js'
import type { Span } from './span.js'
import type { SourceText } from './text.js'

export interface YamlTree {
  /** One tree for each document that is not empty. */
  readonly documents: readonly Node[]
  readonly problems: readonly Problem[]
  readonly comments: readonly Comment[]
}

export interface YamlLimits {
  /** UTF-16 units of text; the parser needs some microseconds for each, whatever they are. */
  readonly length: number
  /** Collections within each other. */
  readonly depth: number
  /** Nodes that all aliases together stand for. */
  readonly aliasNodes: number
  /** Problems told one by one. */
  readonly problems: number
}

const defaultLimits: YamlLimits = { length: 1_000_000, depth: 256, aliasNodes: 10_000, problems: 20 }

/**
 * Reads YAML 1.2 (core schema) into the same tree as JSON; an alias is the node of its anchor, place included.
 *
 * Tags, merge keys and keys that are no scalars are `yaml-syntax` problems, and so is a second equal key; the tree
 * without them is still returned.
 */
export function parseYaml(source: SourceText, limits: Partial<YamlLimits> = {}): YamlTree {
  const reader = new YamlReader(source, { ...defaultLimits, ...limits })
  reader.read()
  return { documents: reader.documents, problems: reader.problems, comments: reader.comments }
}

type Place = Pick<Span, 'start' | 'end'>
type Collection = Extract<ParsedNode, { items: unknown }>

/** What an anchor names: its tree, how many nodes that is and how deep. */
interface Anchored {
  readonly node: Node
  readonly size: number
  readonly height: number
}

class YamlReader {
  readonly documents: Node[] = []
  readonly problems: Problem[] = []
  readonly comments: Comment[] = []
  private readonly source: SourceText
  private readonly limits: YamlLimits
  private aliasNodes = 0
  private anchors = new Map<string, Anchored>()

  constructor(source: SourceText, limits: YamlLimits) {
    this.source = source
    this.limits = limits
  }

  read(): void {
    const { text } = this.source
    if (text.length > this.limits.length) {
      const message = `Expected at most ${this.limits.length} characters of YAML.`
      this.problems.push({ code: 'file-too-large', severity: 'error', message, file: this.source.file })
      return
    }
    const tokens = [...new Parser().parse(text)].filter((token) => this.scan(token))
    // The parser compares every key with every other; here a set does it.
    const composer = new Composer({
      uniqueKeys: false,
      schema: 'core',
      resolveKnownTags: false,
      prettyErrors: false,
      logLevel: 'silent',
    })
    for (const document of composer.compose(tokens, false, text.length)) this.readDocument(document)
    this.comments.sort((a, b) => a.start - b.start)
  }

  /** Collects comments; false when the token nests too deep for the parser, which recurses from here on. */
  private scan(root: CST.Token): boolean {
    const stack: { token: CST.Token; depth: number }[] = [{ token: root, depth: 0 }]
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { token } = next
      if (token.type === 'comment') this.addComment(token)
      const depth = 'items' in token ? next.depth + 1 : next.depth
      if (depth > this.limits.depth) {
        this.reportDepth(token.offset)
        return false
      }
      for (const child of childrenOf(token)) stack.push({ token: child, depth })
    }
    return true
  }

  private addComment(token: CST.SourceToken): void {
    const end = token.offset + token.source.length
    this.comments.push({ start: token.offset, end, text: token.source.slice(1).trim() })
  }

  private readDocument(document: Document.Parsed): void {
    for (const { message, pos } of [...document.errors, ...document.warnings]) {
      this.report('yaml-syntax', sentence(message), pos[0], pos[1])
    }
    const { contents } = document
    if (contents === null || (isScalar(contents) && contents.value === null && contents.source === '')) return
    this.anchors = new Map()
    const read = this.convert(contents, 1)
    if (read) this.documents.push(read.node)
  }

  /** Undefined, and told, where there is no value that we read. */
  private convert(node: ParsedNode, depth: number): Anchored | undefined {
    if (isAlias(node)) return this.resolve(node.source, node, depth)
    const read = isMap(node) || isSeq(node) ? this.collection(node, depth) : this.scalar(node)
    if (node.anchor !== undefined) this.anchors.set(node.anchor, read)
    return read
  }

  private scalar(node: Exclude<ParsedNode, { items: unknown }>): Anchored {
    const { start, end } = this.placeOf(node)
    return { node: scalarNode(isScalar(node) ? node.value : null, start, end), size: 1, height: 0 }
  }

  private collection(node: Collection, depth: number): Anchored {
    const { start, end } = this.placeOf(node)
    const size = { nodes: 1, height: 0 }
    const add = (read: Anchored): Node => {
      size.nodes += read.size
      size.height = Math.max(size.height, read.height + 1)
      return read.node
    }
    let complete = true
    let tree: Node
    if (isMap(node)) {
      const members: Member[] = []
      const keys = new Set<string>()
      for (const { key, value } of node.items) {
        const name = this.keyOf(key, keys)
        const read = name === undefined ? undefined : this.valueOf(value, key, depth)
        const { start: keyStart, end: keyEnd } = this.placeOf(key)
        if (name === undefined || read === undefined) complete = false
        else members.push({ key: name, keyStart, keyEnd, value: add(read) })
      }
      tree = { kind: 'object', start, end, members }
    } else {
      const items: Node[] = []
      for (const item of node.items) {
        const read = this.convert(item, depth + 1)
        if (read) items.push(add(read))
        else complete = false
      }
      tree = { kind: 'array', start, end, items }
    }
    return { node: complete ? tree : { ...tree, incomplete: true }, size: size.nodes, height: size.height }
  }

  private keyOf(key: ParsedNode, keys: Set<string>): string | undefined {
    const { start, end } = this.placeOf(key)
    if (!isScalar(key)) return this.report('yaml-syntax', 'Expected a plain name as the key.', start, end)
    const name = typeof key.value === 'string' ? key.value : key.source
    if (name === '<<')
      return this.report('yaml-syntax', 'Expected no merge key (`<<`): write the entries out.', start, end)
    if (keys.has(name)) this.report('yaml-syntax', 'Expected each key of a mapping once.', start, end)
    keys.add(name)
    return name
  }

  private valueOf(value: ParsedNode | null, key: ParsedNode, depth: number): Anchored | undefined {
    if (value) return this.convert(value, depth + 1)
    const { end } = this.placeOf(key)
    return { node: { kind: 'null', start: end, end }, size: 1, height: 0 }
  }

  private resolve(name: string, alias: ParsedNode, depth: number): Anchored | undefined {
    const { start, end } = this.placeOf(alias)
    const anchored = this.anchors.get(name)
    if (!anchored) return this.report('yaml-syntax', 'Expected the anchor of this alias before it.', start, end)
    if (depth + anchored.height - 1 > this.limits.depth) return this.reportDepth(start)
    this.aliasNodes += anchored.size
    if (this.aliasNodes <= this.limits.aliasNodes) return anchored
    const message = `Expected aliases to stand for at most ${this.limits.aliasNodes} values.`
    return this.report('too-many-aliases', message, start, end)
  }

  private reportDepth(offset: number): undefined {
    const message = `Expected at most ${this.limits.depth} collections within each other.`
    return this.report('nesting-too-deep', message, offset, offset + 1)
  }

  private report(code: ProblemCode, message: string, start: number, end: number): undefined {
    const left = this.limits.problems - this.problems.length
    if (left < 0) return
    const told = left === 0 ? 'More errors follow, which are not listed.' : message
    const span = { file: this.source.file, ...this.place(start, end) }
    this.problems.push({ code, severity: 'error', message: told, span })
  }

  private placeOf({ range: [start, end] }: ParsedNode): Place {
    return this.place(start, end)
  }

  /** The parser lets the header of a broken block scalar (`{]> a`) reach beyond the text. */
  private place(start: number, end: number): Place {
    const { length } = this.source.text
    return { start: Math.min(start, length), end: Math.min(Math.max(start, end), length) }
  }
}

function scalarNode(value: unknown, start: number, end: number): Node {
  if (typeof value === 'string') return { kind: 'string', start, end, value }
  if (typeof value === 'number') return { kind: 'number', start, end, value }
  if (typeof value === 'boolean') return { kind: 'boolean', start, end, value }
  return { kind: 'null', start, end }
}

function childrenOf(token: CST.Token): CST.Token[] {
  const children: CST.Token[] = []
  const add = (part: unknown): void => {
    if (Array.isArray(part)) for (const child of part) add(child)
    else if (isToken(part)) children.push(part)
  }
  if ('items' in token) for (const item of token.items) add([item.start, item.key, item.sep, item.value])
  if ('start' in token) add(token.start)
  if ('value' in token) add(token.value)
  if ('props' in token) add(token.props)
  if ('end' in token) add(token.end)
  return children
}

function isToken(value: unknown): value is CST.Token {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** The parser's words, which may quote the text over several lines, as one sentence. */
function sentence(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim().slice(0, 200)
  return line.endsWith('.') ? line : `${line}.`
}
