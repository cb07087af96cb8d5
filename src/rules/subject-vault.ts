import type { DeclaredVault, HardCodedEndpoint, PrivateEndpoint, Subject, Vault } from '../access/model.js'
import type { VaultStatements } from '../access/model.js'
import { statusOfApiVersion } from '../access/api-version.js'
import { factsOf } from '../access/facts.js'
import { mapLiterals, settledLiteral } from '../access/read.js'
import { or } from '../evaluate/logic.js'
import { parseResourceId } from '../evaluate/resource-id.js'
import type { Resource } from '../evaluate/resource.js'
import { arrayOf, entryOf, firstUnknown, literal, objectOf, originAt, unknown, withOrigin } from '../evaluate/value.js'
import type { Truth, UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { ipRangesOf } from './derived.js'
import { fullName, ownName } from './resource-name.js'
import { unknownPropertiesOf } from './unknown-properties.js'
import { certainty, derived, environmentOf, field, flag, hop } from './subject.js'
import { incompleteness, list, places, placeValue, word, words } from './subject.js'
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

const flagNames = {
  deployment: 'enabledForDeployment',
  templateDeployment: 'enabledForTemplateDeployment',
  diskEncryption: 'enabledForDiskEncryption',
} as const

/** Whether something makes use of a flag; where that is not told, it stands on the flag. */
function consumer(kind: keyof typeof flagNames, what: string): Fields[number] {
  const docs = `Whether something in the run makes use of \`${flagNames[kind]}\`.`
  return [
    `consumers.${kind}`,
    field<Vault>(
      'boolean',
      docs,
      (vault) => certainty(vault, vault.consumers[kind], [], what, vault.consumersOpenAt?.[kind]),
      {
        written: ({ flags }) => flags[kind],
      },
    ),
  ]
}

export const vaultFields: Fields = [
  ['name', field<Vault>('text', 'Its name.', (vault) => vault.nameValue, { isName: true })],
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
    'policyCount',
    property(
      'accessPolicies',
      'number',
      'How many different principals, with their applications, certainly stand in its access policies.',
      (vault) => (vault.policyCount === undefined ? undefined : literal(vault.policyCount, originAt(vault.head))),
      { written: (vault) => vault.accessPolicies },
    ),
  ],
  [
    'resetsPolicies',
    property(
      'accessPolicies',
      'boolean',
      'Whether each deployment sets its access policies anew, rather than from what the vault has.',
      resetsPolicies,
      { written: (vault) => vault.accessPolicies },
    ),
  ],
  [
    'addedPolicies',
    property(
      'accessPolicies',
      'list',
      'Who other resources of the run add to its access policies, each at its place.',
      (vault) => places(vault, vault.addedPolicies ?? []),
    ),
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
    field<Vault>('text', 'Which services pass the firewall.', (vault) => vault.network.bypass, {
      values: ['AzureServices', 'None'],
      // A declaration has no word for it.
      said: ({ says }) => says.network && says.apiVersion,
      place: ({ network, propertiesPlace }) => network.networkAclsPlace ?? propertiesPlace,
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
        words: { type: 'text', docs: 'What it comes to, in words that follow it.' },
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
    'subnetsWithoutEndpoint',
    rule('list', 'Subnets of the run that the rules name and that lack the service endpoint.', (vault) =>
      subnetsWithoutEndpoint(vault),
    ),
  ],
  [
    'networkRuleFault',
    rule('text', 'What is wrong with the number of its rules, in words; absent where nothing is.', networkRuleFault),
  ],
  [
    'privateEndpoint',
    field<Vault>('text', 'What a declaration says of private endpoints.', (vault) => vault.network.privateEndpoint, {
      values: ['required', 'optional', 'none'],
    }),
  ],
  [
    'hasPrivateEndpoint',
    derived<Vault>(
      'boolean',
      'Whether a private endpoint of the run leads to it, or a declaration requires one.',
      hasPrivateEndpoint,
      {
        said: ({ says, network }) => says.network && (says.apiVersion || network.privateEndpoint !== undefined),
      },
    ),
  ],
  [
    'enableSoftDelete',
    property('softDelete', 'boolean', '`enableSoftDelete` as written.', (vault) => vault.recovery.softDelete),
  ],
  [
    'softDeleteOff',
    property('softDelete', 'boolean', '`enableSoftDelete` where it is `false`.', (vault) => softDeleteOff(vault)),
  ],
  [
    'retentionUnit',
    property('softDelete', 'text', '`days`; absent where soft delete is to be off.', (vault) =>
      softDeleteOff(vault) ? undefined : word(vault, 'days'),
    ),
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
      written: ({ logging }) => placeValue(logging.place),
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
  consumer('deployment', 'which vault the machines in these files take certificates from'),
  consumer('templateDeployment', 'which vault the templates in these files fetch secrets from'),
  consumer('diskEncryption', 'which vault the encrypted disks in these files take their keys from'),
  [
    'unusedFlags',
    derived<Vault>('list', 'Names of those flags that are set, and that nothing in the run makes use of.', unusedFlags),
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

function resetsPolicies(vault: Vault): Value {
  const { resetsPolicies: resets = false, accessPolicies } = vault
  if (resets !== 'unknown' || !accessPolicies) return flag(vault, resets === true)
  const { cause, identity, origin } = firstUnknown([accessPolicies])
  return unknown(cause, `whether ${identity} is set anew`, origin, { type: 'bool' })
}

/** Nothing can be told to lead to a vault whose name is left empty, to be filled in before it is deployed. */
function unnamed({ name, nameValue, id }: Vault): UnknownValue | undefined {
  if (name !== '') return undefined
  const cause = { kind: 'unsupported', what: 'a name that is still to be filled in' } as const
  return unknown(cause, `what leads to ${id}`, nameValue.origin)
}

function auditedOf(vault: Vault, facts: Facts): Value {
  const { audited, unknowns } = vault.logging
  if (audited === false)
    return (
      unnamed(vault) ?? (facts.model.hasAllLogging ? undefined : incompleteness(vault, facts)) ?? flag(vault, false)
    )
  return certainty(vault, audited, unknowns, 'its diagnostic settings')
}

function unusedFlags(vault: Vault): Value {
  const kinds = ['deployment', 'templateDeployment', 'diskEncryption'] as const
  const unused = kinds.filter((kind) => {
    const value = settledLiteral(vault.flags[kind])?.value
    return String(value).toLowerCase() === 'true' && vault.consumers[kind] === false
  })
  return words(
    vault,
    unused.map((kind) => flagNames[kind]),
  )
}

function softDeleteOff({ recovery: { softDelete } }: Vault): Value | undefined {
  const settled = settledLiteral(softDelete)
  return settled && String(settled.value).toLowerCase() === 'false' ? settled : undefined
}

/** Told by an endpoint of its own deployment, by one of another, or by a declaration. */
function hasPrivateEndpoint(vault: Vault, facts: Facts): Value {
  const { privateEndpoints, privateEndpointElsewhere = false, privateEndpointOpenAt, network, declared } = vault
  const requires = (value: Value | undefined) => value?.kind === 'literal' && value.value === 'required'
  const said = [network, ...declared.map((declaration) => declaration.vault.network)]
  const own = privateEndpoints.map(({ deployed }) => deployed).reduce<Truth>(or, false)
  if (own === true || privateEndpointElsewhere === true) return flag(vault, true)
  if (said.some(({ privateEndpoint }) => requires(privateEndpoint))) return flag(vault, true)
  const doubts = privateEndpoints.flatMap((endpoint) => endpoint.doubts ?? [])
  if (own === 'unknown') return certainty(vault, own, doubts, 'its private endpoints')
  const missing = unnamed(vault) ?? incompleteness(vault, facts)
  if (missing) return missing
  const what = 'which vault a private endpoint of another template leads to'
  return certainty(vault, privateEndpointElsewhere, [], what, privateEndpointOpenAt)
}

/** Those whose rule does not say that the endpoint may be missing, each where the rule names it. */
function subnetsWithoutEndpoint(vault: Vault): Value {
  const judged = vault.network.subnets.filter(
    ({ resource, ignoreMissingEndpoint }) =>
      resource && !(ignoreMissingEndpoint?.kind === 'literal' && ignoreMissingEndpoint.value),
  )
  const names = judged.flatMap(({ id, hasEndpoint }) => {
    if (hasEndpoint !== false) return []
    const name = parseResourceId(id)?.chain.at(-1)?.names.at(-1)
    return [name ? withOrigin(name, id.origin) : id]
  })
  const open = judged.find(({ hasEndpoint }) => hasEndpoint === 'unknown')
  const origin = names[0]?.origin ?? open?.id.origin ?? originAt(vault.head)
  return arrayOf(names, origin, open && certainty(vault, 'unknown', [], 'the service endpoints of its subnets'))
}

/** Azure takes a limited number of rules (network security of Key Vault). */
function networkRuleFault({ network: { ipRules, virtualNetworkRules } }: Vault): Value | undefined {
  const { limits } = factsOf('endpoints')
  const fault = (rules: Value | undefined, most: number, what: string): Value | undefined => {
    const count = rules?.kind === 'array' ? rules.items.length : 0
    return rules && count > most ? literal(`${count} rules for ${what}; ${most} are allowed`, rules.origin) : undefined
  }
  return (
    fault(ipRules, limits.ipRules, 'addresses') ?? fault(virtualNetworkRules, limits.networkRules, 'virtual networks')
  )
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
    derived<PrivateEndpoint>(
      'boolean',
      'Whether it leads to a vault at all; where that is not told, it is not judged.',
      (endpoint) => certainty(endpoint, endpoint.targetsVault, [], 'its target'),
      { said: ({ targetsVault }) => targetsVault !== 'unknown' },
    ),
  ],
  [
    'manual',
    field<PrivateEndpoint>(
      'boolean',
      'Whether its connection waits for approval.',
      (endpoint) => flag(endpoint, endpoint.manual),
      { written: (endpoint) => placeValue(endpoint.connectionPlace) },
    ),
  ],
  [
    'serviceId',
    field<PrivateEndpoint>('text', 'Id of the service that it leads to.', (endpoint) => endpoint.serviceId),
  ],
  [
    'groupIds',
    field<PrivateEndpoint>('list', 'Groups of that service.', (endpoint) => endpoint.groupIds, {
      place: ({ connectionPlace }) => connectionPlace,
    }),
  ],
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
    'expectedZone',
    derived<PrivateEndpoint>('text', 'The first of those.', (endpoint) => word(endpoint, endpoint.expectedZones[0])),
  ],
  [
    'hasZoneGroup',
    derived<PrivateEndpoint>('boolean', 'Whether it has a DNS zone group.', (endpoint, facts) =>
      endpoint.hasZoneGroup === false
        ? (incompleteness(endpoint, facts) ?? flag(endpoint, false))
        : certainty(endpoint, endpoint.hasZoneGroup, [], 'its DNS zone groups'),
    ),
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
    field<ResourceSubject>('text', 'Full type.', ({ resource }) => literal(typeOf(resource), originAt(resource.head))),
  ],
  ['name', field<ResourceSubject>('text', 'Name, without its parents’.', ({ resource }) => ownName(resource))],
  ['fullName', field<ResourceSubject>('text', 'Name, parents’ names included.', ({ resource }) => fullName(resource))],
  ['id', field<ResourceSubject>('text', 'Resource id.', ({ resource }) => resource.id)],
  ['apiVersion', field<ResourceSubject>('text', 'API version.', ({ resource }) => resource.apiVersion)],
  [
    'apiVersionStatus',
    field<ResourceSubject>('text', 'How that version stands, of resources of Key Vault.', apiVersionStatus, {
      values: ['current', 'retiring', 'retiringSoon', 'retired', 'deprecated', 'newer', 'unlisted'],
      written: ({ resource }) => resource.apiVersion,
    }),
  ],
  [
    'retiresOn',
    derived<ResourceSubject>(
      'text',
      'The day that version goes out of service, where it is known.',
      (subject, facts) => {
        const status = apiVersionStatus(subject, facts)
        const retires = status?.kind === 'literal' && String(status.value).startsWith('retir')
        return retires ? word(subject, factsOf('types').lifecycle.retiresOn) : undefined
      },
    ),
  ],
  [
    'fromModule',
    derived<ResourceSubject>('boolean', 'Whether it stands in a module whose text is elsewhere.', (subject) =>
      flag(subject, subject.resource.program.external === true),
    ),
  ],
  [
    'unknownProperties',
    field<ResourceSubject>(
      'list',
      'Written properties that its type does not have in that API version.',
      ({ resource }) => unknownPropertiesOf(resource).list,
      {
        members: {
          value: { type: 'text', docs: 'Path from the resource.' },
          missing: { type: 'boolean', docs: 'True; unknown in a version that is younger than the table.' },
          since: { type: 'text', docs: 'The first version that has it.' },
        },
      },
    ),
  ],
  [
    'propertiesSince',
    derived<ResourceSubject>(
      'list',
      'First API versions of those of them that a later version has.',
      ({ resource }) => unknownPropertiesOf(resource).since,
    ),
  ],
  [
    'propertyProposals',
    derived<ResourceSubject>(
      'list',
      'What was most likely meant by each of those.',
      ({ resource }) => unknownPropertiesOf(resource).proposals,
    ),
  ],
  [
    'existing',
    derived<ResourceSubject>('boolean', 'Whether it is only referred to.', (subject) =>
      flag(subject, subject.resource.existing),
    ),
  ],
]

/** Policies name resource groups by their ids' type, templates by their own. */
function typeOf({ type, typeKey }: ResourceSubject['resource']): string {
  return typeKey === 'microsoft.resources/resourcegroups' ? 'Microsoft.Resources/subscriptions/resourceGroups' : type
}

/** Of a resource of Key Vault; undefined of others. */
function apiVersionStatus({ resource }: ResourceSubject, { now }: Facts): Value | undefined {
  const { apiVersion, type, typeKey } = resource
  if (!apiVersion || now === undefined || !typeKey.startsWith('microsoft.keyvault/') || typeKey.includes('/providers/'))
    return undefined
  return mapLiterals(apiVersion, 'status', (version) => ({
    ...version,
    value: statusOfApiVersion(type, String(version.value), now),
  }))
}

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
    'besideVaults',
    derived<HardCodedEndpoint>('boolean', 'Whether its deployment makes or refers to a vault.', (endpoint, { model }) =>
      flag(
        endpoint,
        model.sought.some(({ typeKey }) => typeKey.startsWith('microsoft.keyvault/')),
      ),
    ),
  ],
  [
    'retiredWords',
    derived<HardCodedEndpoint>('text', 'What to say of one that is no more.', (endpoint) =>
      endpoint.retired ? word(endpoint, 'which is no more') : undefined,
    ),
  ],
  [
    'retired',
    derived<HardCodedEndpoint>('boolean', 'Whether that cloud is no more.', (endpoint) =>
      flag(endpoint, endpoint.retired),
    ),
  ],
]
