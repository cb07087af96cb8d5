import { describe, expect, test } from '@jest/globals'
import { type Event, targetOf } from '../../src/github/pull-request.js'

const target = (name: string, payload: unknown, more: Partial<Event> = {}) =>
  targetOf({ name, payload, sha: 'sha', ...more })
const nothing = '0'.repeat(40)

describe('the event', () => {
  test.each(['pull_request', 'pull_request_target', 'pull_request_review'])('%s names its pull request', (name) => {
    expect(target(name, { pull_request: { number: 7, head: { sha: 'h' } } })).toEqual({
      kind: 'pull-request',
      number: 7,
      head: 'h',
    })
  })

  test('merge_group names what the queue adds, whose base is trusted', () => {
    expect(target('merge_group', { merge_group: { base_sha: 'b', head_sha: 'h' } })).toEqual({
      kind: 'range',
      base: 'b',
      head: 'h',
      trusted: 'base',
    })
  })

  test('push names what was pushed', () => {
    expect(target('push', { before: 'b', after: 'a' })).toEqual({
      kind: 'range',
      base: 'b',
      head: 'a',
      trusted: 'head',
    })
  })

  test('push of a new branch is a scan of everything', () => {
    expect(target('push', { before: nothing, after: 'a' })).toEqual({ kind: 'commit', head: 'sha' })
  })

  test('push that deletes a branch is nothing', () => {
    expect(target('push', { before: 'b', after: nothing })).toMatchObject({ kind: 'nothing' })
  })

  test.each(['schedule', 'workflow_dispatch', 'release'])('%s is a scan of everything', (name) => {
    expect(target(name, { schedule: '0 0 * * *' })).toEqual({ kind: 'commit', head: 'sha' })
  })

  test.each([[null], [undefined], ['text'], [{}], [{ pull_request: null }], [{ pull_request: { number: 'x' } }]])(
    'pull_request with the payload %j is a scan of everything',
    (payload) => {
      expect(target('pull_request', payload)).toEqual({ kind: 'commit', head: 'sha' })
    },
  )
})

describe('workflow_run', () => {
  const run = {
    event: 'pull_request',
    head_sha: 'h',
    head_branch: 'change',
    head_repository: { owner: { login: 'stranger' } },
    pull_requests: [],
  }

  test('of a pull request of the repository names it', () => {
    expect(target('workflow_run', { workflow_run: { ...run, pull_requests: [{ number: 7 }] } })).toEqual({
      kind: 'pull-request',
      number: 7,
      head: 'h',
    })
  })

  test('names none of another repository, and of several that of its commit', () => {
    const pull = (number: number, repository: number, sha: string) => ({
      number,
      head: { sha },
      base: { repo: { id: repository } },
    })
    const named = (...pulls: readonly ReturnType<typeof pull>[]) =>
      target('workflow_run', { workflow_run: { ...run, pull_requests: pulls }, repository: { id: 1 } })
    expect(named(pull(7, 2, 'h'))).toMatchObject({ kind: 'branch' })
    expect(named(pull(7, 2, 'h'), pull(8, 1, 'old'), pull(9, 1, 'h'))).toMatchObject({ number: 9, head: 'h' })
    expect(named(pull(8, 1, 'old'))).toMatchObject({ number: 8, head: 'h' })
  })

  test('of a fork names the branch', () => {
    expect(target('workflow_run', { workflow_run: run })).toEqual({
      kind: 'branch',
      owner: 'stranger',
      branch: 'change',
      head: 'h',
    })
  })

  test('of a fork that is gone is nothing', () => {
    expect(target('workflow_run', { workflow_run: { ...run, head_repository: null } })).toMatchObject({
      kind: 'nothing',
    })
  })

  test('of a push is a scan of its commit', () => {
    expect(target('workflow_run', { workflow_run: { ...run, event: 'push' } })).toEqual({ kind: 'commit', head: 'h' })
  })
})

describe('the inputs', () => {
  test('name a pull request whatever the event', () => {
    expect(target('workflow_dispatch', {}, { prNumber: 9 })).toEqual({ kind: 'pull-request', number: 9 })
  })

  test('name what to compare', () => {
    expect(target('schedule', {}, { baseRef: 'main' })).toEqual({
      kind: 'range',
      base: 'main',
      head: 'sha',
      trusted: 'base',
    })
    expect(target('push', { before: 'b', after: 'a' }, { baseRef: 'main', headRef: 'x' })).toEqual({
      kind: 'range',
      base: 'main',
      head: 'x',
      trusted: 'base',
    })
    expect(target('workflow_dispatch', {}, { headRef: 'x' })).toEqual({ kind: 'commit', head: 'x' })
  })

  test('do not name the base of a pull request, which has one', () => {
    expect(target('pull_request', { pull_request: { number: 7 } }, { baseRef: 'x' })).toEqual({
      kind: 'pull-request',
      number: 7,
    })
  })
})
