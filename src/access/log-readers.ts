import { and } from '../evaluate/logic.js'
import { idKey, parseResourceId } from '../evaluate/resource-id.js'
import type { Truth, Value } from '../evaluate/value.js'
import type { AssignmentDraft } from './assignments.js'
import type { DiagnosticSetting, Principal, Vault } from './model.js'
import type { PrincipalDraft } from './principals.js'
import { ancestorOf, keyOfId, resourceKey, scopesAround } from './resource-key.js'
import type { ResourceIndex } from './resource-index.js'

/**
 * Roles that read what a log lands in: plain `Reader` sees a storage account and not its blobs
 * (built-in roles for storage and monitoring).
 */
const reading = {
  storage: new Set([
    'Contributor',
    'Owner',
    'Reader and Data Access',
    'Storage Account Contributor',
    'Storage Blob Data Contributor',
    'Storage Blob Data Owner',
    'Storage Blob Data Reader',
  ]),
  workspace: new Set([
    'Contributor',
    'Log Analytics Contributor',
    'Log Analytics Reader',
    'Monitoring Contributor',
    'Monitoring Reader',
    'Owner',
    'Reader',
  ]),
} as const

type Destination = DiagnosticSetting['destinations'][number]

/** Adds to each destination of a vault's logs who can read it, and tells of each auditor whether its vaults' logs are open to it. */
export function addLogReaders(
  vaults: readonly Vault[],
  assignments: readonly AssignmentDraft[],
  principals: readonly PrincipalDraft[],
  index: ResourceIndex,
): void {
  const logged = vaults.filter(({ logging }) => logging.settings.length > 0)
  if (logged.length === 0) return
  const byScope = groupByScope(assignments)
  for (const { logging } of logged)
    for (const { destinations } of logging.settings)
      for (const destination of destinations) addReaders(destination, byScope)
  for (const principal of principals) {
    if (principal.persona !== 'auditors') continue
    principal.readsLogs = readsLogs(principal, index)
  }
}

/** A role on a container of a storage account counts for the account, since the logs lie in one. */
function groupByScope(assignments: readonly AssignmentDraft[]): ReadonlyMap<string, readonly AssignmentDraft[]> {
  const found = new Map<string, AssignmentDraft[]>()
  for (const assignment of assignments) {
    const { scope, scopeId } = assignment
    const account = scope && (ancestorOf(scope, 1) ?? scope)
    const key = account ? keyOfId(account) : looseKey(scopeId)
    if (key === undefined) continue
    const list = found.get(key)
    if (list) list.push(assignment)
    else found.set(key, [assignment])
  }
  return found
}

/** An id of which nothing is known is still the same as itself. */
function looseKey(id: Value): string | undefined {
  const key = idKey(id)
  return key.includes('[*]') ? undefined : key
}

function keysAround(id: Value): readonly string[] {
  const parsed = parseResourceId(id)
  const own = resourceKey(id) ?? looseKey(id)
  return [...(own === undefined ? [] : [own]), ...(parsed ? scopesAround(parsed) : [])]
}

function addReaders({ kind, id, readers }: Destination, byScope: ReturnType<typeof groupByScope>): void {
  if (kind !== 'storage' && kind !== 'workspace') return
  const found = new Set<Principal>()
  for (const key of keysAround(id)) {
    for (const { role, principal } of byScope.get(key) ?? [])
      if (role && principal && reading[kind].has(role.name)) found.add(principal)
  }
  const list = readers as Principal[]
  list.push(...found)
}

/** Over all vaults that the auditor can look into and that log somewhere; one readable destination is enough for each. */
function readsLogs(principal: PrincipalDraft, index: ResourceIndex): Truth | undefined {
  const vaults = new Set(principal.grants.flatMap(({ vault }) => vault ?? []))
  const logged = [...vaults].filter(({ logging }) =>
    logging.settings.some(({ destinations }) => destinations.length > 0),
  )
  if (logged.length === 0) return undefined
  return logged.map((vault) => readsLogsOf(vault, principal, index)).reduce<Truth>(and, true)
}

function readsLogsOf({ logging }: Vault, principal: PrincipalDraft, index: ResourceIndex): Truth {
  const destinations = logging.settings.flatMap((setting) => setting.destinations)
  if (destinations.some(({ readers }) => readers.includes(principal))) return true
  const settled = destinations.every(({ kind, id }) => {
    const key = resourceKey(id)
    const here = key !== undefined && index.byKey(key).some(({ existing }) => !existing)
    return here && (kind === 'storage' || kind === 'workspace')
  })
  return settled ? false : 'unknown'
}
