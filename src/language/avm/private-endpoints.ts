import type { Expression, ModuleDeclaration, Program } from '../program.js'
import type { Maker } from './maker.js'
import { anyParameter, call, carried, type Making, ownLocation, program, resource } from './parts.js'

const one = 'privateEndpoint'

/** The private endpoints that `privateEndpoints` asks for; locks and role assignments on them say nothing of the vault. */
export function privateEndpoints(making: Making): ModuleDeclaration {
  const { make, facts } = making
  const argument = make.local(one)
  const byFlag = facts.has('manual connections by `isManualConnection`')
  const flag = make.get(argument, byFlag ? 'isManualConnection' : 'manualPrivateLinkServiceConnections')
  const manual = make.call('equals', flag, make.literal(true))
  const connections = make.list(connection(making, {}))
  const message = make.or(
    make.get(argument, 'manualConnectionRequestMessage'),
    make.literal('Manual approval required.'),
  )
  const always = !facts.has('manual connections')
  const scope = scopeOf(making, argument)
  const grouped = facts.has('zone groups in `privateDnsZoneGroup`')
  const zoneNames = make.get(argument, 'privateDnsZoneResourceIds')
  return call(make, 'keyVault_privateEndpoints', {
    program: () => endpointProgram(making),
    loop: make.loop(one, make.parameter('privateEndpoints')),
    ...(scope ? { scope } : {}),
    arguments: {
      name: endpointName(make),
      connections: always ? connections : make.when(manual, make.list(), connections),
      manual: always
        ? make.or(make.get(argument, 'manualPrivateLinkServiceConnections'), make.list())
        : make.when(manual, make.list(connection(making, { requestMessage: message })), make.list()),
      subnet: make.must(argument, 'subnetResourceId'),
      location: make.or(make.get(argument, 'location'), subnetLocation(make, argument)),
      tags: make.or(make.get(argument, 'tags'), make.parameter('tags')),
      groupName: make.get(argument, ...(grouped ? ['privateDnsZoneGroup', 'name'] : ['privateDnsZoneGroupName'])),
      zones: grouped
        ? make.get(argument, 'privateDnsZoneGroup', 'privateDnsZoneGroupConfigs')
        : make.each('zone', zoneNames, make.object({ privateDnsZoneResourceId: make.local('zone') })),
      securityGroups: make.get(argument, 'applicationSecurityGroupResourceIds'),
      ...carried(making, 'privateEndpoint', argument),
    },
  })
}

function endpointName(make: Maker): Expression {
  return make.or(make.get(make.local(one), 'name'), ownName(make, 'pep-'))
}

/** `<prefix><vault>-<service>-<index>` */
function ownName(make: Maker, prefix: string): Expression {
  const vault = make.must(make.symbol('keyVault'), 'name')
  return make.text(prefix, vault, '-', service(make), '-', make.local(`${one}Index`))
}

function service(make: Maker): Expression {
  return make.or(make.get(make.local(one), 'service'), make.literal('vault'))
}

function connection({ make, facts }: Making, more: Readonly<Record<string, Expression>>): Expression {
  const argument = make.local(one)
  return make.object({
    name: connectionName(),
    properties: make.object({
      privateLinkServiceId: make.must(make.symbol('keyVault'), 'id'),
      groupIds: make.list(service(make)),
      ...more,
    }),
  })

  function connectionName(): Expression {
    if (facts.has('connections named as the endpoint')) return endpointName(make)
    if (facts.has('connections named as the vault')) return make.parameter('name')
    return make.or(make.get(argument, 'privateLinkServiceConnectionName'), ownName(make, ''))
  }
}

/** Where the virtual network of the subnet is, which only the deployment knows. */
function subnetLocation(make: Maker, argument: Expression): Expression {
  const parts = make.call('split', make.must(argument, 'subnetResourceId'), make.literal('/subnets/'))
  const network = make.item(parts, make.literal(0))
  const found = make.call('reference', network, make.literal('2020-06-01'), make.literal('Full'))
  return make.must(found, 'location')
}

/** The resource group of an endpoint; undefined where it is always the vault's. */
function scopeOf({ make, facts }: Making, argument: Expression): Expression | undefined {
  const here = make.call('resourceGroup')
  if (facts.has('endpoints in the resource group `resourceGroupName`')) {
    const name = make.get(argument, 'resourceGroupName')
    return make.when(make.given(name), make.call('resourceGroup', name), here)
  }
  if (!facts.has('endpoints in the resource group of `resourceGroupResourceId`')) return undefined
  const written = make.get(argument, 'resourceGroupResourceId')
  const other = facts.has('endpoints in the resource group of their subnet')
    ? groupOf(make.must(argument, 'subnetResourceId'))
    : here
  return make.when(make.given(written), groupOf(written), other)

  function groupOf(id: Expression): Expression {
    const parts = make.call('split', id, make.literal('/'))
    return make.call('resourceGroup', make.item(parts, make.literal(2)), make.item(parts, make.literal(4)))
  }
}

function endpointProgram(making: Making): Program {
  const { make, facts } = making
  const apiVersion = facts.apiVersion('privateEndpoint')
  const carriedNames = Object.keys(facts.carried.privateEndpoint)
  const names = ['name', 'connections', 'manual', 'subnet', 'tags', 'groupName', 'zones', 'securityGroups']
  const zones = make.parameter('zones')
  const zoneId = make.must(make.local('zone'), 'privateDnsZoneResourceId')
  const lastPart = make.call('last', make.call('split', zoneId, make.literal('/')))
  const deployed = (...path: readonly string[]): Expression => make.get(make.symbol(one), 'properties', ...path)
  const groupId = (connections: string): Expression => {
    const first = make.item(deployed(connections), make.literal(0), true)
    return make.item(make.get(first, 'properties', 'groupIds'), make.literal(0), true)
  }
  return program(make, {
    parameters: [
      ...[...names, ...carriedNames].map((name) => anyParameter(make, name)),
      { ...anyParameter(make, 'location'), defaultValue: ownLocation(make) },
    ],
    resources: [
      resource(make, one, {
        type: 'Microsoft.Network/privateEndpoints',
        apiVersion,
        name: make.parameter('name'),
        body: {
          location: make.parameter('location'),
          tags: make.parameter('tags'),
          properties: make.object({
            applicationSecurityGroups: make.each(
              'group',
              make.parameter('securityGroups'),
              make.object({ id: make.local('group') }),
            ),
            customDnsConfigs: make.or(make.parameter('customDnsConfigs'), make.list()),
            customNetworkInterfaceName: make.or(make.parameter('customNetworkInterfaceName'), make.literal('')),
            ipConfigurations: make.or(make.parameter('ipConfigurations'), make.list()),
            manualPrivateLinkServiceConnections: make.parameter('manual'),
            privateLinkServiceConnections: make.parameter('connections'),
            subnet: make.object({ id: make.parameter('subnet') }),
          }),
        },
      }),
      resource(make, 'privateDnsZoneGroup', {
        type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
        apiVersion,
        name: make.or(make.parameter('groupName'), make.literal('default')),
        parent: one,
        condition: make.given(zones),
        body: {
          properties: make.object({
            privateDnsZoneConfigs: make.each(
              'zone',
              zones,
              make.object({
                name: make.or(make.get(make.local('zone'), 'name'), lastPart),
                properties: make.object({ privateDnsZoneId: zoneId }),
              }),
            ),
          }),
        },
      }),
    ],
    outputs: {
      name: make.must(make.symbol(one), 'name'),
      resourceId: make.must(make.symbol(one), 'id'),
      groupId: make.or(groupId('manualPrivateLinkServiceConnections'), groupId('privateLinkServiceConnections')),
      customDnsConfigs: deployed('customDnsConfigs'),
      networkInterfaceResourceIds: deployed('networkInterfaces'),
    },
  })
}
