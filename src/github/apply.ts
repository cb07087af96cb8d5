import type { Finding } from '../rules/finding.js'
import type { GitHub, NewComment } from './client.js'
import { readMarker } from './marker.js'
import { type Draft, MOST_FILE_COMMENTS, type OwnComment, type Plan, type Standing, type Thread } from './plan.js'
import { type Trouble, troubleOf } from './trouble.js'

/** What came of a plan. */
export interface Outcome {
  /** Where each finding is shown in the end; what could not be placed stands at `summary`. */
  readonly standings: ReadonlyMap<Finding, Standing>
  /** Reports that were lost, in sentences for the reader; empty when all went as planned. */
  readonly losses: readonly string[]
  /** GitHub's words where the token turned out not to be allowed to write anything; no loss tells of it. */
  readonly refusal: string | undefined
  /** Only what GitHub confirmed. */
  readonly written: {
    readonly created: number
    readonly updated: number
    readonly deleted: number
    readonly resolved: number
  }
}

export interface Destination {
  readonly number: number
  /** The commit that comments are written for. */
  readonly head: string
  /** The account that we write as, where that is known. */
  readonly viewer: string | undefined
}

export type Writer = Pick<
  GitHub,
  'createReview' | 'createComment' | 'updateComment' | 'deleteComment' | 'minimize' | 'resolve' | 'reviewComments'
>

/** GitHub documents no number for one review; this many were never refused. */
const MOST_IN_REVIEW = 30
/** Refusals of single comments after which the rest is not tried one by one. */
const MOST_REFUSALS = 10

/** Carries a plan out, one write after another; whatever cannot be shown on a line goes one rung down, to the summary at last. */
export async function applyPlan(plan: Plan, github: Writer, at: Destination): Promise<Outcome> {
  const run = new Run(plan, github, at)
  await run.createLines(plan.lines)
  await run.createFiles([...plan.files, ...run.dropped])
  await run.update(plan)
  await run.remove([...plan.deletes, ...run.replaced])
  return run.outcome()
}

class Run {
  readonly dropped: Draft[] = []
  readonly replaced: OwnComment[] = []
  readonly #github: Writer
  readonly #at: Destination
  readonly #standings: Map<Finding, Standing>
  readonly #losses: string[] = []
  readonly #written = { created: 0, updated: 0, deleted: 0, resolved: 0 }
  /** Why nothing more is written, once that is so. */
  #stopped: Trouble | undefined
  #refusals = 0

  constructor(plan: Plan, github: Writer, at: Destination) {
    this.#github = github
    this.#at = at
    this.#standings = new Map(plan.standings)
  }

  outcome(): Outcome {
    const isRefused = this.#stopped !== undefined && isRefusal(this.#stopped) && !wroteAnything(this.#written)
    if (this.#stopped && !isRefused) this.#lose('Not every comment could be written', this.#stopped)
    return {
      standings: this.#standings,
      losses: this.#losses,
      refusal: isRefused ? this.#stopped?.message : undefined,
      written: this.#written,
    }
  }

  async createLines(drafts: readonly Draft[]): Promise<void> {
    for (let at = 0; at < drafts.length; at += MOST_IN_REVIEW) {
      await this.#createReview(drafts.slice(at, at + MOST_IN_REVIEW))
    }
  }

  /** All in one review; where GitHub refuses one of them it refuses all and does not say which, so they are halved. */
  async #createReview(drafts: readonly Draft[]): Promise<void> {
    if (this.#stopped) return this.#giveUp(drafts)
    const trouble = await this.#create(drafts, async (left) => {
      await this.#github.createReview(this.#at.number, this.#at.head, left.map(commentOf))
    })
    if (!trouble) return
    const [first] = drafts
    // Refused for its commit: the head has moved, and nothing else would be taken either.
    if (textsOf(trouble).some((text) => /commit_?id|commit is not part/i.test(text))) {
      this.#stop(trouble)
      return this.#giveUp(drafts)
    }
    if (drafts.length > 1 && this.#refusals < MOST_REFUSALS) {
      const middle = Math.ceil(drafts.length / 2)
      await this.#createReview(drafts.slice(0, middle))
      await this.#createReview(drafts.slice(middle))
    } else if (drafts.length === 1 && first) {
      this.#refusals++
      this.dropped.push(onFile(first))
    } else {
      this.dropped.push(...drafts.map(onFile))
    }
  }

  async createFiles(drafts: readonly Draft[]): Promise<void> {
    let refused: Trouble | undefined
    for (const [at, draft] of drafts.entries()) {
      if (this.#stopped || refused || at >= MOST_FILE_COMMENTS) {
        this.#giveUp([draft])
        continue
      }
      const trouble = await this.#create([draft], async () => {
        await this.#github.createComment(this.#at.number, this.#at.head, commentOf(draft))
      })
      if (!trouble) continue
      this.#giveUp([draft])
      // Older servers do not know comments on files at all.
      if (textsOf(trouble).some((text) => text.includes('subject_type'))) refused = trouble
      else this.#lose(`A comment on ${draft.place.path} was refused`, trouble)
    }
  }

  /**
   * Creates comments and answers with the trouble when GitHub refuses them.
   *
   * A lost answer may belong to a write that was done: what arrived is looked up by its marker, and only the rest is
   * sent once more.
   */
  async #create(
    drafts: readonly Draft[],
    send: (left: readonly Draft[]) => Promise<void>,
  ): Promise<Trouble | undefined> {
    let left = drafts
    for (let attempt = 1; ; attempt++) {
      try {
        await send(left)
        this.#stand(left)
        return undefined
      } catch (error) {
        const trouble = troubleOf(error)
        if (trouble.kind === 'refused') return trouble
        if (trouble.kind === 'lost') {
          const arrived = await this.#arrived(left)
          if (arrived) {
            this.#stand(left.filter((draft) => arrived.has(draft)))
            left = left.filter((draft) => !arrived.has(draft))
            if (left.length === 0) return undefined
            if (attempt === 1) continue
          }
        }
        this.#stop(trouble)
        this.#giveUp(left)
        return undefined
      }
    }
  }

  /** Which of the drafts stand on the pull request already; undefined when that cannot be found out. */
  async #arrived(drafts: readonly Draft[]): Promise<ReadonlySet<Draft> | undefined> {
    try {
      const { items, isWhole } = await this.#github.reviewComments(this.#at.number)
      if (!isWhole) return undefined
      const ours = items.filter((item) => this.#at.viewer === undefined || item.author === this.#at.viewer)
      const stored = new Set(ours.map((item) => markerLine(item.body)))
      return new Set(drafts.filter((draft) => stored.has(markerLine(draft.body))))
    } catch (error) {
      troubleOf(error)
      return undefined
    }
  }

  async update(plan: Plan): Promise<void> {
    for (const { comment, body } of plan.updates) {
      if (this.#stopped) return
      const thread = plan.resolves.find((one) => one === comment.thread)
      if (thread && !(await this.#resolve(thread, comment))) continue
      const trouble = await this.#attempt(() => this.#github.updateComment(comment.id, body))
      if (!trouble) {
        this.#written.updated++
      } else if (trouble.kind === 'missing') {
        // Somebody took it away meanwhile; the finding still has its line in the summary.
        this.#lower(comment)
      } else if (stops(trouble)) {
        this.#stop(trouble)
      } else {
        this.#lose(`A comment on ${comment.path} could not be brought up to date`, trouble)
      }
    }
  }

  /**
   * Resolves a conversation before its comment says that it is over, so that a later run tries again what went wrong.
   *
   * Whether the comment may say so: a token that may not resolve keeps nothing from being said.
   */
  async #resolve(thread: Thread, comment: OwnComment): Promise<boolean> {
    const trouble = await this.#attempt(() => this.#github.resolve(thread.id))
    if (!trouble) {
      this.#written.resolved++
      return true
    }
    const isForbidden = trouble.kind === 'forbidden'
    const remedy = isForbidden ? '; `resolve-threads` needs `contents: write`' : ''
    const message = `${trouble.message}${remedy}`
    this.#lose(`The conversation on ${comment.path} that is over could not be resolved`, { ...trouble, message })
    return trouble.kind !== 'lost' && trouble.kind !== 'limited'
  }

  async remove(comments: readonly OwnComment[]): Promise<void> {
    for (const comment of comments) {
      if (this.#stopped) return
      let trouble = await this.#attempt(() => this.#github.deleteComment(comment.id))
      if (trouble?.kind === 'missing') continue
      if (trouble?.kind === 'forbidden') trouble = await this.#attempt(() => this.#github.minimize(comment.nodeId))
      if (!trouble) this.#written.deleted++
      else if (trouble.kind === 'limited') this.#stop(trouble)
      else this.#lose(`A comment on ${comment.path} that no longer holds could not be taken away`, trouble)
    }
  }

  async #attempt(write: () => Promise<void>): Promise<Trouble | undefined> {
    try {
      await write()
      return undefined
    } catch (error) {
      return troubleOf(error)
    }
  }

  #stand(drafts: readonly Draft[]): void {
    for (const draft of drafts) {
      this.#written.created++
      this.replaced.push(...draft.replaces)
      for (const finding of draft.findings) this.#standings.set(finding, draft.place.kind)
    }
  }

  #giveUp(drafts: readonly Draft[]): void {
    for (const finding of drafts.flatMap((draft) => draft.findings)) this.#standings.set(finding, 'summary')
  }

  #lower(comment: OwnComment): void {
    const about = new Set(comment.marker.about)
    for (const [finding, standing] of this.#standings) {
      if (standing !== 'accepted' && about.has(finding.fingerprint)) this.#standings.set(finding, 'summary')
    }
  }

  #stop(trouble: Trouble): void {
    this.#stopped = trouble
  }

  #lose(what: string, trouble: Trouble): void {
    this.#losses.push(`${what} (${trouble.message}).`)
  }
}

/** Whether a refusal speaks of the token and not of the one comment. */
export function isRefusal({ kind }: Trouble): boolean {
  return kind === 'forbidden' || kind === 'missing' || kind === 'unauthorized'
}

export function wroteAnything({ created, updated, deleted }: Outcome['written']): boolean {
  return created + updated + deleted > 0
}

function stops(trouble: Trouble): boolean {
  return trouble.kind === 'forbidden' || trouble.kind === 'unauthorized' || trouble.kind === 'limited'
}

function textsOf(trouble: Trouble): readonly string[] {
  return [trouble.message, ...trouble.details]
}

function onFile(draft: Draft): Draft {
  return { ...draft, place: { kind: 'file', path: draft.place.path }, body: draft.bodyForFile }
}

/** What a comment is about and says, by its marker; texts may come back with other line breaks. */
function markerLine(body: string): string | undefined {
  const marker = readMarker(body)
  return marker && `${marker.instance} ${marker.about.toString()} ${marker.hash}`
}

function commentOf({ place, body }: Draft): NewComment {
  if (place.kind === 'file') return { path: place.path, body }
  return { path: place.path, body, lines: { start: place.startLine, end: place.line } }
}
