import { describe, expect, test } from '@jest/globals'
import { writeComment, writeGone } from '../../src/report/comment.js'
import { expectGolden } from './golden.js'
import { finding, sample } from './sample.js'

const [, open, policies] = sample.findings
if (!open || !policies) throw new Error('the sample has changed')

describe('writeComment', () => {
  test('says what is wrong, why it matters, on what it depends, and offers the fix', () => {
    expectGolden(
      'report/comment.md',
      `${writeComment([open], sample, { suggestion: "      defaultAction: 'Deny'" })}\n`,
    )
  })

  test('names the lines when it does not stand on them, and several findings at one place', () => {
    expectGolden(
      'report/comment.two.md',
      `${writeComment([open, policies], sample, { exact: false, outdated: true })}\n`,
    )
  })

  test('offers no suggestion without a fix, nor one that hides something', () => {
    expect(writeComment([policies], sample, { suggestion: 'x' })).not.toContain('```suggestion')
    expect(writeComment([open], sample, { suggestion: 'a\u202eb' })).not.toContain('```suggestion')
    expect(writeComment([open], sample, { suggestion: '' })).toMatch(/```suggestion\n```$/)
  })

  test('a finding with nothing but a message is two lines', () => {
    expect(writeComment([finding({ rule: 'x', message: '<!-- kv-review:1 --> @octocat' })], sample)).toBe(
      '**error** · `x`\n\n&lt;!-- kv-review:1 --&gt; @\u2060octocat',
    )
  })

  test('an exception that is requested is told', () => {
    const requestedWaiver = { reason: 'lab', owner: '@me', expires: '2027-01-01' }
    expect(writeComment([finding({ rule: 'x', message: 'm', requestedWaiver })], sample)).toBe(
      '**error** · `x`\n\nm\n\nAn exception is requested here by @\u2060me until 2027-01-01; it holds once the base branch has it.',
    )
  })
})

test('writeGone names the commit shortly', () => {
  expect(writeGone('0123456789abcdef')).toBe('✅ No longer reported at `0123456789ab`.')
})
