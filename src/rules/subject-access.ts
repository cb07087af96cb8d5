import type { AccessPolicy, DeclaredAccess, Difference, Grant, ObjectKind } from '../access/model.js'
import type { RoleAssignment, RoleDefinition } from '../access/model.js'
import { objectKinds } from '../access/permissions.js'
import { knownText, mapLiterals } from '../access/read.js'
import { nearestBuiltInRole } from '../access/roles.js'
import { nameWords, propertiesPlace, withoutHoles } from '../access/subjects.js'
import { parseResourceId } from '../evaluate/resource-id.js'
import { arrayOf, literal, originAt } from '../evaluate/value.js'
import type { UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { excessOf, operationsOf } from './derived.js'
import { certainty, derived, environmentOf, field, flag, hop } from './subject.js'
import { incompleteness, list, places, placeValue, word, words } from './subject.js'
import type { FieldEntry, Fields } from './subject.js'

const scopes = ['tenant', 'managementGroup', 'subscription', 'resourceGroup', 'vault', 'object', 'other']

function permissionFields(
  read: (subject: never) => Readonly<Record<ObjectKind, Value | undefined>> | undefined,
): readonly (readonly [string, FieldEntry])[] {
  return (['keys', 'secrets', 'certificates', 'storage'] as const).map((kind) => [
    `permissions.${kind}`,
    field('list', `Permissions on ${kind}, as written.`, (subject) => read(subject as never)?.[kind]),
  ])
}

function isSubject(source: Grant['source']): source is AccessPolicy | RoleAssignment {
  return 'kind' in source
}

function assignmentOf({ source }: Grant): RoleAssignment | undefined {
  return isSubject(source) && source.kind === 'roleAssignment' ? source : undefined
}

function policyOf({ source }: Grant): AccessPolicy | undefined {
  return isSubject(source) && source.kind === 'accessPolicy' ? source : undefined
}

function declaredOf({ source }: Grant): DeclaredAccess | undefined {
  return isSubject(source) ? source.declared : source
}

/** One side of a comparison, each operation on the permission, or the role, that gives or declares it. */
function difference(grant: Grant, side: Difference | undefined, what: string): Value {
  if (!side || side.certain === false || side.operations.length === 0) return words(grant, [])
  if (side.certain === 'unknown') {
    const doubt = certainty(grant, 'unknown', side.unknowns, what)
    return arrayOf([], originAt(grant.head), doubt)
  }
  const all = operationsOf(grant)
  const written = all.kind === 'array' ? all.items : []
  const places = new Map(written.map((item) => [item.kind === 'literal' ? item.value : null, item.origin]))
  const items = side.operations.map((operation) => literal(operation, places.get(operation) ?? originAt(grant.head)))
  return arrayOf(items, items[0]?.origin ?? originAt(grant.head))
}

/** Open where a grant of the data may give more, and where policies of the vault could not be read. */
function holderData(grant: Grant): Value {
  const { vault, principal, head } = grant
  const own = principal.grants.filter(
    (other) => other.vault === vault && other.plane === 'data' && other.effective !== false,
  )
  const open: UnknownValue | undefined = own.find((other) => other.open)?.open ?? vault?.policiesOpen
  const operations = [...new Set(own.flatMap((other) => other.operations))].sort()
  const origin = originAt(head)
  return arrayOf(
    operations.map((operation) => literal(operation, origin)),
    origin,
    open,
  )
}

/** `keys/name`, of a grant on one key, secret or certificate; undefined of any other. */
export function objectOf({ scopeKind, source }: Grant): string | undefined {
  if (scopeKind !== 'object' || !('scopeId' in source)) return undefined
  const object = parseResourceId(source.scopeId)?.chain[0]
  const name = object?.names.at(-1)
  return object && name && `${object.type.split('/').at(-1) ?? ''}/${withoutHoles(nameWords(name))}`
}

export const grantFields: Fields = [
  ['vault', hop('vault', 'The vault; absent where the run has none below the scope.', (grant: Grant) => grant.vault)],
  ['principal', hop('principal', 'Who may.', (grant: Grant) => grant.principal)],
  [
    'objectId',
    field<Grant>('text', 'Object id of who may, where this grant names it.', ({ principal }) => principal.objectId, {
      written: (grant) =>
        assignmentOf(grant)?.principalId ?? policyOf(grant)?.objectId ?? placeValue(declaredOf(grant)?.head),
    }),
  ],
  ['assignment', hop('roleAssignment', 'The role assignment that gives it.', assignmentOf)],
  ['policy', hop('accessPolicy', 'The access policy that gives it.', policyOf)],
  [
    'plane',
    derived<Grant>('text', 'Of the vault itself, or of its data.', (grant) => word(grant, grant.plane), {
      values: ['management', 'data'],
    }),
  ],
  [
    'mechanism',
    derived<Grant>('text', 'What gives it.', (grant) => word(grant, grant.mechanism), {
      values: ['accessPolicy', 'roleAssignment', 'declaration'],
    }),
  ],
  [
    'form',
    derived<Grant>('text', 'How it is given, or declared.', (grant) => word(grant, grant.form), {
      values: ['accessPolicy', 'roleAssignment'],
    }),
  ],
  [
    'scope',
    field<Grant>('text', 'Where it is given.', (grant) => word(grant, grant.scopeKind), {
      values: scopes,
      written: (grant) => placeValue(assignmentOf(grant)?.scopePlace),
    }),
  ],
  [
    'object',
    derived<Grant>('text', 'Of a grant on one key, secret or certificate: that, as `keys/name`.', (grant) =>
      word(grant, objectOf(grant)),
    ),
  ],
  [
    'role',
    field<Grant>('text', 'Name of the role.', (grant) => word(grant, grant.role?.name), {
      written: (grant) => assignmentOf(grant)?.roleDefinitionId ?? declaredOf(grant)?.role,
    }),
  ],
  [
    'builtIn',
    derived<Grant>('boolean', 'Whether the role is one of Azure’s.', (grant) =>
      grant.role ? flag(grant, grant.role.builtIn) : undefined,
    ),
  ],
  [
    'roleCategory',
    derived<Grant>('text', 'Of a built-in role: what it is made for.', (grant) => word(grant, grant.role?.category)),
  ],
  [
    'operations',
    field<Grant>(
      'list',
      'What may be done: permissions such as `secrets/get`, or management operations.',
      operationsOf,
    ),
  ],
  ['excess', field<Grant>('list', 'Operations beyond the principal’s persona; empty without a persona.', excessOf)],
  [
    'proposal',
    derived<Grant>('text', 'The smallest roles or permissions that would do, in words.', (grant) =>
      word(grant, grant.proposal),
    ),
  ],
  [
    'effective',
    derived<Grant>('boolean', 'Whether the vault’s permission model lets it count.', (grant) =>
      certainty(grant, grant.effective, [], 'the permission model'),
    ),
  ],
  [
    'undeclared',
    field<Grant>('list', 'Operations beyond what is declared of the vault; empty where nothing is.', (grant) =>
      difference(grant, grant.undeclared, 'what is declared'),
    ),
  ],
  [
    'missing',
    field<Grant>('list', 'Of a declared grant: what the templates of its vault do not grant.', (grant) =>
      difference(grant, grant.missing, 'what the templates grant'),
    ),
  ],
  [
    'declaration',
    hop('declaration', 'The first declaration that speaks of the vault.', (grant: Grant) => grant.vault?.declared[0]),
  ],
  [
    'peers',
    derived<Grant>('number', 'Other users that hold the same on the vault.', (grant) =>
      literal(grant.peers, originAt(grant.head)),
    ),
  ],
  [
    'alike',
    list<Grant>(
      'grant',
      'Of the first of several users that hold the same on the vault: a grant of each other one; empty of anybody else.',
      (grant) => grant.alike ?? [],
    ),
  ],
  [
    'holderData',
    derived<Grant>(
      'list',
      'What its principal may do with the data of the vault, by whatever grants count there.',
      holderData,
    ),
  ],
  [
    'environment',
    derived<Grant>('text', 'Environment of the vault, or of the file.', (grant, facts) =>
      environmentOf(grant, grant.vault, facts),
    ),
  ],
  [
    'declared',
    derived<Grant>('boolean', 'Whether a declaration gives it.', (grant) =>
      flag(grant, declaredOf(grant) !== undefined),
    ),
  ],
  ['owner', field<Grant>('text', 'Who answers for a declared grant.', (grant) => declaredOf(grant)?.owner)],
  ['reason', field<Grant>('text', 'Why it is declared.', (grant) => declaredOf(grant)?.reason)],
  [
    'expires',
    field<Grant>('text', 'The day from which it is no longer approved.', (grant) => declaredOf(grant)?.expires),
  ],
  ...permissionFields((grant: Grant) => policyOf(grant)?.permissions ?? declaredOf(grant)?.permissions),
]

export const policyFields: Fields = [
  ['vault', hop('vault', 'The vault whose list it stands in.', (policy: AccessPolicy) => policy.vault)],
  ['principal', hop('principal', 'Who it is for.', (policy: AccessPolicy) => policy.principal)],
  [
    'duplicateOf',
    hop('accessPolicy', 'An earlier entry for the same principal.', (policy: AccessPolicy) => policy.duplicateOf),
  ],
  [
    'operation',
    derived<AccessPolicy>('text', 'How it comes into the list.', (policy) => word(policy, policy.operation), {
      values: ['inline', 'add', 'replace', 'remove'],
    }),
  ],
  [
    'declared',
    derived<AccessPolicy>('boolean', 'Whether a declaration says it.', (policy) =>
      flag(policy, policy.declared !== undefined),
    ),
  ],
  [
    'isDuplicate',
    field<AccessPolicy>(
      'boolean',
      'Whether the list has an earlier entry for the same principal.',
      (policy) => flag(policy, policy.duplicateOf !== undefined),
      { written: (policy) => placeValue(policy.duplicateAt?.own) ?? policy.objectId },
    ),
  ],
  [
    'earlier',
    derived<AccessPolicy>('any', 'The place of the earlier entry; has no value.', () => undefined, {
      written: ({ duplicateAt, duplicateOf }) => placeValue(duplicateAt?.earlier ?? duplicateOf?.head),
    }),
  ],
  ['tenantId', field<AccessPolicy>('text', 'Its tenant.', (policy) => policy.tenantId)],
  [
    'tenantMatches',
    field<AccessPolicy>(
      'boolean',
      'Whether its tenant is the vault’s.',
      (policy) =>
        certainty(
          policy,
          policy.tenantMatches,
          [...unknownsOf(policy.tenantId), ...unknownsOf(policy.vault?.tenantId)],
          'its tenant',
        ),
      { written: (policy) => policy.tenantId },
    ),
  ],
  ['objectId', field<AccessPolicy>('text', 'Object id of who it is for.', (policy) => policy.objectId)],
  [
    'objectIdForm',
    field<AccessPolicy>('text', 'What its object id looks like.', (policy) => policy.objectIdForm, {
      values: ['objectId', 'clientId', 'malformed'],
      written: (policy) => policy.objectId,
    }),
  ],
  [
    'applicationId',
    field<AccessPolicy>('text', 'The application that a user must come through.', (policy) => policy.applicationId),
  ],
  ...permissionFields((policy: AccessPolicy) => policy.permissions),
  [
    'misspelt',
    field<AccessPolicy>('list', 'Permissions that Azure does not know.', (policy) =>
      places(
        policy,
        policy.misspelt.map(({ permission }) => permission),
      ),
    ),
  ],
  [
    'proposals',
    derived<AccessPolicy>('list', 'What was most likely meant by each of those.', (policy) =>
      places(
        policy,
        policy.misspelt.flatMap(({ proposal }) =>
          proposal === undefined ? [] : [literal(proposal, originAt(policy.head))],
        ),
      ),
    ),
  ],
  [
    'completeKinds',
    field<AccessPolicy>('list', 'Kinds of which it holds everything but perhaps `purge`.', (policy) =>
      places(policy, policy.completeKinds),
    ),
  ],
  [
    'isInert',
    derived<AccessPolicy>(
      'boolean',
      'Whether its vault uses Azure RBAC, so that it has no effect; where that is not known, it counts as in force.',
      isInert,
    ),
  ],
  [
    'purgeLeft',
    derived<AccessPolicy>('text', '`purge`, where it holds that of none of those kinds.', (policy) =>
      holdsPurge(policy) ? undefined : word(policy, 'purge'),
    ),
  ],
  [
    'purges',
    field<AccessPolicy>('list', 'Permissions to purge what it may delete as well.', (policy) =>
      places(policy, policy.purges),
    ),
  ],
]

function isInert(policy: AccessPolicy): Value {
  const model = policy.vault?.permissionModel
  if (model?.kind !== 'literal' && model?.kind !== 'choice') return flag(policy, false)
  return mapLiterals(model, 'effect', (literal) => ({ ...literal, value: literal.value === 'rbac' }))
}

function holdsPurge({ completeKinds, permissions }: AccessPolicy): boolean {
  return completeKinds.some(({ value }) => {
    const kind = objectKinds.find((each) => each === value)
    const written = kind && permissions[kind]
    return written?.kind === 'array' && written.items.some((item) => knownText(item)?.toLowerCase() === 'purge')
  })
}

/** Why it is not known: of an id its last part, which names what is meant. */
function unknownsOf(value: Value | undefined): readonly UnknownValue[] {
  if (value?.kind === 'unknown') return [value]
  const last = value?.kind === 'text' ? value.parts.findLast((part) => typeof part !== 'string') : undefined
  return last === undefined || typeof last === 'string' ? [] : [last]
}

function propertiesOf({ resource }: RoleAssignment): Span | undefined {
  return resource && propertiesPlace(resource)
}

export const assignmentFields: Fields = [
  ['principal', hop('principal', 'Who it is for.', (assignment: RoleAssignment) => assignment.principal)],
  [
    'definition',
    hop('roleDefinition', 'The role, where the run defines it.', (assignment: RoleAssignment) => assignment.definition),
  ],
  [
    'vaults',
    list<RoleAssignment>(
      'vault',
      'Vaults of the run that it covers.',
      (assignment) => assignment.vaults,
      incompleteness,
    ),
  ],
  ['grants', list<RoleAssignment>('grant', 'What it gives.', (assignment) => assignment.grants)],
  ['principalId', field<RoleAssignment>('text', 'Object id of who it is for.', (assignment) => assignment.principalId)],
  [
    'principalType',
    field<RoleAssignment>('text', '`User`, `Group`, `ServicePrincipal`, …', (assignment) => assignment.principalType, {
      place: propertiesOf,
    }),
  ],
  ['roleDefinitionId', field<RoleAssignment>('text', 'Id of the role.', (assignment) => assignment.roleDefinitionId)],
  [
    'role',
    field<RoleAssignment>(
      'text',
      'Name of the role; absent where it is not known.',
      (assignment) => word(assignment, assignment.role?.name),
      {
        written: (assignment) => assignment.roleDefinitionId,
      },
    ),
  ],
  [
    'roleCategory',
    derived<RoleAssignment>('text', 'Of a built-in role: what it is made for.', (assignment) =>
      word(assignment, assignment.role?.category),
    ),
  ],
  [
    'roleExists',
    field<RoleAssignment>(
      'boolean',
      'Whether the role is built in or defined in the run.',
      (assignment) => certainty(assignment, assignment.roleExists, unknownsOf(assignment.roleDefinitionId), 'the role'),
      { written: (assignment) => assignment.roleDefinitionId },
    ),
  ],
  [
    'nearestRole',
    derived<RoleAssignment>(
      'text',
      'Of a name that no role has: the built-in role that is called most like it.',
      (assignment) => word(assignment, nearestBuiltInRole(assignment.roleDefinitionId)),
    ),
  ],
  [
    'reachesData',
    field<RoleAssignment>(
      'boolean',
      'Whether the role lets anyone at keys, secrets or certificates.',
      (assignment) =>
        certainty(assignment, assignment.reachesData, unknownsOf(assignment.roleDefinitionId), 'the role'),
      { written: (assignment) => assignment.roleDefinitionId },
    ),
  ],
  [
    'reachesManagement',
    field<RoleAssignment>(
      'boolean',
      'Whether the role lets anyone manage vaults.',
      (assignment) =>
        certainty(assignment, assignment.reachesManagement, unknownsOf(assignment.roleDefinitionId), 'the role'),
      { written: (assignment) => assignment.roleDefinitionId },
    ),
  ],
  [
    'scope',
    field<RoleAssignment>('text', 'Where it is assigned.', (assignment) => word(assignment, assignment.scopeKind), {
      values: scopes,
      written: (assignment) => placeValue(assignment.scopePlace),
    }),
  ],
  ['scopeId', field<RoleAssignment>('text', 'Id of that scope.', (assignment) => assignment.scopeId)],
  ['condition', field<RoleAssignment>('text', 'Its condition.', (assignment) => assignment.condition)],
  [
    'eligible',
    derived<RoleAssignment>('boolean', 'Whether it must be activated (PIM).', (assignment) =>
      flag(assignment, assignment.eligible),
    ),
  ],
  [
    'ends',
    derived<RoleAssignment>('boolean', 'Whether it ends by itself.', (assignment) =>
      certainty(assignment, assignment.expires, [], 'its end'),
    ),
  ],
  [
    'declared',
    derived<RoleAssignment>('boolean', 'Whether a declaration says it.', (assignment) =>
      flag(assignment, assignment.declared !== undefined),
    ),
  ],
]

export const definitionFields: Fields = [
  [
    'name',
    derived<RoleDefinition>('text', 'Name of the role.', (definition) => word(definition, definition.role.name)),
  ],
  [
    'actions',
    field<RoleDefinition>('list', 'Management operations that it allows.', (definition) => definition.actions),
  ],
  ['notActions', field<RoleDefinition>('list', 'Those that it takes out.', (definition) => definition.notActions)],
  [
    'dataActions',
    field<RoleDefinition>('list', 'Data operations that it allows.', (definition) => definition.dataActions),
  ],
  [
    'notDataActions',
    field<RoleDefinition>('list', 'Those that it takes out.', (definition) => definition.notDataActions),
  ],
  [
    'complete',
    derived<RoleDefinition>('boolean', 'Whether all its permissions could be read.', (definition) =>
      flag(definition, definition.complete),
    ),
  ],
  [
    'wildcards',
    field<RoleDefinition>(
      'list',
      'Wildcards that let it change vaults, or that stand in data operations.',
      (definition) => places(definition, definition.wildcards),
    ),
  ],
  [
    'accessGranting',
    field<RoleDefinition>('list', 'What lets it write role assignments or role definitions.', (definition) =>
      places(definition, definition.accessGranting),
    ),
  ],
  [
    'purges',
    field<RoleDefinition>('list', 'Kinds of objects that it may both delete and purge.', (definition) =>
      places(definition, definition.purges),
    ),
  ],
]
