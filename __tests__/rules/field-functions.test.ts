import { describe, expect, test } from '@jest/globals'
import { nameOf } from '../../src/rules/field-functions.js'
import { audit, problems, vault, verdicts } from './support/policy.js'
import { lit, param } from './support/values.js'

describe('`field` with an expression for the name', () => {
  const named = { parameters: { name: { type: 'String', defaultValue: 'env' } } }
  const policy = audit({ value: "[field(concat('tags[', parameters('name'), ']'))]", equals: 'prod' }, named)

  test('reads the field that it comes to', () => {
    expect(verdicts(policy, [vault({}, { tags: { env: 'prod' } })])).toEqual(['fail @"prod"'])
    expect(verdicts(policy, [vault({}, { tags: { env: 'dev' } })])).toEqual([])
  })

  test('of a list', () => {
    const lists = audit(
      { value: "[length(field(concat('Microsoft.KeyVault/vaults/', parameters('name'), '[*]')))]", greater: 1 },
      { parameters: { name: { type: 'String', defaultValue: 'accessPolicies' } } },
    )
    expect(verdicts(lists, [vault({ accessPolicies: [{}, {}] })])).toEqual(['fail @['])
    expect(verdicts(lists, [vault({ accessPolicies: [{}] })])).toEqual([])
  })

  test('within a count, an alias is the list of the one element', () => {
    const alias = 'Microsoft.KeyVault/vaults/networkAcls.ipRules[*].value'
    const first = audit({
      count: {
        field: 'Microsoft.KeyVault/vaults/networkAcls.ipRules[*]',
        where: { value: `[first(field('${alias}'))]`, equals: '20.1.1.1' },
      },
      greater: 0,
    })
    const rules = (...values: readonly string[]) =>
      vault({ networkAcls: { ipRules: values.map((value) => ({ value })) } })
    expect(verdicts(first, [rules('20.1.1.2', '20.1.1.1')])).toEqual(['fail @"20.1.1.1"'])
    expect(verdicts(first, [rules('20.1.1.2')])).toEqual([])
  })

  test('a count within a count names what lies below it', () => {
    const list = 'Microsoft.KeyVault/vaults/accessPolicies[*]'
    const deep = audit({
      count: {
        field: list,
        where: {
          count: {
            field: `${list}.permissions.secrets[*]`,
            where: { value: `[length(field('${list}.permissions.secrets[*]'))]`, equals: 1 },
          },
          greater: 1,
        },
      },
      greater: 0,
    })
    const nested = audit({
      count: {
        field: list,
        where: {
          count: {
            field: `${list}.a[*]`,
            where: { field: `${list}.a[*].b[*].c`, equals: 'x' },
          },
          greater: 0,
        },
      },
      greater: 0,
    })
    expect(problems([{}], { 'p.json': nested })).toEqual([])
    expect(verdicts(deep, [vault({ accessPolicies: [{ permissions: { secrets: ['get', 'list'] } }] })])).toHaveLength(1)
    expect(verdicts(deep, [vault({ accessPolicies: [{ permissions: { secrets: ['get'] } }] })])).toEqual([])
  })

  test.each([
    ["[field(parameters('none'))]", 'cannot-tell @"Microsoft.KeyVault/vaults"'],
    ["[field(concat('f', 'oo'))]", 'cannot-tell @"Microsoft.KeyVault/vaults"'],
  ])('%s cannot be told', (value, expected) => {
    expect(verdicts(audit({ value, equals: 'a' }, { parameters: { none: { type: 'String' } } }), [vault({})])).toEqual([
      expected,
    ])
  })

  test.each(["[field('a', 'b')]", '[field()]', '[field(1)]'])('%s is refused', (value) => {
    expect(problems([{}], { 'p.json': audit({ value, equals: 'a' }) })).toEqual([
      'policy-invalid error p.json: `field` takes the name of a field in quotes',
    ])
  })
})

describe('nameOf', () => {
  test('a text is a name; what is none says why', () => {
    expect(nameOf(lit('tags'))).toBe('tags')
    const causes = [nameOf(lit(7)), nameOf(undefined), nameOf(lit('[a]')), nameOf(param('p'))].map((each) =>
      typeof each === 'string' ? each : each.cause.kind,
    )
    expect(causes).toEqual(['invalid', 'invalid', 'invalid', 'parameter'])
  })
})
