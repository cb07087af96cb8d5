import { expect, test } from '@jest/globals'
import { markKnown } from '../../src/rules/known.js'
import { finding } from './support/finding.js'

test('what a baseline has is known', () => {
  const findings = [finding(), finding({ fingerprint: 'f'.repeat(32) })]
  expect(markKnown(findings, new Set())).toBe(findings)
  expect(markKnown(findings, new Set(['f'.repeat(32)])).map(({ baseline }) => baseline)).toEqual([undefined, true])
})
