import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { review } from '../../src/review.js'
import { findExamples, testExamples } from '../../src/rules/pack-test.js'
import type { Example } from '../../src/rules/pack-test.js'
import { builtInPacks } from '../../src/rules/ruleset.js'
import { SourceText } from '../../src/source/text.js'
import { clock } from '../access/support/run.js'

const policies = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'policies')
const paths = readdirSync(join(policies, 'examples'), { recursive: true, encoding: 'utf8' }).map(
  (name) => `examples/${name.replaceAll('\\', '/')}`,
)
const rules = builtInPacks().rules.map(({ id }) => id)
const examples = findExamples(paths)

function textOf(path: string): string {
  return readFileSync(join(policies, path), 'utf8')
}

function judge({ rule, paths: own, configuration }: Example) {
  const alone = `{ "apiVersion": "keyvault-access/v1", "kind": "Configuration", "rules": { "${rule}": "error" } }`
  const report = review({
    files: own.map((path) => ({ path, text: textOf(path), named: false, changed: true })),
    unreadable: [],
    read: { read: (path) => (own.includes(path) ? { kind: 'text', text: textOf(path) } : { kind: 'absent' }) },
    configuration: configuration === undefined ? { path: 'c.json', text: alone } : { path: configuration, text: textOf(configuration) },
    now: clock,
  })
  expect(report.problems.map(({ message, span, file }) => `${span?.file ?? file ?? ''}: ${message}`)).toEqual([])
  return report.findings
}

describe('the pack against its own examples', () => {
  test.each(rules)('%s', (rule) => {
    const results = testExamples([rule], examples, (path) => new SourceText(path, textOf(path)), judge)
    const faults = results.flatMap((result) => result.faults.map(({ kind, path, line, message }) => `${kind} ${path}:${line ?? ''} ${message}`))
    expect(faults).toEqual([])
    expect(results.length).toBeGreaterThanOrEqual(2)
  })

  test('every example belongs to a rule', () => {
    expect(examples.filter(({ rule }) => !rules.includes(rule)).map(({ paths: own }) => own)).toEqual([])
  })
})
