import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeText } from '../source/decode.js'
import type { FileContent, Files } from '../source/files.js'
import type { GitHub, TreeItem } from './client.js'
import { gitBlobId } from './git-blob.js'
import { MOST_BLOBS } from './queries.js'
import { type CommitTree, isFile, isLink } from './tree.js'
import { troubleOf } from './trouble.js'

/** The files of one commit, whatever the working folder holds. */
export interface CommitFiles extends Files {
  /** Brings contents here, so that `read` can answer; a path that the commit does not have is passed over. */
  load(paths: readonly string[]): Promise<void>
  /** Paths that `read` was asked for and could not answer since the last call. */
  takeMissing(): readonly string[]
}

/** Contents by Git's hash, so that what two commits share is had once. */
export interface Blobs {
  read(sha: string): FileContent | undefined
  load(items: readonly TreeItem[]): Promise<void>
  /** Takes a text for the blob that it is thought to be; whether it was the right one. */
  offer(sha: string, text: string): boolean
}

export interface BlobSource {
  readonly github: Pick<GitHub, 'texts' | 'blob'>
  /** Folder of a checkout, which is used for every file that it holds exactly as the commit does. */
  readonly workspace?: string | undefined
}

/** GraphQL cuts long texts; from this size on a file is asked for alone. */
const LARGEST_IN_BATCH = 256 * 1024
/** Requests for single files, so that a fault does not eat the hour's allowance of the whole repository. */
const MOST_SINGLE = 300
const AT_A_TIME = 8

/** The files of a commit, whose tree was listed, up to a size in bytes. */
export function openCommit(tree: CommitTree, blobs: Blobs, maxBytes: number): CommitFiles {
  const missing = new Set<string>()
  return {
    read(path) {
      const item = tree.items.get(path)
      if (!item) return tree.isWhole ? { kind: 'absent' } : unavailable('GitHub did not list all files of the commit')
      if (isLink(item)) return { kind: 'outside' }
      if (!isFile(item)) return { kind: 'absent' }
      if (item.size > maxBytes) return tooLarge(item.size, maxBytes)
      const known = blobs.read(item.sha)
      if (known) return known
      missing.add(path)
      return unavailable('it was not asked for in time')
    },
    load(paths) {
      const items = paths.flatMap((path) => tree.items.get(path) ?? [])
      return blobs.load(items.filter((item) => isFile(item) && item.size <= maxBytes))
    },
    takeMissing() {
      const taken = [...missing].sort()
      missing.clear()
      return taken
    },
  }
}

/** Opens contents: from the checkout where Git's hash of the bytes is the same, else through the API. */
export function openBlobs({ github, workspace }: BlobSource): Blobs {
  const contents = new Map<string, FileContent>()
  let singles = 0

  async function load(items: readonly TreeItem[]): Promise<void> {
    const wanted = new Map<string, TreeItem>()
    for (const item of items) {
      if (!contents.has(item.sha)) wanted.set(item.sha, item)
    }
    if (workspace !== undefined) {
      for (const item of wanted.values()) {
        const bytes = await readCheckout(workspace, item)
        if (!bytes) continue
        contents.set(item.sha, decodeText(bytes, Infinity))
        wanted.delete(item.sha)
      }
    }
    const small = [...wanted.values()].filter((item) => item.size <= LARGEST_IN_BATCH)
    for (let at = 0; at < small.length; at += MOST_BLOBS) await loadBatch(small.slice(at, at + MOST_BLOBS))
    const rest = [...wanted.keys()].filter((sha) => !contents.has(sha))
    for (let at = 0; at < rest.length; at += AT_A_TIME)
      await Promise.all(rest.slice(at, at + AT_A_TIME).map(loadSingle))
  }

  /** Whatever does not come back whole is left to `loadSingle`. */
  async function loadBatch(items: readonly TreeItem[]): Promise<void> {
    try {
      const texts = await github.texts(items.map((item) => item.sha))
      for (const { sha } of items) {
        const text = texts.get(sha)
        if (text === undefined) continue
        const bytes = Buffer.from(text)
        if (gitBlobId(bytes) === sha) contents.set(sha, decodeText(bytes, Infinity))
      }
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble.kind === 'unauthorized') throw error
    }
  }

  async function loadSingle(sha: string): Promise<void> {
    if (singles >= MOST_SINGLE) {
      contents.set(sha, unavailable(`more than ${MOST_SINGLE} files would have to be asked for one by one`))
      return
    }
    singles++
    try {
      const bytes = await github.blob(sha)
      const isWhole = gitBlobId(bytes) === sha
      contents.set(
        sha,
        isWhole ? decodeText(bytes, Infinity) : unavailable('GitHub sent other bytes than the commit has'),
      )
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble.kind === 'unauthorized') throw error
      contents.set(sha, unavailable(`GitHub did not give it (${trouble.message})`))
    }
  }

  function offer(sha: string, text: string): boolean {
    // Texts are kept without their byte order mark.
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`)]) {
      if (gitBlobId(bytes) !== sha) continue
      contents.set(sha, decodeText(bytes, Infinity))
      return true
    }
    return false
  }

  return { read: (sha) => contents.get(sha), load, offer }
}

/** The bytes of a file of the checkout, if they are the commit's; links are not followed, folders may be anything. */
async function readCheckout(workspace: string, item: TreeItem): Promise<Uint8Array | undefined> {
  if (item.path.split('/').some((part) => part === '' || part === '.' || part === '..')) return undefined
  const path = join(workspace, item.path)
  try {
    const found = await lstat(path)
    if (!found.isFile() || found.size !== item.size) return undefined
    const bytes = await readFile(path)
    return gitBlobId(bytes) === item.sha ? bytes : undefined
  } catch {
    return undefined
  }
}

function tooLarge(size: number, limit: number): FileContent {
  return {
    kind: 'unavailable',
    reason: `it has ${size} bytes, more than the ${limit} that are read`,
    code: 'file-too-large',
  }
}

function unavailable(reason: string): FileContent {
  return { kind: 'unavailable', reason }
}
