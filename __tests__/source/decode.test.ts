import { describe, expect, test } from '@jest/globals'
import { decodeText, unavailableProblem } from '../../src/source/decode.js'

const bytes = (...values: number[]) => Uint8Array.from(values)

describe('decodeText', () => {
  test.each([
    ['ASCII', bytes(0x61, 0x62), 'ab'],
    ['UTF-8', bytes(0xc3, 0xa9), 'é'],
    ['UTF-8 with a byte order mark', bytes(0xef, 0xbb, 0xbf, 0x61), 'a'],
    ['UTF-16, little end first', bytes(0xff, 0xfe, 0x61, 0x00, 0xac, 0x20), 'a€'],
    ['UTF-16, big end first', bytes(0xfe, 0xff, 0x00, 0x61, 0x20, 0xac), 'a€'],
    ['nothing', bytes(), ''],
  ])('reads %s', (_, input, text) => {
    expect(decodeText(input)).toEqual({ kind: 'text', text })
  })

  test.each([
    ['a byte that no UTF-8 has', bytes(0x61, 0xff), 'it is not valid UTF-8'],
    ['half a surrogate pair', bytes(0xff, 0xfe, 0x00, 0xd8), 'it is not valid UTF-16LE'],
  ])('refuses %s', (_, input, reason) => {
    expect(decodeText(input)).toEqual({ kind: 'unavailable', reason, code: 'file-encoding' })
  })

  test('refuses more bytes than allowed, and takes exactly as many', () => {
    const reason = 'it has 2 bytes, more than the 1 that are read'
    expect(decodeText(bytes(0x61, 0x62), 1)).toEqual({ kind: 'unavailable', reason, code: 'file-too-large' })
    expect(decodeText(bytes(0x61), 1)).toEqual({ kind: 'text', text: 'a' })
  })
})

describe('unavailableProblem', () => {
  test('keeps the code that the content carries', () => {
    expect(unavailableProblem('a.json', { kind: 'unavailable', reason: 'it is odd', code: 'file-encoding' })).toEqual({
      code: 'file-encoding',
      severity: 'error',
      message: 'The file could not be read: it is odd.',
      file: 'a.json',
    })
  })

  test('is file-unreadable where the host gave no code', () => {
    expect(unavailableProblem('a.json', { kind: 'unavailable', reason: 'access was denied' }).code).toBe(
      'file-unreadable',
    )
  })
})
