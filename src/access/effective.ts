import { or } from '../evaluate/logic.js'
import type { Truth } from '../evaluate/value.js'
import type { Grant, Holding, Vault } from './model.js'
import { isComplete, objectKinds } from './permissions.js'
import type { PrincipalDraft } from './principals.js'
import { settledLiteral } from './read.js'

/**
 * Whether the vault's permission model lets a grant count: access policies only where they are in force, data roles
 * only under Azure RBAC, the management plane always.
 */
export function isEffective(vault: Vault | undefined, plane: Grant['plane'], form: Grant['form']): Truth {
  if (plane === 'management') return true
  const model = settledLiteral(vault?.permissionModel)?.value
  if (model === 'managedHsm') return false
  if (model !== 'rbac' && model !== 'accessPolicy') return 'unknown'
  return (model === 'rbac') === (form === 'roleAssignment')
}

/** Grants by vault and holder: everything that one principal has on one vault. */
export type Holders = ReadonlyMap<Vault, ReadonlyMap<PrincipalDraft, readonly Grant[]>>

export function groupByHolder(grants: readonly Grant[]): Holders {
  const vaults = new Map<Vault, Map<PrincipalDraft, Grant[]>>()
  for (const grant of grants) {
    if (!grant.vault) continue
    const holders = vaults.get(grant.vault) ?? new Map<PrincipalDraft, Grant[]>()
    const principal = grant.principal as PrincipalDraft
    const own = holders.get(principal)
    if (own) own.push(grant)
    else holders.set(principal, [grant])
    vaults.set(grant.vault, holders)
  }
  return vaults
}

/** Whether grants on one vault certainly give every data operation but purge, of keys, secrets and certificates. */
export function holdsEverything(grants: readonly Grant[]): boolean {
  const known = everything.get(grants)
  if (known !== undefined) return known
  const held = new Set(grants.filter(countsForSure).flatMap(({ operations }) => operations))
  const complete = objectKinds.filter((kind) => kind !== 'storage').every((kind) => isComplete(held, kind))
  everything.set(grants, complete)
  return complete
}

const everything = new WeakMap<readonly Grant[], boolean>()

function countsForSure({ plane, effective, deployed }: Grant): boolean {
  return plane === 'data' && effective === true && deployed === true
}

/** Gives each principal what it holds, vault by vault; grants without effect do not count. */
export function addHoldings(holders: Holders): void {
  for (const [vault, principals] of holders) {
    const setting = new Map<unknown, Truth>()
    for (const { principal, certain } of vault.escalations)
      setting.set(principal, or(setting.get(principal) ?? false, certain))
    for (const [principal, grants] of principals) {
      const counted = grants.filter(({ effective }) => effective !== false)
      if (counted.length === 0) continue
      const reading = counted.filter(({ operations }) => operations.includes('secrets/get'))
      const holding: Holding = {
        vault,
        principal,
        grants: counted,
        data: operationsOf(counted, 'data'),
        management: operationsOf(counted, 'management'),
        setsAccess: setting.get(principal) ?? false,
        readsSecrets: reading.some(countsForSure) ? true : reading.length > 0 ? 'unknown' : false,
      }
      principal.holdings.push(holding)
    }
  }
}

function operationsOf(grants: readonly Grant[], plane: Grant['plane']): readonly string[] {
  return [...new Set(grants.filter((grant) => grant.plane === plane).flatMap(({ operations }) => operations))].sort()
}
