import { partsOf } from '../evaluate/parts.js'
import type { Part } from '../evaluate/parts.js'
import type { Resource } from '../evaluate/resource.js'
import { firstUnknown, originAt, textOf, unknown } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'

/** The name of a resource without those of its parents, as Azure Policy's `name`. */
export function ownName({ names }: Resource): Value | undefined {
  return names.at(-1)
}

/** The names of its parents and its own, with slashes between, as Azure Policy's `fullName`. */
export function fullName({ names, head }: Resource): Value | undefined {
  const [first] = names
  if (names.length === 1) return first
  const parts: Part[] = []
  for (const [at, name] of names.entries()) {
    const own = partsOf(name)
    if (!own) {
      const { cause, identity } = firstUnknown([name])
      return unknown(cause, () => `full name ${identity}`, first?.origin ?? originAt(head), { type: 'string' })
    }
    parts.push(...(at === 0 ? [] : ['/']), ...own)
  }
  return textOf(parts, names.at(-1)?.origin ?? originAt(head))
}
