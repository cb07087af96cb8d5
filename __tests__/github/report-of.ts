import { createHash } from 'node:crypto'
import type { Report } from '../../src/report/report.js'
import type { Finding } from '../../src/rules/finding.js'
import { SourceText } from '../../src/source/text.js'

/** A finding on some lines of a text, with what a test does not care about filled in. */
export function findingAt(
  file: string,
  text: string,
  lines: readonly [start: number, end: number],
  more: Partial<Finding> & { readonly around?: readonly [start: number, end: number] } = {},
): Finding {
  const { around, ...rest } = more
  const rule = rest.rule ?? 'network-default-deny'
  const span = spanOf(file, text, lines)
  return {
    rule,
    title: 'A vault denies by default',
    severity: 'error',
    verdict: 'fail',
    message: 'The vault is open.',
    why: 'Anybody can reach it.',
    when: [],
    fingerprint: fingerprintOf(rule, file, String(lines)),
    related: [],
    instances: [],
    span,
    ...(around ? { extent: spanOf(file, text, around) } : {}),
    ...rest,
  }
}

/** From the beginning of the first line to the end of the last, its line break left out. */
export function spanOf(file: string, text: string, [first, last]: readonly [number, number]) {
  const start = offsetOf(text, first)
  const end = text.indexOf('\n', offsetOf(text, last))
  return { file, start, end: end < 0 ? text.length : Math.max(start, end) }
}

/** Where a line begins, from 1; the end of the text for a line past it. */
export function offsetOf(text: string, line: number): number {
  let at = 0
  for (let left = line; left > 1; left--) {
    const end = text.indexOf('\n', at)
    if (end < 0) return text.length
    at = end + 1
  }
  return at
}

export function fingerprintOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
}

/** A report of these findings on these texts; like a real one it does not depend on their order. */
export function reportOf(
  texts: Readonly<Record<string, string>>,
  given: readonly Finding[],
  more: Partial<Report> = {},
): Report {
  const key = ({ span, rule, fingerprint }: Finding): string =>
    [span?.file, String(span?.start).padStart(9, '0'), rule, fingerprint].join(' ')
  const findings = given.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  return {
    tool: { name: 'keyvault-access-review', version: '1.0.0' },
    verdict: count('error') > 0 ? 'fail' : 'pass',
    summary: {
      files: Object.keys(texts).length,
      vaults: 0,
      grants: 0,
      error: count('error'),
      warning: count('warning'),
      note: count('note'),
      cannotTell: 0,
      waived: 0,
      baselined: 0,
      problems: 0,
    },
    findings,
    problems: [],
    access: { vaults: [], grants: [] },
    sources: new Map(Object.entries(texts).map(([file, text]) => [file, new SourceText(file, text)])),
    rules: [],
    failOn: 'error',
    ...more,
  }
}
