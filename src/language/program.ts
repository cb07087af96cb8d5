import type { Comment } from '../source/node.js'
import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'

/** Where a deployment runs, and so what its resources are children of. */
export type DeploymentScope = 'resourceGroup' | 'subscription' | 'managementGroup' | 'tenant'

/** What both languages lower to: one template or Bicep file. Maps are keyed by {@link foldName}. */
export interface Program {
  readonly file: string
  readonly span: Span
  readonly language: 'arm' | 'bicep'
  readonly targetScope: DeploymentScope
  /** Compiled from Bicep (`metadata._generator.name` is `bicep`). */
  readonly generated: boolean
  /** The whole text of its file; absent where it has none. A search in it tells what need not be looked at. */
  readonly text?: string
  /** Its text is not in the repository: all of it stands at the call, and nothing of it can be edited there. */
  readonly external?: true
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>
  readonly variables: ReadonlyMap<string, VariableDeclaration>
  /**
   * Keyed by `name` (Bicep) or `namespace.name` (ARM, and Bicep's `import * as namespace`), folded; imported ones
   * included, under the name that they have here.
   */
  readonly functions: ReadonlyMap<string, FunctionDeclaration>
  readonly types: ReadonlyMap<string, TypeShape>
  readonly resources: readonly ResourceDeclaration[]
  readonly modules: readonly ModuleDeclaration[]
  readonly outputs: ReadonlyMap<string, OutputDeclaration>
  /** What could not be read of it; grows while deferred parts are lowered. */
  readonly problems: readonly Problem[]
  /** Bicep: what other files may import by name (`@export()`), as declared here; imports are not passed on. */
  readonly exported?: Exported
  /** Comments in the order written, where the language has them: for inline allows. */
  readonly comments?: readonly Comment[]
}

/** What a file offers to `import … from`, keyed by {@link foldName}. */
export interface Exported {
  readonly variables: ReadonlyMap<string, VariableDeclaration>
  readonly functions: ReadonlyMap<string, FunctionDeclaration>
  /** Worked out on first use, since types too may be imported from elsewhere. */
  readonly types: ReadonlyMap<string, () => TypeShape>
}

/** Names of parameters, variables, functions and outputs are compared without case, as Azure does. */
export function foldName(name: string): string {
  return name.toLowerCase()
}

export interface ParameterDeclaration {
  readonly name: string
  readonly nameSpan: Span
  readonly type: TypeShape
  readonly defaultValue?: Expression
  readonly span: Span
}

export interface VariableDeclaration {
  readonly name: string
  readonly nameSpan: Span
  readonly value: Expression
}

export interface FunctionDeclaration {
  readonly name: string
  /** In `body` a `parameter` is one of these, in both languages: a function sees none of its file's parameters. */
  readonly parameters: readonly { readonly name: string; readonly type?: TypeShape }[]
  readonly body: Expression
  readonly span: Span
  /** The program whose variables, functions and types the body sees (Bicep imports); absent: the same program. */
  readonly home?: Program
}

export interface OutputDeclaration {
  readonly name: string
  readonly nameSpan: Span
  readonly value: Expression
  readonly condition?: Expression
  readonly secure: boolean
  readonly span: Span
}

/** What a declared type says that matters to us: shape, secrecy and the values that it allows. */
export interface TypeShape {
  readonly kind: 'string' | 'int' | 'bool' | 'object' | 'array' | 'null' | 'any'
  readonly secure: boolean
  readonly nullable: boolean
  readonly allowedValues?: readonly Expression[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minValue?: number
  readonly maxValue?: number
  /** Name of a type of the same program. */
  readonly reference?: string
  readonly properties?: ReadonlyMap<string, TypeShape>
  readonly items?: TypeShape
  readonly span?: Span
}

/** A resource as written, before conditions, loops and names are worked out. */
export interface ResourceDeclaration {
  readonly kind: 'resource'
  /** Symbolic name: Bicep, or `languageVersion` 2.0. */
  readonly symbol?: string
  /** Full type, or, inside `lexicalParent`, the remaining segments only. A literal in all but odd templates. */
  readonly type: Expression
  readonly apiVersion?: Expression
  /** As written: with parents' names in ARM's top-level form, last segment only under `parent` or `lexicalParent`. */
  readonly name: Expression
  /** Bicep's `parent:`, a `symbol` expression (perhaps indexed). */
  readonly parent?: Expression
  /** The resource that it is nested in. */
  readonly lexicalParent?: ResourceDeclaration
  readonly scope?: Expression
  /** ARM's `subscriptionId` and `resourceGroup` of an existing resource elsewhere, each where written. */
  readonly subscriptionId?: Expression
  readonly resourceGroup?: Expression
  readonly condition?: Expression
  readonly loop?: Loop
  readonly existing: boolean
  /** Everything else: `properties`, `tags`, `sku`, `identity`, `location`, `kind`, … with spans of keys. */
  readonly body: Expression
  readonly children: readonly ResourceDeclaration[]
  readonly span: Span
  /** Where a finding about the whole resource stands: Bicep's symbolic name, ARM's `type` value. */
  readonly head: Span
}

/** A nested deployment, a linked template or a Bicep module. */
export interface ModuleDeclaration {
  readonly kind: 'module'
  readonly symbol?: string
  readonly name?: Expression
  /** Of a Bicep deployment that is written as a resource: what its symbol answers beside a module's. */
  readonly resource?: { readonly type?: LiteralExpression; readonly apiVersion?: LiteralExpression }
  readonly source: ModuleSource
  /** An object expression of arguments by name; ARM's `{ value }` and `{ reference }` wrappers already taken off. */
  readonly arguments: Expression
  readonly scope?: Expression
  /** ARM's `subscriptionId`, `resourceGroup`, and the management group of `scope`, each where written. */
  readonly subscriptionId?: Expression
  readonly resourceGroup?: Expression
  readonly condition?: Expression
  readonly loop?: Loop
  readonly existing: boolean
  readonly span: Span
  readonly head: Span
}

export type ModuleSource =
  /** A template within the template; `outer` expressions are evaluated with the parent's parameters and variables. */
  | { readonly kind: 'inline'; readonly program: () => Program; readonly evaluation: 'inner' | 'outer' }
  /** A path relative to the repository root. */
  | { readonly kind: 'local'; readonly path: string; readonly span: Span }
  /** `br:…` or `ts:…`, aliases of `bicepconfig.json` expanded; one that nobody defines stays as written. */
  | { readonly kind: 'registry'; readonly reference: string; readonly span: Span }
  /** A link that is not a plain relative path. */
  | { readonly kind: 'unknown'; readonly cause: ExpressionCause; readonly span: Span }

/** Bicep's `[for item, index in collection: …]` or ARM's `copy` (`count`, read by `copyIndex(name)`). */
export interface Loop {
  readonly name?: string
  readonly item?: string
  readonly index?: string
  readonly collection?: Expression
  readonly count?: Expression
  /** Bicep's `if` inside `for`. */
  readonly filter?: Expression
  readonly span: Span
}

/** An expression of either language; every part knows where it is written. */
export type Expression =
  | LiteralExpression
  | InterpolationExpression
  | ArrayExpression
  | ObjectExpression
  | CallExpression
  | MemberExpression
  | IndexExpression
  | ReferenceExpression
  | ConditionalExpression
  | LambdaExpression
  | LoopExpression
  | UnknownExpression
  | DeferredExpression

export interface LiteralExpression {
  readonly kind: 'literal'
  readonly value: string | number | boolean | null
  readonly span: Span
}

export interface InterpolationExpression {
  readonly kind: 'interpolation'
  readonly parts: readonly Expression[]
  readonly span: Span
}

export interface ArrayExpression {
  readonly kind: 'array'
  readonly items: readonly (Expression | SpreadElement)[]
  readonly span: Span
}

export interface ObjectExpression {
  readonly kind: 'object'
  readonly properties: readonly (PropertyElement | SpreadElement)[]
  readonly span: Span
}

export interface PropertyElement {
  readonly kind: 'property'
  readonly key: string | Expression
  readonly keySpan: Span
  readonly value: Expression
}

export interface SpreadElement {
  readonly kind: 'spread'
  readonly value: Expression
  readonly span: Span
}

/**
 * A function call; operators are lowered to the functions that Azure has for them (`equals`, `and`, `coalesce`, …).
 *
 * A method of a resource is a call whose first argument is the resource: `account.listKeys()` is `listKeys(account)`.
 */
export interface CallExpression {
  readonly kind: 'call'
  readonly namespace?: string
  readonly name: string
  readonly nameSpan: Span
  readonly args: readonly Expression[]
  readonly span: Span
}

export interface MemberExpression {
  readonly kind: 'member'
  readonly base: Expression
  readonly name: string
  readonly nameSpan: Span
  /** `.?`: null where the property is absent. */
  readonly safe: boolean
  readonly span: Span
}

export interface IndexExpression {
  readonly kind: 'index'
  readonly base: Expression
  readonly index: Expression
  readonly safe: boolean
  readonly fromEnd: boolean
  readonly span: Span
}

/**
 * A name: of a parameter, a variable, a lambda's or loop's variable (`local`), or a resource or module (`symbol`).
 *
 * A nested resource is named by its path from the outermost declaration, `vault::secret`, from wherever it is
 * referred to; its own declaration has the symbol `secret` and `lexicalParent`. A loop over it is indexed around the
 * path: `vault::secrets[0]`.
 */
export interface ReferenceExpression {
  readonly kind: 'parameter' | 'variable' | 'local' | 'symbol'
  readonly name: string
  readonly span: Span
  /** The program that declares a variable imported from another file; absent: this one. */
  readonly home?: Program
}

export interface ConditionalExpression {
  readonly kind: 'if'
  readonly condition: Expression
  readonly then: Expression
  readonly otherwise: Expression
  readonly span: Span
}

export interface LambdaExpression {
  readonly kind: 'lambda'
  readonly parameters: readonly string[]
  readonly body: Expression
  readonly span: Span
}

/** An array made by a loop: Bicep's `[for …]` value, ARM's `copy` in properties, variables and outputs. */
export interface LoopExpression {
  readonly kind: 'for'
  readonly loop: Loop
  readonly body: Expression
  readonly span: Span
}

/** What nobody can work out from what is written here. */
export interface UnknownExpression {
  readonly kind: 'unknown'
  readonly cause: ExpressionCause
  /** Known shape, where there is one. */
  readonly type?: 'string' | 'int' | 'bool' | 'object' | 'array'
  readonly secret: boolean
  /** A value that somebody has written as the likely one (azd's `${NAME=default}`). */
  readonly witness?: Expression
  readonly span: Span
}

export type ExpressionCause =
  | { readonly kind: 'unsupported'; readonly what: string }
  /** A secret fetched while deploying; `vault` is the vault asked, where it is written as a reference. */
  | { readonly kind: 'secret-reference'; readonly vault?: Expression }
  | { readonly kind: 'environment'; readonly name: string }
  /** `why` says what kept it from being read, where that was tried. */
  | { readonly kind: 'external-module'; readonly reference: string; readonly why?: string }
  | { readonly kind: 'missing-file'; readonly path: string }
  | { readonly kind: 'invalid'; readonly message: string; readonly told?: true }

/** Lowered on first use, so that what no rule asks for costs nothing. */
export interface DeferredExpression {
  readonly kind: 'deferred'
  readonly span: Span
  /** Memoised; never itself deferred. */
  readonly force: () => Exclude<Expression, DeferredExpression>
}

/** Values that a parameter file gives to a template's parameters. */
export interface ParameterFile {
  readonly file: string
  readonly span: Span
  /** The template it names (`using`, `metadata.template`), relative to the root; absent: paired by name. */
  readonly template?: string
  /** The registry module that it names instead, aliases expanded: then `program` calls it, and is a root. */
  readonly reference?: string
  readonly values: ReadonlyMap<string, ParameterAssignment>
  /** For `.bicepparam`: its own variables and imports, in whose light the values are read. */
  readonly program?: Program
  readonly problems: readonly Problem[]
}

export interface ParameterAssignment {
  readonly name: string
  readonly nameSpan: Span
  readonly value: Expression
}
