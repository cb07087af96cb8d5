import type { GitHub, TreeItem } from './client.js'

/** Every entry of a commit's tree by its path; `isWhole` is false when some folder could not be listed. */
export interface CommitTree {
  readonly items: ReadonlyMap<string, TreeItem>
  readonly isWhole: boolean
}

const FOLDER = '040000'
const LINK = '120000'
const SUBMODULE = '160000'
/** Requests for one tree; GitHub lists up to 100,000 entries at once, so only giant repositories need more than one. */
const MOST_REQUESTS = 100

/** Lists a commit's files; where GitHub cuts the list, folder by folder. */
export async function listTree(github: Pick<GitHub, 'tree'>, commit: string): Promise<CommitTree> {
  const items = new Map<string, TreeItem>()
  const waiting: { sha: string; prefix: string }[] = [{ sha: commit, prefix: '' }]
  let requests = 0
  let isWhole = true
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { sha, prefix } = next
    if (requests >= MOST_REQUESTS) return { items, isWhole: false }
    requests++
    let listed = await github.tree(sha, true)
    if (!listed.isWhole) {
      requests++
      listed = await github.tree(sha, false)
      isWhole &&= listed.isWhole
      for (const item of listed.items) {
        if (item.mode === FOLDER) waiting.push({ sha: item.sha, prefix: `${prefix}${item.path}/` })
      }
    }
    for (const item of listed.items) {
      if (item.mode !== FOLDER) items.set(`${prefix}${item.path}`, { ...item, path: `${prefix}${item.path}` })
    }
  }
  return { items, isWhole }
}

export function isLink({ mode }: TreeItem): boolean {
  return mode === LINK
}

/** Whether an entry has content of its own: neither a link nor another repository. */
export function isFile({ mode }: TreeItem): boolean {
  return mode !== LINK && mode !== SUBMODULE
}
