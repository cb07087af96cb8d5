import { idKey, sameResource } from '../evaluate/resource-id.js'
import type { ResourceId } from '../evaluate/resource-id.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { originAt, unknown } from '../evaluate/value.js'
import type { LiteralValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { statusOfApiVersion } from './api-version.js'
import type { Draft } from './draft.js'
import { tenantOf } from './identifiers.js'
import type {
  AccessPolicy,
  AccessSettings,
  DeclaredVault,
  Escalation,
  Grant,
  PrivateEndpoint,
  Vault,
  VaultObject,
  VaultStatements,
} from './model.js'
import { vaultNameFault } from './names.js'
import { readNetwork } from './network.js'
import { permissionModelOf } from './permission-model.js'
import { derived, mapLiterals, readProperty, readSetProperty } from './read.js'
import { readRecovery } from './recovery.js'
import type { ResourceIndex } from './resource-index.js'
import { idValueOf, keyOfId, readId, scopesAround, vaultIdOf } from './resource-key.js'
import { nameWords, propertiesPlace, subjectOf } from './subjects.js'

/** A vault while the model is built: what hangs on it is added as it is found. */
export type VaultDraft = Omit<Draft<Vault>, keyof VaultLists> & VaultLists

interface VaultLists {
  readonly policies: AccessPolicy[]
  readonly privateEndpoints: PrivateEndpoint[]
  readonly keys: VaultObject[]
  readonly secrets: VaultObject[]
  readonly grants: Grant[]
  readonly escalations: Escalation[]
  readonly declared: DeclaredVault[]
}

/** What hangs on a vault before anything is found. */
export function emptyLists(): VaultLists {
  return { policies: [], privateEndpoints: [], keys: [], secrets: [], grants: [], escalations: [], declared: [] }
}

/** The vaults of one deployment, found by id and by what lies around them. */
export interface VaultRegistry {
  /** Declared ones, and those that something hung on when it was asked for. */
  readonly all: () => readonly VaultDraft[]
  /**
   * The vault that an id names or lies in: one, or several declarations of it that exclude each other.
   *
   * One that is not declared is made as a reference, standing where `from` stands; none for an id that is no vault's, or
   * that of one of several vaults.
   */
  readonly vaultsAt: (id: ResourceId | undefined, from: Resource) => readonly VaultDraft[]
  /** Declared and referenced vaults at a scope or below, by the scope's key. */
  readonly within: (scopeKey: string) => readonly VaultDraft[]
}

const types = ['microsoft.keyvault/vaults', 'microsoft.keyvault/managedhsms']

export function collectVaults(deployment: Deployment, index: ResourceIndex, settings: AccessSettings): VaultRegistry {
  const context: Context = { deployment, index, settings }
  const all: VaultDraft[] = []
  const byKey = new Map<string, VaultDraft[]>()
  const byScope = new Map<string, VaultDraft[]>()
  const byName = new Map<string, readonly VaultDraft[]>()
  const add = (vault: VaultDraft, key: string | undefined, id: ResourceId | undefined): readonly VaultDraft[] => {
    all.push(vault)
    if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), vault])
    for (const scope of id ? scopesAround(id) : []) {
      const inside = byScope.get(scope)
      if (inside) inside.push(vault)
      else byScope.set(scope, [vault])
    }
    return [vault]
  }
  for (const resource of index.ofType(...types)) {
    if (resource.existing) continue
    const id = readId(resource.id)
    const vault = declaredVault(resource, context)
    add(vault, id && keyOfId(id), id)
    const name = idKey(vault.nameValue)
    byName.set(name, [...(byName.get(name) ?? []), vault])
  }
  const vaultsAt = (id: ResourceId | undefined, from: Resource): readonly VaultDraft[] => {
    const own = id && vaultIdOf(id)
    const key = own && keyOfId(own)
    if (!own || key === undefined) return []
    const known = byKey.get(key) ?? namesakes(own, byName)
    if (known) return known
    if (own.chain[0]?.names[0]?.kind === 'choice') return []
    return add(referencedVault(own, key, index.byKey(key)[0] ?? from, context), key, own)
  }
  return { all: () => all, vaultsAt, within: (scopeKey) => byScope.get(scopeKey) ?? [] }
}

/**
 * The declared vaults of the same name, where the scope that an id names may be theirs.
 *
 * Names of vaults are unique in all of Azure (resource name rules), so a scope that is not told makes it no other vault.
 */
function namesakes(
  id: ResourceId,
  byName: ReadonlyMap<string, readonly VaultDraft[]>,
): readonly VaultDraft[] | undefined {
  const [part] = id.chain
  const name = part?.names[0]
  if (!part || !name || idKey(name).includes('[*]')) return undefined
  const found = (byName.get(idKey(name)) ?? []).filter(
    ({ type, idValue }) =>
      type.toLowerCase() === part.typeKey && sameResource(idValueOf(id, name.origin), idValue) !== false,
  )
  return found.length > 0 ? found : undefined
}

interface Context {
  readonly deployment: Deployment
  readonly index: ResourceIndex
  readonly settings: AccessSettings
}

function statements(vault: boolean, hsm: boolean): VaultStatements {
  return {
    apiVersion: hsm,
    permissionModel: vault,
    accessPolicies: vault,
    network: hsm,
    softDelete: hsm,
    purgeProtection: hsm,
    logging: hsm,
    flags: vault,
  }
}

function declaredVault(resource: Resource, context: Context): VaultDraft {
  const service = resource.typeKey.endsWith('managedhsms') ? 'managedHSM' : 'vault'
  const place = propertiesPlace(resource)
  const written = readSetProperty(resource.body, 'properties')
  // A null that is written decides nothing, but it has a place.
  const enableRbacAuthorization = readProperty(written, 'enableRbacAuthorization')
  const name = resource.names[0] ?? resource.id
  return {
    ...subjectOf('vault', resource, context.deployment),
    ...common(service, resource, context),
    nameValue: name,
    idValue: resource.id,
    existing: false,
    deployed: resource.deployed,
    apiVersion: resource.apiVersion,
    apiVersionStatus: versionStatus(resource, context.settings.now),
    nameFault: faultAt(service === 'vault' ? vaultNameFault(name) : undefined, name),
    says: statements(service === 'vault', true),
    enableRbacAuthorization,
    permissionModel:
      service === 'vault'
        ? permissionModelOf(enableRbacAuthorization, resource.apiVersion, place)
        : derived('managedHsm', resource.head),
    ...contents(written, service, place, context.index),
    propertiesPlace: place,
  }
}

/** A vault that is deployed elsewhere: of what is written of it nothing is known. */
function referencedVault(id: ResourceId, key: string, from: Resource, context: Context): VaultDraft {
  const part = id.chain[0]
  const service = part?.typeKey.endsWith('managedhsms') ? 'managedHSM' : 'vault'
  const name = part?.names[0] ?? from.id
  const origin = originAt(from.head)
  const written = unknown({ kind: 'runtime', name: 'existing' }, `existing ${key}`, origin, { type: 'object' })
  const idValue = idValueOf(id, origin)
  const { symbol, ...subject } = subjectOf('vault', from, context.deployment)
  const own = types.includes(from.typeKey)
  const fallback = own ? subject.id : `${context.deployment.program.file}#${nameWords(name)}`
  return {
    kind: 'vault',
    id: idValue.kind === 'literal' ? String(idValue.value) : fallback,
    head: from.head,
    span: from.span,
    type: part?.type ?? subject.type,
    name: nameWords(name),
    ...(own ? { resource: from, ...(symbol === undefined ? {} : { symbol }) } : {}),
    ...common(service, from, context),
    nameValue: name,
    idValue,
    existing: true,
    deployed: true,
    apiVersion: undefined,
    apiVersionStatus: undefined,
    nameFault: undefined,
    says: statements(false, false),
    enableRbacAuthorization: readSetProperty(written, 'enableRbacAuthorization'),
    permissionModel:
      service === 'vault'
        ? unknown(written.cause, `permission model of existing ${key}`, origin, { type: 'string' })
        : derived('managedHsm', from.head),
    ...contents(written, service, from.head, context.index),
    propertiesPlace: from.head,
  }
}

function common(service: Vault['service'], resource: Resource, { deployment, settings }: Context) {
  return {
    service,
    policiesOpen: undefined,
    environment: environmentOf(resource.span.file, deployment, settings),
    consumers: { deployment: false, templateDeployment: false, diskEncryption: false },
    logging: { settings: [], audited: false, unknowns: [] },
    ...emptyLists(),
  } satisfies Partial<VaultDraft>
}

/** What stands in `properties`, of a vault and of a managed HSM alike. */
function contents(written: Value | undefined, service: Vault['service'], place: Span, index: ResourceIndex) {
  const flag = (name: string) => readSetProperty(written, name)
  const deployment = flag('enabledForDeployment')
  const templateDeployment = flag('enabledForTemplateDeployment')
  const diskEncryption = flag('enabledForDiskEncryption')
  const tenantId = readSetProperty(written, 'tenantId')
  return {
    tenantId: tenantId && tenantOf(tenantId),
    accessPolicies: readSetProperty(written, 'accessPolicies'),
    createMode: readSetProperty(written, 'createMode'),
    network: readNetwork(written, place, index),
    recovery: readRecovery(written, service, place),
    flags: {
      ...(deployment ? { deployment } : {}),
      ...(templateDeployment ? { templateDeployment } : {}),
      ...(diskEncryption ? { diskEncryption } : {}),
    },
  } satisfies Partial<VaultDraft>
}

/** The parameter file's environment goes before the root's, and that before the environment of the vault's own file. */
function environmentOf(file: string, { world, program }: Deployment, settings: AccessSettings): string | undefined {
  const otherwise = settings.environmentOf('')
  const files = [...(world.file === undefined ? [] : [world.file]), program.file, file]
  return files.map((path) => settings.environmentOf(path)).find((name) => name !== otherwise) ?? otherwise
}

function versionStatus({ type, apiVersion }: Resource, now: number): Value | undefined {
  if (!apiVersion) return undefined
  return mapLiterals(apiVersion, 'status', (literal) => ({
    ...literal,
    value: statusOfApiVersion(type, String(literal.value), now),
  }))
}

/** A fault as a literal at the place of the name that has it. */
export function faultAt(fault: string | undefined, name: Value): LiteralValue | undefined {
  return fault === undefined ? undefined : derived(fault, name.origin.span)
}
