import { isGuid } from '../access/identifiers.js'
import { parseJson } from '../source/json.js'
import type { Node } from '../source/node.js'
import { childOf, plainOf, textOf } from '../source/node.js'
import type { Problem } from '../source/problem.js'
import { placeOf } from '../source/schema.js'
import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'

/** An Azure Policy definition or initiative as it is written. */
export interface Definition {
  readonly source: SourceText
  readonly root: Node
  /** Names from the root to the properties of the definition. */
  readonly path: readonly string[]
  readonly properties: Node
  readonly name: string
  readonly displayName: string
}

/** Longest definition in UTF-16 units; Azure itself takes less. */
const maxLength = 2_000_000

/** Reads a definition or an initiative, with its envelope or without; what is none is a `policy-invalid` problem. */
export function readDefinition(source: SourceText): {
  readonly definition: Definition | undefined
  readonly problems: readonly Problem[]
} {
  const { file, text } = source
  // What is no JSON is told by that alone.
  const refused = (message: string, span: Span, syntax: readonly Problem[] = []) => ({
    definition: undefined,
    problems: syntax.length > 0 ? syntax : [{ code: 'policy-invalid', severity: 'error', message, span } as const],
  })
  const whole = { file, start: 0, end: 0 }
  if (text.length > maxLength) return refused(`A definition has at most ${maxLength} characters`, whole)
  const { root, problems } = parseJson(source)
  if (root?.kind !== 'object') return refused('Expected a policy definition', whole, problems)
  const wrapped = childOf(root, 'properties')
  const properties = wrapped?.kind === 'object' ? wrapped : root
  if (!childOf(properties, 'policyRule') && !childOf(properties, 'policyDefinitions')) {
    const message = 'Expected `policyRule` (a definition) or `policyDefinitions` (an initiative)'
    return refused(message, placeOf(root, file, []), problems)
  }
  const id = textOf(childOf(root, 'id'))?.split('/').at(-1)
  const given = textOf(childOf(root, 'name')) ?? id
  const fallback = (file.split('/').at(-1) ?? file).replace(/\.jsonc?$/i, '')
  const name = id && isGuid(id) ? id : (given ?? fallback)
  const displayName = textOf(childOf(properties, 'displayName')) ?? name
  const path = properties === root ? [] : ['properties']
  return { definition: { source, root, path, properties, name, displayName }, problems }
}

export interface DeclaredParameters {
  /** Names as written, by folded name. */
  readonly names: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<string, unknown>
  /** What a value, or each entry of a list, may be; absent: anything. */
  readonly allowed: ReadonlyMap<string, readonly unknown[]>
}

/** The parameters that a definition declares, by folded name. */
export function declared({ properties }: Definition): DeclaredParameters {
  const node = childOf(properties, 'parameters')
  const members = node?.kind === 'object' ? node.members : []
  const each = (name: string): readonly (readonly [string, unknown])[] =>
    members.flatMap(({ key, value }) => {
      const given = childOf(value, name)
      return given ? [[key.toLowerCase(), plainOf(given)] as const] : []
    })
  return {
    names: new Map(members.map(({ key }) => [key.toLowerCase(), key])),
    defaults: new Map(each('defaultValue')),
    allowed: new Map(each('allowedValues').flatMap(([key, list]) => (Array.isArray(list) ? [[key, list]] : []))),
  }
}

/** Whether a value, or each entry of a list, is one of those allowed; texts without regard to case, objects always. */
export function isAllowed(data: unknown, allowed: readonly unknown[]): boolean {
  const known = new Set(allowed.map(fold))
  const values: readonly unknown[] = Array.isArray(data) ? data : [data]
  return values.every((value) => typeof value === 'object' || known.has(fold(value)))
}

/** Equal for `90` and `"90"`, `true` and `"True"`. */
function fold(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase()
}
