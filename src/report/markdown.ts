import { markdownCellCode, markdownCode } from './inert.js'
import { type Location, locate } from './lines.js'
import type { Report } from './report.js'
import type { Span } from '../source/span.js'

/** The address of a place, where the host shows files; undefined for a place without one. */
export type LinkTo = (location: Location) => string | undefined

/** A link whose text is Markdown already; an address that is not http(s) is left out. */
export function markdownLink(text: string, address: string | undefined): string {
  if (address === undefined || !/^https?:\/\/[^/\s]/i.test(address)) return text
  return `[${text}](${address.replace(/[\s<>()[\]\\"'`|\p{Cc}\p{Cf}]/gu, (character) => encodeURIComponent(character).replace(/[()']/g, hex))})`
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`
}

/** A place as a code span, linked where it can be: `infra/main.bicep:12`. */
export function markdownPlace(span: Span, report: Report, linkTo: LinkTo | undefined, inTable = false): string {
  const code = inTable ? markdownCellCode : markdownCode
  const location = locate(span, report.sources)
  if (!location) return code(span.file)
  return markdownLink(code(`${location.path}:${location.startLine}`), linkTo?.(location))
}

/** One row of a table; cells are Markdown already. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A part of a document that may be shortened: items are whole lines or blocks. */
export interface Section {
  /** Markdown above the items: a heading, or the head of a table. */
  readonly head: string
  readonly items: readonly string[]
  /** Markdown below the items. */
  readonly foot?: string
  /** Said where items are left out. */
  readonly more: (left: number) => string
}

const encoder = new TextEncoder()

/** Length in UTF-8 bytes, which is what hosts count. */
export function bytesOf(text: string): number {
  return encoder.encode(text).length
}

/**
 * Sections one below the other within a limit of bytes.
 *
 * Where not everything fits, the room is shared out: short sections stay whole, long ones are cut after an item and say
 * how many items are left out. Heads are always printed.
 */
export function fitSections(sections: readonly Section[], limit: number): string {
  const sizes = sections.map((section) => section.items.reduce((sum, item) => sum + bytesOf(item) + 1, 0))
  const fixed = sections.reduce(
    (sum, section) =>
      sum + bytesOf(section.head) + bytesOf(section.foot ?? '') + bytesOf(section.more(section.items.length)) + 6,
    0,
  )
  const shares = shareOut(sizes, Math.max(0, limit - fixed))
  return sections.map((section, at) => printSection(section, shares[at] ?? 0)).join('\n\n')
}

function printSection(section: Section, room: number): string {
  const kept: string[] = []
  let used = 0
  for (const item of section.items) {
    used += bytesOf(item) + 1
    if (used > room) break
    kept.push(item)
  }
  const left = section.items.length - kept.length
  const foot = section.foot ?? ''
  return [section.head, ...kept, ...(foot === '' ? [] : [foot]), ...(left > 0 ? ['', section.more(left)] : [])]
    .join('\n')
    .trimEnd()
}

/** Divides `room` so that small wants are met whole and the others get equal parts. */
function shareOut(wants: readonly number[], room: number): number[] {
  const shares = wants.map(() => 0)
  const order = wants.map((_, at) => at).sort((a, b) => (wants[a] ?? 0) - (wants[b] ?? 0))
  let left = room
  for (const [done, at] of order.entries()) {
    const share = Math.min(wants[at] ?? 0, Math.floor(left / (order.length - done)))
    shares[at] = share
    left -= share
  }
  return shares
}
