import { describe, expect, test } from '@jest/globals'
import { GitLines } from '../../src/github/lines.js'
import { SourceText } from '../../src/source/text.js'

const linesOf = (text: string): GitLines => new GitLines(new Map([['a', new SourceText('a', text)]]))

describe('lines as GitHub counts them', () => {
  test.each([
    ['one line', 'ab\ncd\n', 3, 4, [2, 2]],
    ['several lines', 'ab\ncd\nef', 1, 7, [1, 3]],
    ['a span that ends with its line break', 'ab\ncd\n', 0, 3, [1, 1]],
    ['no characters', 'ab\ncd\n', 3, 3, [2, 2]],
    ['the end of a text that ends with a line break', 'ab\ncd\n', 6, 6, [2, 2]],
    ['the end of a text that does not', 'ab\ncd', 5, 5, [2, 2]],
    ['past the end', 'ab\ncd\n', 50, 60, [2, 2]],
    ['an empty text', '', 0, 0, [1, 1]],
    ['a carriage return in the middle', 'a\rb\ncd', 2, 3, [1, 1]],
    ['Windows line breaks', 'a\r\nb\r\n', 3, 4, [2, 2]],
  ] as const)('%s', (_, text, start, end, [first, last]) => {
    expect(linesOf(text).rangeOf({ file: 'a', start, end })).toEqual({ start: first, end: last })
  })

  test('of a file that is not at hand are unknown', () => {
    expect(linesOf('a').rangeOf({ file: 'b', start: 0, end: 0 })).toBeUndefined()
  })
})

test('a secret is found in the part of the file that holds it', () => {
  const lines = new GitLines(new Map(), [{ file: 'a', start: 10, end: 20 }])
  expect([lines.holdsSecret('a', 0, 10), lines.holdsSecret('a', 19, 30), lines.holdsSecret('b', 0, 99)]).toEqual([
    false,
    true,
    false,
  ])
})
