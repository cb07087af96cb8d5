import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
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

const operations = (): string[] => fake.requests.map((request) => request.operation)

describe('lists', () => {
  test('are read to their end', async () => {
    const pull = fake.pulls.get(7)
    pull?.issueComments.push(
      ...Array.from({ length: 250 }, (_, at) => ({ id: at, nodeId: `n${at}`, author: 'mona', body: `b${at}` })),
    )
    const { items, isWhole } = await connectTo(fake).issueComments(7)
    expect([items.length, isWhole]).toEqual([250, true])
    expect(fake.requests.map((request) => request.query)).toEqual([
      '?per_page=100&page=1',
      '?per_page=100&page=2',
      '?per_page=100&page=3',
    ])
  })

  test('of conversations are read to their end', async () => {
    const github = connectTo(fake)
    await github.createComment(7, fake.pulls.get(7)?.head.sha ?? '', {
      path: 'a',
      body: 'x',
      lines: { start: 1, end: 1 },
    })
    const pull = fake.pulls.get(7)
    const first = pull?.comments[0]
    if (!pull || !first) throw new Error('no comment')
    pull.comments.push(...Array.from({ length: 120 }, (_, at) => ({ ...first, id: 1000 + at })))
    expect((await github.conversations(7)).items).toHaveLength(121)
    expect(operations().filter((operation) => operation === 'query Conversations')).toHaveLength(2)
  })
})

test('a commit, a branch and a tree are asked for by name', async () => {
  const github = connectTo(fake)
  const pull = fake.pulls.get(7)
  const { sha = '' } = pull?.head ?? {}
  expect(await github.commitOf(sha)).toBe(sha)
  expect(await github.pullRequestsFrom('octo', 'change')).toEqual([{ number: 7, head: sha }])
  expect((await github.tree(sha, true)).items.map(({ path, mode }) => [path, mode])).toEqual([['a', '100644']])
  expect(await github.pullRequest(7)).toEqual({
    number: 7,
    head: sha,
    base: pull?.base.sha,
    isOpen: true,
    isFork: false,
    changedFiles: 1,
  })
})

test('a comment on one line, on several and on the file is written as GitHub wants each', async () => {
  const github = connectTo(fake)
  const pull = fake.openPull(7, { a: 'x\n' }, { a: 'y\nz\n' })
  await github.createReview(7, pull.head.sha, [
    { path: 'a', body: 'one', lines: { start: 2, end: 2 } },
    { path: 'a', body: 'two', lines: { start: 1, end: 2 } },
  ])
  await github.createComment(7, pull.head.sha, { path: 'a', body: 'three' })
  const { items } = await github.reviewComments(7)
  expect(items.map(({ body, subject, lines, author }) => [body, subject, lines, author])).toEqual([
    ['one', 'line', { start: 2, end: 2 }, 'github-actions[bot]'],
    ['two', 'line', { start: 1, end: 2 }, 'github-actions[bot]'],
    ['three', 'file', undefined, 'github-actions[bot]'],
  ])
})
