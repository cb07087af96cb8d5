import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { instanceOf, readMarker, sign } from '../../src/github/marker.js'

const instance = 'aaaaaaaaaaaa'
const print = 'b'.repeat(32)

test('a comment ends with its marker', () => {
  expect(sign('Text.', { instance, about: [print], gone: false })).toBe(
    `Text.\n\n<!-- kv-review:1 i=${instance} fp=${print} h=f06dce27b84e18cc -->`,
  )
})

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))

test('what was signed is read again, whatever the text says', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constant(`<!-- kv-review:1 i=${instance} fp=summary h=0000000000000000 -->`)),
      hex(12),
      fc.oneof(fc.array(hex(32), { minLength: 1, maxLength: 5 }), fc.constant('summary' as const)),
      fc.boolean(),
      (text, instance, about, gone) => {
        const body = sign(text, { instance, about, gone })
        const marker = readMarker(body)
        expect(marker).toMatchObject({ instance, about, gone })
        expect(readMarker(body.replaceAll('\n', '\r\n') + '\n ')).toEqual(marker)
        expect(readMarker(sign(text, { instance, about, gone }))).toEqual(marker)
        expect(readMarker(sign(`${text}.`, { instance, about, gone }))?.hash).not.toBe(marker?.hash)
      },
    ),
  )
})

describe('no marker is', () => {
  const good = `<!-- kv-review:1 i=${instance} fp=${print} h=0123456789abcdef -->`
  test.each([
    ['one that is not on the last line', `${good}\nText`],
    ['one with text before it', `x ${good}`],
    ['one of another version', good.replace(':1', ':2')],
    ['one without a fingerprint', good.replace(print, '')],
    ['one with a short fingerprint', good.replace(print, 'abc')],
    ['nothing', ''],
  ])('%s', (_, body) => {
    expect(readMarker(body)).toBeUndefined()
  })
})

test('a text beyond the limit is cut at a line and still ends with its marker', () => {
  const body = sign(`${'x'.repeat(99)}\n`.repeat(1000), { instance, about: [print], gone: false })
  expect(body.length).toBeLessThan(65_536)
  expect(body).toMatch(/\nx{99}\n\n\(The rest is too long for a comment\.\)\n\n<!-- kv-review:1 /)
  expect(readMarker(body)?.about).toEqual([print])
})

test('jobs are told apart by each of their parts', () => {
  expect(instanceOf('a', 'b')).toMatch(/^[0-9a-f]{12}$/)
  expect(new Set([instanceOf('a', 'b'), instanceOf('b', 'a'), instanceOf('ab', ''), instanceOf('a', 'b')]).size).toBe(3)
})
