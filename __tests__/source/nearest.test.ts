import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { didYouMean, nearestName } from '../../src/source/nearest.js'

describe('nearestName', () => {
  const names = ['notEquals', 'equals', 'get', 'list', 'enableRbacAuthorization']
  const rows: readonly [name: string, expected: string | undefined][] = [
    ['notEqual', 'notEquals'],
    ['EQUALS', 'equals'],
    ['gte', 'get'],
    ['lst', 'list'],
    ['enableRbacAuthorisation', 'enableRbacAuthorization'],
    ['delete', undefined],
    ['', undefined],
    ['x'.repeat(100), undefined],
  ]
  test.each(rows)('%s', (name, expected) => {
    expect(nearestName(name, names)).toBe(expected)
  })

  test('the first of equally near ones', () => {
    expect(nearestName('gat', ['get', 'got'])).toBe('get')
  })

  test('a name that is a candidate is its own nearest', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1 }), (candidates) => {
        const name = candidates[0] ?? ''
        expect(nearestName(name, candidates)?.toLowerCase()).toBe(name.toLowerCase())
      }),
    )
  })
})

test('didYouMean', () => {
  expect(didYouMean('notEqual', ['notEquals'])).toBe(' Did you mean `notEquals`?')
  expect(didYouMean('wholly', ['notEquals'])).toBe('')
})
