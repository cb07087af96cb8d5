import type { Resource } from '../evaluate/resource.js'
import type { Condition } from './condition.js'

const dataTypes = ['microsoft.keyvault.data/', 'microsoft.managedhsm.data/']

/** Types of the vault's world that Azure tracks, with tags and a location, even where a template leaves both out. */
const tracked: ReadonlySet<string> = new Set([
  'microsoft.keyvault/vaults',
  'microsoft.keyvault/managedhsms',
  'microsoft.network/privateendpoints',
])

/**
 * What a definition of that mode looks at: `All` every resource, `Indexed` those that have tags and a location, the data
 * modes keys and secrets; undefined for a mode that looks at nothing of a template. Without a mode, all of them.
 *
 * Source: Azure Policy definition structure, mode.
 */
export function applicability(mode: string | undefined): Condition | undefined {
  switch (mode?.toLowerCase() ?? 'all') {
    case 'all':
      return where(isJudged)
    case 'indexed':
      return where((resource) => isJudged(resource) && isTracked(resource))
    case 'microsoft.keyvault.data':
    case 'microsoft.managedhsm.data':
      return where(isData)
    default:
      return undefined
  }
}

function where(holds: (resource: Resource) => boolean): Condition {
  return {
    test: ({ subject: { resource } }) => resource !== undefined && holds(resource),
    explain: () => undefined,
  }
}

function isData({ typeKey }: Resource): boolean {
  return dataTypes.some((type) => typeKey.startsWith(type))
}

const group = 'microsoft.resources/resourcegroups'

/** Of that provider, Azure Policy looks at subscriptions and resource groups only. Source: Azure Policy applicability. */
function isJudged(resource: Resource): boolean {
  const { typeKey } = resource
  return !isData(resource) && (typeKey === group || !typeKey.startsWith('microsoft.resources/'))
}

/**
 * Azure refuses a resource of a tracked type without a location, and one of another type with it; resource groups have
 * one, and are looked at by `All` only.
 */
function isTracked({ typeKey, body }: Resource): boolean {
  return tracked.has(typeKey) || (body.entries.has('location') && typeKey !== group)
}
