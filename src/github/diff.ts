/** Lines from 1, both ends included. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/** One hunk of a patch; a side that shows no line has `end` below `start`. */
interface Hunk {
  /** Lines of the base that may carry a comment: removed and context lines. */
  readonly left: LineRange
  /** Lines of the head that may carry a comment: added and context lines. */
  readonly right: LineRange
}

/** What GitHub says of one file of a change. */
export interface FileDiff {
  readonly path: string
  readonly previousPath?: string
  readonly status: string
  /** Undefined when the patch is withheld (too large, binary): then nothing is known of its lines. */
  readonly hunks: readonly Hunk[] | undefined
  /** Lines of the head that were added or replaced. */
  readonly added: readonly LineRange[]
  /** Where lines were taken away: before this line of the head. */
  readonly removedBefore: readonly number[]
  /** As GitHub gives it, where it does. */
  readonly patch?: string
  /** GitHub did not list it, so that nothing can be commented on it. */
  readonly unlisted?: true
}

/** The files of a change by their path at the head. */
export type Diff = ReadonlyMap<string, FileDiff>

/** A file as `pulls/{n}/files` and `compare` list it. */
export interface ListedFile {
  readonly filename: string
  readonly status: string
  readonly changes?: number
  readonly patch?: string | undefined
  readonly previous_filename?: string | undefined
}

/** Makes the diff of what GitHub lists; a renamed file without a changed line shows nothing. */
export function readDiff(files: readonly ListedFile[]): Diff {
  const diff = new Map<string, FileDiff>()
  for (const file of files) {
    const patch = file.patch ?? (file.changes === 0 ? '' : undefined)
    const read = patch === undefined ? undefined : readPatch(patch)
    diff.set(file.filename, {
      path: file.filename,
      status: file.status,
      ...(file.previous_filename === undefined ? {} : { previousPath: file.previous_filename }),
      hunks: read?.hunks,
      added: read?.added ?? [],
      removedBefore: read?.removedBefore ?? [],
      ...(file.patch === undefined ? {} : { patch: file.patch }),
    })
  }
  return diff
}

const HEADER = /^@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@/

interface Patch {
  readonly hunks: readonly Hunk[]
  readonly added: readonly LineRange[]
  readonly removedBefore: readonly number[]
}

/** Reads a patch without file headers, as GitHub gives it; undefined when it is cut or is no patch. */
export function readPatch(patch: string): Patch | undefined {
  const hunks: Hunk[] = []
  const added: LineRange[] = []
  const removedBefore: number[] = []
  const lines = patch.split('\n')
  let at = 0
  while (at < lines.length) {
    const header = HEADER.exec(lines[at] ?? '')
    if (!header) {
      // Between hunks stand only "\ No newline at end of file" and the end of the text.
      if (!isRemark(lines[at] ?? '')) return undefined
      at++
      continue
    }
    at++
    const old = { start: Number(header[1]), count: Number(header[2] ?? 1) }
    const now = { start: Number(header[3]), count: Number(header[4] ?? 1) }
    let oldLeft = old.count
    let nowLeft = now.count
    // A side without lines names the line before it.
    let line = now.count === 0 ? now.start + 1 : now.start
    while (oldLeft > 0 || nowLeft > 0) {
      const text = lines[at++]
      if (text === undefined) return undefined
      const mark = text.charAt(0)
      if (mark === '+') {
        extend(added, line++)
        nowLeft--
      } else if (mark === '-') {
        if (removedBefore.at(-1) !== line) removedBefore.push(line)
        oldLeft--
      } else if (mark === '\\') {
        continue
      } else if (mark === ' ' || text === '' || text === '\r') {
        line++
        oldLeft--
        nowLeft--
      } else {
        return undefined
      }
    }
    if (oldLeft < 0 || nowLeft < 0) return undefined
    hunks.push({ left: rangeOf(old), right: rangeOf(now) })
  }
  return { hunks, added, removedBefore }
}

function isRemark(line: string): boolean {
  return line === '' || line.startsWith('\\')
}

function rangeOf(side: { start: number; count: number }): LineRange {
  return { start: side.start, end: side.start + side.count - 1 }
}

function extend(ranges: LineRange[], line: number): void {
  const last = ranges.at(-1)
  if (last && last.end === line - 1) ranges[ranges.length - 1] = { start: last.start, end: line }
  else ranges.push({ start: line, end: line })
}

/** Whether the change adds, replaces or takes away a line within the range; an unknown patch counts as touching all. */
export function touches(file: FileDiff | undefined, range: LineRange): boolean {
  if (!file) return false
  if (file.hunks === undefined) return true
  return (
    file.added.some((added) => added.start <= range.end && range.start <= added.end) ||
    file.removedBefore.some((line) => range.start < line && line <= range.end)
  )
}
