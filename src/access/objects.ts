import type { Deployment, Resource } from '../evaluate/resource.js'
import type { Vault, VaultObject } from './model.js'
import { objectNameFault } from './names.js'
import { readSetProperty } from './read.js'
import type { ResourceIndex } from './resource-index.js'
import { readId } from './resource-key.js'
import { lastName, subjectOf } from './subjects.js'
import { faultAt } from './vaults.js'
import type { VaultRegistry } from './vaults.js'

/** Keys or secrets that a deployment writes through the management plane, each given to its vault. */
export function collectObjects(
  kind: VaultObject['kind'],
  deployment: Deployment,
  index: ResourceIndex,
  vaults: VaultRegistry,
): readonly VaultObject[] {
  const types =
    kind === 'secret'
      ? ['microsoft.keyvault/vaults/secrets']
      : ['microsoft.keyvault/vaults/keys', 'microsoft.keyvault/managedhsms/keys']
  const found: VaultObject[] = []
  for (const resource of index.ofType(...types)) {
    if (resource.existing) continue
    const owners = vaults.vaultsAt(readId(resource.id), resource)
    if (owners.length === 0) found.push(readObject(kind, resource, undefined, deployment))
    for (const vault of owners) {
      const object = readObject(kind, resource, vault, deployment)
      found.push(object)
      vault[kind === 'secret' ? 'secrets' : 'keys'].push(object)
    }
  }
  return found
}

function readObject(
  kind: VaultObject['kind'],
  resource: Resource,
  vault: Vault | undefined,
  deployment: Deployment,
): VaultObject {
  const name = lastName(resource)
  return {
    ...subjectOf(kind, resource, deployment),
    vault,
    nameValue: name,
    nameFault: faultAt(objectNameFault(name), name),
    properties: readSetProperty(resource.body, 'properties'),
    deployed: resource.deployed,
  }
}
