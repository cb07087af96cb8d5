import { describe, expect, test } from '@jest/globals'
import { cachedPath, parseModuleReference } from '../../src/language/module-reference.js'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
const subscription = '11111111-2222-3333-4444-555555555555'

describe('a reference to an OCI registry', () => {
  test('is a host, a repository and a tag or digest', () => {
    expect(parseModuleReference('br:MCR.microsoft.com/bicep/avm/res/key-vault/vault:0.13.3')).toEqual({
      kind: 'oci',
      registry: 'mcr.microsoft.com',
      repository: 'bicep/avm/res/key-vault/vault',
      version: '0.13.3',
    })
    expect(parseModuleReference(`br:localhost:5000/a@${digest}`)).toEqual({
      kind: 'oci',
      registry: 'localhost:5000',
      repository: 'a',
      version: digest,
    })
  })

  test.each([
    'br:',
    'br:host',
    'br:host/a',
    'br:host/a:',
    'br:host/a:.x',
    'br:host/a:b:c',
    'br:host/A:1',
    'br:host/a//b:1',
    'br:host/../b:1',
    'br:host/a%2e:1',
    'br:/a:1',
    'br:-host/a:1',
    'br:host.:1/a:1',
    'br:user@host/a:1',
    'br:host:123456/a:1',
    'br:[::1]/a:1',
    'br:host/a@sha256:00',
    `br:host/a@${digest.toUpperCase()}`,
    `br:host/${'a'.repeat(256)}:1`,
    `br:${'a'.repeat(256)}/a:1`,
    `br:host/a:${'1'.repeat(129)}`,
    'br/own:a:1',
    'host/a:1',
  ])('%s is none', (text) => {
    expect(parseModuleReference(text)).toBeUndefined()
  })
})

describe('a reference to a template spec', () => {
  test('is a subscription, a resource group, a name and a version', () => {
    expect(parseModuleReference(`ts:${subscription}/Group.1/spec:v1`)).toEqual({
      kind: 'template-spec',
      subscription,
      resourceGroup: 'Group.1',
      name: 'spec',
      version: 'v1',
    })
  })

  test.each([
    `ts:${subscription}/group/spec`,
    `ts:${subscription}/group/spec:`,
    `ts:${subscription}/group/spec:1:2`,
    `ts:${subscription}/group/spec/x:1`,
    `ts:${subscription}/../spec:1`,
    `ts:${subscription}/group/..:1`,
    `ts:${subscription}/group/spec:${'1'.repeat(91)}`,
    'ts:1/group/spec:1',
  ])('%s is none', (text) => {
    expect(parseModuleReference(text)).toBeUndefined()
  })
})

describe('the cache of the Bicep CLI', () => {
  test.each([
    [
      'br:mcr.microsoft.com/bicep/avm/res/key-vault/vault:0.13.3',
      'br/mcr.microsoft.com/bicep$avm$res$key-vault$vault/0.13.3$/main.json',
    ],
    ['br:localhost:5000/a/b:1', 'br/localhost$5000/a$b/1$/main.json'],
    [`br:host/a@${digest}`, `br/host/a/${digest.replace(':', '#')}/main.json`],
    // Capitals by their positions, the first letter being the lowest bit.
    ['br:host/a:v1', 'br/host/a/v1$/main.json'],
    ['br:host/a:V1', 'br/host/a/V1$1/main.json'],
    ['br:host/a:aBcDE', 'br/host/a/aBcDE$1a/main.json'],
    [`br:host/a:${'a'.repeat(64)}B`, `br/host/a/${'a'.repeat(64)}B$10000000000000000/main.json`],
    [`ts:${subscription}/Group/Spec:V1`, `ts/${subscription}/group/spec/v1/main.json`],
  ])('%s is kept in %s', (text, path) => {
    const reference = parseModuleReference(text)
    expect(reference && cachedPath(reference)).toBe(path)
  })
})
