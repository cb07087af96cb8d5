import type { CommitTree } from '../github/tree.js'
import type { PackFiles } from '../rules/ruleset.js'

/** The files that rules come from, with a memory of what was asked for. */
export interface RecordedFiles extends PackFiles {
  /** Whether another content of the path, or its being there, could change the rules. */
  wouldNotice(path: string): boolean
}

/** The rules' files of a tree; what they read and list decides which changes of it matter to them. */
export function recordRuleFiles(tree: CommitTree, read: PackFiles['read']): RecordedFiles {
  const asked = new Set<string>()
  const listed = new Set<string>()
  return {
    read(path) {
      asked.add(path)
      return read(path)
    },
    list(folder) {
      listed.add(folder)
      const prefix = folder === '' ? '' : `${folder}/`
      const names = new Set<string>()
      for (const path of tree.items.keys()) {
        if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/', 1)[0] ?? '')
      }
      return names.size === 0 ? undefined : [...names].sort()
    },
    wouldNotice: (path) => asked.has(path) || foldersOf(path).some((folder) => listed.has(folder)),
  }
}

function foldersOf(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, at) => parts.slice(0, at).join('/'))
}

/** What a change makes of the trusted files: its own where it changed them, theirs elsewhere. */
export interface Proposal {
  readonly tree: CommitTree
  /** Paths that the change touches, sorted. */
  readonly changed: readonly string[]
  /** Of those, the ones that the trusted side has changed as well since the change left it. */
  readonly disputed: ReadonlySet<string>
}

/** The trusted tree with what a change does between its origin and its head. */
export function proposeTree(trusted: CommitTree, origin: CommitTree, head: CommitTree): Proposal {
  const items = new Map(trusted.items)
  const changed: string[] = []
  const disputed = new Set<string>()
  for (const path of new Set([...origin.items.keys(), ...head.items.keys()])) {
    const [old, now, theirs] = [origin, head, trusted].map((tree) => tree.items.get(path))
    if (old?.sha === now?.sha && old?.mode === now?.mode) continue
    if (theirs?.sha === now?.sha) continue
    changed.push(path)
    if (theirs?.sha !== old?.sha) disputed.add(path)
    if (now) items.set(path, now)
    else items.delete(path)
  }
  return { tree: { items, isWhole: trusted.isWhole && head.isWhole }, changed: changed.sort(), disputed }
}
