import { describe, expect, test } from '@jest/globals'
import { judge } from './support/run.js'

const arm = (properties: string, lineBreak = '\n') =>
  `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "action": { "type": "string", "defaultValue": "Allow" } },
  "variables": { "open": "Enabled" },
  "resources": [
    {
      "type": "Microsoft.KeyVault/vaults",
      "apiVersion": "2023-07-01",
      "name": "kv",
      "location": "westeurope",
      "properties": ${properties}
    }
  ]
}`.replaceAll('\n', lineBreak)

const bicep = (properties: string) => `resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  location: 'westeurope'
  properties: ${properties}
}
`

/** The fix of a rule's finding, applied: what stands in place of `properties`; undefined without one. */
function fixed(make: (properties: string) => string, properties: string, rule: string): string | undefined {
  const text = make(properties)
  const file = text.startsWith('{') ? 'main.json' : 'main.bicep'
  const [finding] = judge({ [file]: text }, { rules: [rule] })
  expect(finding?.verdict).toBe('fail')
  const edit = finding?.fix?.edits[0]
  if (!edit) return undefined
  expect(finding?.fix?.edits).toHaveLength(1)
  const after = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end)
  const [head = '', tail = ''] = make('\0').split('\0')
  return after.slice(head.length, after.length - tail.length)
}

describe('a property that is missing', () => {
  const rows: readonly [
    name: string,
    make: (properties: string) => string,
    before: string,
    after: string | undefined,
  ][] = [
    ['of an object on one line', arm, '{ "sku": {} }', '{ "enablePurgeProtection": true, "sku": {} }'],
    ['of one without blanks', arm, '{"sku":{}}', '{ "enablePurgeProtection": true, "sku":{}}'],
    ['of an empty object', arm, '{}', '{ "enablePurgeProtection": true }'],
    [
      'of an object on several lines',
      arm,
      '{\n        "sku": {}\n      }',
      '{\n        "enablePurgeProtection": true,\n        "sku": {}\n      }',
    ],
    [
      'in the indentation that is there',
      arm,
      '{\n\t\t"sku": {}\n}',
      '{\n\t\t"enablePurgeProtection": true,\n\t\t"sku": {}\n}',
    ],
    [
      'of an object with a comment at its head',
      arm,
      '{ // the vault\n  "sku": {}\n}',
      '{ // the vault\n  "enablePurgeProtection": true,\n  "sku": {}\n}',
    ],
    ['of an empty object on several lines', arm, '{\n}', undefined],
    ['of an object with a comment on its line', arm, '{ /* the vault */ "sku": {} }', undefined],
    ['of an object that is an expression', arm, '"[json(\'{}\')]"', undefined],
    ['in Bicep', bicep, '{\n    sku: {}\n  }', '{\n    enablePurgeProtection: true\n    sku: {}\n  }'],
    ['in Bicep, on one line', bicep, '{ sku: {} }', '{ enablePurgeProtection: true, sku: {} }'],
    ['in Bicep, of a variable', (text) => `var own = ${text}\n\n${bicep('own')}`, '{ sku: {} }', undefined],
  ]
  test.each(rows)('%s', (_, make, before, after) => {
    expect(fixed(make, before, 'purge-protection')).toBe(after)
  })

  test('line breaks stay as they are', () => {
    const make = (properties: string) => arm(properties, '\r\n')
    expect(fixed(make, '{\n        "sku": {}\n      }', 'purge-protection')).toBe(
      '{\r\n        "enablePurgeProtection": true,\r\n        "sku": {}\r\n      }',
    )
  })

  test('with the objects around it', () => {
    expect(fixed(arm, '{ "sku": {} }', 'network-default-deny')).toBe(
      '{ "networkAcls": { "defaultAction": "Deny" }, "sku": {} }',
    )
    expect(fixed(bicep, '{\n    sku: {}\n  }', 'network-default-deny')).toBe(
      "{\n    networkAcls: { defaultAction: 'Deny' }\n    sku: {}\n  }",
    )
    expect(fixed(arm, '{ "networkAcls": { "bypass": "None" } }', 'network-default-deny')).toBe(
      '{ "networkAcls": { "defaultAction": "Deny", "bypass": "None" } }',
    )
  })
})

describe('a property that is written', () => {
  const rows: readonly [
    name: string,
    make: (properties: string) => string,
    rule: string,
    before: string,
    after: string | undefined,
  ][] = [
    [
      'a literal',
      arm,
      'network-default-deny',
      '{ "networkAcls": { "defaultAction": "Allow" } }',
      '{ "networkAcls": { "defaultAction": "Deny" } }',
    ],
    ['a boolean', arm, 'purge-protection', '{ "enablePurgeProtection": false }', '{ "enablePurgeProtection": true }'],
    [
      'a word for a boolean',
      arm,
      'purge-protection',
      '{ "enablePurgeProtection": "false" }',
      '{ "enablePurgeProtection": true }',
    ],
    [
      'a literal of Bicep',
      bicep,
      'public-network-access-disabled',
      "{ publicNetworkAccess: 'Enabled' }",
      "{ publicNetworkAccess: 'Disabled' }",
    ],
    [
      'a default that is passed on',
      arm,
      'network-default-deny',
      '{ "networkAcls": { "defaultAction": "[parameters(\'action\')]" } }',
      undefined,
    ],
    [
      'a variable',
      arm,
      'public-network-access-disabled',
      '{ "publicNetworkAccess": "[variables(\'open\')]" }',
      undefined,
    ],
    [
      'what an expression makes',
      arm,
      'public-network-access-disabled',
      '{ "publicNetworkAccess": "[concat(\'Ena\', \'bled\')]" }',
      undefined,
    ],
  ]
  test.each(rows)('%s', (_, make, rule, before, after) => {
    expect(fixed(make, before, rule)).toBe(after)
  })

  test('what is in effect is written down, and nothing else', () => {
    expect(fixed(arm, '{ "sku": {} }', 'permission-model-explicit')).toBe(
      '{ "enableRbacAuthorization": false, "sku": {} }',
    )
  })
})

test('a word is put in the place of the one that was meant', () => {
  const policies = (word: string) =>
    `{ "accessPolicies": [{ "tenantId": "t", "objectId": "11111111-1111-4111-8111-111111111111", "permissions": { "secrets": ["get", "${word}"] } }] }`
  expect(fixed(arm, policies('lst'), 'access-policy-permissions-exist')).toBe(policies('list'))
  expect(fixed(arm, policies('wrapKey'), 'access-policy-permissions-exist')).toBeUndefined()
  expect(fixed(arm, policies('nonsense'), 'access-policy-permissions-exist')).toBeUndefined()
})
