import { expect, test } from '@jest/globals'
import { readDiff } from '../../src/github/diff.js'
import { groupByPlace } from '../../src/github/groups.js'
import { GitLines } from '../../src/github/lines.js'
import type { Finding } from '../../src/rules/finding.js'
import { SourceText } from '../../src/source/text.js'
import { findingAt } from './report-of.js'

const text = 'one\ntwo\nthree\n'
const diff = readDiff([{ filename: 'a', status: 'added', patch: '@@ -0,0 +1,3 @@\n+one\n+two\n+three' }])
const lines = new GitLines(new Map([['a', new SourceText('a', text)]]))
const at = (line: number, more: Partial<Finding> = {}): Finding => findingAt('a', text, [line, line], more)
const fix = { description: '', edits: [{ span: { file: 'a', start: 0, end: 3 }, text: 'ONE' }] }

function grouped(findings: readonly Finding[], accepted: readonly Finding[] = []) {
  const { groups, apart } = groupByPlace(findings, diff, lines, (finding) => accepted.includes(finding))
  const name = ({ rule, span }: Finding): string => `${rule}@${span?.start}`
  return {
    groups: groups.map((group) => [group.findings.map(name).join(' '), group.mendable.map(name).join(' ')]),
    apart: [...apart].map(([finding, why]) => `${name(finding)} ${why}`),
  }
}

test('findings come by severity, then place, then rule', () => {
  const findings = [
    at(1, { severity: 'note', rule: 'r1' }),
    at(3, { rule: 'r2' }),
    at(2, { rule: 'r4' }),
    at(2, { rule: 'r3' }),
    at(1, { severity: 'warning', rule: 'r5' }),
  ]
  const expected = [
    ['r3@4', ''],
    ['r4@4', ''],
    ['r2@8', ''],
    ['r5@0', ''],
    ['r1@0', ''],
  ]
  expect(grouped(findings)).toEqual({ groups: expected, apart: [] })
  expect(grouped(findings.toReversed())).toEqual({ groups: expected, apart: [] })
})

test('more than three in one place are together, with those that an edit of these lines mends', () => {
  const findings = ['r1', 'r2', 'r3', 'r4'].map((rule) => at(1, { rule, ...(rule === 'r2' ? { fix } : {}) }))
  expect(grouped(findings).groups).toEqual([['r1@0 r2@0 r3@0 r4@0', 'r2@0']])
  expect(grouped(findings.slice(0, 3)).groups).toEqual([
    ['r1@0', ''],
    ['r2@0', 'r2@0'],
    ['r3@0', ''],
  ])
})

test('what a person accepted, and a twin, are apart', () => {
  const [kept, resolved, twin] = [at(1, { rule: 'r1' }), at(2, { rule: 'r2' }), at(3, { rule: 'r3' })]
  const same = { ...twin, fingerprint: kept.fingerprint }
  expect(grouped([same, resolved, kept], [resolved])).toEqual({
    groups: [['r1@0', '']],
    apart: ['r2@4 accepted', 'r3@8 summary'],
  })
})
