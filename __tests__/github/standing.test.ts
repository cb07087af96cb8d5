import { describe, expect, test } from '@jest/globals'
import type { Conversation, IssueCommentItem, ReviewCommentItem } from '../../src/github/client.js'
import { readMarker, sign } from '../../src/github/marker.js'
import { findOwn } from '../../src/github/standing.js'

const instance = 'aaaaaaaaaaaa'
const print = 'f'.repeat(32)
const us = 'github-actions[bot]'
const about = (what: readonly string[] | 'summary', by = instance): string =>
  sign('text', { instance: by, about: what, gone: false })
const hash = readMarker(about([print]))?.hash ?? ''
const failed = (status: number): Error => Object.assign(new Error('failed'), { status, response: { headers: {} } })

const comment = (id: number, more: Partial<ReviewCommentItem> = {}): ReviewCommentItem => ({
  id,
  nodeId: `n${id}`,
  path: 'a',
  subject: 'line',
  lines: { start: 3, end: 4 },
  body: about([print]),
  author: us,
  answers: undefined,
  ...more,
})
const sticky = (id: number, more: Partial<IssueCommentItem> = {}): IssueCommentItem => ({
  id,
  body: about('summary'),
  author: us,
  ...more,
})

interface Given {
  readonly reviews?: readonly ReviewCommentItem[]
  readonly issues?: readonly IssueCommentItem[]
  readonly threads?: readonly Conversation[] | Error
  readonly viewer?: string
  readonly isWhole?: boolean
}

function own({ reviews = [], issues = [], threads = [], viewer = us, isWhole = true }: Given) {
  return findOwn(
    {
      reviewComments: () => Promise.resolve({ items: reviews, isWhole }),
      issueComments: () => Promise.resolve({ items: issues, isWhole: true }),
      conversations: () =>
        threads instanceof Error ? Promise.reject(threads) : Promise.resolve({ viewer, items: threads }),
    },
    7,
    instance,
  )
}

test('a comment of ours is known with its lines, its mark and its conversation', async () => {
  const threads = [{ id: 't', comment: 1, isResolved: false, resolvedBy: undefined }]
  expect(await own({ reviews: [comment(1)], issues: [sticky(5), sticky(4)], threads })).toEqual({
    comments: [
      {
        id: 1,
        nodeId: 'n1',
        path: 'a',
        subject: 'line',
        live: true,
        lines: { start: 3, end: 4 },
        marker: { instance, about: [print], hash, gone: false },
        answered: false,
        thread: { id: 't', resolvedBy: 'nobody' },
      },
    ],
    sticky: [
      { id: 4, hash },
      { id: 5, hash },
    ],
    viewer: us,
  })
})

describe('not ours is', () => {
  test.each<[string, Partial<ReviewCommentItem>]>([
    ['what somebody else wrote, whatever mark it has', { author: 'mallory' }],
    ['what another job wrote', { body: about([print], 'bbbbbbbbbbbb') }],
    ['what has no mark', { body: 'text' }],
    ['what quotes a mark above its last line', { body: `${about([print])}\n\nWhy?` }],
    ['an answer', { answers: 9 }],
    ['a summary among the review comments', { body: about('summary') }],
  ])('%s', async (_, more) => {
    expect((await own({ reviews: [comment(1, more)] })).comments).toEqual([])
  })

  test('a summary of somebody else, of another job, or a finding among the summaries', async () => {
    const issues = [
      sticky(1, { author: 'mallory' }),
      sticky(2, { body: about('summary', 'bbbbbbbbbbbb') }),
      sticky(3, { body: about([print]) }),
    ]
    expect((await own({ issues })).sticky).toEqual([])
  })
})

describe('a comment is', () => {
  const one = async (more: Partial<ReviewCommentItem>, given: Given = {}) =>
    (await own({ ...given, reviews: [comment(1, more), ...(given.reviews ?? [])] })).comments[0]

  test('outdated when the diff no longer shows its line, which a comment on a file never is', async () => {
    expect(await one({ lines: undefined })).toMatchObject({ live: false })
    expect(await one({ lines: undefined, subject: 'file' })).toMatchObject({ live: true, subject: 'file' })
  })

  test('answered when another answers it', async () => {
    const answer = comment(2, { answers: 1, author: 'mona', body: 'Why?' })
    expect(await one({}, { reviews: [answer] })).toMatchObject({ answered: true })
  })

  test.each([
    ['us, whose name GraphQL writes without [bot]', 'github-actions', 'us'],
    ['us', us, 'us'],
    ['a person', 'mona', 'person'],
    ['an account that is gone', undefined, 'person'],
  ])('resolved by %s', async (_, resolvedBy, expected) => {
    const threads = [{ id: 't', comment: 1, isResolved: true, resolvedBy }]
    expect((await one({}, { threads }))?.thread).toEqual({ id: 't', resolvedBy: expected })
  })
})

describe('where the conversations cannot be read', () => {
  const threads = failed(502)

  test('the job’s own account is ours, and nothing is known of conversations', async () => {
    const found = await own({ reviews: [comment(1)], issues: [sticky(2)], threads })
    expect([found.comments.map((each) => [each.id, each.thread]), found.sticky.length, found.viewer]).toEqual([
      [[1, undefined]],
      1,
      undefined,
    ])
  })

  test('a mark of this job by another account could be ours, so nothing may be written', async () => {
    await expect(own({ reviews: [comment(1, { author: 'mona' })], threads })).rejects.toThrow(
      'it could not be found out which comments are ours',
    )
    await expect(own({ issues: [sticky(1, { author: 'mona' })], threads })).rejects.toThrow('which comments are ours')
  })

  test('a mistake of ours is not taken for one of GitHub', async () => {
    await expect(own({ threads: new TypeError('mistake') })).rejects.toThrow('mistake')
  })
})

test('more comments than can be read keep us from writing', async () => {
  await expect(own({ isWhole: false })).rejects.toThrow('the pull request has more comments than can be read')
})
