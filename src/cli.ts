#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import type { Host, Stream } from './cli/host.js'
import { main } from './cli/main.js'
import { runWithModules } from './cli/modules.js'
import { configuredRules } from './cli/ruleset.js'
import { review } from './review.js'

/** A reader that has seen enough (`kv-review check | head`) is no trouble of ours. */
function open(stream: NodeJS.WriteStream): Stream {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return {
    write: (text) => {
      stream.write(text)
    },
    isTerminal: stream.isTTY,
    ...(stream.columns === undefined ? {} : { columns: stream.columns }),
  }
}

const host: Host = {
  cwd: process.cwd(),
  env: process.env,
  stdout: open(process.stdout),
  stderr: open(process.stderr),
  clock: Date.now,
}

const [, entry, ...args] = process.argv
process.exitCode = await runWithModules(
  (reviewWithModules) =>
    main(args, host, {
      review: reviewWithModules,
      rules: configuredRules,
      entry: entry === undefined ? undefined : realpathSync(entry),
    }),
  host,
  review,
)
