import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Host } from '../../src/action/host.js'
import { readInputs } from '../../src/action/inputs.js'
import { reviewScope } from '../../src/action/review-scope.js'
import { type Scope, settleScope } from '../../src/action/scope.js'
import * as faults from '../github/fake/faults.js'
import { FakeGitHub } from '../github/fake/server.js'
import type { FakePull } from '../github/fake/state.js'
import { connectPlainlyTo } from '../github/run-on.js'
import { CONFIGURATION, configuration, vaultOf } from './vaults.js'

let fake: FakeGitHub
beforeEach(async () => {
  fake = await FakeGitHub.start()
})
afterEach(async () => {
  await fake.stop()
})

const host: Host = {
  owner: 'octo',
  repo: 'infra',
  server: 'https://github.test',
  api: '',
  event: { name: 'pull_request', payload: {}, sha: '' },
  workspace: '/nowhere',
  temp: '/nowhere',
  workflow: 'CI',
  job: 'review',
  pace: 0,
  patience: 1000,
  now: Date.parse('2026-11-24T00:00:00Z'),
  env: {},
}

/** The review of pull request 7, in what a test compares. */
async function reviewed(given: Readonly<Record<string, string>> = {}, more: Partial<Scope> = {}) {
  const github = connectPlainlyTo(fake)
  const scope = await settleScope(github, { kind: 'pull-request', number: 7 })
  if (typeof scope === 'string') throw new Error(scope)
  const inputs = readInputs((name) => given[name] ?? (name === 'github-token' ? 'token' : ''))
  const { report, change, notes } = await reviewScope(github, { ...scope, ...more }, inputs, host)
  return {
    findings: report.findings.map(({ rule, severity, span }) => `${span?.file} ${rule} ${severity}`),
    problems: report.problems.map(({ code, file }) => `${code} ${file ?? ''}`),
    changes: report.changes && [report.changes.granted.length, report.changes.taken.length],
    proposed: report.underProposedRules?.files,
    files: [...(change?.diff.keys() ?? [])],
    isWhole: change?.isWhole,
    notes,
  }
}

const base = { [CONFIGURATION]: configuration, 'main.bicep': vaultOf('kv-one', 'Deny') }
const head = { ...base, 'main.bicep': vaultOf('kv-one', 'Allow') }
const open = (given: Readonly<Record<string, string>> = head): FakePull => fake.openPull(7, base, given)
const found = ['main.bicep network-default-deny error']

test('the head is judged by the configuration of the base, and its access compared', async () => {
  open({ ...head, [CONFIGURATION]: configuration.replace(': error', ': note') })
  const expected = {
    findings: found,
    problems: [],
    changes: [0, 0],
    files: [CONFIGURATION, 'main.bicep'],
    isWhole: true,
    notes: [],
  }
  expect(await reviewed()).toEqual({ ...expected, proposed: [CONFIGURATION] })
  expect((await reviewed({ 'config-ref': 'head' })).findings).toEqual(['main.bicep network-default-deny note'])
})

test('a configuration that was named and is not there is an error, the default one may be absent', async () => {
  fake.openPull(7, { 'a.txt': '' }, { 'a.txt': 'x' })
  expect((await reviewed()).problems).toEqual([])
  expect((await reviewed({ config: 'other.yml' })).problems).toEqual(['input-missing other.yml'])
})

describe('access is not compared', () => {
  test('where it is not known where the change left the base', async () => {
    open()
    expect(await reviewed({}, { origin: undefined })).toMatchObject({ findings: found, changes: undefined, notes: [] })
  })

  test('where what was there before cannot be had', async () => {
    const pull = open()
    pull.tip = fake.addCommit({ ...base, 'moved.txt': 'on' })
    fake.faults.push({ when: ({ path }) => path.endsWith(`/git/trees/${pull.base.sha}`), trouble: faults.notFound })
    expect(await reviewed()).toMatchObject({
      findings: found,
      changes: undefined,
      notes: ['What the change does to access was not compared: what was there before could not be had (Not Found).'],
    })
  })

  test.each([
    ['now', { ...head, 'broken.bicep': 'resource x {' }, base, 'not every input could be read'],
    ['before', head, { ...base, 'broken.bicep': "resource x 'Microsoft.KeyVault/vaults" }, 'as it was before'],
  ])('where an input has an error %s', async (_, now, before, why) => {
    fake.openPull(7, before, now)
    const { changes, notes } = await reviewed()
    expect([changes, notes.filter((note) => note.includes(why)).length]).toEqual([undefined, 1])
  })
})

describe('a change that GitHub lists in part', () => {
  const part = (scope: Partial<Scope> = {}) => reviewed({}, { change: { diff: new Map(), isWhole: false }, ...scope })

  test('is completed from the commits', async () => {
    open()
    expect(await part()).toMatchObject({
      files: ['main.bicep'],
      isWhole: true,
      notes: [expect.stringMatching(/^GitHub lists only 0 of the changed files\. The commits differ in 1 more: /)],
    })
  })

  test('stays so where the commits cannot be compared', async () => {
    open()
    const expected = {
      files: [],
      isWhole: false,
      notes: [
        expect.stringMatching(/^GitHub lists only 0 of the changed files, and the others could not be found out/),
      ],
    }
    expect(await part({ origin: undefined })).toMatchObject(expected)
  })
})
