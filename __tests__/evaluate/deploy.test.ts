import { describe, expect, test } from '@jest/globals'
import type { Resource } from '../../src/evaluate/resource.js'
import { sameResource } from '../../src/evaluate/resource-id.js'
import { deployBicep, deployTemplate, template, under } from './deployment.js'
import { show } from './sample.js'

const group =
  '/subscriptions/${subscription().subscriptionId of main.json}/resourceGroups/${resourceGroup().name of main.json}'

/** Type and id, the scope that the root is deployed to left out. */
function ids(resources: readonly Resource[]): readonly string[] {
  return resources.map(({ type, id }) => `${type} ${short(show(id))}`)
}

function short(id: string): string {
  return id.replace(
    /\/subscriptions\/\$\{subscription\(\)\.subscriptionId of [\w.]+\}\/resourceGroups\/\$\{resourceGroup\(\)\.name of [\w.]+\}/,
    '…',
  )
}

const vault = { type: 'Microsoft.KeyVault/vaults', apiVersion: '2024-11-01', name: "[parameters('v')]", properties: {} }
const parameters = { v: { type: 'string' } }

describe('what a resource is called', () => {
  test.each([
    [
      { type: 'Microsoft.KeyVault/vaults', name: 'kv' },
      'Microsoft.KeyVault/vaults "…/providers/Microsoft.KeyVault/vaults/kv"',
    ],
    [
      { type: 'Microsoft.KeyVault/vaults/secrets', name: "[format('{0}/s', parameters('v'))]" },
      'Microsoft.KeyVault/vaults/secrets `…/providers/Microsoft.KeyVault/vaults/${parameter main.json#v}/secrets/s`',
    ],
    [
      { type: 'Microsoft.KeyVault/vaults/secrets', name: "[parameters('v')]" },
      'Microsoft.KeyVault/vaults/secrets `…/providers/Microsoft.KeyVault/vaults/${parameter main.json#v/0}/secrets/${parameter main.json#v/1}`',
    ],
    [
      {
        type: 'Microsoft.Authorization/roleAssignments',
        name: 'r',
        scope: "[format('Microsoft.KeyVault/vaults/{0}', parameters('v'))]",
      },
      'Microsoft.Authorization/roleAssignments `…/providers/Microsoft.KeyVault/vaults/${parameter main.json#v}/providers/Microsoft.Authorization/roleAssignments/r`',
    ],
    [
      {
        type: 'Microsoft.Authorization/roleAssignments',
        name: 'r',
        scope: "[resourceId('Microsoft.KeyVault/vaults', parameters('v'))]",
      },
      'Microsoft.Authorization/roleAssignments `…/providers/Microsoft.KeyVault/vaults/${parameter main.json#v}/providers/Microsoft.Authorization/roleAssignments/r`',
    ],
    [
      {
        type: 'Microsoft.KeyVault/vaults/providers/roleAssignments',
        name: "[concat(parameters('v'), '/Microsoft.Authorization/r')]",
      },
      'Microsoft.Authorization/roleAssignments `…/providers/Microsoft.KeyVault/vaults/${parameter main.json#v}/providers/Microsoft.Authorization/roleAssignments/r`',
    ],
    [
      { type: 'Microsoft.Authorization/roleAssignments', name: 'r', scope: '/' },
      'Microsoft.Authorization/roleAssignments "/providers/Microsoft.Authorization/roleAssignments/r"',
    ],
    [
      {
        type: 'Microsoft.Insights/diagnosticSettings',
        name: 'd',
        scope: '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv',
      },
      'Microsoft.Insights/diagnosticSettings "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv/providers/Microsoft.Insights/diagnosticSettings/d"',
    ],
    [
      { type: 'Microsoft.KeyVault/vaults', name: 'kv', existing: true, subscriptionId: 's', resourceGroup: 'g' },
      'Microsoft.KeyVault/vaults "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"',
    ],
  ])('%j', (resource, expected) => {
    const { resources } = deployTemplate(template({ parameters, resources: [{ apiVersion: '1', ...resource }] }))
    expect(ids(resources)).toEqual([expected.replaceAll('"…', '`…').replace(/^(.*`….*)"$/, '$1`')])
  })

  test('children nested in a resource, to any depth', () => {
    const { resources } = deployTemplate(
      template({
        parameters,
        resources: [
          {
            ...vault,
            resources: [
              {
                type: 'secrets',
                apiVersion: '1',
                name: 's',
                resources: [{ type: 'versions', apiVersion: '1', name: 'w' }],
              },
              { type: 'Microsoft.KeyVault/vaults/keys', apiVersion: '1', name: "[concat(parameters('v'), '/k')]" },
              { type: 'Microsoft.Insights/diagnosticSettings', apiVersion: '1', name: 'd' },
              { type: 'providers/locks', apiVersion: '1', name: 'Microsoft.Authorization/l' },
            ],
          },
        ],
      }),
    )
    const kv = '…/providers/Microsoft.KeyVault/vaults/${parameter main.json#v}'
    expect(ids(resources)).toEqual([
      `Microsoft.KeyVault/vaults \`${kv}\``,
      `Microsoft.KeyVault/vaults/secrets \`${kv}/secrets/s\``,
      `Microsoft.KeyVault/vaults/secrets/versions \`${kv}/secrets/s/versions/w\``,
      `Microsoft.KeyVault/vaults/keys \`${kv}/keys/k\``,
      `Microsoft.Insights/diagnosticSettings \`${kv}/providers/Microsoft.Insights/diagnosticSettings/d\``,
      `Microsoft.Authorization/locks \`${kv}/providers/Microsoft.Authorization/locks/l\``,
    ])
  })

  test("Bicep's parent, nesting and scope", () => {
    const { resources } = deployBicep(
      `
      param v string
      resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
        name: v
        resource key 'keys' = { name: 'k' }
      }
      resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = { parent: vault, name: 's' }
      resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = { scope: secret, name: 'r' }
      resource lock 'Microsoft.Authorization/locks@2020-05-01' = { scope: vault::key, name: 'l' }`.replaceAll(
        ', ',
        '\n',
      ),
    )
    const kv = '…/providers/Microsoft.KeyVault/vaults/${parameter main.bicep#v}'
    expect(ids(resources)).toEqual([
      `Microsoft.KeyVault/vaults \`${kv}\``,
      `Microsoft.KeyVault/vaults/keys \`${kv}/keys/k\``,
      `Microsoft.KeyVault/vaults/secrets \`${kv}/secrets/s\``,
      `Microsoft.Authorization/roleAssignments \`${kv}/secrets/s/providers/Microsoft.Authorization/roleAssignments/r\``,
      `Microsoft.Authorization/locks \`${kv}/keys/k/providers/Microsoft.Authorization/locks/l\``,
    ])
    expect(resources.map(({ scopeKind }) => scopeKind)).toEqual([
      'resourceGroup',
      'resourceGroup',
      'resourceGroup',
      'resource',
      'resource',
    ])
  })

  test('a child of one of several in a loop', () => {
    const { resources } = deployBicep(`
      resource vaults 'Microsoft.KeyVault/vaults@2024-11-01' = [for n in ['a', 'b']: { name: n }]
      resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
        parent: vaults[1]
        name: 's'
      }`)
    expect(ids(resources).map((id) => id.split('/vaults').at(-1))).toEqual(['/a`', '/b`', '/b/secrets/s`'])
    expect(resources.map(({ loopIndexes }) => loopIndexes)).toEqual([[0], [1], []])
  })

  test.each([
    ["[resourceId('Microsoft.KeyVault/vaults', parameters('v'))]", true],
    ["[resourceId(resourceGroup().name, 'Microsoft.KeyVault/vaults', parameters('v'))]", true],
    [
      "[resourceId(subscription().subscriptionId, resourceGroup().name, 'microsoft.keyvault/vaults', parameters('v'))]",
      true,
    ],
    ["[extensionResourceId(resourceGroup().id, 'Microsoft.KeyVault/vaults', parameters('v'))]", true],
    ["[concat(resourceGroup().id, '/providers/Microsoft.KeyVault/vaults/', parameters('v'))]", true],
    [
      "[format('/subscriptions/{0}/resourceGroups/{1}/providers/Microsoft.KeyVault/vaults/{2}', subscription().subscriptionId, resourceGroup().name, parameters('v'))]",
      true,
    ],
    ["[reference(resourceId('Microsoft.KeyVault/vaults', parameters('v')), '2024-11-01', 'Full').id]", true],
    ["[resourceId('other', 'Microsoft.KeyVault/vaults', parameters('v'))]", 'unknown'],
    ["[resourceId('Microsoft.Storage/storageAccounts', parameters('v'))]", false],
    ["[subscriptionResourceId('Microsoft.KeyVault/vaults', parameters('v'))]", false],
  ])('%s names the vault: %s', (expression, expected) => {
    const sample = deployTemplate(
      template({ parameters, resources: [vault], outputs: { id: { type: 'string', value: expression } } }),
    )
    expect(sameResource(sample.output('id'), sample.resource('Microsoft.KeyVault/vaults').id)).toBe(expected)
  })

  test('resource groups and management groups as resources', () => {
    const { resources, only } = deployBicep(`
      targetScope = 'subscription'
      resource rg 'Microsoft.Resources/resourceGroups@2024-03-01' = { name: 'g' }
      output compiled string = subscriptionResourceId('Microsoft.Resources/resourceGroups', 'g')`)
    expect(ids(resources)).toEqual([
      'Microsoft.Resources/resourceGroups `/subscriptions/${subscription().subscriptionId of main.bicep}/resourceGroups/g`',
    ])
    expect(only.outputs.get('compiled')?.value).toMatchObject({
      parts: ['/subscriptions/', expect.anything(), '/resourceGroups/g'],
    })
    const managed = deployBicep(`
      targetScope = 'tenant'
      resource mg 'Microsoft.Management/managementGroups@2023-04-01' = { name: 'm' }
      resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
        scope: mg
        name: 'r'
      }`)
    expect(ids(managed.resources)).toEqual([
      'Microsoft.Management/managementGroups "/providers/Microsoft.Management/managementGroups/m"',
      'Microsoft.Authorization/roleAssignments "/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/roleAssignments/r"',
    ])
  })
})

describe('conditions and loops', () => {
  const conditional = (condition: unknown, more: object = {}) =>
    deployTemplate(
      template({
        parameters: { ...parameters, open: { type: 'bool' } },
        resources: [{ ...vault, condition, ...more }],
      }),
    )

  test.each([
    [false, []],
    ['false', []],
    [true, [true]],
    ['[not(false())]', [true]],
    ["[parameters('open')]", ['unknown']],
    ["[and(parameters('open'), false())]", []],
  ])('condition %s', (condition, deployed) => {
    expect(conditional(condition).resources.map((resource) => resource.deployed)).toEqual(deployed)
  })

  test('what Azure would refuse is noted where it is certainly worked out', () => {
    const sample = conditional("[variables('none')]", { name: "[variables('nor')]" })
    sample.resources.map(({ id }) => id)
    expect(sample.only.problems.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['template-invalid', 'note', 'There is no variable `none` here.'],
    ])
    const named = conditional(true, { name: "[variables('none')]" })
    expect(named.resources.map(({ names }) => names.map(show))).toEqual([
      ['refused: There is no variable `none` here.'],
    ])
    expect(named.only.problems.map(({ message }) => message)).toEqual(['There is no variable `none` here.'])
  })

  test('what is written as a name is what a symbol gives', () => {
    const sample = deployBicep("resource r 'A.B/c@1' = { name: null }\noutput x string = r.name ?? 'none'")
    expect(show(sample.output('x'))).toBe('"none"')
  })

  test.each([
    ['[null()]', 'A.B/c', ['refused: The name of a resource is not null.']],
    ["[if(parameters('open'), null(), 'x')]", 'A.B/c', ['refused: The name of a resource is not null. | "x"']],
    ['x', 'A.B/c/d', Array(2).fill('refused: This type of resource has a name of 2 segments.')],
  ])('the name %s of %s is none', (name, type, expected) => {
    const { resources, only } = conditional(true, { name, type })
    const names = resources.flatMap((resource) => resource.names)
    expect(names.map(show)).toEqual(expected)
    expect(only.problems.map(({ message }) => `refused: ${message}`)).toEqual(
      expected.filter((each) => !each.includes('|')).slice(0, 1),
    )
  })

  test('what a condition depends on is kept', () => {
    const [resource] = conditional("[parameters('open')]").resources
    expect(resource?.conditionUnknowns.map(show)).toEqual(['?parameter main.json#open bool'])
  })

  test('what a condition governs may take it for granted', () => {
    const kind = "[if(parameters('open'), 'open', 'closed')]"
    const both = conditional("[and(parameters('open'), equals(parameters('v'), 'x'))]", {
      tags: { kind, v: "[if(equals(parameters('v'), 'x'), 1, 2)]" },
    })
    expect(both.resources.map(({ body }) => show(body.entries.get('tags')?.value ?? body))).toEqual([
      '{kind: "open", v: 1}',
    ])
    const not = conditional("[not(parameters('open'))]", { tags: { kind } })
    expect(not.resources.map(({ body }) => show(body.entries.get('tags')?.value ?? body))).toEqual(['{kind: "closed"}'])
    const either = conditional("[or(parameters('open'), equals(parameters('v'), 'x'))]", { tags: { kind } })
    expect(either.resources.map(({ body }) => show(body.entries.get('tags')?.value ?? body))).toEqual([
      '{kind: "open" | "closed"}',
    ])
  })

  test('so may a module that is called under it', () => {
    const { resources } = deployBicep(
      `param open bool
       module m 'm.bicep' = if (open) { name: 'm', params: { kind: open ? 'open' : 'closed' } }`,
      { 'm.bicep': "param kind string\nresource r 'A.B/c@1' = { name: kind }" },
    )
    expect(resources.map(({ names }) => names.map(show))).toEqual([['"open"']])
  })

  test.each([
    ["[length(variables('list'))]", "[variables('list')[copyIndex()]]", ['"a"', '"b"']],
    ["[length(variables('list'))]", "[variables('LIST')[copyIndex('c')]]", ['"a"', '"b"']],
    // Nothing says that a list has as many items as another, or two of them.
    ["[length(variables('list'))]", "[variables('list')[add(copyIndex(), 0)]]", ['"a"', '"b" | refused']],
    ["[length(variables('list'))]", "[variables('list')[copyIndex('c', 0)]]", ['"a"', '"b" | refused']],
    ["[length(variables('other'))]", "[variables('list')[copyIndex()]]", ['"a"', '"b" | refused']],
    ['[2]', "[variables('list')[copyIndex()]]", ['"a"', '"b" | refused']],
  ])('a round of a loop over %s has an item in %s', (count, name, expected) => {
    // What both short ones assume does not say that the condition of the long one is false.
    const choose = (short: string, long: string) =>
      `[if(parameters('open'), if(parameters('more'), ${long}, ${short}), ${short})]`
    const { resources } = deployTemplate(
      template({
        parameters: { open: { type: 'bool' }, more: { type: 'bool' } },
        variables: {
          list: choose("createArray('a')", "createArray('a', 'b')"),
          other: choose('createArray(1)', 'createArray(1, 2)'),
        },
        resources: [{ type: 'A.B/c', apiVersion: '1', name, copy: { name: 'c', count } }],
      }),
    )
    const names = resources.flatMap((resource) => resource.names.map(show))
    expect(names.map((each) => each.replace(/refused: [^|]*$/, 'refused'))).toEqual(expected)
  })

  test('a condition within a loop, by its index', () => {
    const { resources } = conditional('[equals(copyIndex(), 1)]', {
      copy: { name: 'c', count: 3 },
      name: "[format('v{0}', copyIndex())]",
    })
    expect(ids(resources).map((id) => id.split('/').at(-1))).toEqual(['v1`'])
  })

  test('an unknown count is one resource that stands for each', () => {
    const { resources } = deployBicep(`
      param names array
      resource vaults 'Microsoft.KeyVault/vaults@2024-11-01' = [for n in names: { name: n }]`)
    expect(resources.map(({ names, deployed, loopIndexes }) => [names.map(show), deployed, loopIndexes])).toEqual([
      [['?parameter main.bicep#names[*]'], 'unknown', [-1]],
    ])
  })

  test('a loop over one of two arrays: what both have is certain', () => {
    const { resources } = deployBicep(`
      param more bool
      resource vaults 'Microsoft.KeyVault/vaults@2024-11-01' = [for n in more ? ['a', 'b'] : ['a']: { name: n }]`)
    expect(resources.map(({ names, deployed }) => [names.map(show), deployed])).toEqual([
      [['"a"'], true],
      [['"b"'], 'unknown'],
    ])
  })

  test('a filter', () => {
    const { resources } = deployBicep(`
      resource vaults 'Microsoft.KeyVault/vaults@2024-11-01' = [for (n, i) in ['a', 'b', 'c']: if (i != 1) { name: n }]`)
    expect(resources.flatMap(({ names }) => names.map(show))).toEqual(['"a"', '"c"'])
  })

  test('a filter is taken for granted in what it lets through', () => {
    const { resources } = deployBicep(`
      param open bool
      resource vaults 'Microsoft.KeyVault/vaults@2024-11-01' = [for n in ['a']: if (open) { name: open ? n : 'b' }]`)
    expect(resources.map(({ names, deployed }) => [names.map(show), deployed])).toEqual([[['"a"'], 'unknown']])
  })

  test('more instances than Azure makes are a problem, and end at once', () => {
    const sample = conditional(true, { copy: { name: 'c', count: 1_000_000_000 } })
    expect(sample.only.problems.map(({ code, message }) => [code, message])).toEqual([
      ['limit-reached', 'Only 800 rounds of a loop are worked out; what lies beyond cannot be told.'],
    ])
    expect(sample.resources.map((resource) => resource.deployed)).toEqual(['unknown'])
  })

  test("Bicep puts a parent's condition on what is nested in it, ARM does not", () => {
    const nested = deployBicep(`
      param o object = {}
      resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = if (contains(o, 'a')) {
        name: 'v'
        resource key 'keys' = if (o.a) { name: 'k' }
      }`)
    expect(nested.resources).toEqual([])
    expect(nested.only.problems).toEqual([])
    expect(
      conditional(false, { resources: [{ type: 'keys', apiVersion: '1', name: 'k' }] }).resources.map(
        ({ type }) => type,
      ),
    ).toEqual(['Microsoft.KeyVault/vaults/keys'])
  })
})

describe('bodies', () => {
  test('hold what is written, and are closed', () => {
    const sample = deployTemplate(
      template({
        parameters,
        resources: [{ ...vault, tags: { a: 'b' }, dependsOn: ['x'], properties: { sku: { name: 'standard' } } }],
      }),
    )
    const resource = sample.resource('Microsoft.KeyVault/vaults')
    expect(show(resource.body)).toBe('{properties: {sku: {name: "standard"}}, tags: {a: "b"}}')
    expect(show(resource.apiVersion ?? resource.id)).toBe('"2024-11-01"')
    expect(under(resource, 'properties.sku')?.origin.span).toMatchObject({ file: 'main.json' })
  })

  test('an existing resource is told', () => {
    const [resource] = deployBicep(
      "resource v 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: 'v' }",
    ).resources
    expect([resource?.existing, resource?.symbol, resource?.deployed]).toEqual([true, 'v', true])
  })

  test('the scope of the root and its outputs', () => {
    const sample = deployTemplate(
      template({
        outputs: { a: { type: 'securestring', value: 's' }, b: { type: 'string', condition: false, value: 'x' } },
      }),
    )
    expect(show(sample.only.scope)).toBe(`\`${group}\``)
    expect([...sample.only.outputs].map(([name, { value, secure }]) => [name, show(value), secure])).toEqual([
      ['a', 'secret "s"', true],
      ['b', 'null', false],
    ])
  })
})
