import { createHash } from 'node:crypto'

/**
 * The hidden last line of each comment of ours: by it a later run knows what the comment says and whether that changed.
 *
 * Anybody can write one; it counts only in a comment whose author is the account that we write as.
 */
export interface Marker {
  /** Tells the jobs that report on one pull request apart: 12 hex digits. */
  readonly instance: string
  /** Fingerprints of the findings that the comment is about; `summary` for the sticky one. */
  readonly about: readonly string[] | 'summary'
  /** Of the text above the marker: 16 hex digits. */
  readonly hash: string
  /** The comment only says that its finding is no longer reported. */
  readonly gone: boolean
}

const MOST_FINGERPRINTS = 500
const MARKER =
  /^<!-- kv-review:1 i=([0-9a-f]{12}) fp=([0-9a-f]{32}(?:,[0-9a-f]{32}){0,499}|summary) h=([0-9a-f]{16})( s=gone)? -->$/

/** Longest text of a comment that GitHub takes, in characters, less some room. */
const LONGEST = 65_000

/** Ends a comment's text with its marker; a text beyond GitHub's limit is cut at a line. */
export function sign(text: string, marker: Omit<Marker, 'hash'>): string {
  const about = marker.about === 'summary' ? 'summary' : marker.about.slice(0, MOST_FINGERPRINTS).join(',')
  const room = LONGEST - about.length
  const body = text.length <= room ? text : cut(text, room)
  const line = `<!-- kv-review:1 i=${marker.instance} fp=${about} h=${hashOf(body)}${marker.gone ? ' s=gone' : ''} -->`
  return `${body}\n\n${line}`
}

/** The marker on the last line of a comment, if there is one; whose comment it is must be asked besides. */
export function readMarker(body: string): Marker | undefined {
  const trimmed = body.trimEnd()
  const found = MARKER.exec(trimmed.slice(trimmed.lastIndexOf('\n') + 1))
  if (!found) return undefined
  const [, instance = '', about = '', hash = '', gone] = found
  return { instance, about: about === 'summary' ? 'summary' : about.split(','), hash, gone: gone !== undefined }
}

/** A short name for a job, from what tells it apart. */
export function instanceOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function cut(text: string, room: number): string {
  const note = '\n\n(The rest is too long for a comment.)'
  const kept = text.slice(0, room - note.length)
  const line = kept.lastIndexOf('\n')
  return (line > 0 ? kept.slice(0, line) : kept) + note
}
