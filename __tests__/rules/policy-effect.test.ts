import { describe, expect, test } from '@jest/globals'
import { definition, findings, guid, isVault, load, vault } from './support/policy.js'

const parameters = {
  effect: { type: 'String', defaultValue: 'Audit' },
  strict: { type: 'Boolean', defaultValue: true },
}

function withEffect(effect: unknown, details?: object): object {
  const condition = {
    allOf: [isVault, { field: 'location', notIn: ['northeurope'] }, { not: { field: 'tags.a', exists: true } }],
  }
  return definition({ if: condition, then: { effect, ...(details ? { details } : {}) } }, { parameters })
}

const settings = { type: 'Microsoft.Insights/diagnosticSettings' }

describe('what an effect would do is how grave it is, and why it matters', () => {
  const rows: readonly [effect: string, details: object | undefined, expected: string][] = [
    [
      'Deny',
      undefined,
      'error: Azure Policy would refuse this deployment (Deny): `if.allOf[1]` and `if.allOf[2].not` of `p.json` hold.',
    ],
    [
      'audit',
      undefined,
      'warning: Azure Policy would mark it non-compliant (Audit): `if.allOf[1]` and `if.allOf[2].not` of `p.json` hold.',
    ],
    [
      'modify',
      undefined,
      'warning: Azure Policy would change it while it is deployed, so that it is not what is written here (Modify): `if.allOf[1]` and `if.allOf[2].not` of `p.json` hold.',
    ],
    [
      'Append',
      undefined,
      'warning: Azure Policy would add to it while it is deployed, or refuse it where it says otherwise (Append): `if.allOf[1]` and `if.allOf[2].not` of `p.json` hold.',
    ],
    [
      'AuditIfNotExists',
      settings,
      'warning: Azure Policy would mark it non-compliant (AuditIfNotExists): no `Microsoft.Insights/diagnosticSettings` of this run is what `p.json` asks for in `then.details`.',
    ],
    [
      'deployIfNotExists',
      settings,
      'note: Azure Policy would deploy what is missing by itself (DeployIfNotExists): no `Microsoft.Insights/diagnosticSettings` of this run is what `p.json` asks for in `then.details`.',
    ],
    [
      "[if(parameters('strict'), 'Deny', 'Audit')]",
      undefined,
      'error: Azure Policy would refuse this deployment (Deny): `if.allOf[1]` and `if.allOf[2].not` of `p.json` hold.',
    ],
  ]
  test.each(rows)('%s', (effect, details, expected) => {
    const [only, ...others] = findings(withEffect(effect, details), [vault({})])
    expect([`${only?.severity}: ${only?.why}`, others.length]).toEqual([expected, 0])
  })

  test('the configuration may say otherwise', () => {
    const [only] = findings(withEffect('Deny'), [vault({})], { severity: 'note' })
    expect(only?.severity).toBe('note')
  })

  test('what cannot be told has it as well', () => {
    const [only] = findings(withEffect('Deny'), [vault({}, { location: "[parameters('unknown')]" })])
    expect([only?.verdict, only?.severity, only?.why]).toEqual([
      'cannot-tell',
      'error',
      'Azure Policy would refuse this deployment (Deny).',
    ])
  })

  test('a rule says what its definition describes', () => {
    const policy = definition({ if: isVault, then: { effect: 'Deny' } }, { description: 'No vaults. None at all.' })
    expect(load([{}], { 'p.json': policy }).rules[0]?.rule.file).toMatchObject({
      id: `azure-policy/${guid}`,
      title: 'The policy “Vaults should be tidy” finds nothing',
      severity: 'error',
      why: 'Azure Policy would refuse this deployment (Deny). No vaults. None at all.',
    })
  })

  test('the type decides where nothing else does, and a count where its element does', () => {
    const why = (condition: object): string | undefined =>
      findings(definition({ if: condition, then: { effect: 'audit' } }), [
        vault({ accessPolicies: [{ tenantId: 'a' }, { tenantId: 'b' }] }),
      ])[0]?.why.replace('Azure Policy would mark it non-compliant (Audit): ', '')
    const alias = 'Microsoft.KeyVault/vaults/accessPolicies[*]'
    expect(why(isVault)).toBe('`if` of `p.json` holds.')
    expect(
      why({
        allOf: [isVault, { count: { field: alias, where: { field: `${alias}.tenantId`, equals: 'a' } }, greater: 0 }],
      }),
    ).toBe('`if.allOf[1].count.where` of `p.json` holds.')
    expect(why({ anyOf: ['kv', 'k*', '*v', '*'].map((like) => ({ field: 'name', like })) })).toBe(
      '`if.anyOf[0]`, `if.anyOf[1]`, `if.anyOf[2]` and 1 more of `p.json` hold.',
    )
  })
})

describe('effects that are not judged', () => {
  const told = (effect: unknown): readonly string[] => {
    const { rules, problems } = load([{}], { 'p.json': withEffect(effect) })
    return [`${rules.length} rules`, ...problems.map(({ severity, message }) => `${severity}: ${message}`)]
  }

  test.each([
    ['Disabled', ['0 rules']],
    ["[if(parameters('strict'), 'disabled', 'Audit')]", ['0 rules']],
    [
      'denyAction',
      [
        '0 rules',
        'note: `Vaults should be tidy` acts when somebody deletes, which no template shows, so it is not run',
      ],
    ],
    [
      'auditAction',
      [
        '0 rules',
        'note: `Vaults should be tidy` acts when somebody deletes, which no template shows, so it is not run',
      ],
    ],
    [
      'Manual',
      ['0 rules', 'note: `Vaults should be tidy` is settled by hand, which no template shows, so it is not run'],
    ],
    ["[parameters('effects')]", ['0 rules', 'error: No parameter `effects` is declared. Did you mean `effect`?']],
    ["[field('name')]", ['0 rules', 'error: `field` means nothing here: no resource is looked at']],
  ])('%s', (effect, expected) => {
    expect(told(effect)).toEqual(expected)
  })

  test('one that nothing gives a value', () => {
    const policy = definition(
      { if: isVault, then: { effect: "[parameters('effect')]" } },
      { parameters: { effect: { type: 'String' } } },
    )
    expect(load([{}], { 'p.json': policy }).problems.map(({ message }) => message)).toEqual([
      'The effect depends on a parameter that nothing gives a value',
    ])
  })
})
