import { and } from '../evaluate/logic.js'
import { idKey, parseResourceId } from '../evaluate/resource-id.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { literal, originAt } from '../evaluate/value.js'
import type { LiteralValue, Truth, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import type { AddedPolicies, Vault } from './model.js'
import { holderKey, operationOf } from './policies.js'
import { knownText, listOf, readProperty, readSetProperty } from './read.js'
import { vaultIdOf } from './resource-key.js'
import { nameWords } from './subjects.js'
import type { VaultDraft } from './vaults.js'

/**
 * What deployments add to the access policies of vaults, by the vault's name: a vault that is deployed elsewhere is the
 * same when both names are known and equal.
 */
export function findAddedPolicies(deployments: readonly Deployment[]): AddedPolicies {
  const found = new Map<string, Map<string, LiteralValue>>()
  for (const { sought: resources } of deployments) {
    for (const resource of resources) {
      const name = isAdding(resource) ? vaultName(resource) : undefined
      if (name === undefined) continue
      const entries = found.get(name) ?? new Map<string, LiteralValue>()
      for (const entry of entriesOf(resource)) entries.set(placeKey(entry.origin.span), entry)
      found.set(name, entries)
    }
  }
  return new Map([...found].map(([name, entries]) => [name, [...entries.values()]]))
}

function isAdding(resource: Resource): boolean {
  return (
    resource.typeKey === 'microsoft.keyvault/vaults/accesspolicies' &&
    !resource.existing &&
    resource.deployed === true &&
    operationOf(resource) === 'add'
  )
}

function vaultName(resource: Resource): string | undefined {
  const id = parseResourceId(resource.id)
  const vault = id && vaultIdOf(id)
  return knownText(vault?.chain[0]?.names[0])?.toLowerCase()
}

/** Each entry that is written; the resource itself where its list is not. */
function entriesOf(resource: Resource): readonly LiteralValue[] {
  const { items } = listOf(readProperty(resource.body, 'properties', 'accessPolicies'))
  const written = items.flatMap(({ value }) => {
    const objectId = value.kind === 'object' ? readSetProperty(value, 'objectId') : undefined
    return objectId ? [literal(nameWords(objectId), originAt(value.origin.span))] : []
  })
  return written.length > 0 ? written : [literal('a principal', originAt(resource.head))]
}

function placeKey({ file, start }: Span): string {
  return `${file}\0${start}`
}

/** How long each vault's list certainly is, whether deploying the vault sets it anew, and what that takes away. */
export function judgeLists(vaults: readonly VaultDraft[], elsewhere: AddedPolicies | undefined): void {
  for (const vault of vaults) {
    if (vault.service !== 'vault' || vault.existing) continue
    vault.policyCount = new Set(certainHolders(vault)).size
    vault.resetsPolicies = resets(vault)
    vault.addedPolicies = addedTo(vault, elsewhere)
  }
}

function certainHolders({ policies }: Vault): readonly string[] {
  return policies.flatMap((policy) => (policy.deployed === true ? (holderKey(policy) ?? []) : []))
}

/** With any `createMode` but `default`, or a list that may come from the vault itself, what was added stays. */
function resets({ accessPolicies, createMode }: Vault): Truth {
  if (createMode && knownText(createMode)?.toLowerCase() !== 'default') return false
  return accessPolicies ? setsAnew(accessPolicies) : false
}

function setsAnew(list: Value): Truth {
  switch (list.kind) {
    case 'array':
      return list.rest?.kind !== 'unknown' || list.rest.cause.kind !== 'runtime'
    case 'unknown':
      return list.cause.kind === 'runtime' ? false : 'unknown'
    case 'choice': {
      const each = list.alternatives.map(({ value }) => setsAnew(value))
      return each.reduce<Truth>(and, true)
    }
    default:
      return false
  }
}

function addedTo(vault: VaultDraft, elsewhere: AddedPolicies | undefined): readonly LiteralValue[] {
  const own = new Set(
    vault.policies.flatMap((policy) => (policy.operation === 'inline' ? (holderKey(policy) ?? []) : [])),
  )
  const added = vault.policies.filter(
    (policy) => policy.operation === 'add' && policy.deployed === true && !own.has(holderKey(policy) ?? ''),
  )
  const here = added.map(({ principal, head }) =>
    literal(principal?.displayName ?? principal?.name ?? '', originAt(head)),
  )
  const places = new Set(vault.policies.map(({ head }) => placeKey(head)))
  const objectIds = new Set(vault.policies.flatMap(({ objectId }) => (objectId ? [idKey(objectId)] : [])))
  const name = knownText(vault.nameValue)?.toLowerCase()
  const others = (name === undefined ? undefined : elsewhere?.get(name)) ?? []
  return [
    ...here,
    ...others.filter(
      ({ value, origin }) => !places.has(placeKey(origin.span)) && !objectIds.has(String(value).toLowerCase()),
    ),
  ]
}
