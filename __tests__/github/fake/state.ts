import { createHash } from 'node:crypto'
import { type FakeDiff, diffTexts } from './diff.js'

export interface FakeFile {
  readonly bytes: Buffer
  readonly sha: string
  readonly mode: string
}

export interface FakeCommit {
  readonly sha: string
  readonly files: ReadonlyMap<string, FakeFile>
}

export interface FakeComment {
  readonly id: number
  readonly nodeId: string
  readonly author: string
  body: string
}

export interface FakeReviewComment extends FakeComment {
  readonly path: string
  readonly subject: 'line' | 'file'
  /** Null once the diff no longer shows it. */
  line: number | null
  startLine: number | null
  readonly originalLine: number | null
  readonly side: 'LEFT' | 'RIGHT'
  readonly answers: number | undefined
  readonly commit: string
  readonly review: number | undefined
  isMinimized: boolean
  /** Of the conversation that it opens. */
  resolvedBy: string | undefined
}

export interface ListedFakeFile {
  readonly path: string
  readonly previous: string | undefined
  readonly status: 'added' | 'removed' | 'modified' | 'renamed'
  readonly sha: string
  readonly diff: FakeDiff
  readonly isPatchShown: boolean
}

export type Contents = Readonly<Record<string, string | Uint8Array>>

/** A pull request with everything that stands on it. */
export class FakePull {
  readonly number: number
  /** Where the head left the base branch. */
  readonly base: FakeCommit
  /** The base branch as it is now. */
  tip: FakeCommit
  readonly isFork: boolean
  readonly headOwner: string
  readonly headBranch: string
  head: FakeCommit
  state: 'open' | 'closed' = 'open'
  /** Path at the head → path at the base. */
  renames: Readonly<Record<string, string>> = {}
  /** Files whose patch GitHub withholds. */
  withoutPatch: readonly string[] = []
  readonly heads = new Set<string>()
  readonly reviews: { id: number; author: string; comments: number }[] = []
  comments: FakeReviewComment[] = []
  issueComments: FakeComment[] = []

  constructor(
    number: number,
    base: FakeCommit,
    head: FakeCommit,
    from: { isFork: boolean; owner: string; branch: string },
  ) {
    this.number = number
    this.base = base
    this.tip = base
    this.head = head
    this.heads.add(head.sha)
    this.isFork = from.isFork
    this.headOwner = from.owner
    this.headBranch = from.branch
  }

  files(): readonly ListedFakeFile[] {
    return listFiles(this.base, this.head, this.renames).map((file) => ({
      ...file,
      isPatchShown: !this.withoutPatch.includes(file.path),
    }))
  }

  file(path: string): ListedFakeFile | undefined {
    return this.files().find((file) => file.path === path)
  }

  /** Moves the head on; comments follow their lines, and those whose line is no longer shown are outdated. */
  push(head: FakeCommit): void {
    const before = this.head
    this.head = head
    this.heads.add(head.sha)
    for (const comment of this.comments) {
      if (comment.subject === 'file' || comment.line === null) continue
      const { moved } = diffTexts(textOf(before, comment.path), textOf(head, comment.path))
      const shown = this.file(comment.path)?.diff.right
      const line = moved.get(comment.line)
      const start = comment.startLine === null ? null : (moved.get(comment.startLine) ?? null)
      const isShown = line !== undefined && shown?.has(line) && (comment.startLine === null || start !== null)
      comment.line = isShown ? line : null
      comment.startLine = isShown ? start : null
    }
  }

  /** Comments that open a conversation, with their answers. */
  threads(): readonly { readonly root: FakeReviewComment; readonly comments: readonly FakeReviewComment[] }[] {
    return this.comments
      .filter((comment) => comment.answers === undefined)
      .map((root) => ({ root, comments: this.comments.filter((one) => one === root || one.answers === root.id) }))
  }
}

export function listFiles(
  base: FakeCommit,
  head: FakeCommit,
  renames: Readonly<Record<string, string>> = {},
): Omit<ListedFakeFile, 'isPatchShown'>[] {
  const gone = new Set(Object.values(renames))
  const paths = [...new Set([...base.files.keys(), ...head.files.keys()])].sort()
  return paths.flatMap((path) => {
    const previous = renames[path]
    const old = base.files.get(previous ?? path)
    const now = head.files.get(path)
    if ((!now && gone.has(path)) || (!previous && old?.sha === now?.sha)) return []
    const status = previous ? 'renamed' : !old ? 'added' : !now ? 'removed' : 'modified'
    const diff = diffTexts(old?.bytes.toString(), now?.bytes.toString())
    return [{ path, previous, status, sha: (now ?? old)?.sha ?? '', diff } as const]
  })
}

/** A commit of these files; a link is given as `link:TARGET`. */
export function commitOf(contents: Contents, salt = ''): FakeCommit {
  const files = new Map<string, FakeFile>()
  for (const [path, content] of Object.entries(contents)) {
    const isLink = typeof content === 'string' && content.startsWith('link:')
    const bytes = Buffer.from(isLink ? content.slice(5) : content)
    files.set(path, { bytes, sha: hashOf(`blob ${bytes.length}\0`, bytes), mode: isLink ? '120000' : '100644' })
  }
  const listing = [...files].map(([path, file]) => `${path} ${file.sha}`).join('\n')
  return { sha: hashOf('commit', salt, listing), files }
}

export function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function textOf(commit: FakeCommit, path: string): string | undefined {
  return commit.files.get(path)?.bytes.toString()
}
