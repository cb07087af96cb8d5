import { expect, test } from '@jest/globals'
import { addUnlisted } from '../../src/action/unlisted.js'
import { type ListedFile, readDiff } from '../../src/github/diff.js'
import type { CommitTree } from '../../src/github/tree.js'

const treeOf = (files: Readonly<Record<string, string>>): CommitTree => ({
  isWhole: true,
  items: new Map(
    Object.entries(files).map(([path, sha]) => [
      path,
      { path, sha, mode: sha === 'link' ? '120000' : '100644', size: 1 },
    ]),
  ),
})

function completed(listed: readonly ListedFile[], origin: Record<string, string>, head: Record<string, string>) {
  return [...addUnlisted(readDiff(listed), treeOf(origin), treeOf(head)).values()].map(
    ({ path, status, hunks, unlisted }) =>
      `${path} ${status}${hunks ? '' : ' without lines'}${unlisted ? ' unlisted' : ''}`,
  )
}

const patch = '@@ -1 +1 @@\n-a\n+b'

test('what differs between the commits and is not listed is added, without its lines', () => {
  expect(
    completed(
      [{ filename: 'a', status: 'modified', patch }],
      { a: '1', b: '1', c: '1', same: '1', mode: '1' },
      { a: '2', b: '2', d: '2', same: '1', mode: 'link' },
    ),
  ).toEqual([
    'a modified',
    'b modified without lines unlisted',
    'c removed without lines unlisted',
    'mode modified without lines unlisted',
    'd added without lines unlisted',
  ])
})

test('the old name of a file that is listed as renamed is no file that was removed, that of a copy may be', () => {
  const renamed = { filename: 'new', previous_filename: 'old', patch }
  expect(completed([{ ...renamed, status: 'renamed' }], { old: '1' }, { new: '2' })).toEqual(['new renamed'])
  expect(completed([{ ...renamed, status: 'copied' }], { old: '1' }, { new: '2' })).toEqual([
    'new copied',
    'old removed without lines unlisted',
  ])
})

test('where nothing is left out nothing is added', () => {
  expect(completed([{ filename: 'a', status: 'modified', patch }], { a: '1' }, { a: '2' })).toEqual(['a modified'])
})
