import type { Expression, Program, ResourceDeclaration, TypeShape } from '../program.js'
import { foldName } from '../program.js'
import { accessPolicies, accessPolicyProgram, keyProgram, secretProgram } from './children.js'
import { diagnosticSettings } from './diagnostic-settings.js'
import { call, type Making, parametersOf, program, properties, resource, shape } from './parts.js'
import { privateEndpoints } from './private-endpoints.js'
import { roleAssignments, roleTable, rolesVariable } from './role-assignments.js'

/** What a call of the vault module deploys; its telemetry, an empty deployment, is left out. */
export function vaultProgram(making: Making): Program {
  const { make } = making
  return program(make, {
    parameters: parametersOf(making, 'vault'),
    variables: { [rolesVariable]: roleTable(making, 'vault') },
    resources: [
      vault(making),
      lock(making),
      diagnosticSettings(making),
      roleAssignments(making, 'keyVault_roleAssignments', 'keyVault'),
    ],
    modules: [
      call(make, 'keyVault_accessPolicies', {
        program: () => accessPolicyProgram(making),
        condition: make.given(make.parameter('accessPolicies')),
        arguments: { keyVaultName: vaultName(making), accessPolicies: make.parameter('accessPolicies') },
      }),
      call(make, 'keyVault_secrets', {
        program: () => secretProgram(making),
        loop: make.loop('secret', secrets(making)),
        arguments: secretArguments(making),
      }),
      call(make, 'keyVault_keys', {
        program: () => keyProgram(making),
        loop: make.loop('key', make.parameter('keys')),
        arguments: keyArguments(making),
      }),
      privateEndpoints(making),
    ],
    outputs: outputs(making),
    types: types(making),
  })
}

function vaultName({ make }: Making): Expression {
  return make.must(make.symbol('keyVault'), 'name')
}

function vault(making: Making): ResourceDeclaration {
  const { make, facts } = making
  const rules = make.parameter('networkAcls')
  const access = make.parameter('publicNetworkAccess')
  const closed = make.call(
    'and',
    make.given(make.parameter('privateEndpoints')),
    make.call('empty', make.parameter('networkAcls')),
  )
  return resource(make, 'keyVault', {
    type: 'Microsoft.KeyVault/vaults',
    apiVersion: facts.apiVersion('vault'),
    name: make.parameter('name'),
    body: {
      location: make.parameter('location'),
      tags: make.parameter('tags'),
      properties: make.object({
        ...properties(making, 'vault'),
        tenantId: make.must(make.call('subscription'), 'tenantId'),
        accessPolicies: accessPolicies(making),
        sku: make.object({ name: make.parameter('sku'), family: make.literal('A') }),
        networkAcls: make.when(
          make.given(rules),
          make.object({
            bypass: make.get(rules, 'bypass'),
            defaultAction: make.get(rules, 'defaultAction'),
            virtualNetworkRules: make.or(make.get(rules, 'virtualNetworkRules'), make.list()),
            ipRules: make.or(make.get(rules, 'ipRules'), make.list()),
          }),
        ),
        publicNetworkAccess: make.when(make.given(access), access, make.when(closed, make.literal('Disabled'))),
      }),
    },
  })
}

function lock(making: Making): ResourceDeclaration {
  const { make, facts } = making
  const written = make.parameter('lock')
  const kind = make.get(written, 'kind')
  const notes = make.literal('A lock.')
  return resource(make, 'keyVault_lock', {
    type: 'Microsoft.Authorization/locks',
    apiVersion: facts.apiVersion('lock'),
    name: make.or(make.get(written, 'name'), make.text('lock-', make.parameter('name'))),
    scope: 'keyVault',
    condition: make.call('and', make.given(written), make.not(make.call('equals', kind, make.literal('None')))),
    body: {
      properties: make.object({
        level: make.or(kind, make.literal('')),
        notes: facts.has('notes of locks') ? make.or(make.get(written, 'notes'), notes) : notes,
      }),
    },
  })
}

function secrets({ make, facts }: Making): Expression {
  const written = make.parameter('secrets')
  return facts.has('secrets in `secureList` of a secure object') ? make.get(written, 'secureList') : written
}

/** What secrets and keys have in common. */
function objectArguments(making: Making, kind: 'secret' | 'key'): Readonly<Record<string, Expression>> {
  const { make, facts } = making
  const one = make.local(kind)
  const inside = facts.has('attributes in `attributes`')
  const attribute = (name: string): Expression =>
    inside
      ? make.get(one, 'attributes', name)
      : make.get(one, `attributes${name.charAt(0).toUpperCase()}${name.slice(1)}`)
  return {
    name: make.must(one, 'name'),
    keyVaultName: vaultName(making),
    attributesEnabled: attribute('enabled'),
    attributesExp: attribute('exp'),
    attributesNbf: attribute('nbf'),
    tags: make.or(make.get(one, 'tags'), make.parameter('tags')),
    roleAssignments: make.get(one, 'roleAssignments'),
  }
}

function secretArguments(making: Making): Readonly<Record<string, Expression>> {
  const { make } = making
  const one = make.local('secret')
  return {
    ...objectArguments(making, 'secret'),
    value: make.must(one, 'value'),
    contentType: make.get(one, 'contentType'),
  }
}

function keyArguments(making: Making): Readonly<Record<string, Expression>> {
  const { make, facts } = making
  const one = make.local('key')
  const type = make.get(one, 'kty')
  const isRsa = make.call(
    'or',
    make.call('equals', type, make.literal('RSA')),
    make.call('equals', type, make.literal('RSA-HSM')),
  )
  const curve = make.or(make.get(one, 'curveName'), make.literal('P-256'))
  const size = make.get(one, 'keySize')
  const byType = facts.has('curves and sizes by the type of key')
  return {
    ...objectArguments(making, 'key'),
    curveName: byType ? make.when(isRsa, make.literal(null), curve) : curve,
    keyOps: make.get(one, 'keyOps'),
    keySize: byType ? make.when(isRsa, make.or(size, make.literal(4096))) : size,
    kty: make.or(type, make.literal('EC')),
    releasePolicy: make.get(one, 'releasePolicy'),
    rotationPolicy: make.get(one, 'rotationPolicy'),
  }
}

function outputs(making: Making): Readonly<Record<string, Expression>> {
  const { make, facts } = making
  const own = (...names: readonly string[]): Expression => make.must(make.symbol('keyVault'), ...names)
  return {
    resourceId: own('id'),
    resourceGroupName: make.must(make.call('resourceGroup'), 'name'),
    name: own('name'),
    uri: own('properties', 'vaultUri'),
    location: own('location'),
    ...(facts.has('outputs of endpoints') ? { privateEndpoints: endpointOutputs(making) } : {}),
    ...(facts.has('outputs of objects')
      ? { secrets: objectOutputs(making, 'secret'), keys: objectOutputs(making, 'key') }
      : {}),
  }
}

/** An object for each call that a loop makes, of its outputs under other names. */
function listed(
  { make }: Making,
  item: string,
  { calls, over }: { readonly calls: string; readonly over: Expression },
  names: Readonly<Record<string, string>>,
): Expression {
  const one = make.item(make.symbol(calls), make.local(`${item}Index`))
  const members = Object.entries(names).map(([name, output]) => [name, make.must(one, 'outputs', output)] as const)
  return make.each(item, over, make.object(Object.fromEntries(members)))
}

function endpointOutputs(making: Making): Expression {
  const { make, facts } = making
  const later = facts.has('outputs of endpoints by their later names')
  return listed(
    making,
    'endpoint',
    { calls: 'keyVault_privateEndpoints', over: make.parameter('privateEndpoints') },
    {
      name: 'name',
      resourceId: 'resourceId',
      groupId: 'groupId',
      [later ? 'customDnsConfigs' : 'customDnsConfig']: 'customDnsConfigs',
      [later ? 'networkInterfaceResourceIds' : 'networkInterfaceIds']: 'networkInterfaceResourceIds',
    },
  )
}

function objectOutputs(making: Making, kind: 'secret' | 'key'): Expression {
  const { make } = making
  return listed(
    making,
    'one',
    { calls: `keyVault_${kind}s`, over: make.parameter(`${kind}s`) },
    {
      resourceId: 'resourceId',
      uri: `${kind}Uri`,
      uriWithVersion: `${kind}UriWithVersion`,
    },
  )
}

/** Types that others import from the module: which of their members are secret matters, no more. */
function types({ make, facts }: Making): ReadonlyMap<string, TypeShape> {
  return new Map(
    facts.types.map(({ name, secure = [] }) => {
      const members = secure.map((member) => [foldName(member), { ...shape('string', make.at), secure: true }] as const)
      return [foldName(name), { ...shape('object', make.at), properties: new Map(members) }]
    }),
  )
}
