import type { Resource } from '../evaluate/resource.js'
import type { Value } from '../evaluate/value.js'
import { matchesName } from '../source/glob.js'
import type { AccessSettings, Persona, PrincipalMapping } from './model.js'
import { knownText, readProperty } from './read.js'
import { resourceKey } from './resource-key.js'
import type { ResourceIndex } from './resource-index.js'
import { lastName, nameWords } from './subjects.js'

/** What a persona is found by. */
export interface PersonaClues {
  readonly objectId: Value
  /** Symbols, parameters and names of identities. */
  readonly symbols: readonly string[]
  readonly identityOf: Resource | undefined
  /** A name that a declaration gives. */
  readonly name?: string
}

export interface PersonaMatch {
  readonly persona: string | undefined
  readonly reason: string | undefined
  readonly personas: readonly string[]
  readonly displayName: string | undefined
  readonly type: string | undefined
}

const nobody: PersonaMatch = {
  persona: undefined,
  reason: undefined,
  personas: [],
  displayName: undefined,
  type: undefined,
}

/**
 * Who a principal is: what the configuration says of its object id, else of a symbol, else of its name; where it says
 * nothing, what the principal is in the template.
 */
export function matchPersona(clues: PersonaClues, settings: AccessSettings, index?: ResourceIndex): PersonaMatch {
  const mapped = mappingsFor(clues, settings.principals)
  const [first] = mapped
  if (first) {
    const named = mapped.find(({ mapping }) => mapping.objectId !== undefined && mapping.name !== undefined)
    return {
      persona: first.mapping.persona,
      reason: `the configuration says so of ${first.by}`,
      personas: [...new Set(mapped.map(({ mapping }) => mapping.persona))],
      displayName: named?.mapping.name ?? clues.name,
      type: mapped.find(({ mapping }) => mapping.type !== undefined)?.mapping.type,
    }
  }
  const part = clues.identityOf && index && partInTemplate(clues.identityOf, index)
  if (!part) return { ...nobody, displayName: clues.name }
  return { ...nobody, persona: part.persona, reason: part.reason, displayName: clues.name }
}

interface Mapped {
  readonly mapping: PrincipalMapping
  readonly by: string
}

/** In the order of trust: object id, symbol, name. */
function mappingsFor(clues: PersonaClues, mappings: readonly PrincipalMapping[]): readonly Mapped[] {
  const objectId = knownText(clues.objectId)?.toLowerCase()
  const byObjectId: Mapped[] = []
  const bySymbol: Mapped[] = []
  const byName: Mapped[] = []
  for (const mapping of mappings) {
    const symbol = clues.symbols.find((name) => mapping.symbol !== undefined && matchesName(mapping.symbol, name))
    const name = mapping.objectId === undefined && mapping.symbol === undefined ? mapping.name : undefined
    if (mapping.objectId !== undefined && mapping.objectId.toLowerCase() === objectId)
      byObjectId.push({ mapping, by: 'this object id' })
    else if (symbol !== undefined) bySymbol.push({ mapping, by: `\`${symbol}\`` })
    else if (name !== undefined && clues.name !== undefined && matchesName(name, clues.name))
      byName.push({ mapping, by: `“${clues.name}”` })
  }
  return [...byObjectId, ...bySymbol, ...byName]
}

/** Pairs of personas that one principal may not hold together, in words: "auditors and application". */
export function conflictsOf(personas: readonly string[], table: AccessSettings['personas']): readonly string[] {
  const byId = new Map(table.map((persona) => [persona.id, persona]))
  const label = (id: string) => byId.get(id)?.label ?? id
  return personas.flatMap((id, at) =>
    personas
      .slice(at + 1)
      .filter((other) => byId.get(id)?.excludes.includes(other) || byId.get(other)?.excludes.includes(id))
      .map((other) => `${label(id)} and ${label(other)}`),
  )
}

/** Types whose identity is that of the code that runs there. */
const hosts = new Map([
  ['microsoft.compute/virtualmachines', 'virtual machine'],
  ['microsoft.compute/virtualmachinescalesets', 'virtual machine scale set'],
  ['microsoft.web/sites', 'web app'],
  ['microsoft.web/sites/slots', 'web app slot'],
  ['microsoft.web/staticsites', 'static web app'],
  ['microsoft.app/containerapps', 'container app'],
  ['microsoft.app/jobs', 'container app job'],
  ['microsoft.containerinstance/containergroups', 'container group'],
  ['microsoft.appplatform/spring/apps', 'spring app'],
  ['microsoft.logic/workflows', 'logic app'],
])

interface Part {
  readonly persona: string
  readonly reason: string
}

/** What the owner of an identity is: a storage account that encrypts with a vault's key, or an application's host. */
function partInTemplate(owner: Resource, index: ResourceIndex): Part | undefined {
  if (owner.typeKey !== 'microsoft.managedidentity/userassignedidentities') {
    const part = partOf(owner, index)
    return part && { persona: part.persona, reason: `it is the identity of the ${part.reason}` }
  }
  const key = resourceKey(owner.id)
  const parts = key === undefined ? [] : index.actingAs(key).map((user) => partOf(user, index))
  const [first] = parts
  if (!first || !parts.every((part) => part?.persona === first.persona)) return undefined
  return { persona: first.persona, reason: `this identity is that of the ${first.reason}` }
}

function partOf(resource: Resource, index: ResourceIndex): Part | undefined {
  const name = `\`${resource.symbol ?? nameWords(lastName(resource))}\``
  if (resource.typeKey === 'microsoft.storage/storageaccounts') {
    if (!usesVaultKey(resource, index)) return undefined
    return { persona: 'storage-account', reason: `storage account ${name}, which encrypts with a vault's key` }
  }
  const host = hosts.get(resource.typeKey)
  if (host === undefined) return undefined
  const kind = host === 'web app' && isFunctionApp(resource) ? 'function app' : host
  return { persona: 'application', reason: `${kind} ${name}` }
}

function isFunctionApp(resource: Resource): boolean {
  return knownText(readProperty(resource.body, 'kind'))?.toLowerCase().includes('functionapp') ?? false
}

/** Also where the account is deployed in one step and told of its key in a second. */
function usesVaultKey(account: Resource, index: ResourceIndex): boolean {
  const key = resourceKey(account.id)
  const same = key === undefined ? [account] : [account, ...index.byKey(key)]
  return same.some((resource) => {
    const source = knownText(readProperty(resource.body, 'properties', 'encryption', 'keySource'))
    return source?.toLowerCase() === 'microsoft.keyvault'
  })
}

/** What people call a persona. */
export function labelOf(persona: string | undefined, table: readonly Persona[]): string | undefined {
  return table.find(({ id }) => id === persona)?.label
}
