import { describe, expect, test } from '@jest/globals'
import { applyPlan, type Writer } from '../../src/github/apply.js'
import type { NewComment } from '../../src/github/client.js'
import { sign } from '../../src/github/marker.js'
import type { Draft, OwnComment, Plan, Standing } from '../../src/github/plan.js'
import type { Finding } from '../../src/rules/finding.js'
import { findingAt } from './report-of.js'

const instance = 'aaaaaaaaaaaa'
const us = 'github-actions[bot]'
const text = 'x\n'.repeat(60)
const failed = (status: number, data?: object): Error =>
  Object.assign(new Error(`failed ${status}`), { status, response: { headers: {}, data } })
const unplaceable = failed(422, { errors: ['Pull request review thread line must be part of the diff'] })

const find = (line: number): Finding => findingAt('a', text, [line, line], { message: `m${line}` })

function draft(line: number, more: Partial<Draft> = {}): Draft {
  const finding = find(line)
  const mark = { instance, about: [finding.fingerprint], gone: false }
  return {
    findings: [finding],
    place: { kind: 'line', path: 'a', startLine: line, line, exact: true },
    body: sign(`on line ${line}`, mark),
    bodyForFile: sign(`on file ${line}`, mark),
    replaces: [],
    ...more,
  }
}

const onFile = (line: number): Draft => {
  const { bodyForFile, ...more } = draft(line)
  return { ...more, body: bodyForFile, bodyForFile, place: { kind: 'file', path: 'a' } }
}

function standing(id: number, line = id): OwnComment {
  const about = [find(line).fingerprint]
  return {
    id,
    nodeId: `n${id}`,
    path: 'a',
    subject: 'line',
    live: true,
    marker: { instance, about, hash: '', gone: false },
    answered: false,
    thread: { id: `t${id}`, resolvedBy: 'nobody' },
  }
}

interface Given {
  readonly plan: Partial<Plan>
  /** What becomes of a call; undefined lets it through. */
  readonly trouble?: (call: string, count: number) => Error | undefined
  /** Whether a failing call is carried out all the same. */
  readonly isStored?: boolean
  /** Whether all comments can be listed; an error where none can. */
  readonly isWhole?: boolean | Error
  readonly viewer?: string
  readonly author?: string
}

/** Every call in words, and what came of it. */
async function applied({ plan: given, trouble, isStored = false, isWhole = true, viewer = us, author = us }: Given) {
  const calls: string[] = []
  const stored: string[] = []
  const call = (words: string, bodies: readonly string[] = []): Promise<void> => {
    calls.push(words)
    const error = trouble?.(words, calls.length)
    if (!error || isStored) stored.push(...bodies)
    return error ? Promise.reject(error) : Promise.resolve()
  }
  const nameOf = ({ lines, body }: NewComment): string => `${lines?.end ?? 'file'} ${/\d+/.exec(body)?.[0] ?? ''}`
  const github: Writer = {
    createReview: (_number, head, comments) =>
      call(
        `review ${head} of ${comments.map((one) => one.lines?.end).join(',')}`,
        comments.map((one) => one.body),
      ),
    createComment: (_number, head, comment) => call(`comment ${head} on ${nameOf(comment)}`, [comment.body]),
    updateComment: (id, body) => call(`update ${id} ${body}`),
    deleteComment: (id) => call(`delete ${id}`),
    minimize: (node) => call(`minimize ${node}`),
    resolve: (thread) => call(`resolve ${thread}`),
    reviewComments: () => {
      calls.push('list')
      if (isWhole instanceof Error) return Promise.reject(isWhole)
      const items = stored.map((body, id) => ({
        id,
        nodeId: '',
        path: 'a',
        subject: 'line' as const,
        lines: undefined,
        body,
        author,
        answers: undefined,
      }))
      return Promise.resolve({ items, isWhole })
    },
  }
  const drafts = [...(given.lines ?? []), ...(given.files ?? [])]
  const standings = new Map<Finding, Standing>(
    drafts.flatMap((one) => one.findings.map((finding) => [finding, one.place.kind] as const)),
  )
  const plan: Plan = { lines: [], files: [], updates: [], deletes: [], resolves: [], standings, ...given }
  const outcome = await applyPlan(plan, github, { number: 7, head: 'HEAD', viewer })
  return {
    calls,
    ...outcome,
    standings: [...outcome.standings].map(([finding, where]) => `${finding.message} ${where}`),
  }
}

const on = (pattern: RegExp, error: Error, times = Infinity) => {
  let left = times
  return (call: string): Error | undefined => (pattern.test(call) && left-- > 0 ? error : undefined)
}
const nothing = { created: 0, updated: 0, deleted: 0, resolved: 0 }

test('a plan without writes makes none', async () => {
  expect(await applied({ plan: {} })).toEqual({
    calls: [],
    standings: [],
    losses: [],
    refusal: undefined,
    written: nothing,
  })
})

test('comments are made, then edited, then taken away; what a new one replaces goes last', async () => {
  const [old, other] = [standing(8), standing(9)]
  const outcome = await applied({
    plan: {
      lines: [draft(1, { replaces: [old] }), draft(2)],
      files: [onFile(3)],
      updates: [{ comment: standing(4), body: 'new' }],
      deletes: [other],
    },
  })
  expect(outcome.calls).toEqual([
    'review HEAD of 1,2',
    'comment HEAD on file 3',
    'update 4 new',
    'delete 9',
    'delete 8',
  ])
  expect(outcome.standings).toEqual(['m1 line', 'm2 line', 'm3 file'])
  expect([outcome.losses, outcome.written]).toEqual([[], { created: 3, updated: 1, deleted: 2, resolved: 0 }])
})

test('a review has at most thirty comments', async () => {
  const { calls } = await applied({ plan: { lines: Array.from({ length: 31 }, (_, at) => draft(at + 1)) } })
  expect(calls.map((call) => call.split(',').length)).toEqual([30, 1])
})

describe('comments that GitHub refuses', () => {
  test('are found by halving, and go to the file', async () => {
    const outcome = await applied({
      plan: { lines: [draft(1), draft(2), draft(3), draft(4)] },
      trouble: on(/review .*\b3\b/, unplaceable),
    })
    expect(outcome.calls).toEqual([
      'review HEAD of 1,2,3,4',
      'review HEAD of 1,2',
      'review HEAD of 3,4',
      'review HEAD of 3',
      'review HEAD of 4',
      'comment HEAD on file 3',
    ])
    expect(outcome.standings).toEqual(['m1 line', 'm2 line', 'm3 file', 'm4 line'])
    expect([outcome.losses, outcome.written.created]).toEqual([[], 4])
  })

  test('are not tried one by one without end, and more than ten files are not commented on', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => draft(at + 1))
    const outcome = await applied({ plan: { lines }, trouble: on(/^review/, unplaceable) })
    expect(outcome.calls.filter((call) => /^review HEAD of \d+$/.test(call))).toHaveLength(10)
    expect(outcome.calls.filter((call) => call.startsWith('comment'))).toHaveLength(10)
    const counts = ['file', 'summary'].map((where) => outcome.standings.filter((one) => one.endsWith(where)).length)
    expect(counts).toEqual([10, 20])
    expect(outcome.losses).toEqual([])
  })

  test('on a file as well stand in the summary, with the reason', async () => {
    const outcome = await applied({ plan: { files: [onFile(1), onFile(2)] }, trouble: on(/file 1/, unplaceable) })
    expect(outcome.standings).toEqual(['m1 summary', 'm2 file'])
    expect(outcome.losses).toEqual(['A comment on a was refused (failed 422).'])
  })

  test('because the server knows no comments on files are one try and no loss', async () => {
    const unknown = failed(422, { errors: ['"subject_type" is not a permitted key.'] })
    const outcome = await applied({ plan: { files: [onFile(1), onFile(2)] }, trouble: on(/comment/, unknown) })
    expect(outcome.calls).toEqual(['comment HEAD on file 1'])
    expect([outcome.standings, outcome.losses]).toEqual([['m1 summary', 'm2 summary'], []])
  })

  test('for their commit end the writing', async () => {
    const moved = failed(422, { errors: ['Commit_id is not part of the pull request'] })
    const outcome = await applied({
      plan: { lines: [draft(1), draft(2)], files: [onFile(3)], deletes: [standing(9)] },
      trouble: on(/review/, moved),
    })
    expect(outcome.calls).toEqual(['review HEAD of 1,2'])
    expect(outcome.standings).toEqual(['m1 summary', 'm2 summary', 'm3 summary'])
    expect(outcome).toMatchObject({ losses: ['Not every comment could be written (failed 422).'], refusal: undefined })
  })
})

describe('a token that may not write', () => {
  test.each([[403], [404], [401]])('(%i) is found out by the first try', async (status) => {
    const outcome = await applied({
      plan: {
        lines: [draft(1)],
        files: [onFile(2)],
        updates: [{ comment: standing(3), body: 'x' }],
        deletes: [standing(4)],
      },
      trouble: on(/./, failed(status)),
    })
    expect(outcome.calls).toEqual(['review HEAD of 1'])
    expect(outcome).toMatchObject({
      refusal: `failed ${status}`,
      losses: [],
      standings: ['m1 summary', 'm2 summary'],
      written: nothing,
    })
  })
})

test('a refusal after something was written is a loss', async () => {
  const outcome = await applied({
    plan: { lines: [draft(1)], files: [onFile(2)] },
    trouble: on(/comment/, failed(403)),
  })
  expect(outcome).toMatchObject({
    refusal: undefined,
    losses: ['Not every comment could be written (failed 403).'],
    standings: ['m1 line', 'm2 summary'],
  })
})

describe('an answer that was lost', () => {
  const plan = { lines: [draft(1), draft(2)] }

  test('of a review that was stored is not sent again', async () => {
    const outcome = await applied({ plan, trouble: on(/review/, failed(502)), isStored: true })
    expect(outcome.calls).toEqual(['review HEAD of 1,2', 'list'])
    expect(outcome).toMatchObject({ standings: ['m1 line', 'm2 line'], losses: [], written: { created: 2 } })
  })

  test('of one that was not is sent once more', async () => {
    const outcome = await applied({ plan, trouble: on(/review/, failed(502), 1) })
    expect(outcome.calls).toEqual(['review HEAD of 1,2', 'list', 'review HEAD of 1,2'])
    expect(outcome).toMatchObject({ standings: ['m1 line', 'm2 line'], losses: [], written: { created: 2 } })
  })

  test('twice is a loss', async () => {
    const outcome = await applied({ plan, trouble: on(/review/, failed(502)) })
    expect(outcome.calls).toEqual(['review HEAD of 1,2', 'list', 'review HEAD of 1,2', 'list'])
    expect(outcome).toMatchObject({
      standings: ['m1 summary', 'm2 summary'],
      losses: ['Not every comment could be written (failed 502).'],
      written: { created: 0 },
    })
  })

  test('is a loss where what arrived cannot be found out, rather than a second comment', async () => {
    for (const isWhole of [false, failed(500)]) {
      const outcome = await applied({ plan, trouble: on(/review/, failed(502)), isStored: true, isWhole })
      expect(outcome.calls).toEqual(['review HEAD of 1,2', 'list'])
      expect(outcome.losses).toHaveLength(1)
    }
  })

  test('is not taken for stored because somebody else wrote the same', async () => {
    const outcome = await applied({ plan, trouble: on(/review/, failed(502), 1), isStored: true, author: 'mallory' })
    expect(outcome.calls).toEqual(['review HEAD of 1,2', 'list', 'review HEAD of 1,2'])
  })
})

describe('an edit', () => {
  const [finding, comment] = [find(3), standing(3)]
  const plan: Partial<Plan> = {
    updates: [
      { comment, body: 'x' },
      { comment: standing(4), body: 'y' },
    ],
    standings: new Map<Finding, Standing>([[finding, 'line']]),
  }

  test('of a comment that is gone leaves its finding to the summary', async () => {
    const outcome = await applied({ plan, trouble: on(/update 3/, failed(404)) })
    expect(outcome.calls).toEqual(['update 3 x', 'update 4 y'])
    expect(outcome).toMatchObject({ standings: ['m3 summary'], losses: [], written: { updated: 1 } })
  })

  test('that is refused is a loss, and others are made', async () => {
    const outcome = await applied({ plan, trouble: on(/update 3/, failed(422)) })
    expect(outcome.calls).toEqual(['update 3 x', 'update 4 y'])
    expect(outcome).toMatchObject({
      standings: ['m3 line'],
      losses: ['A comment on a could not be brought up to date (failed 422).'],
    })
  })

  test.each([[403], [429]])('that meets a limit or a refusal (%i) ends the writing', async (status) => {
    const outcome = await applied({ plan: { ...plan, deletes: [standing(9)] }, trouble: on(/./, failed(status)) })
    expect(outcome.calls).toEqual(['update 3 x'])
    expect(outcome).toMatchObject(
      status === 403
        ? { refusal: 'failed 403', losses: [], written: nothing }
        : { refusal: undefined, losses: ['Not every comment could be written (failed 429).'], written: nothing },
    )
  })

  test('resolves the conversation where that is planned, and counts only what GitHub confirms', async () => {
    const resolving = { updates: [{ comment, body: 'x' }], resolves: comment.thread ? [comment.thread] : [] }
    expect(await applied({ plan: resolving })).toMatchObject({
      calls: ['resolve t3', 'update 3 x'],
      written: { updated: 1, resolved: 1 },
    })
    expect(await applied({ plan: resolving, trouble: on(/resolve/, failed(403)) })).toMatchObject({
      calls: ['resolve t3', 'update 3 x'],
      losses: [
        'The conversation on a that is over could not be resolved (failed 403; `resolve-threads` needs `contents: write`).',
      ],
      written: { updated: 1, resolved: 0 },
    })
    // What may go better the next time is left for that as a whole.
    for (const status of [502, 429]) {
      expect(await applied({ plan: resolving, trouble: on(/resolve/, failed(status)) })).toMatchObject({
        calls: ['resolve t3'],
        losses: [`The conversation on a that is over could not be resolved (failed ${status}).`],
        written: nothing,
      })
    }
  })
})

describe('a deletion', () => {
  const plan = { deletes: [standing(1), standing(2)] }

  test('of what is gone is done', async () => {
    expect(await applied({ plan, trouble: on(/delete 1/, failed(404)) })).toMatchObject({
      calls: ['delete 1', 'delete 2'],
      losses: [],
      written: { deleted: 1 },
    })
  })

  test('that is forbidden becomes a minimised comment, or a loss', async () => {
    expect(await applied({ plan, trouble: on(/delete 1/, failed(403)) })).toMatchObject({
      calls: ['delete 1', 'minimize n1', 'delete 2'],
      losses: [],
      written: { deleted: 2 },
    })
    expect((await applied({ plan, trouble: on(/1$/, failed(403)) })).losses).toEqual([
      'A comment on a that no longer holds could not be taken away (failed 403).',
    ])
  })

  test('that meets a limit ends the writing', async () => {
    expect(await applied({ plan, trouble: on(/delete/, failed(429)) })).toMatchObject({
      calls: ['delete 1'],
      losses: ['Not every comment could be written (failed 429).'],
    })
  })
})

test('a mistake of ours is not taken for one of GitHub', async () => {
  await expect(applied({ plan: { lines: [draft(1)] }, trouble: on(/./, new TypeError('mistake')) })).rejects.toThrow(
    'mistake',
  )
})
