import { describe, expect, test } from '@jest/globals'
import { settleScope } from '../../src/action/scope.js'
import type { GitHub, PullRequest } from '../../src/github/client.js'
import type { ListedFile } from '../../src/github/diff.js'
import type { Target } from '../../src/github/pull-request.js'

const [base, head] = ['b'.repeat(40), 'a'.repeat(40)]
const file = (filename: string): ListedFile => ({ filename, status: 'modified', patch: '@@ -1 +1 @@\n-a\n+b' })
const files = (count: number): ListedFile[] => Array.from({ length: count }, (_, at) => file(`f${at}`))
const failed = (status: number): Error => Object.assign(new Error('failed'), { status, response: { headers: {} } })

interface Served {
  readonly pull?: Partial<PullRequest>
  readonly files?: readonly ListedFile[]
  readonly compared?: readonly ListedFile[] | Error
  readonly from?: readonly { number: number; head: string }[]
}

/** The scope of a target on a GitHub that answers so. */
async function scopeOf(target: Target, served: Served = {}) {
  const pull = {
    number: 7,
    head,
    base,
    isOpen: true,
    isFork: false,
    changedFiles: served.files?.length ?? 0,
    ...served.pull,
  }
  const { compared = [] } = served
  const github: Partial<GitHub> = {
    pullRequest: () => Promise.resolve(pull),
    pullRequestFiles: () => Promise.resolve(served.files ?? []),
    pullRequestsFrom: () => Promise.resolve(served.from ?? []),
    compare: () =>
      compared instanceof Error ? Promise.reject(compared) : Promise.resolve({ mergeBase: 'm', files: compared }),
    commitOf: (reference) => Promise.resolve(`commit of ${reference}`),
  }
  const scope = await settleScope(github as GitHub, target)
  return typeof scope === 'string'
    ? scope
    : { ...scope, change: scope.change && [...scope.change.diff.keys()], isWhole: scope.change?.isWhole }
}

describe('a pull request', () => {
  test('is what GitHub lists of it', async () => {
    expect(await scopeOf({ kind: 'pull-request', number: 7, head }, { files: [file('x')] })).toMatchObject({
      head,
      trusted: base,
      change: ['x'],
      isWhole: true,
      origin: 'm',
      pull: { number: 7 },
      notes: [],
    })
  })

  test('of more files than GitHub lists is not whole', async () => {
    expect(
      await scopeOf({ kind: 'pull-request', number: 7 }, { files: files(3000), pull: { changedFiles: 3001 } }),
    ).toMatchObject({
      isWhole: false,
    })
  })

  test('of as many files as GitHub lists at most may have more, whatever GitHub counts', async () => {
    expect(await scopeOf({ kind: 'pull-request', number: 7 }, { files: files(3000) })).toMatchObject({ isWhole: false })
    expect(await scopeOf({ kind: 'pull-request', number: 7 }, { files: files(2999) })).toMatchObject({ isWhole: true })
  })

  test('that has moved on is compared at the commit of the event', async () => {
    const target = { kind: 'pull-request', number: 7, head: 'c'.repeat(40) } as const
    expect(await scopeOf(target, { files: [file('x')], compared: [file('old')] })).toMatchObject({
      head: 'c'.repeat(40),
      change: ['old'],
      notes: ['The pull request has moved on since this run was started.'],
    })
  })

  test('is reviewed even where GitHub does not tell where it left the base', async () => {
    expect(
      await scopeOf({ kind: 'pull-request', number: 7 }, { files: [file('x')], compared: failed(502) }),
    ).toMatchObject({
      change: ['x'],
      origin: undefined,
      notes: ['What the change does to access was not compared: GitHub did not tell where it left the base.'],
    })
  })
})

describe('a branch', () => {
  const target = { kind: 'branch', owner: 'o', branch: 'b', head } as const

  test('is the pull request of the same commit', async () => {
    expect(
      await scopeOf(target, {
        from: [
          { number: 9, head: 'x' },
          { number: 7, head },
        ],
      }),
    ).toMatchObject({ head, pull: { number: 7 } })
  })

  test('with several of the same commit is the newest, and the others are named', async () => {
    const from = [9, 8, 7].map((number) => ({ number, head: number === 9 ? 'x' : head }))
    const scope = await scopeOf(target, { from })
    expect(scope).toMatchObject({
      notes: [
        'The branch has other open pull requests (7), which GitHub does not tell apart; only this one is commented on.',
      ],
    })
  })

  test('whose pull request has moved on is reviewed at the commit of the run', async () => {
    expect(
      await scopeOf({ ...target, head: 'c'.repeat(40) }, { from: [{ number: 7, head }], compared: [file('old')] }),
    ).toMatchObject({ head: 'c'.repeat(40), change: ['old'], pull: { number: 7 } })
  })

  test('without one is nothing', async () => {
    expect(await scopeOf(target)).toBe('No open pull request comes from the branch o:b.')
  })
})

describe('a range', () => {
  test('is what its head adds', async () => {
    const target = { kind: 'range', base: 'main', head: 'topic', trusted: 'base' } as const
    expect(await scopeOf(target, { compared: [file('x')] })).toMatchObject({
      head: 'commit of topic',
      trusted: 'commit of main',
      change: ['x'],
      isWhole: true,
      origin: 'm',
      pull: undefined,
    })
  })

  test('of as many files as GitHub lists may have more', async () => {
    const target = { kind: 'range', base, head, trusted: 'head' } as const
    expect(await scopeOf(target, { compared: files(300) })).toMatchObject({ trusted: head, isWhole: false })
  })

  test('whose base is gone is everything', async () => {
    const target = { kind: 'range', base, head, trusted: 'head' } as const
    expect(await scopeOf(target, { compared: failed(404) })).toMatchObject({
      change: undefined,
      origin: undefined,
      notes: ['What was there before is gone, so everything was reviewed.'],
    })
    await expect(scopeOf(target, { compared: failed(502) })).rejects.toThrow('failed')
  })
})

test('a commit is everything at it', async () => {
  expect(await scopeOf({ kind: 'commit', head: 'main' })).toMatchObject({
    head: 'commit of main',
    trusted: 'commit of main',
    change: undefined,
  })
})

test('nothing stays nothing', async () => {
  expect(await scopeOf({ kind: 'nothing', why: 'Because.' })).toBe('Because.')
})
