import { expect, test } from '@jest/globals'
import { readDiff } from '../../src/github/diff.js'
import { linkToCommit, linkToPullRequest } from '../../src/github/links.js'

const addresses = { server: 'https://github.test', owner: 'octo', repo: 'infra', head: 'abc' }
const at = (path: string, startLine: number, endLine = startLine) => ({
  path,
  startLine,
  endLine,
  startColumn: 1,
  endColumn: 2,
})

test('a place links to its lines at the commit', () => {
  const link = linkToCommit(addresses)
  expect(link(at('a/b.bicep', 3))).toBe('https://github.test/octo/infra/blob/abc/a/b.bicep#L3')
  expect(link(at('a/b.bicep', 3, 5))).toBe('https://github.test/octo/infra/blob/abc/a/b.bicep#L3-L5')
})

test('a name with letters that mean something in an address stays a name', () => {
  expect(linkToCommit(addresses)(at('a b/#1?.bicep', 1))).toBe(
    'https://github.test/octo/infra/blob/abc/a%20b/%231%3F.bicep#L1',
  )
})

test('a place in the pull request links to its view of the files, others to the commit', () => {
  const link = linkToPullRequest(addresses, 7, readDiff([{ filename: 'a', status: 'added', patch: '' }]))
  // The anchor is the SHA-256 of the path.
  expect(link(at('a', 3))).toBe(
    'https://github.test/octo/infra/pull/7/files#diff-ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bbR3',
  )
  expect(link(at('b', 3))).toBe('https://github.test/octo/infra/blob/abc/b#L3')
  const file = { path: 'c', status: 'added', hunks: undefined, added: [], removedBefore: [], unlisted: true as const }
  const large = linkToPullRequest(addresses, 7, new Map([['c', file]]))
  expect(large(at('c', 3))).toBe('https://github.test/octo/infra/blob/abc/c#L3')
})
