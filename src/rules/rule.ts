import type { Value } from '../evaluate/value.js'
import type { Condition } from './condition.js'
import type { Operand } from './operand.js'
import type { Severity } from './finding.js'
import type { Template } from './message.js'
import type { Path } from './path.js'
import type { RuleKind } from './subject.js'

/** A rule file as data, exactly as it is written (`schemas/rule.json`). */
export interface RuleFile {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly category: string
  readonly why: string
  readonly here?: string
  readonly see?: readonly string[]
  readonly for: RuleKind
  readonly types?: readonly string[]
  readonly when?: unknown
  readonly must: unknown
  readonly raise?: { readonly to: Severity; readonly when: unknown }
  readonly say: string
  readonly at?: readonly string[]
  readonly related?: Readonly<Record<string, string>>
  readonly fix?: string | FixFile
  readonly claims?: readonly string[]
  readonly maps?: Readonly<Record<string, readonly string[]>>
  readonly parameters?: Readonly<Record<string, ParameterFile>>
  readonly cli?: readonly string[]
  readonly limits?: readonly string[]
}

/** How to mend it, with an edit where a safe one exists. */
export interface FixFile {
  readonly say: string
  readonly set?: { readonly property: string; readonly value: string | number | boolean }
  readonly replace?: 'nearest'
  readonly remove?: 'found' | 'subject'
}

export interface ParameterFile {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array'
  readonly default: unknown
  readonly description?: string
  readonly allowed?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
}

/** A rule made ready to run. */
export interface Rule {
  readonly file: RuleFile
  readonly id: string
  readonly kind: RuleKind
  readonly when: Condition
  readonly must: Condition
  /** Where it is graver than the rule’s own severity. */
  readonly raise?: { readonly to: Severity; readonly when: Condition } | undefined
  readonly say: Template
  readonly here: Template | undefined
  readonly advice: Template | undefined
  readonly at: readonly Path[]
  readonly related: readonly { readonly path: Path; readonly message: string }[]
  readonly fix: FixFile | undefined
  /** What `fix` sets, which may be an expression. */
  readonly fixValue: Operand | undefined
  /** Defaults of the parameters, by folded name. */
  readonly defaults: ReadonlyMap<string, Value>
}

/** A rule in force somewhere: how severe, with which parameters. */
export interface RuleInForce {
  readonly rule: Rule
  readonly severity: Severity
  readonly parameters: ReadonlyMap<string, Value>
}
