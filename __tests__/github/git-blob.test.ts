import { expect, test } from '@jest/globals'
import { gitBlobId } from '../../src/github/git-blob.js'

// Both as `git hash-object` prints them.
test.each([
  ['', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
  ['hello\n', 'ce013625030ba8dba906f756967f9e9ca394464a'],
])('%j', (text, id) => {
  expect(gitBlobId(Buffer.from(text))).toBe(id)
})
