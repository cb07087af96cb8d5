import { gravestFirst } from '../access/allowance.js'
import type { AccessModel, Escalation, Grant, Holding, Principal, Vault } from '../access/model.js'
import { settledLiteral } from '../access/read.js'
import { nameWords } from '../access/subjects.js'
import { and, or } from '../evaluate/logic.js'
import { parseResourceId } from '../evaluate/resource-id.js'
import type { Truth, UnknownValue, Value } from '../evaluate/value.js'
import { compareSpans, encloses } from '../source/span.js'
import type { Span } from '../source/span.js'
import { objectOf } from './subject-access.js'
import { certainty, derived, field, flag, hop, list, placeValue, word, words } from './subject.js'
import type { Fields } from './subject.js'

export const principalFields: Fields = [
  ['objectId', field<Principal>('text', 'Object id.', (principal) => principal.objectId)],
  [
    'type',
    derived<Principal>('text', '`User`, `Group`, `ServicePrincipal`, … where it is told.', (principal) =>
      word(principal, principal.principalType),
    ),
  ],
  [
    'name',
    derived<Principal>('text', 'What people call it, where it is told.', (principal) =>
      word(principal, principal.displayName),
    ),
  ],
  [
    'called',
    derived<Principal>('text', 'What a message calls it: its name, else its object id or expression.', (principal) =>
      word(principal, principal.displayName ?? principal.name),
    ),
  ],
  [
    'persona',
    derived<Principal>('text', 'Its persona; absent where it has none.', (principal) =>
      word(principal, principal.persona),
    ),
  ],
  [
    'personaLabel',
    derived<Principal>('text', 'What people call its persona.', (principal) =>
      word(principal, principal.personaLabel ?? principal.persona),
    ),
  ],
  [
    'personaReason',
    derived<Principal>('text', 'Why it has that persona, in words.', (principal) =>
      word(principal, principal.personaReason),
    ),
  ],
  [
    'personas',
    derived<Principal>('list', 'Every persona that the configuration gives it.', (principal) =>
      words(principal, principal.personas),
    ),
  ],
  [
    'identityOf',
    derived<Principal>('text', 'Type of the resource whose identity it is.', (principal) =>
      word(principal, principal.identityOf?.type),
    ),
  ],
  [
    'conflicts',
    derived<Principal>('list', 'Pairs of its personas that exclude each other, in words.', (principal) =>
      words(principal, principal.conflicts ?? []),
    ),
  ],
  [
    'identityDeclared',
    derived<Principal>(
      'boolean',
      'Whether the run makes the resource whose identity it is.',
      (principal) => principal.identityOf && flag(principal, !principal.identityOf.existing),
    ),
  ],
  [
    'secret',
    field<Principal>(
      'list',
      'Of a service principal of the directory: the secrets that the run makes for it.',
      (principal) => principal.secret,
      {
        members: 'open',
      },
    ),
  ],
  ['grants', list<Principal>('grant', 'What it may do.', (principal) => principal.grants)],
  [
    'data',
    field<Principal>(
      'list',
      'What it certainly may do with the data of vaults, the gravest first.',
      (principal) => words(principal, dataOf(principal)),
      { written: (principal) => placeValue(dataPlace(principal)) },
    ),
  ],
  ['vaults', list<Principal>('vault', 'Vaults whose data it certainly reaches.', (principal) => vaultsOf(principal))],
  [
    'objects',
    derived<Principal>(
      'list',
      'Where it certainly reaches the data of single objects only: those, as `keys/name`; empty of anybody else.',
      (principal) => words(principal, objectsOf(principal)),
    ),
  ],
  ['who', hop('principal', 'It itself, to be named in a message.', (principal: Principal) => principal)],
  [
    'isSpokenFor',
    derived<Principal>(
      'boolean',
      'Where the configuration names nobody: whether an earlier principal that is named nowhere speaks for it.',
      (principal, { model }) => flag(principal, namelessBeside(principal, model).indexOf(principal) > 0),
    ),
  ],
  [
    'speaksFor',
    list<Principal>(
      'principal',
      'Where the configuration names nobody: the other principals of its file that hold data and are named nowhere.',
      (principal, { model }) => calledOtherwise(principal, namelessBeside(principal, model)),
    ),
  ],
  [
    'readsLogs',
    derived<Principal>('boolean', 'Of an auditor: whether it can read where its vaults log to.', readsLogs),
  ],
  [
    'unreadLogs',
    derived<Principal>(
      'list',
      'Of an auditor that cannot read them: what the logs of its vaults land in.',
      (principal) => words(principal, principal.readsLogs === false ? unreadLogs(principal) : []),
    ),
  ],
  [
    'setsAndReadsOn',
    list<Principal>('vault', 'Vaults to which it gives access and whose secrets it reads.', (principal) =>
      bothOf(principal).map(({ vault }) => vault),
    ),
  ],
  [
    'setsBy',
    derived<Principal>('list', 'Roles by which it can give access to vaults whose secrets it reads.', (principal) =>
      words(principal, setsBy(principal)),
    ),
  ],
  [
    'setsAndReads',
    field<Principal>('boolean', 'Whether it both gives access to a vault and reads secrets there.', setsAndReads, {
      written: (principal) => {
        const [way] = bothOf(principal).flatMap(waysOf)
        return way && (way.assignment.roleDefinitionId ?? placeValue(way.head))
      },
    }),
  ],
]

function reachesData({ plane, effective, deployed, operations }: Grant): boolean {
  return plane === 'data' && effective !== false && deployed === true && operations.length > 0
}

/**
 * What certainly gives access to data. Where a vault's permission model is not known, roles and access policies count in
 * one of two cases each, never together: those of the first are told.
 */
function reaching(grants: readonly Grant[]): readonly Grant[] {
  const certain = grants.filter(reachesData)
  const first = new Map<Vault | undefined, Grant['mechanism']>()
  return certain.filter(({ vault, effective, mechanism }) => {
    if (effective === true) return true
    const counted = first.get(vault) ?? mechanism
    first.set(vault, counted)
    return counted === mechanism
  })
}

/** An empty object id is nobody's. */
function dataOf({ objectId, grants }: Principal): readonly string[] {
  if (objectId.kind === 'literal' && objectId.value === '') return []
  return gravestFirst([...new Set(reaching(grants).flatMap(({ operations }) => operations))].sort())
}

function vaultsOf({ grants }: Principal): readonly Vault[] {
  return [...new Set(reaching(grants).flatMap(({ vault }) => vault ?? []))]
}

function objectsOf({ grants }: Principal): readonly string[] {
  const counted = reaching(grants)
  return counted.every(({ scopeKind }) => scopeKind === 'object')
    ? unique(counted.flatMap((grant) => objectOf(grant) ?? []))
    : []
}

/** Where it is first given access to data: its object id where that is written down, else what stands for it there. */
function dataPlace({ grants }: Principal): Span | undefined {
  const grant = grants.find(reachesData)
  if (!grant) return undefined
  const { source, span, head } = grant
  const id = 'principalId' in source ? source.principalId : 'objectId' in source ? source.objectId : undefined
  if (id?.kind === 'literal') return id.origin.span
  const places = id ? [...id.origin.uses.toReversed(), id.origin.span] : []
  return places.find((place) => encloses(span, place)) ?? head
}

/** Principals without a persona that hold data, file by file, in the order of their places. */
const nameless = new WeakMap<AccessModel, ReadonlyMap<string, readonly Principal[]>>()

/** Others than a principal; of identities that one declaration has in several calls, which are called the same, one. */
function calledOtherwise(principal: Principal, all: readonly Principal[]): readonly Principal[] {
  const placeOf = ({ identityOf }: Principal) => identityOf && `${identityOf.head.file} ${identityOf.head.start}`
  const seen = new Set([placeOf(principal)])
  return all.filter((other) => {
    const place = placeOf(other)
    if (other === principal || (place !== undefined && seen.has(place))) return false
    seen.add(place)
    return true
  })
}

/** Those of a principal's file, itself among them; none where the configuration names anybody. */
function namelessBeside(principal: Principal, model: AccessModel): readonly Principal[] {
  let byFile = nameless.get(model)
  if (!byFile) {
    const found = model.namesNobody
      ? model.principals.filter(({ persona, grants }) => persona === undefined && grants.some(reachesData))
      : []
    const placed = found
      .flatMap((each) => {
        const place = dataOf(each).length > 0 ? dataPlace(each) : undefined
        return place ? [{ each, place }] : []
      })
      .toSorted((a, b) => compareSpans(a.place, b.place))
    const files = new Map<string, Principal[]>()
    for (const { each, place } of placed) files.set(place.file, [...(files.get(place.file) ?? []), each])
    byFile = files
    nameless.set(model, byFile)
  }
  const place = dataPlace(principal)
  return (place && byFile.get(place.file)) ?? []
}

function readsLogs(principal: Principal): Value | undefined {
  if (principal.readsLogs === undefined) return undefined
  return certainty(principal, principal.readsLogs, [], `who reads the logs in ${unreadLogs(principal).join(' and ')}`)
}

/** Names of what the logs of its vaults land in and it cannot read, by what is assigned here. */
function unreadLogs(principal: Principal): readonly string[] {
  const vaults = new Set(principal.grants.flatMap(({ vault }) => vault ?? []))
  const destinations = [...vaults].flatMap(({ logging }) => logging.settings.flatMap((setting) => setting.destinations))
  const unread = destinations.filter(({ readers }) => !readers.includes(principal))
  return unique(unread.map(({ id }) => nameWords(parseResourceId(id)?.chain.at(-1)?.names.at(-1) ?? id)))
}

/**
 * How it can give access to a vault.
 *
 * Writing an rbac vault is not counted: nobody says for sure whether that is enough. Nor is what writes one with access
 * policies, without holding everything there by intent: that lets it at the data by itself, whatever it reads already.
 */
function waysOf({ vault, principal }: Holding): readonly Escalation[] {
  const isRbac = settledLiteral(vault.permissionModel)?.value === 'rbac'
  const isTrusted = principal.persona === 'security-team' || principal.persona === 'administrator'
  const own = vault.escalations.filter((escalation) => escalation.principal === principal)
  const writes = own.filter(({ path }) => path === 'writes-vault' || path === 'writes-access-policies')
  if (isRbac) return own.filter(({ path }) => path !== 'writes-vault')
  const told = new Set(writes.filter(({ byIntent }) => !byIntent && !isTrusted).map(({ assignment }) => assignment))
  return own.filter(({ assignment }) => !told.has(assignment))
}

function setsAndReadsThere(holding: Holding): Truth {
  const sets = waysOf(holding).reduce<Truth>((any, { certain }) => or(any, certain), false)
  return and(sets, holding.readsSecrets)
}

/** Vaults of which it certainly does both. */
function bothOf({ holdings }: Principal): readonly Holding[] {
  return holdings.filter((holding) => setsAndReadsThere(holding) === true)
}

function setsBy(principal: Principal): readonly string[] {
  return unique(
    bothOf(principal).flatMap((holding) => waysOf(holding).flatMap(({ assignment }) => assignment.role?.name ?? [])),
  )
}

function setsAndReads(principal: Principal): Value {
  const truths = principal.holdings.map(setsAndReadsThere)
  const doubtful = principal.holdings.filter((_, at) => truths[at] === 'unknown')
  return certainty(principal, truths.reduce<Truth>(or, false), doubtful.flatMap(doubtsOf), 'what it may do')
}

function doubtsOf(holding: Holding): readonly UnknownValue[] {
  const { permissionModel } = holding.vault
  const subjects = [...waysOf(holding), ...holding.grants]
  return [
    ...subjects.flatMap(({ doubts = [] }) => doubts),
    ...(permissionModel.kind === 'unknown' ? [permissionModel] : []),
  ]
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

export const escalationFields: Fields = [
  ['vault', hop('vault', 'The vault whose data is reached.', (escalation: Escalation) => escalation.vault)],
  ['principal', hop('principal', 'Who could.', (escalation: Escalation) => escalation.principal)],
  [
    'assignment',
    hop('roleAssignment', 'The assignment that lets it.', (escalation: Escalation) => escalation.assignment),
  ],
  [
    'operation',
    derived<Escalation>('text', 'The operation that does it.', (escalation) => word(escalation, escalation.operation)),
  ],
  [
    'operations',
    derived<Escalation>('list', 'All operations of this kind that the assignment gives.', (escalation) =>
      words(escalation, escalation.operations),
    ),
  ],
  [
    'path',
    derived<Escalation>('text', 'How.', (escalation) => word(escalation, escalation.path), {
      values: ['writes-access-policies', 'writes-vault', 'assigns-roles', 'writes-role-definitions'],
    }),
  ],
  [
    'byIntent',
    derived<Escalation>('boolean', 'Whether it already holds every data operation there.', (escalation) =>
      flag(escalation, escalation.byIntent),
    ),
  ],
  [
    'certain',
    field<Escalation>(
      'boolean',
      'Whether it works for sure.',
      (escalation) =>
        certainty(escalation, escalation.certain, escalation.doubts ?? [], 'the condition of the assignment'),
      { written: (escalation) => escalation.assignment.roleDefinitionId },
    ),
  ],
]
