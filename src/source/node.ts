/**
 * The tree that the JSON and the YAML reader both return.
 *
 * Offsets are UTF-16, from 0, `end` exclusive; the file is known to whoever holds the tree.
 */
export type Node = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode

export interface ObjectNode {
  readonly kind: 'object'
  readonly start: number
  readonly end: number
  readonly members: readonly Member[]
  /** Something in it could not be read: what is absent here may be there. */
  readonly incomplete?: true
}

export interface Member {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: Node
}

export interface ArrayNode {
  readonly kind: 'array'
  readonly start: number
  readonly end: number
  readonly items: readonly Node[]
  /** Something in it could not be read: there may be more items. */
  readonly incomplete?: true
}

export interface StringNode {
  readonly kind: 'string'
  readonly start: number
  readonly end: number
  /** The decoded value. */
  readonly value: string
}

export interface NumberNode {
  readonly kind: 'number'
  readonly start: number
  readonly end: number
  readonly value: number
}

export interface BooleanNode {
  readonly kind: 'boolean'
  readonly start: number
  readonly end: number
  readonly value: boolean
}

export interface NullNode {
  readonly kind: 'null'
  readonly start: number
  readonly end: number
}

/** A comment beside the tree; `text` is without its marks and outer blanks. */
export interface Comment {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The member of that name, without regard to case as Azure reads templates; the last one wins, as in Azure. */
export function memberOf(node: Node | undefined, key: string): Member | undefined {
  if (node?.kind !== 'object') return undefined
  for (let at = node.members.length - 1; at >= 0; at--) {
    const member = node.members[at]
    if (member && sameKey(member.key, key)) return member
  }
  return undefined
}

/** The value of {@link memberOf}. */
export function childOf(node: Node | undefined, key: string): Node | undefined {
  return memberOf(node, key)?.value
}

/** The text of a string node; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined
}

/** Plain data of a tree, for schema validation; object keys as written, `__proto__` kept harmless. */
export function plainOf(node: Node): unknown {
  if (node.kind === 'array') return node.items.map(plainOf)
  if (node.kind === 'null') return null
  if (node.kind !== 'object') return node.value
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const member of node.members) result[member.key] = plainOf(member.value)
  return result
}

function sameKey(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase())
}
