import { readFileSync, writeFileSync } from 'node:fs'
import { expect, jest, test } from '@jest/globals'
import { cleanUp, type Ran, runAction } from './action/run-action.js'
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
const reads = {
  'the pull request': 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'where it left the base': 'GET /repos/{owner}/{repo}/compare/{basehead}',
  'its files': 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
  'the list of all files': 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
  'contents of files': 'query Blobs',
  'review comments': 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
  'other comments': 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  conversations: 'query Conversations',
}
const firstWrites = {
  'writing the review': 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'writing a comment on a file': 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments',
  'writing the summary': 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
}
const laterWrites = {
  'editing a comment': 'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}',
  'deleting a comment': 'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}',
  'editing the summary': 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
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
  /** The same without the lines. */
  readonly about: readonly string[]
  readonly summaries: readonly (string | undefined)[]
}

/** What people see, whatever ids it has. */
function seen(pull: FakePull): Seen {
  const shown = pull.comments.filter((comment) => !comment.isMinimized)
  const about = shown.map(({ path, body }) => `${path} ${readMarker(body)?.about.toString() ?? body}`)
  return {
    comments: shown.map(({ subject, line }, at) => `${about[at]} ${subject} ${line ?? ''}`).sort(),
    about: about.sort(),
    summaries: pull.issueComments.map((comment) => readMarker(comment.body)?.hash),
  }
}

/** Opens the pull request; for later writes with the comments of a first run, of which one was answered. */
async function prepare(fake: FakeGitHub, isLater: boolean): Promise<FakePull> {
  const pull = fake.openPull(7, base, firstHead)
  if (!isLater) return pull
  cleanUp(await review(fake))
  const answered = pull.comments.find((comment) => comment.line === 9)
  if (answered) pull.comments.push({ ...answered, id: 9000, body: 'Is it?', author: 'mona', answers: answered.id })
  pull.push(fake.addCommit(secondHead))
  return pull
}

async function review(fake: FakeGitHub): Promise<Ran> {
  return runAction(fake, { inputs: { filter: 'files' }, env: { KV_REVIEW_PATIENCE: '400' } })
}

/** A comment that is gone when it is to be edited or deleted is no fault; what is done then is tried elsewhere. */
type Cell = 'as without' | 'told elsewhere' | 'error' | '–'

const UNREADABLE = /^::error::(?:GitHub|Key Vault access review: \d+ input problem)/m
const UNSHOWN =
  /could not be (?:written|brought up to date|taken away)|may not comment|No comment was written|Not every comment|was not compared|was refused/

/** One run with the fault and one without; what people see after the second is what they would have seen. */
async function tryFault(operation: string, kind: Kind, isLater: boolean, expected: Seen): Promise<Cell> {
  const fake = await FakeGitHub.start()
  try {
    const pull = await prepare(fake, isLater)
    fake.faults.push({ when: (request) => request.operation === operation, ...kind })
    const ran = await review(fake)
    const { stdout, stderr, status, outputs, summary } = ran
    cleanUp(ran)
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(stdout).not.toMatch(/mistake of Key Vault access review|%0A\s+at /)
    const now = seen(pull)
    expect(new Set(now.about).size).toBe(now.about.length)
    expect(now.summaries.length).toBeLessThanOrEqual(1)
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
    cleanUp(await review(fake))
    // A comment that GitHub refused on its line stays on the file, where it tells the same.
    expect({ ...seen(pull), comments: [] }).toEqual({ ...expected, comments: [] })
    return isError ? 'error' : isAsExpected ? 'as without' : 'told elsewhere'
  } finally {
    await fake.stop()
  }
}

async function outcomeWithout(isLater: boolean): Promise<Seen> {
  const fake = await FakeGitHub.start()
  const pull = await prepare(fake, isLater)
  cleanUp(await review(fake))
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
  const expected = { first: await outcomeWithout(false), later: await outcomeWithout(true) }
  expect(expected.first.comments).toHaveLength(4)
  expect(expected.later.comments).toHaveLength(4)
  const rows = [
    ...Object.entries({ ...reads, ...firstWrites }).map((row) => [...row, false] as const),
    ...Object.entries(laterWrites).map((row) => [...row, true] as const),
  ]
  const cells = rows.flatMap(([name, operation, isLater]) =>
    Object.entries(kinds).map(([fault, kind]) => ({ name, operation, isLater, fault, kind })),
  )
  const failures: string[] = []
  const outcomes = await mapPooled(cells, 3, async ({ name, operation, isLater, fault, kind }): Promise<Cell> => {
    if (isLater && fault === '404') return '–'
    try {
      return await tryFault(operation, kind, isLater, isLater ? expected.later : expected.first)
    } catch (error) {
      failures.push(`${name} × ${fault}: ${error instanceof Error ? error.message : String(error)}`)
      return '–'
    }
  })
  expect(failures).toEqual([])
  const table = [
    `| | ${Object.keys(kinds).join(' | ')} |`,
    `|---|${Object.keys(kinds)
      .map(() => '---|')
      .join('')}`,
    ...rows.map(([name], row) => {
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
