import type { Conversation, GitHub } from './client.js'
import { type Marker, readMarker } from './marker.js'
import type { OwnComment, Thread } from './plan.js'
import { troubleOf } from './trouble.js'

/** What stands on the pull request from earlier runs of this job. */
export interface StandingComments {
  readonly comments: readonly OwnComment[]
  /** The summary comments, the oldest first; there should be at most one. */
  readonly sticky: readonly StickyComment[]
  /** Who the token writes as; undefined when that could not be found out. */
  readonly viewer: string | undefined
}

export interface StickyComment {
  readonly id: number
  readonly hash: string
}

type Reader = Pick<GitHub, 'reviewComments' | 'issueComments' | 'conversations'>

/** The account of the token that Actions gives to every job. */
const DEFAULT_VIEWER = 'github-actions[bot]'

/**
 * Finds the comments that are ours: of our account, with a marker of this job on their last line.
 *
 * Throws when they cannot be told from those of others, for then anything written might be written twice.
 */
export async function findOwn(github: Reader, number: number, instance: string): Promise<StandingComments> {
  const [reviews, issues] = [await github.reviewComments(number), await github.issueComments(number)]
  if (!reviews.isWhole || !issues.isWhole) throw new Ambiguous('the pull request has more comments than can be read')
  const threads = await readThreads(github, number)
  const marked = (body: string): Marker | undefined => {
    const marker = readMarker(body)
    return marker?.instance === instance ? marker : undefined
  }
  const viewer = threads?.viewer ?? DEFAULT_VIEWER
  if (!threads) {
    const others = [...reviews.items, ...issues.items].filter((item) => marked(item.body) && item.author !== viewer)
    if (others.length > 0) throw new Ambiguous('it could not be found out which comments are ours')
  }

  const threadsByComment = new Map(threads?.items.map((thread) => [thread.comment, thread]))
  const answered = new Set(reviews.items.flatMap((item) => item.answers ?? []))
  const comments: OwnComment[] = []
  for (const item of reviews.items) {
    const marker = item.author === viewer && item.answers === undefined ? marked(item.body) : undefined
    if (!marker || marker.about === 'summary') continue
    comments.push({
      id: item.id,
      nodeId: item.nodeId,
      path: item.path,
      subject: item.subject,
      live: item.subject === 'file' || item.lines !== undefined,
      ...(item.subject === 'line' && item.lines ? { lines: item.lines } : {}),
      marker: { ...marker, about: marker.about },
      answered: answered.has(item.id),
      thread: threadOf(threadsByComment.get(item.id), viewer),
    })
  }
  const sticky = issues.items.flatMap((item) => {
    const marker = item.author === viewer ? marked(item.body) : undefined
    return marker?.about === 'summary' ? [{ id: item.id, hash: marker.hash }] : []
  })
  return { comments, sticky: sticky.sort((a, b) => a.id - b.id), viewer: threads?.viewer }
}

/** Told when writing would risk saying things twice. */
export class Ambiguous extends Error {}

/** GraphQL has an allowance of its own, which other steps may have used up; without it we can still do our work. */
async function readThreads(github: Reader, number: number) {
  try {
    return await github.conversations(number)
  } catch (error) {
    troubleOf(error)
    return undefined
  }
}

/** A login of GraphQL may lack the `[bot]` that REST writes. */
function threadOf(conversation: Conversation | undefined, viewer: string): Thread | undefined {
  if (!conversation) return undefined
  const { id, isResolved, resolvedBy } = conversation
  if (!isResolved) return { id, resolvedBy: 'nobody' }
  const isOurs = resolvedBy !== undefined && resolvedBy.replace(/\[bot\]$/, '') === viewer.replace(/\[bot\]$/, '')
  return { id, resolvedBy: isOurs ? 'us' : 'person' }
}
