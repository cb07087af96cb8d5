import { describe, expect, test } from '@jest/globals'
import type { Sample, Sources } from './deployment.js'
import { deployBicep, deploySources, deployTemplate, template } from './deployment.js'
import { show } from './sample.js'

const deployments = { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01' }

/** What each resource is called and where it stands. */
function standing(sample: Sample): readonly string[] {
  return sample.resources.map(
    ({ names, modulePath, deployed }) => `${modulePath}: ${names.map(show).join('/')} ${deployed}`,
  )
}

function problems(sample: Sample): readonly (readonly [string, string, string | undefined])[] {
  return sample.only.problems.map(({ code, message, span }) => [code, message, span && sample.written(span)])
}

const vaultModule = `
  param name string
  resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = { name: name }
  output id string = vault.id
  output name string = vault.name`

describe('modules', () => {
  test('are followed at each call, with its arguments', () => {
    const sample = deployBicep(
      `module a 'vault.bicep' = { name: 'x', params: { name: 'kv-a' } }
       module b 'vault.bicep' = { name: 'y', params: { name: 'kv-b' } }`,
      { 'vault.bicep': vaultModule },
    )
    expect(sample.deployments).toHaveLength(1)
    expect(standing(sample)).toEqual(['a: "kv-a" true', 'b: "kv-b" true'])
    expect(sample.resources.map(({ calls }) => calls.map((call) => sample.written(call)))).toEqual([['a'], ['b']])
    expect(sample.resources.map(({ program }) => program.file)).toEqual(['vault.bicep', 'vault.bicep'])
  })

  test('in a loop, within each other, under a condition', () => {
    const sample = deployBicep(
      `param deploy bool
       module outer 'outer.bicep' = [for n in ['a', 'b']: if (n != 'c' && deploy) { name: n, params: { name: n } }]`,
      {
        'outer.bicep': "param name string\nmodule inner 'vault.bicep' = { name: 'i', params: { name: 'kv-${name}' } }",
        'vault.bicep': vaultModule,
      },
    )
    expect(standing(sample)).toEqual(['outer[0]/inner: "kv-a" unknown', 'outer[1]/inner: "kv-b" unknown'])
    expect(
      sample.resources.map(({ conditionUnknowns, loopIndexes }) => [conditionUnknowns.map(show), loopIndexes]),
    ).toEqual([
      [['?parameter main.bicep#deploy bool'], [0]],
      [['?parameter main.bicep#deploy bool'], [1]],
    ])
  })

  test('written as a resource that loads its template', () => {
    const inner = template({
      parameters: { name: { type: 'string' } },
      resources: [{ type: 'Microsoft.KeyVault/vaults', apiVersion: '2024-11-01', name: "[parameters('name')]" }],
      outputs: { name: { type: 'string', value: "[parameters('name')]" } },
    })
    const sample = deployBicep(
      `resource d 'Microsoft.Resources/deployments@2023-07-01' = {
         name: 'x'
         properties: { mode: 'Incremental', template: loadJsonContent('t.json'), parameters: { name: { value: 'kv' } } }
       }
       output x string = d.properties.outputs.name.value
       output type string = '\${d.type} \${d.apiVersion}'`,
      { 't.json': inner },
    )
    expect(standing(sample)).toEqual(['d: "kv" true'])
    expect(show(sample.output('x'))).toBe('"kv"')
    expect(show(sample.output('type'))).toBe('"Microsoft.Resources/deployments 2023-07-01"')
  })

  test('a call that is not made deploys nothing', () => {
    const sample = deployBicep("module a 'vault.bicep' = if (false) { name: 'x', params: { name: 'kv' } }", {
      'vault.bicep': vaultModule,
    })
    expect(standing(sample)).toEqual([])
  })

  test('outputs go back to the caller, and on to other calls', () => {
    const sample = deployBicep(
      `module a 'vault.bicep' = { name: 'x', params: { name: 'kv' } }
       module b 'vault.bicep' = { name: 'y', params: { name: '\${a.outputs.name}-2' } }
       module c 'vault.bicep' = [for i in range(0, 2): { name: 'z\${i}', params: { name: 'c\${i}' } }]
       output b string = b.outputs.name
       output c string = c[1].outputs.name
       output all array = [for i in range(0, 2): c[i].outputs.name]`,
      { 'vault.bicep': vaultModule },
    )
    expect(['b', 'c', 'all'].map((name) => show(sample.output(name)))).toEqual(['"kv-2"', '"c1"', '["c0", "c1"]'])
  })

  test('a parameter that no call gives is unknown by its call', () => {
    const sample = deployBicep("module a 'vault.bicep' = { name: 'x', params: {} }", { 'vault.bicep': vaultModule })
    expect(standing(sample)).toEqual(['a: ?parameter vault.bicep#a/name string true'])
  })

  test('an argument that the module does not take is told', () => {
    const sample = deployBicep("module a 'vault.bicep' = { name: 'x', params: { name: 'kv', nmae: 1 } }", {
      'vault.bicep': vaultModule,
    })
    expect(problems(sample)).toEqual([
      ['parameter-unknown', '`vault.bicep` has no parameter `nmae`. Did you mean `name`?', 'nmae'],
    ])
  })

  test('what cannot be followed is told once, with its cause', () => {
    const sample = deployBicep(
      `module a 'br/public:avm/res/key-vault/vault:0.13.3' = [for n in ['x', 'y']: { name: n }]
       module b 'none.bicep' = { name: 'b' }
       output a string = a[0].outputs.name
       output b object = b.outputs`,
    )
    expect(
      sample.only.opaque.map(({ reference, span, unknown }) => [reference, sample.written(span), unknown.cause.kind]),
    ).toEqual([
      [
        'br:mcr.microsoft.com/bicep/avm/res/key-vault/vault:0.13.3',
        "'br/public:avm/res/key-vault/vault:0.13.3'",
        'external-module',
      ],
      ['none.bicep', "'none.bicep'", 'missing-file'],
    ])
    expect(sample.output('a')).toMatchObject({ kind: 'unknown', cause: { kind: 'external-module' } })
    expect(sample.output('b')).toMatchObject({ kind: 'unknown', cause: { kind: 'missing-file' } })
  })

  test('that call themselves are a problem and end', () => {
    const sample = deploySources({
      'main.bicep': "module a 'a.bicep' = { name: 'a' }",
      'a.bicep': "module b 'b.bicep' = { name: 'b' }",
      'b.bicep': "module a 'a.bicep' = { name: 'a' }",
    })
    expect(problems(sample)).toEqual([['module-cycle', 'a.bicep calls itself.', 'a']])
    expect(sample.only.opaque.map(({ unknown }) => show(unknown))).toEqual(['refused: a.bicep calls itself.'])
  })

  test('whose arguments need their own outputs are a problem', () => {
    const sample = deployBicep(
      `module a 'vault.bicep' = { name: 'x', params: { name: b.outputs.name } }
       module b 'vault.bicep' = { name: 'y', params: { name: a.outputs.name } }`,
      { 'vault.bicep': vaultModule },
    )
    expect(standing(sample)).toEqual([
      'a: refused: The parameter `name` needs itself. true',
      'b: refused: The parameter `name` needs itself. true',
    ])
    expect(problems(sample).map(([, message]) => message)).toEqual([
      'The name of the resource `vault` needs itself.',
      'The parameter `name` needs itself.',
    ])
  })

  test('nested deeper than the limit are a problem', () => {
    const calls = Array.from({ length: 4 }, (_, at): [string, string] => [
      `m${at}.bicep`,
      `module n 'm${at + 1}.bicep' = { name: 'n' }`,
    ])
    const sources: Sources = { ...Object.fromEntries<string>(calls), 'm4.bicep': '' }
    expect(problems(deploySources(sources, { limits: { nesting: 4 } }))).toEqual([])
    expect(problems(deploySources(sources, { limits: { nesting: 3 } }))).toEqual([
      ['limit-reached', 'Only 3 deployments within each other are worked out; what lies beyond cannot be told.', 'n'],
    ])
  })

  test('more than the limit are a problem, and not forgotten', () => {
    const sample = deployBicep(
      "module a 'a.bicep' = [for i in range(0, 5): { name: 'a' }]",
      { 'a.bicep': "resource v 'Microsoft.KeyVault/vaults@2024-11-01' = [for i in range(0, 5): { name: 'v' }]" },
      { limits: { resources: 12 } },
    )
    expect(sample.resources).toHaveLength(7)
    expect(problems(sample).map(([code]) => code)).toEqual(['limit-reached'])
    expect(sample.only.opaque[0]?.unknown.cause).toEqual({ kind: 'budget', limit: '12 resources and module calls' })
  })
})

describe('where a module is deployed to', () => {
  test.each([
    ["scope: resourceGroup('g')", '/subscriptions/${S}/resourceGroups/g'],
    ["scope: resourceGroup('s', 'g')", '/subscriptions/s/resourceGroups/g'],
    ['scope: rg', '/subscriptions/${S}/resourceGroups/made'],
    ["scope: az.resourceGroup(split(id, '/')[2], split(id, '/')[4])", '/subscriptions/s/resourceGroups/g'],
  ])('%s', (scope, expected) => {
    const sample = deployBicep(
      `targetScope = 'subscription'
       param id string = '/subscriptions/s/resourceGroups/g/providers/A.B/c/d'
       resource rg 'Microsoft.Resources/resourceGroups@2024-03-01' = { name: 'made', location: 'x' }
       module a 'vault.bicep' = { name: 'x', params: { name: 'kv' }, ${scope} }`,
      {
        'vault.bicep': `${vaultModule}\noutput group string = resourceGroup().name\noutput sub string = subscription().subscriptionId`,
      },
    )
    const { scope: found, scopeKind } = sample.resource('Microsoft.KeyVault/vaults')
    expect(scopeKind).toBe('resourceGroup')
    expect(show(found).replace(/^["`]|["`]$/g, '')).toBe(
      expected.replace('S', 'subscription().subscriptionId of main.bicep'),
    )
  })

  test('a subscription that cannot be one, as a compiled template has it', () => {
    const sample = deployBicep(
      `targetScope = 'subscription'
       module a 'a.bicep' = { name: 'x', scope: resourceGroup('', 'g') }
       resource v 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: 'v', scope: resourceGroup('', 'g') }
       output told string = a.outputs.told`,
      { 'a.bicep': `output told string = '\${subscription().subscriptionId}|\${resourceGroup().name}'` },
    )
    expect(show(sample.output('told'))).toBe('"|g"')
    expect(sample.resource('v')).toMatchObject({ scopeKind: 'resourceGroup' })
  })

  test.each([
    ["scope: subscription('s')", 'subscription', '"/subscriptions/s"'],
    ['scope: tenant()', 'tenant', '"/"'],
    ["scope: managementGroup('m')", 'managementGroup', '"/providers/Microsoft.Management/managementGroups/m"'],
    [
      '',
      'managementGroup',
      '`/providers/Microsoft.Management/managementGroups/${managementGroup().name of main.bicep}`',
    ],
  ] as const)('from a management group: %s', (scope, kind, expected) => {
    const sample = deployBicep(
      `targetScope = 'managementGroup'
       module a 'role.bicep' = { name: 'x', ${scope} }`,
      {
        'role.bicep': `targetScope = '${kind}'\nresource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: 'r' }`,
      },
    )
    const role = sample.resource('r')
    expect([role.scopeKind, show(role.scope)]).toEqual([kind, expected])
  })

  test.each([
    [{ resourceGroup: 'g' }, '`/subscriptions/${subscription().subscriptionId of main.json}/resourceGroups/g`'],
    [{ resourceGroup: 'g', subscriptionId: 's' }, '"/subscriptions/s/resourceGroups/g"'],
    [{ scope: '/subscriptions/s/resourceGroups/g' }, '"/subscriptions/s/resourceGroups/g"'],
    [{ scope: 'Microsoft.Management/managementGroups/m' }, '"/providers/Microsoft.Management/managementGroups/m"'],
    [{ scope: "[parameters('somewhere')]" }, '?parameter main.json#somewhere string'],
  ])('of ARM: %j', (where, expected) => {
    const inner = template({ resources: [{ type: 'A.B/c', apiVersion: '1', name: 'n' }] })
    const properties = { expressionEvaluationOptions: { scope: 'inner' }, template: inner }
    const sample = deployTemplate(
      template({
        parameters: { somewhere: { type: 'string' } },
        resources: [{ ...deployments, name: 'd', ...where, properties }],
      }),
    )
    expect(show(sample.resource('A.B/c').scope)).toBe(expected)
  })
})

describe('nested deployments', () => {
  const nested = (scope: 'inner' | 'outer', more: object = {}) =>
    deployTemplate(
      template({
        parameters: { p: { type: 'string', defaultValue: 'outer' } },
        resources: [
          {
            ...deployments,
            name: 'd',
            resourceGroup: 'other',
            copy: { name: 'ds', count: 2 },
            properties: {
              expressionEvaluationOptions: { scope },
              ...(scope === 'inner'
                ? { parameters: { p: { value: "[format('{0}{1}', parameters('p'), copyIndex())]" } } }
                : {}),
              template: template({
                ...(scope === 'inner' ? { parameters: { p: { type: 'string' } } } : {}),
                resources: [
                  {
                    type: 'A.B/c',
                    apiVersion: '1',
                    name: scope === 'inner' ? "[parameters('p')]" : "[format('{0}-{1}', parameters('p'), copyIndex())]",
                    tags: { group: '[resourceGroup().name]', deployment: '[deployment().name]' },
                  },
                ],
              }),
              ...more,
            },
          },
        ],
      }),
    )

  test('of their own see their own parameters and scope', () => {
    const sample = nested('inner')
    expect(standing(sample)).toEqual(['d[0]: "outer0" true', 'd[1]: "outer1" true'])
    expect(sample.resources.map(({ body }) => show(body))).toEqual(
      Array(2).fill('{tags: {group: "other", deployment: "d"}}'),
    )
  })

  test('evaluated outside see those of the parent, but lie where they are deployed', () => {
    const sample = nested('outer')
    expect(standing(sample)).toEqual(['d[0]: "outer-0" true', 'd[1]: "outer-1" true'])
    expect(sample.resources.map(({ body }) => show(body))).toEqual(
      Array(2).fill(
        '{tags: {group: ?resourceGroup().name of main.json string, deployment: ?deployment().name of main.json string}}',
      ),
    )
    expect(show(sample.resources[0]?.scope ?? sample.only.scope)).toBe(
      '`/subscriptions/${subscription().subscriptionId of main.json}/resourceGroups/other`',
    )
  })

  test('linked ones are followed by their path', () => {
    const sample = deploySources({
      'main.json': template({
        resources: [
          {
            ...deployments,
            name: 'd',
            properties: { templateLink: { relativePath: 'nested/kv.json' }, parameters: { n: { value: 'kv' } } },
          },
        ],
      }),
      'nested/kv.json': template({
        parameters: { n: { type: 'string' } },
        resources: [{ type: 'Microsoft.KeyVault/vaults', apiVersion: '1', name: "[parameters('n')]" }],
      }),
    })
    expect(standing(sample)).toEqual(['d: "kv" true'])
  })

  test('arguments that are not all known may give anything', () => {
    const inner = template({
      parameters: { a: { type: 'string', defaultValue: 'x' } },
      resources: [{ type: 'A.B/c', apiVersion: '1', name: "[parameters('a')]" }],
    })
    const properties = {
      expressionEvaluationOptions: { scope: 'inner' },
      template: inner,
      parameters: "[parameters('all')]",
    }
    const sample = deployTemplate(
      template({ parameters: { all: { type: 'object' } }, resources: [{ ...deployments, name: 'd', properties }] }),
    )
    expect(sample.resource('A.B/c').names[0]).toMatchObject({ kind: 'unknown', cause: { kind: 'unsupported' } })
  })
})
