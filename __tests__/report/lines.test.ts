import { describe, expect, test } from '@jest/globals'
import { locate, placeOf } from '../../src/report/lines.js'
import { SourceText } from '../../src/source/text.js'

const sources = new Map([['a.json', new SourceText('a.json', 'é{\r\n  "x": 1\r\n}')]])

describe('locate', () => {
  test('counts lines and UTF-16 columns from 1, the end exclusive', () => {
    expect(locate({ file: 'a.json', start: 6, end: 9 }, sources)).toEqual({
      path: 'a.json',
      startLine: 2,
      startColumn: 3,
      endLine: 2,
      endColumn: 6,
    })
  })

  test('invents no place in a file that is not at hand', () => {
    expect(locate({ file: 'b.json', start: 0, end: 1 }, sources)).toBeUndefined()
  })
})

describe('placeOf', () => {
  test('gives what is known of a place', () => {
    expect(placeOf({ span: { file: 'a.json', start: 6, end: 9 } }, sources)).toBe('a.json:2:3')
    expect(placeOf({ span: { file: 'b.json', start: 6, end: 9 } }, sources)).toBe('b.json')
    expect(placeOf({ file: 'c.json' }, sources)).toBe('c.json')
    expect(placeOf({}, sources)).toBeUndefined()
  })
})
