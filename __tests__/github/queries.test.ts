import { expect, test } from '@jest/globals'
import { blobsQuery, CONVERSATIONS, MINIMIZE, MOST_BLOBS, RESOLVE } from '../../src/github/queries.js'
import { checkDocument } from './fake/graphql.js'

test.each([
  ['conversations', CONVERSATIONS],
  ['resolving', RESOLVE],
  ['minimising', MINIMIZE],
  ['one blob', blobsQuery(1)],
  ['many blobs', blobsQuery(MOST_BLOBS)],
])('the document of %s fits GitHub’s schema', (_, document) => {
  expect(checkDocument(document)).toEqual([])
})

test('a document that does not fit is found', () => {
  expect(checkDocument('{ viewer { password } }')).toEqual(['Cannot query field "password" on type "User".'])
})
