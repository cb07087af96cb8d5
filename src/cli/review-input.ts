import type { Report } from '../report/report.js'
import type { Severity } from '../rules/finding.js'
import type { Shard } from '../settings.js'
import type { Files } from '../source/files.js'
import type { Problem } from '../source/problem.js'

/** What the command hands to the pipeline. */
export interface ReviewInput {
  readonly files: readonly {
    readonly path: string
    readonly text: string
    readonly named: boolean
    readonly changed: boolean
  }[]
  /** Trouble from before the pipeline: files that could not be had. */
  readonly unreadable: readonly Problem[]
  readonly read: Files
  readonly configuration?: { readonly path: string; readonly text: string }
  /** Milliseconds since 1970. */
  readonly now: number
  readonly worlds: 'written' | 'possible'
  /** Path of the one parameter file to judge with. */
  readonly parameters?: string
  /** Absent: as the configuration says, else `error`. */
  readonly failOn?: Severity | 'never'
  /** Fingerprints that are known. */
  readonly baseline?: ReadonlySet<string>
  readonly shard?: Shard
}

/** The pipeline; handed to the commands, so that each can be tried with a report made by hand. */
export type Review = (input: ReviewInput) => Report
