import { execFileSync } from 'node:child_process'
import { type Diff, type FileDiff, readPatch } from './github/diff.js'
import { decodeText } from './source/decode.js'
import type { FileContent } from './source/files.js'

/**
 * Git of the user's own machine, asked by argument list: no shell, no hooks, no file system monitor, no external diff,
 * nothing fetched. A call that fails is answered with undefined.
 */
export interface Git {
  /** Paths of files that Git tracks or does not ignore, relative to the root. */
  listFiles(): readonly string[] | undefined
  /** The full id of the commit where HEAD left `ref`, else of `ref` itself. */
  resolveBase(ref: string): string | undefined
  /** What the work tree changed since a commit; an untracked file is wholly added. */
  diffFrom(commit: string): Diff | undefined
  /** The files of a commit. */
  open(commit: string): CommitFiles | undefined
}

export interface CommitFiles {
  readonly paths: readonly string[]
  read(path: string, maxBytes: number): FileContent
}

const HARDENED = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'protocol.allow=never',
  'core.pager=cat',
]
const MOST_OUTPUT = 512 * 1024 * 1024

/** Git for the work tree with that top folder. */
export function openGit(root: string): Git {
  const run = (args: readonly string[], input = ''): Buffer | undefined => runGit(root, args, input)
  const lines = (args: readonly string[]): string[] | undefined => splitNul(run(args))
  const first = (args: readonly string[]): string | undefined => run(args)?.toString('utf8').trim()
  const untracked = (): string[] | undefined => lines(['ls-files', '-o', '--exclude-standard', '-z'])

  return {
    listFiles: () => {
      const files = lines(['ls-files', '-co', '--exclude-standard', '-z'])
      return files && [...new Set(files)]
    },
    resolveBase: (ref) => {
      const commit = first(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
      if (!commit || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined
      return first(['merge-base', commit, 'HEAD']) || commit
    },
    diffFrom: (commit) => {
      const names = lines([
        'diff',
        '--name-status',
        '--no-renames',
        '--no-ext-diff',
        '--no-textconv',
        '-z',
        commit,
        '--',
      ])
      const added = untracked()
      if (!names || !added) return undefined
      const diff = new Map<string, FileDiff>()
      for (let at = 0; at + 1 < names.length; at += 2) {
        const [status = '', path = ''] = names.slice(at, at + 2)
        if (status === 'D') continue
        const patch = run([
          'diff',
          '-U0',
          '--no-renames',
          '--no-color',
          '--no-ext-diff',
          '--no-textconv',
          commit,
          '--',
          path,
        ])
        diff.set(path, describe(path, patch === undefined ? undefined : hunksOf(patch.toString('utf8'))))
      }
      for (const path of added) diff.set(path, describe(path, undefined))
      return diff
    },
    open: (commit) => {
      const entries = lines(['ls-tree', '-r', '-z', '--full-tree', commit])
      if (!entries) return undefined
      const blobs = new Map<string, string>()
      for (const entry of entries) {
        const match = /^100(?:644|755) blob ([0-9a-f]{40,64})\t(.*)$/s.exec(entry)
        if (match?.[1] !== undefined && match[2] !== undefined) blobs.set(match[2], match[1])
      }
      return { paths: [...blobs.keys()], read: (path, maxBytes) => readBlob(run, blobs.get(path), maxBytes) }
    },
  }
}

function runGit(root: string, args: readonly string[], input: string): Buffer | undefined {
  const settings = HARDENED.flatMap((setting) => ['-c', setting])
  try {
    return execFileSync('git', ['-C', root, '--no-pager', ...settings, ...args], {
      env: environment(),
      input,
      maxBuffer: MOST_OUTPUT,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: 120_000,
      windowsHide: true,
    })
  } catch {
    return undefined
  }
}

/** The user's environment without what would turn Git to another repository or program; paths are taken as they are. */
function environment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || name.startsWith('GIT_CONFIG'))
  return {
    ...Object.fromEntries(kept),
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  }
}

function splitNul(output: Buffer | undefined): string[] | undefined {
  return output
    ?.toString('utf8')
    .split('\0')
    .filter((part) => part !== '')
}

/** The hunks of one file's patch: what stands before the first is Git's header. */
function hunksOf(patch: string): ReturnType<typeof readPatch> {
  if (patch === '') return readPatch('')
  const start = patch.startsWith('@@ ') ? 0 : patch.indexOf('\n@@ ') + 1
  return start === 0 && !patch.startsWith('@@ ') ? undefined : readPatch(patch.slice(start))
}

function describe(path: string, patch: ReturnType<typeof readPatch>): FileDiff {
  return {
    path,
    status: 'changed',
    hunks: patch?.hunks,
    added: patch?.added ?? [],
    removedBefore: patch?.removedBefore ?? [],
  }
}

function readBlob(
  run: (args: readonly string[]) => Buffer | undefined,
  blob: string | undefined,
  maxBytes: number,
): FileContent {
  if (blob === undefined) return { kind: 'absent' }
  const bytes = run(['cat-file', 'blob', blob])
  return bytes ? decodeText(bytes, maxBytes) : { kind: 'unavailable', reason: 'Git could not give it' }
}
