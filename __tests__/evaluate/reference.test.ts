import { describe, expect, test } from '@jest/globals'
import { principalIdentity } from '../../src/evaluate/resource-id.js'
import { deployBicep, deployTemplate, template } from './deployment.js'
import { show } from './sample.js'

const group =
  '/subscriptions/{subscription().subscriptionId of main.json}/resourcegroups/{resourceGroup().name of main.json}'
const kv = `${group}/providers/microsoft.keyvault/vaults/kv`

const vault = {
  type: 'Microsoft.KeyVault/vaults',
  apiVersion: '2024-11-01',
  name: 'kv',
  location: 'west',
  properties: { enableRbacAuthorization: true, networkAcls: { defaultAction: 'Deny', ipRules: [{ value: 'x' }] } },
}

function arm(value: string, resources: readonly object[] | object = [vault], more: object = {}): string {
  return show(deployTemplate(template({ resources, outputs: { x: { type: 'string', value } }, ...more })).output('x'))
}

describe('reference()', () => {
  test.each([
    ["[reference('kv').enableRbacAuthorization]", 'true'],
    ["[reference(resourceId('Microsoft.KeyVault/vaults', 'KV')).enableRbacAuthorization]", 'true'],
    ["[reference(resourceId('Microsoft.KeyVault/vaults', 'kv'), '2024-11-01', 'Full').location]", '"west"'],
    [
      "[reference(resourceId('Microsoft.KeyVault/vaults', 'kv'), '2024-11-01', 'full').properties.enableRbacAuthorization]",
      'true',
    ],
    ["[reference('kv').networkAcls.defaultAction]", '"Deny"'],
  ])('%s is what is written', (expression, expected) => {
    expect(arm(expression)).toBe(expected)
  })

  test.each([
    ["[reference('kv').vaultUri]", `?properties of ${kv}.vaulturi`],
    ["[reference('kv').networkAcls.bypass]", `?properties.networkacls of ${kv}.bypass`],
    ["[reference('kv').networkAcls.ipRules[0].id]", `?properties.networkacls.iprules[0] of ${kv}.id`],
    ["[reference('kv', '2024-11-01', 'Full').tags]", `?tags of ${kv}`],
    [
      "[reference(resourceId('Microsoft.KeyVault/vaults', 'other')).vaultUri]",
      `?properties of ${group}/providers/microsoft.keyvault/vaults/other.vaulturi`,
    ],
    ["[reference('what').ever]", '?reference(6:"what").ever'],
  ])('%s is known while deploying', (expression, expected) => {
    expect(arm(expression)).toBe(expected)
  })

  test('what nobody wrote is not absent', () => {
    expect(arm("[if(contains(reference('kv'), 'vaultUri'), 1, 2)]")).toBe('1 | 2')
  })

  test('a symbolic name, also of a loop', () => {
    const resources = {
      kv: vault,
      many: {
        ...vault,
        name: "[format('kv{0}', copyIndex())]",
        copy: { name: 'many', count: 2 },
        tags: { n: '[copyIndex()]' },
      },
    }
    const more = { languageVersion: '2.0' }
    expect(arm("[reference('kv').enableRbacAuthorization]", resources, more)).toBe('true')
    expect(arm("[reference('many[1]', '2024-11-01', 'full').tags.n]", resources, more)).toBe('1')
    expect(arm("[length(references('many'))]", resources, more)).toBe('2')
    expect(arm("[map(references('many', 'full'), lambda('r', lambdaVariables('r').tags.n))]", resources, more)).toBe(
      '[0, 1]',
    )
  })

  test('a symbolic name of a loop over what is not told, at a round of another such loop', () => {
    const resources = {
      many: {
        ...vault,
        name: "[parameters('names')[copyIndex()]]",
        copy: { name: 'many', count: "[length(parameters('names'))]" },
      },
    }
    const more = { languageVersion: '2.0', parameters: { names: { type: 'array' }, n: { type: 'int' } } }
    const rest =
      "[map(range(0, length(parameters('names'))), lambda('i', reference(format('many[{0}]', lambdaVariables('i'))).enableRbacAuthorization))]"
    expect(arm(rest, resources, more)).toBe('[...true]')
    expect(arm("[reference(format('many[{0}]', parameters('n'))).enableRbacAuthorization]", resources, more)).toMatch(
      /^\?.*\.enablerbacauthorization$/,
    )
    expect(arm("[reference(format('none[{0}]', parameters('n'))).x]", resources, more)).toBe(
      '?reference(46:text(7:"none[",21:parameter main.json#n,3:"]")).x',
    )
  })

  test('a deployment whose id is one of several, by each of them', () => {
    const nested = {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2022-09-01',
      name: 'nested',
      resourceGroup: "[if(parameters('open'), 'a', 'b')]",
      properties: {
        expressionEvaluationOptions: { scope: 'inner' },
        template: template({ outputs: { id: { type: 'string', value: 'made' } } }),
      },
    }
    const id =
      "[reference(resourceId(if(parameters('open'), 'a', 'b'), 'Microsoft.Resources/deployments', 'nested')).outputs.id.value]"
    expect(arm(id, [nested], { parameters: { open: { type: 'bool' } } })).toBe('"made"')
  })

  test('secret outputs of a deployment', () => {
    const nested = {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2022-09-01',
      name: 'nested',
      properties: {
        expressionEvaluationOptions: { scope: 'inner' },
        template: template({ outputs: { key: { type: 'secureString', value: 'made' } } }),
      },
    }
    const more = { languageVersion: '2.0' }
    expect(arm("[listOutputsWithSecureValues('nested', '2025-04-01').key]", { nested }, more)).toBe('secret "made"')
    expect(arm("[listOutputsWithSecureValues('other', '2025-04-01').key]", { nested }, more)).toBe(
      'secret ?listoutputswithsecurevalues(7:"other",12:"2025-04-01").key',
    )
  })

  test('what compilers call the information of a symbolic name', () => {
    expect(arm("[resourceInfo('kv').name]", { kv: vault }, { languageVersion: '2.0' })).toBe('"kv"')
  })

  test('outputs of a nested deployment, by name, id and symbol', () => {
    const nested = {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2022-09-01',
      name: 'nested',
      properties: {
        expressionEvaluationOptions: { scope: 'inner' },
        template: template({ outputs: { id: { type: 'string', value: 'made' } } }),
      },
    }
    expect(arm("[reference('nested').outputs.id.value]", [nested])).toBe('"made"')
    expect(
      arm("[reference(resourceId('Microsoft.Resources/deployments', 'nested'), '2022-09-01').outputs.ID.value]", [
        nested,
      ]),
    ).toBe('"made"')
    expect(arm("[reference('symbol').outputs.id.value]", { symbol: nested }, { languageVersion: '2.0' })).toBe('"made"')
    expect(arm("[reference('nested').outputs.none.value]", [nested])).toBe('refused: There is no property `none` here.')
  })

  test('a resource that looks at what it was before is no circle', () => {
    const sample = deployTemplate(
      template({ resources: [{ ...vault, properties: { before: "[reference('kv').x]" } }] }),
    )
    expect(show(sample.resource('Microsoft.KeyVault/vaults').body)).toMatch(/before: \?/)
    expect(sample.only.problems).toEqual([])
  })
})

describe('`.?` of what is deployed under a condition', () => {
  const declared = `
    param open bool
    resource v 'Microsoft.KeyVault/vaults@2024-11-01' = if (open) { name: 'v', properties: { a: { b: 1 } } }
    resource many 'Microsoft.KeyVault/vaults@2024-11-01' = [for n in ['a', 'b']: if (n == 'a') { name: n }]`

  test.each([
    ['v.?name', '"v" | null'],
    ['v.?properties.a.b', '1 | null'],
    ["v.?name ?? 'none'", '"v" | "none"'],
    ['open ? v.?name : 1', '"v" | 1'],
    ['v.name', '"v"'],
    ['many[0].?name', '"a"'],
    ['many[1].?name', 'null'],
  ])('%s', (expression, expected) => {
    expect(show(deployBicep(`${declared}\noutput x string = ${expression}`).output('x'))).toBe(expected)
  })
})

test('resourceInfo() is a resource by its symbol', () => {
  expect(arm("[resourceInfo('kv').name]")).toBe('"kv"')
})

test('a resource that looks at what it was before by way of a module is no circle', () => {
  const sample = deployBicep(
    `module before 'before.bicep' = { name: 'b' }
     resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
       name: 'kv'
       properties: union(before.outputs.properties, { enableRbacAuthorization: true })
     }`,
    {
      'before.bicep':
        "output properties object = reference(resourceId('Microsoft.KeyVault/vaults', 'kv'), '2024-11-01')",
    },
  )
  expect(show(sample.resource('vault').body)).toMatch(/enableRbacAuthorization: true/)
  expect(sample.only.problems).toEqual([])
})

describe('symbols of Bicep', () => {
  const before = `
    param n string = 'kv'
    param open bool
    resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
      name: n
      location: 'west'
      properties: { enableRbacAuthorization: true }
      resource key 'keys' = { name: 'k' }
    }
    resource old 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: 'old' }
    resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id' }
    resource app 'Microsoft.Web/sites@2023-12-01' = { name: 'app', identity: { type: 'SystemAssigned' } }
    resource maybe 'Microsoft.Web/sites@2023-12-01' = if (open) { name: 'maybe' }
    resource apps 'Microsoft.Web/sites@2023-12-01' = [for a in ['x', 'y']: { name: a }]`
  const at =
    '/subscriptions/{subscription().subscriptionId of main.bicep}/resourcegroups/{resourceGroup().name of main.bicep}/providers'

  test.each([
    ['vault.name', '"kv"'],
    ['vault.type', '"Microsoft.KeyVault/vaults"'],
    ['vault.apiVersion', '"2024-11-01"'],
    ['vault.properties.enableRbacAuthorization', 'true'],
    ['vault.properties.vaultUri', `?properties of ${at}/microsoft.keyvault/vaults/kv.vaulturi`],
    ['old.properties.vaultUri', `?properties of ${at}/microsoft.keyvault/vaults/old.vaulturi`],
    ['old.name', '"old"'],
    ['vault::key.name', '"k"'],
    ['apps[1].name', '"y"'],
    ['maybe.name', '"maybe"'],
    ['app.identity.type', '"SystemAssigned"'],
    ['app.identity.principalId', `?principalId of ${at}/microsoft.web/sites/app string`],
    ['apps[0].identity.principalId', `?principalId of ${at}/microsoft.web/sites/x string`],
    [
      'identity.properties.principalId',
      `?principalId of ${at}/microsoft.managedidentity/userassignedidentities/id string`,
    ],
    [
      'identity.properties.clientId',
      `?properties.clientId of ${at}/microsoft.managedidentity/userassignedidentities/id string`,
    ],
    ["reference(vault.id, '2024-11-01').enableRbacAuthorization", 'true'],
    [
      "reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'else')).principalId",
      `?principalId of ${at}/microsoft.managedidentity/userassignedidentities/else string`,
    ],
  ])('%s', (expression, expected) => {
    expect(show(deployBicep(`${before}\noutput x object = ${expression}`).output('x'))).toBe(expected)
  })

  test('the identity of a principal follows from its resource', () => {
    const sample = deployBicep(`${before}\noutput x string = app.identity.principalId`)
    expect(sample.output('x')).toMatchObject({ identity: principalIdentity(sample.resource('app').id) })
  })

  test('one of a loop of unknown length is like each of them', () => {
    const sample = deployBicep(`
      param names array
      resource vaults 'Microsoft.KeyVault/vaults@2024-11-01' = [for n in names: { name: n, tags: { a: 'b' } }]
      resource secrets 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = [for (n, i) in names: { parent: vaults[i], name: 's' }]
      output tag string = vaults[0].tags.a`)
    expect(show(sample.output('tag'))).toBe('"b"')
    const { type, names, scopeKind } = sample.resource('secrets')
    expect([type, names.map(show), scopeKind]).toEqual([
      'Microsoft.KeyVault/vaults/secrets',
      ['?parameter main.bicep#names[*]', '"s"'],
      'resourceGroup',
    ])
  })

  test('a name that is in a loop of unknown length is one of several', () => {
    const sample = deployBicep(`
      param names array
      resource apps 'Microsoft.Web/sites@2023-12-01' = [for n in names: { name: n }]
      output x array = [for (n, i) in names: apps[i].identity.principalId]`)
    expect(show(sample.output('x'))).toMatch(/^\[\.\.\.\?.*\[\*\].*\]$/)
  })

  test('methods of a resource are secret where they list keys', () => {
    const sample = deployBicep(`${before}
      output a string = app.listKeys().x
      output b string = app.listKeys().x
      output c string = apps[0].listKeys().x`)
    const [a, b, c] = ['a', 'b', 'c'].map((name) => sample.output(name))
    expect(a).toMatchObject({ cause: { kind: 'runtime', name: 'listKeys' }, secret: true })
    expect(a && b && show(a) === show(b)).toBe(true)
    expect(a && c && show(a) === show(c)).toBe(false)
  })
})
