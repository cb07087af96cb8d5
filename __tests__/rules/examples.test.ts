import { describe, expect, test } from '@jest/globals'
import { testExamples } from '../../src/rules/pack-test.js'
import type { Example } from '../../src/rules/pack-test.js'
import { builtInPacks } from '../../src/rules/ruleset.js'
import { SourceText } from '../../src/source/text.js'
import { examples, reviewExample, textOf } from './support/examples.js'

const rules = builtInPacks().rules.map(({ id }) => id)

function judge(example: Example) {
  const report = reviewExample(example, 'error')
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
    const report = reviewExample(example, 'error', (path) => texts.get(path) ?? textOf(path))
    expect(report.problems).toEqual([])
    return report.findings.filter(({ rule }) => rule === example.rule)
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
