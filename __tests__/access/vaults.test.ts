import { describe, expect, test } from '@jest/globals'
import { assign, rbacVault, roles, vault } from './support/bicep.js'
import { alice, modelOf, plain, settings, textAt } from './support/run.js'

const someone = `'${alice}'`

describe('a vault that is declared', () => {
  test('says everything, and is known by file and symbol', () => {
    const [kv] = modelOf(vault()).vaults
    expect(kv).toMatchObject({
      kind: 'vault',
      id: 'main.bicep#kv',
      name: 'kv',
      symbol: 'kv',
      type: 'Microsoft.KeyVault/vaults',
      service: 'vault',
      existing: false,
      deployed: true,
      says: {
        apiVersion: true,
        permissionModel: true,
        accessPolicies: true,
        network: true,
        softDelete: true,
        purgeProtection: true,
        logging: true,
        flags: true,
      },
    })
    expect(plain(kv?.apiVersionStatus)).toBe('retiring')
  })

  test('in a module is known by the call and the symbol there', () => {
    const model = modelOf({
      'main.bicep':
        "module a 'vault.bicep' = { name: 'a' }\nmodule b 'vault.bicep' = { name: 'b', params: { name: 'other' } }",
      'vault.bicep': `param name string = 'kv'\n${vault().replace("name: 'kv'", 'name: name')}`,
    })
    expect(model.vaults.map(({ id, name }) => [id, name])).toEqual([
      ['main.bicep#a/kv', 'kv'],
      ['main.bicep#b/kv', 'other'],
    ])
  })

  test('is known by its id where that is wholly known', () => {
    const source = `targetScope = 'subscription'
module m 'kv.bicep' = { name: 'm', scope: resourceGroup('${alice}', 'rg') }`
    const [kv] = modelOf({ 'main.bicep': source, 'kv.bicep': vault() }).vaults
    expect(kv?.id).toBe(`/subscriptions/${alice}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv`)
  })

  test('whose name is partly unknown is called so', () => {
    const source = `param env string\n${vault().replace("'kv'", "'kv-${env}'")}`
    expect(modelOf(source).vaults[0]?.name).toBe('kv-${env}')
  })

  test('whose name is at fault says so at the name', () => {
    const source = vault().replace("'kv'", "'kv_1'")
    const fault = modelOf(source).vaults[0]?.nameFault
    expect(plain(fault)).toBe('has the character `_`; only letters, digits and hyphens are allowed')
    expect(fault && textAt(source, fault.origin.span)).toBe("'kv_1'")
  })

  test('in two declarations that exclude each other is there twice, and both are covered', () => {
    const source = `param a bool
resource one 'Microsoft.KeyVault/vaults@2023-07-01' = if (a) { name: 'kv', location: 'x', properties: {} }
resource two 'Microsoft.KeyVault/vaults@2023-07-01' = if (!a) { name: 'kv', location: 'y', properties: {} }
${assign(roles.secretsUser, someone, 'one')}`
    const { vaults, grants } = modelOf(source)
    expect(vaults.map(({ symbol, deployed, doubts }) => [symbol, deployed, doubts?.length])).toEqual([
      ['one', 'unknown', 1],
      ['two', 'unknown', 1],
    ])
    expect(grants.map((grant) => grant.vault?.symbol)).toEqual(['one', 'two'])
  })

  test('that a false condition leaves out is not there', () => {
    expect(modelOf("resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = if (false) { name: 'kv' }").vaults).toEqual([])
  })

  test('properties that are absent belong on the key `properties`, else on the symbol', () => {
    const withKey = vault()
    const [one] = modelOf(withKey).vaults
    expect(one && textAt(withKey, one.propertiesPlace)).toBe('properties')
    const without = "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv' }"
    const [two] = modelOf(without).vaults
    expect(two && textAt(without, two.propertiesPlace)).toBe('kv')
  })
})

describe('a vault that is only referred to', () => {
  const existing = "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\n"

  test('is there when something hangs on it, and says nothing', () => {
    const [kv, ...others] = modelOf(`${existing}${assign(roles.secretsUser, someone, 'kv')}`).vaults
    expect(others).toEqual([])
    expect(kv).toMatchObject({ id: 'main.bicep#kv', name: 'kv', existing: true })
    expect(new Set(Object.values(kv?.says ?? {}))).toEqual(new Set([false]))
    expect(plain(kv?.permissionModel)).toBe('<unknown>')
    expect(plain(kv?.network.defaultAction)).toBe('<unknown>')
  })

  test('is not there when nothing does', () => {
    expect(modelOf(existing).vaults).toEqual([])
  })

  test('is the same as the one that is declared elsewhere in the deployment', () => {
    const model = modelOf({
      'main.bicep': `${rbacVault}module m 'm.bicep' = { name: 'm', params: { name: kv.name } }`,
      'm.bicep': `param name string\n${existing.replace("'kv' }", 'name }')}${assign(roles.secretsUser, someone, 'kv')}`,
    })
    expect(model.vaults).toHaveLength(1)
    expect(model.grants.map(({ vault, effective }) => [vault?.id, effective])).toEqual([['main.bicep#kv', true]])
  })

  test('is made from a name alone in ARM templates', () => {
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      parameters: { vaultName: { type: 'string' } },
      resources: [
        {
          type: 'Microsoft.KeyVault/vaults/secrets',
          apiVersion: '2023-07-01',
          name: "[concat(parameters('vaultName'), '/one')]",
          properties: { value: 'x' },
        },
      ],
    }
    const { vaults, secrets } = modelOf({ 'main.json': template })
    expect(vaults.map(({ id, name, existing }) => [id, name, existing])).toEqual([
      ['main.json#${vaultName}', '${vaultName}', true],
    ])
    expect(secrets[0]?.vault).toBe(vaults[0])
  })
})

describe('a vault whose name is one of several', () => {
  const source = `param prod bool
${vault('enableRbacAuthorization: true').replace("name: 'kv'", "name: prod ? 'kv-prod' : 'kv-dev'")}`

  test('is the one that what stands on it or leads to it has by its symbol', () => {
    const { vaults, secrets, assignments, privateEndpoints } = modelOf(
      `${source}resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: kv, name: 's', properties: { value: '' } }
resource pe 'Microsoft.Network/privateEndpoints@2023-09-01' = {
  name: 'pe'
  location: 'x'
  properties: {
    subnet: { id: 's' }
    privateLinkServiceConnections: [{ name: 'c', properties: { privateLinkServiceId: kv.id, groupIds: ['vault'] } }]
  }
}
${assign(roles.secretsUser, someone, 'kv')}`,
    )
    expect(vaults).toHaveLength(1)
    expect(vaults[0]?.nameValue.kind).toBe('choice')
    expect(secrets[0]?.vault).toBe(vaults[0])
    expect(privateEndpoints[0]?.vault).toBe(vaults[0])
    expect(assignments[0]?.vaults).toEqual([vaults[0]])
    expect(assignments[0]?.scopeKind).toBe('vault')
  })

  test('is none of those that another condition decides', () => {
    const { vaults, assignments } = modelOf(`${source}param other bool
resource one 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: other ? 'kv-prod' : 'kv-dev' }
${assign(roles.secretsUser, someone, 'one')}`)
    expect(vaults.map(({ symbol }) => symbol)).toEqual(['kv'])
    expect(assignments[0]?.vaults).toEqual([])
  })
})

describe('a vault that is referred to by the name of a declared one', () => {
  test('is that vault, since names are unique in all of Azure', () => {
    const { vaults, assignments } = modelOf({
      'main.bicep': `param group string
${vault()}module m 'm.bicep' = { name: 'm', scope: resourceGroup(group) }`,
      'm.bicep': `resource same 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'KV' }
${assign(roles.secretsUser, someone, 'same')}`,
    })
    expect(vaults.map(({ symbol }) => symbol)).toEqual(['kv'])
    expect(assignments[0]?.vaults).toEqual([vaults[0]])
  })

  test('is another one where the scopes are known to differ', () => {
    const sources = {
      'main.bicep': `targetScope = 'subscription'
module a 'a.bicep' = { name: 'a', scope: resourceGroup('one') }
module b 'b.bicep' = { name: 'b', scope: resourceGroup('two') }`,
      'a.bicep': vault(),
      'b.bicep': `resource same 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }
${assign(roles.secretsUser, someone, 'same')}`,
    }
    expect(modelOf(sources).vaults.map(({ symbol }) => symbol)).toEqual(['kv', 'same'])
  })
})

describe('a managed HSM', () => {
  test('has its own permission model, and protection from purging unless it says otherwise', () => {
    const source =
      "resource hsm 'Microsoft.KeyVault/managedHSMs@2023-07-01' = { name: 'hsm', location: 'x', properties: { tenantId: tenant().tenantId } }"
    const [hsm] = modelOf(source).vaults
    expect(hsm).toMatchObject({
      service: 'managedHSM',
      says: { permissionModel: false, accessPolicies: false, flags: false, network: true, purgeProtection: true },
    })
    expect(plain(hsm?.permissionModel)).toBe('managedHsm')
    expect(plain(hsm?.recovery.purgeProtection)).toBe(true)
  })
})

describe('the environment of a vault', () => {
  const environmentOf = (file: string) =>
    file.startsWith('prod') ? 'production' : file.startsWith('dev') ? 'development' : undefined

  test('is that of the parameter file, else of the root, else of its own file', () => {
    const sources = {
      'main.bicep': "param n string = 'kv'\nmodule m 'dev/kv.bicep' = { name: 'm', params: { n: n } }",
      'dev/kv.bicep': `param n string\n${vault().replace("'kv'", 'n')}`,
      'prod.parameters.json': { parameters: { n: { value: 'kv-prod' } } },
    }
    const files = { parameters: ['prod.parameters.json'], environmentOf }
    expect(modelOf(sources, files).vaults[0]?.environment).toBe('production')
    const { 'prod.parameters.json': _, ...others } = sources
    expect(modelOf(others, { environmentOf }).vaults[0]?.environment).toBe('development')
  })

  test('is the configured one where no path says otherwise', () => {
    expect(modelOf(vault(), { environmentOf: () => 'staging' }).vaults[0]?.environment).toBe('staging')
    expect(modelOf(vault(), settings).vaults[0]?.environment).toBeUndefined()
  })
})
