import type { GitHub, PullRequest } from '../github/client.js'
import { readDiff } from '../github/diff.js'
import type { Change } from '../github/filter.js'
import type { Target } from '../github/pull-request.js'
import { troubleOf } from '../github/trouble.js'

/** What exactly a run reviews. */
export interface Scope {
  /** The commit whose files are read. */
  readonly head: string
  /** The commit that configuration, rules and waivers come from; the head's own where nobody else's is at stake. */
  readonly trusted: string
  /** What the run answers for; undefined for everything. */
  readonly change: Change | undefined
  /** The commit that the change starts from, to compare access with; undefined where it cannot be had. */
  readonly origin: string | undefined
  /** The pull request to tell. */
  readonly pull: PullRequest | undefined
  /** Sentences for the reader on what could not be seen as meant. */
  readonly notes: readonly string[]
}

/** GitHub lists so many files of a pull request, and of a comparison, whose files it does not count. */
const MOST_LISTED = 3000
const MOST_COMPARED = 300
const COMMIT = /^[0-9a-f]{40}$/

/** Settles what the target means on GitHub; a sentence where there is nothing to review. */
export async function settleScope(github: GitHub, target: Target): Promise<Scope | string> {
  switch (target.kind) {
    case 'nothing':
      return target.why
    case 'pull-request':
      return scopeOfPull(github, target.number, target.head)
    case 'branch': {
      const pulls = await github.pullRequestsFrom(target.owner, target.branch)
      const [pull = pulls[0], ...others] = pulls.filter((one) => one.head === target.head)
      if (!pull) return `No open pull request comes from the branch ${target.owner}:${target.branch}.`
      const scope = await scopeOfPull(github, pull.number, target.head)
      if (others.length === 0) return scope
      const numbers = others.map((one) => one.number).join(', ')
      const note = `The branch has other open pull requests (${numbers}), which GitHub does not tell apart; only this one is commented on.`
      return { ...scope, notes: [...scope.notes, note] }
    }
    case 'range': {
      const head = await commitOf(github, target.head)
      const base = await commitOf(github, target.base)
      const trusted = target.trusted === 'base' ? base : head
      const found = await compare(github, base, head)
      const notes = found ? [] : ['What was there before is gone, so everything was reviewed.']
      return { head, trusted, change: found?.change, origin: found?.origin, pull: undefined, notes }
    }
    case 'commit':
      break
  }
  const head = await commitOf(github, target.head)
  return { head, trusted: head, change: undefined, origin: undefined, pull: undefined, notes: [] }
}

/** The change of a pull request is what GitHub lists of it; once its head has moved on, only commits can be compared. */
async function scopeOfPull(github: GitHub, number: number, wanted: string | undefined): Promise<Scope> {
  const pull = await github.pullRequest(number)
  const head = wanted ?? pull.head
  if (head !== pull.head) {
    const found = await compare(github, pull.base, head)
    const notes = ['The pull request has moved on since this run was started.']
    return { head, trusted: pull.base, change: found?.change, origin: found?.origin, pull, notes }
  }
  const files = await github.pullRequestFiles(number)
  const isWhole = files.length >= pull.changedFiles && files.length < MOST_LISTED
  const change = { diff: readDiff(files), isWhole }
  const origin = await findOrigin(github, pull.base, head)
  const lacking = 'What the change does to access was not compared: GitHub did not tell where it left the base.'
  const notes = origin === undefined ? [lacking] : []
  return { head, trusted: pull.base, change, origin, pull, notes }
}

/** Where a pull request left its base; the review does without it. */
async function findOrigin(github: GitHub, base: string, head: string): Promise<string | undefined> {
  try {
    return (await github.compare(base, head)).mergeBase
  } catch (error) {
    troubleOf(error)
    return undefined
  }
}

/** Undefined when one of the commits cannot be had any more, as after a forced push. */
async function compare(
  github: GitHub,
  base: string,
  head: string,
): Promise<{ readonly change: Change; readonly origin: string } | undefined> {
  try {
    const { files, mergeBase } = await github.compare(base, head)
    return { change: { diff: readDiff(files), isWhole: files.length < MOST_COMPARED }, origin: mergeBase }
  } catch (error) {
    if (troubleOf(error).kind !== 'missing') throw error
    return undefined
  }
}

async function commitOf(github: GitHub, reference: string): Promise<string> {
  return COMMIT.test(reference) ? reference : github.commitOf(reference)
}
