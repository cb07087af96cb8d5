import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { drawExcerpt, type Mark } from '../../src/report/excerpt.js'
import { choosePalette } from '../../src/report/palette.js'
import type { Span } from '../../src/source/span.js'
import { SourceText } from '../../src/source/text.js'

function draw(
  text: string,
  marks: readonly (readonly [start: number, end: number, label?: string])[],
  secrets: readonly Span[] = [],
) {
  const context = {
    sources: new Map([['a', new SourceText('a', text)]]),
    secrets,
    palette: choosePalette(false),
    accent: (shown: string) => shown,
  }
  const spans = marks.map(([start, end, label = '']): Mark => ({ span: { file: 'a', start, end }, label }))
  return drawExcerpt(spans, context)
}

describe('drawExcerpt', () => {
  test('aligns under tabs and wide letters', () => {
    expect(draw('\t名: x', [[4, 5]])).toEqual(['  --> a:1:5'.slice(1), '  |', '1 |     名: x', '  |         ^'])
  })

  test('an empty span and one past the end get one caret', () => {
    expect(draw('ab', [[1, 1]]).at(-1)).toBe('  |  ^')
    expect(draw('ab', [[9, 12]]).at(-1)).toBe('  |   ^')
  })

  test('a span over several lines is underlined to the end of its first', () => {
    expect(draw('a {\n  b\n}', [[2, 9]])).toEqual([' --> a:1:3', '  |', '1 | a {', '  |   ^'])
  })

  test('marks of one line share it; a gap between lines is shown', () => {
    expect(
      draw('one\ntwo\nthree\nfour', [
        [14, 18],
        [0, 3, 'here'],
        [16, 17, 'and here'],
      ]),
    ).toEqual([' --> a:4:1', '  |', '1 | one', '  | --- here', '...', '4 | four', '  | ^^^^', '  |   - and here'])
  })

  test('a long line is shown around the mark', () => {
    const [, , line, under] = draw(`${'x'.repeat(500)}KEY${'y'.repeat(500)}`, [[500, 503]])
    expect(line).toBe(`1 | …${'x'.repeat(35)}KEY${'y'.repeat(102)}…`)
    expect(under).toBe(`  | ${' '.repeat(36)}^^^`)
  })

  test('places of one line that say the same share a row', () => {
    expect(
      draw('one two three', [
        [0, 3, 'first'],
        [4, 7, 'and here'],
        [8, 13, 'and here'],
      ]),
    ).toEqual([' --> a:1:1', '  |', '1 | one two three', '  | ^^^ first', '  |     --- ----- and here'])
  })

  test('a long line is shown again for a mark far away', () => {
    const text = `AAA${'x'.repeat(500)}BBB`
    expect(
      draw(text, [
        [0, 3],
        [503, 506, 'there'],
      ]),
    ).toEqual([
      ' --> a:1:1',
      '  |',
      `1 | AAA${'x'.repeat(137)}…`,
      '  | ^^^',
      `1 | …${'x'.repeat(137)}BBB`,
      `  | ${' '.repeat(138)}--- there`,
    ])
  })

  test('a secret is masked, whatever mark shows its line, and the underline still fits', () => {
    const text = "value: 'hunter2' name: x"
    const secret = [{ file: 'a', start: 7, end: 16 }]
    expect(draw(text, [[23, 24]], secret)).toEqual([
      ' --> a:1:24',
      '  |',
      '1 | value: *** name: x',
      '  |                  ^',
    ])
    expect(draw(text, [[7, 16]], secret)).toEqual([' --> a:1:8', '  |', '1 | value: *** name: x', '  |        ^^^'])
  })

  test('a secret over several lines is masked on each', () => {
    expect(draw("x '''a\nb\nc''' y", [[7, 8]], [{ file: 'a', start: 2, end: 13 }])[2]).toBe('2 | ***')
  })

  test('no mark on any text throws or prints an unseen character', () => {
    const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(500), fc.nat(500), (text, start, length) => {
        return draw(text, [[start, start + length, text]]).every((line) => !unseen.test(line) && !line.includes('##['))
      }),
    )
  })
})
