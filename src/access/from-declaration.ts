import { arrayOf, entryOf, literal, objectOf, originAt, unknown } from '../evaluate/value.js'
import type { Entry, LiteralValue, Value } from '../evaluate/value.js'
import { childOf, memberOf, textOf } from '../source/node.js'
import type { ArrayNode, Member, Node, ObjectNode } from '../source/node.js'
import type { Problem } from '../source/problem.js'
import { findSchemaProblems } from '../source/schema.js'
import type { SchemaValidator } from '../source/schema.js'
import type { Span } from '../source/span.js'
import { vaultNameFault } from './names.js'
import type {
  AccessPolicy,
  DeclarationFile,
  DeclaredAccess,
  DeclaredVault,
  GrantScope,
  Network,
  Recovery,
  Vault,
} from './model.js'
import { publicAccess } from './network.js'
import { objectKinds } from './permissions.js'
import { derived } from './read.js'

/**
 * The access declarations of one file, one document each; documents of another kind are left alone.
 *
 * Each vault is described as far as its declaration goes, so that the same rules judge it on what it says. What is
 * wrong with the form is a problem, by `validator` where one is given; what can be read is read all the same.
 */
export function readDeclarations(
  file: string,
  documents: readonly Node[],
  validator?: SchemaValidator,
): DeclarationFile {
  const vaults: DeclaredVault[] = []
  const problems: Problem[] = []
  for (const document of documents) {
    const kind = textOf(childOf(document, 'kind'))
    if (kind === 'Configuration') continue
    if (validator) problems.push(...findSchemaProblems(document, file, validator, 'declaration-invalid'))
    else if (kind !== 'AccessDeclaration') problems.push(unknownKind(document, file))
    for (const vault of itemsOf(childOf(document, 'vaults'))) {
      if (vault.kind === 'object' && textOf(childOf(vault, 'name'))) vaults.push(readVault(vault, file))
    }
  }
  return { file, vaults, problems }
}

function unknownKind(document: Node, file: string): Problem {
  const member = memberOf(document, 'kind')
  const message = 'Expected `kind: AccessDeclaration` here.'
  const span = member ? spanOf(member.value, file) : { file, start: document.start, end: document.start }
  return { code: 'declaration-invalid', severity: 'error', message, span }
}

function itemsOf(node: Node | undefined): ArrayNode['items'] {
  return node?.kind === 'array' ? node.items : []
}

function spanOf({ start, end }: { readonly start: number; readonly end: number }, file: string): Span {
  return { file, start, end }
}

/** A tree as a value: everything known, everything in its place. */
function valueOf(node: Node, file: string): Value {
  const origin = originAt(spanOf(node, file))
  if (node.kind === 'object')
    return objectOf(
      node.members.map((member) => entryFor(member, file)),
      origin,
    )
  if (node.kind === 'array')
    return arrayOf(
      node.items.map((item) => valueOf(item, file)),
      origin,
    )
  return literal(node.kind === 'null' ? null : node.value, origin)
}

function entryFor({ key, keyStart, keyEnd, value }: Member, file: string): Entry {
  return entryOf(key, { file, start: keyStart, end: keyEnd }, () => valueOf(value, file))
}

function valueAt(node: Node | undefined, file: string, ...path: readonly string[]): Value | undefined {
  let at = node
  for (const name of path) at = childOf(at, name)
  return at && at.kind !== 'null' ? valueOf(at, file) : undefined
}

/** The key of a member, where a missing part of it belongs. */
function keyOf(node: Node | undefined, name: string, file: string): Span | undefined {
  const member = memberOf(node, name)
  return member && { file, start: member.keyStart, end: member.keyEnd }
}

function readVault(node: ObjectNode, file: string): DeclaredVault {
  const nameNode = childOf(node, 'name') ?? node
  const pattern = textOf(nameNode) ?? ''
  const head = spanOf(nameNode, file)
  const span = spanOf(node, file)
  const environment = textOf(childOf(node, 'environment'))
  const subject = { id: `${file}#${pattern}`, head, span, type: 'AccessDeclaration', name: pattern } as const
  return {
    kind: 'declaration',
    ...subject,
    pattern,
    environment,
    vault: describedVault(node, file, { ...subject, environment }),
    access: itemsOf(childOf(node, 'access')).flatMap((entry) =>
      entry.kind === 'object' ? [readAccess(entry, file)] : [],
    ),
  }
}

interface Described {
  readonly id: string
  readonly head: Span
  readonly span: Span
  readonly name: string
  readonly environment: string | undefined
}

/** The vault as far as the declaration describes it. */
function describedVault(node: ObjectNode, file: string, subject: Described): Vault {
  const name = derived(subject.name, subject.head)
  const model = valueAt(node, file, 'permissionModel')
  const fault = /^[^*?/]+$/.test(subject.name) ? vaultNameFault(name) : undefined
  const says = (name: string, ...path: readonly string[]) => valueAt(node, file, name, ...path) !== undefined
  return {
    kind: 'vault',
    ...subject,
    type: 'Microsoft.KeyVault/vaults',
    service: 'vault',
    existing: false,
    deployed: true,
    nameValue: name,
    idValue: name,
    apiVersion: undefined,
    apiVersionStatus: undefined,
    nameFault: fault === undefined ? undefined : derived(fault, subject.head),
    says: {
      apiVersion: false,
      permissionModel: model !== undefined,
      accessPolicies: says('access'),
      network: says('network'),
      softDelete: says('recovery', 'softDelete') || says('recovery', 'retentionDays'),
      purgeProtection: says('recovery', 'purgeProtection'),
      logging: says('logging', 'required'),
      flags: false,
    },
    enableRbacAuthorization: model && derived(model.kind === 'literal' && model.value === 'rbac', model.origin.span),
    permissionModel:
      model ??
      unknown({ kind: 'runtime', name: 'permissionModel' }, `permission model of ${subject.id}`, name.origin, {
        type: 'string',
      }),
    tenantId: undefined,
    accessPolicies: undefined,
    createMode: undefined,
    policies: [],
    policiesOpen: undefined,
    network: readNetwork(node, file, subject.head),
    recovery: readRecovery(node, file),
    logging: readLogging(node, file),
    flags: {},
    consumers: { deployment: false, templateDeployment: false, diskEncryption: false },
    declared: [],
    privateEndpoints: [],
    keys: [],
    secrets: [],
    grants: [],
    escalations: [],
    propertiesPlace: subject.head,
  }
}

/** Addresses or subnets that are allowed imply that the rest is denied. */
function readNetwork(vault: ObjectNode, file: string, head: Span): Network {
  const network = childOf(vault, 'network')
  const place = keyOf(vault, 'network', file) ?? head
  const written = valueAt(network, file, 'publicAccess')
  const ranges = childOf(network, 'allowedIpRanges')
  const subnets = childOf(network, 'allowedSubnets')
  const denies = keyOf(network, 'allowedIpRanges', file) ?? keyOf(network, 'allowedSubnets', file)
  return {
    publicNetworkAccess: publicAccess(written, place),
    publicNetworkAccessWritten: written,
    networkAcls: undefined,
    networkAclsPlace: place,
    defaultAction: denies && derived('Deny', denies),
    bypass: undefined,
    ipRules: ranges && rules(ranges, 'value', file),
    virtualNetworkRules: subnets && rules(subnets, 'id', file),
    subnets: [],
    privateEndpoint: valueAt(network, file, 'privateEndpoint'),
  }
}

/** A list of texts in the form of the vault's own rules. */
function rules(list: Node, key: string, file: string): Value {
  const items = itemsOf(list).map((item) => {
    const value = valueOf(item, file)
    return objectOf([entryOf(key, value.origin.span, value)], value.origin)
  })
  return arrayOf(items, originAt(spanOf(list, file)))
}

function readRecovery(vault: ObjectNode, file: string): Recovery {
  return {
    softDelete: valueAt(vault, file, 'recovery', 'softDelete'),
    retentionDays: valueAt(vault, file, 'recovery', 'retentionDays'),
    purgeProtection: valueAt(vault, file, 'recovery', 'purgeProtection'),
  }
}

function readLogging(vault: ObjectNode, file: string): Vault['logging'] {
  const required = valueAt(vault, file, 'logging', 'required')
  return {
    settings: [],
    audited: required?.kind === 'literal' && required.value === true,
    unknowns: [],
    ...(required ? { place: required.origin.span } : {}),
  }
}

const scopes: readonly GrantScope[] = ['tenant', 'managementGroup', 'subscription', 'resourceGroup', 'vault', 'object']

function readAccess(entry: ObjectNode, file: string): DeclaredAccess {
  const principal = childOf(entry, 'principal')
  const word = (name: string) => textOf(childOf(principal, name))
  const head = keyOf(entry, 'principal', file) ?? spanOf(entry, file)
  const scope = textOf(childOf(entry, 'scope'))
  return {
    span: spanOf(entry, file),
    head,
    principal: {
      ...named('name', word('name')),
      ...named('type', word('type')),
      ...named('objectId', word('objectId')),
      ...named('symbol', word('symbol')),
    },
    ...named('objectIdValue', valueAt(principal, file, 'objectId')),
    persona: textOf(childOf(entry, 'persona')),
    role: valueAt(entry, file, 'role'),
    permissions: readPermissions(childOf(entry, 'permissions'), file),
    scope: scopes.find((known) => known === scope) ?? 'vault',
    owner: valueAt(entry, file, 'owner'),
    reason: valueAt(entry, file, 'reason'),
    expires: valueAt(entry, file, 'expires'),
  }
}

function named<K extends string, V>(name: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in K]: V })
}

/** `all` may stand in place of a list. */
function readPermissions(node: Node | undefined, file: string): AccessPolicy['permissions'] | undefined {
  if (node?.kind !== 'object') return undefined
  const of = (kind: string): Value | undefined => {
    const value = valueAt(node, file, kind)
    return isText(value) ? arrayOf([value], value.origin) : value
  }
  const [keys, secrets, certificates, storage] = objectKinds.map(of)
  return { keys, secrets, certificates, storage }
}

function isText(value: Value | undefined): value is LiteralValue {
  return value?.kind === 'literal' && typeof value.value === 'string'
}
