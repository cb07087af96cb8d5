import type { Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import type { Recovery, Vault } from './model.js'
import { derived, readProperty, readSetProperty } from './read.js'

/**
 * Soft delete and purge protection as written; a null decides nothing, but it has a place.
 *
 * Azure sets purge protection on a managed HSM that does not write it, and not on a vault
 * (Microsoft.KeyVault/managedHSMs, `enablePurgeProtection`).
 */
export function readRecovery(properties: Value | undefined, service: Vault['service'], place: Span): Recovery {
  const protection = readSetProperty(properties, 'enablePurgeProtection')
  return {
    softDelete: readProperty(properties, 'enableSoftDelete'),
    retentionDays: readProperty(properties, 'softDeleteRetentionInDays'),
    purgeProtection:
      protection ??
      (service === 'managedHSM' ? derived(true, place) : readProperty(properties, 'enablePurgeProtection')),
  }
}
