// A template as a compiler writes it for registry modules: nested deployments six deep, type definitions, long descriptions, role assignments in loops.
// Deterministic; used by the benchmarks, never committed as output.

const role = (guid) => `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${guid}')]`
const description = (what) => `Optional. ${what} `.padEnd(180, 'as the module that this stands for explains at some length; ')

function parameters(count) {
  const made = { name: { type: 'string', metadata: { description: description('The name.') } }, enable: { type: 'bool', defaultValue: true } }
  for (let n = 0; n < count; n++) {
    made[`setting${n}`] = {
      type: n % 3 === 0 ? 'string' : n % 3 === 1 ? 'object' : 'array',
      nullable: true,
      metadata: { description: description(`Setting ${n}.`) },
    }
  }
  return made
}

function definitions(count) {
  const made = {}
  for (let n = 0; n < count; n++) {
    made[`settingType${n}`] = {
      type: 'object',
      properties: {
        name: { type: 'string', nullable: true, metadata: { description: description('The name of the setting.') } },
        kind: { type: 'string', allowedValues: ['A', 'B', 'C'], metadata: { description: description('Its kind.') } },
        values: { type: 'array', items: { type: 'string' }, nullable: true, metadata: { description: description('Its values.') } },
      },
      metadata: { description: description('The type of a setting.'), __bicep_imported_from: { sourceTemplate: 'br:registry.example/modules/common:0.1.0' } },
    }
  }
  return made
}

function vault(symbol, padding) {
  return {
    [symbol]: {
      type: 'Microsoft.KeyVault/vaults',
      apiVersion: '2024-11-01',
      name: "[parameters('name')]",
      location: '[resourceGroup().location]',
      properties: {
        enabledForDeployment: false,
        enableRbacAuthorization: true,
        enablePurgeProtection: "[if(parameters('enable'), true(), null())]",
        publicNetworkAccess: "[if(not(empty(coalesce(tryGet(parameters('setting1'), 'public'), createObject()))), 'Enabled', 'Disabled')]",
        tenantId: '[subscription().tenantId]',
        sku: { family: 'A', name: 'premium' },
        networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: "[coalesce(tryGet(parameters('setting4'), 'ip'), createArray())]" },
      },
      tags: { note: padding },
    },
  }
}

function others(count, padding) {
  const made = {}
  for (let n = 0; n < count; n++) {
    made[`res${n}`] =
      n % 4 === 0
        ? {
            copy: { name: `res${n}`, count: "[length(coalesce(parameters('setting2'), createArray()))]" },
            type: 'Microsoft.Authorization/roleAssignments',
            apiVersion: '2022-04-01',
            scope: "[format('Microsoft.KeyVault/vaults/{0}', parameters('name'))]",
            name: `[guid(resourceId('Microsoft.KeyVault/vaults', parameters('name')), 'role${n}')]`,
            properties: { roleDefinitionId: role('4633458b-17de-408a-b874-0445c86b69e6'), principalId: `[parameters('setting2')[copyIndex()].principalId]` },
          }
        : {
            condition: "[parameters('enable')]",
            type: 'Microsoft.Network/networkSecurityGroups',
            apiVersion: '2024-05-01',
            name: `[format('{0}-nsg-${n}', parameters('name'))]`,
            location: '[resourceGroup().location]',
            properties: {
              securityRules: Array.from({ length: 5 }, (_, at) => ({
                name: `rule${at}`,
                properties: { priority: 100 + at, direction: 'Inbound', access: 'Deny', protocol: '*', description: padding, sourceAddressPrefix: '*' },
              })),
            },
          }
  }
  return made
}

function template(level, perTemplate, padding) {
  const inner = level > 1 ? { nested: nested(level - 1, perTemplate, padding) } : {}
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    languageVersion: '2.0',
    contentVersion: '1.0.0.0',
    metadata: { _generator: { name: 'bicep', version: '0.43.8.12551', templateHash: '1' } },
    definitions: definitions(12),
    parameters: parameters(12),
    variables: { label: "[format('{0}-{1}', parameters('name'), uniqueString(resourceGroup().id))]" },
    resources: { ...vault('vault', padding), ...others(perTemplate - 1, padding), ...inner },
    outputs: { id: { type: 'string', value: "[resourceId('Microsoft.KeyVault/vaults', parameters('name'))]" } },
  }
}

function nested(level, perTemplate, padding) {
  return {
    type: 'Microsoft.Resources/deployments',
    apiVersion: '2025-04-01',
    name: `[format('{0}-level${level}', deployment().name)]`,
    properties: {
      expressionEvaluationOptions: { scope: 'inner' },
      mode: 'Incremental',
      parameters: { name: { value: `[format('{0}${level}', take(parameters('name'), 12))]` }, setting2: { value: [{ principalId: '11111111-1111-4111-8111-111111111111' }] } },
      template: template(level, perTemplate, padding),
    },
  }
}

/** JSON text of about `megabytes` with about `resources` resources in `chains` chains of nested deployments six deep. */
export function madeTemplate({ resources = 550, megabytes = 3.3 } = {}) {
  const chains = Math.max(1, Math.round(resources / 90))
  const perTemplate = Math.max(1, Math.round(resources / chains / 6) - 1)
  const build = (padding) => {
    const made = {}
    for (let n = 0; n < chains; n++) made[`chain${n}`] = nested(6, perTemplate, 'x'.repeat(padding))
    return JSON.stringify(
      {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        languageVersion: '2.0',
        contentVersion: '1.0.0.0',
        metadata: { _generator: { name: 'bicep', version: '0.43.8.12551', templateHash: '1' } },
        parameters: { name: { type: 'string', defaultValue: 'kv-bench' } },
        resources: made,
        outputs: {},
      },
      undefined,
      2,
    )
  }
  const bare = build(0).length
  const more = Math.max(0, Math.round(((megabytes * 1e6 - bare) / (build(10).length - bare)) * 10))
  return build(more)
}
