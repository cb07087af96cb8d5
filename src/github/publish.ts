import { writeComment, writeGone } from '../report/comment.js'
import type { LinkTo } from '../report/markdown.js'
import { tellsAnything } from '../report/proposal.js'
import type { Report } from '../report/report.js'
import { writeSummary } from '../report/summary.js'
import { isOpen, secretPlaces, weightOf } from '../report/words.js'
import type { Finding } from '../rules/finding.js'
import { applyPlan, isRefusal, type Outcome, wroteAnything } from './apply.js'
import type { GitHub } from './client.js'
import type { Diff } from './diff.js'
import { GitLines } from './lines.js'
import { sign } from './marker.js'
import { type Plan, type Standing, reconcile } from './plan.js'
import { Ambiguous, findOwn, type StandingComments } from './standing.js'
import { writeSticky } from './sticky.js'
import { troubleOf } from './trouble.js'

export interface Publication {
  readonly number: number
  /** The commit that was reviewed. */
  readonly head: string
  /** What lies within the filter. */
  readonly report: Report
  readonly diff: Diff
  readonly instance: string
  readonly mostComments: number
  readonly withSummary: boolean
  readonly resolveThreads: boolean
  readonly linkTo: LinkTo
  /** Sentences for the summary comment. */
  readonly notes: readonly string[]
}

/** What came of telling a pull request what was found. */
export interface Published {
  /** Where each open finding is shown on the pull request; empty when nothing could be written. */
  readonly standings: ReadonlyMap<Finding, Standing>
  readonly state:
    | 'written'
    /** The token may not write. */
    | 'read-only'
    /** The head moved on during the run. */
    | 'overtaken'
    | 'closed'
    | 'unwritten'
  /** GitHub's words, where the state is `read-only`. */
  readonly refusal?: string
  /** Reports that were lost, in sentences for the reader. */
  readonly losses: readonly string[]
  readonly written: Outcome['written']
}

const NOTHING = { created: 0, updated: 0, deleted: 0, resolved: 0 }
/** Less than a comment may hold, for the marker's sake. */
const LONGEST_SUMMARY = 60_000

/** Brings the comments of a pull request to what the report says; throws only what is a mistake of ours. */
export async function publish(github: GitHub, given: Publication): Promise<Published> {
  let own: StandingComments
  try {
    own = await findOwn(github, given.number, given.instance)
    const now = await github.pullRequest(given.number)
    if (!now.isOpen) return unwritten('closed')
    if (now.head !== given.head) return unwritten('overtaken')
  } catch (error) {
    if (error instanceof Ambiguous) return unwritten('unwritten', `No comment was written: ${error.message}.`)
    const trouble = troubleOf(error)
    if (isRefusal(trouble)) return { ...unwritten('read-only'), refusal: trouble.message }
    return unwritten('unwritten', `No comment was written (${trouble.message}).`)
  }
  const { number, head } = given
  const outcome = await applyPlan(planOf(given, own), github, { number, head, viewer: own.viewer })
  const losses = [...outcome.losses]
  let { refusal } = outcome
  if (given.withSummary && refusal === undefined) {
    const trouble = await writeSticky(stickyOf(given, own, outcome), github, number)
    if (trouble && isRefusal(trouble) && !wroteAnything(outcome.written)) refusal = trouble.message
    else if (trouble) losses.push(`The summary comment could not be written (${trouble.message}).`)
  }
  const { standings, written } = outcome
  return refusal === undefined
    ? { standings, losses, written, state: 'written' }
    : { standings, losses, written, state: 'read-only', refusal }
}

function planOf(given: Publication, own: StandingComments): Plan {
  const { report, linkTo } = given
  return reconcile({
    findings: report.findings.filter(isOpen),
    diff: given.diff,
    sources: new GitLines(report.sources, secretPlaces(report)),
    existing: own.comments,
    instance: given.instance,
    mostComments: given.mostComments,
    wasJudged: judgedBy(report),
    resolveThreads: given.resolveThreads,
    render: (findings, how) => writeComment(findings, report, { ...how, linkTo }),
    renderGone: () => writeGone(given.head),
  })
}

/** Whether nothing kept a file's findings from being found: an input that could not be read may have held anything. */
function judgedBy(report: Report): (path: string) => boolean {
  if (report.problems.some((problem) => problem.severity === 'error')) return () => false
  const unread = new Set(report.problems.map((problem) => problem.span?.file ?? problem.file))
  return (path) => !unread.has(path)
}

function stickyOf(given: Publication, own: StandingComments, outcome: Outcome) {
  // A summary that named the time of the run would be another one each time.
  const { elapsed: _, ...report } = given.report
  const standing = (...wanted: readonly Standing[]): ReadonlySet<Finding> =>
    new Set([...outcome.standings].flatMap(([finding, standing]) => (wanted.includes(standing) ? [finding] : [])))
  const text = writeSummary(report, {
    limit: LONGEST_SUMMARY,
    linkTo: given.linkTo,
    notes: [...given.notes, ...outcome.losses],
    accepted: standing('accepted'),
    commented: standing('line', 'file'),
  })
  const { findings, changes, verdict, underProposedRules } = given.report
  const changesAccess = changes !== undefined && changes.granted.length + changes.taken.length > 0
  return {
    standing: own.sticky,
    body: sign(text.trimEnd(), { instance: given.instance, about: 'summary', gone: false }),
    isNeeded:
      verdict === 'error' ||
      changesAccess ||
      (underProposedRules !== undefined && tellsAnything(underProposedRules)) ||
      findings.some((finding) => weightOf(finding, given.report) !== undefined),
  }
}

function unwritten(state: Published['state'], ...losses: readonly string[]): Published {
  return { standings: new Map(), state, losses, written: NOTHING }
}
