import type { Finding } from '../../../src/rules/finding.js'

/** A finding with nothing special about it. */
export function finding(parts: Partial<Finding> = {}): Finding {
  const resource = { type: 'Microsoft.KeyVault/vaults', name: 'kv-dev-1' }
  return {
    rule: 'network-default-deny',
    title: 'A vault denies networks that no rule names',
    severity: 'error',
    verdict: 'fail',
    message: 'open',
    why: 'open',
    when: [],
    fingerprint: '0123456789abcdef0123456789abcdef',
    resource,
    subject: { vault: 'main.bicep#vault' },
    span: { file: 'main.bicep', start: 10, end: 20 },
    related: [],
    instances: [{ resource, subject: { vault: 'main.bicep#vault' }, when: [] }],
    ...parts,
  }
}
