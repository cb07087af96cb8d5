import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openDisk } from '../disk.js'
import { openGit } from '../git.js'
import { forTerminal } from '../report/inert.js'
import type { Report } from '../report/report.js'
import { count } from '../report/words.js'
import { shrinkBaseline, writeBaseline } from './baseline.js'
import { type Host, type Status, UsageError } from './host.js'
import type { Options } from './options.js'
import { formatReport, printOutputs, tellVerdict, writeTo } from './outputs.js'
import type { Review } from './review-input.js'
import { judge, statusOf } from './run.js'

/** `kv-review check`: what is wrong, on the exact line. */
export function check(options: Options, host: Host, review: Review): Status {
  const report = judge(options, host, review)
  printOutputs(options, host, (format, look) => formatReport(report, format, look))
  tellVerdict(report, options, host)
  if (options.writeBaseline !== undefined) renewBaseline(options.writeBaseline, report, options, host)
  return statusOf(report)
}

/** Writes a new baseline, or takes out of an old one what is gone; only a person who asks for it lets it grow. */
function renewBaseline(file: string, report: Report, options: Options, host: Host): void {
  const text = options.growBaseline ? undefined : readOld(file, host)
  if (text === undefined) return writeTo(file, writeBaseline(report), host)
  const shrunk = shrinkBaseline(file, text, report, judgedBy(report, options, host))
  writeTo(file, shrunk.text, host)
  if (options.quiet) return
  const left = shrunk.left > 0 ? `; ${shrunk.left} new not taken in (--grow-baseline does)` : ''
  host.stderr.write(`${forTerminal(file)}: ${count(shrunk.kept, 'finding')} kept, ${shrunk.gone} gone${left}\n`)
}

/** A run of a part, or one that could not read everything, says nothing on what it does not find. */
function judgedBy(report: Report, options: Options, host: Host): (path: string | undefined) => boolean {
  const isPart = options.changed || options.shard !== undefined || options.parameters !== undefined
  if (isPart || report.problems.some(({ severity }) => severity === 'error')) return () => false
  const disk = openDisk(host.cwd, openGit)
  return (path) =>
    path === undefined ? options.operands.length === 0 : report.sources.has(path) || disk.read(path).kind === 'absent'
}

function readOld(file: string, host: Host): string | undefined {
  const path = resolve(host.cwd, file)
  if (!existsSync(path)) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} could not be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
