import { describe, expect, test } from '@jest/globals'
import { writeComment, writeGone } from '../../src/report/comment.js'
import type { Finding } from '../../src/rules/finding.js'
import { expectGolden } from './golden.js'
import { finding, sample } from './sample.js'

const [, open, policies] = sample.findings
if (!open || !policies) throw new Error('the sample has changed')

const suggestion = (text: string, mends: readonly Finding[] = [open]) => ({ kind: 'suggestion' as const, text, mends })

describe('writeComment', () => {
  test('says what is wrong, why it matters, on what it depends, and offers the fix', () => {
    expectGolden(
      'report/comment.md',
      `${writeComment([open], sample, { offer: suggestion("      defaultAction: 'Deny'") })}\n`,
    )
  })

  test('names the lines when it does not stand on them, and several findings at one place', () => {
    expectGolden(
      'report/comment.two.md',
      `${writeComment([open, policies], sample, { exact: false, since: 'changed' })}\n`,
    )
  })

  test('offers no suggestion that hides something', () => {
    expect(writeComment([open], sample, { offer: suggestion('a\u202eb') })).not.toContain('```suggestion')
    expect(writeComment([open], sample, { offer: suggestion('') })).toMatch(/\n\n```suggestion\n```$/)
  })

  test('says what else a suggestion settles, for one finding and for several that share the comment', () => {
    const offer = suggestion('x', [open, policies])
    expect(writeComment([open], sample, { offer })).toMatch(
      /\n\nAccepting this also settles `[a-z-]+`:\n\n```suggestion\nx\n```$/,
    )
    expect(writeComment([open, policies], sample, { offer })).toMatch(
      /\n\nAccepting this settles `[a-z-]+` and `[a-z-]+`:\n\n```suggestion\nx\n```$/,
    )
  })

  test('shows what the suggestion for another finding is in the way of, or says that it settles this one', () => {
    const other = finding({ rule: 'other' })
    expect(writeComment([open], sample, { offer: { kind: 'behind', other } })).toMatch(
      /\n\nThe suggestion for `other` in this place settles this one, too\.$/,
    )
    expect(writeComment([open], sample, { offer: { kind: 'behind', other, text: 'a ``` b <!-- c' } })).toMatch(
      /\n\nThe suggestion for `other` changes some of the same lines; once it is accepted or resolved, this one can be committed:\n\n````bicep\na ``` b <!\u2060-- c\n````$/,
    )
    expect(writeComment([open, policies], sample, { offer: { kind: 'behind', other, text: 'x' } })).toBe(
      writeComment([open, policies], sample),
    )
  })

  test('says that its file has another name', () => {
    expect(writeComment([finding({ rule: 'x', message: 'm' })], sample, { since: 'renamed' })).toBe(
      '*The file of this comment has been renamed since; what it says still holds.*\n\n**error** · `x`\n\nm',
    )
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
