import { describe, expect, test } from '@jest/globals'
import { readDiff } from '../../src/github/diff.js'
import { type Filter, FILTERS, isConcerned, narrow } from '../../src/github/filter.js'
import { GitLines } from '../../src/github/lines.js'
import type { Report } from '../../src/report/report.js'
import type { Finding } from '../../src/rules/finding.js'
import { SourceText } from '../../src/source/text.js'
import { findingAt, reportOf, spanOf } from './report-of.js'

const text = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`).join('\n')
const lines = new GitLines(new Map(['a', 'b', 'c'].map((file) => [file, new SourceText(file, text)])))
const diff = readDiff([
  {
    filename: 'a',
    status: 'modified',
    patch: '@@ -9,3 +9,4 @@\n line 9\n+line 10\n line 11\n line 12\n@@ -20,3 +21,2 @@\n line 21\n-x\n line 22',
  },
  { filename: 'b', status: 'modified', changes: 9000 },
])

/** The filters that let a finding through. */
function passes(finding: Finding, isWhole = true): readonly Filter[] {
  return FILTERS.filter((filter) => isConcerned(finding, filter, { diff, isWhole }, lines))
}

describe('a finding is reported', () => {
  const at = (line: number, more: Parameters<typeof findingAt>[3] = {}, file = 'a') =>
    findingAt(file, text, [line, line], more)

  test.each<[string, Finding, readonly Filter[]]>([
    ['on a changed line', at(10), ['resource', 'lines', 'files', 'all']],
    ['beside the changed line of its resource', at(12, { around: [8, 14] }), ['resource', 'files', 'all']],
    ['where its resource lost a line', at(23, { around: [21, 24] }), ['resource', 'files', 'all']],
    ['where its resource only begins below a lost line', at(23, { around: [22, 24] }), ['files', 'all']],
    ['in a changed file', at(30), ['files', 'all']],
    ['in another file', at(10, {}, 'c'), ['all']],
    ['in a file whose patch is withheld', at(1, {}, 'b'), ['resource', 'lines', 'files', 'all']],
    [
      'that points to a changed line elsewhere',
      at(10, { related: [{ message: 'turned on here', span: spanOf('a', text, [10, 10]) }] }, 'c'),
      ['resource', 'lines', 'files', 'all'],
    ],
  ])('%s', (_, finding, filters) => {
    expect(passes(finding)).toEqual(filters)
  })

  test('without a place', () => {
    const { span: _, ...nowhere } = at(1)
    expect(passes(nowhere)).toEqual(FILTERS)
  })

  test('in a file that GitHub may have left out', () => {
    expect(passes(at(10, {}, 'c'), false)).toEqual(FILTERS)
    expect(passes(at(30), false)).toEqual(['files', 'all'])
  })
})

describe('the report of a change', () => {
  const outside = findingAt('c', text, [1, 1])
  const touched = (more: Partial<Finding> = {}): Finding => findingAt('a', text, [10, 10], more)
  const narrowed = (findings: readonly Finding[], more: Partial<Report> = {}): Report =>
    narrow(reportOf({ a: text, c: text }, findings, more), 'resource', { diff, isWhole: true })

  test('counts what lies within the filter, and numbers the rest', () => {
    const waiver = { reason: 'r', owner: 'o', expires: '2027-01-01' }
    const report = narrowed([
      outside,
      touched({ severity: 'warning' }),
      touched({ severity: 'note', rule: 'n' }),
      touched({ waiver, rule: 'w' }),
      touched({ baseline: true, rule: 'b' }),
      touched({ verdict: 'cannot-tell', rule: 'c' }),
      touched({ verdict: 'cannot-tell', rule: 'd', waiver, baseline: true }),
    ])
    expect(report.findings).toHaveLength(6)
    expect([report.outside, report.verdict]).toEqual([1, 'pass'])
    expect(report.summary).toMatchObject({ error: 0, warning: 1, note: 1, cannotTell: 1, waived: 2, baselined: 1 })
  })

  test('what is requested for findings outside the filter is told all the same', () => {
    expect(narrowed([outside], { requested: 1 })).toMatchObject({ outside: 1, requested: 1 })
  })

  test.each<[string, readonly Finding[], Partial<Report>, Report['verdict']]>([
    ['nothing', [outside], {}, 'pass'],
    ['an error', [touched()], {}, 'fail'],
    ['an error that nothing fails for', [touched()], { failOn: 'never' }, 'pass'],
    ['a warning', [touched({ severity: 'warning' })], {}, 'pass'],
    ['a warning where warnings fail', [touched({ severity: 'warning' })], { failOn: 'warning' }, 'fail'],
    ['what cannot be told', [touched({ verdict: 'cannot-tell' })], { failOn: 'note' }, 'pass'],
    [
      'what cannot be told where that is an error',
      [touched({ verdict: 'cannot-tell' })],
      { cannotTell: 'error' },
      'fail',
    ],
    [
      'what cannot be told where that is a warning',
      [touched({ verdict: 'cannot-tell' })],
      { cannotTell: 'warning' },
      'pass',
    ],
  ])('with %s is judged by it', (_, findings, more, verdict) => {
    expect(narrowed(findings, more).verdict).toBe(verdict)
  })

  test('is an error for an input with one, whatever the filter', () => {
    const problems = [{ code: 'json-syntax', severity: 'error', message: 'Expected }.', file: 'z' }] as const
    expect(narrowed([], { problems, failOn: 'never' }).verdict).toBe('error')
  })
})
