/** What a run reviews, as the event that started it says. */
export type Target =
  /** `head` is the commit that the event speaks of; the pull request may have moved on since. */
  | { readonly kind: 'pull-request'; readonly number: number; readonly head?: string }
  /** The open pull request from this branch, to be looked up. */
  | { readonly kind: 'branch'; readonly owner: string; readonly branch: string; readonly head: string }
  /** What two commits or references differ in. */
  | { readonly kind: 'range'; readonly base: string; readonly head: string; readonly trusted: 'base' | 'head' }
  /** Everything at one commit. */
  | { readonly kind: 'commit'; readonly head: string }
  | { readonly kind: 'nothing'; readonly why: string }

export interface Event {
  readonly name: string
  /** The webhook's payload, as the runner stored it. */
  readonly payload: unknown
  /** The commit that the runner names. */
  readonly sha: string
  readonly prNumber?: number | undefined
  readonly baseRef?: string | undefined
  readonly headRef?: string | undefined
}

const NO_COMMIT = /^0+$/

/** Reads the event; what it does not tell is settled by the inputs, and what they do not tell is a scan of everything. */
export function targetOf(event: Event): Target {
  const { payload } = event
  if (event.prNumber !== undefined) return { kind: 'pull-request', number: event.prNumber }
  switch (event.name) {
    case 'pull_request':
    case 'pull_request_target':
    case 'pull_request_review':
    case 'pull_request_review_comment': {
      const number = numberAt(payload, 'pull_request', 'number')
      const head = textAt(payload, 'pull_request', 'head', 'sha')
      if (number === undefined) break
      return { kind: 'pull-request', number, ...(head === undefined ? {} : { head }) }
    }
    case 'merge_group': {
      const base = textAt(payload, 'merge_group', 'base_sha')
      const head = textAt(payload, 'merge_group', 'head_sha')
      if (base === undefined || head === undefined) break
      return { kind: 'range', base, head, trusted: 'base' }
    }
    case 'workflow_run': {
      const target = triggeringRun(payload)
      if (target) return target
      break
    }
    case 'push': {
      if (event.baseRef !== undefined) break
      const before = textAt(payload, 'before')
      const after = textAt(payload, 'after') ?? event.sha
      if (NO_COMMIT.test(after)) return { kind: 'nothing', why: 'The push deleted a branch or a tag.' }
      if (before === undefined || NO_COMMIT.test(before)) return { kind: 'commit', head: event.sha || after }
      return { kind: 'range', base: before, head: after, trusted: 'head' }
    }
  }
  const head = event.headRef ?? event.sha
  if (event.baseRef !== undefined) return { kind: 'range', base: event.baseRef, head, trusted: 'base' }
  return { kind: 'commit', head }
}

/**
 * The pull request whose run of another workflow has ended: how a fork's pull request gets comments.
 *
 * GitHub leaves `pull_requests` empty for forks, so those are found by their branch.
 */
function triggeringRun(payload: unknown): Target | undefined {
  const head = textAt(payload, 'workflow_run', 'head_sha')
  if (head === undefined) return undefined
  const event = textAt(payload, 'workflow_run', 'event')
  if (event !== 'pull_request' && event !== 'pull_request_target') return { kind: 'commit', head }
  const number = ownPullRequest(payload, head)
  if (number !== undefined) return { kind: 'pull-request', number, head }
  const owner = textAt(payload, 'workflow_run', 'head_repository', 'owner', 'login')
  const branch = textAt(payload, 'workflow_run', 'head_branch')
  if (owner === undefined || branch === undefined) {
    return { kind: 'nothing', why: 'The event does not say which pull request it belongs to.' }
  }
  return { kind: 'branch', owner, branch, head }
}

/**
 * Of the pull requests from the run's branch one into this repository, if there is one of the run's commit that one.
 *
 * GitHub names those into other repositories of the network, too, whose numbers mean something else here.
 */
function ownPullRequest(payload: unknown, head: string): number | undefined {
  const all = at(payload, ['workflow_run', 'pull_requests'])
  const here = numberAt(payload, 'repository', 'id')
  const own = (Array.isArray(all) ? (all as readonly unknown[]) : []).filter(
    (pull) => here === undefined || numberAt(pull, 'base', 'repo', 'id') === here,
  )
  const pull = own.find((one) => textAt(one, 'head', 'sha') === head) ?? own[0]
  return numberAt(pull, 'number')
}

function at(value: unknown, path: readonly string[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined
    current = (current as Record<string, unknown>)[key]
  }
  return current
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, path)
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined
}
