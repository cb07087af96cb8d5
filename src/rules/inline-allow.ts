import type { Comment, Node } from '../source/node.js'
import { childOf, memberOf, textOf } from '../source/node.js'
import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'

/** A comment, or an entry of a resource's `metadata`, that sets a rule aside where it stands. */
export interface InlineAllow {
  readonly rule: string
  readonly owner: string | undefined
  readonly reason: string | undefined
  readonly expires: string | undefined
  readonly span: Span
  /** It holds for findings that begin here, and for those on a resource whose declaration begins here. */
  readonly target: Span
  /** What it says and what it says it of: equal for the same allow at another commit. */
  readonly identity: string
}

/** Allows in one file, and lines looked at behind a comment. */
const maxAllows = 1_000
const maxLines = 50

/**
 * Allows in the comments of a file: `kv-review: allow RULE until 2027-03-01 by OWNER -- REASON`, several rules with commas.
 *
 * A comment on its own line speaks of the next line that is not one; one behind code, of its own line.
 */
export function readCommentAllows(source: SourceText, comments: readonly Comment[]): readonly InlineAllow[] {
  const allows: InlineAllow[] = []
  for (const comment of comments) {
    if (allows.length >= maxAllows) break
    const parsed = parseAllow(comment.text)
    if (!parsed) continue
    const target = targetOf(source, comment, comments)
    const span = { file: source.file, start: comment.start, end: comment.end }
    const said = source.text.slice(target.start, target.end).trim()
    const { rules, ...rest } = parsed
    for (const rule of rules) {
      const identity = [rule, rest.owner, rest.reason, rest.expires, said].join('\0')
      allows.push({ rule, ...rest, span, target, identity })
    }
  }
  return allows
}

interface Parsed {
  readonly rules: readonly string[]
  readonly owner: string | undefined
  readonly reason: string | undefined
  readonly expires: string | undefined
}

function parseAllow(comment: string): Parsed | undefined {
  const [line = ''] = comment.split(/[\r\n]/, 1)
  const lead = /^kv-review:\s*allow(?=\s|$)/i.exec(line.slice(0, 1_000))
  if (!lead) return undefined
  const rest = line.slice(lead[0].length, 1_000)
  const dashes = /\s--(?:\s|$)/.exec(rest)
  const reason = dashes ? rest.slice(dashes.index + 3).trim() : undefined
  const words = (dashes ? rest.slice(0, dashes.index) : rest).split(/\s+/).filter(Boolean)
  const until = words.indexOf('until')
  const by = words.indexOf('by')
  const stop = (from: number): number => Math.min(...[until, by, words.length].filter((at) => at > from))
  const named = words
    .slice(0, stop(-1))
    .join(' ')
    .split(/[\s,]+/)
    .filter(Boolean)
  return {
    rules: named.length > 0 ? named : [''],
    expires: until < 0 ? undefined : words[until + 1],
    owner: by < 0 ? undefined : words.slice(by + 1, stop(by)).join(' ') || undefined,
    reason: reason === '' ? undefined : reason,
  }
}

function targetOf(source: SourceText, comment: Comment, comments: readonly Comment[]): Span {
  const { file, text } = source
  const { line } = source.positionAt(comment.start)
  const lineStart = source.lineStarts[line - 1] ?? 0
  const own = text.slice(lineStart, comment.start).trim() !== ''
  let at = own ? line : source.positionAt(comment.end).line + 1
  const commented = new Map(comments.map((each) => [source.positionAt(each.start).line, each]))
  for (let seen = own ? maxLines : 0; seen < maxLines; seen++, at++) {
    const written = source.lineAt(at).trim()
    const other = commented.get(at)
    const isComment = other !== undefined && text.slice(source.lineStarts[at - 1] ?? 0, other.start).trim() === ''
    if (written !== '' && !isComment) break
  }
  const start = source.lineStarts[at - 1] ?? text.length
  const end = source.lineStarts[at] ?? text.length
  // A line that is only a bracket says nothing of what follows: the line after it does.
  const bare = /^[[{(,\s-]*$/.test(text.slice(start, end)) ? (source.lineStarts[at + 1] ?? text.length) : end
  return { file, start, end: bare }
}

/** Allows in the `metadata` of resources of plain JSON: `{ "kv-review": { "allow": [{ rule, owner, reason, expires }] } }`. */
export function readMetadataAllows({ file, text }: SourceText, root: Node): readonly InlineAllow[] {
  if (!text.includes('kv-review')) return []
  const allows: InlineAllow[] = []
  const stack: Node[] = [root]
  for (let node = stack.pop(); node && allows.length < maxAllows; node = stack.pop()) {
    if (node.kind === 'array') stack.push(...node.items.toReversed())
    if (node.kind !== 'object') continue
    stack.push(...node.members.map(({ value }) => value).toReversed())
    const list = childOf(childOf(childOf(node, 'metadata'), 'kv-review'), 'allow')
    if (list?.kind !== 'array') continue
    const target = { file, start: node.start, end: node.end }
    const about = ['type', 'name'].map((name) => textOf(childOf(node, name)) ?? '')
    for (const entry of list.items) {
      const said = (name: string): string | undefined => textOf(memberOf(entry, name)?.value)?.trim() || undefined
      const rest = { owner: said('owner'), reason: said('reason'), expires: said('expires') }
      const rule = said('rule') ?? ''
      const identity = [rule, rest.owner, rest.reason, rest.expires, ...about].join('\0')
      allows.push({ rule, ...rest, span: { file, start: entry.start, end: entry.end }, target, identity })
    }
  }
  return allows
}
