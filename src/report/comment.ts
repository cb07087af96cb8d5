import type { Finding } from '../rules/finding.js'
import { clip, fenced, isPlain, markdownBlock, markdownCode, markdownProse } from './inert.js'
import { type LinkTo, markdownLink, markdownPlace } from './markdown.js'
import type { Report } from './report.js'
import { count, sayWhen } from './words.js'

export interface CommentOptions {
  /** What the fix would write, where it lies on the lines that the comment covers. */
  readonly offer?:
    | {
        /** May replace exactly the lines that the comment covers; an empty text takes them away. */
        readonly kind: 'suggestion'
        readonly text: string
        /** All findings that are gone once it is committed. */
        readonly mends: readonly Finding[]
      }
    | {
        /** The suggestion for another finding does the same or, where there is a text to be read, is in the way. */
        readonly kind: 'behind'
        readonly other: Finding
        readonly text?: string
      }
  /** Whether the comment stands on the finding's own lines; otherwise it names them. */
  readonly exact?: boolean
  /** The diff no longer shows the line that the comment was written on, or its file has another name. */
  readonly since?: 'changed' | 'renamed'
  readonly linkTo?: LinkTo
}

const SENTENCE = 2000
const SHOWN_PLACES = 8

/** The text of a review comment on one finding or on several at one place: what is wrong, why it matters here, how to mend it. */
export function writeComment(findings: readonly Finding[], report: Report, options: CommentOptions = {}): string {
  const parts = findings.map((finding) => writeOne(finding, report, options))
  const { since, offer } = options
  const notes = {
    changed: '*The line of this comment has changed since; what it says still holds.*',
    renamed: '*The file of this comment has been renamed since; what it says still holds.*',
  }
  const [only, ...others] = findings
  const replacement = offer && only ? writeOffer(offer, others.length === 0 ? only : undefined) : ''
  const text = parts.join('\n\n---\n\n')
  return [since ? notes[since] : '', text, replacement].filter((block) => block !== '').join('\n\n')
}

/** The replacement text below what is said of one finding, or below all that share the comment. */
function writeOffer(offer: NonNullable<CommentOptions['offer']>, only: Finding | undefined): string {
  if (offer.kind === 'suggestion') {
    if (!isPlain(offer.text)) return ''
    const block = fenced(offer.text, 'suggestion')
    const mends = offer.mends.filter((finding) => finding !== only).map((finding) => markdownCode(finding.rule))
    if (mends.length === 0) return block
    return `${only ? 'Accepting this also settles' : 'Accepting this settles'} ${listWords(mends)}:\n\n${block}`
  }
  if (!only) return ''
  const other = markdownCode(offer.other.rule)
  if (offer.text === undefined) return `The suggestion for ${other} in this place settles this one, too.`
  const language = /\.(bicep|json|ya?ml)/i.exec(only.span?.file ?? '')?.[1]?.toLowerCase() ?? ''
  return `The suggestion for ${other} changes some of the same lines; once it is accepted or resolved, this one can be committed:\n\n${markdownBlock(offer.text, language)}`
}

function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** What replaces the text of a comment that somebody has answered and whose finding is gone. */
export function writeGone(commit: string): string {
  return `✅ No longer reported at ${markdownCode(commit.slice(0, 12))}.`
}

function writeOne(finding: Finding, report: Report, options: CommentOptions): string {
  const rule = report.rules.find((rule) => rule.id === finding.rule)
  const advice = finding.advice ?? finding.fix?.description
  const blocks = [
    `**${finding.severity}** · ${markdownLink(markdownCode(finding.rule), rule?.page ?? rule?.see[0])}${placeLine(finding, report, options)}`,
    markdownProse(clip(finding.message, SENTENCE)),
    markdownProse(clip(finding.why, SENTENCE)),
    conditions(finding),
    places(finding, report, options),
    advice === undefined ? '' : `*Fix:* ${markdownProse(clip(advice, SENTENCE))}`,
    finding.requestedWaiver
      ? `An exception is requested here by ${markdownProse(finding.requestedWaiver.owner)} until ${markdownProse(finding.requestedWaiver.expires)}; it holds once the base branch has it.`
      : '',
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function placeLine(finding: Finding, report: Report, options: CommentOptions): string {
  if (!finding.span || options.exact !== false) return ''
  return ` · ${markdownPlace(finding.span, report, options.linkTo)}`
}

function conditions(finding: Finding): string {
  const whens = finding.when.map((when) => markdownProse(clip(sayWhen(when), SENTENCE)))
  if (finding.instances.length <= 1)
    return whens.map((when) => `*${when.charAt(0).toUpperCase()}${when.slice(1)}.*`).join('  \n')
  const names = finding.instances.map((it) =>
    [it.resource ? markdownCode(it.resource.name) : '', ...it.when.map((when) => markdownProse(sayWhen(when)))]
      .filter((part) => part !== '')
      .join(' '),
  )
  const shown = [...new Set(names)].filter((name) => name !== '').slice(0, SHOWN_PLACES)
  const left = finding.instances.length - shown.length
  return `${count(finding.instances.length, 'instance')}: ${shown.join('; ')}${left > 0 ? `; and ${left} more` : ''}`
}

function places(finding: Finding, report: Report, options: CommentOptions): string {
  const lines = finding.related
    .slice(0, SHOWN_PLACES)
    .map((it) => `- ${markdownPlace(it.span, report, options.linkTo)} ${markdownProse(clip(it.message, SENTENCE))}`)
  const left = finding.related.length - lines.length
  return [...lines, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n')
}
