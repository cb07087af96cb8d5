import type { AccessModel } from '../access/model.js'
import type { Finding, Severity } from '../rules/finding.js'
import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import type { Location } from './lines.js'

/** Everything a run found out, for every output; offsets become lines only in the outputs. */
export interface Report {
  readonly tool: { readonly name: string; readonly version: string }
  readonly verdict: 'pass' | 'fail' | 'error'
  readonly summary: Summary
  /** Sorted by path, line, column, rule. */
  readonly findings: readonly Finding[]
  readonly problems: readonly Problem[]
  readonly access: ReportAccess
  /** Texts of the run by path, to show source lines and to make lines of offsets. */
  readonly sources: ReadonlyMap<string, SourceText>
  /** Rules in force, for help in outputs that carry it. */
  readonly rules: readonly ReportRule[]
  readonly failOn: Severity | 'never'
  /** What the configuration makes of findings that cannot be told; absent: `note`, which only lists them. */
  readonly cannotTell?: 'ignore' | Severity
  /** Milliseconds that the run took; undefined where output must be reproducible. */
  readonly elapsed?: number
  /** What differs from the base in who can do what; absent where nothing was compared. */
  readonly changes?: ReportChanges | undefined
  /** What the change's own rules would make of the findings; absent where it changes none, or where they hold already. */
  readonly underProposedRules?: ProposedRules | undefined
  /** Places whose text is a secret: masked wherever lines of the sources are shown. */
  readonly secrets?: readonly Span[]
  /** Findings left out because they lie outside the filter. */
  readonly outside?: number
  /** Findings, in the filter or not, that inline allows would set aside once the base has those; absent: none. */
  readonly requested?: number
}

export interface Summary {
  readonly files: number
  readonly vaults: number
  readonly grants: number
  readonly error: number
  readonly warning: number
  readonly note: number
  readonly cannotTell: number
  readonly waived: number
  readonly baselined: number
  readonly problems: number
}

export interface ReportRule {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly why: string
  readonly fix?: string
  readonly see: readonly string[]
  readonly category?: string
  /** Address of the rule's page, where one is published. */
  readonly page?: string
}

/** The contract's `access` with spans instead of lines. */
export interface ReportAccess {
  readonly vaults: readonly ReportVault[]
  readonly grants: readonly ReportGrant[]
}

export interface ReportVault {
  readonly id: string
  readonly name: string
  readonly permissionModel: 'rbac' | 'accessPolicy' | 'unknown'
  readonly publicNetworkAccess: 'enabled' | 'disabled' | 'securedByPerimeter' | 'unknown'
  readonly span: AccessModel['vaults'][number]['span']
}

export interface ReportGrant {
  readonly vault?: string
  readonly principal: { readonly id: string; readonly name?: string; readonly type?: string; readonly persona?: string }
  readonly plane: 'management' | 'data'
  readonly mechanism: 'accessPolicy' | 'roleAssignment' | 'declaration'
  readonly scope: string
  readonly role?: string
  readonly operations: readonly string[]
  /** Whether there may be operations beyond those, which nobody can tell before deployment. */
  readonly open?: boolean
  readonly effective: boolean | null
  readonly span: AccessModel['vaults'][number]['span']
}

/** What a change does to the access: each entry holds only the operations that differ. */
export interface ReportChanges {
  /** What it was compared with, in words: a branch or a commit. */
  readonly base: string
  readonly granted: readonly ReportGrant[]
  readonly taken: readonly ReportGrant[]
}

/** What changed rules, configuration or waivers would do to the findings of the same files, once they hold. */
export interface ProposedRules {
  /** Paths of the configuration, packs, rules and definitions that differ. */
  readonly files: readonly string[]
  /** Findings that would count no more. */
  readonly gone: readonly ProposedFinding[]
  readonly added: readonly ProposedFinding[]
  /** Findings that would stand at another severity. */
  readonly changed: readonly ProposedFinding[]
  /** Mistakes that only the proposal has; where there are any, nothing else is told. */
  readonly problems: readonly {
    readonly code: Problem['code']
    readonly message: string
    readonly file?: string
    readonly location?: Location
  }[]
  /** The level that would fail a run, where it would be another. */
  readonly failOn?: Report['failOn']
}

/** A finding with its place as lines, since the texts of the proposal are not those of the report. */
export interface ProposedFinding {
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly resource?: string
  readonly location?: Location
  /** The severity before. */
  readonly was?: Severity
  /** Who would answer for it, where it would be waived. */
  readonly waiver?: NonNullable<Finding['waiver']>
  /** It would no longer be told for certain. */
  readonly undecided?: boolean
}
