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

  /** Properties and items are spelt out where they are written; behind a `reference` they are not. */
  shape(node: Node): TypeShape {
    const head = this.head(node, maxReferences)
    if (head.reference !== undefined) return head
    const properties = childOf(node, 'properties')
    const items = childOf(node, 'items')
    return {
      ...head,
      ...(properties?.kind === 'object' ? { properties: this.properties(properties) } : {}),
      ...(items?.kind === 'object' ? { items: this.shape(items) } : {}),
    }
  }

  /** Whether values of that type are secrets. */
  isSecure(node: Node): boolean {
    return this.head(node, maxReferences).secure
  }

  private head(node: Node, references: number): TypeShape {
    const { lowering } = this
    const reference = referenceOf(node)
    const isFollowed = reference !== undefined && references > 0
    const definition = isFollowed ? this.definitions().get(foldName(reference)) : undefined
    const base = definition ? this.head(definition, references - 1) : anyShape
    const type = foldName(textOf(childOf(node, 'type')) ?? '')
    const allowed = childOf(node, 'allowedValues')
    return {
      ...base,
      kind: kinds.get(type) ?? base.kind,
      secure: base.secure || type.startsWith('secure'),
      nullable: base.nullable || isTrue(childOf(node, 'nullable')),
      ...(reference === undefined ? {} : { reference }),
      ...(allowed?.kind === 'array' ? { allowedValues: allowed.items.map((item) => lowering.value(item, false)) } : {}),
      ...this.numbers(node),
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

  private numbers(node: Node): Partial<Pick<TypeShape, Limit>> {
    const found: { -readonly [Name in Limit]?: number } = {}
    for (const limit of limits) {
      const value = childOf(node, limit)
      if (value?.kind === 'number') found[limit] = value.value
    }
    return found
  }
}

type Limit = 'minLength' | 'maxLength' | 'minValue' | 'maxValue'

const limits: readonly Limit[] = ['minLength', 'maxLength', 'minValue', 'maxValue']

const anyShape: TypeShape = { kind: 'any', secure: false, nullable: false }

/** `#/definitions/name` is `name`. */
function referenceOf(node: Node): string | undefined {
  const match = /^#\/definitions\/(.+)$/i.exec(textOf(childOf(node, '$ref')) ?? '')
  return match?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~')
}

function isTrue(node: Node | undefined): boolean {
  return node?.kind === 'boolean' && node.value
}
