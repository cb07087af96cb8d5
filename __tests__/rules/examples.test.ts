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
    configuration:
      configuration === undefined
        ? { path: 'c.json', text: alone }
        : { path: configuration, text: textOf(configuration) },
    now: clock,
  })
  expect(report.problems.map(({ message, span, file }) => `${span?.file ?? file ?? ''}: ${message}`)).toEqual([])
  return report.findings
}

describe('the pack against its own examples', () => {
  test.each(rules)('%s', (rule) => {
    const results = testExamples([rule], examples, (path) => new SourceText(path, textOf(path)), judge)
    const faults = results.flatMap((result) =>
      result.faults.map(({ kind, path, line, message }) => `${kind} ${path}:${line ?? ''} ${message}`),
    )
    expect(faults).toEqual([])
    expect(results.length).toBeGreaterThanOrEqual(2)
  })

  test('every example belongs to a rule', () => {
    expect(examples.filter(({ rule }) => !rules.includes(rule)).map(({ paths: own }) => own)).toEqual([])
  })
})

describe('a fix makes its finding disappear and breaks nothing', () => {
  const failing = examples.filter(({ kind }) => kind === 'fail')

  function findingsIn(example: Example, texts: ReadonlyMap<string, string>) {
    const { rule, paths: own, configuration } = example
    const alone = `{ "apiVersion": "keyvault-access/v1", "kind": "Configuration", "rules": { "${rule}": "error" } }`
    const read = (path: string) => texts.get(path) ?? textOf(path)
    const report = review({
      files: own.map((path) => ({ path, text: read(path), named: false, changed: true })),
      unreadable: [],
      read: { read: () => ({ kind: 'absent' }) },
      configuration:
        configuration === undefined
          ? { path: 'c.json', text: alone }
          : { path: configuration, text: textOf(configuration) },
      now: clock,
    })
    expect(report.problems).toEqual([])
    return report.findings.filter((finding) => finding.rule === rule)
  }

  const fixable = failing.flatMap((example) =>
    findingsIn(example, new Map()).flatMap((finding) =>
      finding.fix ? [{ name: `${example.rule} ${example.paths[0] ?? ''}`, example, finding }] : [],
    ),
  )

  test.each(fixable)('$name', ({ example, finding }) => {
    const texts = new Map(example.paths.map((path) => [path, textOf(path)]))
    for (const { span, text } of finding.fix?.edits ?? []) {
      const before = texts.get(span.file) ?? ''
      texts.set(span.file, before.slice(0, span.start) + text + before.slice(span.end))
    }
    const after = findingsIn(example, texts)
    expect(after.map(({ fingerprint }) => fingerprint)).not.toContain(finding.fingerprint)
  })

  test('rules that promise an edit have an example of one', () => {
    const promising = builtInPacks()
      .rules.filter(({ fix }) => typeof fix === 'object' && Boolean(fix.set ?? fix.replace ?? fix.remove))
      .map(({ id }) => id)
    const shown = new Set(fixable.map(({ finding }) => finding.rule))
    expect(promising.filter((id) => !shown.has(id) && examples.some(({ rule }) => rule === id))).toEqual([])
    expect([...shown].sort()).toEqual(
      expect.arrayContaining([
        'access-policy-permissions-exist',
        'network-default-deny',
        'permission-model-explicit',
        'private-endpoint-closes-public-access',
        'public-network-access-disabled',
        'purge-protection',
      ]),
    )
    expect(fixable.length).toBeGreaterThan(12)
  })
})
