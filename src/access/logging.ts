import { and, or } from '../evaluate/logic.js'
import type { ResourceId } from '../evaluate/resource-id.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { findUnknown } from '../evaluate/value.js'
import type { Truth, UnknownValue, Value } from '../evaluate/value.js'
import type { DiagnosticSetting, Vault } from './model.js'
import { knownText, listOf, readProperty, readSetProperty, settledLiteral } from './read.js'
import type { ListItem } from './read.js'
import type { ResourceIndex } from './resource-index.js'
import { readId } from './resource-key.js'
import { doubtsOf, subjectOf } from './subjects.js'
import type { VaultRegistry } from './vaults.js'

/** Gives each vault the diagnostic settings that stand on it, in the extension's form and in the old nested one. */
export function collectLogging(deployment: Deployment, index: ResourceIndex, vaults: VaultRegistry): void {
  const settings = index.ofType(
    'microsoft.insights/diagnosticsettings',
    'microsoft.keyvault/vaults/providers/diagnosticsettings',
    'microsoft.keyvault/managedhsms/providers/diagnosticsettings',
  )
  const found = new Map<Vault, DiagnosticSetting[]>()
  for (const resource of settings) {
    if (resource.existing) continue
    for (const vault of vaults.vaultsAt(targetOf(resource), resource)) {
      const list = found.get(vault) ?? []
      list.push(readSetting(resource, deployment))
      found.set(vault, list)
    }
  }
  for (const vault of vaults.all()) {
    const own = found.get(vault)
    if (!own) continue
    const audited = own.map((setting) => and(setting.audits, deployedOf(setting))).reduce<Truth>(or, false)
    vault.logging = {
      settings: own,
      audited,
      unknowns: audited === 'unknown' ? own.flatMap(({ unknowns }) => unknowns) : [],
    }
  }
}

function deployedOf({ resource }: DiagnosticSetting): Truth {
  return resource?.deployed ?? true
}

function targetOf(resource: Resource): ResourceId | undefined {
  const scope = readId(resource.scope)
  const [vault] = resource.names
  if (!resource.typeKey.includes('/providers/') || !vault || !scope || scope.chain.length > 0) return scope
  const type = resource.type.split('/').slice(0, 2).join('/')
  return { scope: scope.scope, chain: [{ type, typeKey: type.toLowerCase(), names: [vault] }] }
}

const destinations = [
  ['workspace', 'workspaceId'],
  ['storage', 'storageAccountId'],
  ['eventHub', 'eventHubAuthorizationRuleId'],
  ['eventHub', 'serviceBusRuleId'],
  ['partner', 'marketplacePartnerId'],
] as const

function readSetting(resource: Resource, deployment: Deployment): DiagnosticSetting {
  const properties = readProperty(resource.body, 'properties')
  const sinks = destinations.flatMap(([kind, name]) => {
    const id = readSetProperty(properties, name)
    return id && settledLiteral(id)?.value !== '' ? [{ kind, id, readers: [] }] : []
  })
  const sent = sinks.map(({ id }) => isGiven(id)).reduce<Truth>(or, false)
  const logged = logsAudit(readProperty(properties, 'logs'))
  const audits = and(sent, logged.truth)
  const unknowns = [...(doubtsOf(resource).doubts ?? []), ...logged.unknowns, ...sinks.flatMap(({ id }) => doubtOf(id))]
  const { kind: _, ...subject } = subjectOf('resource', resource, deployment)
  return { ...subject, audits, destinations: sinks, unknowns }
}

/** A parameter that has no value yet will have one; only a value that may be null or empty is in doubt. */
function isGiven(id: Value): Truth {
  if (id.kind !== 'choice') return true
  const given = id.alternatives.map(
    ({ value }) => value.kind !== 'literal' || (value.value !== null && value.value !== ''),
  )
  return given.every(Boolean) ? true : given.some(Boolean) ? 'unknown' : false
}

function doubtOf(id: Value): readonly UnknownValue[] {
  return id.kind === 'choice' ? id.alternatives.flatMap(({ unknowns }) => unknowns) : []
}

interface Logged {
  readonly truth: Truth
  readonly unknowns: readonly UnknownValue[]
}

/** Whether one of the log entries is enabled and is the category `AuditEvent` or the group `audit` or `allLogs`. */
function logsAudit(logs: Value | undefined): Logged {
  const { items, open } = listOf(logs)
  const truths = items.map((item) => auditsItem(item))
  const truth = truths.reduce<Truth>(or, open ? 'unknown' : false)
  if (truth !== 'unknown') return { truth, unknowns: [] }
  const unknowns = items.flatMap(({ value, doubts }) => [
    ...doubts,
    ...(findUnknown([value]) ? [findUnknown([value])] : []),
  ])
  return { truth, unknowns: [...(open ? [open] : []), ...unknowns.filter((value) => value !== undefined)] }
}

function auditsItem({ value, certain }: ListItem): Truth {
  const category = isOneOf(readSetProperty(value, 'category'), ['auditevent'])
  const group = isOneOf(readSetProperty(value, 'categoryGroup'), ['audit', 'alllogs'])
  const enabled = readSetProperty(value, 'enabled')
  const on = enabled ? truthOfFlag(enabled) : false
  return and(and(or(category, group), on), certain ? true : 'unknown')
}

function isOneOf(value: Value | undefined, names: readonly string[]): Truth {
  if (!value) return false
  const text = knownText(settledLiteral(value))?.toLowerCase()
  if (text !== undefined) return names.includes(text)
  return value.kind === 'literal' ? false : 'unknown'
}

function truthOfFlag(value: Value): Truth {
  const flag = settledLiteral(value)?.value
  if (typeof flag === 'boolean') return flag
  if (typeof flag === 'string') return flag.toLowerCase() === 'true'
  return 'unknown'
}
