import type { Edit, Finding } from '../rules/finding.js'
import type { LineRange } from './diff.js'
import type { GitLines } from './lines.js'
import { replaceLines } from './suggest.js'

/** A comment whose lines its findings' fixes may replace. */
export interface Wish {
  readonly path: string
  /** The lines that the comment covers. */
  readonly lines: LineRange
  /** The findings whose edits lie on these lines, the gravest first. */
  readonly findings: readonly Finding[]
}

/** How a comment shows what its finding's fix would write. */
export type Offer =
  /** To be committed with a click; it makes the edits of all that it `mends`, also where those have comments of their own. */
  | { readonly kind: 'suggestion'; readonly text: string; readonly mends: readonly Finding[] }
  /** The suggestion for another finding makes these edits as well, or, where there is a text to be read, is in their way. */
  | { readonly kind: 'behind'; readonly other: Finding; readonly text?: string }

interface Claim {
  readonly wish: Wish
  edits: readonly Edit[]
  text: string
  /** Whose edits these are, the first of the wish's own. */
  readonly findings: Finding[]
}

/**
 * Settles which comments offer a suggestion, in the order in which they are given.
 *
 * Each can be accepted whatever becomes of the others: no two suggestions replace the same line or write the same
 * property of a resource. New properties at one place are written by one suggestion.
 */
export function settleOffers(wishes: readonly Wish[], lines: GitLines): ReadonlyMap<Wish, Offer> {
  const claims: Claim[] = []
  const offers = new Map<Wish, Offer>()
  for (const wish of wishes) {
    for (const finding of wish.findings) {
      const edits = finding.fix?.edits ?? []
      const text = replaceLines(wish.path, wish.lines, edits, lines)
      if (text === undefined) continue
      const inTheWay = claims.filter((claim) => isInTheWay(claim, wish, finding, lines))
      const [first] = inTheWay
      const other = first?.findings[0]
      if (!first || !other) {
        claims.push({ wish, edits, text, findings: [finding] })
      } else if (inTheWay.length === 1 && join(first, wish, finding, lines)) {
        if (first.wish !== wish) offers.set(wish, { kind: 'behind', other })
      } else if (wish.findings.length === 1) {
        offers.set(wish, { kind: 'behind', other, text })
      }
    }
  }
  for (const { wish, text, findings } of claims) offers.set(wish, { kind: 'suggestion', text, mends: findings })
  return offers
}

/** Has the claim's suggestion make the edits of another finding too, where that can be; whether it does. */
function join(claim: Claim, wish: Wish, finding: Finding, lines: GitLines): boolean {
  if (!joins(claim, wish, finding, lines)) return false
  const added = (finding.fix?.edits ?? []).filter((edit) => !claim.edits.some((one) => isSame(one, edit)))
  const edits = [...claim.edits, ...added]
  const text = replaceLines(claim.wish.path, claim.wish.lines, edits, lines)
  if (text === undefined) return false
  claim.edits = edits
  claim.text = text
  claim.findings.push(finding)
  return true
}

function isInTheWay({ wish, edits, findings }: Claim, other: Wish, finding: Finding, lines: GitLines): boolean {
  if (wish.path !== other.path) return false
  if (overlap(wish.lines, other.lines)) return true
  if (!findings.some((one) => isOfOneResource(one, finding))) return false
  const names = namesOf(edits, lines)
  return namesOf(finding.fix?.edits ?? [], lines).some((name) => names.includes(name))
}

/**
 * Whether the edits can be made by the claim's suggestion too: they are its own already, or write other properties.
 *
 * What is only noted does not come along with what mends an error.
 */
function joins({ wish, edits, findings }: Claim, other: Wish, finding: Finding, lines: GitLines): boolean {
  const added = (finding.fix?.edits ?? []).filter((edit) => !edits.some((one) => isSame(one, edit)))
  if (added.length === 0) return true
  if (wish.path !== other.path || !overlap(wish.lines, other.lines)) return false
  if ((finding.severity === 'note') !== findings.every(({ severity }) => severity === 'note')) return false
  const names = new Set([...namesOf(edits, lines), ...edits.map((edit) => valueName(edit, lines))])
  return added.every((edit) => {
    const range = lines.rangeOf(edit.span)
    const name = namesOf([edit], lines)[0] ?? valueName(edit, lines)
    return (
      range !== undefined &&
      wish.lines.start <= range.start &&
      range.end <= wish.lines.end &&
      name !== undefined &&
      !names.has(name) &&
      edits.every(
        (one) =>
          (isNewLine(one) && isNewLine(edit)) || one.span.end < edit.span.start || edit.span.end < one.span.start,
      )
    )
  })
}

function isNewLine({ span, text }: Edit): boolean {
  return span.start === span.end && text.endsWith('\n')
}

function isSame(a: Edit, b: Edit): boolean {
  return a.text === b.text && a.span.file === b.span.file && a.span.start === b.span.start && a.span.end === b.span.end
}

function isOfOneResource({ extent: a }: Finding, { extent: b }: Finding): boolean {
  return a !== undefined && b !== undefined && a.file === b.file && a.start === b.start && a.end === b.end
}

function overlap(a: LineRange, b: LineRange): boolean {
  return a.start <= b.end && b.start <= a.end
}

const NEW_PROPERTY = /^[\s{]*["']?([\w.-]+)["']?\s*:/
const NAME = /^["']?([\w.-]+)["']?$/

/** The properties that edits write or rename, in small letters: two of one name would break the file. */
function namesOf(edits: readonly Edit[], lines: GitLines): readonly string[] {
  return edits.flatMap(({ span, text }) => {
    const isName = /^\s*:/.test(lines.textOf(span.file)?.slice(span.end, span.end + 20) ?? '')
    const name = NEW_PROPERTY.exec(text)?.[1] ?? (isName ? NAME.exec(text)?.[1] : undefined)
    return name === undefined ? [] : [name.toLowerCase()]
  })
}

const BEFORE_VALUE = /([\w.-]{1,100})["']?\s{0,10}:\s{0,10}$/

/** The property whose value an edit replaces, as far as the text before it tells. */
function valueName({ span }: Edit, lines: GitLines): string | undefined {
  const before = lines.textOf(span.file)?.slice(Math.max(0, span.start - 125), span.start) ?? ''
  return span.start === span.end ? undefined : BEFORE_VALUE.exec(before)?.[1]?.toLowerCase()
}
