import type { GitHub } from './client.js'
import { readMarker } from './marker.js'
import type { StickyComment } from './standing.js'
import { type Trouble, troubleOf } from './trouble.js'

type Writer = Pick<GitHub, 'createIssueComment' | 'updateIssueComment' | 'deleteIssueComment' | 'issueComments'>

export interface Sticky {
  /** The comments that stand, oldest first. */
  readonly standing: readonly StickyComment[]
  /** With its marker. */
  readonly body: string
  /** Whether there is something to say; a clean pull request that never had a summary gets none. */
  readonly isNeeded: boolean
}

/** Writes the one summary comment, or leaves it when it says the same already; answers with the trouble of a lost one. */
export async function writeSticky(sticky: Sticky, github: Writer, number: number): Promise<Trouble | undefined> {
  const [oldest, ...repeated] = sticky.standing
  const hash = readMarker(sticky.body)?.hash
  let trouble: Trouble | undefined
  if (oldest) {
    if (oldest.hash !== hash) trouble = await attempt(() => github.updateIssueComment(oldest.id, sticky.body))
    if (trouble?.kind === 'missing') trouble = await create(sticky.body, github, number)
    for (const { id } of repeated) if (!trouble) trouble = await attempt(() => github.deleteIssueComment(id))
  } else if (sticky.isNeeded) {
    trouble = await create(sticky.body, github, number)
  }
  return trouble
}

/** A lost answer may belong to a comment that was stored, so it is looked for before it is sent again. */
async function create(body: string, github: Writer, number: number): Promise<Trouble | undefined> {
  const trouble = await attempt(() => github.createIssueComment(number, body))
  if (trouble?.kind !== 'lost') return trouble
  const hash = readMarker(body)?.hash
  let stands = false
  const unknown = await attempt(async () => {
    const { items, isWhole } = await github.issueComments(number)
    stands = !isWhole || items.some((item) => readMarker(item.body)?.hash === hash)
  })
  if (unknown) return unknown
  return stands ? undefined : attempt(() => github.createIssueComment(number, body))
}

async function attempt(write: () => Promise<void>): Promise<Trouble | undefined> {
  try {
    await write()
    return undefined
  } catch (error) {
    return troubleOf(error)
  }
}
