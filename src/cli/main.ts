import { forTerminal } from '../report/inert.js'
import { VERSION } from '../version.js'
import { showAccess } from './access.js'
import { check } from './check.js'
import { writeCommandHelp, writeHelp } from './help.js'
import { type Host, type Status, UsageError } from './host.js'
import { init } from './init.js'
import { migrate } from './migrate.js'
import { type Options, readArguments } from './options.js'
import type { Review } from './review-input.js'
import { showRules } from './rules.js'
import type { ConfiguredRules } from './ruleset.js'
import { testPack } from './test-pack.js'

/** What the commands are made of besides printing. */
export interface Parts {
  readonly review: Review
  readonly rules: (options: Options, host: Host) => ConfiguredRules
  /** The program's own file. */
  readonly entry: string | undefined
}

/** Runs `kv-review` with the arguments behind its name; only mistakes of ours throw. */
export function main(args: readonly string[], host: Host, parts: Parts): Status {
  try {
    const request = readArguments(args, host.env)
    if (request.kind === 'help') {
      host.stdout.write(request.command === undefined ? writeHelp() : writeCommandHelp(request.command))
      return 0
    }
    if (request.kind === 'version') {
      host.stdout.write(`${VERSION}\n`)
      return 0
    }
    return run(request.options, host, parts)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    host.stderr.write(`kv-review: ${forTerminal(error.message)}\n`)
    return 2
  }
}

function run(options: Options, host: Host, parts: Parts): Status {
  switch (options.command) {
    case 'check':
      return check(options, host, parts.review)
    case 'access':
      return showAccess(options, host, parts.review)
    case 'migrate':
      return migrate(options, host, parts.review)
    case 'rules':
      return showRules(options, host, parts.rules(options, host))
    case 'test':
      return testPack(options, host, parts.review, parts.entry)
    case 'init':
      return init(options, host, parts.entry)
  }
  return 2
}
