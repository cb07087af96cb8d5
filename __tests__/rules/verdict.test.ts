import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../src/rules/finding.js'
import { countFindings, markKnown, reaches } from '../../src/rules/verdict.js'
import { finding } from './support/finding.js'

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

describe('whether something stands at or above a severity', () => {
  const rows: readonly [
    parts: Partial<Finding>,
    failOn: Parameters<typeof reaches>[1],
    cannotTell: Parameters<typeof reaches>[2],
    expected: boolean,
  ][] = [
    [{}, 'error', 'note', true],
    [{ severity: 'warning' }, 'error', 'note', false],
    [{ severity: 'warning' }, 'warning', 'note', true],
    [{ severity: 'note' }, 'warning', 'note', false],
    [{ severity: 'note' }, 'note', 'note', true],
    [{}, 'never', 'error', false],
    [{ waiver: grounds }, 'note', 'note', false],
    [{ requestedWaiver: grounds }, 'error', 'note', true],
    [{ baseline: true }, 'note', 'note', false],
    [{ verdict: 'cannot-tell' }, 'note', 'note', false],
    [{ verdict: 'cannot-tell' }, 'error', 'error', true],
    [{ verdict: 'cannot-tell' }, 'error', 'warning', false],
    [{ verdict: 'cannot-tell', severity: 'note' }, 'warning', 'warning', true],
    [{ verdict: 'cannot-tell' }, 'note', 'ignore', false],
    [{ verdict: 'cannot-tell', baseline: true }, 'note', 'error', false],
  ]
  test.each(rows)('%j at %s, cannot-tell %s', (parts, failOn, cannotTell, expected) => {
    expect(reaches([finding(parts)], failOn, cannotTell)).toBe(expected)
  })

  test('nothing', () => {
    expect(reaches([], 'note', 'error')).toBe(false)
  })
})

test('what a baseline has is known', () => {
  const findings = [finding(), finding({ fingerprint: 'f'.repeat(32) })]
  expect(markKnown(findings, new Set())).toBe(findings)
  expect(markKnown(findings, new Set(['f'.repeat(32)])).map(({ baseline }) => baseline)).toEqual([undefined, true])
})
