import { avmKeyVault } from '../../generated/facts.js'

/** Versions of the module that something is so in: from `since` on, and before `until`. */
interface Range {
  readonly since?: string
  readonly until?: string
}

export interface ParameterFact extends Range {
  readonly name: string
  readonly type: 'string' | 'int' | 'bool' | 'object' | 'array'
  readonly nullable?: boolean
  readonly secure?: boolean
  readonly maxLength?: number
  readonly allowed?: readonly string[]
  /** The default, where it is a plain value. */
  readonly value?: string | number | boolean
  /** The default, where it is worked out. */
  readonly default?: 'resourceGroup().location'
  /** The property of the resource that it becomes. */
  readonly sets?: string
}

/** The modules, each with its own parameters. */
export type ModuleName = 'vault' | 'secret' | 'key' | 'access-policy'

type Resource =
  | 'vault'
  | 'object'
  | 'accessPolicies'
  | 'privateEndpoint'
  | 'roleAssignment'
  | 'diagnosticSetting'
  | 'lock'

type Carried = 'roleAssignment' | 'diagnosticSetting' | 'privateEndpoint'

/** What differs between versions besides parameters, roles and API versions. */
type Change =
  | 'secrets in `secureList` of a secure object'
  | 'roles outside the table completed to ids'
  | 'names of role assignments'
  | 'connections named as the endpoint'
  | 'connections named as the vault'
  | 'log categories without `enabled` are on'
  | 'logs and metrics by themselves'
  | 'manual connections'
  | 'manual connections by `isManualConnection`'
  | 'endpoints in the resource group `resourceGroupName`'
  | 'endpoints in the resource group of `resourceGroupResourceId`'
  | 'endpoints in the resource group of their subnet'
  | 'curves and sizes by the type of key'
  | 'release policies'
  | 'rotation policies only where given'
  | 'empty rotation policies where none is given'
  | 'attributes in `attributes`'
  | 'zone groups in `privateDnsZoneGroup`'
  | 'notes of locks'
  | 'outputs of endpoints'
  | 'outputs of objects'
  | 'outputs of endpoints by their later names'

interface Table {
  readonly registry: string
  readonly repository: string
  readonly versions: readonly string[]
  readonly children: Readonly<Record<Exclude<ModuleName, 'vault'>, readonly { version: string; within: string }[]>>
  readonly apiVersions: Readonly<Record<Resource, readonly { since: string; version: string }[]>>
  readonly changes: Readonly<Record<Change, Range>>
  readonly parameters: Readonly<Record<ModuleName, readonly ParameterFact[]>>
  readonly roles: readonly (Range & { name: string; id: string; of: readonly ModuleName[] })[]
  /** Property of the resource ← member of the argument. */
  readonly carried: Readonly<Record<Carried, Readonly<Record<string, string>>>>
  readonly types: readonly (Range & { name: string; secure?: readonly string[] })[]
}

let parsed: Table | undefined

function table(): Table {
  parsed ??= avmKeyVault() as Table
  return parsed
}

/** What is known of one version of the vault module, and of the children within it. */
export interface VersionFacts {
  readonly has: (change: Change) => boolean
  readonly apiVersion: (resource: Resource) => string
  readonly parameters: (module: ModuleName) => readonly ParameterFact[]
  readonly roles: (module: ModuleName) => Table['roles']
  readonly carried: Table['carried']
  /** Types that can be imported, with those of their members that are secure. */
  readonly types: Table['types']
}

/** The module that a repository of a registry holds, where it is one of ours. */
export function knownModule(registry: string, repository: string): ModuleName | undefined {
  const { registry: home, repository: root, parameters } = table()
  if (registry !== home || !repository.startsWith(root)) return undefined
  const names = Object.keys(parameters) as readonly ModuleName[]
  return names.find((name) => repository === (name === 'vault' ? root : `${root}/${name}`))
}

/** What is known of a version of a module; undefined for a minor that is not known. */
export function factsOf(module: ModuleName, version: string): VersionFacts | undefined {
  const { versions, children } = table()
  const all = module === 'vault' ? versions.map((each) => ({ version: each, within: each })) : children[module]
  const minor = /^\d{1,4}\.\d{1,4}\.(?=\d{1,6}$)/.exec(version)?.[0]
  const known = all.findLast((each) => minor && each.version.startsWith(minor) && compare(each.version, version) <= 0)
  return known && factsIn(known.within)
}

function factsIn(version: string): VersionFacts {
  const { changes, apiVersions, parameters, roles, carried, types } = table()
  const holds = ({ since, until }: Range): boolean =>
    (since === undefined || compare(version, since) >= 0) && (until === undefined || compare(version, until) < 0)
  return {
    has: (change) => holds(changes[change]),
    apiVersion: (resource) => apiVersions[resource].findLast((entry) => holds(entry))?.version ?? '',
    parameters: (module) => parameters[module].filter(holds),
    roles: (module) => roles.filter((role) => role.of.includes(module) && holds(role)),
    carried,
    types: types.filter(holds),
  }
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  for (const [at, part] of (left ?? []).entries()) if (part !== right?.[at]) return part - (right?.[at] ?? 0)
  return 0
}
