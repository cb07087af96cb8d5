import { expect, test } from '@jest/globals'
import { type ListedFile, readDiff } from '../../src/github/diff.js'
import { formerPrints } from '../../src/github/former.js'
import { GitLines } from '../../src/github/lines.js'
import { fingerprintOf } from '../../src/rules/fingerprint.js'
import type { Finding } from '../../src/rules/finding.js'
import { SourceText } from '../../src/source/text.js'
import { findingAt } from './report-of.js'

const identityOf = (file: string, name: string) => ['r', file, 'vaults', name, `${file}#${name}`, '', '']
const printOf = (file: string, name = 'kv'): string => fingerprintOf(identityOf(file, name))

function finding(file: string, name = 'kv'): Finding {
  return findingAt(file, 'text', [1, 1], { identity: identityOf(file, name), fingerprint: printOf(file, name) })
}

interface Given {
  readonly files: readonly ListedFile[]
  readonly findings: readonly Finding[]
  /** Files at the head that were read. */
  readonly sources?: readonly string[]
  /** Files and what comments on them are about. */
  readonly comments: readonly (readonly [path: string, print: string])[]
  readonly unread?: string
}

function former({ files, findings, sources = [], comments, unread }: Given) {
  return [
    ...formerPrints({
      findings,
      diff: readDiff(files),
      sources: new GitLines(new Map(sources.map((file) => [file, new SourceText(file, 'text')]))),
      existing: comments.map(([path, print]) => ({ path, marker: { about: [print] } })),
      wasJudged: (path) => path !== unread,
    }),
  ].flatMap(([{ span }, prints]) => prints.map((print) => [span?.file, print]))
}

const renamed = (filename: string, previous_filename: string): ListedFile => ({
  filename,
  previous_filename,
  status: 'renamed',
})
const added = (filename: string): ListedFile => ({ filename, status: 'added' })

test('a renamed file’s findings are known by its old name', () => {
  expect(former({ files: [renamed('b', 'a')], findings: [finding('b')], comments: [['a', printOf('a')]] })).toEqual([
    ['b', printOf('a')],
  ])
})

test('so are findings elsewhere whose vault the renamed file declares', () => {
  const identity = (vault: string) => ['r', 'part', 'vaults', 'kv', `${vault}#kv`, '', '']
  const print = fingerprintOf(identity('a'))
  const found = findingAt('part', 'text', [1, 1], {
    identity: identity('b'),
    fingerprint: fingerprintOf(identity('b')),
  })
  expect(former({ files: [renamed('b', 'a')], findings: [found], comments: [['part', print]] })).toEqual([
    ['part', print],
  ])
})

test('a name between that of the base and that of the head is known by the comments on it', () => {
  const comments = [['b', printOf('b')]] as const
  expect(former({ files: [renamed('c', 'a')], findings: [finding('c')], comments })).toEqual([['c', printOf('b')]])
  expect(former({ files: [added('c')], findings: [finding('c')], comments })).toEqual([['c', printOf('b')]])
})

test.each<[string, Given]>([
  ['nothing that no comment speaks of', { files: [renamed('b', 'a')], findings: [finding('b')], comments: [] }],
  [
    'a copy, whose original is there and unchanged',
    {
      files: [{ filename: 'b', previous_filename: 'a', status: 'copied' }],
      findings: [finding('b')],
      sources: ['a'],
      comments: [['a', printOf('a')]],
    },
  ],
  [
    'a new file beside one that was changed',
    {
      files: [added('b'), { filename: 'a', status: 'modified' }],
      findings: [finding('b')],
      comments: [['a', printOf('a')]],
    },
  ],
  [
    'a new file beside one of the base that was deleted, which GitHub takes for another',
    {
      files: [added('b'), { filename: 'a', status: 'removed' }],
      findings: [finding('b')],
      comments: [['a', printOf('a')]],
    },
  ],
  [
    'a new file beside one that could not be read',
    { files: [added('b')], findings: [finding('b')], comments: [['a', printOf('a')]], unread: 'a' },
  ],
  [
    'a file that was there before',
    { files: [{ filename: 'b', status: 'modified' }], findings: [finding('b')], comments: [['a', printOf('a')]] },
  ],
  [
    'what another finding still is',
    { files: [renamed('b', 'a'), added('a')], findings: [finding('b'), finding('a')], comments: [['a', printOf('a')]] },
  ],
  [
    'what two findings could have been',
    { files: [added('b'), added('c')], findings: [finding('b'), finding('c')], comments: [['a', printOf('a')]] },
  ],
  [
    'a finding that says not what it is made of',
    { files: [renamed('b', 'a')], findings: [findingAt('b', 'text', [1, 1])], comments: [['a', printOf('a')]] },
  ],
])('not %s', (_, given) => {
  expect(former(given)).toEqual([])
})

test('a file that GitHub calls renamed goes before a new one', () => {
  const files = [renamed('b', 'a'), added('c')]
  expect(former({ files, findings: [finding('b'), finding('c')], comments: [['a', printOf('a')]] })).toEqual([
    ['b', printOf('a')],
  ])
})
