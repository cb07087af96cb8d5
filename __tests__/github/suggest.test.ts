import { describe, expect, test } from '@jest/globals'
import { GitLines } from '../../src/github/lines.js'
import { suggest } from '../../src/github/suggest.js'
import type { Edit } from '../../src/rules/finding.js'
import { SourceText } from '../../src/source/text.js'
import { findingAt, offsetOf } from './report-of.js'

const text = 'resource\n  open: true\n  sku: x\n}\n'

function suggested(
  edits: readonly Edit[],
  given: { text?: string; shown?: [number, number]; secret?: [number, number] } = {},
) {
  const { text: source = text, shown = [1, 4], secret } = given
  const lines = new GitLines(
    new Map([['a', new SourceText('a', source)]]),
    secret ? [{ file: 'a', start: secret[0], end: secret[1] }] : [],
  )
  const finding = findingAt('a', source, [2, 2], { fix: { description: '', edits } })
  return suggest(finding, { start: 2, end: 2 }, { start: shown[0], end: shown[1] }, lines)
}

const edit = (start: number, end: number, replacement: string, file = 'a'): Edit => ({
  span: { file, start, end },
  text: replacement,
})
const line = (number: number, source = text): number => offsetOf(source, number)

describe('a fix becomes a suggestion', () => {
  test('that replaces part of the line', () => {
    expect(suggested([edit(text.indexOf('true'), text.indexOf('true') + 4, 'false')])).toEqual({
      lines: { start: 2, end: 2 },
      text: '  open: false',
    })
  })

  test('that replaces the whole line', () => {
    expect(suggested([edit(line(2), line(3), '  open: false\n')])).toEqual({
      lines: { start: 2, end: 2 },
      text: '  open: false',
    })
  })

  test('that takes the line away', () => {
    expect(suggested([edit(line(2), line(3), '')])).toEqual({ lines: { start: 2, end: 2 }, text: '' })
  })

  test('that adds a line above the next one', () => {
    expect(suggested([edit(line(3), line(3), '  purge: true\n')])).toEqual({
      lines: { start: 2, end: 3 },
      text: '  open: true\n  purge: true\n  sku: x',
    })
  })

  test('that makes two edits in any order', () => {
    const edits = [edit(line(4), line(4), '  b\n'), edit(line(1), line(1), '// a\n')]
    expect(suggested(edits)).toEqual({
      lines: { start: 1, end: 4 },
      text: '// a\nresource\n  open: true\n  sku: x\n  b\n}',
    })
  })

  test('in a file with Windows line breaks', () => {
    const source = text.replaceAll('\n', '\r\n')
    expect(suggested([edit(line(3, source), line(3, source), '  p\r\n')], { text: source })).toEqual({
      lines: { start: 2, end: 3 },
      text: '  open: true\n  p\n  sku: x',
    })
  })
})

describe('no suggestion is made', () => {
  test.each([
    ['without edits', suggested([])],
    ['for an edit in another file', suggested([edit(0, 1, 'x', 'b')])],
    ['for an edit beside what the hunk shows', suggested([edit(line(4), line(4), 'x\n')], { shown: [1, 3] })],
    ['for edits that overlap', suggested([edit(line(2), line(3), 'x'), edit(line(2) + 1, line(3), 'y')])],
    ['for an edit past the end', suggested([edit(text.length, text.length + 5, 'x')])],
    [
      'where a secret stands on the lines',
      suggested([edit(line(2), line(3), 'x')], { secret: [line(2) + 2, line(2) + 4] }),
    ],
  ])('%s', (_, suggestion) => {
    expect(suggestion).toBeUndefined()
  })
})
