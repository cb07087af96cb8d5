import { writeBaseline } from './baseline.js'
import type { Host, Status } from './host.js'
import type { Options } from './options.js'
import { formatReport, printOutputs, tellVerdict, writeTo } from './outputs.js'
import type { Review } from './review-input.js'
import { judge, statusOf } from './run.js'

/** `kv-review check`: what is wrong, on the exact line. */
export function check(options: Options, host: Host, review: Review): Status {
  const report = judge(options, host, review)
  printOutputs(options, host, (format, look) => formatReport(report, format, look))
  tellVerdict(report, options, host)
  if (options.writeBaseline !== undefined) writeTo(options.writeBaseline, writeBaseline(report), host)
  return statusOf(report)
}
