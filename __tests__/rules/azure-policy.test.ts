import { describe, expect, test } from '@jest/globals'
import { loadPolicies } from '../../src/rules/azure-policy.js'
import { expandGlob } from '../../src/rules/expand-glob.js'
import type { PackFiles } from '../../src/rules/expand-glob.js'
import { audit, definition, guid, isVault, load, problems, template, vault, verdicts } from './support/policy.js'
import { judge } from './support/run.js'

describe('aliases', () => {
  const alias = (path: string, operator: object) => audit({ field: `Microsoft.KeyVault/vaults/${path}`, ...operator })

  test('of a property, written, wrong, absent, on another type', () => {
    const deny = alias('networkAcls.defaultAction', { notEquals: 'Deny' })
    expect(verdicts(deny, [vault({ networkAcls: { defaultAction: 'Allow' } })])).toEqual(['fail @"Allow"'])
    expect(verdicts(deny, [vault({ networkAcls: { defaultAction: 'deny' } })])).toEqual([])
    expect(verdicts(deny, [vault({})])).toEqual(['fail @"properties"'])
    expect(verdicts(deny, [vault({ networkAcls: { bypass: 'None' } })])).toEqual(['fail @"networkAcls"'])
    expect(verdicts(deny, [{ ...vault({}), type: 'Microsoft.Storage/storageAccounts' }])).toEqual([])
    expect(verdicts(deny, [vault({ networkAcls: { defaultAction: "[parameters('unknown')]" } })])).toEqual([
      "cannot-tell @parameters('unknown')",
    ])
  })

  test('without regard to case, and of `"false"` and false alike', () => {
    const purge = alias('EnablePurgeProtection', { equals: 'false' })
    expect(verdicts(purge, [vault({ enablePurgeProtection: false })])).toEqual(['fail @false'])
    expect(verdicts(purge, [vault({ enablePurgeProtection: 'False' })])).toEqual(['fail @"False"'])
    expect(verdicts(purge, [vault({})])).toEqual([])
  })

  test('of what stands beside the properties, and of tags', () => {
    expect(verdicts(audit({ field: 'location', notIn: ['northeurope'] }), [vault({})])).toEqual(['fail @"westeurope"'])
    expect(
      verdicts(audit({ field: "tags['cost centre']", exists: false }), [vault({}, { tags: { 'cost centre': '7' } })]),
    ).toEqual([])
    expect(
      verdicts(audit({ field: 'tags.owner', exists: false }), [vault({}, { tags: { 'cost centre': '7' } })]),
    ).toEqual(['fail @"tags"'])
    expect(verdicts(alias('sku.name', { notEquals: 'premium' }), [vault({ sku: { name: 'standard' } })])).toEqual([
      'fail @"standard"',
    ])
  })

  test('of lists, with `properties` left out of their elements', () => {
    const condition = {
      count: {
        field: 'Microsoft.Network/privateEndpoints/privateLinkServiceConnections[*].groupIds[*]',
        where: {
          field: 'Microsoft.Network/privateEndpoints/privateLinkServiceConnections[*].groupIds[*]',
          equals: 'vault',
        },
      },
      greaterOrEquals: 1,
    }
    const policy = definition({
      if: { allOf: [{ field: 'type', equals: 'Microsoft.Network/privateEndpoints' }, condition] },
      then: { effect: 'audit' },
    })
    const endpoint = (group: string) => ({
      type: 'Microsoft.Network/privateEndpoints',
      apiVersion: '2023-11-01',
      name: 'pe',
      location: 'westeurope',
      properties: { privateLinkServiceConnections: [{ name: 'a', properties: { groupIds: [group] } }] },
    })
    expect(verdicts(policy, [endpoint('vault')])).toEqual(['fail @"vault"'])
    expect(verdicts(policy, [endpoint('blob')])).toEqual([])
  })

  test('the API version of the request', () => {
    const old = audit({ value: '[requestContext().apiVersion]', less: '2023-07-01-preview' })
    expect(verdicts(old, [vault({})])).toEqual(['fail @"2023-07-01"'])
    expect(verdicts(old, [{ ...vault({}), apiVersion: '2024-11-01' }])).toEqual([])
  })

  test('connections that Azure will list come from private endpoints of the run', () => {
    const policy = definition({
      if: {
        allOf: [
          isVault,
          {
            count: {
              field: 'Microsoft.KeyVault/vaults/privateEndpointConnections[*]',
              where: {
                field:
                  'Microsoft.KeyVault/vaults/privateEndpointConnections[*].privateLinkServiceConnectionState.status',
                equals: 'Approved',
              },
            },
            less: 1,
          },
        ],
      },
      then: { effect: 'audit' },
    })
    const endpoint = (list: string) => ({
      type: 'Microsoft.Network/privateEndpoints',
      apiVersion: '2023-11-01',
      name: 'pe',
      location: 'westeurope',
      properties: {
        [list]: [
          {
            name: 'a',
            properties: {
              privateLinkServiceId: "[resourceId('Microsoft.KeyVault/vaults', 'kv')]",
              groupIds: ['vault'],
            },
          },
        ],
      },
    })
    expect(verdicts(policy, [vault({}), endpoint('privateLinkServiceConnections')])).toEqual([])
    expect(verdicts(policy, [vault({}), endpoint('manualPrivateLinkServiceConnections')])).toEqual([
      expect.stringMatching(/^fail /),
    ])
    expect(verdicts(policy, [vault({})])).toEqual([expect.stringMatching(/^cannot-tell /)])
  })
})

describe('effects', () => {
  const effect = (written: string) =>
    definition(
      { if: isVault, then: { effect: written } },
      { parameters: { effect: { type: 'String', defaultValue: 'Audit' } } },
    )

  test.each(['audit', 'Deny', 'modify', 'Append', "[parameters('effect')]"])('%s acts', (written) => {
    expect(verdicts(effect(written), [vault({})])).toEqual(['fail @"Microsoft.KeyVault/vaults"'])
  })

  test('disabled, by itself or by the configuration', () => {
    expect(verdicts(effect('Disabled'), [vault({})])).toEqual([])
    expect(verdicts(effect("[parameters('effect')]"), [vault({})], { parameters: { effect: 'Disabled' } })).toEqual([])
  })

  const related = (type: string, existenceCondition?: object) =>
    definition({
      if: isVault,
      then: { effect: 'auditIfNotExists', details: { type, ...(existenceCondition ? { existenceCondition } : {}) } },
    })
  const setting = (logs: object) => ({
    type: 'Microsoft.Insights/diagnosticSettings',
    apiVersion: '2021-05-01-preview',
    name: 'audit',
    scope: "[resourceId('Microsoft.KeyVault/vaults', 'kv')]",
    properties: { logs: [logs] },
  })

  test('what must exist is looked for on the resource', () => {
    const policy = related('Microsoft.Insights/diagnosticSettings', {
      field: 'Microsoft.Insights/diagnosticSettings/logs[*].enabled',
      equals: 'true',
    })
    expect(verdicts(policy, [vault({}), setting({ category: 'AuditEvent', enabled: true })])).toEqual([])
    expect(verdicts(policy, [vault({}), setting({ category: 'AuditEvent', enabled: false })])).toEqual([
      'fail @"Microsoft.KeyVault/vaults"',
    ])
    expect(verdicts(policy, [vault({})])).toEqual(['fail @"Microsoft.KeyVault/vaults"'])
    expect(verdicts(policy, [vault({}), setting({ enabled: "[parameters('unknown')]" })])).toEqual([
      expect.stringMatching(/^cannot-tell /),
    ])
    expect(verdicts(related('Microsoft.Insights/diagnosticSettings'), [vault({}), setting({})])).toEqual([])
  })

  test('and below it', () => {
    const child = {
      type: 'Microsoft.KeyVault/vaults/keys',
      apiVersion: '2023-07-01',
      name: 'kv/key',
      properties: { kty: 'RSA' },
    }
    const policy = related('Microsoft.KeyVault/vaults/keys')
    expect(verdicts(policy, [vault({}), child])).toEqual([])
    expect(verdicts(policy, [vault({}), { ...child, name: 'other/key' }])).toEqual([
      'fail @"Microsoft.KeyVault/vaults"',
    ])
  })

  test('connections that another deployment may bring cannot be told', () => {
    const policy = related('Microsoft.KeyVault/vaults/privateEndpointConnections', {
      field: 'Microsoft.KeyVault/vaults/privateEndpointConnections/privateLinkServiceConnectionState.status',
      equals: 'Approved',
    })
    expect(verdicts(policy, [vault({})])).toEqual(['cannot-tell @"Microsoft.KeyVault/vaults"'])
  })
})

describe('parameters', () => {
  const policy = definition(
    {
      if: {
        allOf: [
          isVault,
          { field: 'Microsoft.KeyVault/vaults/softDeleteRetentionInDays', less: "[parameters('days')]" },
        ],
      },
      then: { effect: 'audit' },
    },
    { parameters: { days: { type: 'Integer' } } },
  )

  test('by the configuration; one without a value cannot be told', () => {
    expect(verdicts(policy, [vault({ softDeleteRetentionInDays: 7 })], { parameters: { Days: 90 } })).toEqual([
      'fail @7',
    ])
    expect(verdicts(policy, [vault({ softDeleteRetentionInDays: 90 })], { parameters: { days: 90 } })).toEqual([])
    expect(verdicts(policy, [vault({ softDeleteRetentionInDays: 7 })])).toEqual(['cannot-tell @7'])
  })

  test('that there are not', () => {
    expect(problems([{ parameters: new Map([['day', 3]]) }], { 'p.json': policy })).toEqual([
      'configuration-invalid error c.yml: `Vaults should be tidy` has no parameter `day`. Did you mean `days`?',
    ])
  })
})

test('values that a parameter does not allow are told', () => {
  const policy = definition(
    { if: isVault, then: { effect: "[parameters('effect')]" } },
    {
      parameters: {
        effect: { type: 'String', defaultValue: 'Audit', allowedValues: ['Audit', 'Deny'] },
        sizes: { type: 'Array', defaultValue: [], allowedValues: [2048, 4096] },
      },
    },
  )
  const told = (given: Record<string, unknown>) =>
    problems([{ parameters: new Map(Object.entries(given)) }], { 'p.json': policy })
  expect(told({ effect: 'deny', sizes: ['2048'] })).toEqual([])
  expect(told({ effect: 'Modify' })).toEqual([
    'configuration-invalid error c.yml: Parameter `effect` must be one of `Audit`, `Deny`',
  ])
  expect(told({ sizes: [2048, 1024] })).toEqual([
    'configuration-invalid error c.yml: Parameter `sizes` must be one of `2048`, `4096`',
  ])
})

describe('keys and secrets, as the data modes see them', () => {
  const key = (properties: object) => ({
    type: 'Microsoft.KeyVault/vaults/keys',
    apiVersion: '2023-07-01',
    name: 'kv/key',
    properties,
  })
  const data = (condition: object, kind = 'keys') =>
    definition(
      {
        if: { allOf: [{ field: 'type', equals: `Microsoft.KeyVault.Data/vaults/${kind}` }, condition] },
        then: { effect: 'audit' },
      },
      { mode: 'Microsoft.KeyVault.Data' },
    )
  const field = (path: string, kind = 'keys') => `Microsoft.KeyVault.Data/vaults/${kind}/${path}`
  const day = 86_400
  const now = Date.UTC(2026, 10, 24) / 1_000

  test('the expiry as a date', () => {
    const within = data({ field: field('attributes.expiresOn'), lessOrEquals: '[addDays(utcNow(), 30)]' })
    expect(verdicts(within, [vault({}), key({ kty: 'RSA', attributes: { exp: now + 10 * day } })])).toEqual([
      `fail @${now + 10 * day}`,
    ])
    expect(verdicts(within, [vault({}), key({ kty: 'RSA', attributes: { exp: now + 60 * day } })])).toEqual([])
    const none = data({ field: field('attributes.expiresOn'), exists: false })
    expect(verdicts(none, [vault({}), key({ kty: 'RSA' })])).toEqual(['fail @"properties"'])
    expect(verdicts(none, [vault({}), key({ kty: 'RSA', attributes: { nbf: now } })])).toEqual(['fail @"attributes"'])
    expect(verdicts(none, [vault({}), key({ attributes: { exp: "[parameters('unknown')]" } })])).toEqual([])
  })

  test('how long it is valid from now on', () => {
    const long = data({
      field: field('attributes.expiresOn'),
      greater: `[addDays(field('${field('attributes.createdOn')}'), 365)]`,
    })
    expect(verdicts(long, [vault({}), key({ attributes: { exp: now + 400 * day } })])).toEqual([
      `fail @${now + 400 * day}`,
    ])
    expect(verdicts(long, [vault({}), key({ attributes: { exp: now + 300 * day } })])).toEqual([])
  })

  test('type, size, curve and content type under the names of the mode', () => {
    expect(verdicts(data({ field: field('keyType'), notIn: ['RSA-HSM'] }), [vault({}), key({ kty: 'RSA' })])).toEqual([
      'fail @"RSA"',
    ])
    expect(verdicts(data({ field: field('keySize'), less: 3072 }), [vault({}), key({ keySize: 2048 })])).toEqual([
      'fail @2048',
    ])
    expect(
      verdicts(data({ field: field('ellipticCurveName'), notIn: ['P-521'] }), [vault({}), key({ curveName: 'P-256' })]),
    ).toEqual(['fail @"P-256"'])
    const secret = {
      type: 'Microsoft.KeyVault/vaults/secrets',
      apiVersion: '2023-07-01',
      name: 'kv/secret',
      properties: { value: "[parameters('unknown')]" },
    }
    expect(
      verdicts(data({ field: field('contentType', 'secrets'), exists: false }, 'secrets'), [vault({}), secret]),
    ).toEqual(['fail @"properties"'])
  })

  test('when it rotates', () => {
    const late = data({
      anyOf: [
        { field: field('scheduledRotationDate'), exists: 'false' },
        { field: field('scheduledRotationDate'), greater: `[addDays(field('${field('attributes.createdOn')}'), 90)]` },
      ],
    })
    const rotating = (timeAfterCreate: string) =>
      key({
        rotationPolicy: {
          lifetimeActions: [
            { action: { type: 'notify' } },
            { action: { type: 'Rotate' }, trigger: { timeAfterCreate } },
          ],
        },
      })
    expect(verdicts(late, [vault({}), rotating('P30D')])).toEqual([])
    expect(verdicts(late, [vault({}), rotating('P1Y2M')])).toEqual(['fail @"P1Y2M"'])
    expect(verdicts(late, [vault({}), rotating('P3W')])).toEqual(['cannot-tell @"P3W"'])
    expect(verdicts(late, [vault({}), key({})])).toEqual(['fail @"properties"'])
  })

  test('nothing of a vault', () => {
    expect(verdicts(data({ field: 'location', exists: false }), [vault({})])).toEqual([])
  })
})

describe('initiatives', () => {
  const one = definition(
    {
      if: { allOf: [isVault, { field: 'location', notEquals: "[parameters('place')]" }] },
      then: { effect: "[parameters('effect')]" },
    },
    {
      parameters: { place: { type: 'String' }, effect: { type: 'String', defaultValue: 'Disabled' } },
    },
  )
  const initiative = (parameters: object, id = `/providers/Microsoft.Authorization/policyDefinitions/${guid}`) => ({
    properties: {
      displayName: 'Set',
      parameters: { where: { type: 'String', defaultValue: 'northeurope' } },
      policyDefinitions: [{ policyDefinitionId: id, parameters }],
    },
  })

  function run(set: object): readonly string[] {
    const configuration = JSON.stringify({
      apiVersion: 'keyvault-access/v1',
      kind: 'Configuration',
      extends: [],
      azurePolicy: ['one.json', { definition: 'set.json', severity: 'error' }],
    })
    return judge(
      { 'main.json': template(vault({})) },
      { configuration, packs: { 'one.json': one, 'set.json': set } },
    ).map(({ rule, severity }) => `${severity} ${rule}`)
  }

  test('give their definitions values', () => {
    expect(run(initiative({ place: { value: "[parameters('where')]" }, effect: { value: 'Audit' } }))).toEqual([
      `error azure-policy/${guid}`,
    ])
    expect(run(initiative({ place: { value: 'westeurope' }, effect: { value: 'Audit' } }))).toEqual([])
    expect(run(initiative({ place: { value: 'northeurope' } }))).toEqual([])
  })

  test('a value that the initiative has not is not the default of the definition', () => {
    const set = {
      properties: {
        parameters: { where: { type: 'String' } },
        policyDefinitions: [
          {
            policyDefinitionId: guid,
            parameters: { place: { value: "[parameters('where')]" }, effect: { value: 'Audit' } },
          },
        ],
      },
    }
    const withDefault = definition(
      {
        if: { allOf: [isVault, { field: 'location', notEquals: "[parameters('place')]" }] },
        then: { effect: "[parameters('effect')]" },
      },
      { parameters: { place: { type: 'String', defaultValue: 'westeurope' }, effect: { type: 'String' } } },
    )
    const configuration = JSON.stringify({
      apiVersion: 'keyvault-access/v1',
      kind: 'Configuration',
      extends: [],
      azurePolicy: ['one.json', 'set.json'],
    })
    const found = judge(
      { 'main.json': template(vault({})) },
      { configuration, packs: { 'one.json': withDefault, 'set.json': set } },
    )
    expect(found.map(({ verdict, cause }) => `${verdict} ${cause?.kind}`)).toEqual(['cannot-tell parameter'])
  })

  test('expressions are worked out with the values of the initiative; mistakes are told at its entry', () => {
    expect(
      run(
        initiative({
          place: { value: "[concat('north', 'europe')]" },
          effect: { value: "[if(true(), 'Audit', 'Deny')]" },
        }),
      ),
    ).toEqual([`error azure-policy/${guid}`])
    expect(
      problems([{}, { definition: 'set.json' }], {
        'p.json': one,
        'set.json': initiative({
          place: { value: '[shout()]' },
          plac: { value: 1 },
          effect: { value: "[field('name')]" },
        }),
      }),
    ).toEqual([
      expect.stringMatching(/^policy-invalid error set\.json: No function `shout` is known/),
      'policy-invalid error set.json: `Vaults should be tidy` has no parameter `plac`. Did you mean `place`?',
      'policy-invalid error set.json: `field` means nothing here: no resource is looked at',
    ])
  })

  test('a definition that runs twice with other values has two rules, with the same values one', () => {
    const twice = (...values: readonly string[]) => ({
      name: 'set',
      properties: {
        displayName: 'Set',
        policyDefinitions: values.map((value, at) => ({
          policyDefinitionId: guid,
          ...(at === 0 ? {} : { policyDefinitionReferenceId: `run ${at}` }),
          parameters: { place: { value }, effect: { value: 'Audit' } },
        })),
      },
    })
    const ids = (set: object) =>
      load([{}, { definition: 'set.json' }], { 'p.json': one, 'set.json': set }).rules.map(({ rule }) => rule.id)
    expect(ids(twice('a', 'b', 'c'))).toEqual([
      `azure-policy/${guid}`,
      `azure-policy/${guid}.run-1`,
      `azure-policy/${guid}.run-2`,
    ])
    expect(ids(twice('a', 'a'))).toEqual([`azure-policy/${guid}`])
  })

  test('the initiative is named beside the finding', () => {
    const { rules } = load([{}, { definition: 'set.json' }], {
      'p.json': one,
      'set.json': initiative({ place: { value: 'a' }, effect: { value: 'Deny' } }),
    })
    const { rule, severity } = rules[0] ?? {}
    expect([severity, rule?.here?.render({} as never, [])]).toEqual([
      'error',
      'Azure Policy would refuse this deployment (Deny), by `p.json` (in the initiative `Set`).',
    ])
  })

  test('a definition that is not there is a note', () => {
    expect(problems([{ definition: 'set.json' }], { 'set.json': initiative({}) })).toEqual([
      `policy-invalid note set.json: The definition \`/providers/Microsoft.Authorization/policyDefinitions/${guid}\` is not among those that the configuration names, so it is not run`,
    ])
  })
})

describe('mistakes are told in their place', () => {
  const rows: readonly [name: string, policy: object | string, expected: readonly string[]][] = [
    [
      'no definition',
      {},
      ['policy-invalid error p.json: Expected `policyRule` (a definition) or `policyDefinitions` (an initiative)'],
    ],
    ['a list', [], ['policy-invalid error p.json: Expected a policy definition']],
    [
      'no effect',
      definition({ if: isVault, then: {} }),
      [expect.stringMatching(/^policy-invalid error p.json: The effect must be one of `Deny`, /) as unknown as string],
    ],
    [
      'an unknown effect',
      definition({ if: isVault, then: { effect: 'shout' } }),
      [expect.stringMatching(/^policy-invalid error p.json: The effect must be one of `Deny`, /) as unknown as string],
    ],
    ['no condition', definition({ then: { effect: 'audit' } }), ['policy-invalid error p.json: Expected a condition']],
    [
      'an unknown operator',
      definition({ if: { field: 'type', equal: 'a' }, then: { effect: 'audit' } }),
      ['policy-invalid error p.json: `equal` is no operator. Did you mean `equals`?'],
    ],
    [
      'an unknown function',
      definition({ if: { value: '[shout()]', equals: 'a' }, then: { effect: 'audit' } }),
      [
        expect.stringMatching(
          /^policy-invalid error p.json: No function `shout` is known in rules\./,
        ) as unknown as string,
      ],
    ],
    [
      'no related type',
      definition({ if: isVault, then: { effect: 'auditIfNotExists' } }),
      ['policy-invalid error p.json: Expected the `type` of the resource that must exist'],
    ],
    ['no JSON', '{ "a": ', [expect.stringMatching(/^json-syntax error p.json: /) as unknown as string]],
  ]
  test.each(rows)('%s', (_, policy, expected) => {
    expect(problems([{}], { 'p.json': policy }).slice(0, expected.length)).toEqual(expected)
  })

  test('a file that is too large', () => {
    const files: PackFiles = {
      read: () => ({ kind: 'unavailable', reason: 'it has 20 MiB; at most 16 MiB are read' }),
      list: () => undefined,
    }
    const span = { file: 'c.yml', start: 0, end: 1 }
    const setting = { definition: 'p.json', parameters: new Map<string, unknown>(), severity: undefined, span }
    expect(loadPolicies([setting], files).problems.map(({ message }) => message)).toEqual([
      '`p.json` cannot be read: it has 20 MiB; at most 16 MiB are read',
    ])
  })

  test('a file that is not there', () => {
    expect(problems([{ definition: 'q.json' }], {})).toEqual([
      'configuration-invalid error c.yml: There is no file `q.json`',
    ])
  })
})

describe('the same definition in several entries', () => {
  const days = (name: string) => ({
    ...definition(
      {
        if: {
          allOf: [
            isVault,
            { field: 'Microsoft.KeyVault/vaults/softDeleteRetentionInDays', less: "[parameters('days')]" },
          ],
        },
        then: { effect: 'audit' },
      },
      { parameters: { days: { type: 'Integer', defaultValue: 7 } } },
    ),
    name,
  })
  const files = { 'policies/a.json': days('a'), 'policies/b.json': days('b') }
  const glob = { definition: 'policies/*.json' }
  const given = (value: number, definition = 'policies/a.json') => ({
    definition,
    parameters: new Map([['days', value]]),
  })
  const runs = (...settings: readonly object[]): readonly string[] =>
    load(settings, files).rules.map(({ rule, parameters }) => {
      const value = parameters.get('days')
      return `${rule.id} ${value?.kind === 'literal' ? value.value : value?.kind}`
    })

  test('one that names the file goes before a glob, in whatever order', () => {
    const expected = ['azure-policy/a 90', 'azure-policy/b 7']
    expect(runs(glob, given(90))).toEqual(expected)
    expect(runs(given(90), glob)).toEqual(expected)
  })

  test('a later glob goes before an earlier one', () => {
    expect(runs(glob, given(30, 'policies/a*'))).toEqual(['azure-policy/a 30', 'azure-policy/b 7'])
  })

  test('assigned twice it runs twice', () => {
    expect(runs(given(30), given(90))).toEqual(['azure-policy/a 30', 'azure-policy/a.2 90'])
  })

  test('two files of one name are told', () => {
    expect(problems([glob], { 'policies/a.json': days('a'), 'policies/b.json': days('A') })).toEqual([
      'policy-invalid error policies/b.json: `policies/a.json` is called `A` as well, so this one is not run; give it another `name`',
    ])
  })
})

test('a value of more parts than are taken in is told', () => {
  const many = Array.from({ length: 10_000 }, () => 'a')
  const policy = definition(
    { if: { allOf: [isVault, { field: 'location', in: "[parameters('places')]" }] }, then: { effect: 'audit' } },
    { parameters: { places: { type: 'Array', defaultValue: many } } },
  )
  expect(problems([{}], { 'p.json': policy })).toEqual([
    'policy-invalid error p.json: Parameter `places` has more than 10000 parts',
  ])
  expect(problems([{ parameters: new Map([['places', many]]) }], { 'p.json': policy })[0]).toBe(
    'configuration-invalid error c.yml: Parameter `places` has more than 10000 parts',
  )
})

test('names: a GUID, else what it is called, else its file', () => {
  const ids = [
    definition({ if: isVault, then: { effect: 'audit' } }),
    { ...definition({ if: isVault, then: { effect: 'audit' } }), name: 'own vaults' },
    {
      ...definition({ if: isVault, then: { effect: 'audit' } }),
      name: 'x',
      id: `/providers/Microsoft.Authorization/policyDefinitions/${guid}`,
    },
    { policyRule: { if: isVault, then: { effect: 'audit' } } },
  ].map((policy) => {
    const files: PackFiles = { read: () => ({ kind: 'text', text: JSON.stringify(policy) }), list: () => undefined }
    const setting = {
      definition: 'policy/tidy.json',
      parameters: new Map(),
      severity: undefined,
      span: { file: 'c.yml', start: 0, end: 0 },
    }
    return loadPolicies([setting], files).rules.map(({ rule }) => rule.id)
  })
  expect(ids).toEqual([
    [`azure-policy/${guid}`],
    ['azure-policy/own-vaults'],
    [`azure-policy/${guid}`],
    ['azure-policy/tidy'],
  ])
})

test('globs over folders', () => {
  const paths = ['policy/a.json', 'policy/b.txt', 'policy/deep/er/c.json', 'other/d.json']
  const files: PackFiles = {
    read: (path) => (paths.includes(path) ? { kind: 'text', text: '' } : { kind: 'absent' }),
    list: (folder) => {
      const below = paths.flatMap((path) =>
        folder === '' || path.startsWith(`${folder}/`)
          ? [path.slice(folder === '' ? 0 : folder.length + 1).split('/')[0] ?? '']
          : [],
      )
      return below.length > 0 ? [...new Set(below)] : undefined
    },
  }
  expect(expandGlob('policy/*.json', files)).toEqual(['policy/a.json'])
  expect(expandGlob('policy/**/*.json', files)).toEqual(['policy/a.json', 'policy/deep/er/c.json'])
  expect(expandGlob('*/*.json', files)).toEqual(['other/d.json', 'policy/a.json'])
  expect(expandGlob('./policy/a.json', files)).toEqual(['policy/a.json'])
  expect(expandGlob('policy/none.json', files)).toEqual([])
  expect(expandGlob('none/*.json', files)).toEqual([])
})

test('more definitions than are run are told', () => {
  const names = Array.from({ length: 1_001 }, (_, at) => `p${String(at).padStart(4, '0')}`)
  const files: PackFiles = {
    read(path) {
      const name = /^policies\/(p\d{4})\.json$/.exec(path)?.[1]
      if (name === undefined) return { kind: 'absent' }
      return { kind: 'text', text: JSON.stringify({ ...definition({ if: isVault, then: { effect: 'audit' } }), name }) }
    },
    list: (folder) => (folder === 'policies' ? names.map((name) => `${name}.json`) : undefined),
  }
  const span = { file: 'c.yml', start: 0, end: 1 }
  const setting = { definition: 'policies/*.json', parameters: new Map<string, unknown>(), severity: undefined, span }
  const { rules, problems } = loadPolicies([setting], files)
  expect(rules).toHaveLength(1_000)
  expect(problems).toEqual([
    { code: 'policy-invalid', severity: 'error', message: 'At most 1000 definitions are run', span },
  ])
})

test('folders deeper than a glob looks into are told', () => {
  const files: PackFiles = {
    read: (path) => (path.endsWith('.json') ? { kind: 'text', text: '' } : { kind: 'absent' }),
    list: (folder) => (folder.split('/').length > 18 ? ['p.json'] : folder === '' ? undefined : ['d']),
  }
  const told: string[] = []
  expect(expandGlob('d/**/*.json', files, (limit) => told.push(limit))).toEqual([])
  expect(expandGlob('d/d/d/**/*.json', files, (limit) => told.push(limit))).toHaveLength(1)
  expect(told).toEqual([
    `folders more than 16 deep, such as \`${Array.from({ length: 18 }, () => 'd').join('/')}\`, are not looked at; name a folder further down`,
  ])
})

test('a glob over more names than are looked at is told', () => {
  const names = Array.from({ length: 20_001 }, (_, at) => `n${at}.txt`)
  const files: PackFiles = {
    read: () => ({ kind: 'absent' }),
    list: (folder) => (folder === 'many' ? names : folder === 'enough' ? names.slice(1) : undefined),
  }
  const cut = (pattern: string): string[] => {
    const told: string[] = []
    expandGlob(pattern, files, (limit) => told.push(limit))
    return told
  }
  expect([cut('many/*.json'), cut('enough/*.json')]).toEqual([
    ['only the first 20000 names are looked at; name a folder with fewer'],
    [],
  ])
})
