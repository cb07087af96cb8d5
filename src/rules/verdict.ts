import type { Finding, Severity } from './finding.js'

/** Findings by how they count: each is in exactly one of these numbers. */
export interface FindingCounts {
  /** `fail`, neither waived nor known. */
  readonly error: number
  readonly warning: number
  readonly note: number
  readonly cannotTell: number
  readonly waived: number
  readonly baselined: number
}

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const counts = { error: 0, warning: 0, note: 0, cannotTell: 0, waived: 0, baselined: 0 }
  for (const { severity, verdict, waiver, baseline } of findings) {
    if (waiver) counts.waived++
    else if (baseline) counts.baselined++
    else if (verdict === 'cannot-tell') counts.cannotTell++
    else counts[severity]++
  }
  return counts
}

const ranks: Readonly<Record<Severity, number>> = { error: 3, warning: 2, note: 1 }

/** Whether something stands at or above `failOn`; what cannot be told counts where the configuration raises it. */
export function reaches(
  findings: readonly Finding[],
  failOn: Severity | 'never',
  cannotTell: 'ignore' | Severity,
): boolean {
  if (failOn === 'never') return false
  return findings.some(({ severity, verdict, waiver, baseline }) => {
    if (waiver || baseline) return false
    if (verdict === 'fail') return ranks[severity] >= ranks[failOn]
    return (cannotTell === 'warning' || cannotTell === 'error') && ranks[cannotTell] >= ranks[failOn]
  })
}

/** Marks findings that a baseline has. */
export function markKnown(findings: readonly Finding[], fingerprints: ReadonlySet<string>): readonly Finding[] {
  if (fingerprints.size === 0) return findings
  return findings.map((finding) => (fingerprints.has(finding.fingerprint) ? { ...finding, baseline: true } : finding))
}
