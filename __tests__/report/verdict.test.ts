import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../src/rules/finding.js'
import { countFindings, verdictOf } from '../../src/report/verdict.js'
import type { Report } from '../../src/report/report.js'
import { finding } from '../rules/support/finding.js'

const grounds = { owner: 'o', reason: 'r', expires: '2027-03-01' }

test('each finding counts once', () => {
  const findings = [
    finding(),
    finding({ severity: 'warning' }),
    finding({ severity: 'note', requestedWaiver: grounds }),
    finding({ waiver: grounds }),
    finding({ waiver: grounds, baseline: true }),
    finding({ baseline: true }),
    finding({ verdict: 'cannot-tell' }),
    finding({ verdict: 'cannot-tell', waiver: grounds }),
  ]
  expect(countFindings(findings)).toEqual({ error: 1, warning: 1, note: 1, cannotTell: 1, waived: 3, baselined: 1 })
})

type Case = readonly [
  parts: Partial<Finding>,
  failOn: Report['failOn'],
  cannotTell: NonNullable<Report['cannotTell']>,
  expected: Report['verdict'],
]

describe('the verdict on findings', () => {
  const rows: readonly Case[] = [
    [{}, 'error', 'note', 'fail'],
    [{ severity: 'warning' }, 'error', 'note', 'pass'],
    [{ severity: 'warning' }, 'warning', 'note', 'fail'],
    [{ severity: 'note' }, 'warning', 'note', 'pass'],
    [{ severity: 'note' }, 'note', 'note', 'fail'],
    [{}, 'never', 'error', 'pass'],
    [{ waiver: grounds }, 'note', 'note', 'pass'],
    [{ requestedWaiver: grounds }, 'error', 'note', 'fail'],
    [{ baseline: true }, 'note', 'note', 'pass'],
    [{ verdict: 'cannot-tell' }, 'note', 'note', 'pass'],
    [{ verdict: 'cannot-tell' }, 'error', 'error', 'fail'],
    [{ verdict: 'cannot-tell' }, 'error', 'warning', 'pass'],
    [{ verdict: 'cannot-tell', severity: 'note' }, 'warning', 'warning', 'fail'],
    [{ verdict: 'cannot-tell' }, 'note', 'ignore', 'pass'],
    [{ verdict: 'cannot-tell', baseline: true }, 'note', 'error', 'pass'],
  ]
  test.each(rows)('%j at %s, cannot-tell %s: %s', (parts, failOn, cannotTell, expected) => {
    expect(verdictOf([finding(parts)], { problems: [], failOn, cannotTell })).toBe(expected)
  })

  test('nothing, and inputs with errors', () => {
    expect(verdictOf([], { problems: [], failOn: 'note', cannotTell: 'error' })).toBe('pass')
    const problem = (severity: 'error' | 'note') => ({ code: 'json-syntax', severity, message: '', file: 'a' }) as const
    expect(verdictOf([], { problems: [problem('note')], failOn: 'note' })).toBe('pass')
    expect(verdictOf([finding()], { problems: [problem('error')], failOn: 'never' })).toBe('error')
  })
})
