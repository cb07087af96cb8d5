import { factsOf } from './facts.js'
import type { ApiVersionStatus } from './model.js'
import { apiVersionsOf, compareApiVersions } from './types.js'

const day = 86_400_000

/** The status of an API version of a Key Vault type; `now` in milliseconds since 1970. */
export function statusOfApiVersion(type: string, apiVersion: string, now: number): ApiVersionStatus {
  const { lifecycle } = factsOf('types')
  const versions = apiVersionsOf(type) ?? apiVersionsOf('Microsoft.KeyVault/vaults') ?? []
  const newest = versions.at(-1)
  if (!/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(apiVersion)) return 'unlisted'
  if (compareApiVersions(apiVersion, lifecycle.retiresBefore) < 0) {
    const left = Date.parse(lifecycle.retiresOn) - now
    if (left <= 0) return 'retired'
    return left <= 90 * day ? 'retiringSoon' : 'retiring'
  }
  if (apiVersion === lifecycle.currentPreview) return 'current'
  if (newest !== undefined && compareApiVersions(apiVersion, newest) > 0) return 'newer'
  if (apiVersion.endsWith('-preview')) return 'deprecated'
  return versions.includes(apiVersion) ? 'current' : 'unlisted'
}
