import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { revertPatch } from '../../src/github/revert.js'
import { diffTexts } from './fake/diff.js'

describe('a text before its patch', () => {
  test.each([
    ['a line replaced', 'a\nB\nc\n', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c', 'a\nb\nc\n'],
    ['a line break gained', 'a\n', '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a', 'a'],
    ['a line break lost', 'a', '@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file', 'a\n'],
    ['everything taken away', '', '@@ -1,2 +0,0 @@\n-a\n-b', 'a\nb\n'],
    ['everything new', 'a\n', '@@ -0,0 +1 @@\n+a', ''],
  ])('%s', (_, head, patch, base) => {
    expect(revertPatch(head, patch)).toBe(base)
  })

  test.each([
    ['of another text', 'a\n', '@@ -1,9 +5,9 @@\n a'],
    ['longer than the text', 'a\n', '@@ -1,2 +1,2 @@\n a\n b'],
    ['that is none', 'a\n', 'hello'],
  ])('a patch %s does not fit', (_, head, patch) => {
    expect(revertPatch(head, patch)).toBeUndefined()
  })
})

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '', '-', '+ x', '\\', 'é\r'), { maxLength: 30 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''))

test('is what the patch was made from', () => {
  fc.assert(
    fc.property(text, text, (base, head) => {
      expect(revertPatch(head, diffTexts(base, head).patch)).toBe(base)
    }),
  )
})
