import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Report } from '../../../src/report/report.js'
import { review } from '../../../src/review.js'
import { findExamples } from '../../../src/rules/pack-test.js'
import type { Example } from '../../../src/rules/pack-test.js'
import { clock } from '../../access/support/run.js'

const policies = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'policies')

/** Every example of the pack, each with all its files. */
export const examples: readonly Example[] = findExamples(
  readdirSync(join(policies, 'examples'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `examples/${name.replaceAll('\\', '/')}`,
  ),
)

export function textOf(path: string): string {
  return readFileSync(join(policies, path), 'utf8')
}

/** An example judged by its rule alone, at that severity unless it brings a configuration; `read` gives other texts than the files'. */
export function reviewExample(
  { rule, paths, configuration }: Example,
  severity: string,
  read: (path: string) => string = textOf,
): Report {
  const alone = JSON.stringify({ apiVersion: 'keyvault-access/v1', kind: 'Configuration', rules: { [rule]: severity } })
  return review({
    files: paths.map((path) => ({ path, text: read(path), named: false, changed: true })),
    unreadable: [],
    read: { read: (path) => (paths.includes(path) ? { kind: 'text', text: read(path) } : { kind: 'absent' }) },
    configuration:
      configuration === undefined
        ? { path: 'c.json', text: alone }
        : { path: configuration, text: textOf(configuration) },
    now: clock,
  })
}
