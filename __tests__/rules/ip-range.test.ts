import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { rangeContains, readIpRange } from '../../src/rules/ip-range.js'

describe('readIpRange', () => {
  const rows: readonly [text: string, expected: unknown][] = [
    ['20.40.60.80', { prefix: 32, space: 'public' }],
    ['20.40.60.0/24', { prefix: 24, space: 'public' }],
    ['203.0.113.7', { prefix: 32, space: 'public' }],
    ['0.0.0.0/0', { prefix: 0, space: 'everything' }],
    ['8.8.8.8/0', { prefix: 0, space: 'everything' }],
    ['0.0.0.0', { prefix: 32, space: 'reserved' }],
    ['10.1.2.3', { prefix: 32, space: 'private' }],
    ['172.16.0.0/12', { prefix: 12, space: 'private' }],
    ['172.32.0.0/16', { prefix: 16, space: 'public' }],
    ['192.168.4.0/24', { prefix: 24, space: 'private' }],
    ['100.64.0.1', { prefix: 32, space: 'reserved' }],
    ['169.254.169.254', { prefix: 32, space: 'reserved' }],
    ['224.0.0.1', { prefix: 32, space: 'reserved' }],
    ['10.0.0.0/7', { prefix: 7, space: 'public' }],
    ['256.0.0.1', undefined],
    ['1.2.3', undefined],
    ['1.2.3.4/33', undefined],
    ['1.2.3.4/', undefined],
    ['1.2.3.4/8/8', undefined],
    ['::1', undefined],
    ['', undefined],
  ]
  test.each(rows)('%s', (text, expected) => {
    expect(readIpRange(text)).toEqual(expected)
  })

  test('any text is read or refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const range = readIpRange(text)
        expect(range === undefined || (range.prefix >= 0 && range.prefix <= 32)).toBe(true)
      }),
    )
  })
})

describe('rangeContains', () => {
  const rows: readonly [outer: string, inner: string, expected: boolean | undefined][] = [
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/24', '10.0.0.0/23', false],
    ['10.0.0.0-10.0.0.9', '10.0.0.9', true],
    ['10.0.0.0-10.0.0.9', '10.0.0.8/30', false],
    ['0.0.0.0/0', '1.2.3.4/5', true],
    ['nowhere', '1.2.3.4', undefined],
    ['1.2.3.4', 'nowhere', undefined],
    ['1.2.3.4-5.6.7.8-9.9.9.9', '2.2.2.2', undefined],
    ['10.0.0.0 - 10.0.0.9', '10.0.0.4', true],
    ['10.0.0.0/8-10.0.0.9', '10.0.0.4', undefined],
    ['10.0.0.0/33', '10.0.0.4', undefined],
    ['2001:db8::/32', '2001:0DB8::3:FFFE', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['2001:db8::-2001:db8::3:ffff', '2001:db8::3:0/112', true],
    ['2001:db8::-2001:db8::3:fffe', '2001:db8::3:0/112', false],
    ['::/0', '::ffff:1.2.3.4', true],
    ['::ffff:1.2.3.4/120', '::ffff:102:3ff', true],
    ['::/0', '1.2.3.4', false],
    ['0.0.0.0-::1', '1.2.3.4', undefined],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:7', '::', undefined],
    ['1:2:3:4:5:6:7:8:9', '::', undefined],
    ['1::2::3', '::', undefined],
    ['1:2:3:4::5:6:7:8', '::', undefined],
    ['12345::', '::', undefined],
    ['g::', '::', undefined],
    ['::/129', '::', undefined],
  ]
  test.each(rows)('%s holds %s', (outer, inner, expected) => {
    expect(rangeContains(outer, inner)).toBe(expected)
  })

  test('a range holds itself, and any text is read or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        expect(rangeContains(text, text)).not.toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(rangeContains(address, address)).toBe(true)
      }),
    )
  })
})
