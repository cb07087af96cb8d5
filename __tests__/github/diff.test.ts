import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { type FileDiff, readDiff, readPatch, touches } from '../../src/github/diff.js'
import { diffTexts } from './fake/diff.js'

describe('a patch', () => {
  test('names the lines of both sides that each hunk shows', () => {
    const patch = '@@ -1,3 +1,4 @@ resource vault\n a\n-b\n+B\n+c\n d\n@@ -10 +11,0 @@\n-x'
    expect(readPatch(patch)).toEqual({
      hunks: [
        { left: { start: 1, end: 3 }, right: { start: 1, end: 4 } },
        { left: { start: 10, end: 10 }, right: { start: 11, end: 10 } },
      ],
      added: [{ start: 2, end: 3 }],
      removedBefore: [2, 12],
    })
  })

  test('of a new file shows nothing of the base', () => {
    expect(readPatch('@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file')).toEqual({
      hunks: [{ left: { start: 0, end: -1 }, right: { start: 1, end: 2 } }],
      added: [{ start: 1, end: 2 }],
      removedBefore: [],
    })
  })

  test('keeps carriage returns out of the count', () => {
    expect(readPatch('@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r')).toEqual({
      hunks: [{ left: { start: 1, end: 2 }, right: { start: 1, end: 2 } }],
      added: [{ start: 2, end: 2 }],
      removedBefore: [2],
    })
  })

  test('takes a remark on a missing line break between two lines', () => {
    expect(readPatch('@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file')?.added).toEqual(
      [{ start: 1, end: 1 }],
    )
  })

  test.each([
    ['cut within a hunk', '@@ -1,3 +1,3 @@\n a\n b'],
    ['longer than its header says', '@@ -1 +1 @@\n a\n b'],
    ['with a removal too many', '@@ -1,0 +1,2 @@\n-a\n+b\n+c'],
    ['that is none', 'hello'],
    ['with a foreign line', '@@ -1 +1 @@\n?a'],
  ])('%s is unknown', (_, patch) => {
    expect(readPatch(patch)).toBeUndefined()
  })

  test('that is empty shows nothing', () => {
    expect(readPatch('')).toEqual({ hunks: [], added: [], removedBefore: [] })
  })
})

const line = fc.constantFrom('a', 'b', 'c', 'd', '', '+', '-- x', '\\ y', '@@ -1 +1 @@', 'é€😀', 'a\r')
const text = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''))

test('what a patch shows is what the difference of the texts shows', () => {
  fc.assert(
    fc.property(text, text, (base, head) => {
      const truth = diffTexts(base, head)
      const read = readPatch(truth.patch)
      const shown = (side: 'left' | 'right') =>
        (read?.hunks ?? []).flatMap((hunk, at) =>
          Array.from({ length: hunk[side].end - hunk[side].start + 1 }, (_, line) => [hunk[side].start + line, at + 1]),
        )
      expect(shown('right')).toEqual([...truth.right])
      expect(shown('left')).toEqual([...truth.left])
      const kept = new Set(truth.moved.values())
      const added = (read?.added ?? []).flatMap(({ start, end }) =>
        Array.from({ length: end - start + 1 }, (_, at) => start + at),
      )
      const count = head === '' ? 0 : head.split('\n').length - (head.endsWith('\n') ? 1 : 0)
      expect(added).toEqual(Array.from({ length: count }, (_, at) => at + 1).filter((line) => !kept.has(line)))
    }),
  )
})

test('no text makes the reader fail', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string(), fc.constant('@@ -1,2 +1,2 @@'))), (lines) => {
      const read = readPatch(lines.join('\n'))
      expect(read === undefined || Array.isArray(read.hunks)).toBe(true)
    }),
  )
})

describe('a listed file', () => {
  const read = (file: Partial<Parameters<typeof readDiff>[0][number]>): FileDiff | undefined =>
    readDiff([{ filename: 'a.json', status: 'modified', ...file }]).get('a.json')

  test('without a patch has unknown lines', () => {
    expect(read({ changes: 9000 })).toEqual({
      path: 'a.json',
      status: 'modified',
      hunks: undefined,
      added: [],
      removedBefore: [],
    })
  })

  test('that was only renamed shows none', () => {
    expect(read({ status: 'renamed', changes: 0, previous_filename: 'b.json' })).toEqual({
      path: 'a.json',
      previousPath: 'b.json',
      status: 'renamed',
      hunks: [],
      added: [],
      removedBefore: [],
    })
  })
})

describe('a range of lines is touched', () => {
  const file = (patch?: string) => readDiff([{ filename: 'a', status: 'modified', changes: 1, patch }]).get('a')
  const added = file('@@ -1,2 +1,3 @@\n a\n+b\n c')
  const removed = file('@@ -1,3 +1,2 @@\n a\n-b\n c')

  test.each([
    ['by a line added in it', added, [2, 2], true],
    ['not by a line added beside it', added, [3, 9], false],
    ['by a line taken out of it', removed, [1, 2], true],
    ['not by a line taken away above it', removed, [2, 3], false],
    ['not by a line taken away below it', removed, [1, 1], false],
    ['by a patch that is withheld', file(), [5, 5], true],
    ['not by another file', undefined, [1, 9], false],
  ] as const)('%s', (_, diff, [start, end], expected) => {
    expect(touches(diff, { start, end })).toBe(expected)
  })
})
