import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { cleanUp, type Ran, runAction, type Step } from './action/run-action.js'
import { CONFIGURATION, configuration, vaultOf } from './action/vaults.js'
import * as faults from './github/fake/faults.js'
import { FakeGitHub } from './github/fake/server.js'

jest.setTimeout(120_000)

/** Changes of more files than GitHub shows or lists, on the committed bundle. */
let fake: FakeGitHub
const runs: Ran[] = []
beforeEach(async () => {
  fake = await FakeGitHub.start()
})
afterEach(async () => {
  for (const ran of runs.splice(0)) cleanUp(ran)
  await fake.stop()
})

async function run(step?: Step): Promise<Ran> {
  const ran = await runAction(fake, step)
  runs.push(ran)
  return ran
}

const many = (count: number, text: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`m/${String(at).padStart(4, '0')}.txt`, text]))
const open = (name: string): string => vaultOf(name, 'Allow')
const closed = (name: string): string => vaultOf(name, 'Deny')

/** Sorted by path the first comes before all the others, those in `z` behind them. */
const base = (count: number) => ({
  [CONFIGURATION]: configuration,
  'a.bicep': closed('kv-first'),
  ...many(count, 'old\n'),
  'z/changed.bicep': closed('kv-changed'),
  'z/same.bicep': open('kv-same'),
})
const head = (count: number) => ({
  ...base(count),
  'a.bicep': open('kv-first'),
  ...many(count, 'new\n'),
  'z/changed.bicep': open('kv-changed'),
})

const pages = (): number =>
  fake.requests.filter((request) => request.operation === 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files').length
const places = (): readonly (readonly [string, number | string])[] =>
  [...fake.pulls.values()].flatMap((pull) =>
    pull.comments.map(({ path, line, subject }) => [path, line ?? subject] as const),
  )

describe('a pull request of more than 300 files', () => {
  test('is read page by page, and where patches are withheld its findings stand on their files', async () => {
    const pull = fake.openPull(7, base(350), head(350))
    pull.withoutPatch = pull
      .files()
      .slice(300)
      .map(({ path }) => path)
    const ran = await run()
    expect(pages()).toBe(4)
    expect(places()).toEqual([
      ['a.bicep', 9],
      ['z/changed.bicep', 'file'],
    ])
    expect(ran).toMatchObject({ status: 1, outputs: { conclusion: 'fail', errors: '2' } })
    expect(ran.summary).toContain('1 finding in what this change leaves alone')
    fake.requests.length = 0
    await run()
    expect(fake.writes).toEqual([])
  })
})

describe('a pull request of more than 3,000 files', () => {
  test('has its other files from the commits: what they hold is in the summary, and what is not changed is left alone', async () => {
    fake.openPull(7, base(3100), head(3100))
    const ran = await run()
    expect(pages()).toBe(30)
    expect(places()).toEqual([['a.bicep', 9]])
    expect(ran).toMatchObject({ status: 1, outputs: { conclusion: 'fail', errors: '2' } })
    const said =
      'GitHub lists only 3000 of the changed files. The commits differ in 102 more: those count as changed in every line, and what is found in them stands only in the summary.'
    expect(ran.summary).toContain(said)
    expect(ran.summary).toMatch(/blob\/[0-9a-f]{40}\/z\/changed\.bicep#L9/)
    expect(ran.summary).toContain('1 finding in what this change leaves alone')
    expect(ran.stdout).toMatch(/^::error file=z\/changed\.bicep,line=9,/m)
    const [sticky] = fake.pulls.get(7)?.issueComments ?? []
    expect(sticky?.body).toContain(said)
    expect(sticky?.body).toContain('z/changed.bicep')
    fake.requests.length = 0
    await run()
    expect(fake.writes).toEqual([])
  })

  test('counts every file as changed where GitHub does not tell where it left the base, and says so', async () => {
    fake.openPull(7, base(3100), head(3100))
    fake.faults.push({
      when: ({ operation }) => operation === 'GET /repos/{owner}/{repo}/compare/{basehead}',
      trouble: faults.notFound,
    })
    const ran = await run()
    expect(ran.outputs['errors']).toBe('3')
    expect(ran.summary).toContain(
      'GitHub lists only 3000 of the changed files, and the others could not be found out: what lies in files that it does not list counts as changed.',
    )
    expect(places()).toEqual([['a.bicep', 9]])
  })
})

describe('commits that differ in more than 300 files', () => {
  test('have the others from the commits, too', async () => {
    const [from, to] = [fake.addCommit(base(350)), fake.addCommit(head(350))]
    const payload = { merge_group: { base_sha: from.sha, head_sha: to.sha } }
    const ran = await run({ event: 'merge_group', sha: to.sha, payload })
    expect(ran.outputs['errors']).toBe('2')
    expect(ran.summary).toContain('GitHub lists only 300 of the changed files. The commits differ in 52 more')
    expect(ran.stdout).toMatch(/^::error file=z\/changed\.bicep,line=9,/m)
  })
})
