import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Value } from '../../src/evaluate/value.js'
import { literal } from '../../src/evaluate/value.js'
import { compileTemplate, nearestOf, sayName, sayText, sayUnknown, sayValue } from '../../src/rules/message.js'
import type { Leaf } from '../../src/rules/condition.js'
import { condition, endpoint, grant, principal, scopeOf, vault } from './support/model.js'
import type { VaultParts } from './support/model.js'
import { at, either, list, lit, object, param, text } from './support/values.js'

function render(template: string, parts: VaultParts = {}, leaves: readonly Leaf[] = []): string {
  const compiled = compileTemplate(template, 'vault', new Map([['days', 'days']]))
  expect(compiled.faults).toEqual([])
  return compiled.template.render(scopeOf(vault(parts), { parameters: { days: 7 } }), leaves)
}

describe('templates', () => {
  const rows: readonly [template: string, parts: VaultParts, expected: string][] = [
    ['{name} is a vault', {}, '`kv` is a vault'],
    ['no field', {}, 'no field'],
    ['{tenantId}', {}, 'something that is not written'],
    ['{tenantId|no tenant}', {}, 'no tenant'],
    ['{tenantId|}.', {}, '.'],
    ['A.[[ Tenant {tenantId}.]]', {}, 'A.'],
    ['A.[[ Tenant {tenantId}.]]', { tenantId: lit('t') }, 'A. Tenant `t`.'],
    ['{permissionModel:words}', {}, 'access policy'],
    ['{permissionModel}', {}, '`accessPolicy`'],
    ['at least {parameters.days} days', {}, 'at least 7 days'],
    ['{privateEndpoints[*]}', { privateEndpoints: [endpoint('a'), endpoint('b'), endpoint('c')] }, '`a`, `b` and `c`'],
    ['{privateEndpoints[*]|none}', {}, 'none'],
    ['{softDeleteRetentionInDays}', { recovery: { retentionDays: lit(5) } }, '5'],
  ]
  test.each(rows)('%s', (template, parts, expected) => {
    expect(render(template, parts)).toBe(expected)
  })

  test('what was found, what was expected, and what is nearest', () => {
    const made = condition({ field: 'bypass', in: ['AzureServices', 'None'] })
    const scope = scopeOf(vault({ network: { bypass: lit('Nome') } }))
    const leaves: Leaf[] = []
    made.explain(scope, made.test(scope), leaves)
    expect(render('{found}, not {expected}: {nearest}?', {}, leaves)).toBe(
      '`Nome`, not `AzureServices` and `None`: `None`?',
    )
    expect(render('[[{nearest}]]{found|nothing}')).toBe('nothing')
    expect(nearestOf(leaves)).toBe('None')
  })

  test('a principal is called as people call it', () => {
    const { template } = compileTemplate('{principal} and {vault|no vault}', 'grant', new Map())
    const render = (own: ReturnType<typeof principal>) => template.render(scopeOf(grant({ principal: own })), [])
    expect(render(principal({ displayName: 'The `team`' }))).toBe("`The 'team'` and no vault")
    expect(render(principal({ name: 'app' }))).toBe('`app` and no vault')
  })

  test('what has no known name is called by what names it', () => {
    const unnamed = (name: string, symbol?: string) =>
      sayName(vault({ name, ...(symbol === undefined ? {} : { symbol }) }))
    expect(unnamed('kv')).toBe('`kv`')
    expect(unnamed('kv-${env}')).toBe('`kv-…`')
    expect(unnamed('${vaultName}')).toBe('the vault named by `vaultName`')
    expect(unnamed('${…}', 'store')).toBe('the vault `store`')
    expect(render('{name}: on', { name: '${vaultName}', nameValue: param('vaultName') })).toBe(
      'the vault named by `vaultName`: on',
    )
  })

  test('a name that is made of a secret is not said, and is no value either', () => {
    const hidden = literal('hunter2', at(), true)
    expect(render('{name} is open', { name: '${…}', nameValue: hidden })).toBe(
      'a vault that only deployment names is open',
    )
  })

  test('nothing known, an empty name, and access', () => {
    const nameless = vault({ name: '', nameValue: lit('') })
    expect(sayName(nameless)).toBe('a vault with an empty name')
    expect(render('{name}', { name: '', nameValue: lit('') })).toBe('a vault with an empty name')
    expect(sayName(vault({ name: '…/${…}' }))).toBe('a vault that only deployment names')
    expect(sayName(grant({ principal: principal(), vault: vault({ name: '${kvName}' }) }))).toBe(
      'the access of `app` to the vault named by `kvName`',
    )
    expect(sayName(grant({ principal: principal(), vault: undefined }))).toBe('the access of `app`')
  })

  test('a principal that nobody knows is called by what names it', () => {
    const called = (parts: Parameters<typeof principal>[0]) => sayName(principal(parts))
    expect(called({ name: 'adminId', objectId: param('adminId') })).toBe('the principal that `adminId` names')
    expect(called({ name: '${…}' })).toBe('a principal that only deployment knows')
    expect(called({ name: '${…}', displayName: 'Team' })).toBe('`Team`')
    expect(called({ name: '0000' })).toBe('`0000`')
    const identity = (id: string) => ({
      ...param('x'),
      cause: { kind: 'runtime', name: 'reference' } as const,
      identity: `principalId of ${id}`,
    })
    const [machine, own] = ['microsoft.compute/virtualmachines/', 'microsoft.managedidentity/userassignedidentities/']
    expect(called({ name: 'node1', objectId: identity(`/${machine}node1`) })).toBe('the identity of `node1`')
    expect(called({ name: 'shop', objectId: identity(`/${own}shop`) })).toBe('the managed identity `shop`')
    const given = {
      ...identity('/x').origin,
      because: [{ kind: 'argument' as const, text: 'parameter `id` is not known', span: at().span }],
    }
    expect(called({ name: 'id', objectId: { ...identity('/x'), origin: given } })).toBe('the principal that `id` names')
  })

  const faults: readonly [template: string, expected: readonly string[]][] = [
    ['{nam}', [expect.stringMatching(/^a vault has no `nam`; .* Did you mean `name`\?$/) as unknown as string]],
    ['{name:loud}', ['`{name:loud}`: `loud` is no form; known: `words`, `said`']],
    ['{parameters.day}', ['`{parameters.day}`: no parameter `day` is declared. Did you mean `days`?']],
    ['{name', ['A `{` has no `}`']],
  ]
  test.each(faults)('%s is refused', (template, expected) => {
    expect(compileTemplate(template, 'vault', new Map([['days', 'days']])).faults).toEqual(expected)
  })
})

describe('values in words', () => {
  const rows: readonly [name: string, value: Value | undefined, expected: string | undefined][] = [
    ['absent', undefined, undefined],
    ['null', lit(null), undefined],
    ['a number', lit(7), '7'],
    ['a truth', lit(false), '`false`'],
    ['nothing', lit(''), '(empty)'],
    ['a secret', literal('hunter2', at(), true), 'a secret value'],
    ['a text', text('kv-', param('x')), '`kv-…`'],
    ['a list', list('a', 'b'), '`a` and `b`'],
    ['an empty list', list(), undefined],
    ['a long list', list(1, 2, 3, 4, 5, 6, 7, 8, 9), '1, 2, 3, 4, 5, 6 and 3 more'],
    ['a choice', either('a', 'b'), '`a` or `b`'],
    ['an object with a value', object({ value: '10.0.0.0/8' }), '`10.0.0.0/8`'],
    ['another object', object({ a: 1 }), 'an object'],
    ['a parameter', param('open'), 'parameter `open`'],
  ]
  test.each(rows)('%s', (_, value, expected) => {
    expect(sayValue(value)).toBe(expected)
  })

  test('every cause', () => {
    const span = at().span
    const said = (cause: Parameters<typeof sayUnknown>[0]['cause']) => sayUnknown({ ...param('x'), cause })
    expect(said({ kind: 'runtime', name: 'reference' })).toBe('what `reference` gives')
    expect(said({ kind: 'context', name: 'resourceGroup().name' })).toBe('what `resourceGroup().name` gives')
    expect(said({ kind: 'environment', name: 'NAME' })).toBe('environment variable `NAME`')
    expect(said({ kind: 'secret-reference' })).toBe('a secret value')
    expect(said({ kind: 'external-module', reference: 'br:x', span })).toBe('what module `br:x` gives')
    expect(said({ kind: 'missing-file', path: 'a' })).toBe('a value that is not known')
    expect(said({ kind: 'unsupported', what: 'x' })).toBe('a value that is not known')
    expect(said({ kind: 'invalid', message: 'x' })).toBe('a value that is not known')
    expect(said({ kind: 'budget', limit: 'x' })).toBe('a value that is not known')
  })

  test('names of others stay within their code marks, on one line, however they are written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        expect(sayText(name, 'code')).toMatch(/^(`[^`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,120}`|\(empty\))$/u)
        expect(sayText(name, 'words')).toMatch(/^[\p{L}\p{N} .,'()/:…-]{0,120}$/u)
        expect(sayText(name, 'said')).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{0,300}$/u)
      }),
    )
  })
})
