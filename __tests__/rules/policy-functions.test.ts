import { describe, expect, test } from '@jest/globals'
import { audit, problems, vault, verdicts } from './support/policy.js'

/** What a `value` compared with a right-hand side says of a vault. */
function says(value: string, operator: string, right: unknown): string {
  const policy = audit({ value, [operator]: right })
  const resource = vault(
    { networkAcls: { ipRules: [{ value: '20.1.1.1' }] }, enablePurgeProtection: true },
    { tags: { a: '1', region: 'WestEurope', open: "[parameters('unknown')]" } },
  )
  return verdicts(policy, [resource])[0] ?? 'pass'
}

describe('functions in `value`, by the clock of 2026-11-24', () => {
  const rows: readonly [value: string, operator: string, right: unknown, holds: boolean][] = [
    ["[length(field('tags'))]", 'equals', 3, true],
    ["[length(field('tags'))]", 'less', 3, false],
    ["[length(field('tags.x'))]", 'equals', 0, true],
    ["[if(empty(field('tags.x')), 'none', field('tags.x'))]", 'equals', 'none', true],
    ["[contains(field('tags'), 'region')]", 'equals', 'true', true],
    ["[last(split(field('Microsoft.KeyVault/vaults/networkAcls.ipRules[*].value')[0], '.'))]", 'equals', '1', true],
    ["[padLeft(field('tags.a'), 3, '0')]", 'equals', '001', true],
    ["[string(field('Microsoft.KeyVault/vaults/enablePurgeProtection'))]", 'equals', 'TRUE', true],
    ["[toLower(field('tags.region'))]", 'in', ['westeurope'], true],
    ["[length(intersection(createArray('a'), createArray(field('location'))))]", 'equals', 0, true],
    ['[requestContext().apiVersion]', 'greaterOrEquals', '2023-07-01', true],
    ['[requestContext().apiVersion]', 'less', '2023-07-01', false],
    ['[utcNow()]', 'greater', '2026-11-23', true],
    ['[utcNow()]', 'greater', '2026-11-25', false],
    ['[addDays(utcNow(), 10)]', 'greater', '2026-12-03', true],
    ['[addDays(utcNow(), -10)]', 'greater', '2026-11-15', false],
    ["[addDays('2026-02-28T00:00:00Z', 1)]", 'equals', '2026-03-01T00:00:00.000Z', true],
    ["[ipRangeContains('20.0.0.0/8', '20.1.1.1')]", 'equals', true, true],
    ["[ipRangeContains('20.0.0.0/8', '21.1.1.1')]", 'equals', true, false],
    ["[ipRangeContains('fe80::/10', 'fe80::1')]", 'equals', true, true],
    ["[coalesce(field('tags.none'), field('tags.a'))]", 'equals', '1', true],
    ["[coalesce(field('tags.none'), field('tags.nothing'))]", 'exists', 'false', true],
    ["[and(equals(field('name'), 'kv'), not(equals(field('location'), 'northeurope')))]", 'equals', true, true],
    ["[and(equals(field('name'), 'kv'), equals(field('location'), 'northeurope'))]", 'equals', true, false],
    ["[and(equals(field('name'), 'x'), equals(field('tags.open'), 'a'))]", 'equals', true, false],
    ["[or(equals(field('name'), 'x'), equals(field('name'), 'kv'))]", 'equals', true, true],
    ["[or(equals(field('name'), 'kv'), equals(field('tags.open'), 'a'))]", 'equals', true, true],
    ["[or(equals(field('name'), 'x'), equals(field('name'), 'y'))]", 'equals', true, false],
  ]
  test.each(rows)('%s %s %j: %s', (value, operator, right, holds) => {
    expect(says(value, operator, right)).toMatch(holds ? /^fail / : /^pass$/)
  })

  test.each([
    ["[and(equals(field('name'), 'kv'), equals(field('tags.open'), 'a'))]", 'equals', true],
    ["[or(equals(field('name'), 'x'), equals(field('tags.open'), 'a'))]", 'equals', true],
    ["[coalesce(field('tags.open'), 'a')]", 'equals', 'b'],
    ['[policy().assignmentId]', 'contains', 'x'],
    ['[subscription().displayName]', 'like', 'prod-*'],
    ["[and('yes', true())]", 'equals', true],
    ["[addDays('someday', 1)]", 'greater', '2026'],
    ["[ipRangeContains('nowhere', '1.1.1.1')]", 'equals', true],
    ["[substring(field('name'), 0, 20)]", 'equals', 'kv'],
  ])('%s cannot be told', (value, operator, right) => {
    expect(says(value, operator, right)).toMatch(/^cannot-tell /)
  })
})

describe('expressions on the right', () => {
  const field = (right: object, parameters: object = {}) => audit({ field: 'location', ...right }, { parameters })
  const rows: readonly [what: string, policy: object, holds: boolean][] = [
    ['a parameter', field({ equals: "[parameters('a')]" }, { a: { defaultValue: 'WestEurope' } }), true],
    ['an entry of a list', field({ in: ['x', "[parameters('a')]"] }, { a: { defaultValue: 'westeurope' } }), true],
    [
      'a list that is made',
      field({ notIn: "[split(parameters('a'), ';')]" }, { a: { defaultValue: 'x;westeurope' } }),
      false,
    ],
    ['another field', field({ equals: "[field('tags.region')]" }), true],
    ['a member', field({ equals: "[parameters('a').place]" }, { a: { defaultValue: { place: 'westeurope' } } }), true],
  ]
  test.each(rows)('%s', (_, policy, holds) => {
    const found = verdicts(policy, [vault({}, { tags: { region: 'WestEurope' } })])
    expect(found).toEqual(holds ? ['fail @"westeurope"'] : [])
  })
})

describe('what Azure Policy does not have is refused', () => {
  const rows: readonly [value: string, message: RegExp][] = [
    ["[reference('x').y]", /^Azure Policy has no function `reference`$/],
    ["[listKeys('x', '2023-01-01')]", /^Azure Policy has no function `listKeys`$/],
    ["[resourceId('a/b', 'c')]", /^Azure Policy has no function `resourceId`$/],
    ['[newGuid()]', /^Azure Policy has no function `newGuid`$/],
    ["[dateTimeAdd(utcNow(), 'P1D')]", /^Azure Policy has no function `dateTimeAdd`; it has `addDays`$/],
    ['[shout()]', /^No function `shout` is known in rules\./],
    ["[utcNow('d')]", /^`utcNow` takes no arguments in policies$/],
    ["[variables('a')]", /^An expression of a rule cannot have variables$/],
    ["[current('a')]", /^`current` stands within a `count`/],
    ["[parameters('a')]", /^No parameter `a` is declared\./],
    ["[concat('a']", /at character 13$/],
  ]
  test.each(rows)('%s', (value, message) => {
    const [only, ...others] = problems([{}], { 'p.json': audit({ value, equals: 'a' }) })
    expect(others).toEqual([])
    expect(only?.replace('policy-invalid error p.json: ', '')).toMatch(message)
  })
})
