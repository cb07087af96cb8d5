import { clip, markdownCell, markdownCode, markdownProse } from './inert.js'
import type { Section } from './markdown.js'
import { type LinkTo, markdownLink } from './markdown.js'
import { tellsAnything } from './proposal.js'
import type { ProposedFinding, ProposedRules } from './report.js'
import { count } from './words.js'

const MESSAGE = 500
const MOST_FILES = 5

/** What the change's own rules would do to the findings, in one sentence. */
export function sayProposal({ gone, added, changed, problems, failOn }: ProposedRules): string {
  if (problems.length > 0)
    return `The rules that this change proposes have ${count(problems.length, 'mistake')}, so what they would do cannot be told`
  const parts = [
    gone.length > 0 ? `${count(gone.length, 'finding')} would no longer be reported` : '',
    added.length > 0 ? `${count(added.length, 'finding')} would be new` : '',
    changed.length > 0 ? `${count(changed.length, 'finding')} would have another severity` : '',
    failOn === undefined
      ? ''
      : failOn === 'never'
        ? 'no finding would fail a run'
        : `runs would fail from ${failOn} on`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'With this change, the findings stay the same' : `With this change, ${join(parts)}`
}

/** The section of the summary; it is judged by the rules of the base all the same, and says so. */
export function writeProposal(
  proposed: ProposedRules,
  linkTo: LinkTo | undefined,
  more: (left: number) => string,
): Section {
  const files = proposed.files.slice(0, MOST_FILES).map(markdownCode)
  const left = proposed.files.length - files.length
  const changes = `Changed: ${files.join(', ')}${left > 0 ? ` and ${left} more` : ''}; until then, this review is by the rules of the base.`
  const items = tellsAnything(proposed)
    ? [
        ...proposed.problems.map(
          ({ code, message, file, location }) =>
            `- ${at(location, file, linkTo)}${markdownCode(code)}: ${markdownProse(clip(message, MESSAGE))}`,
        ),
        ...proposed.gone.map((one) => item('gone', one, linkTo)),
        ...proposed.added.map((one) => item('new', one, linkTo)),
        ...proposed.changed.map((one) => item(`${one.was ?? ''} → ${one.severity}`, one, linkTo)),
      ]
    : []
  return {
    head: `### What the changed rules would do\n\n${sayProposal(proposed)}. ${changes}${items.length > 0 ? '\n' : ''}`,
    items,
    more,
  }
}

function item(what: string, finding: ProposedFinding, linkTo: LinkTo | undefined): string {
  const { rule, severity, message, resource, location, waiver, undecided, was } = finding
  const parts = [
    `- **${what}** ${at(location, resource, linkTo)}${markdownCode(rule)}${was ? '' : ` (${severity})`}: ${markdownProse(clip(message, MESSAGE))}`,
    waiver
      ? `Waived until ${markdownCell(waiver.expires)} by ${markdownCell(waiver.owner)}: ${markdownProse(clip(waiver.reason, MESSAGE))}`
      : '',
    undecided ? 'It could no longer be told.' : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function at(location: ProposedFinding['location'], otherwise: string | undefined, linkTo: LinkTo | undefined): string {
  if (!location) return otherwise === undefined ? '' : `${markdownCode(otherwise)} `
  return `${markdownLink(markdownCode(`${location.path}:${location.startLine}`), linkTo?.(location))} `
}

function join(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}
