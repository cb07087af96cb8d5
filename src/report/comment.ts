import type { Finding } from '../rules/finding.js'
import { clip, fenced, isPlain, markdownCode, markdownProse } from './inert.js'
import { type LinkTo, markdownLink, markdownPlace } from './markdown.js'
import type { Report } from './report.js'
import { count, sayWhen } from './words.js'

export interface CommentOptions {
  /** What may replace exactly the lines that the comment covers; empty to take them away. */
  readonly suggestion?: string
  /** Whether the comment stands on the finding's own lines; otherwise it names them. */
  readonly exact?: boolean
  /** The diff no longer shows the line that the comment was written on. */
  readonly outdated?: boolean
  readonly linkTo?: LinkTo
}

const SENTENCE = 2000
const SHOWN_PLACES = 8

/** The text of a review comment on one finding or on several at one place: what is wrong, why it matters here, how to mend it. */
export function writeComment(findings: readonly Finding[], report: Report, options: CommentOptions = {}): string {
  const parts = findings.map((finding) => writeOne(finding, report, options))
  const note = options.outdated ? ['*The line of this comment has changed since; what it says still holds.*'] : []
  return [...note, parts.join('\n\n---\n\n')].join('\n\n')
}

/** What replaces the text of a comment that somebody has answered and whose finding is gone. */
export function writeGone(commit: string): string {
  return `✅ No longer reported at ${markdownCode(commit.slice(0, 12))}.`
}

function writeOne(finding: Finding, report: Report, options: CommentOptions): string {
  const rule = report.rules.find((rule) => rule.id === finding.rule)
  const advice = finding.advice ?? finding.fix?.description
  const offered =
    finding.fix && options.suggestion !== undefined && isPlain(options.suggestion) ? options.suggestion : undefined
  const blocks = [
    `**${finding.severity}** · ${markdownLink(markdownCode(finding.rule), rule?.page ?? rule?.see[0])}${placeLine(finding, report, options)}`,
    markdownProse(clip(finding.message, SENTENCE)),
    markdownProse(clip(finding.why, SENTENCE)),
    conditions(finding),
    places(finding, report, options),
    advice === undefined ? '' : `*Fix:* ${markdownProse(clip(advice, SENTENCE))}`,
    offered === undefined ? '' : fenced(offered, 'suggestion'),
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
