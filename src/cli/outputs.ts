import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { formatAccessCsv, formatAccessMermaid, formatAccessText } from '../report/access-table.js'
import { formatAnnotations } from '../report/annotations.js'
import { forTerminal } from '../report/inert.js'
import { formatJson } from '../report/json.js'
import { formatJunit } from '../report/junit.js'
import { formatAccessPage } from '../report/page.js'
import type { Report } from '../report/report.js'
import { formatSarif } from '../report/sarif.js'
import { writeSummary } from '../report/summary.js'
import { formatText } from '../report/text.js'
import { explainVerdict } from '../report/words.js'
import { type Host, UsageError } from './host.js'
import type { Format, Options } from './options.js'

export interface Look {
  readonly color: boolean
  readonly quiet: boolean
  readonly columns?: number
}

/** Prints what `write` makes of each format, on standard output or to its file; folders are made. */
export function printOutputs(options: Options, host: Host, write: (format: Format, look: Look) => string): void {
  for (const { format, file } of options.outputs) {
    if (file === undefined) {
      const { stdout, env } = host
      const color = options.color && stdout.isTerminal && env['TERM'] !== 'dumb'
      stdout.write(
        write(format, {
          color,
          quiet: options.quiet,
          ...(stdout.columns === undefined ? {} : { columns: stdout.columns }),
        }),
      )
    } else {
      writeTo(file, write(format, { color: false, quiet: options.quiet }), host)
    }
  }
}

/** Writes a file that the user named; a {@link UsageError} says why it could not. */
export function writeTo(file: string, text: string, host: Host): void {
  const target = resolve(host.cwd, file)
  try {
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  } catch (error) {
    throw new UsageError(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** A report of `check` in one format. */
export function formatReport(report: Report, format: Format, look: Look): string {
  switch (format) {
    case 'text':
      return formatText(report, look)
    case 'json':
      return formatJson(report)
    case 'sarif':
      return formatSarif(report)
    case 'markdown':
      return writeSummary(report)
    case 'github':
      return formatAnnotations(report)
    case 'junit':
      return formatJunit(report)
    case 'html':
    case 'mermaid':
    case 'csv':
      return formatAccess(report, format, look)
  }
  return ''
}

/** A report of `access` in one format. */
export function formatAccess(report: Report, format: Format, look: Look): string {
  switch (format) {
    case 'text':
      return formatAccessText(report, {
        color: look.color,
        ...(look.columns === undefined ? {} : { width: look.columns }),
      })
    case 'html':
      return formatAccessPage(report)
    case 'mermaid':
      return formatAccessMermaid(report)
    case 'csv':
      return formatAccessCsv(report)
    case 'json':
    case 'sarif':
    case 'markdown':
    case 'github':
    case 'junit':
      return formatReport(report, format, look)
  }
  return ''
}

/** Where nothing went to standard output, the verdict goes to standard error. */
export function tellVerdict(report: Report, options: Options, host: Host): void {
  if (options.quiet || options.outputs.some((output) => output.file === undefined)) return
  const files = options.outputs.map((output) => output.file ?? '').join(', ')
  host.stderr.write(`${report.verdict}: ${explainVerdict(report)}; written to ${forTerminal(files)}\n`)
}
