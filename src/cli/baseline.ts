import type { Report } from '../report/report.js'
import { UsageError } from './host.js'

const BASELINE_SCHEMA = 'keyvault-access-review/baseline/v1'
const MOST = 1_000_000

/** Fingerprints of a baseline, or of a JSON report taken as one; throws a {@link UsageError} for anything else. */
export function readBaseline(file: string, text: string): ReadonlySet<string> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new UsageError(`--baseline ${file} is not JSON; write one with --write-baseline ${file}`)
  }
  const fingerprints = fingerprintsIn(data)
  if (!fingerprints || fingerprints.length > MOST) {
    throw new UsageError(
      `--baseline ${file} is neither a baseline nor a report of kv-review; write one with --write-baseline ${file}`,
    )
  }
  return new Set(fingerprints)
}

function fingerprintsIn(data: unknown): string[] | undefined {
  const list = listIn(data)
  const fingerprints = list?.map((it) => (isRecord(it) ? it['fingerprint'] : undefined))
  return fingerprints?.every((it): it is string => typeof it === 'string' && /^[0-9a-f]{32}/.test(it))
    ? fingerprints
    : undefined
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
  const findings = report.findings
    .filter((finding) => finding.verdict === 'fail' && !finding.waiver)
    .map(({ fingerprint, rule, span }) => ({ fingerprint, rule, ...(span ? { path: span.file } : {}) }))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0))
  return `${JSON.stringify({ schema: BASELINE_SCHEMA, findings }, undefined, 2)}\n`
}
