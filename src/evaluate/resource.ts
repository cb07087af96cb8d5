import type { DeploymentScope, Program } from '../language/program.js'
import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'
import type { ObjectValue, Truth, UnknownValue, Value } from './value.js'

/** One instance of a resource in one world of a deployment; conditions that are false have already removed it. */
export interface Resource {
  /** Full type as written, parents' segments included: `Microsoft.KeyVault/vaults/secrets`. */
  readonly type: string
  /** `type` in lower case. */
  readonly typeKey: string
  readonly apiVersion: Value | undefined
  /** One for each segment of the type after the provider's namespace: vault name, secret name. */
  readonly names: readonly Value[]
  /** Its resource id, a string of known and unknown parts. */
  readonly id: Value
  readonly symbol?: string
  /** A reference to what is deployed elsewhere, not a declaration. */
  readonly existing: boolean
  /** `unknown` when its condition cannot be told. */
  readonly deployed: Truth
  /** What that depends on. */
  readonly conditionUnknowns: readonly UnknownValue[]
  /** What it is deployed to: a scope's id or, for extension resources, the id of the resource extended. */
  readonly scope: Value
  readonly scopeKind: DeploymentScope | 'resource'
  /** `properties`, `location`, `tags`, `sku`, `identity`, `kind`, … as values; worked out on first use. */
  readonly body: ObjectValue
  /** The whole declaration, and where a finding about it stands. */
  readonly span: Span
  readonly head: Span
  /** Which call of which module it stands in; empty for the root: `vaultModule/secrets[0]`. */
  readonly modulePath: string
  /** Calls that lead to it, outermost first. */
  readonly calls: readonly Span[]
  readonly program: Program
  /** Loop index of each loop around it, for identity. */
  readonly loopIndexes: readonly number[]
}

/** How the root's parameters are bound; each was written by somebody, but for the `possible` ones that were asked for. */
export interface World {
  readonly kind: 'defaults' | 'parameter-file' | 'possible'
  /** `its defaults`, the parameter file's path, or words for the value that is tried. */
  readonly name: string
  readonly file?: string
}

/** A root template with all that it calls, in one world. */
export interface Deployment {
  readonly program: Program
  readonly world: World
  readonly targetScope: DeploymentScope
  /** Id of the scope it is deployed to, its unknown parts shared by everything in it. */
  readonly scope: Value
  /** All of them, worked out on first use. */
  readonly resources: readonly Resource[]
  /** Those of the types that were asked for, told without the others; all where none were. */
  readonly sought: readonly Resource[]
  /** The root and all that it calls, once for each call; worked out on first use. */
  readonly called?: readonly CalledProgram[]
  /**
   * Whether the root or what it may call is such a program, whatever its conditions say; nothing is worked out for it.
   *
   * `holds` tells of the templates within a program as well.
   */
  readonly mayCall?: (holds: (program: Program) => boolean) => boolean
  /** Module calls that could not be followed; grows where a limit stops what is worked out later. */
  readonly opaque: readonly { readonly reference: string; readonly span: Span; readonly unknown: UnknownValue }[]
  readonly outputs: ReadonlyMap<
    string,
    { readonly value: Value; readonly secure: boolean; readonly span: Span; readonly nameSpan: Span }
  >
  readonly problems: readonly Problem[]
}

/** A program as one call deploys it. */
export interface CalledProgram {
  readonly program: Program
  /** Which call of which module; empty for the root. */
  readonly path: string
  readonly deployed: Truth
  /** An output's value, worked out on first use; undefined for one that is not declared. */
  readonly output: (name: string) => Value | undefined
}
