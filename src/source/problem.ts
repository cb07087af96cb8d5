import type { Span } from './span.js'

/** Every kind of trouble that an input can have; the list is closed and public (`problems[].code` of the report). */
export type ProblemCode =
  | 'json-syntax'
  | 'yaml-syntax'
  | 'bicep-syntax'
  | 'expression-syntax'
  | 'template-invalid'
  | 'parameter-invalid'
  | 'parameter-file-unbound'
  | 'parameter-unknown'
  | 'module-missing'
  | 'module-cycle'
  | 'variable-cycle'
  | 'path-outside'
  | 'file-unreadable'
  | 'file-too-large'
  | 'file-encoding'
  | 'input-missing'
  | 'nesting-too-deep'
  | 'too-many-aliases'
  | 'limit-reached'
  | 'declaration-invalid'
  | 'configuration-invalid'
  | 'rule-invalid'
  | 'waiver-invalid'
  | 'policy-invalid'
  | 'stale-twin'
  | 'schema-unknown'

/** What is wrong with an input, as data; `severity` is settled at the end of the run (see `review.ts`). */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: 'error' | 'note'
  /** One sentence that says what was expected; no trailing position, since `span` carries it. */
  readonly message: string
  readonly span?: Span
  /** The file, where no place in it can be given. */
  readonly file?: string
}
