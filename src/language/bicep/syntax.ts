/**
 * The tree of a Bicep file. Nodes hold UTF-16 offsets, `end` exclusive; the file is known to whoever holds the tree.
 */
export interface SyntaxRange {
  readonly start: number
  readonly end: number
}

export type ExpressionSyntax =
  | LiteralSyntax
  | InterpolationSyntax
  | ArraySyntax
  | ObjectSyntax
  | NameSyntax
  | CallSyntax
  | MemberSyntax
  | IndexSyntax
  | UnarySyntax
  | BinarySyntax
  | TernarySyntax
  | LambdaSyntax
  | ForSyntax
  | MissingSyntax

export interface LiteralSyntax extends SyntaxRange {
  readonly kind: 'literal'
  readonly value: string | number | boolean | null
}

/** A string with holes; the text between them are literals whose range is the text itself, empty ones left out. */
export interface InterpolationSyntax extends SyntaxRange {
  readonly kind: 'interpolation'
  readonly parts: readonly ExpressionSyntax[]
}

export interface ArraySyntax extends SyntaxRange {
  readonly kind: 'array'
  readonly items: readonly (ExpressionSyntax | SpreadSyntax)[]
}

export interface ObjectSyntax extends SyntaxRange {
  readonly kind: 'object'
  readonly properties: readonly (PropertySyntax | SpreadSyntax)[]
  /** Resources nested in a resource's body. */
  readonly resources: readonly ResourceSyntax[]
}

export interface PropertySyntax extends SyntaxRange {
  readonly kind: 'property'
  readonly key: string | ExpressionSyntax
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: ExpressionSyntax
}

export interface SpreadSyntax extends SyntaxRange {
  readonly kind: 'spread'
  readonly value: ExpressionSyntax
}

export interface NameSyntax extends SyntaxRange {
  readonly kind: 'name'
  readonly name: string
}

/** `name(…)`, or with `base` `base.name(…)`. */
export interface CallSyntax extends SyntaxRange {
  readonly kind: 'call'
  readonly base: ExpressionSyntax | undefined
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
  readonly args: readonly ExpressionSyntax[]
}

/** `base.name`, `base.?name` (`safe`) or `base::name` (`nested`). */
export interface MemberSyntax extends SyntaxRange {
  readonly kind: 'member'
  readonly base: ExpressionSyntax
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
  readonly safe: boolean
  readonly nested: boolean
}

export interface IndexSyntax extends SyntaxRange {
  readonly kind: 'index'
  readonly base: ExpressionSyntax
  readonly index: ExpressionSyntax
  readonly safe: boolean
  readonly fromEnd: boolean
}

export interface UnarySyntax extends SyntaxRange {
  readonly kind: 'unary'
  readonly operator: '!' | '-' | '+'
  readonly operand: ExpressionSyntax
}

/** `&&`, `||` and `??` in a row have all their operands in one node; every other operator has two. */
export interface BinarySyntax extends SyntaxRange {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  /** Of the first operator. */
  readonly operatorStart: number
  readonly operatorEnd: number
  readonly operands: readonly ExpressionSyntax[]
}

export type BinaryOperator =
  | '*'
  | '/'
  | '%'
  | '+'
  | '-'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | '=~'
  | '!~'
  | '&&'
  | '||'
  | '??'

export interface TernarySyntax extends SyntaxRange {
  readonly kind: 'ternary'
  readonly condition: ExpressionSyntax
  readonly whenTrue: ExpressionSyntax
  readonly whenFalse: ExpressionSyntax
}

export interface LambdaSyntax extends SyntaxRange {
  readonly kind: 'lambda'
  readonly parameters: readonly string[]
  readonly body: ExpressionSyntax
}

/** `[for item in collection: body]`; `filter` is the `if` of its body. */
export interface ForSyntax extends SyntaxRange {
  readonly kind: 'for'
  readonly item: string
  readonly index: string | undefined
  readonly collection: ExpressionSyntax
  readonly filter: ExpressionSyntax | undefined
  readonly body: ExpressionSyntax
}

/** Where an expression was expected and could not be read. */
export interface MissingSyntax extends SyntaxRange {
  readonly kind: 'missing'
}

export type TypeSyntax =
  | NamedTypeSyntax
  | GenericTypeSyntax
  | TypeMemberSyntax
  | ArrayTypeSyntax
  | NullableTypeSyntax
  | UnionTypeSyntax
  | ObjectTypeSyntax
  | TupleTypeSyntax
  | LiteralTypeSyntax
  | ResourceTypeSyntax
  | MissingSyntax

export interface NamedTypeSyntax extends SyntaxRange {
  readonly kind: 'named'
  readonly name: string
}

/** `resourceInput<'…'>`, `sys.resourceOutput<'…'>`. */
export interface GenericTypeSyntax extends SyntaxRange {
  readonly kind: 'generic'
  readonly name: string
  readonly arguments: readonly TypeSyntax[]
}

/** `base.name`, `base.*` (`additional`), `base[*]` (`items`), `base[0]` (`element`), `base!` (`present`). */
export interface TypeMemberSyntax extends SyntaxRange {
  readonly kind: 'typeMember'
  readonly base: TypeSyntax
  readonly access:
    | { readonly kind: 'property'; readonly name: string }
    | { readonly kind: 'additional' }
    | { readonly kind: 'items' }
    | { readonly kind: 'element'; readonly index: number }
    | { readonly kind: 'present' }
}

export interface ArrayTypeSyntax extends SyntaxRange {
  readonly kind: 'arrayType'
  readonly item: TypeSyntax
}

export interface NullableTypeSyntax extends SyntaxRange {
  readonly kind: 'nullable'
  readonly base: TypeSyntax
}

export interface UnionTypeSyntax extends SyntaxRange {
  readonly kind: 'union'
  readonly members: readonly TypeSyntax[]
}

export interface ObjectTypeSyntax extends SyntaxRange {
  readonly kind: 'objectType'
  readonly properties: readonly TypePropertySyntax[]
  readonly additional: TypeSyntax | undefined
}

export interface TypePropertySyntax extends SyntaxRange {
  readonly decorators: readonly DecoratorSyntax[]
  readonly name: string
  readonly type: TypeSyntax
}

export interface TupleTypeSyntax extends SyntaxRange {
  readonly kind: 'tuple'
  readonly items: readonly { readonly decorators: readonly DecoratorSyntax[]; readonly type: TypeSyntax }[]
}

/** A literal as a type; a string with holes is `undefined`. */
export interface LiteralTypeSyntax extends SyntaxRange {
  readonly kind: 'literalType'
  readonly value: string | number | boolean | null | undefined
}

/** `resource 'Type@version'`: a parameter or output that is a resource. */
export interface ResourceTypeSyntax extends SyntaxRange {
  readonly kind: 'resourceType'
}

/** `@name(…)` or `@namespace.name(…)`. */
export interface DecoratorSyntax extends SyntaxRange {
  readonly name: string
  readonly namespace: string | undefined
  readonly args: readonly ExpressionSyntax[]
}

export type DeclarationSyntax =
  | TargetScopeSyntax
  | ParameterSyntax
  | VariableSyntax
  | TypeDeclarationSyntax
  | FunctionSyntax
  | ResourceSyntax
  | ModuleSyntax
  | OutputSyntax
  | ImportSyntax
  | ExtensionSyntax
  | UsingSyntax
  | ExtendsSyntax
  | InertSyntax

interface DeclarationBase extends SyntaxRange {
  readonly decorators: readonly DecoratorSyntax[]
}

/** A declared name with its place; empty where it could not be read. */
export interface DeclaredName {
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
}

export interface TargetScopeSyntax extends DeclarationBase {
  readonly kind: 'targetScope'
  readonly value: ExpressionSyntax
}

/** `param`: with a type in a Bicep file; without one, and with a value, in a parameter file. */
export interface ParameterSyntax extends DeclarationBase, DeclaredName {
  readonly kind: 'parameter'
  readonly type: TypeSyntax | undefined
  readonly value: ExpressionSyntax | undefined
}

export interface VariableSyntax extends DeclarationBase, DeclaredName {
  readonly kind: 'variable'
  readonly value: ExpressionSyntax
}

export interface TypeDeclarationSyntax extends DeclarationBase, DeclaredName {
  readonly kind: 'type'
  readonly type: TypeSyntax
}

export interface FunctionSyntax extends DeclarationBase, DeclaredName {
  readonly kind: 'function'
  readonly parameters: readonly { readonly name: string; readonly type: TypeSyntax }[]
  readonly body: ExpressionSyntax
}

export interface ResourceSyntax extends DeclarationBase, DeclaredName, DeploymentBodySyntax {
  readonly kind: 'resource'
  readonly type: ExpressionSyntax
  readonly existing: boolean
}

export interface ModuleSyntax extends DeclarationBase, DeclaredName, DeploymentBodySyntax {
  readonly kind: 'module'
  readonly source: ExpressionSyntax
}

/** What follows the `=` of a resource or module. */
export interface DeploymentBodySyntax {
  /** Its `if`; inside a loop, the loop's filter. */
  readonly condition: ExpressionSyntax | undefined
  readonly loop: LoopSyntax | undefined
  readonly body: ObjectSyntax
}

export interface LoopSyntax extends SyntaxRange {
  readonly item: string
  readonly index: string | undefined
  readonly collection: ExpressionSyntax
}

export interface OutputSyntax extends DeclarationBase, DeclaredName {
  readonly kind: 'output'
  readonly type: TypeSyntax | undefined
  readonly value: ExpressionSyntax
}

/** `import { a, b as c } from '…'`, or `import * as name from '…'`. */
export interface ImportSyntax extends DeclarationBase {
  readonly kind: 'import'
  readonly symbols: readonly ImportedSymbolSyntax[]
  readonly wildcard: (DeclaredName & SyntaxRange) | undefined
  readonly source: ExpressionSyntax
}

/** `name` is the one that it has here. */
export interface ImportedSymbolSyntax extends DeclaredName {
  readonly original: string
}

/** `extension`, `provider`, or the older `import '…'`; `name` is its alias or the specification's own name. */
export interface ExtensionSyntax extends DeclarationBase, DeclaredName {
  readonly kind: 'extension'
}

export interface UsingSyntax extends DeclarationBase {
  readonly kind: 'using'
  /** Undefined for `none`. */
  readonly source: ExpressionSyntax | undefined
}

export interface ExtendsSyntax extends DeclarationBase {
  readonly kind: 'extends'
  readonly source: ExpressionSyntax
}

/** `metadata`, `assert`, `test`, `extensionConfig`: nothing of them is deployed. */
export interface InertSyntax extends DeclarationBase {
  readonly kind: 'inert'
}

export interface FileSyntax extends SyntaxRange {
  readonly declarations: readonly DeclarationSyntax[]
}
