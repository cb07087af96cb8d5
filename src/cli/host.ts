/** What the command needs of the world around it; handed in, so that tests need no process. */
export interface Host {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Stream
  readonly stderr: Stream
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

export interface Stream {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
  readonly columns?: number
}

/** Ends with this status: 0 nothing at or above `--fail-on`, 1 something is, 2 it could not run or an input has an error. */
export type Status = 0 | 1 | 2

/** A use of the command that cannot be; the message says what to do instead. */
export class UsageError extends Error {}
