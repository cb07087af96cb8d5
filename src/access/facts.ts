import { endpoints, operations, permissions, roleNames, roles, types } from '../generated/facts.js'
import type { ObjectKind } from './model.js'

/** Permissions of a role that apply together: what `notActions` takes away, it takes from its own block only. */
export interface RoleBlock {
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly dataActions: readonly string[]
  readonly notDataActions: readonly string[]
  readonly condition?: string
}

export interface RoleFact {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly blocks: readonly RoleBlock[]
}

/** One word of an access policy and the data actions that a role needs for the same. */
export interface WordFact {
  readonly word: string
  readonly dataActions: readonly string[]
  /** First API version that lists it. */
  readonly since: string
}

export interface PropertyFact {
  /** `properties.networkAcls.ipRules[*].value`; a last segment `*` stands for any name and whatever is below. */
  readonly path: string
  /** First API version that has it; absent: the first of its type. */
  readonly since?: string
  /** Later versions that lack it. */
  readonly not?: readonly string[]
  readonly type?: string
  readonly required?: boolean
  readonly readOnly?: boolean
  readonly enum?: readonly string[]
}

export interface TypeFact {
  /** Oldest first, a preview before the release of its day. */
  readonly versions: readonly string[]
  readonly properties: readonly PropertyFact[]
}

interface CloudFact {
  readonly cloud: string
  readonly management: string
  readonly vaultSuffix: string
  readonly managedHsmSuffix: string | null
  readonly vaultZone: string | null
  readonly managedHsmZone: string | null
  readonly retired: boolean
}

interface Tables {
  readonly roles: { readonly renamed: Readonly<Record<string, string>>; readonly roles: readonly RoleFact[] }
  readonly roleNames: { readonly names: Readonly<Record<string, string>> }
  readonly permissions: { readonly groups: Readonly<Record<ObjectKind, readonly WordFact[]>> }
  readonly operations: Readonly<Record<'actions' | 'related' | 'dataActions', readonly string[]>>
  readonly types: { readonly lifecycle: Lifecycle; readonly types: Readonly<Record<string, TypeFact>> }
  readonly endpoints: {
    readonly clouds: readonly CloudFact[]
    readonly limits: {
      readonly accessPolicies: number
      readonly ipRules: number
      readonly networkRules: number
      readonly retentionDays: readonly [number, number]
    }
  }
}

interface Lifecycle {
  readonly recommended: string
  /** The one preview of Microsoft.KeyVault that is not deprecated. */
  readonly currentPreview: string
  /** Every older version of Microsoft.KeyVault retires on `retiresOn`. */
  readonly retiresBefore: string
  readonly retiresOn: string
}

const tables: Readonly<Record<keyof Tables, () => unknown>> = {
  endpoints,
  operations,
  permissions,
  roleNames,
  roles,
  types,
}

const parsed = new Map<keyof Tables, unknown>()

/** One of the tables made from `facts/*.json`, parsed when it is first asked for. */
export function factsOf<T extends keyof Tables>(table: T): Tables[T] {
  const known = parsed.get(table)
  if (known !== undefined) return known as Tables[T]
  const value = tables[table]()
  parsed.set(table, value)
  return value as Tables[T]
}

/** A value that is worked out on first use, once. */
export function lazily<T>(make: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: make() }
    return known.value
  }
}
