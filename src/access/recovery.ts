import type { Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import type { Recovery, Vault } from './model.js'
import { derived, readSetProperty } from './read.js'

/**
 * Soft delete and purge protection as written, null counting as absent.
 *
 * Azure sets purge protection on a managed HSM that does not write it, and not on a vault
 * (Microsoft.KeyVault/managedHSMs, `enablePurgeProtection`).
 */
export function readRecovery(properties: Value | undefined, service: Vault['service'], place: Span): Recovery {
  const protection = readSetProperty(properties, 'enablePurgeProtection')
  return {
    softDelete: readSetProperty(properties, 'enableSoftDelete'),
    retentionDays: readSetProperty(properties, 'softDeleteRetentionInDays'),
    purgeProtection: protection ?? (service === 'managedHSM' ? derived(true, place) : undefined),
  }
}
