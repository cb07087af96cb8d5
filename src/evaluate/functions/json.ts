import { parseJson } from '../../source/json.js'
import type { Node } from '../../source/node.js'
import { SourceText } from '../../source/text.js'
import { arrayOf, entryOf, literal, objectOf, unknown, type Value } from '../value.js'
import { refuse, undecided, type Work } from './call.js'

/** How deep JSON text may nest: the default of Newtonsoft, which Azure reads it with. */
const maxDepth = 64

/**
 * What `json` makes of a text.
 *
 * Newtonsoft reads more than JSON (single quotes, names without quotes); such a text is undecided, not refused.
 */
export function jsonValue(work: Work, text: string): Value {
  if (text === '') return undecided(work)
  const tree = parseJson(new SourceText(work.call.span.file, text), { depth: maxDepth, problems: 1 })
  if (!tree.root || tree.problems.length > 0) {
    return looksLikeJson(text) ? undecided(work) : refuse(work, 'takes a text in JSON')
  }
  return valueOf(work, tree.root, text)
}

/** Whether a lenient reader might make something of a text that is not JSON. */
function looksLikeJson(text: string): boolean {
  return /^\s*(?:[[{'"/+\-.\dNIun]|true|false|null)/.test(text)
}

function valueOf(work: Work, node: Node, text: string): Value {
  const { origin } = work
  if (node.kind === 'null') return literal(null, origin)
  if (node.kind === 'string' || node.kind === 'boolean') return literal(node.value, origin)
  if (node.kind === 'number') {
    const exact = Number.isSafeInteger(node.value) || (Number.isFinite(node.value) && !Number.isInteger(node.value))
    if (exact) return literal(node.value, origin)
    const written = text.slice(node.start, node.end)
    return unknown({ kind: 'unsupported', what: 'a number past 2^53' }, `number ${written}`, origin, { type: 'int' })
  }
  if (node.kind === 'array') {
    return arrayOf(
      node.items.map((item) => valueOf(work, item, text)),
      origin,
    )
  }
  const entries = node.members.map((member) => entryOf(member.key, work.call.span, valueOf(work, member.value, text)))
  return objectOf(entries, origin)
}
