import type { Finding, Severity } from '../rules/finding.js'
import type { Diff, LineRange } from './diff.js'
import type { GitLines } from './lines.js'
import { type Marker, readMarker, sign } from './marker.js'
import { type Place, place } from './place.js'
import { compareText } from '../source/order.js'

/** A review comment of ours as it stands on the pull request. */
export interface OwnComment {
  readonly id: number
  readonly nodeId: string
  readonly path: string
  readonly subject: 'line' | 'file'
  /** Whether the diff still shows where it stands; GitHub calls the others outdated. */
  readonly live: boolean
  /** The lines that it covers now; only of a live comment on lines. */
  readonly lines?: LineRange
  readonly marker: Marker & { readonly about: readonly string[] }
  readonly answered: boolean
  /** Undefined when the conversations could not be read. */
  readonly thread: Thread | undefined
}

export interface Thread {
  readonly id: string
  readonly resolvedBy: 'nobody' | 'us' | 'person'
}

/** A comment that is to be made. */
export interface Draft {
  readonly findings: readonly Finding[]
  readonly place: Exclude<Place, { kind: 'summary' }>
  /** With its marker. */
  readonly body: string
  /** The same for a comment on the whole file, should GitHub refuse the lines. */
  readonly bodyForFile: string
  /** Comments to be taken away once this one stands. */
  readonly replaces: readonly OwnComment[]
}

/** Where the reader finds a finding: `accepted` means that a person resolved its conversation. */
export type Standing = 'line' | 'file' | 'summary' | 'accepted'

/** Every write that brings the comments of a pull request to what the findings say. */
export interface Plan {
  readonly lines: readonly Draft[]
  readonly files: readonly Draft[]
  readonly updates: readonly { readonly comment: OwnComment; readonly body: string }[]
  readonly deletes: readonly OwnComment[]
  readonly resolves: readonly Thread[]
  /** Every finding once, in the order of weight. */
  readonly standings: ReadonlyMap<Finding, Standing>
}

export interface PlanInput {
  /** Those that deserve a comment, in any order. */
  readonly findings: readonly Finding[]
  readonly diff: Diff
  readonly sources: GitLines
  /** Comments whose author and marker are ours. */
  readonly existing: readonly OwnComment[]
  readonly instance: string
  /** Most comments that stand at a time; 0 makes none. */
  readonly mostComments: number
  /** Whether what is no longer found in this file is known to be gone, and was not merely left unread. */
  readonly wasJudged: (path: string) => boolean
  readonly resolveThreads: boolean
  /** The text of a comment; `outdated` when the diff no longer shows the lines that it stands on. */
  readonly render: (findings: readonly Finding[], at: Place, outdated: boolean) => string
  readonly renderGone: () => string
}

/** More findings than this at one place share a comment. */
const MOST_AT_ONE_PLACE = 3
export const MOST_FILE_COMMENTS = 10
const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/** Compares what should stand with what stands; the same for any order of findings, and empty once it was applied. */
export function reconcile(input: PlanInput): Plan {
  const standings = new Map<Finding, Standing>()
  const ours = input.existing.filter((comment) => !comment.marker.gone).sort(byUse)
  const open = ours.filter((comment) => comment.thread?.resolvedBy !== 'person')
  const accepted = new Set(
    ours.filter((comment) => comment.thread?.resolvedBy === 'person').flatMap((comment) => comment.marker.about),
  )
  const groups = groupByPlace(input, accepted, standings)
  const matches = match(groups, open)
  const kept = new Set(matches.values())

  const lines: Draft[] = []
  const files: Draft[] = []
  const updates: Plan['updates'][number][] = []
  const deletes: OwnComment[] = []
  let room = input.mostComments - kept.size
  let roomForFiles = MOST_FILE_COMMENTS - [...kept].filter((comment) => comment.subject === 'file').length

  for (const group of groups) {
    const { at, findings } = group
    const present = matches.get(group)
    let standing: Standing = at.kind
    if (present && (present.live || present.answered || !present.thread || input.mostComments <= 0)) {
      const body = bodyOf(input, findings, asItStands(at, present), !present.live)
      if (!saysTheSame(body, present)) updates.push({ comment: present, body })
      standing = present.subject
    } else if (at.kind === 'summary') {
      if (present) deletes.push(present)
    } else if (present || (room > 0 && (at.kind === 'line' || roomForFiles > 0))) {
      const bodyForFile = bodyOf(input, findings, { kind: 'file', path: at.path }, false)
      const body = at.kind === 'file' ? bodyForFile : bodyOf(input, findings, at, false)
      const draft = { findings, place: at, body, bodyForFile, replaces: present ? [present] : [] }
      ;(at.kind === 'line' ? lines : files).push(draft)
      if (!present) room--
      if (at.kind === 'file') roomForFiles--
    } else {
      standing = 'summary'
    }
    for (const finding of findings) standings.set(finding, standing)
  }

  const resolves: Thread[] = []
  const found = new Set(input.findings.map((finding) => finding.fingerprint))
  for (const comment of open) {
    if (kept.has(comment)) continue
    const isRepeated = comment.marker.about.some((print) => found.has(print))
    if (!isRepeated && !input.wasJudged(comment.path)) continue
    if (!comment.answered) {
      deletes.push(comment)
    } else if (!isRepeated) {
      const marker = { instance: input.instance, about: comment.marker.about, gone: true }
      updates.push({ comment, body: sign(input.renderGone(), marker) })
      if (input.resolveThreads && comment.thread?.resolvedBy === 'nobody') resolves.push(comment.thread)
    }
  }
  return { lines, files, updates, deletes: deletes.sort((a, b) => a.id - b.id), resolves, standings }
}

/** The order in which comments are shown and cut off: severity, then place, then rule. */
function compareFindings(a: Finding, b: Finding): number {
  return (
    WEIGHT[a.severity] - WEIGHT[b.severity] ||
    compareText(a.span?.file ?? '', b.span?.file ?? '') ||
    (a.span?.start ?? 0) - (b.span?.start ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  )
}

interface Group {
  readonly findings: readonly Finding[]
  readonly at: Place
}

/** Findings with their places, those beyond a few at one place together; what people accepted is set aside. */
function groupByPlace(input: PlanInput, accepted: ReadonlySet<string>, standings: Map<Finding, Standing>): Group[] {
  const byPlace = new Map<string, Group[]>()
  const seen = new Set<string>()
  for (const finding of [...input.findings].sort(compareFindings)) {
    const { fingerprint } = finding
    if (accepted.has(fingerprint)) {
      standings.set(finding, 'accepted')
    } else if (seen.has(fingerprint)) {
      // Two of one fingerprint cannot be told apart by a later run, so only the first gets a comment.
      standings.set(finding, 'summary')
    } else {
      seen.add(fingerprint)
      const at = place(finding, input.diff, input.sources)
      const key = at.kind === 'line' ? `${at.path}\0${at.startLine}\0${at.line}` : fingerprint
      const there = byPlace.get(key)
      if (there) there.push({ findings: [finding], at })
      else byPlace.set(key, [{ findings: [finding], at }])
    }
  }
  return [...byPlace.values()].flatMap((groups) => (groups.length > MOST_AT_ONE_PLACE ? [joined(groups)] : groups))
}

/** One group of several at the same lines; no single replacement text would mend them all. */
function joined(groups: readonly Group[]): Group {
  const at = groups[0]?.at ?? { kind: 'summary' }
  const findings = groups.flatMap((group) => group.findings)
  return { findings, at: withoutSuggestion(at) }
}

/**
 * The place as a comment that stands already can speak of it.
 *
 * A suggestion replaces the lines that the comment covers, so it is only made where those are the right ones still.
 */
function asItStands(at: Place, present: OwnComment): Place {
  if (present.subject === 'file') return { kind: 'file', path: present.path }
  const { lines } = present
  const isSame = at.kind === 'line' && lines?.start === at.startLine && lines.end === at.line
  return isSame ? at : withoutSuggestion(at)
}

function withoutSuggestion(at: Place): Place {
  if (at.kind !== 'line') return at
  return { kind: 'line', path: at.path, startLine: at.startLine, line: at.line, exact: at.exact }
}

/** Gives each group the best comment that speaks of one of its findings, each comment once. */
function match(groups: readonly Group[], open: readonly OwnComment[]): Map<Group, OwnComment> {
  const byFingerprint = new Map<string, OwnComment[]>()
  for (const comment of open) {
    for (const print of comment.marker.about) {
      const known = byFingerprint.get(print)
      if (known) known.push(comment)
      else byFingerprint.set(print, [comment])
    }
  }
  const taken = new Set<OwnComment>()
  const matches = new Map<Group, OwnComment>()
  for (const group of groups) {
    const candidates = group.findings.flatMap((finding) => byFingerprint.get(finding.fingerprint) ?? [])
    const best = candidates.filter((comment) => !taken.has(comment)).sort(byUse)[0]
    if (!best) continue
    taken.add(best)
    matches.set(group, best)
  }
  return matches
}

/** Which of several comments about one finding stays: one that the diff shows, one with answers, the oldest. */
function byUse(a: OwnComment, b: OwnComment): number {
  return Number(b.live) - Number(a.live) || Number(b.answered) - Number(a.answered) || a.id - b.id
}

function bodyOf(input: PlanInput, findings: readonly Finding[], at: Place, outdated: boolean): string {
  const about = findings.map((finding) => finding.fingerprint)
  return sign(input.render(findings, at, outdated), { instance: input.instance, about, gone: false })
}

function saysTheSame(body: string, present: OwnComment): boolean {
  const marker = readMarker(body)
  return marker?.hash === present.marker.hash && marker.about.toString() === present.marker.about.toString()
}
