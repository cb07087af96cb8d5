import { describe, expect, test } from '@jest/globals'
import { padTo, widthOf, wrap } from '../../src/report/width.js'

describe('widthOf', () => {
  test.each([
    ['', 0],
    ['kv-prod', 7],
    ['名前', 4],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['ﾊﾝｶｸ', 4],
    ['e\u0301', 1],
    ['🔑', 2],
    ['Ж→é', 3],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })
})

test('padTo fills up to columns, not units', () => {
  expect(padTo('名前', 6)).toBe('名前  ')
  expect(padTo('longer', 3)).toBe('longer')
})

test('wrap breaks at blanks and leaves long words whole', () => {
  expect(wrap('aa bb cccccccc d', 5)).toEqual(['aa bb', 'cccccccc', 'd'])
  expect(wrap('', 5)).toEqual([''])
})
