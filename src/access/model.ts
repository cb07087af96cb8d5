import type { Deployment, Resource } from '../evaluate/resource.js'
import type { Origin, Truth, UnknownValue, Value } from '../evaluate/value.js'
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
  readonly privateEndpoints: readonly PrivateEndpoint[]
  readonly keys: readonly VaultObject[]
  readonly secrets: readonly VaultObject[]
  readonly escalations: readonly Escalation[]
  /** Every resource of the deployment. */
  readonly resources: readonly Resource[]
  readonly declarations: readonly DeclaredVault[]
  /** Whether a file of the run could not be had: then "absent from the run" is cannot-tell. */
  readonly incomplete: boolean
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
  | 'resource'
  | 'declaration'

/** A key vault (or managed HSM) that the run declares, refers to, or that a declaration speaks of. */
export interface Vault extends Subject {
  readonly kind: 'vault'
  readonly service: 'vault' | 'managedHSM'
  readonly existing: boolean
  readonly deployed: Truth
  readonly nameValue: Value
  readonly idValue: Value
  readonly apiVersion: Value | undefined
  /** As the property is written; undefined when absent. */
  readonly enableRbacAuthorization: Value | undefined
  /** `'rbac'` or `'accessPolicy'` with the place that decides it; unknown otherwise. */
  readonly permissionModel: Value
  readonly tenantId: Value | undefined
  readonly policies: readonly AccessPolicy[]
  /** Whether there may be policies that could not be read (an unknown list, or an item unknown). */
  readonly policiesOpen: UnknownValue | undefined
  readonly network: Network
  readonly recovery: Recovery
  readonly logging: Logging
  readonly flags: { readonly deployment?: Value; readonly templateDeployment?: Value; readonly diskEncryption?: Value }
  readonly environment: string | undefined
  readonly declared: readonly DeclaredVault[]
  readonly privateEndpoints: readonly PrivateEndpoint[]
  readonly keys: readonly VaultObject[]
  readonly secrets: readonly VaultObject[]
  /** The place that should hold a missing property: the key `properties`, else the head. */
  readonly propertiesPlace: Span
}

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
}

export interface Recovery {
  readonly softDelete: Value | undefined
  readonly retentionDays: Value | undefined
  readonly purgeProtection: Value | undefined
}

export interface Logging {
  /** Diagnostic settings of the run on this vault. */
  readonly settings: readonly DiagnosticSetting[]
  /** Whether one of them sends audit events somewhere. */
  readonly audited: Truth
  readonly unknowns: readonly UnknownValue[]
}

export interface DiagnosticSetting extends Omit<Subject, 'kind'> {
  readonly audits: Truth
  readonly destinations: readonly {
    readonly kind: 'workspace' | 'storage' | 'eventHub' | 'partner'
    readonly id: Value
  }[]
  readonly unknowns: readonly UnknownValue[]
}

/** One entry of a vault's access policies, inline, from a child resource, or declared. */
export interface AccessPolicy extends Subject {
  readonly kind: 'accessPolicy'
  readonly vault: Vault | undefined
  readonly operation: 'inline' | 'add' | 'replace' | 'remove'
  readonly tenantId: Value | undefined
  readonly objectId: Value | undefined
  readonly applicationId: Value | undefined
  /** By kind of object, each permission as written with its place; undefined when the kind is absent. */
  readonly permissions: Readonly<Record<ObjectKind, Value | undefined>>
  /** The resource that holds it. */
  readonly holder: Resource | undefined
}

export type ObjectKind = 'keys' | 'secrets' | 'certificates' | 'storage'

export interface RoleAssignment extends Subject {
  readonly kind: 'roleAssignment'
  readonly principalId: Value | undefined
  readonly principalType: Value | undefined
  readonly roleDefinitionId: Value | undefined
  /** Undefined when the role cannot be told or is not known. */
  readonly role: Role | undefined
  /** The GUID that `roleDefinitionId` ends in, lower case; undefined when it cannot be told. */
  readonly roleGuid: string | undefined
  readonly scopeKind: GrantScope
  readonly scopeId: Value
  readonly scopePlace: Span
  readonly condition: Value | undefined
  /** An eligibility (PIM) rather than an active assignment. */
  readonly eligible: boolean
  readonly vaults: readonly Vault[]
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
  readonly complete: boolean
}

/** What one principal may do on one vault (or, without `vault`, on whatever lies below the scope) by one entry. */
export interface Grant extends Subject {
  readonly kind: 'grant'
  readonly vault: Vault | undefined
  readonly principal: Principal
  readonly plane: 'management' | 'data'
  readonly mechanism: 'accessPolicy' | 'roleAssignment' | 'declaration'
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
  readonly deployed: Truth
}

/** Somebody or something that access is given to, the same across a deployment. */
export interface Principal extends Subject {
  readonly kind: 'principal'
  readonly objectId: Value
  /** `User`, `Group`, `ServicePrincipal`, … where told. */
  readonly principalType: string | undefined
  readonly displayName: string | undefined
  readonly persona: string | undefined
  /** Why this persona: words for the message. */
  readonly personaReason: string | undefined
  /** The resource of the run whose identity it is. */
  readonly identityOf: Resource | undefined
}

/** How a principal without data access by intent could give itself some. */
export interface Escalation extends Subject {
  readonly kind: 'escalation'
  readonly vault: Vault
  readonly principal: Principal
  readonly assignment: RoleAssignment
  /** The management operation that does it: `Microsoft.KeyVault/vaults/accessPolicies/write`. */
  readonly operation: string
  readonly path: 'writes-access-policies' | 'writes-vault' | 'assigns-roles' | 'writes-role-definitions'
  readonly certain: Truth
}

export interface PrivateEndpoint extends Subject {
  readonly kind: 'privateEndpoint'
  readonly vault: Vault | undefined
  /** Whether it links to a vault at all, by id or by group. */
  readonly targetsVault: Truth
  readonly manual: boolean
  readonly serviceId: Value | undefined
  readonly groupIds: Value | undefined
  /** DNS zone groups of the run that belong to it, and the zones that they name. */
  readonly dnsZones: readonly Value[]
  readonly hasZoneGroup: Truth
  readonly deployed: Truth
}

/** A key or a secret written by the deployment. */
export interface VaultObject extends Subject {
  readonly kind: 'key' | 'secret'
  readonly vault: Vault | undefined
  /** `properties` of the resource. */
  readonly properties: Value | undefined
  readonly deployed: Truth
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
}

/** A declaration file as read, with what is wrong with it. */
export interface DeclarationFile {
  readonly file: string
  readonly vaults: readonly DeclaredVault[]
  readonly problems: readonly Problem[]
}

export type { Origin }
