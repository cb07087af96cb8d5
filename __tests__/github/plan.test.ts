import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readDiff } from '../../src/github/diff.js'
import { GitLines } from '../../src/github/lines.js'
import { readMarker, sign } from '../../src/github/marker.js'
import { type OwnComment, type Plan, type PlanInput, reconcile } from '../../src/github/plan.js'
import type { Finding } from '../../src/rules/finding.js'
import { fingerprintOf } from '../../src/rules/fingerprint.js'
import { SourceText } from '../../src/source/text.js'
import { findingAt } from './report-of.js'

const instance = 'aaaaaaaaaaaa'
const head = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`).join('\n')
const diff = readDiff([
  { filename: 'a', status: 'modified', patch: `@@ -0,0 +1,20 @@\n${'+x\n'.repeat(20)}` },
  { filename: 'b', status: 'modified', changes: 9000 },
])
const sources = new GitLines(new Map(['a', 'b', 'c'].map((file) => [file, new SourceText(file, head)])))

const render: PlanInput['render'] = (findings, { since, exact, offer }) =>
  [
    since ? `${since} ` : '',
    exact ? 'line' : 'file',
    ...findings.map((finding) => ` ${finding.message}`),
    offer?.kind === 'suggestion' ? ` suggests ${offer.text}` : '',
    offer?.kind === 'behind'
      ? ` is behind ${offer.other.message}${offer.text === undefined ? '' : `: ${offer.text}`}`
      : '',
  ].join('')

function planned(
  findings: readonly Finding[],
  existing: readonly OwnComment[] = [],
  more: Partial<PlanInput> = {},
): Plan {
  return reconcile({
    findings,
    diff,
    sources,
    existing,
    instance,
    mostComments: 20,
    wasJudged: () => true,
    resolveThreads: false,
    render,
    renderGone: () => 'gone',
    ...more,
  })
}

const at = (line: number, more: Parameters<typeof findingAt>[3] = {}, file = 'a'): Finding =>
  findingAt(file, head, [line, line], { message: `m${line}`, ...more })

/** The comment that an earlier run made of these findings. */
function standing(
  id: number,
  findings: readonly Finding[],
  more: Partial<OwnComment> & { text?: string } = {},
): OwnComment {
  const { text = `line${findings.map((finding) => ` ${finding.message}`).join('')}`, ...rest } = more
  const about = findings.map((finding) => finding.fingerprint)
  const marker = readMarker(sign(text, { instance, about, gone: false }))
  return {
    id,
    nodeId: `n${id}`,
    path: findings[0]?.span?.file ?? 'a',
    subject: 'line',
    live: true,
    lines: { start: 1, end: 1 },
    marker: { instance, hash: marker?.hash ?? '', gone: false, about },
    answered: false,
    thread: { id: `t${id}`, resolvedBy: 'nobody' },
    ...rest,
  }
}

function told(plan: Plan) {
  return {
    lines: plan.lines.map((draft) =>
      [draft.place.path, draft.findings.map((finding) => finding.message).join(' ')].join(': '),
    ),
    files: plan.files.map((draft) =>
      [draft.place.path, draft.findings.map((finding) => finding.message).join(' ')].join(': '),
    ),
    updates: plan.updates.map(({ comment, body }) => `${comment.id}: ${body.split('\n')[0]}`),
    deletes: plan.deletes.map((comment) => comment.id),
    resolves: plan.resolves.map((thread) => thread.id),
  }
}

const nothing = { lines: [], files: [], updates: [], deletes: [], resolves: [] }

describe('a finding without a comment', () => {
  test('gets one on its line, its file, or none', () => {
    const plan = planned([at(5), at(6, {}, 'b'), at(7, {}, 'c')])
    expect(told(plan)).toEqual({ ...nothing, lines: ['a: m5'], files: ['b: m6'] })
    expect([...plan.standings.values()]).toEqual(['line', 'file', 'summary'])
  })

  test('is signed with its fingerprint', () => {
    const finding = at(5)
    expect(readMarker(planned([finding]).lines[0]?.body ?? '')).toMatchObject({
      instance,
      about: [finding.fingerprint],
      gone: false,
    })
  })

  test('shares one with others where more than three stand on a line', () => {
    const rules = ['r4', 'r1', 'r3', 'r2'].map((rule) => at(5, { rule, message: rule }))
    expect(told(planned(rules)).lines).toEqual(['a: r1 r2 r3 r4'])
    expect(told(planned(rules.slice(1))).lines).toEqual(['a: r1', 'a: r2', 'a: r3'])
  })

  test('of two with one fingerprint only the first gets one', () => {
    const twin = { fingerprint: 'f'.repeat(32) }
    const plan = planned([at(6, twin), at(5, twin)])
    expect(told(plan)).toEqual({ ...nothing, lines: ['a: m5'] })
    expect([...plan.standings].map(([finding, where]) => `${finding.message} ${where}`).sort()).toEqual([
      'm5 line',
      'm6 summary',
    ])
  })
})

describe('no more comments stand than are wanted', () => {
  const all = [at(1, { severity: 'note' }), at(2, { severity: 'warning' }), at(3), at(4, { severity: 'warning' })]

  test('and the gravest come first', () => {
    expect(told(planned(all, [], { mostComments: 2 })).lines).toEqual(['a: m3', 'a: m2'])
  })

  test('where those that stand already are counted', () => {
    const existing = [standing(1, [all[0] ?? at(1)]), standing(2, [all[1] ?? at(2)])]
    const plan = planned(all, existing, { mostComments: 3 })
    expect(told(plan)).toEqual({ ...nothing, lines: ['a: m3'] })
    expect([...plan.standings].map(([finding, where]) => `${finding.message} ${where}`)).toEqual([
      'm3 line',
      'm2 line',
      'm4 summary',
      'm1 line',
    ])
  })

  test('and none are made where none are wanted', () => {
    const outdated = standing(1, [at(3)], { live: false, text: 'changed line m3' })
    expect(told(planned(all, [outdated], { mostComments: 0 }))).toEqual(nothing)
  })

  test('and at most ten on files', () => {
    const many = Array.from({ length: 12 }, (_, line) => at(line + 1, {}, 'b'))
    expect(planned(many).files).toHaveLength(10)
  })
})

describe('a finding with a comment', () => {
  test('that says the same is left alone, wherever its line has gone', () => {
    expect(told(planned([at(5)], [standing(1, [at(5)], { lines: { start: 9, end: 9 } })]))).toEqual(nothing)
  })

  test('that says something else is edited', () => {
    expect(told(planned([at(5, { message: 'new' })], [standing(1, [at(5)])]))).toEqual({
      ...nothing,
      updates: ['1: line new'],
    })
  })

  test('that the diff no longer shows is made anew, and the old one goes when the new one stands', () => {
    const plan = planned([at(5)], [standing(1, [at(5)], { live: false })])
    expect(told(plan)).toEqual({ ...nothing, lines: ['a: m5'] })
    expect(plan.lines[0]?.replaces.map((comment) => comment.id)).toEqual([1])
  })

  test('that the diff no longer shows and that somebody answered stays, and says so', () => {
    const old = standing(1, [at(5)], { live: false, answered: true })
    expect(told(planned([at(5)], [old]))).toEqual({ ...nothing, updates: ['1: changed line m5'] })
  })

  test('that the diff no longer shows stays where conversations could not be read', () => {
    const old = standing(1, [at(5)], { live: false, thread: undefined, text: 'changed line m5' })
    expect(told(planned([at(5)], [old]))).toEqual(nothing)
  })

  test('that no change has any more is told in the summary only', () => {
    const plan = planned([at(5, {}, 'c')], [standing(1, [at(5, {}, 'c')], { live: false })])
    expect(told(plan)).toEqual({ ...nothing, deletes: [1] })
    expect([...plan.standings.values()]).toEqual(['summary'])
  })

  test('whose conversation a person resolved is not told again', () => {
    const plan = planned(
      [at(5, { message: 'new' })],
      [standing(1, [at(5)], { thread: { id: 't1', resolvedBy: 'person' } })],
    )
    expect(told(plan)).toEqual(nothing)
    expect([...plan.standings.values()]).toEqual(['accepted'])
  })

  test('that joins others shares the oldest comment', () => {
    const rules = ['r1', 'r2', 'r3', 'r4'].map((rule) => at(5, { rule, message: rule }))
    const existing = rules.slice(0, 3).map((finding, index) => standing(index + 1, [finding]))
    expect(told(planned(rules, existing))).toEqual({ ...nothing, updates: ['1: line r1 r2 r3 r4'], deletes: [2, 3] })
  })

  test('offers a replacement only where the comment covers its lines', () => {
    const fix = { description: '', edits: [{ span: { file: 'a', start: 0, end: 4 }, text: 'LINE' }] }
    const finding = at(1, { fix })
    const plan = (lines: { start: number; end: number }) =>
      planned([finding], [standing(1, [finding], { lines, text: 'something else' })])
    expect(told(plan({ start: 1, end: 1 })).updates).toEqual(['1: line m1 suggests LINE 1'])
    expect(told(plan({ start: 2, end: 2 })).updates).toEqual(['1: line m1'])
  })
})

describe('a finding whose file was renamed', () => {
  const identityOf = (file: string) => ['r', file, 'vaults', 'kv', `${file}#kv`, '', '']
  const in_ = (file: string, more: Parameters<typeof findingAt>[3] = {}): Finding =>
    at(5, { identity: identityOf(file), fingerprint: fingerprintOf(identityOf(file)), ...more }, file)
  const moved = readDiff([
    { filename: 'a', previous_filename: 'old', status: 'renamed', patch: `@@ -1,0 +1,20 @@\n${'+x\n'.repeat(20)}` },
  ])
  const plan = (existing: OwnComment, more: Partial<PlanInput> = {}) =>
    planned([in_('a')], [existing], { diff: moved, ...more })

  test.each([
    ['that the diff no longer shows', { live: false }],
    ['that somebody answered', { live: false, answered: true }],
    ['on the whole file', { subject: 'file' as const }],
  ])('keeps its comment %s, which says so and is known by the new name', (_, more) => {
    const { updates, ...others } = plan(standing(1, [in_('old')], more))
    expect(told({ ...others, updates })).toEqual({ ...nothing, updates: ['1: renamed file m5'] })
    const prints = [in_('a').fingerprint, in_('old').fingerprint]
    expect(readMarker(updates[0]?.body ?? '')?.about).toEqual(prints)
    const again = standing(1, [in_('a'), in_('old')], { ...more, path: 'old', text: 'renamed file m5' })
    expect(told(plan(again))).toEqual(nothing)
  })

  test('has its comment as any other where GitHub has moved it along', () => {
    const along = standing(1, [in_('old')], { path: 'a', lines: { start: 5, end: 5 } })
    const { updates, ...others } = plan(along)
    expect(told({ ...others, updates })).toEqual({ ...nothing, updates: ['1: line m5'] })
    expect(readMarker(updates[0]?.body ?? '')?.about).toEqual([in_('a').fingerprint, in_('old').fingerprint])
  })

  test('is not told again when a person resolved its conversation', () => {
    const resolved = standing(1, [in_('old')], { live: false, thread: { id: 't1', resolvedBy: 'person' } })
    const { standings, ...others } = plan(resolved)
    expect(told({ standings, ...others })).toEqual(nothing)
    expect([...standings.values()]).toEqual(['accepted'])
  })

  test('is not meant where the finding no longer has a place', () => {
    const { span: _, ...placeless } = at(5)
    expect(told(planned([placeless], [standing(1, [at(5)])])).updates).toEqual(['1: file m5'])
  })

  test('has its comment taken away when it is mended', () => {
    expect(told(planned([], [standing(1, [in_('old')], { live: false })], { diff: moved }))).toEqual({
      ...nothing,
      deletes: [1],
    })
  })

  test('takes its comment for a new one when the file is a copy', () => {
    const copied = readDiff([
      { filename: 'a', previous_filename: 'b', status: 'copied', patch: `@@ -1,0 +1,20 @@\n${'+x\n'.repeat(20)}` },
    ])
    expect(told(plan(standing(1, [in_('b')]), { diff: copied }))).toEqual({
      ...nothing,
      lines: ['a: m5'],
      deletes: [1],
    })
  })
})

test('of fixes that write the same lines one is a suggestion, and it stays so', () => {
  const start = { file: 'a', start: 0, end: 0 }
  const fix = (text: string) => ({ description: '', edits: [{ span: start, text }] })
  const found = [
    at(1, { rule: 'r1', message: 'm1', fix: fix('x: 1\n') }),
    at(1, { rule: 'r2', message: 'm2', fix: fix('X: 2\n') }),
  ]
  const plan = planned(found)
  expect(plan.lines.map((draft) => draft.body.split('\n\n<!--')[0])).toEqual([
    'line m1 suggests x: 1\nline 1',
    'line m2 is behind m1: X: 2\nline 1',
  ])
  const existing = plan.lines.map((draft, index) => ({
    ...standing(index + 1, draft.findings),
    marker: { ...readMarker(draft.body), about: draft.findings.map((one) => one.fingerprint) } as OwnComment['marker'],
  }))
  expect(told(planned(found, existing))).toEqual(nothing)
  const resolved = existing.map((one, index) =>
    index === 0 ? { ...one, thread: { id: 't1', resolvedBy: 'person' as const } } : one,
  )
  expect(told(planned(found, resolved)).updates).toEqual(['2: line m2 suggests X: 2'])
})

describe('a comment without a finding', () => {
  test('goes', () => {
    expect(told(planned([], [standing(1, [at(5)])]))).toEqual({ ...nothing, deletes: [1] })
  })

  test('that somebody answered says that it is over', () => {
    const plan = planned([], [standing(1, [at(5)], { answered: true })])
    expect(told(plan)).toEqual({ ...nothing, updates: ['1: gone'] })
    expect(readMarker(plan.updates[0]?.body ?? '')?.gone).toBe(true)
  })

  test('and its conversation is resolved where that is wanted', () => {
    const plan = planned([], [standing(1, [at(5)], { answered: true })], { resolveThreads: true })
    expect(told(plan).resolves).toEqual(['t1'])
  })

  test('that says that it is over is left alone, and a finding that comes back gets a new one', () => {
    const over = standing(1, [at(5)], { answered: true })
    const gone = { ...over, marker: { ...over.marker, gone: true } }
    expect(told(planned([], [gone]))).toEqual(nothing)
    expect(told(planned([at(5)], [gone]))).toEqual({ ...nothing, lines: ['a: m5'] })
  })

  test('whose conversation a person resolved is theirs', () => {
    expect(told(planned([], [standing(1, [at(5)], { thread: { id: 't1', resolvedBy: 'person' } })]))).toEqual(nothing)
  })

  test('stays where its file was not judged', () => {
    const existing = [standing(1, [at(5)]), standing(2, [at(5, {}, 'b')])]
    expect(told(planned([], existing, { wasJudged: (path) => path === 'b' }))).toEqual({ ...nothing, deletes: [2] })
  })
})

test('of several comments on one finding the oldest stays, and one that the diff shows before one that it does not', () => {
  const existing = [
    standing(3, [at(5)]),
    standing(1, [at(5)], { live: false }),
    standing(2, [at(5)]),
    standing(4, [at(5)], { answered: true }),
  ]
  expect(told(planned([at(5)], existing.slice(0, 3)))).toEqual({ ...nothing, deletes: [1, 3] })
  expect(told(planned([at(5)], existing))).toEqual({ ...nothing, deletes: [1, 2, 3] })
})

const finding = fc
  .record({
    line: fc.integer({ min: 1, max: 40 }),
    file: fc.constantFrom('a', 'b', 'c'),
    rule: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5'),
    severity: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
  })
  .map(({ line, file, rule, severity }) => at(line, { rule, severity, message: `${rule} ${line}` }, file))
const findings = fc.uniqueArray(finding, { maxLength: 30, selector: (one) => one.fingerprint })
const comment = fc
  .record({
    findings: fc.array(finding, { minLength: 1, maxLength: 4 }),
    live: fc.boolean(),
    answered: fc.boolean(),
    subject: fc.constantFrom('line' as const, 'file' as const),
    resolvedBy: fc.constantFrom('nobody' as const, 'us' as const, 'person' as const),
  })
  .map((given) => ({ ...given, live: given.live || given.subject === 'file' }))
const comments = fc
  .array(comment, { maxLength: 12 })
  .map((all) =>
    all.map(({ findings, resolvedBy, ...more }, index) =>
      standing(index + 1, findings, { ...more, thread: { id: `t${index}`, resolvedBy } }),
    ),
  )

test('any order of findings and of comments gives the same plan', () => {
  fc.assert(
    fc.property(findings, comments, fc.nat(12), fc.infiniteStream(fc.nat()), (found, existing, mostComments, keys) => {
      const shuffle = <T>(list: readonly T[]): T[] =>
        list
          .map((one) => [keys.next().value as number, one] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, one]) => one)
      const plan = planned(found, existing, { mostComments })
      const other = planned(shuffle(found), shuffle(existing), { mostComments })
      expect(other).toEqual(plan)
    }),
  )
})

test('every finding stands in one place, and a comment is written, changed or taken away only once', () => {
  fc.assert(
    fc.property(findings, comments, fc.nat(12), (found, existing, mostComments) => {
      const plan = planned(found, existing, { mostComments })
      expect(new Set(plan.standings.keys())).toEqual(new Set(found))
      const drafted = [...plan.lines, ...plan.files].flatMap((draft) => draft.findings)
      expect(new Set(drafted).size).toBe(drafted.length)
      const touched = [
        ...plan.updates.map((update) => update.comment),
        ...plan.deletes,
        ...plan.lines.flatMap((draft) => draft.replaces),
      ]
      expect(new Set(touched).size).toBe(touched.length)
    }),
  )
})
