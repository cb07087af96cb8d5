import { describe, expect, test } from '@jest/globals'
import { writeAnnotations } from '../../src/action/tell.js'
import type { Standing } from '../../src/github/plan.js'
import type { Report } from '../../src/report/report.js'
import type { Finding } from '../../src/rules/finding.js'
import { findingAt, reportOf } from '../github/report-of.js'

const text = 'one\ntwo\nthree\n'
const at = (line: number, more: Partial<Finding> = {}): Finding =>
  findingAt('a', text, [line, line], { message: `m${line}`, why: '', ...more })

function told(
  findings: readonly Finding[],
  standings: readonly Standing[] = [],
  wanted: Parameters<typeof writeAnnotations>[2] = 'auto',
  more: Partial<Report> = {},
): readonly string[] {
  const shown = new Map(standings.flatMap((where, index) => (findings[index] ? [[findings[index], where]] : [])))
  return writeAnnotations(reportOf({ a: text }, findings, more), shown, wanted)
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/ file=.*::/, ' '))
}

describe('annotations', () => {
  test('are made of findings that stand in no comment', () => {
    const findings = [at(1), at(2), at(3), at(3, { message: 'm4', rule: 'other' })]
    expect(told(findings, ['line', 'summary', 'file', 'accepted'])).toEqual(['::error m2'])
    expect(told(findings)).toEqual(['::error m1', '::error m2', '::error m3', '::error m4'])
  })

  test('are made of all where that is wanted, and of none', () => {
    expect(told([at(1), at(2)], ['line', 'summary'], 'always')).toEqual(['::error m1', '::error m2'])
    expect(told([at(1)], [], 'off')).toEqual([])
  })

  test('are not made of what is waived, known or only listed', () => {
    const waiver = { reason: 'r', owner: 'o', expires: '2099-01-01' }
    const undecided = at(3, { verdict: 'cannot-tell' })
    expect(told([at(1, { waiver }), at(2, { baseline: true }), undecided])).toEqual([])
    expect(told([undecided], [], 'auto', { cannotTell: 'warning' })).toEqual(['::warning m3'])
  })

  test('are made of ten inputs with errors, and of no notes about inputs', () => {
    const problem = (severity: 'error' | 'note', message: string) => ({
      code: 'json-syntax' as const,
      severity,
      message,
    })
    const problems = [
      problem('note', 'note'),
      ...Array.from({ length: 11 }, (_, index) => problem('error', `wrong ${index}`)),
    ]
    expect(told([], [], 'auto', { problems })).toEqual(
      Array.from({ length: 10 }, (_, index) => `::error title=json-syntax::wrong ${index}`),
    )
  })
})
