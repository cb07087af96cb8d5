import type { Report } from '../report/report.js'
import { UsageError } from './host.js'
import { compareText } from '../source/order.js'

const BASELINE_SCHEMA = 'keyvault-access-review/baseline/v1'
const MOST = 1_000_000

interface Entry {
  readonly fingerprint: string
  readonly rule?: string
  readonly path?: string
}

/** Fingerprints of a baseline, or of a JSON report taken as one; throws a {@link UsageError} for anything else. */
export function readBaseline(file: string, text: string): ReadonlySet<string> {
  const remedy = `write one with --write-baseline ${file}`
  return new Set(readEntries(`--baseline ${file}`, text, remedy).map(({ fingerprint }) => fingerprint))
}

function readEntries(named: string, text: string, remedy: string): readonly Entry[] {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new UsageError(`${named} is not JSON; ${remedy}`)
  }
  const entries = listIn(data)?.map(entryOf)
  if (!entries?.every((entry) => entry !== undefined) || entries.length > MOST)
    throw new UsageError(`${named} is neither a baseline nor a report of kv-review; ${remedy}`)
  return entries
}

function entryOf(item: unknown): Entry | undefined {
  if (!isRecord(item)) return undefined
  const { fingerprint, rule, path, location } = item
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{32}/.test(fingerprint)) return undefined
  const place = path ?? (isRecord(location) ? location['path'] : undefined)
  return {
    fingerprint,
    ...(typeof rule === 'string' ? { rule } : {}),
    ...(typeof place === 'string' ? { path: place } : {}),
  }
}

function listIn(data: unknown): unknown[] | undefined {
  if (!isRecord(data) || typeof data['schema'] !== 'string' || !data['schema'].startsWith('keyvault-access-review/'))
    return undefined
  return Array.isArray(data['findings']) ? data['findings'] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A baseline of everything that stands now; rule and path are there for people, the fingerprint decides. */
export function writeBaseline(report: Report): string {
  return print(entriesOf(report))
}

export interface Shrunk {
  readonly text: string
  readonly kept: number
  readonly gone: number
  /** Findings that stand now and are not taken in. */
  readonly left: number
}

/**
 * A baseline without what is gone, and never with anything new.
 *
 * `wasJudged` says of an entry's path whether this run would have found it: what was not looked at stays.
 */
export function shrinkBaseline(
  file: string,
  text: string,
  report: Report,
  wasJudged: (path: string | undefined) => boolean,
): Shrunk {
  const known = readEntries(file, text, 'delete it to begin anew, or name another file')
  const waived = new Set(report.findings.flatMap(({ waiver, fingerprint }) => (waiver ? [fingerprint] : [])))
  const standing = new Set(report.findings.map(({ fingerprint }) => fingerprint))
  // What somebody answers for until a day has to come back on that day, so it is not known for ever as well.
  const kept = known.filter(
    ({ fingerprint, path }) => !waived.has(fingerprint) && (standing.has(fingerprint) || !wasJudged(path)),
  )
  const before = new Set(known.map(({ fingerprint }) => fingerprint))
  const left = entriesOf(report).filter(({ fingerprint }) => !before.has(fingerprint))
  return { text: print(kept), kept: kept.length, gone: known.length - kept.length, left: left.length }
}

function entriesOf(report: Report): readonly Entry[] {
  return report.findings
    .filter((finding) => finding.verdict === 'fail' && !finding.waiver)
    .map(({ fingerprint, rule, span }) => ({ fingerprint, rule, ...(span ? { path: span.file } : {}) }))
}

function print(entries: readonly Entry[]): string {
  const findings = entries.toSorted((a, b) => compareText(a.fingerprint, b.fingerprint))
  return `${JSON.stringify({ schema: BASELINE_SCHEMA, findings }, undefined, 2)}\n`
}
