import type { Deployment, Resource } from '../evaluate/resource.js'
import type { LiteralValue, Origin, Truth, UnknownValue, Value } from '../evaluate/value.js'
import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'

/**
 * Who can do what on which vault, in one world of one deployment, or in the declarations of the run.
 *
 * Every attribute that a rule may name is a `Value`, so that it carries its place and may be unknown.
 */
export interface AccessModel {
  /** Absent for the model of the declarations. */
  readonly deployment?: Deployment
  readonly vaults: readonly Vault[]
  readonly grants: readonly Grant[]
  readonly assignments: readonly RoleAssignment[]
  readonly policies: readonly AccessPolicy[]
  readonly roleDefinitions: readonly RoleDefinition[]
  readonly principals: readonly Principal[]
  /** Whether the configuration names no principal at all. */
  readonly namesNobody?: boolean
  readonly privateEndpoints: readonly PrivateEndpoint[]
  readonly keys: readonly VaultObject[]
  readonly secrets: readonly VaultObject[]
  readonly escalations: readonly Escalation[]
  /** Ways in which values of vaults' secrets can be read by whoever reads the files or the history of deployments. */
  readonly exposures?: readonly Exposure[]
  /** Every resource of the deployment, worked out on first use. */
  readonly resources: readonly Resource[]
  /** Those of the types that access is read from. */
  readonly sought: readonly Resource[]
  readonly declarations: readonly DeclaredVault[]
  /** Vault and management endpoints that its programs write out, one for each place. */
  readonly endpoints: readonly HardCodedEndpoint[]
  /** Whether a file or module of the run could not be had: then "absent from the run" is cannot-tell. */
  readonly incomplete: boolean
  /** Stands for what the first such module may deploy. */
  readonly unread?: UnknownValue | undefined
  /** Whether nothing of that could be a diagnostic setting of a vault. */
  readonly hasAllLogging?: boolean
}

export type PermissionModel = 'rbac' | 'accessPolicy' | 'unknown'

/** Where a finding may stand and what it is about. */
export interface Subject {
  readonly kind: SubjectKind
  /** Resource id when fully known, else `<path>#<module path/symbol or name>`. */
  readonly id: string
  /** Where a finding about the whole of it stands. */
  readonly head: Span
  /** The whole declaration. */
  readonly span: Span
  readonly resource?: Resource
  /** Type and name for the report. */
  readonly type: string
  readonly name: string
  readonly symbol?: string
  /** What its being there depends on, where `deployed` is unknown. */
  readonly doubts?: readonly UnknownValue[]
  /** Words for a case in which it is there: "parameter `open` is true". */
  readonly when?: string
}

export type SubjectKind =
  | 'vault'
  | 'grant'
  | 'accessPolicy'
  | 'roleAssignment'
  | 'roleDefinition'
  | 'principal'
  | 'privateEndpoint'
  | 'key'
  | 'secret'
  | 'escalation'
  | 'exposure'
  | 'resource'
  | 'declaration'
  | 'endpoint'

/**
 * A key vault (or managed HSM) that the run declares, refers to, or that a declaration speaks of.
 *
 * One that is only referred to (`existing`) is here when something of the run hangs on it; what is written of it
 * elsewhere is unknown.
 */
export interface Vault extends Subject {
  readonly kind: 'vault'
  readonly service: 'vault' | 'managedHSM'
  readonly existing: boolean
  readonly deployed: Truth
  readonly nameValue: Value
  readonly idValue: Value
  readonly apiVersion: Value | undefined
  /** An {@link ApiVersionStatus} as a literal at the version's place. */
  readonly apiVersionStatus: Value | undefined
  /** What is wrong with its name, in words that follow "its name", as a literal at the name's place. */
  readonly nameFault: Value | undefined
  /** Which sides of it are settled here, and so judged: all of a template's vault, none of a reference, of a declared one what it says. */
  readonly says: VaultStatements
  /** As the property is written; undefined when absent. */
  readonly enableRbacAuthorization: Value | undefined
  /** `'rbac'` or `'accessPolicy'` with the place that decides it, `'managedHsm'` of a managed HSM; unknown otherwise. */
  readonly permissionModel: Value
  readonly tenantId: Value | undefined
  /** The inline list as the property is written; undefined when absent. */
  readonly accessPolicies: Value | undefined
  readonly createMode: Value | undefined
  /** In force once everything is deployed: inline and added, without what is replaced or removed. */
  readonly policies: readonly AccessPolicy[]
  /** Whether there may be policies that could not be read (an unknown list, or an item unknown). */
  readonly policiesOpen: UnknownValue | undefined
  /** How many different principals, with their applications, certainly stand in them. */
  readonly policyCount?: number
  /** Whether each deployment sets the list anew, rather than from what the vault has. */
  readonly resetsPolicies?: Truth
  /** Entries that other resources of the run add to the list and that it does not have itself: who each is for, at its place. */
  readonly addedPolicies?: readonly LiteralValue[]
  readonly network: Network
  readonly recovery: Recovery
  readonly logging: Logging
  readonly flags: { readonly deployment?: Value; readonly templateDeployment?: Value; readonly diskEncryption?: Value }
  /** Whether something in the run makes use of each flag. */
  readonly consumers: { readonly deployment: Truth; readonly templateDeployment: Truth; readonly diskEncryption: Truth }
  /** Where that cannot be told: the first thing whose vault is not known. */
  readonly consumersOpenAt?: { readonly [Flag in keyof Vault['consumers']]?: Span | undefined }
  readonly environment: string | undefined
  readonly declared: readonly DeclaredVault[]
  readonly privateEndpoints: readonly PrivateEndpoint[]
  /** Whether another deployment of the run has a private endpoint that leads to it, told by name; absent: not looked for. */
  readonly privateEndpointElsewhere?: Truth
  /** Where that cannot be told: the first endpoint whose vault is not known. */
  readonly privateEndpointOpenAt?: Span | undefined
  readonly keys: readonly VaultObject[]
  readonly secrets: readonly VaultObject[]
  readonly grants: readonly Grant[]
  readonly escalations: readonly Escalation[]
  /** The place that should hold a missing property: the key `properties`, else the head. */
  readonly propertiesPlace: Span
}

export interface VaultStatements {
  readonly apiVersion: boolean
  readonly permissionModel: boolean
  readonly accessPolicies: boolean
  readonly network: boolean
  readonly softDelete: boolean
  readonly purgeProtection: boolean
  readonly logging: boolean
  readonly flags: boolean
}

/**
 * How an API version stands by the run's clock: `retiring` gives way to a newer one on a day that is published,
 * `retiringSoon` within ninety days; `deprecated` is a preview other than the current one; `newer` is younger than the
 * table; `unlisted` was never published.
 */
export type ApiVersionStatus = 'current' | 'retiring' | 'retiringSoon' | 'retired' | 'deprecated' | 'newer' | 'unlisted'

export interface Network {
  /** `enabled`, `disabled`, `securedByPerimeter` as a literal whose origin is the property; absent is `enabled`. */
  readonly publicNetworkAccess: Value
  readonly publicNetworkAccessWritten: Value | undefined
  readonly networkAcls: Value | undefined
  readonly networkAclsPlace: Span | undefined
  /** `Allow` or `Deny`; undefined when absent. */
  readonly defaultAction: Value | undefined
  readonly bypass: Value | undefined
  readonly ipRules: Value | undefined
  readonly virtualNetworkRules: Value | undefined
  /** What the network rules name. */
  readonly subnets: readonly NetworkSubnet[]
  /** Of a declared vault: `required`, `optional` or `none`, as it says. */
  readonly privateEndpoint?: Value | undefined
}

export interface NetworkSubnet {
  readonly id: Value
  readonly ignoreMissingEndpoint: Value | undefined
  /** The subnet, or the virtual network that holds it, where the run declares it. */
  readonly resource: Resource | undefined
  /** Whether it has the service endpoint `Microsoft.KeyVault`; unknown when the run does not declare it. */
  readonly hasEndpoint: Truth
}

export interface Recovery {
  readonly softDelete: Value | undefined
  readonly retentionDays: Value | undefined
  /** Of a managed HSM that does not write it: true, as Azure sets it there. */
  readonly purgeProtection: Value | undefined
}

export interface Logging {
  /** Diagnostic settings of the run on this vault. */
  readonly settings: readonly DiagnosticSetting[]
  /** Whether one of them sends audit events somewhere. */
  readonly audited: Truth
  readonly unknowns: readonly UnknownValue[]
  /** Where a declaration says so. */
  readonly place?: Span
}

export interface DiagnosticSetting extends Omit<Subject, 'kind'> {
  readonly audits: Truth
  readonly destinations: readonly {
    readonly kind: 'workspace' | 'storage' | 'eventHub' | 'partner'
    readonly id: Value
    /** Who can read what lands there, by an assignment of the run. */
    readonly readers: readonly Principal[]
  }[]
  readonly unknowns: readonly UnknownValue[]
}

/** One entry of a vault's access policies, inline, from a child resource, or declared. */
export interface AccessPolicy extends Subject {
  readonly kind: 'accessPolicy'
  /** Undefined when no vault of the run is meant, or none that can be told. */
  readonly vault: Vault | undefined
  /** Undefined without `objectId`. */
  readonly principal: Principal | undefined
  readonly operation: 'inline' | 'add' | 'replace' | 'remove'
  readonly tenantId: Value | undefined
  /** Whether its tenant is the vault's. */
  readonly tenantMatches: Truth
  readonly objectId: Value | undefined
  /** `'objectId'`, `'clientId'` or `'malformed'` as a literal at the place of `objectId`. */
  readonly objectIdForm: Value | undefined
  /** Null counts as absent. */
  readonly applicationId: Value | undefined
  /** By kind of object, each permission as written with its place; undefined when the kind is absent. */
  readonly permissions: Readonly<Record<ObjectKind, Value | undefined>>
  /** Permissions that Azure does not know, as literals `secrets/gett` at their places. */
  readonly misspelt: readonly MisspeltPermission[]
  /** Kinds of which it holds everything but perhaps `purge`, as literals at what grants that: `all`, or the list. */
  readonly completeKinds: readonly LiteralValue[]
  /** Permissions to purge what it may delete as well, as literals `secrets/purge` at their places. */
  readonly purges: readonly LiteralValue[]
  /** An earlier entry of the same list for the same principal and application. */
  readonly duplicateOf: AccessPolicy | undefined
  /** Where the object ids of the two are written apart: this one's place, and the earlier one's. */
  readonly duplicateAt?: { readonly own: Span; readonly earlier: Span } | undefined
  /** The resource that holds it. */
  readonly holder: Resource | undefined
  readonly declared: DeclaredAccess | undefined
  readonly deployed: Truth
}

export interface MisspeltPermission {
  readonly permission: LiteralValue
  /** What was most likely meant: `secrets/get`. */
  readonly proposal: string | undefined
}

export type ObjectKind = 'keys' | 'secrets' | 'certificates' | 'storage'

export interface RoleAssignment extends Subject {
  readonly kind: 'roleAssignment'
  /** Undefined without `principalId`. */
  readonly principal: Principal | undefined
  readonly principalId: Value | undefined
  readonly principalType: Value | undefined
  readonly roleDefinitionId: Value | undefined
  /** Undefined when the role cannot be told or is not known. */
  readonly role: Role | undefined
  /** The GUID that `roleDefinitionId` ends in, lower case; undefined when it cannot be told. */
  readonly roleGuid: string | undefined
  /** Whether the role is built in or defined in the run. */
  readonly roleExists: Truth
  /** The definition in the run. */
  readonly definition: RoleDefinition | undefined
  /** Whether the role reaches data of vaults, or operations on them. */
  readonly reachesData: Truth
  readonly reachesManagement: Truth
  readonly scopeKind: GrantScope
  readonly scopeId: Value
  readonly scopePlace: Span
  readonly condition: Value | undefined
  /** An eligibility (PIM) rather than an active assignment. */
  readonly eligible: boolean
  /** Whether it ends by itself. */
  readonly expires: Truth
  readonly vaults: readonly Vault[]
  readonly grants: readonly Grant[]
  readonly declared: DeclaredAccess | undefined
  readonly deployed: Truth
}

export type GrantScope = 'tenant' | 'managementGroup' | 'subscription' | 'resourceGroup' | 'vault' | 'object' | 'other'

/** A role, built in or defined in the run; operations of each permission block as written. */
export interface Role {
  readonly id: string
  readonly name: string
  readonly builtIn: boolean
  /** Of a built-in role that reaches Key Vault: `key-vault`, `general-privileged`, `managed-hsm-control-plane`, … */
  readonly category?: string
  /** Of a custom role: what of its permissions could not be read. */
  readonly open?: UnknownValue
  /** Empty for a built-in role that does not reach Key Vault. */
  readonly blocks: readonly {
    readonly actions: readonly string[]
    readonly notActions: readonly string[]
    readonly dataActions: readonly string[]
    readonly notDataActions: readonly string[]
    readonly condition?: string
  }[]
}

export interface RoleDefinition extends Subject {
  readonly kind: 'roleDefinition'
  readonly role: Role
  readonly actions: Value
  readonly dataActions: Value
  readonly notActions: Value
  readonly notDataActions: Value
  /** Whether all its permissions could be read. */
  readonly complete: boolean
  /** Wildcards that let it change vaults, or that stand in data actions of vaults, each at its place. */
  readonly wildcards: readonly LiteralValue[]
  /** What lets it write role assignments or role definitions, each at its place. */
  readonly accessGranting: readonly LiteralValue[]
  /** Kinds of objects that it may both delete and purge, as literals at what lets it purge. */
  readonly purges: readonly LiteralValue[]
  readonly deployed: Truth
}

/** What one principal may do on one vault (or, without `vault`, on whatever lies below the scope) by one entry. */
export interface Grant extends Subject {
  readonly kind: 'grant'
  readonly vault: Vault | undefined
  readonly principal: Principal
  readonly plane: 'management' | 'data'
  readonly mechanism: 'accessPolicy' | 'roleAssignment' | 'declaration'
  /** How it is given; of a declared grant, how it is declared. */
  readonly form: 'accessPolicy' | 'roleAssignment'
  readonly scopeKind: GrantScope
  readonly role: Role | undefined
  /** Sorted: access-policy words for data (`secrets/get`), Azure's own names for management and for words granted in part. */
  readonly operations: readonly string[]
  /** Whether there may be operations beyond those. */
  readonly open: UnknownValue | undefined
  /** Whether the vault's permission model lets it count. */
  readonly effective: Truth
  readonly source: AccessPolicy | RoleAssignment | DeclaredAccess
  /** Operations beyond the principal's persona with their places; undefined when it has none. */
  readonly excess: readonly { readonly operation: string; readonly span: Span }[] | undefined
  /** Why the excess may be none: the environment is not told. */
  readonly excessDoubt: UnknownValue | undefined
  /** The smallest roles or permissions that would do, in words; undefined without excess. */
  readonly proposal: string | undefined
  /** Where a declaration speaks of the vault: what goes beyond it; undefined elsewhere, and of a declared grant. */
  readonly undeclared: Difference | undefined
  /** Of a declared grant: what templates that speak of its vault do not grant; undefined where none does. */
  readonly missing: Difference | undefined
  /** Other users that hold the same on the vault; 0 of anybody but a user. */
  readonly peers: number
  /** Of the first of several users that hold the same on the vault: a grant of each other one. */
  readonly alike?: readonly Grant[]
  readonly deployed: Truth
}

/** Operations on one side of a comparison only, sorted; `certain` is unknown when `unknowns` decide. */
export interface Difference {
  readonly operations: readonly string[]
  readonly certain: Truth
  readonly unknowns: readonly UnknownValue[]
}

/** Somebody or something that access is given to, the same across a deployment. */
export interface Principal extends Subject {
  readonly kind: 'principal'
  readonly objectId: Value
  /** `User`, `Group`, `ServicePrincipal`, … where told. */
  readonly principalType: string | undefined
  readonly displayName: string | undefined
  readonly persona: string | undefined
  /** What people call that persona: "developers and operators". */
  readonly personaLabel?: string
  /** Why this persona: words for the message. */
  readonly personaReason: string | undefined
  /** Every persona that the configuration gives it, in the order of matching; more than one is a contradiction. */
  readonly personas: readonly string[]
  /** Pairs of those that exclude each other, in words: "auditors and application". */
  readonly conflicts?: readonly string[]
  /** The resource of the run whose identity it is. */
  readonly identityOf: Resource | undefined
  /** Of a service principal of the directory: the secrets that the run makes for it. */
  readonly secret?: Value
  /** Names under which a configuration or a declaration may speak of it: symbols, parameters, identities. */
  readonly symbols?: readonly string[]
  readonly grants: readonly Grant[]
  /** What it can do, vault by vault. */
  readonly holdings: readonly Holding[]
  /** Of an auditor: whether it can read where its vaults log to; undefined of others, and where nothing logs. */
  readonly readsLogs: Truth | undefined
}

/** Everything that one principal can do on one vault, by whatever grants that count there. */
export interface Holding {
  readonly vault: Vault
  readonly principal: Principal
  readonly grants: readonly Grant[]
  readonly data: readonly string[]
  readonly management: readonly string[]
  /** Whether it can give access to the vault's data, itself included. */
  readonly setsAccess: Truth
  /** Whether it can read values of secrets. */
  readonly readsSecrets: Truth
}

/** How a principal without data access by intent could give itself some. */
export interface Escalation extends Subject {
  readonly kind: 'escalation'
  readonly vault: Vault
  readonly principal: Principal
  readonly assignment: RoleAssignment
  /** The management operation that does it: `Microsoft.KeyVault/vaults/accessPolicies/write`. */
  readonly operation: string
  /** All operations of this kind that the assignment gives. */
  readonly operations: readonly string[]
  /** Whether it already holds every data operation there. */
  readonly byIntent: boolean
  readonly path: 'writes-access-policies' | 'writes-vault' | 'assigns-roles' | 'writes-role-definitions'
  readonly certain: Truth
}

export interface PrivateEndpoint extends Subject {
  readonly kind: 'privateEndpoint'
  readonly vault: Vault | undefined
  /** Whether it links to a vault at all, by id or by group. */
  readonly targetsVault: Truth
  readonly manual: boolean
  /** The connection, one of those that its resource lists. */
  readonly connectionPlace: Span
  readonly serviceId: Value | undefined
  readonly groupIds: Value | undefined
  /** The group that its target needs: `vault`, `managedhsm`. */
  readonly expectedGroup: string
  /** Names of the zones that its DNS zone groups of the run name, each at its place. */
  readonly dnsZones: readonly Value[]
  /** Names of the zone that would do, one for each cloud. */
  readonly expectedZones: readonly string[]
  readonly hasZoneGroup: Truth
  readonly deployed: Truth
}

/** A key or a secret written by the deployment. */
export interface VaultObject extends Subject {
  readonly kind: 'key' | 'secret'
  readonly vault: Vault | undefined
  readonly nameValue: Value
  /** What is wrong with its name, as a literal at the name's place. */
  readonly nameFault: Value | undefined
  /** `properties` of the resource. */
  readonly properties: Value | undefined
  readonly deployed: Truth
}

/** One way in which the value of a vault's secret can be read by whoever reads the files or the history of deployments. */
export interface Exposure extends Subject {
  readonly kind: 'exposure'
  /** Undefined for a secret that is fetched from a vault. */
  readonly secret: VaultObject | undefined
  readonly vault: Vault | undefined
  readonly way: 'literal' | 'plainParameter' | 'output'
  /** Words that follow "the value of the secret": "is written in plain text". */
  readonly how: string
  readonly deployed: Truth
}

/** An endpoint of one cloud, written out where the template language has a function for it. */
export interface HardCodedEndpoint extends Subject {
  readonly kind: 'endpoint'
  readonly endpoint: 'vault' | 'managedHSM' | 'management'
  /** The host as written, at its literal. */
  readonly host: LiteralValue
  /** As `environment().name` calls it. */
  readonly cloud: string
  readonly retired: boolean
}

/** One vault of a YAML access declaration. */
export interface DeclaredVault extends Subject {
  readonly kind: 'declaration'
  /** Name, symbol or id, perhaps a glob. */
  readonly pattern: string
  readonly environment: string | undefined
  /** The vault that the declaration describes, judged like any other. */
  readonly vault: Vault
  readonly access: readonly DeclaredAccess[]
}

export interface DeclaredAccess {
  readonly span: Span
  readonly head: Span
  readonly principal: {
    readonly name?: string
    readonly type?: string
    readonly objectId?: string
    readonly symbol?: string
  }
  /** `principal.objectId` at its place. */
  readonly objectIdValue?: Value
  readonly persona: string | undefined
  readonly role: Value | undefined
  readonly permissions: Readonly<Record<ObjectKind, Value | undefined>> | undefined
  readonly scope: GrantScope
  readonly owner: Value | undefined
  readonly reason: Value | undefined
  readonly expires: Value | undefined
}

/** The table of personas as the pack and the configuration give it. */
export interface Persona {
  readonly id: string
  readonly label: string
  /** Permission words by kind, or `all`. */
  readonly dataPlane: Readonly<Partial<Record<ObjectKind, readonly string[] | 'all'>>>
  /** Role names or ids whose whole contents are allowed. */
  readonly roles: readonly string[]
  /** Management operations allowed beyond those roles. */
  readonly actions: readonly string[]
  /** Personas that nobody may hold at the same time. */
  readonly excludes: readonly string[]
  /** Outside the table: not judged. */
  readonly exempt: boolean
  /** Its limits hold in production only, and its access to data is left to a rule of its own. */
  readonly productionOnly?: boolean
}

/** Who is which persona, from the configuration. */
export interface PrincipalMapping {
  readonly persona: string
  readonly objectId?: string
  readonly name?: string
  readonly type?: string
  readonly symbol?: string
}

/** What the access stage is told besides resources. */
export interface AccessSettings {
  readonly personas: readonly Persona[]
  readonly principals: readonly PrincipalMapping[]
  /** The environment of a file, by the configuration's globs. */
  readonly environmentOf: (file: string) => string | undefined
  /** Milliseconds since 1970: the clock of the run. */
  readonly now: number
  readonly incomplete: boolean
  /** What deployments of the run add to the access policies of vaults that they only refer to. */
  readonly addedPolicies?: AddedPolicies
  /** What all templates and parameter files of the run ask for secrets; absent: only the deployment's own are known. */
  readonly secretSources?: SecretSources
  /** What all deployments of the run lead to; absent: only the deployment's own is known. */
  readonly links?: VaultLinks
}

/** Vaults that resources of the run lead to, whichever deployment they stand in. */
export interface VaultLinks {
  readonly privateEndpoints: NamedVaults
  /** Virtual machines that are given certificates. */
  readonly certificates: NamedVaults
  readonly disks: NamedVaults
}

export interface NamedVaults {
  /** Lower case. */
  readonly names: ReadonlySet<string>
  /** Whether there are others that are not told by name. */
  readonly open: boolean
  /** The first of them. */
  readonly openAt?: Span | undefined
}

/** By the vault's name in lower case: who each entry is for, at its place. */
export type AddedPolicies = ReadonlyMap<string, readonly LiteralValue[]>

/** Vaults that secrets are fetched from during deployments. */
export interface SecretSources {
  /** Lower case. */
  readonly names: ReadonlySet<string>
  /** Declared beside the use: `<file>#<symbol>`. */
  readonly symbols: ReadonlySet<string>
  /** Referred to beside the use, by a name that is not written out: `<file>#<symbol>`. */
  readonly references?: ReadonlySet<string>
  /** Where each of them is first used. */
  readonly referredAt?: ReadonlyMap<string, Span>
  /** Whether there are others that are not told by name. */
  readonly open: boolean
  /** The first of them. */
  readonly openAt?: Span | undefined
}

/** A declaration file as read, with what is wrong with it. */
export interface DeclarationFile {
  readonly file: string
  readonly vaults: readonly DeclaredVault[]
  readonly problems: readonly Problem[]
}

export type { Origin }
