import type { Report } from '../report/report.js'
import type { ReviewInput } from '../review.js'
import type { Shard } from '../settings.js'

/** The pipeline; handed to the commands, so that each can be tried with a report made by hand. */
export type Review = (input: CommandInput) => Report

export interface CommandInput extends ReviewInput {
  readonly shard?: Shard
  /** The configuration was named, so that it may say which registries are asked. */
  readonly configurationNamed?: true
}
