import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { Finding } from '../../src/rules/finding.js'
import { fingerprintBefore, fingerprintOf, type NameBefore } from '../../src/rules/fingerprint.js'

function finding(identity?: readonly string[]): Finding {
  return {
    rule: 'own-rule',
    title: 'A vault is named',
    severity: 'error',
    verdict: 'fail',
    message: 'It is wrong.',
    why: 'It matters.',
    when: [],
    fingerprint: 'f'.repeat(32),
    related: [],
    instances: [],
    ...(identity ? { identity } : {}),
  }
}

const identity = (path: string, vault: string, ...more: readonly string[]): readonly string[] => [
  'own-rule',
  path,
  'Microsoft.KeyVault/vaults',
  'kv',
  vault,
  'app',
  'get',
  ...more,
]

const names =
  (...pairs: readonly (readonly [now: string, before: string])[]): NameBefore =>
  (path) =>
    new Map(pairs).get(path)

test('a fingerprint is the beginning of a hash over its parts', () => {
  expect(fingerprintOf(['a', 'b'])).toBe(createHash('sha256').update('a\0b').digest('hex').slice(0, 32))
})

test.each([
  ['of the file that it stands in', identity('new', '/subscriptions/s'), identity('old', '/subscriptions/s')],
  ['of the file and of its vault in one', identity('new', 'new#kv'), identity('old', 'old#kv')],
  ['of the vault’s file alone', identity('part', 'new#part/kv'), identity('part', 'old#part/kv')],
  ['whose names have the mark of a vault’s id', identity('a#b', 'a#b#kv#1'), identity('c', 'c#kv#1')],
  ['with the number of a twin', identity('new', 'new#kv', '1'), identity('old', 'old#kv', '1')],
])('the name %s is put back', (_, now, before) => {
  expect(fingerprintBefore(finding(now), names(['new', 'old'], ['a#b', 'c']))).toBe(fingerprintOf(before))
})

test('what has to do with no renamed file had no other fingerprint', () => {
  expect(fingerprintBefore(finding(identity('main', 'main#new')), names(['new', 'old'], ['ma', 'x']))).toBeUndefined()
})

test('what is not known to be made of anything had none', () => {
  expect(fingerprintBefore(finding(), () => 'old')).toBeUndefined()
})
