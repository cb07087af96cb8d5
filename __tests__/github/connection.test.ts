import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { troubleOf } from '../../src/github/trouble.js'
import * as faults from './fake/faults.js'
import { FakeGitHub } from './fake/server.js'
import { connectTo } from './run-on.js'

let fake: FakeGitHub
beforeEach(async () => {
  fake = await FakeGitHub.start()
  fake.openPull(7, { a: 'x\n' }, { a: 'y\n' })
})
afterEach(async () => {
  await fake.stop()
})

/** The kind of trouble that a request ends in. */
async function troubleIn(request: Promise<unknown>): Promise<string> {
  try {
    await request
    return 'none'
  } catch (error) {
    return troubleOf(error).kind
  }
}

describe('a request', () => {
  test('is made again when GitHub fails', async () => {
    fake.faults.push({ when: () => true, times: 2, trouble: faults.serverError })
    expect((await connectTo(fake).pullRequest(7)).number).toBe(7)
    expect(fake.requests).toHaveLength(3)
  })

  test('that creates something is never made again by itself', async () => {
    fake.faults.push({ when: () => true, trouble: faults.serverError })
    expect(await troubleIn(connectTo(fake).createIssueComment(7, 'x'))).toBe('lost')
    expect(await troubleIn(connectTo(fake).createReview(7, 'x', []))).toBe('lost')
    expect(await troubleIn(connectTo(fake).createComment(7, 'x', { path: 'a', body: 'x' }))).toBe('lost')
    expect(fake.requests).toHaveLength(3)
  })

  test.each([
    ['REST', (patience: number) => connectTo(fake, { patience }).createIssueComment(7, 'x')],
    ['GraphQL', (patience: number) => connectTo(fake, { patience }).conversations(7)],
  ])('over %s that is not answered ends', async (_, ask) => {
    fake.faults.push({ when: () => true, trouble: { kind: 'hang' } })
    expect(await troubleIn(ask(30))).toBe('lost')
  })

  test('is not made again for the hour’s limit', async () => {
    fake.faults.push({ when: () => true, trouble: faults.primaryLimit })
    expect(await troubleIn(connectTo(fake).pullRequest(7))).toBe('limited')
    expect(fake.requests).toHaveLength(1)
  })

  test('waits five minutes in all at most', async () => {
    const waits: number[] = []
    fake.faults.push({ when: () => true, trouble: faults.secondaryLimit(200) })
    const github = connectTo(fake, { onWait: (seconds) => waits.push(seconds), pace: 0 })
    expect(await troubleIn(github.pullRequest(7))).toBe('limited')
    expect(waits).toEqual([200])
  })
})

test('a server of one’s own is asked below its own addresses', async () => {
  const github = connectTo(fake, { url: `${fake.url}/api/v3` })
  expect((await github.pullRequest(7)).number).toBe(7)
  expect((await github.conversations(7)).viewer).toBe('github-actions[bot]')
})

test('no answer and no error holds the token', async () => {
  fake.faults.push({ when: () => true, trouble: { kind: 'drop' } })
  const error: unknown = await connectTo(fake, { token: 'token-of-person' })
    .createIssueComment(7, 'x')
    .catch((reason: unknown) => reason)
  expect(troubleOf(error).message).not.toContain('token-of-person')
})
