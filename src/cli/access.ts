import { forTerminal } from '../report/inert.js'
import { placeOf } from '../report/lines.js'
import type { Report } from '../report/report.js'
import type { Host, Status } from './host.js'
import type { Options } from './options.js'
import { formatAccess, printOutputs, tellVerdict } from './outputs.js'
import type { Review } from './review-input.js'
import { compareWithBase, judge, openRun } from './run.js'

/** `kv-review access`: who can do what on which vault; findings are no matter here, inputs that could not be read are. */
export function showAccess(options: Options, host: Host, review: Review): Status {
  const run = openRun(options, host)
  const unfailing: Options = { ...options, failOn: 'never' }
  const found = judge(unfailing, host, review, run)
  const report = options.base === undefined ? found : compareWithBase(found, options.base, unfailing, host, review, run)
  printOutputs(options, host, (format, look) => formatAccess(report, format, look))
  tellVerdict(report, options, host)
  return tellErrors(report, host)
}

/** Where findings are no matter, errors of inputs still are: told on standard error, and status 2. */
export function tellErrors(report: Pick<Report, 'problems' | 'sources'>, host: Host): Status {
  const errors = report.problems.filter((problem) => problem.severity === 'error')
  for (const problem of errors) {
    const place = placeOf(problem, report.sources)
    const where = place === undefined ? '' : `${forTerminal(place)}: `
    host.stderr.write(`kv-review: ${where}${forTerminal(problem.message)}\n`)
  }
  return errors.length > 0 ? 2 : 0
}
