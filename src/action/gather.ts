import type { Diff } from '../github/diff.js'
import type { CommitFiles } from '../github/files.js'
import type { CommitTree } from '../github/tree.js'
import { unavailableProblem } from '../source/decode.js'
import { recognise } from '../source/discover.js'
import { matchesPath } from '../source/glob.js'
import type { Problem } from '../source/problem.js'

/** A file of the run. */
export interface GatheredFile {
  readonly path: string
  readonly text: string
  /** Whether it was itself given, and not only its folder. */
  readonly named: boolean
  readonly changed: boolean
}

export interface Gathered {
  /** Sorted by path. */
  readonly files: readonly GatheredFile[]
  readonly problems: readonly Problem[]
}

export interface Wanted {
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  /** What was changed; undefined where nothing is known to have been. */
  readonly diff: Diff | undefined
}

const CANDIDATE = /\.(?:jsonc?|bicep|bicepparam|ya?ml)$/i
const LIBRARY = /(?:^|\/)(?:node_modules|\.git)\//
/** Candidates of one run; each has to be read to know whether it is ours. */
export const MOST_CANDIDATES = 20_000

/** Files of the commit that may be ours by their name and place, sorted; those that were named whatever their name. */
export function findCandidates(tree: CommitTree, wanted: Omit<Wanted, 'diff'>): string[] {
  const isWanted = (path: string): boolean =>
    CANDIDATE.test(path) &&
    !LIBRARY.test(path) &&
    wanted.paths.some((glob) => glob === '' || matchesPath(glob, path)) &&
    !wanted.exclude.some((glob) => matchesPath(glob, path))
  return [...tree.items.keys()].filter((path) => wanted.paths.includes(path) || isWanted(path)).sort()
}

/** Every recognised file of the commit below the wanted paths, with what could not be read of them. */
export async function gatherFiles(tree: CommitTree, files: CommitFiles, wanted: Wanted): Promise<Gathered> {
  const problems: Problem[] = []
  const named = new Set(wanted.paths.filter((path) => tree.items.has(path)))
  const candidates = findCandidates(tree, wanted)
  for (const path of wanted.paths) {
    if (path === '' || /[*?]/.test(path) || candidates.some((one) => matchesPath(path, one))) continue
    if ([...tree.items.keys()].some((one) => matchesPath(path, one))) continue
    const message = `There is no file or folder \`${path}\` in the commit.`
    problems.push({ code: 'input-missing', severity: 'error', message, file: path })
  }
  if (!tree.isWhole) {
    const message = 'GitHub did not list all files of the commit, so some may be missing from the run.'
    problems.push({ code: 'limit-reached', severity: 'error', message })
  }
  if (candidates.length > MOST_CANDIDATES) {
    const message = `There are ${candidates.length} candidate files; only the first ${MOST_CANDIDATES} were read. Name folders in \`paths\`, or \`exclude\` some.`
    problems.push({ code: 'limit-reached', severity: 'error', message })
    candidates.length = MOST_CANDIDATES
  }
  await files.load(candidates)
  const gathered: GatheredFile[] = []
  for (const path of candidates) {
    const content = files.read(path)
    const isNamed = named.has(path)
    if (content.kind === 'text') {
      const found = recognise(path, content.text)
      if (!isNamed && (!found || found.kind === 'unknown-schema')) continue
      gathered.push({ path, text: content.text, named: isNamed, changed: wanted.diff?.has(path) ?? false })
    } else if (content.kind === 'unavailable') {
      const severity = isNamed || wanted.diff?.has(path) || content.code === undefined ? 'error' : 'note'
      problems.push({ ...unavailableProblem(path, content), severity })
    } else if (content.kind === 'outside' && isNamed) {
      const message = 'It is a symbolic link, which is not followed.'
      problems.push({ code: 'path-outside', severity: 'error', message, file: path })
    }
  }
  return { files: gathered, problems }
}
