import { createHash } from 'node:crypto'
import type { LinkTo } from '../report/markdown.js'
import type { Diff } from './diff.js'

export interface Addresses {
  /** `https://github.com`, or a server's own. */
  readonly server: string
  readonly owner: string
  readonly repo: string
  /** The commit whose files are meant. */
  readonly head: string
}

/** Links to lines of the files at a commit. */
export function linkToCommit({ server, owner, repo, head }: Addresses): LinkTo {
  const root = `${server}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/blob/${head}`
  return ({ path, startLine, endLine }) => {
    const lines = endLine > startLine ? `#L${startLine}-L${endLine}` : `#L${startLine}`
    return `${root}/${path.split('/').map(encodeURIComponent).join('/')}${lines}`
  }
}

/**
 * Links to lines in the pull request's own view of its files, where they stand there.
 *
 * Unlike a link to a commit such a link stays the same from push to push, and so does the comment that holds it.
 */
export function linkToPullRequest(addresses: Addresses, number: number, diff: Diff): LinkTo {
  const { server, owner, repo } = addresses
  const root = `${server}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/pull/${number}/files`
  const elsewhere = linkToCommit(addresses)
  return (location) => {
    const file = diff.get(location.path)
    if (!file || file.unlisted) return elsewhere(location)
    const anchor = createHash('sha256').update(location.path).digest('hex')
    return `${root}#diff-${anchor}R${location.startLine}`
  }
}
