import { describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/evaluate/resource.js'
import type { Value } from '../../src/evaluate/value.js'
import { compileOperand } from '../../src/rules/expression.js'
import { isPlace, ruleOrigin } from '../../src/rules/operand.js'
import { scopeOf, vault } from './support/model.js'
import type { VaultParts } from './support/model.js'
import { either, list, lit, object, param } from './support/values.js'

function evaluate(
  data: unknown,
  parts: VaultParts = {},
  parameters: Readonly<Record<string, unknown>> = {},
): Value | undefined {
  const faults: string[] = []
  const operand = compileOperand(data, {
    kind: 'vault',
    counted: [],
    parameters: new Map(Object.keys(parameters).map((name) => [name.toLowerCase(), name])),
    fault: (message) => faults.push(message),
  })
  expect(faults).toEqual([])
  return typeof operand === 'function' ? operand(scopeOf(vault(parts), { parameters })) : operand.fixed
}

function plain(value: Value | undefined): unknown {
  if (value?.kind === 'literal') return value.value
  if (value?.kind === 'array') return value.items.map(plain)
  if (value?.kind === 'choice') return value.alternatives.map((alternative) => plain(alternative.value))
  return value && `<${value.kind}>`
}

describe('compileOperand', () => {
  const version = { apiVersion: lit('2023-07-01') } as unknown as Resource
  const rows: readonly [data: unknown, parts: VaultParts, expected: unknown][] = [
    ['text', {}, 'text'],
    ['[[not]', {}, '[not]'],
    [true, {}, true],
    [null, {}, null],
    [['a', 1], {}, ['a', 1]],
    [['a', "[field('name')]"], {}, ['a', 'kv']],
    ["[field('name')]", {}, 'kv'],
    ["[toUpper(field('name'))]", {}, 'KV'],
    ["[field('tenantId')]", {}, undefined],
    [
      "[length(field('ipRules[*]'))]",
      { network: { ipRules: list(object({ value: 'a' }), object({ value: 'b' })) } },
      2,
    ],
    ["[field('ipRules[*].value')]", { network: { ipRules: list(object({ value: 'a' })) } }, ['a']],
    ["[if(equals(field('name'), 'kv'), 'yes', 'no')]", {}, 'yes'],
    ["[if(field('enableRbacAuthorization'), 'yes', 'no')]", {}, 'no'],
    ["[if(field('enableRbacAuthorization'), 'yes', 'no')]", { enableRbacAuthorization: param('rbac') }, ['yes', 'no']],
    ['[requestContext().apiVersion]', { resource: version }, '2023-07-01'],
    ['[requestContext().identity]', { resource: version }, undefined],
    ['[utcNow()]', {}, '2026-11-24T00:00:00.000Z'],
    ['[addDays(utcNow(), 7)]', {}, '2026-12-01T00:00:00.000Z'],
    ["[addDays('2026-11-24T00:00:00Z', -1)]", {}, '2026-11-23T00:00:00.000Z'],
    ["[addDays('never', 1)]", {}, '<unknown>'],
    ['[addDays(utcNow(), 1000000000000)]', {}, '<unknown>'],
    ["[ipRangeContains('10.0.0.0/8', '10.1.0.0/16')]", {}, true],
    ["[ipRangeContains('10.0.0.0/8', 'nowhere')]", {}, '<unknown>'],
    ["[ipRangeContains('10.0.0.0/8', field('tenantId'))]", { tenantId: param('range') }, '<unknown>'],
    ["[ipRangeContains('10.0.0.0/8', field('tenantId'))]", { tenantId: either('10.0.0.1', '8.8.8.8') }, [true, false]],
    ["[padLeft(7, 3, '0')]", {}, '007'],
    ["[empty(field('ipRules[*]'))]", {}, true],
    ['[resourceGroup().location]', {}, '<unknown>'],
    ['[subscription().tenantId]', {}, '<unknown>'],
    ['[policy().assignmentId]', {}, '<unknown>'],
    ["[field('networkAcls').bypass]", { network: { networkAcls: object({ bypass: 'None' }) } }, 'None'],
    ["[split('a,b', ',')[1]]", {}, 'b'],
    ["[split('a,b', ',')[7]]", {}, undefined],
  ]
  test.each(rows)('%j', (data, parts, expected) => {
    expect(plain(evaluate(data, parts))).toEqual(expected)
  })

  test('parameters, without regard to case', () => {
    expect(plain(evaluate("[parameters('MinimumDays')]", {}, { minimumDays: 90 }))).toBe(90)
  })

  test('what is read from the run keeps its place, what stands in the rule has none', () => {
    expect(evaluate("[toLower(field('tenantId'))]", { tenantId: lit('A', 77) })?.origin.span.start).toBe(77)
    const own = evaluate('[utcNow()]')
    expect(own && isPlace(own.origin)).toBe(false)
    expect(isPlace(ruleOrigin)).toBe(false)
  })
})
