import type { Span } from '../source/span.js'

export type Severity = 'error' | 'warning' | 'note'

/** What a rule says of one origin; the same rule on the same origin is one finding with all its instances. */
export interface Finding {
  readonly rule: string
  readonly title: string
  readonly severity: Severity
  readonly verdict: 'fail' | 'cannot-tell'
  readonly message: string
  /** Why it matters here, one sentence, where the rule can say it. */
  readonly why: string
  /** Witnesses: conditions and files under which it holds; empty when it holds whatever is passed. */
  readonly when: readonly string[]
  /** 32 hex digits; never of line, message or pack version. */
  readonly fingerprint: string
  /** What the fingerprint is made of: rule, path, type, name, vault, principal, the word at fault, a number for twins. */
  readonly identity?: readonly string[]
  readonly resource?: FindingResource
  readonly subject?: { readonly vault?: string; readonly principal?: string }
  /** Absent when there is no place to name; never invented. */
  readonly span?: Span
  readonly related: readonly { readonly message: string; readonly span: Span }[]
  /** The value's way from where it was written to where it is used, both included; for outputs that show flows. */
  readonly flow?: readonly { readonly message: string; readonly span: Span }[]
  /** What stands at its places is a secret value: the text there is never shown. */
  readonly secret?: boolean
  readonly instances: readonly Instance[]
  readonly fix?: Fix
  /** Words on how to mend it, in place of or beside an edit. */
  readonly advice?: string
  /** For cannot-tell: what would settle it. */
  readonly cause?: { readonly kind: string; readonly text: string; readonly span?: Span }
  readonly waiver?: { readonly reason: string; readonly owner: string; readonly expires: string }
  /** An inline allow that the base does not have yet. */
  readonly requestedWaiver?: { readonly reason: string; readonly owner: string; readonly expires: string }
  readonly baseline?: boolean
  /** The whole declaration of the resource, for filters and placement on a diff. */
  readonly extent?: Span
}

export interface FindingResource {
  readonly type: string
  readonly name: string
  readonly symbol?: string
}

export interface Instance {
  readonly resource?: FindingResource
  readonly subject?: { readonly vault?: string; readonly principal?: string }
  readonly when: readonly string[]
}

/** An edit that makes the finding disappear; whole lines, in one file. */
export interface Fix {
  readonly description: string
  readonly edits: readonly Edit[]
}

export interface Edit {
  readonly span: Span
  readonly text: string
}
