import type { Member, Node } from '../../source/node.js'
import type { Program } from '../program.js'
import { foldName } from '../program.js'
import { isExpression } from './expression.js'
import { once } from './lowering.js'

/** Reads templates that variables hold as data, as Bicep's `loadJsonContent` leaves them: each once, and lazily. */
export function templatesInVariables(
  variables: Node | undefined,
  nested: (template: Node) => Program,
): (name: string) => (() => Program) | undefined {
  const members = variables?.kind === 'object' ? variables.members : []
  const nodes = once(() => new Map(members.map((member) => [foldName(member.key), member.value])))
  const known = new Map<string, (() => Program) | undefined>()
  return (name) => {
    const key = foldName(name)
    if (!known.has(key)) known.set(key, templateOf(nodes().get(key), nested))
    return known.get(key)
  }
}

function templateOf(node: Node | undefined, nested: (template: Node) => Program): (() => Program) | undefined {
  const template = node?.kind === 'object' ? evaluated(node) : undefined
  return template && once(() => nested(template))
}

/**
 * What Azure makes of a value before it reads it as a template: `[[a()]` has become `[a()]`, at its own place.
 *
 * Undefined where an expression stands in it, since that is evaluated outside.
 */
function evaluated(node: Node): Node | undefined {
  if (node.kind === 'string') {
    if (isExpression(node.value)) return undefined
    return isEscaped(node.value) ? { ...node, start: node.start + 1, value: node.value.slice(1) } : node
  }
  if (node.kind === 'array') {
    const items = node.items.map(evaluated).filter((item) => item !== undefined)
    return items.length === node.items.length ? { ...node, items } : undefined
  }
  if (node.kind !== 'object') return node
  const members = node.members.map(evaluatedMember).filter((member) => member !== undefined)
  return members.length === node.members.length ? { ...node, members } : undefined
}

function evaluatedMember(member: Member): Member | undefined {
  if (isExpression(member.key)) return undefined
  const value = evaluated(member.value)
  if (!value) return undefined
  if (!isEscaped(member.key)) return { ...member, value }
  return { ...member, value, key: member.key.slice(1), keyStart: member.keyStart + 1 }
}

function isEscaped(value: string): boolean {
  return value.startsWith('[[') && value.endsWith(']')
}
