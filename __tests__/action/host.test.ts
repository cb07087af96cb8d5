import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { readHost } from '../../src/action/host.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const least = { GITHUB_REPOSITORY: 'octo/infra', GITHUB_EVENT_NAME: 'push', GITHUB_SHA: 'abc', GITHUB_WORKSPACE: '/w' }
const clock = (): number => 5

test('what the runner says is taken over', () => {
  const event = join(folder, 'event.json')
  writeFileSync(event, '{"after":"abc"}')
  const env = {
    ...least,
    GITHUB_EVENT_PATH: event,
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_API_URL: 'https://github.test/api/v3',
    GITHUB_WORKFLOW: 'CI',
    GITHUB_JOB: 'review',
    RUNNER_TEMP: '/t',
    KV_REVIEW_PACE: '0',
    KV_REVIEW_PATIENCE: '50',
    SOURCE_DATE_EPOCH: '7',
  }
  expect(readHost(env, clock)).toEqual({
    owner: 'octo',
    repo: 'infra',
    server: 'https://github.test',
    api: 'https://github.test/api/v3',
    event: { name: 'push', payload: { after: 'abc' }, sha: 'abc' },
    workspace: '/w',
    temp: '/t',
    workflow: 'CI',
    job: 'review',
    pace: 0,
    patience: 50,
    now: 7000,
    env,
  })
})

test('what it does not say has a meaning of its own', () => {
  expect(readHost(least, clock)).toMatchObject({
    server: 'https://github.com',
    api: 'https://api.github.com',
    event: { payload: undefined },
    temp: '/w',
    workflow: '',
    job: '',
    pace: 1000,
    patience: 30_000,
    now: 5,
  })
})

test.each([['x'], ['-1'], ['1e3'], ['9'.repeat(13)]])('a number that is none (%s) is not taken', (number) => {
  expect(readHost({ ...least, KV_REVIEW_PACE: number, SOURCE_DATE_EPOCH: number }, clock)).toMatchObject({
    pace: 1000,
    now: 5,
  })
})

describe('it is refused', () => {
  test.each(['GITHUB_REPOSITORY', 'GITHUB_EVENT_NAME', 'GITHUB_SHA'])('without %s', (name) => {
    expect(() => readHost({ ...least, [name]: '' }, clock)).toThrow(
      `${name} is not set: this runs as a step of a GitHub workflow.`,
    )
  })

  test('where the event cannot be read', () => {
    const event = join(folder, 'event.json')
    writeFileSync(event, '{')
    for (const path of [event, join(folder, 'none.json')]) {
      expect(() => readHost({ ...least, GITHUB_EVENT_PATH: path }, clock)).toThrow(
        'GITHUB_EVENT_PATH names no readable event.',
      )
    }
  })
})
