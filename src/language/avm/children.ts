import type { Expression, Program } from '../program.js'
import { type Making, parametersOf, program, properties, resource } from './parts.js'
import { roleAssignments, roleTable, rolesVariable } from './role-assignments.js'

/** What is written into a vault's secret. */
export function secretProgram(making: Making): Program {
  const { make } = making
  return objectProgram(making, 'secret', {
    contentType: make.parameter('contentType'),
    attributes: attributes(making),
    value: make.parameter('value'),
  })
}

/** What is written into a vault's key. */
export function keyProgram(making: Making): Program {
  const { make, facts } = making
  const rotation = make.parameter('rotationPolicy')
  const policy = facts.has('empty rotation policies where none is given')
    ? make.or(rotation, make.object({}))
    : facts.has('rotation policies only where given')
      ? make.when(make.given(rotation), rotation)
      : rotation
  return objectProgram(making, 'key', {
    attributes: attributes(making),
    ...properties(making, 'key'),
    ...(facts.has('release policies')
      ? { release_policy: make.or(make.parameter('releasePolicy'), make.object({})) }
      : {}),
    rotationPolicy: policy,
  })
}

function attributes({ make }: Making): Expression {
  return make.object({
    enabled: make.parameter('attributesEnabled'),
    exp: make.parameter('attributesExp'),
    nbf: make.parameter('attributesNbf'),
  })
}

function objectProgram(making: Making, kind: 'secret' | 'key', written: Readonly<Record<string, Expression>>): Program {
  const { make, facts } = making
  const apiVersion = facts.apiVersion('object')
  const own = (...names: readonly string[]): Expression => make.must(make.symbol(kind), ...names)
  return program(make, {
    parameters: parametersOf(making, kind),
    variables: { [rolesVariable]: roleTable(making, kind) },
    resources: [
      existingVault(making),
      resource(make, kind, {
        type: `Microsoft.KeyVault/vaults/${kind}s`,
        apiVersion,
        name: make.parameter('name'),
        parent: 'keyVault',
        body: { tags: make.parameter('tags'), properties: make.object(written) },
      }),
      roleAssignments(making, `${kind}_roleAssignments`, kind),
    ],
    outputs: {
      name: own('name'),
      resourceId: own('id'),
      [`${kind}Uri`]: own('properties', `${kind}Uri`),
      [`${kind}UriWithVersion`]: own('properties', `${kind}UriWithVersion`),
      resourceGroupName: make.must(make.call('resourceGroup'), 'name'),
    },
  })
}

/** Access policies that are added to those that a vault has. */
export function accessPolicyProgram(making: Making): Program {
  const { make, facts } = making
  return program(make, {
    parameters: parametersOf(making, 'access-policy'),
    resources: [
      existingVault(making),
      resource(make, 'policies', {
        type: 'Microsoft.KeyVault/vaults/accessPolicies',
        apiVersion: facts.apiVersion('accessPolicies'),
        name: make.literal('add'),
        parent: 'keyVault',
        body: { properties: make.object({ accessPolicies: accessPolicies(making) }) },
      }),
    ],
    outputs: {
      resourceGroupName: make.must(make.call('resourceGroup'), 'name'),
      name: make.must(make.symbol('policies'), 'name'),
      resourceId: make.must(make.symbol('policies'), 'id'),
    },
  })
}

/** The parameter `accessPolicies` as Azure takes it. */
export function accessPolicies({ make }: Making): Expression {
  const one = make.local('accessPolicy')
  return make.each(
    'accessPolicy',
    make.parameter('accessPolicies'),
    make.object({
      applicationId: make.or(make.get(one, 'applicationId'), make.literal('')),
      objectId: make.must(one, 'objectId'),
      permissions: make.must(one, 'permissions'),
      tenantId: make.or(make.get(one, 'tenantId'), make.must(make.call('tenant'), 'tenantId')),
    }),
  )
}

function existingVault({ make, facts }: Making) {
  const name = make.parameter('keyVaultName')
  return resource(make, 'keyVault', {
    type: 'Microsoft.KeyVault/vaults',
    apiVersion: facts.apiVersion('vault'),
    name,
    existing: true,
  })
}
