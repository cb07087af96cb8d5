import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { matchesName, matchesPath, maxPattern } from '../../src/source/glob.js'

describe('matchesPath', () => {
  const rows: readonly [pattern: string, path: string, expected: boolean][] = [
    ['infra/*.json', 'infra/main.json', true],
    ['infra/*.json', 'infra/dev/main.json', false],
    ['infra/**', 'infra/dev/main.json', true],
    ['infra/**', 'infrastructure/main.json', false],
    ['**/main.json', 'main.json', true],
    ['**/main.json', 'a/b/main.json', true],
    ['**/dev/**', 'a/dev/b.json', true],
    ['**/dev/**', 'a/development/b.json', false],
    ['a/**/b/**/c', 'a/x/b/y/b/z/c', true],
    ['a/**/b/**/c', 'a/x/y/z/c', false],
    ['infra', 'infra/main.json', true],
    ['infra/', 'infra/main.json', true],
    ['infra/main.json', 'infra/main.json', true],
    ['infra', 'infra2/main.json', false],
    ['./infra/?.json', 'infra/a.json', true],
    ['infra/?.json', 'infra/ab.json', false],
    ['.', 'a/b', true],
    ['', 'a', false],
    ['Infra/**', 'infra/a', false],
    ['**', 'a/b/c', true],
  ]
  test.each(rows)('%s on %s', (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected)
  })

  test('a pattern that is too long matches nothing', () => {
    expect(matchesPath('a'.repeat(maxPattern + 1), 'a'.repeat(maxPattern + 1))).toBe(false)
  })
})

describe('matchesName', () => {
  const rows: readonly [pattern: string, name: string, expected: boolean][] = [
    ['kv-dev-*', 'kv-dev-west', true],
    ['kv-dev-*', 'KV-DEV-', true],
    ['kv-dev-*', 'kv-prod', false],
    ['*', '', true],
    ['*identity*', 'appIdentity1', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['kv?', 'kv1', true],
    ['kv?', 'kv', false],
    ['a.b', 'axb', false],
  ]
  test.each(rows)('%s on %s', (pattern, name, expected) => {
    expect(matchesName(pattern, name)).toBe(expected)
  })

  test('a name matches itself, and with a star put for any part of it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.nat(30), fc.nat(30), (name, a, b) => {
        const plain = name.replace(/[*?]/g, '-')
        const [from, to] = [Math.min(a, b, plain.length), Math.min(Math.max(a, b), plain.length)]
        expect(matchesName(plain, plain)).toBe(true)
        expect(matchesName(`${plain.slice(0, from)}*${plain.slice(to)}`, plain)).toBe(true)
      }),
    )
  })

  test('many stars end', () => {
    expect(matchesName('*a'.repeat(500), 'a'.repeat(5_000) + 'b')).toBe(false)
  })
})
