import type { Finding } from './finding.js'

/** Marks findings that a baseline has. */
export function markKnown(findings: readonly Finding[], fingerprints: ReadonlySet<string>): readonly Finding[] {
  if (fingerprints.size === 0) return findings
  return findings.map((finding) => (fingerprints.has(finding.fingerprint) ? { ...finding, baseline: true } : finding))
}
