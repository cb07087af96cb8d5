import type { Deployment } from '../evaluate/resource.js'

/** A resource module of Azure Verified Modules, by what follows `avm/res/`. */
const resourceModule = /^br:mcr\.microsoft\.com\/bicep\/avm\/res\/([a-z0-9/-]{1,200})[:@]/i

/** Those whose own resource may belong to a vault that they are told of, or may be any other. */
const concernsVaults = /^(?:key-vault|authorization|resources)\/|^insights\/diagnostic-setting$/i
const concernsNetwork = /^network\/private-endpoint$/i

/**
 * The first module that was not read and may deploy something that belongs to a vault; `side` leaves out those that only
 * bring something to the other.
 *
 * A resource module deploys one resource with its own roles, locks, diagnostic settings and private endpoints, so a
 * network or an identity brings nothing to a vault (specification of Azure Verified Modules, resource modules).
 */
export function unreadOfVaults(
  { opaque }: Deployment,
  side: 'any' | 'logging' = 'any',
): Deployment['opaque'][number] | undefined {
  return opaque.find(({ reference }) => {
    const module = resourceModule.exec(reference)?.[1]
    return module === undefined || concernsVaults.test(module) || (side !== 'logging' && concernsNetwork.test(module))
  })
}
