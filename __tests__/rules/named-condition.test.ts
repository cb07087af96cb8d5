import { describe, expect, test } from '@jest/globals'
import { audit, findings, problems, vault, verdicts } from './support/policy.js'

const tagName = (defaultValue?: string) => ({
  parameters: { tagName: { type: 'String', ...(defaultValue === undefined ? {} : { defaultValue }) } },
})
const byName = "[concat('tags[', parameters('tagName'), ']')]"

describe('a field whose name is an expression', () => {
  const missing = (name?: string) => audit({ field: byName, exists: 'false' }, tagName(name))

  const rows: readonly [what: string, policy: object, resource: object, expected: readonly string[]][] = [
    ['a tag that is absent', missing('CostCenter'), vault({}, { tags: { owner: 'a' } }), ['fail @"tags"']],
    ['one that is there, in other letters', missing('CostCenter'), vault({}, { tags: { costcenter: '7' } }), []],
    ['one with a blank', missing('Cost Center'), vault({}, { tags: { 'Cost Center': '7' } }), []],
    ['one with a dot', missing('Acct.CostCenter'), vault({}, { tags: { 'Acct.CostCenter': '7' } }), []],
    ['one with a slash', missing('team/owner'), vault({}, { tags: { 'team/owner': '7' } }), []],
    [
      'one that is only nested alike',
      missing('Acct.CostCenter'),
      vault({}, { tags: { Acct: { CostCenter: '7' } } }),
      ['fail @"tags"'],
    ],
    ['no tags at all', missing('CostCenter'), vault({}), ['fail @"Microsoft.KeyVault/vaults"']],
    [
      'tags that nobody knows',
      missing('CostCenter'),
      vault({}, { tags: "[parameters('unknownObject')]" }),
      ["cannot-tell @parameters('unknownObject')"],
    ],
    [
      'a value that nobody knows',
      audit({ field: byName, equals: 'x' }, tagName('CostCenter')),
      vault({}, { tags: { CostCenter: "[parameters('unknown')]" } }),
      ["cannot-tell @parameters('unknown')"],
    ],
    [
      'an alias',
      audit(
        { field: "[concat('Microsoft.KeyVault/vaults/', parameters('tagName'))]", notEquals: 'true' },
        tagName('enablePurgeProtection'),
      ),
      vault({ enablePurgeProtection: false }),
      ['fail @false'],
    ],
    [
      'an alias that holds',
      audit(
        { field: "[concat('Microsoft.KeyVault/vaults/', parameters('tagName'))]", notEquals: 'true' },
        tagName('enablePurgeProtection'),
      ),
      vault({ enablePurgeProtection: true }),
      [],
    ],
    [
      'by a choice',
      audit({ field: "[if(equals(parameters('tagName'), 'a'), 'location', 'name')]", equals: 'kv' }, tagName('b')),
      vault({}),
      ['fail @"kv"'],
    ],
  ]
  test.each(rows)('%s', (_, policy, resource, expected) => {
    expect(verdicts(policy, [resource])).toEqual(expected)
  })

  test('what nobody knows of the name is the cause', () => {
    const causes = [
      missing(),
      audit({ field: "[concat('tags[', subscription().displayName, ']')]", exists: 'false' }),
      audit({ field: "[concat('foo', parameters('tagName'))]", exists: 'false' }, tagName('bar')),
      audit({ field: "[concat('[', parameters('tagName'), ']')]", exists: 'false' }, tagName('bar')),
      audit({ field: '[null()]', exists: 'false' }),
    ].map((policy) =>
      findings(policy, [vault({})]).map(
        ({ verdict, cause }) => `${verdict} ${cause?.kind}: ${cause?.text.slice(0, 60)}`,
      ),
    )
    expect(causes).toEqual([
      ['cannot-tell parameter: Give `tagName` a value in `parameters` beside the definition'],
      ['cannot-tell context: Write the value of `subscription().displayName`, or pass it '],
      ['cannot-tell invalid: Mend this first: a resource has no `foobar`; known: `type`, '],
      ['cannot-tell invalid: Mend this first: `[bar]` is no name of a field.'],
      ['cannot-tell invalid: Mend this first: The name of a field comes to nothing.'],
    ])
  })
})

describe('within a count', () => {
  const names = { parameters: { names: { type: 'Array', defaultValue: ['owner', 'Cost Center'] } } }
  const eachTag = audit(
    {
      count: {
        value: "[parameters('names')]",
        name: 'tag',
        where: { field: "[concat('tags[', current('tag'), ']')]", exists: 'false' },
      },
      greater: 0,
    },
    names,
  )

  test('the name may be that of the element', () => {
    expect(verdicts(eachTag, [vault({}, { tags: { owner: 'a', 'cost center': 'b' } })])).toEqual([])
    expect(verdicts(eachTag, [vault({}, { tags: { owner: 'a' } })])).toEqual(['fail @"tags"'])
  })

  const list = { parameters: { list: { type: 'String', defaultValue: 'networkAcls.ipRules' } } }
  const rules = "[concat('Microsoft.KeyVault/vaults/', parameters('list'), '[*]')]"
  const rule = "[concat('Microsoft.KeyVault/vaults/', parameters('list'), '[*].value')]"
  const vaultWith = (...values: readonly string[]) =>
    vault({ networkAcls: { ipRules: values.map((value) => ({ value })) } })

  test('the list and what is looked at of its elements', () => {
    const policy = audit({ count: { field: rules, where: { field: rule, equals: '20.1.1.1' } }, greater: 0 }, list)
    expect(verdicts(policy, [vaultWith('20.1.1.2', '20.1.1.1')])).toEqual(['fail @"20.1.1.1"'])
    expect(verdicts(policy, [vaultWith('20.1.1.2')])).toEqual([])
  })

  test('`current` of such a list', () => {
    const alias = 'Microsoft.KeyVault/vaults/networkAcls.ipRules[*].value'
    const policy = audit(
      {
        count: {
          field: rules,
          where: { value: `[ipRangeContains('20.0.0.0/8', current('${alias}'))]`, equals: 'true' },
        },
        greater: 0,
      },
      list,
    )
    expect(verdicts(policy, [vaultWith('21.1.1.1', '20.1.1.1')])).toEqual(['fail @"20.1.1.1"'])
    expect(verdicts(policy, [vaultWith('21.1.1.1')])).toEqual([])
  })

  test('what is wrong within `where` is told, whatever the name will be', () => {
    const policy = audit({ count: { field: rules, where: { value: '[shout()]', equals: 1 } }, greater: 0 }, list)
    expect(problems([{}], { 'p.json': policy })).toEqual([
      expect.stringMatching(/^policy-invalid error p\.json: No function `shout` is known in rules/),
    ])
  })
})

test('making conditions for ever more names takes from the steps of the rule', () => {
  const many = (length: number) => Array.from({ length }, (_, at) => `t${at}`)
  const policy = audit(
    {
      count: {
        value: "[parameters('names')]",
        name: 'tag',
        where: {
          count: {
            field: "[concat('Microsoft.KeyVault/vaults/', current('tag'), '[*]')]",
            where: { anyOf: Array.from({ length: 50 }, () => ({ field: 'location', equals: 'nowhere' })) },
          },
          greater: 0,
        },
      },
      greater: 0,
    },
    { parameters: { names: { type: 'Array' } } },
  )
  expect(verdicts(policy, [vault({})], { parameters: { names: many(100) } })).toEqual([])
  expect(findings(policy, [vault({})], { parameters: { names: many(1_000) } }).map(({ cause }) => cause?.kind)).toEqual(
    ['budget'],
  )
})

test('a mistake in the expression is a problem of the definition', () => {
  const policy = audit({ field: "[concat('tags[', shout('a'), ']')]", exists: 'false' })
  expect(problems([{}], { 'p.json': policy })).toEqual([
    expect.stringMatching(/^policy-invalid error p\.json: No function `shout` is known in rules/),
  ])
})
