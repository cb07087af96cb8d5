import type { DeclaredVault, HardCodedEndpoint, PrivateEndpoint, Subject, Vault, VaultObject } from '../access/model.js'
import type { VaultStatements } from '../access/model.js'
import type { Resource } from '../evaluate/resource.js'
import { arrayOf, entryOf, literal, objectOf, originAt } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { ipRangesOf } from './derived.js'
import { certainty, derived, environmentOf, field, flag, hop } from './subject.js'
import { incompleteness, list, places, placeValue, word } from './subject.js'
import type { Facts, FieldEntry, Fields, FieldType } from './subject.js'

type Side = keyof VaultStatements

/** A property of the vault, judged only where that side of it is settled, and missing from `properties`. */
function property(
  side: Side,
  type: FieldType,
  docs: string,
  read: (vault: Vault, facts: Facts) => Value | undefined,
  options: Partial<Pick<FieldEntry, 'values' | 'members'>> & {
    readonly written?: (vault: Vault) => Value | undefined
    readonly place?: (vault: Vault) => Span | undefined
  } = {},
): FieldEntry {
  return field<Vault>(type, docs, read, {
    said: (vault) => vault.says[side],
    place: ({ propertiesPlace }) => propertiesPlace,
    ...options,
  })
}

/** A property of `networkAcls`. */
function rule(
  type: FieldType,
  docs: string,
  read: (vault: Vault) => Value | undefined,
  options: Partial<Pick<FieldEntry, 'values' | 'members'>> = {},
): FieldEntry {
  return property('network', type, docs, read, {
    place: ({ network, propertiesPlace }) => network.networkAclsPlace ?? propertiesPlace,
    ...options,
  })
}

export const vaultFields: Fields = [
  ['name', field<Vault>('text', 'Its name.', (vault) => vault.nameValue, { nickname: ({ name }) => name })],
  [
    'nameFault',
    field<Vault>('text', 'What is wrong with its name; absent where nothing is.', (vault) => vault.nameFault),
  ],
  ['id', field<Vault>('text', 'Its resource id.', (vault) => vault.idValue)],
  [
    'service',
    derived<Vault>('text', 'Whether it is a key vault or a managed HSM.', (vault) => word(vault, vault.service), {
      values: ['vault', 'managedHSM'],
    }),
  ],
  ['existing', derived<Vault>('boolean', 'Whether it is only referred to.', (vault) => flag(vault, vault.existing))],
  [
    'declared',
    derived<Vault>('boolean', 'Whether a declaration speaks of it.', (vault) => flag(vault, vault.declared.length > 0)),
  ],
  [
    'environment',
    derived<Vault>('text', 'Its environment; unknown without a configured one.', (vault, facts) =>
      environmentOf(vault, vault, facts),
    ),
  ],
  ['apiVersion', property('apiVersion', 'text', 'The API version it is written for.', (vault) => vault.apiVersion)],
  [
    'apiVersionStatus',
    property(
      'apiVersion',
      'text',
      'How that version stands by the clock of the run.',
      (vault) => vault.apiVersionStatus,
      {
        values: ['current', 'retiring', 'retiringSoon', 'retired', 'deprecated', 'newer', 'unlisted'],
      },
    ),
  ],
  ['createMode', field<Vault>('text', '`createMode` as written.', (vault) => vault.createMode)],
  [
    'enableRbacAuthorization',
    property(
      'permissionModel',
      'boolean',
      '`enableRbacAuthorization` as written.',
      (vault) => vault.enableRbacAuthorization,
    ),
  ],
  [
    'permissionModel',
    property('permissionModel', 'text', 'What decides on access to its data.', (vault) => vault.permissionModel, {
      values: ['rbac', 'accessPolicy', 'managedHsm'],
      written: (vault) => vault.enableRbacAuthorization ?? vault.permissionModel,
    }),
  ],
  ['tenantId', field<Vault>('text', 'Its tenant.', (vault) => vault.tenantId)],
  [
    'accessPolicies',
    property('accessPolicies', 'list', 'The inline list as written.', (vault) => vault.accessPolicies, {
      members: 'open',
    }),
  ],
  [
    'publicNetworkAccess',
    property(
      'network',
      'text',
      'Whether the public endpoint answers; `enabled` where it is not written.',
      (vault) => vault.network.publicNetworkAccess,
      {
        values: ['enabled', 'disabled', 'securedByPerimeter'],
        written: (vault) => vault.network.publicNetworkAccessWritten,
      },
    ),
  ],
  [
    'networkAcls',
    property('network', 'object', '`networkAcls` as written.', (vault) => vault.network.networkAcls, {
      members: 'open',
      written: (vault) => placeValue(vault.network.networkAclsPlace),
    }),
  ],
  [
    'defaultAction',
    rule('text', 'What happens to networks that no rule names.', (vault) => vault.network.defaultAction, {
      values: ['Allow', 'Deny'],
    }),
  ],
  [
    'bypass',
    rule('text', 'Which services pass the firewall.', (vault) => vault.network.bypass, {
      values: ['AzureServices', 'None'],
    }),
  ],
  [
    'ipRules',
    rule('list', 'Address rules as written.', (vault) => vault.network.ipRules, {
      members: { value: { type: 'text', docs: 'An address or a range.' } },
    }),
  ],
  [
    'ipRanges',
    rule('list', 'Address rules, read.', (vault) => ipRangesOf(vault.network.ipRules), {
      members: {
        value: { type: 'text', docs: 'As written.' },
        prefix: { type: 'number', docs: 'Length of the prefix, 0 to 32.' },
        space: { type: 'text', docs: '`public`, `private`, `reserved`, `everything` or `invalid`.' },
      },
    }),
  ],
  [
    'virtualNetworkRules',
    rule('list', 'Subnet rules as written.', (vault) => vault.network.virtualNetworkRules, {
      members: {
        id: { type: 'text', docs: 'Resource id of a subnet.' },
        ignoreMissingVnetServiceEndpoint: { type: 'boolean', docs: 'As written.' },
      },
    }),
  ],
  [
    'subnets',
    rule('list', 'Subnets that the rules name.', subnetsOf, {
      members: {
        id: { type: 'text', docs: 'Resource id.' },
        ignoresMissingEndpoint: { type: 'boolean', docs: 'Whether the rule says so.' },
        declared: { type: 'boolean', docs: 'Whether the run declares it.' },
        hasEndpoint: { type: 'boolean', docs: 'Whether it has the service endpoint of Key Vault.' },
      },
    }),
  ],
  [
    'enableSoftDelete',
    property('softDelete', 'boolean', '`enableSoftDelete` as written.', (vault) => vault.recovery.softDelete),
  ],
  [
    'softDeleteRetentionInDays',
    property(
      'softDelete',
      'number',
      'Days in which what is deleted can be recovered, as written.',
      (vault) => vault.recovery.retentionDays,
    ),
  ],
  [
    'enablePurgeProtection',
    property(
      'purgeProtection',
      'boolean',
      '`enablePurgeProtection` as written.',
      (vault) => vault.recovery.purgeProtection,
    ),
  ],
  [
    'audited',
    derived<Vault>('boolean', 'Whether a diagnostic setting of the run sends its audit events somewhere.', auditedOf, {
      said: (vault) => vault.says.logging,
    }),
  ],
  [
    'enabledForDeployment',
    property('flags', 'boolean', 'Virtual machines may fetch certificates.', (vault) => vault.flags.deployment),
  ],
  [
    'enabledForTemplateDeployment',
    property('flags', 'boolean', 'Deployments may fetch secrets.', (vault) => vault.flags.templateDeployment),
  ],
  [
    'enabledForDiskEncryption',
    property('flags', 'boolean', 'Disk encryption may use keys and secrets.', (vault) => vault.flags.diskEncryption),
  ],
  [
    'consumers.deployment',
    derived<Vault>('boolean', 'Whether something in the run makes use of `enabledForDeployment`.', (vault) =>
      certainty(vault, vault.consumers.deployment, [], 'what makes use of `enabledForDeployment`'),
    ),
  ],
  [
    'consumers.templateDeployment',
    derived<Vault>('boolean', 'Whether something in the run makes use of `enabledForTemplateDeployment`.', (vault) =>
      certainty(vault, vault.consumers.templateDeployment, [], 'what makes use of `enabledForTemplateDeployment`'),
    ),
  ],
  [
    'consumers.diskEncryption',
    derived<Vault>('boolean', 'Whether something in the run makes use of `enabledForDiskEncryption`.', (vault) =>
      certainty(vault, vault.consumers.diskEncryption, [], 'what makes use of `enabledForDiskEncryption`'),
    ),
  ],
  [
    'properties',
    derived<Vault>('any', 'The place of what is absent; has no value.', () => undefined, {
      written: (vault) => placeValue(vault.propertiesPlace),
    }),
  ],
  [
    'policies',
    list<Vault>(
      'accessPolicy',
      'Its access policies.',
      (vault) => vault.policies,
      (vault) => vault.policiesOpen,
    ),
  ],
  [
    'privateEndpoints',
    list<Vault>(
      'privateEndpoint',
      'Private endpoints of the run that lead to it.',
      (vault) => vault.privateEndpoints,
      incompleteness,
    ),
  ],
  ['keys', list<Vault>('key', 'Keys that the run writes into it.', (vault) => vault.keys)],
  ['secrets', list<Vault>('secret', 'Secrets that the run writes into it.', (vault) => vault.secrets)],
  ['grants', list<Vault>('grant', 'What anybody may do on it.', (vault) => vault.grants)],
  [
    'escalations',
    list<Vault>('escalation', 'Who could give themselves access to its data.', (vault) => vault.escalations),
  ],
]

function auditedOf(vault: Vault, facts: Facts): Value {
  const { audited, unknowns } = vault.logging
  if (audited === false) return incompleteness(vault, facts) ?? flag(vault, false)
  return certainty(vault, audited, unknowns, 'its diagnostic settings')
}

function subnetsOf(vault: Vault): Value {
  const items = vault.network.subnets.map(({ id, ignoreMissingEndpoint, resource, hasEndpoint }) => {
    const { origin } = id
    const ignores = ignoreMissingEndpoint ?? literal(false, origin)
    return objectOf(
      [
        entryOf('id', origin.span, id),
        entryOf('ignoresMissingEndpoint', ignores.origin.span, ignores),
        entryOf('declared', origin.span, literal(resource !== undefined, origin)),
        entryOf('hasEndpoint', origin.span, certainty(vault, hasEndpoint, [], 'the service endpoints of its subnets')),
      ],
      origin,
    )
  })
  return places(vault, items)
}

export const endpointFields: Fields = [
  ['vault', hop('vault', 'The vault that it leads to.', (endpoint: PrivateEndpoint) => endpoint.vault)],
  [
    'targetsVault',
    derived<PrivateEndpoint>('boolean', 'Whether it leads to a vault at all.', (endpoint) =>
      certainty(endpoint, endpoint.targetsVault, [], 'its target'),
    ),
  ],
  [
    'manual',
    derived<PrivateEndpoint>('boolean', 'Whether its connection waits for approval.', (endpoint) =>
      flag(endpoint, endpoint.manual),
    ),
  ],
  [
    'serviceId',
    field<PrivateEndpoint>('text', 'Id of the service that it leads to.', (endpoint) => endpoint.serviceId),
  ],
  ['groupIds', field<PrivateEndpoint>('list', 'Groups of that service.', (endpoint) => endpoint.groupIds)],
  [
    'expectedGroup',
    derived<PrivateEndpoint>('text', 'The group that its target needs.', (endpoint) =>
      word(endpoint, endpoint.expectedGroup),
    ),
  ],
  [
    'dnsZones',
    field<PrivateEndpoint>('list', 'Private DNS zones that its zone groups name.', (endpoint) =>
      places(endpoint, endpoint.dnsZones),
    ),
  ],
  [
    'expectedZones',
    derived<PrivateEndpoint>('list', 'Zones that would do, one for each cloud.', (endpoint) =>
      arrayOf(
        endpoint.expectedZones.map((zone) => literal(zone, originAt(endpoint.head))),
        originAt(endpoint.head),
      ),
    ),
  ],
  [
    'hasZoneGroup',
    derived<PrivateEndpoint>('boolean', 'Whether it has a DNS zone group.', (endpoint) =>
      certainty(endpoint, endpoint.hasZoneGroup, [], 'its DNS zone groups'),
    ),
  ],
]

export const objectFields: Fields = [
  ['vault', hop('vault', 'The vault that it is written into.', (object: VaultObject) => object.vault)],
  ['name', field<VaultObject>('text', 'Its name.', (object) => object.nameValue, { nickname: ({ name }) => name })],
  [
    'nameFault',
    field<VaultObject>('text', 'What is wrong with its name; absent where nothing is.', (object) => object.nameFault),
  ],
  [
    'properties',
    field<VaultObject>('object', '`properties` as written; any name below it.', (object) => object.properties, {
      members: 'open',
    }),
  ],
]

/** A resource as a subject of its own: `field` names an alias of Azure Policy, or a path from the resource. */
export interface ResourceSubject extends Subject {
  readonly kind: 'resource'
  readonly resource: Resource
}

export const resourceFields: Fields = [
  [
    'type',
    field<ResourceSubject>('text', 'Full type.', ({ resource }) => literal(resource.type, originAt(resource.head))),
  ],
  ['name', field<ResourceSubject>('text', 'Name, parents’ names included.', (subject) => word(subject, subject.name))],
  ['apiVersion', field<ResourceSubject>('text', 'API version.', ({ resource }) => resource.apiVersion)],
  [
    'existing',
    derived<ResourceSubject>('boolean', 'Whether it is only referred to.', (subject) =>
      flag(subject, subject.resource.existing),
    ),
  ],
]

export const declarationFields: Fields = [
  ['vault', hop('vault', 'The vault that it describes.', (declaration: DeclaredVault) => declaration.vault)],
  [
    'name',
    derived<DeclaredVault>('text', 'Name, symbol or id that it speaks of.', (declaration) =>
      word(declaration, declaration.pattern),
    ),
  ],
  [
    'environment',
    derived<DeclaredVault>('text', 'Its environment.', (declaration, facts) =>
      environmentOf(declaration, declaration.vault, facts),
    ),
  ],
]

export const hardCodedEndpointFields: Fields = [
  [
    'endpoint',
    derived<HardCodedEndpoint>('text', 'What answers there.', (endpoint) => word(endpoint, endpoint.endpoint), {
      values: ['vault', 'managedHSM', 'management'],
    }),
  ],
  ['host', field<HardCodedEndpoint>('text', 'The host as written.', (endpoint) => endpoint.host)],
  [
    'cloud',
    derived<HardCodedEndpoint>('text', 'The cloud that it belongs to.', (endpoint) => word(endpoint, endpoint.cloud)),
  ],
  [
    'retired',
    derived<HardCodedEndpoint>('boolean', 'Whether that cloud is no more.', (endpoint) =>
      flag(endpoint, endpoint.retired),
    ),
  ],
]
