import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readMarker } from '../../src/github/marker.js'
import type { Finding } from '../../src/rules/finding.js'
import { fingerprintOf } from '../../src/rules/fingerprint.js'
import * as faults from './fake/faults.js'
import { FakeGitHub } from './fake/server.js'
import type { FakePull, FakeReviewComment } from './fake/state.js'
import { findingAt, reportOf, spanOf } from './report-of.js'
import { connectPlainlyTo, publishTo } from './run-on.js'

let fake: FakeGitHub
beforeEach(async () => {
  fake = await FakeGitHub.start()
})
afterEach(async () => {
  await fake.stop()
})

const base = Array.from({ length: 60 }, (_, at) => `line ${at + 1}\n`).join('')
const changed = (text: string, ...lines: readonly number[]): string =>
  text
    .split('\n')
    .map((line, at) => (lines.includes(at + 1) ? `${line} changed` : line))
    .join('\n')
const head = changed(base, 10, 40)

const on = (line: number, more: Parameters<typeof findingAt>[3] = {}, file = 'a.bicep', text = head): Finding =>
  findingAt(file, text, [line, line], {
    message: `Finding ${line}.`,
    rule: `rule-${line}`,
    ...more,
    fingerprint: String(line).repeat(32).slice(0, 32),
  })

const openPull = (files: Record<string, string> = { 'a.bicep': head }): FakePull =>
  fake.openPull(7, { 'a.bicep': base, 'b.bicep': base }, { 'b.bicep': base, ...files })

/** What people see on the pull request. */
function seen(pull: FakePull) {
  const said = (body: string): string =>
    /Finding \d+|No longer reported|Key Vault access review: \w+/.exec(body)?.[0] ?? body
  return {
    comments: pull.comments.map(
      (comment) => `${comment.path}:${comment.line ?? comment.subject} ${said(comment.body)}`,
    ),
    summary: pull.issueComments.map((comment) => said(comment.body)),
  }
}

const writes = (): readonly string[] => fake.writes.map((request) => request.operation)
const REVIEW = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews'
const COMMENT = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments'
const EDIT = 'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}'
const DELETE = 'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}'
const STICKY = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
const EDIT_STICKY = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'

describe('findings are told', () => {
  test('in one review, on a file, and in the summary', async () => {
    const pull = openPull()
    const findings = [
      on(10),
      on(12),
      on(25),
      on(25, { message: 'Finding 99.', fingerprint: 'f'.repeat(32) }, 'b.bicep'),
    ]
    const published = await publishTo(fake, findings)
    expect(writes()).toEqual([REVIEW, COMMENT, STICKY])
    expect(seen(pull)).toEqual({
      comments: ['a.bicep:10 Finding 10', 'a.bicep:12 Finding 12', 'a.bicep:file Finding 25'],
      summary: ['Key Vault access review: fail'],
    })
    expect(published).toMatchObject({
      state: 'written',
      losses: [],
      written: { created: 3, updated: 0, deleted: 0, resolved: 0 },
    })
    expect(findings.map((finding) => published.standings.get(finding))).toEqual(['line', 'line', 'file', 'summary'])
    expect(pull.reviews).toEqual([expect.objectContaining({ comments: 2 })])
  })

  test('once: a second run writes nothing', async () => {
    openPull()
    await publishTo(fake, [on(10), on(25)])
    const before = writes().length
    const again = await publishTo(fake, [on(25), on(10)])
    expect(writes()).toHaveLength(before)
    expect([...again.standings.values()]).toEqual(['line', 'file'])
  })

  test('not at all where there are none and were none', async () => {
    openPull()
    await publishTo(fake, [])
    expect(writes()).toEqual([])
  })

  test('in the summary alone where they cannot be told and that counts', async () => {
    const pull = openPull()
    const undecided = on(10, { verdict: 'cannot-tell' })
    await publishTo(fake, [undecided])
    expect(writes()).toEqual([])
    await publishTo(fake, [], { report: { ...reportOf({ 'a.bicep': head }, [undecided]), cannotTell: 'error' } })
    expect(writes()).toEqual([STICKY])
    expect(pull.issueComments[0]?.body).toContain('### Cannot be told (1)')
  })

  test('without a summary where none is wanted', async () => {
    openPull()
    await publishTo(fake, [on(10)], { withSummary: false })
    expect(writes()).toEqual([REVIEW])
  })
})

describe('from push to push', () => {
  test('a comment moves with its line, a fixed one goes, and the summary follows', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10), on(40)])
    const next = `new first line\n${changed(base, 10)}`
    pull.push(fake.addCommit({ 'a.bicep': next, 'b.bicep': base }))
    fake.requests.length = 0
    await publishTo(fake, [on(10, { span: spanOf('a.bicep', next, [11, 11]) }, 'a.bicep', next)])
    expect(seen(pull)).toEqual({ comments: ['a.bicep:11 Finding 10'], summary: ['Key Vault access review: fail'] })
    expect(writes()).toEqual([DELETE, EDIT_STICKY])
  })

  test('a comment whose line the diff no longer shows is made anew before it goes', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    const next = changed(base, 10, 40).replace('line 10 changed', 'line 10 changed again')
    pull.push(fake.addCommit({ 'a.bicep': next, 'b.bicep': base }))
    expect(seen(pull).comments).toEqual(['a.bicep:line Finding 10'])
    fake.requests.length = 0
    await publishTo(fake, [on(10, {}, 'a.bicep', next)])
    expect(seen(pull).comments).toEqual(['a.bicep:10 Finding 10'])
    expect(writes().slice(0, 2)).toEqual([REVIEW, DELETE])
  })

  test('an answered comment says that it is over and is resolved where the token may', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    const comment = pull.comments[0]
    if (!comment) throw new Error('no comment')
    pull.comments.push({ ...comment, id: 9000, body: 'Why?', author: 'mona', answers: comment.id })
    const published = await publishTo(fake, [], { resolveThreads: true, connection: { token: 'token-for-all' } })
    expect(seen(pull)).toEqual({
      comments: ['a.bicep:10 No longer reported', 'a.bicep:10 Why?'],
      summary: ['Key Vault access review: pass'],
    })
    expect(comment.resolvedBy).toBe('github-actions[bot]')
    expect(published.written).toEqual({ created: 0, updated: 1, deleted: 0, resolved: 1 })
    fake.requests.length = 0
    await publishTo(fake, [], { resolveThreads: true, connection: { token: 'token-for-all' } })
    expect(writes()).toEqual([])
  })

  test('where the token may not resolve that is told, and nothing is called resolved', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    const comment = pull.comments[0]
    if (!comment) throw new Error('no comment')
    pull.comments.push({ ...comment, id: 9000, body: 'Why?', author: 'mona', answers: comment.id })
    const published = await publishTo(fake, [], { resolveThreads: true })
    expect(published).toMatchObject({ state: 'written', written: { updated: 1, resolved: 0 } })
    expect(published.losses).toEqual([
      expect.stringMatching(/could not be resolved \(.*`resolve-threads` needs `contents: write`\)\.$/),
    ])
    expect(seen(pull).comments).toEqual(['a.bicep:10 No longer reported', 'a.bicep:10 Why?'])
  })

  test('a conversation that a person resolved is not opened again', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    const comment = pull.comments[0]
    if (comment) comment.resolvedBy = 'mona'
    fake.requests.length = 0
    const published = await publishTo(fake, [on(10)])
    expect([...published.standings.values()]).toEqual(['accepted'])
    expect(writes()).toEqual([EDIT_STICKY])
    expect(pull.issueComments[0]?.body).toContain('### Resolved by a person (1)')
  })

  test('nothing goes that an unread input may have held', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    await publishTo(fake, [], {
      report: {
        ...reportOf({ 'a.bicep': head }, []),
        verdict: 'error',
        problems: [{ code: 'bicep-syntax', severity: 'error', message: 'Expected }.', file: 'b.bicep' }],
      },
    })
    expect(seen(pull)).toEqual({ comments: ['a.bicep:10 Finding 10'], summary: ['Key Vault access review: error'] })
  })
})

describe('when a file is renamed', () => {
  const identityOf = (file: string) => ['rule-10', file, 'vaults', 'kv', `${file}#kv`, '', '']
  const found = (file: string, text = head): Finding => ({
    ...on(10, { identity: identityOf(file) }, file, text),
    fingerprint: fingerprintOf(identityOf(file)),
  })
  /** The first run, then the rename with what else the push brings. */
  async function rename(
    files: Record<string, string>,
    between: (comment: FakeReviewComment, pull: FakePull) => void = () => {},
    first: Record<string, string> = { 'a.bicep': head },
  ): Promise<FakePull> {
    const pull = openPull(first)
    const [file = ''] = Object.keys(first)
    await publishTo(fake, [found(file)])
    const [comment] = pull.comments
    if (comment) between(comment, pull)
    moveTo(pull, files)
    fake.requests.length = 0
    return pull
  }
  function moveTo(pull: FakePull, files: Record<string, string>): void {
    const [path = ''] = Object.keys(files)
    pull.renames = files['a.bicep'] === undefined && path !== '' ? { [path]: 'a.bicep' } : {}
    pull.push(fake.addCommit({ 'b.bicep': base, ...files }, path))
  }
  const edited = head.replace('line 30\n', 'line 30\nanother\n')

  test.each([
    ['as it is', head],
    ['and edited', edited],
  ])('%s, its comment stays, says so, and a second run writes nothing', async (_, text) => {
    const pull = await rename({ 'new.bicep': text })
    await publishTo(fake, [found('new.bicep', text)])
    expect(writes()).toEqual([EDIT, EDIT_STICKY])
    expect(seen(pull)).toEqual({ comments: ['a.bicep:line Finding 10'], summary: ['Key Vault access review: fail'] })
    expect(pull.comments[0]?.body).toMatch(/^\*The file of this comment has been renamed since.*new\.bicep:10/s)
    fake.requests.length = 0
    const again = await publishTo(fake, [found('new.bicep', text)])
    expect(writes()).toEqual([])
    expect([...again.standings.values()]).toEqual(['line'])
  })

  test('without a change of a line in it, the same', async () => {
    const pull = await rename({ 'new.bicep': base })
    await publishTo(fake, [found('new.bicep', base)])
    expect([writes(), seen(pull).comments]).toEqual([[EDIT, EDIT_STICKY], ['a.bicep:line Finding 10']])
  })

  test('an answered comment stays with its answer', async () => {
    const pull = await rename({ 'new.bicep': edited }, (comment, { comments }) => {
      comments.push({ ...comment, id: 9000, body: 'Why?', author: 'mona', answers: comment.id })
    })
    await publishTo(fake, [found('new.bicep', edited)])
    expect(writes()).toEqual([EDIT, EDIT_STICKY])
    expect(seen(pull).comments).toEqual(['a.bicep:line Finding 10', 'a.bicep:line Why?'])
  })

  test('a conversation that a person resolved is not opened again', async () => {
    const pull = await rename({ 'new.bicep': edited }, (comment) => {
      comment.resolvedBy = 'mona'
    })
    const published = await publishTo(fake, [found('new.bicep', edited)])
    expect([...published.standings.values()]).toEqual(['accepted'])
    expect(writes()).toEqual([EDIT_STICKY])
    moveTo(pull, { 'newest.bicep': edited })
    expect([...(await publishTo(fake, [found('newest.bicep', edited)])).standings.values()]).toEqual(['accepted'])
  })

  test.each([
    ['of the base', { 'a.bicep': head }],
    ['that the pull request brought', { 'first.bicep': head }],
  ])('twice, a comment on a file %s stays both times', async (_, first) => {
    const isNew = !('a.bicep' in first)
    const rest = isNew ? { 'a.bicep': base } : {}
    const pull = await rename({ 'second.bicep': edited, ...rest }, () => {}, { ...first, ...rest })
    await publishTo(fake, [found('second.bicep', edited)])
    moveTo(pull, { 'third.bicep': edited, ...rest })
    await publishTo(fake, [found('third.bicep', edited)])
    expect(writes()).toEqual([EDIT, EDIT_STICKY, EDIT, EDIT_STICKY])
    expect(pull.comments.map((comment) => comment.path)).toEqual(Object.keys(first))
    fake.requests.length = 0
    await publishTo(fake, [found('third.bicep', edited)])
    expect(writes()).toEqual([])
  })

  test('what is copied is new', async () => {
    const pull = await rename({ 'a.bicep': head, 'copy.bicep': head })
    await publishTo(fake, [found('a.bicep'), found('copy.bicep')])
    expect(seen(pull).comments).toEqual(['a.bicep:10 Finding 10', 'copy.bicep:10 Finding 10'])
    expect(writes()).toEqual([REVIEW, EDIT_STICKY])
  })

  test('what is mended in it has its comment taken away', async () => {
    const pull = await rename({ 'new.bicep': base })
    await publishTo(fake, [])
    expect(seen(pull).comments).toEqual([])
  })
})

test('the comment on a file that is deleted goes', async () => {
  const pull = openPull()
  await publishTo(fake, [on(10)])
  pull.push(fake.addCommit({ 'b.bicep': base }))
  await publishTo(fake, [])
  expect(seen(pull)).toEqual({ comments: [], summary: ['Key Vault access review: pass'] })
})

describe('comments of others', () => {
  test('are left alone, whatever marker they carry', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    const [ours] = pull.comments
    const [sticky] = pull.issueComments
    if (!ours || !sticky) throw new Error('no comment')
    pull.comments = [{ ...ours, author: 'mallory' }]
    pull.issueComments = [{ ...sticky, author: 'mallory' }]
    fake.requests.length = 0
    await publishTo(fake, [on(10)])
    expect(writes()).toEqual([REVIEW, STICKY])
    await publishTo(fake, [])
    expect(pull.comments.map((comment) => comment.author)).toEqual(['mallory'])
    expect(pull.issueComments.map((comment) => comment.author)).toEqual(['mallory', 'github-actions[bot]'])
  })

  test('of another job of ours are left alone', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    await publishTo(fake, [on(10)], { instance: 'bbbbbbbbbbbb' })
    await publishTo(fake, [])
    expect(pull.comments.map((comment) => readMarker(comment.body)?.instance)).toEqual(['bbbbbbbbbbbb'])
    expect(pull.issueComments).toHaveLength(2)
  })

  test('are told apart without GraphQL where all marked ones are of the job’s own account', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    fake.faults.push({ when: (request) => request.operation === 'query Conversations', trouble: faults.primaryLimit })
    const published = await publishTo(fake, [on(10), on(40)])
    expect(published.state).toBe('written')
    expect(pull.comments).toHaveLength(2)
  })

  test('that might be ours and cannot be told apart keep us from writing', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)], { connection: { token: 'token-of-person' } })
    fake.faults.push({ when: (request) => request.operation === 'query Conversations', trouble: faults.primaryLimit })
    const published = await publishTo(fake, [on(10)], { connection: { token: 'token-of-person' } })
    expect(published).toMatchObject({
      state: 'unwritten',
      losses: ['No comment was written: it could not be found out which comments are ours.'],
    })
    expect(pull.comments).toHaveLength(1)
  })
})

describe('nothing is written', () => {
  test('where the token may only read', async () => {
    const pull = openPull()
    const published = await publishTo(fake, [on(10)], { connection: { token: 'token-of-fork' } })
    expect(published).toMatchObject({ state: 'read-only', written: { created: 0 } })
    expect([...published.standings.values()]).toEqual(['summary'])
    expect(seen(pull)).toEqual({ comments: [], summary: [] })
    expect(writes()).toEqual([REVIEW])
  })

  test('where the head has moved on', async () => {
    const pull = openPull()
    const published = await publishTo(fake, [on(10)], { head: 'f'.repeat(40) })
    expect(published).toEqual({
      standings: new Map(),
      state: 'overtaken',
      losses: [],
      written: { created: 0, updated: 0, deleted: 0, resolved: 0 },
    })
    expect(seen(pull)).toEqual({ comments: [], summary: [] })
  })

  test('where the pull request is closed', async () => {
    openPull().state = 'closed'
    expect((await publishTo(fake, [on(10)])).state).toBe('closed')
    expect(writes()).toEqual([])
  })

  test('where comments cannot be read', async () => {
    openPull()
    fake.faults.push({
      when: (request) => request.method === 'GET' && request.path.endsWith('/comments'),
      trouble: faults.notFound,
    })
    expect((await publishTo(fake, [on(10)])).state).toBe('read-only')
    expect(writes()).toEqual([])
  })
})

describe('when a write goes wrong', () => {
  const isReview = (request: faults.SeenRequest): boolean => request.operation === REVIEW

  test('the one comment that GitHub refuses goes to the file, and the others stand', async () => {
    const pull = openPull()
    const isBad = (request: faults.SeenRequest): boolean =>
      isReview(request) && JSON.stringify(request.body).includes('Finding 12')
    fake.faults.push({ when: isBad, trouble: faults.unprocessable })
    const findings = [on(9), on(10), on(11), on(12), on(13)]
    const published = await publishTo(fake, findings)
    expect(seen(pull).comments.sort()).toEqual([
      'a.bicep:10 Finding 10',
      'a.bicep:11 Finding 11',
      'a.bicep:13 Finding 13',
      'a.bicep:9 Finding 9',
      'a.bicep:file Finding 12',
    ])
    expect(findings.map((finding) => published.standings.get(finding))).toEqual([
      'line',
      'line',
      'line',
      'file',
      'line',
    ])
    fake.requests.length = 0
    await publishTo(fake, findings)
    expect(writes()).toEqual([])
  })

  test('all that GitHub refuses goes to the summary at last', async () => {
    const pull = openPull()
    fake.faults.push({ when: isReview, trouble: faults.unprocessable })
    fake.knowsFileComments = false
    const published = await publishTo(fake, [on(10), on(12)])
    expect(seen(pull)).toEqual({ comments: [], summary: ['Key Vault access review: fail'] })
    expect([...published.standings.values()]).toEqual(['summary', 'summary'])
    expect(published.losses).toEqual([])
  })

  test.each([
    ['502 after it was stored', faults.storedServerError],
    ['an answer that never came after it was stored', { kind: 'drop-after' } as const],
    ['502 before', faults.serverError],
    ['a connection that broke before', { kind: 'drop' } as const],
  ])('%s makes neither a gap nor a double', async (_, trouble) => {
    const pull = openPull()
    for (const operation of [REVIEW, COMMENT, STICKY]) {
      fake.faults.push({ when: (request) => request.operation === operation, times: 1, trouble })
    }
    const published = await publishTo(fake, [on(10), on(12), on(25)])
    expect(seen(pull)).toEqual({
      comments: ['a.bicep:10 Finding 10', 'a.bicep:12 Finding 12', 'a.bicep:file Finding 25'],
      summary: ['Key Vault access review: fail'],
    })
    expect(published).toMatchObject({ state: 'written', losses: [], written: { created: 3 } })
  })

  test('a server that stays broken leaves the findings to the summary, and says so', async () => {
    openPull()
    fake.faults.push({
      when: (request) => request.method !== 'GET' && !request.operation.startsWith('query'),
      trouble: faults.serverError,
    })
    const published = await publishTo(fake, [on(10)])
    expect([...published.standings.values()]).toEqual(['summary'])
    expect(published.losses).toEqual([
      'Not every comment could be written (Server Error).',
      'The summary comment could not be written (Server Error).',
    ])
  })

  test.each([[403], [429]] as const)('a secondary limit (%i) is waited for as long as it says', async (status) => {
    const pull = openPull()
    const waits: number[] = []
    fake.faults.push({ when: isReview, times: 2, trouble: faults.secondaryLimit(3, status) })
    await publishTo(fake, [on(10)], { connection: { onWait: (seconds) => waits.push(seconds) } })
    expect(waits).toEqual([3, 3])
    expect(seen(pull).comments).toEqual(['a.bicep:10 Finding 10'])
  })

  test('a limit that does not end is given up', async () => {
    const waits: number[] = []
    openPull()
    fake.faults.push({ when: isReview, trouble: faults.secondaryLimit(undefined) })
    const published = await publishTo(fake, [on(10)], { connection: { onWait: (seconds) => waits.push(seconds) } })
    expect(waits).toEqual([60, 60])
    expect(published.losses[0]).toMatch(
      /^Not every comment could be written \(You have exceeded a secondary rate limit/,
    )
  })

  test('the hour’s limit is not waited for', async () => {
    openPull()
    fake.faults.push({ when: isReview, trouble: faults.primaryLimit })
    const published = await publishTo(fake, [on(10)])
    expect(fake.requests.filter(isReview)).toHaveLength(1)
    expect(published.losses[0]).toContain('API rate limit exceeded')
  })

  test('a comment that may not be deleted is minimised', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    fake.faults.push({ when: (request) => request.operation === DELETE, trouble: faults.forbidden })
    const published = await publishTo(fake, [])
    expect(pull.comments[0]?.isMinimized).toBe(true)
    expect(published).toMatchObject({ losses: [], written: { deleted: 1 } })
  })

  test('a comment that somebody took away meanwhile is no failure', async () => {
    openPull()
    await publishTo(fake, [on(10)])
    fake.faults.push({ when: (request) => [EDIT, DELETE].includes(request.operation), trouble: faults.notFound })
    expect((await publishTo(fake, [on(10, { why: 'Another reason.' })])).losses).toEqual([])
    expect((await publishTo(fake, [])).losses).toEqual([])
  })

  test('a summary that somebody took away meanwhile is made anew', async () => {
    const pull = openPull()
    await publishTo(fake, [on(10)])
    fake.faults.push({ when: (request) => request.operation === EDIT_STICKY, trouble: faults.notFound, times: 1 })
    await publishTo(fake, [on(10), on(12)])
    expect(pull.issueComments).toHaveLength(2)
    await publishTo(fake, [on(10), on(12)])
    expect(pull.issueComments).toHaveLength(1)
  })
})

const line = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'é😀', 'f\r')
const text = fc.array(line, { minLength: 1, maxLength: 25 }).map((lines) => lines.join('\n'))
const found = fc.uniqueArray(
  fc.record({
    file: fc.constantFrom('x', 'y', 'z'),
    from: fc.nat(24),
    length: fc.nat(3),
    above: fc.nat(4),
    rule: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
  }),
  { maxLength: 12, selector: (one) => JSON.stringify(one) },
)

test('whatever changes, is renamed and is found: GitHub takes every comment, nothing is lost or told twice, and a second run is silent', async () => {
  const github = connectPlainlyTo(fake)
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(text, text, text, text),
      found,
      found,
      fc.nat(6),
      fc.boolean(),
      async ([base, first, second, other], before, after, mostComments, isRenamed) => {
        fake.pulls.clear()
        fake.requests.length = 0
        const pull = fake.openPull(7, { x: base, y: other, z: base }, { x: first, y: base, z: base })
        pull.withoutPatch = ['y']
        for (const [at, given] of [before, after].entries()) {
          const x = at === 1 && isRenamed ? 'w' : 'x'
          if (at === 1) {
            pull.renames = isRenamed ? { w: 'x' } : {}
            pull.push(fake.addCommit({ [x]: second, y: base, z: base }, 'second'))
          }
          const findings = given.map(({ file: name, from, length, above, rule }) => {
            const file = name === 'x' ? x : name
            const source = pull.head.files.get(file)?.bytes.toString() ?? ''
            const last = source.split('\n').length
            const start = Math.min(last, from + 1)
            const identity = [rule, file, 'vaults', `${from} ${length} ${above}`, `${file}#kv`, '', '']
            return findingAt(file, source, [start, Math.min(last, start + length)], {
              rule,
              around: [Math.max(1, start - above), Math.min(last, start + length + 1)],
              identity,
              fingerprint: fingerprintOf(identity),
            })
          })
          const standingBefore = new Set(pull.comments.map(({ id }) => id))
          const published = await publishTo(fake, findings, { mostComments, github })
          expect(published.losses).toEqual([])
          expect(new Set(published.standings.keys())).toEqual(new Set(findings))
          // What a comment on a renamed file was known by before is kept beside what it is known by now.
          const own = new Set(findings.map((finding) => finding.fingerprint))
          const live = pull.comments.flatMap((comment) => readMarker(comment.body)?.about ?? [])
          const current = live.filter((print) => own.has(print))
          const inline = [...published.standings]
            .filter(([, where]) => where !== 'summary')
            .map(([finding]) => finding.fingerprint)
          expect(current.sort()).toEqual(inline.sort())
          // A rename alone makes no new comment of one that is known.
          const moved = pull.comments.filter((comment) => comment.path === 'x' && x === 'w')
          expect(moved.filter((comment) => !standingBefore.has(comment.id))).toEqual([])
          const writesBefore = fake.writes.length
          const again = await publishTo(fake, [...findings].reverse(), { mostComments, github })
          expect(fake.writes.length - writesBefore).toBe(0)
          expect(again.standings).toEqual(published.standings)
        }
        expect(fake.requests.filter((request) => request.operation === REVIEW).length).toBeLessThanOrEqual(2)
      },
    ),
    { numRuns: 80 },
  )
}, 60_000)
