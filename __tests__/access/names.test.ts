import { describe, expect, test } from '@jest/globals'
import { isPlaceholder, objectNameFault, vaultNameFault } from '../../src/access/names.js'
import { literal, originAt, textOf, unknown } from '../../src/evaluate/value.js'
import type { UnknownDetails, Value } from '../../src/evaluate/value.js'

const span = { file: 'a.bicep', start: 0, end: 1 }
const origin = originAt(span)

function hole(details: UnknownDetails = {}) {
  return unknown({ kind: 'parameter', name: 'p', span }, 'p', origin, { type: 'string', ...details })
}

function name(...parts: Parameters<typeof textOf>[0]): Value {
  return textOf(parts, origin)
}

describe('the name of a vault', () => {
  test.each([
    ['kv-prod', undefined],
    ['abc', undefined],
    ['a23456789012345678901234', undefined],
    ['ab', 'has 2 characters; 3 are needed'],
    ['', 'has 0 characters; 3 are needed'],
    ['a234567890123456789012345', 'has 25 characters; 24 are allowed'],
    ['kv_prod', 'has the character `_`; only letters, digits and hyphens are allowed'],
    ['kv--prod', 'has two hyphens together'],
    ['1kv', 'does not begin with a letter'],
    ['-kv', 'does not begin with a letter'],
    ['kv-', 'ends with a hyphen'],
  ])('%p: %p', (text, fault) => {
    expect(vaultNameFault(literal(text, origin))).toBe(fault)
  })

  test('that is known in part is judged by that part', () => {
    expect(vaultNameFault(name(hole(), '-kv'))).toBeUndefined()
    expect(vaultNameFault(name(hole(), '_kv'))).toBe(
      'has the character `_`; only letters, digits and hyphens are allowed',
    )
    expect(vaultNameFault(name('1', hole()))).toBe('does not begin with a letter')
    expect(vaultNameFault(name(hole(), '-'))).toBe('ends with a hyphen')
    expect(vaultNameFault(name('vault-', hole({ minLength: 13, maxLength: 13 }), '-production'))).toBe(
      'has 30 characters; 24 are allowed',
    )
    expect(vaultNameFault(name('vault-', hole({ minLength: 20 })))).toBe('has at least 26 characters; 24 are allowed')
    expect(vaultNameFault(name('a', hole({ maxLength: 1 })))).toBe('has at most 2 characters; 3 are needed')
  })

  test.each([
    'kv-<name>',
    'kv-#{name}#',
    'dep-#_namePrefix_#-kv',
    'kv-$(name)',
    'kv-{{name}}',
    'GEN-UNIQUE-8-key-vault-GEN-UNIQUE',
  ])('that is still to be filled in is not judged: %s', (text) => {
    expect(vaultNameFault(literal(text, origin))).toBeUndefined()
    expect(vaultNameFault(name(text, hole()))).toBeUndefined()
  })

  test('made of an empty parameter is not judged', () => {
    const reason = { kind: 'default', text: "parameter `prefix` is '' (its default)", span } as const
    expect(vaultNameFault(literal('-kv', originAt(span, [reason])))).toBeUndefined()
  })

  test('of which nothing is known is not judged', () => {
    expect(vaultNameFault(hole())).toBeUndefined()
    expect(vaultNameFault(literal(null, origin))).toBeUndefined()
  })
})

describe('the name of a key or secret', () => {
  test.each([
    ['a', undefined],
    ['1-2', undefined],
    ['x'.repeat(127), undefined],
    ['x'.repeat(128), 'has 128 characters; 127 are allowed'],
    ['a.b', 'has the character `.`; only letters, digits and hyphens are allowed'],
    ['', 'is empty'],
  ])('%p: %p', (text, fault) => {
    expect(objectNameFault(literal(text, origin))).toBe(fault)
  })

  test('that is known in part is judged by that part', () => {
    expect(objectNameFault(name('a_', hole()))).toBe(
      'has the character `_`; only letters, digits and hyphens are allowed',
    )
    expect(objectNameFault(name('a-', hole()))).toBeUndefined()
  })
})

test.each([
  ['#{Password}#', true],
  ['x${PASSWORD}', true],
  ['__PASSWORD__', true],
  ['<password>', true],
  ['GEN-PASSWORD', true],
  ['None', true],
  ['change-me', true],
  ['not set', true],
  ['[the certificate, in base64]', true],
  ['["a"]', false],
  ['a[b]', false],
  ['Sommer2026!', false],
  ['a<b', false],
  ['nonesuch', false],
  ['<'.repeat(300), false],
])('%s stands for a value that is not there: %s', (text, expected) => {
  expect(isPlaceholder(text)).toBe(expected)
})
