import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Git } from './git.js'
import { decodeText, defaultMaxFileSize, unavailableProblem } from './source/decode.js'
import { recognise } from './source/discover.js'
import type { FileContent, Files } from './source/files.js'
import { matchesPath } from './source/glob.js'
import type { Problem } from './source/problem.js'

/** The files below one folder, for the command; nothing outside it is read, whatever a path or a link says. */
export interface Disk extends Files {
  /** The top of the Git work tree, else the current folder: absolute, without symbolic links. */
  readonly root: string
  /** The largest file that is read. */
  readonly maxBytes: number
  /** Names in a folder, sorted, without those below; undefined when there is no such folder within the root. */
  list(folder: string): readonly string[] | undefined
  /** A path as the user wrote it (from the current folder) as a path from the root; undefined when it lies outside. */
  locate(written: string): string | undefined
  /** What the run is made of. */
  discover(inputs: readonly string[], options: DiscoverOptions): Discovery
}

export interface DiscoverOptions {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

export interface FoundFile {
  readonly path: string
  readonly text: string
  /** Whether it was itself given, and not only its folder. */
  readonly named: boolean
}

export interface Discovery {
  /** Sorted by path. */
  readonly files: readonly FoundFile[]
  readonly problems: readonly Problem[]
}

/** A run has fewer candidates, a folder is less deep. */
const MOST_CANDIDATES = 200_000
const DEEPEST = 64
const CANDIDATE = /\.(?:jsonc?|bicep|bicepparam|ya?ml)$/i

/** The top folder of the Git work tree around a folder; undefined when there is none. */
export function findWorkTree(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const git = join(at, '.git')
    if (existsSync(join(git, 'HEAD')) || (existsSync(git) && statSync(git).isFile())) return at
    if (dirname(at) === at) return undefined
  }
}

/** Opens the files around the current folder; `git` lists what is not ignored, where there is a work tree. */
export function openDisk(cwd: string, openGit: (root: string) => Git, maxBytes: number = defaultMaxFileSize): Disk {
  const here = realpathSync(cwd)
  const workTree = findWorkTree(here)
  const root = workTree ?? here
  const read = (path: string): FileContent => readConfined(root, path, maxBytes)
  const locate = (written: string): string | undefined => {
    const path = resolve(here, written)
    return pathBelow(root, path) ?? pathBelow(root, realPathOf(path))
  }
  return {
    root,
    maxBytes,
    read,
    list: (folder) => listConfined(root, folder),
    locate,
    discover: (inputs, options) =>
      discover({ root, read, locate, git: workTree === undefined ? undefined : openGit(root) }, inputs, options),
  }
}

/** The files below a folder of the machine, confined in the same way; undefined where there is no such folder. */
export function openFolder(folder: string, maxBytes: number = defaultMaxFileSize): Files | undefined {
  if (!existsSync(folder)) return undefined
  const root = realpathSync(folder)
  return { read: (path) => readConfined(root, path, maxBytes) }
}

function pathBelow(root: string, path: string): string | undefined {
  const below = relative(root, path)
  return isInside(below) ? below.split(sep).join('/') : undefined
}

/** Where links lead to; the path itself where it cannot be followed. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

/**
 * One file below the root.
 *
 * Git's own folder counts as outside: its configuration may hold a token, and a template could load it.
 */
function readConfined(root: string, path: string, maxBytes: number): FileContent {
  if (path.includes('\0')) return { kind: 'absent' }
  const wanted = resolve(root, path)
  if (isAbsolute(path) || !isAllowed(relative(root, wanted))) return { kind: 'outside' }
  try {
    const real = realpathSync(wanted)
    if (!isAllowed(relative(root, real))) return { kind: 'outside' }
    return readBounded(real, maxBytes)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return { kind: 'absent' }
    return { kind: 'unavailable', reason: `the system refused it (${code})` }
  }
}

function listConfined(root: string, folder: string): readonly string[] | undefined {
  try {
    const real = realpathSync(resolve(root, folder))
    return isAllowed(relative(root, real)) ? readdirSync(real).sort() : undefined
  } catch {
    return undefined
  }
}

/** The system's word for what went wrong, such as `ENOENT`. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}

function isAllowed(path: string): boolean {
  return isInside(path) && !path.split(sep).some((part) => part.toLowerCase() === '.git')
}

/** Opened without waiting and without following a last link, so that a pipe or a race cannot hold or lead us astray. */
function readBounded(file: string, maxBytes: number): FileContent {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0))
  try {
    const found = fstatSync(descriptor)
    if (found.isDirectory()) return { kind: 'absent' }
    if (!found.isFile()) return { kind: 'unavailable', reason: 'it is not a regular file' }
    if (found.size > maxBytes) {
      return {
        kind: 'unavailable',
        reason: `it has ${found.size} bytes, more than the ${maxBytes} that are read`,
        code: 'file-too-large',
      }
    }
    return decodeText(found.size === 0 ? readFileSync(descriptor) : readExactly(descriptor, found.size), maxBytes)
  } finally {
    closeSync(descriptor)
  }
}

function readExactly(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  let at = 0
  while (at < size) {
    const got = readSync(descriptor, bytes, at, size - at, at)
    if (got === 0) break
    at += got
  }
  return bytes.subarray(0, at)
}

interface Ground {
  readonly root: string
  readonly read: (path: string) => FileContent
  readonly locate: (written: string) => string | undefined
  readonly git: Git | undefined
}

function discover(ground: Ground, inputs: readonly string[], options: DiscoverOptions): Discovery {
  const problems: Problem[] = []
  const named = new Set<string>()
  const folders: string[] = []
  for (const input of inputs) {
    const path = ground.locate(input)
    if (path === undefined) {
      const message = `\`${input}\` lies outside the repository (${ground.root}); run kv-review in the repository that holds it.`
      problems.push({ code: 'path-outside', severity: 'error', message, file: input })
      continue
    }
    const kind = kindOf(join(ground.root, path))
    if (kind === 'file') named.add(path)
    else if (kind === 'folder') folders.push(path)
    else {
      const message = `There is no file or folder \`${input}\`.`
      problems.push({ code: 'input-missing', severity: 'error', message, file: path })
    }
  }
  const files: FoundFile[] = []
  for (const path of candidates(ground, folders, options, problems)) if (!named.has(path)) readFound(path, false)
  for (const path of named) readFound(path, true)
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), problems }

  function readFound(path: string, isNamed: boolean): void {
    const content = ground.read(path)
    if (content.kind === 'text') {
      const found = isNamed ? undefined : recognise(path, content.text)
      if (isNamed || (found && found.kind !== 'unknown-schema'))
        files.push({ path, text: content.text, named: isNamed })
    } else if (content.kind === 'unavailable') {
      problems.push({ ...unavailableProblem(path, content), severity: isNamed ? 'error' : 'note' })
    } else if (content.kind === 'outside') {
      const message = 'A symbolic link leads out of the repository, so the file was not read.'
      problems.push({ code: 'path-outside', severity: isNamed ? 'error' : 'note', message, file: path })
    }
  }
}

/** What cannot be asked about counts as a file, so that reading it tells why. */
function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) return undefined
    return found.isDirectory() ? 'folder' : 'file'
  } catch {
    return 'file'
  }
}

/** Files below the folders that may be ours by their name, each once. */
function candidates(
  ground: Ground,
  folders: readonly string[],
  options: DiscoverOptions,
  problems: Problem[],
): string[] {
  if (folders.length === 0) return []
  const isBelow = (path: string): boolean =>
    folders.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`))
  const isWanted = (path: string): boolean =>
    CANDIDATE.test(path) &&
    (options.include.length === 0 || options.include.some((glob) => matchesPath(glob, path))) &&
    !options.exclude.some((glob) => matchesPath(glob, path))
  const listed = ground.git?.listFiles()
  if (ground.git && !listed) {
    const message = 'Git could not list the files of this work tree, so files that it ignores are read as well.'
    problems.push({ code: 'file-unreadable', severity: 'note', message })
  }
  const found = listed
    ? listed.filter(
        (path) => isBelow(path) && !isLibrary(path) && isWanted(path) && kindOf(join(ground.root, path)) === 'file',
      )
    : folders.flatMap((folder) => walk(ground.root, folder, 0, problems).filter(isWanted))
  const unique = [...new Set(found)].sort()
  if (unique.length <= MOST_CANDIDATES) return unique
  const message = `There are ${unique.length} candidate files; only the first ${MOST_CANDIDATES} were read. Name folders, or exclude some.`
  problems.push({ code: 'limit-reached', severity: 'error', message })
  return unique.slice(0, MOST_CANDIDATES)
}

function isLibrary(path: string): boolean {
  return /(?:^|\/)(?:node_modules|\.git)\//.test(path)
}

/** Every file below a folder without following links to folders; only where Git cannot list. */
function walk(root: string, folder: string, depth: number, problems: Problem[]): string[] {
  if (depth > DEEPEST) {
    problems.push({
      code: 'nesting-too-deep',
      severity: 'error',
      message: `Folders deeper than ${DEEPEST} levels are not read.`,
      file: folder,
    })
    return []
  }
  let entries
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch {
    problems.push({ code: 'file-unreadable', severity: 'note', message: 'The folder could not be read.', file: folder })
    return []
  }
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory())
      return entry.name === '.git' || entry.name === 'node_modules' ? [] : walk(root, path, depth + 1, problems)
    return entry.isFile() || entry.isSymbolicLink() ? [path] : []
  })
}
