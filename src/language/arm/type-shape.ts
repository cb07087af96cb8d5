import type { Node } from '../../source/node.js'
import { childOf, textOf } from '../../source/node.js'
import type { TypeShape } from '../program.js'
import { foldName } from '../program.js'
import { type Lowering, once } from './lowering.js'

type Kind = TypeShape['kind']

const kinds = new Map<string, Kind>([
  ['string', 'string'],
  ['securestring', 'string'],
  ['int', 'int'],
  ['bool', 'bool'],
  ['object', 'object'],
  ['secureobject', 'object'],
  ['array', 'array'],
  ['null', 'null'],
])

/** References from type to type that are followed to learn what kind it is. */
const maxReferences = 32

/** Reads what a parameter, an output, a property or a definition says of its type. */
export class TypeShapes {
  private readonly lowering: Lowering
  private readonly definitions: () => ReadonlyMap<string, Node>

  constructor(lowering: Lowering, definitions: Node | undefined) {
    this.lowering = lowering
    const members = definitions?.kind === 'object' ? definitions.members : []
    this.definitions = once(() => new Map(members.map((member) => [foldName(member.key), member.value])))
  }

  /** Properties and items are spelt out where they are written, on first use; behind a reference they are not. */
  shape(node: Node): TypeShape {
    const written = readType(node)
    const head = this.head(written, node, maxReferences)
    const { properties, items, reference } = written
    if (reference !== undefined) return head
    return withParts(
      head,
      properties?.kind === 'object' ? () => this.properties(properties) : undefined,
      items?.kind === 'object' ? () => this.shape(items) : undefined,
    )
  }

  /** Whether values of that type are secrets. */
  isSecure(node: Node): boolean {
    return this.head(readType(node), node, maxReferences).secure
  }

  /** References are followed; one that leads nowhere is kept. */
  private head(written: WrittenType, node: Node, references: number): TypeShape {
    const { lowering } = this
    const { reference, type, allowed } = written
    const isFollowed = reference !== undefined && references > 0
    const definition = isFollowed ? this.definitions().get(foldName(reference)) : undefined
    const base = definition ? this.head(readType(definition), definition, references - 1) : anyShape
    return {
      ...base,
      kind: kinds.get(type) ?? base.kind,
      secure: base.secure || type.startsWith('secure'),
      nullable: base.nullable || written.nullable,
      ...(reference === undefined || definition ? {} : { reference }),
      ...(allowed?.kind === 'array' ? { allowedValues: allowed.items.map((item) => lowering.value(item, false)) } : {}),
      ...written.limits,
      span: lowering.span(node),
    }
  }

  /** False where the node names a type that does not exist; without `type` it is any (Bicep's `any`). */
  isKnown(node: Node): boolean {
    const type = childOf(node, 'type')
    return type === undefined || kinds.has(foldName(textOf(type) ?? ''))
  }

  private properties(node: Extract<Node, { kind: 'object' }>): ReadonlyMap<string, TypeShape> {
    return new Map(node.members.map((member) => [foldName(member.key), this.shape(member.value)]))
  }
}

type Limit = 'minLength' | 'maxLength' | 'minValue' | 'maxValue'

/** What one node says of a type, as it is written. */
interface WrittenType {
  readonly reference: string | undefined
  /** Folded; empty where there is none. */
  readonly type: string
  readonly nullable: boolean
  readonly allowed: Node | undefined
  readonly properties: Node | undefined
  readonly items: Node | undefined
  readonly limits: { readonly [Name in Limit]?: number } | undefined
}

/** One pass over the members; the last of a name holds. */
function readType(node: Node): WrittenType {
  let reference: string | undefined
  let type = ''
  let nullable = false
  let [allowed, properties, items]: (Node | undefined)[] = []
  let limits: { [Name in Limit]?: number } | undefined
  for (const { key, value } of node.kind === 'object' ? node.members : []) {
    switch (foldName(key)) {
      case '$ref':
        reference = referenceOf(value)
        break
      case 'type':
        type = foldName(textOf(value) ?? '')
        break
      case 'nullable':
        nullable = isTrue(value)
        break
      case 'allowedvalues':
        allowed = value
        break
      case 'properties':
        properties = value
        break
      case 'items':
        items = value
        break
      default: {
        const limit = limitNames.get(foldName(key))
        if (limit && value.kind === 'number') limits = { ...limits, [limit]: value.value }
      }
    }
  }
  return { reference, type, nullable, allowed, properties, items, limits }
}

const limitNames = new Map<string, Limit>([
  ['minlength', 'minLength'],
  ['maxlength', 'maxLength'],
  ['minvalue', 'minValue'],
  ['maxvalue', 'maxValue'],
])

/** The shape with parts that are read on first use. */
function withParts(
  head: TypeShape,
  properties: (() => ReadonlyMap<string, TypeShape>) | undefined,
  items: (() => TypeShape) | undefined,
): TypeShape {
  if (properties) Object.defineProperty(head, 'properties', { get: once(properties), enumerable: true })
  if (items) Object.defineProperty(head, 'items', { get: once(items), enumerable: true })
  return head
}

const anyShape: TypeShape = { kind: 'any', secure: false, nullable: false }

/** `#/definitions/name` is `name`. */
function referenceOf(node: Node): string | undefined {
  const match = /^#\/definitions\/(.+)$/i.exec(textOf(node) ?? '')
  return match?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~')
}

function isTrue(node: Node | undefined): boolean {
  return node?.kind === 'boolean' && node.value
}
