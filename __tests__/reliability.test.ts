import { readFileSync, writeFileSync } from 'node:fs'
import { expect, jest, test } from '@jest/globals'
import { cleanUp, type Ran, runAction, type Step } from './action/run-action.js'
import { CONFIGURATION, configuration, vaultOf } from './action/vaults.js'
import * as faults from './github/fake/faults.js'
import { FakeGitHub } from './github/fake/server.js'
import type { FakePull } from './github/fake/state.js'
import { readMarker } from '../src/github/marker.js'

jest.setTimeout(600_000)

/**
 * Every request of a review × everything that may go wrong with it, on the committed bundle.
 *
 * The table that comes out stands in docs/reliability.md; `UPDATE_DOCS=1 npm test -- __tests__/reliability.test.ts` writes it.
 */
interface Row {
  readonly name: string
  readonly operation: string
  readonly scenario: Scenario
}

/** What stands before the run with the fault, and how the action is run. */
interface Scenario {
  readonly prepare: (fake: FakeGitHub) => Promise<FakePull>
  readonly step?: (fake: FakeGitHub, pull: FakePull) => Step
  /** What goes wrong besides, so that the request is made at all. */
  readonly besides?: readonly faults.Fault[]
}

interface Kind {
  readonly trouble: faults.Trouble
  readonly times?: number
}

const kinds: Readonly<Record<string, Kind>> = {
  'connection breaks once': { trouble: { kind: 'drop' }, times: 1 },
  'done, answer lost': { trouble: { kind: 'drop-after' }, times: 1 },
  'no answer': { trouble: { kind: 'hang' } },
  '502': { trouble: faults.serverError },
  '403': { trouble: faults.forbidden },
  '404': { trouble: faults.notFound },
  '422': { trouble: faults.unprocessable },
  'secondary limit once': { trouble: faults.secondaryLimit(2), times: 1 },
  'secondary limit': { trouble: faults.secondaryLimit(undefined, 429) },
  'primary limit': { trouble: faults.primaryLimit },
}

const spacer = '// a line\n'.repeat(20)
const base = { [CONFIGURATION]: configuration, 'main.bicep': `${spacer}${vaultOf('kv-far', 'Allow')}` }
const firstHead = {
  ...base,
  'main.bicep': `// new\n${base['main.bicep']}`,
  'new.bicep': vaultOf('kv-one', 'Allow') + vaultOf('kv-two', 'Allow') + vaultOf('kv-three', 'Allow'),
}
/** One finding of the three is left in the new file. */
const secondHead = {
  ...firstHead,
  'new.bicep': vaultOf('kv-one', 'Deny') + vaultOf('kv-two', 'Deny') + vaultOf('kv-three', 'Allow'),
}

interface Seen {
  /** Of each comment: file, lines and what it is about. */
  readonly comments: readonly string[]
  /** The same without the lines; with who resolved its conversation. */
  readonly about: readonly string[]
  readonly summaries: readonly (string | undefined)[]
}

/** What people see, whatever ids it has. */
function seen(pull: FakePull): Seen {
  const shown = pull.comments.filter((comment) => !comment.isMinimized)
  const about = shown.map(
    ({ path, body, resolvedBy }) =>
      `${path} ${readMarker(body)?.about.toString() ?? body}${resolvedBy ? ' resolved' : ''}`,
  )
  return {
    comments: shown.map(({ subject, line }, at) => `${about[at]} ${subject} ${line ?? ''}`).sort(),
    about: about.sort(),
    summaries: pull.issueComments.map((comment) => readMarker(comment.body)?.hash),
  }
}

const on = (operation: string) => (request: faults.SeenRequest) => request.operation === operation
const GET_COMMENTS = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments'
const DELETE_COMMENT = 'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}'

const first: Scenario = { prepare: (fake) => Promise.resolve(fake.openPull(7, base, firstHead)) }
/** With the comments of a first run, of which one was answered, and a push that mends two of three findings. */
const later: Scenario = {
  async prepare(fake) {
    const pull = fake.openPull(7, base, firstHead)
    cleanUp(await review(fake))
    const answered = pull.comments.find((comment) => comment.line === 9)
    if (answered) pull.comments.push({ ...answered, id: 9000, body: 'Is it?', author: 'mona', answers: answered.id })
    pull.push(fake.addCommit(secondHead))
    return pull
  },
}
const resolving: Scenario = {
  ...later,
  step: () => ({ inputs: { 'resolve-threads': 'true', 'github-token': 'token-for-all' } }),
}
/** A summary that an earlier lost answer has doubled. */
const doubled: Scenario = {
  async prepare(fake) {
    const pull = await later.prepare(fake)
    const [summary] = pull.issueComments
    if (summary) pull.issueComments.push({ ...summary, id: 9001 })
    return pull
  },
}
/** The run of a fork has ended. */
const afterFork: Scenario = {
  prepare: (fake) => Promise.resolve(fake.openPull(7, base, firstHead, { isFork: true })),
  step: (_, { head }) => ({
    event: 'workflow_run',
    payload: {
      workflow_run: {
        event: 'pull_request',
        head_sha: head.sha,
        head_branch: 'change',
        head_repository: { owner: { login: 'stranger' } },
        pull_requests: [],
      },
    },
  }),
}
/** Two branches are compared by hand. */
const byName: Scenario = {
  prepare(fake) {
    const pull = fake.openPull(7, base, firstHead)
    fake.branches.set('main', pull.base)
    fake.branches.set('topic', pull.head)
    return Promise.resolve(pull)
  },
  step: () => ({ event: 'workflow_dispatch', payload: {}, inputs: { 'base-ref': 'main', 'head-ref': 'topic' } }),
}

const rows: readonly Row[] = [
  { name: 'the pull request', operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}', scenario: first },
  { name: 'the pull request of a fork’s branch', operation: 'GET /repos/{owner}/{repo}/pulls', scenario: afterFork },
  { name: 'the commit of a branch', operation: 'GET /repos/{owner}/{repo}/commits/{ref}', scenario: byName },
  { name: 'where it left the base', operation: 'GET /repos/{owner}/{repo}/compare/{basehead}', scenario: first },
  { name: 'its files', operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', scenario: first },
  { name: 'the list of all files', operation: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', scenario: first },
  { name: 'contents of files', operation: 'query Blobs', scenario: first },
  {
    name: 'the content of one file',
    operation: 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    scenario: { ...first, besides: [{ when: on('query Blobs'), trouble: faults.notFound }] },
  },
  { name: 'review comments', operation: GET_COMMENTS, scenario: first },
  { name: 'other comments', operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', scenario: first },
  { name: 'conversations', operation: 'query Conversations', scenario: first },
  { name: 'writing the review', operation: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', scenario: first },
  {
    name: 'writing a comment on a file',
    operation: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments',
    scenario: first,
  },
  {
    name: 'writing the summary',
    operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    scenario: first,
  },
  {
    name: 'editing a comment',
    operation: 'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}',
    scenario: later,
  },
  { name: 'resolving a conversation', operation: 'mutation Resolve', scenario: resolving },
  { name: 'deleting a comment', operation: DELETE_COMMENT, scenario: later },
  {
    name: 'minimising one that may not be deleted',
    operation: 'mutation Minimize',
    scenario: { ...later, besides: [{ when: on(DELETE_COMMENT), trouble: faults.forbidden }] },
  },
  {
    name: 'editing the summary',
    operation: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    scenario: later,
  },
  {
    name: 'deleting a second summary',
    operation: 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
    scenario: doubled,
  },
]
/** What is gone when it is to be edited or deleted is no fault. */
const MAY_BE_GONE = /\/comments\/\{comment_id\}$/

async function review(fake: FakeGitHub, step: Step = {}): Promise<Ran> {
  const inputs = { filter: 'files', ...step.inputs }
  return runAction(fake, { ...step, inputs, env: { KV_REVIEW_PATIENCE: '400' } })
}

type Cell = 'as without' | 'told elsewhere' | 'error' | '–'

const UNREADABLE = /^::error::(?:GitHub|Key Vault access review: \d+ input problem)/m
const UNSHOWN =
  /could not be (?:written|brought up to date|taken away|resolved)|may not comment|No comment was written|Not every comment|was not compared|was refused/

/** One run with the fault and one without; what people see after the second is what they would have seen. */
async function tryFault({ operation, scenario }: Row, fault: Kind, expected: Seen): Promise<Cell> {
  const fake = await FakeGitHub.start()
  try {
    const pull = await scenario.prepare(fake)
    const step = scenario.step?.(fake, pull)
    fake.requests.length = 0
    fake.faults.push({ when: on(operation), ...fault }, ...(scenario.besides ?? []))
    const ran = await review(fake, step)
    const { stdout, stderr, status, outputs, summary } = ran
    cleanUp(ran)
    expect(fake.requests.some(on(operation))).toBe(true)
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(stdout).not.toMatch(/mistake of Key Vault access review|%0A\s+at /)
    const now = seen(pull)
    expect(new Set(now.about).size).toBe(now.about.length)
    expect(now.summaries.length).toBeLessThanOrEqual(scenario === doubled ? 2 : 1)
    const isAsExpected = JSON.stringify(now) === JSON.stringify(expected)
    const isError = outputs['conclusion'] === 'error'
    const isAllShown =
      now.about.toString() === expected.about.toString() && now.summaries.length === expected.summaries.length
    expect(outputs['conclusion']).toMatch(/^(?:error|fail)$/)
    // What could not be read is an error that says so; what could not be shown is said in the run and in its summary.
    expect(`${stdout}${isError || isAllShown ? '' : summary}`).toMatch(
      isError ? UNREADABLE : isAllShown ? /^/ : UNSHOWN,
    )
    fake.faults.length = 0
    cleanUp(await review(fake, step))
    // A comment that GitHub refused on its line stays on the file, where it tells the same.
    // A conversation that the token may not resolve stays open: that was told, and is not tried again.
    const isOpen = scenario === resolving && fault.times === undefined
    const [after, wanted] = [seen(pull), expected].map(({ about, summaries }) => ({
      about: isOpen ? about.map((one) => one.replace(' resolved', '')) : about,
      summaries,
    }))
    expect(after).toEqual(wanted)
    return isError ? 'error' : isAsExpected ? 'as without' : 'told elsewhere'
  } finally {
    await fake.stop()
  }
}

async function outcomeWithout(scenario: Scenario): Promise<Seen> {
  const fake = await FakeGitHub.start()
  const pull = await scenario.prepare(fake)
  cleanUp(await review(fake, scenario.step?.(fake, pull)))
  await fake.stop()
  return seen(pull)
}

/** Several at a time; in the order given. */
async function mapPooled<T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T)
  }
  await Promise.all(Array.from({ length: size }, worker))
  return results
}

test('whatever goes wrong, nothing is lost, doubled or called right that is wrong', async () => {
  const without = new Map<Scenario, Seen>()
  const alikeOf = ({ prepare, step }: Scenario): Scenario | undefined =>
    [...without.keys()].find((one) => one.prepare === prepare && one.step === step)
  for (const { scenario } of rows) {
    if (!alikeOf(scenario)) without.set(scenario, await outcomeWithout({ ...scenario, besides: [] }))
  }
  expect([first, later, afterFork, byName].map((scenario) => without.get(scenario)?.comments.length)).toEqual([
    4, 4, 4, 0,
  ])
  expect(without.get(resolving)?.about.filter((one) => one.endsWith(' resolved'))).toHaveLength(1)
  const cells = rows.flatMap((row) => Object.entries(kinds).map(([fault, kind]) => ({ row, fault, kind })))
  const failures: string[] = []
  const outcomes = await mapPooled(cells, 3, async ({ row, fault, kind }): Promise<Cell> => {
    const expected = without.get(alikeOf(row.scenario) ?? row.scenario)
    if (!expected || (fault === '404' && MAY_BE_GONE.test(row.operation))) return '–'
    try {
      return await tryFault(row, kind, expected)
    } catch (error) {
      failures.push(`${row.name} × ${fault}: ${error instanceof Error ? error.message : String(error)}`)
      return '–'
    }
  })
  expect(failures).toEqual([])
  const table = [
    `| | ${Object.keys(kinds).join(' | ')} |`,
    `|---|${Object.keys(kinds)
      .map(() => '---|')
      .join('')}`,
    ...rows.map(({ name }, row) => {
      const count = Object.keys(kinds).length
      return `| ${name} | ${outcomes.slice(row * count, (row + 1) * count).join(' | ')} |`
    }),
  ].join('\n')
  const file = new URL('../docs/reliability.md', import.meta.url)
  const page = readFileSync(file, 'utf8')
  const fresh = page.replace(/<!-- table -->\n[^]*<!-- end -->/, `<!-- table -->\n${table}\n<!-- end -->`)
  if (process.env['UPDATE_DOCS']) writeFileSync(file, fresh)
  expect(process.env['UPDATE_DOCS'] ? fresh : page).toBe(fresh)
})
