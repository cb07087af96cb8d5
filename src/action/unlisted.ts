import type { Diff, FileDiff } from '../github/diff.js'
import type { CommitTree } from '../github/tree.js'

/** A diff with the files that GitHub did not list of it, from what the two commits have: which files, not which lines. */
export function addUnlisted(diff: Diff, origin: CommitTree, head: CommitTree): Diff {
  const whole = new Map(diff)
  const renamed = new Set(
    [...diff.values()].flatMap((file) => (file.status === 'renamed' ? (file.previousPath ?? []) : [])),
  )
  for (const path of new Set([...origin.items.keys(), ...head.items.keys()])) {
    const [old, now] = [origin.items.get(path), head.items.get(path)]
    if ((old?.sha === now?.sha && old?.mode === now?.mode) || whole.has(path) || renamed.has(path)) continue
    const status = !old ? 'added' : !now ? 'removed' : 'modified'
    const file: FileDiff = { path, status, hunks: undefined, added: [], removedBefore: [], unlisted: true }
    whole.set(path, file)
  }
  return whole
}
