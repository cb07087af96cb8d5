import type { Finding } from '../rules/finding.js'
import type { Diff, LineRange } from './diff.js'
import { formerPrints } from './former.js'
import { type Group, groupByPlace } from './groups.js'
import type { GitLines } from './lines.js'
import { type Marker, readMarker, sign } from './marker.js'
import { type Offer, settleOffers, type Wish } from './offers.js'
import type { Place } from './place.js'

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

/** How a comment stands to what it speaks of. */
export interface Shown {
  /** Whether it stands on the finding's own lines; otherwise it names them. */
  readonly exact: boolean
  readonly offer?: Offer
  /** What became of its place since it was written: the diff no longer shows the line, or the file has another name. */
  readonly since?: 'changed' | 'renamed'
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
  readonly render: (findings: readonly Finding[], how: Shown) => string
  readonly renderGone: () => string
}

export const MOST_FILE_COMMENTS = 10

/** What a group of findings comes to: a comment that stands already, one to be made, or none. */
interface Decision {
  readonly group: Group
  /** The place as the comment speaks of it. */
  readonly at: Place
  readonly present?: OwnComment
  readonly fresh?: boolean
  readonly since?: Shown['since']
}

/** Compares what should stand with what stands; the same for any order of findings, and empty once it was applied. */
export function reconcile(input: PlanInput): Plan {
  const standings = new Map<Finding, Standing>()
  const former = formerPrints(input)
  const printsOf = (finding: Finding): readonly string[] => [finding.fingerprint, ...(former.get(finding) ?? [])]
  const ours = input.existing.filter((comment) => !comment.marker.gone).sort(byUse)
  const open = ours.filter((comment) => comment.thread?.resolvedBy !== 'person')
  const accepted = new Set(
    ours.filter((comment) => comment.thread?.resolvedBy === 'person').flatMap((comment) => comment.marker.about),
  )
  const isAccepted = (finding: Finding): boolean => printsOf(finding).some((print) => accepted.has(print))
  const { groups, apart } = groupByPlace(input.findings, input.diff, input.sources, isAccepted)
  for (const [finding, standing] of apart) standings.set(finding, standing)
  const matches = match(groups, open, printsOf)
  const kept = new Set(matches.values())

  const lines: Draft[] = []
  const files: Draft[] = []
  const updates: Plan['updates'][number][] = []
  const deletes: OwnComment[] = []
  const decisions = decide(input, groups, matches)
  const offers = offer(decisions, input.sources)
  for (const { group, at, present, fresh, since } of decisions) {
    const { findings } = group
    let standing: Standing = 'summary'
    if (fresh && at.kind !== 'summary') {
      const bodyForFile = bodyOf(input, findings, { exact: false })
      const body = at.kind === 'file' ? bodyForFile : bodyOf(input, findings, shownAt(at, offers.get(group)))
      const draft = { findings, place: at, body, bodyForFile, replaces: present ? [present] : [] }
      ;(at.kind === 'line' ? lines : files).push(draft)
      standing = at.kind
    } else if (present && fresh) {
      deletes.push(present)
    } else if (present) {
      const shown = { ...shownAt(at, offers.get(group)), ...(since ? { since } : {}) }
      // The name that the comment's own file has is the only one that a later run can know it by, if it is renamed again.
      const earlier = findings.flatMap((finding) => former.get(finding) ?? [])
      const body = bodyOf(
        input,
        findings,
        shown,
        earlier.filter((print) => present.marker.about.includes(print)),
      )
      if (!saysTheSame(body, present)) updates.push({ comment: present, body })
      standing = present.subject
    }
    for (const finding of findings) standings.set(finding, standing)
  }

  const resolves: Thread[] = []
  const found = new Set(input.findings.flatMap(printsOf))
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

/** Which comments stay and which are made, within what room there is; a comment on a renamed file stays where it is. */
function decide(input: PlanInput, groups: readonly Group[], matches: ReadonlyMap<Group, OwnComment>): Decision[] {
  const kept = [...matches.values()]
  let room = input.mostComments - kept.length
  let roomForFiles = MOST_FILE_COMMENTS - kept.filter((comment) => comment.subject === 'file').length
  return groups.map((group): Decision => {
    const { at } = group
    const present = matches.get(group)
    const file = group.findings[0]?.span?.file
    const isMoved = present !== undefined && file !== undefined && present.path !== file
    if (present && (present.live || isMoved || present.answered || !present.thread || input.mostComments <= 0)) {
      const since = isMoved ? 'renamed' : present.live ? undefined : 'changed'
      return { group, at: asItStands(at, present, isMoved), present, ...(since ? { since } : {}) }
    }
    if (at.kind === 'summary') return { group, at, ...(present ? { present, fresh: true } : {}) }
    if (!present && (room <= 0 || (at.kind === 'file' && roomForFiles <= 0))) return { group, at }
    if (!present) room--
    if (at.kind === 'file') roomForFiles--
    return { group, at, fresh: true, ...(present ? { present } : {}) }
  })
}

/** What may be committed from which comment. */
function offer(decisions: readonly Decision[], sources: GitLines): ReadonlyMap<Group, Offer> {
  const wishes = new Map<Wish, Group>()
  for (const { group, at, present, fresh } of decisions) {
    if (at.kind !== 'line' || at.suggestion === undefined || !(present || fresh)) continue
    wishes.set({ path: at.path, lines: { start: at.startLine, end: at.line }, findings: group.mendable }, group)
  }
  const offers = settleOffers([...wishes.keys()], sources)
  return new Map(
    [...wishes].flatMap(([wish, group]) => {
      const settled = offers.get(wish)
      return settled ? [[group, settled] as const] : []
    }),
  )
}

function shownAt(at: Place, offer: Offer | undefined): Shown {
  return { exact: at.kind === 'line' && at.exact, ...(offer ? { offer } : {}) }
}

/**
 * The place as a comment that stands already can speak of it.
 *
 * A suggestion replaces the lines that the comment covers, so it is only made where those are the right ones still.
 */
function asItStands(at: Place, present: OwnComment, isMoved: boolean): Place {
  if (present.subject === 'file' || isMoved) return { kind: 'file', path: present.path }
  const { lines } = present
  const isSame = at.kind === 'line' && lines?.start === at.startLine && lines.end === at.line
  return isSame ? at : withoutSuggestion(at)
}

function withoutSuggestion(at: Place): Place {
  if (at.kind !== 'line') return at
  return { kind: 'line', path: at.path, startLine: at.startLine, line: at.line, exact: at.exact }
}

/** Gives each group the best comment that speaks of one of its findings, each comment once. */
function match(
  groups: readonly Group[],
  open: readonly OwnComment[],
  printsOf: (finding: Finding) => readonly string[],
): Map<Group, OwnComment> {
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
    const candidates = group.findings.flatMap(printsOf).flatMap((print) => byFingerprint.get(print) ?? [])
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

function bodyOf(input: PlanInput, findings: readonly Finding[], how: Shown, earlier: readonly string[] = []): string {
  const about = [...findings.map((finding) => finding.fingerprint), ...earlier]
  return sign(input.render(findings, how), { instance: input.instance, about, gone: false })
}

function saysTheSame(body: string, present: OwnComment): boolean {
  const marker = readMarker(body)
  return marker?.hash === present.marker.hash && marker.about.toString() === present.marker.about.toString()
}
