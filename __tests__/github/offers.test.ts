import { describe, expect, test } from '@jest/globals'
import { GitLines } from '../../src/github/lines.js'
import { settleOffers, type Wish } from '../../src/github/offers.js'
import type { Edit, Finding } from '../../src/rules/finding.js'
import { SourceText } from '../../src/source/text.js'
import { findingAt, offsetOf, spanOf } from './report-of.js'

const text = `vault {
  properties: {
    open: true
    naem: 'x'
  }
}
vault {
  properties: {
  }
}
`
const lines = new GitLines(new Map([['a', new SourceText('a', text)]]))

/** A new line above line `at`. */
const insert = (at: number, line: string): Edit => {
  const start = offsetOf(text, at)
  return { span: { file: 'a', start, end: start }, text: `${line}\n` }
}
const replace = (word: string, by: string): Edit => {
  const start = text.indexOf(word)
  return { span: { file: 'a', start, end: start + word.length }, text: by }
}

function wish(rule: string, [start, end]: readonly [number, number], ...edits: readonly Edit[]): Wish {
  const extent = start < 7 ? spanOf('a', text, [1, 6]) : spanOf('a', text, [7, 10])
  const finding = findingAt('a', text, [start, start], { rule, fix: { description: '', edits }, extent })
  return { path: 'a', lines: { start, end }, findings: [finding] }
}

function settled(...wishes: readonly Wish[]) {
  const offers = settleOffers(wishes, lines)
  return wishes.map((wish) => {
    const offer = offers.get(wish)
    if (!offer) return undefined
    return offer.kind === 'suggestion'
      ? { commit: offer.text, mends: offer.mends.map((finding: Finding) => finding.rule) }
      : { behind: offer.other.rule, ...(offer.text === undefined ? {} : { text: offer.text }) }
  })
}

test('a fix alone is offered', () => {
  expect(settled(wish('r1', [3, 3], replace('true', 'false')))).toEqual([{ commit: '    open: false', mends: ['r1'] }])
})

test('fixes on lines of their own are offered each', () => {
  expect(settled(wish('r1', [3, 3], replace('true', 'false')), wish('r2', [4, 4], replace("'x'", "'y'")))).toEqual([
    { commit: '    open: false', mends: ['r1'] },
    { commit: "    naem: 'y'", mends: ['r2'] },
  ])
})

describe('fixes on the same lines', () => {
  test('that write new properties in one place are one suggestion', () => {
    expect(
      settled(
        wish('r1', [2, 3], insert(3, '    purge: true')),
        wish('r2', [2, 3], insert(3, '    model: true')),
        wish('r3', [3, 3], insert(3, '    public: false')),
      ),
    ).toEqual([
      {
        commit: '  properties: {\n    purge: true\n    model: true\n    public: false\n    open: true',
        mends: ['r1', 'r2', 'r3'],
      },
      { behind: 'r1' },
      { behind: 'r1' },
    ])
  })

  test('that make the same edit are one suggestion', () => {
    const edit = replace('true', 'false')
    expect(settled(wish('r1', [3, 3], edit), wish('r2', [2, 3], edit))).toEqual([
      { commit: '    open: false', mends: ['r1', 'r2'] },
      { behind: 'r1' },
    ])
  })

  test.each<[string, Wish, string]>([
    [
      'new lines that reach beyond the first',
      wish('r2', [2, 4], insert(4, '    model: true')),
      "  properties: {\n    open: true\n    model: true\n    naem: 'x'",
    ],
    [
      'the same property',
      wish('r2', [2, 3], insert(3, '    Purge: 7')),
      '  properties: {\n    Purge: 7\n    open: true',
    ],
    ['a text that touches the first', wish('r2', [3, 3], replace('    open', '    opened')), '    opened: true'],
  ])('stand behind the first when they write %s', (_, second, shown) => {
    expect(settled(wish('r1', [2, 3], insert(3, '    purge: true')), second)).toEqual([
      { commit: '  properties: {\n    purge: true\n    open: true', mends: ['r1'] },
      { behind: 'r1', text: shown },
    ])
  })

  test('stand behind when they are only noted and the first is an error', () => {
    const noted = wish('r2', [2, 3], insert(3, '    model: true'))
    const notes = { ...noted, findings: noted.findings.map((finding) => ({ ...finding, severity: 'note' as const })) }
    const [, second] = settled(wish('r1', [2, 3], insert(3, '    purge: true')), notes)
    expect(second).toEqual({ behind: 'r1', text: '  properties: {\n    model: true\n    open: true' })
    expect(
      settled(notes, {
        ...notes,
        findings: wish('r3', [2, 3], insert(3, '    x: 1')).findings.map((one) => ({
          ...one,
          severity: 'note' as const,
        })),
      })[1],
    ).toEqual({ behind: 'r2' })
  })

  test('stand behind two others rather than join one of them', () => {
    expect(
      settled(
        wish('r1', [3, 3], replace('true', 'false')),
        wish('r2', [4, 4], replace("'x'", "'y'")),
        wish('r3', [3, 4], insert(4, '    model: true')),
      )[2],
    ).toEqual({ behind: 'r1', text: "    open: true\n    model: true\n    naem: 'x'" })
  })

  test('of findings that share a comment are one suggestion as far as they go together', () => {
    const all = [
      wish('r1', [2, 3], insert(3, '    purge: true')),
      wish('r2', [2, 3], insert(3, '    model: true')),
      wish('r3', [2, 3], replace('true', 'false')),
      wish('r4', [2, 3], insert(3, '    open: false')),
      wish('r5', [2, 3], replace('open', 'opened')),
    ]
    const shared = { path: 'a', lines: { start: 2, end: 3 }, findings: all.flatMap((each) => each.findings) }
    expect(settled(shared)).toEqual([
      {
        commit: '  properties: {\n    purge: true\n    model: true\n    opened: false',
        mends: ['r1', 'r2', 'r3', 'r5'],
      },
    ])
  })
})

describe('fixes that write one property', () => {
  const rename = wish('r1', [4, 4], replace('naem', 'name'))

  test('of a resource in two places are not both offered', () => {
    expect(settled(rename, wish('r2', [2, 3], insert(3, "    name: 'z'")))).toEqual([
      { commit: "    name: 'x'", mends: ['r1'] },
      { behind: 'r1', text: "  properties: {\n    name: 'z'\n    open: true" },
    ])
  })

  test('of two resources are', () => {
    expect(settled(rename, wish('r2', [8, 9], insert(9, "    name: 'z'")))).toEqual([
      { commit: "    name: 'x'", mends: ['r1'] },
      { commit: "  properties: {\n    name: 'z'\n  }", mends: ['r2'] },
    ])
  })

  test('in two files are', () => {
    const elsewhere = { ...wish('r2', [4, 4], replace('naem', 'name')), path: 'b' }
    expect(settled(rename, elsewhere)).toEqual([{ commit: "    name: 'x'", mends: ['r1'] }, undefined])
  })
})
