import {
  both,
  choiceOf,
  firstUnknown,
  holdsSecret,
  identityOf,
  inherit,
  literal,
  maxAlternatives,
  restOf,
  unknown,
  withOrigin,
} from './value.js'
import { literalWords } from './describe.js'
import { equalParts } from './parts.js'
import { isRoleId } from './role-definitions.js'
import type { Alternative, ChoiceValue, ObjectValue, Origin, TextValue, UnknownValue, Value } from './value.js'

/** What stands under a name or index: a value (perhaps unknown), nothing, or the one or the other. */
export type Member =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'absent' }
  /** At least one alternative with a value and one without. */
  | { readonly kind: 'sometimes'; readonly alternatives: readonly MemberAlternative[]; readonly origin: Origin }

type MemberAlternative = Omit<Alternative, 'value'> & { readonly value: Value | undefined }

const absent: Member = { kind: 'absent' }

/** A member as one value, `missing` standing where there is none. */
export function valueOr(member: Member, missing: Value): Value {
  if (member.kind === 'value') return member.value
  if (member.kind === 'absent') return missing
  return choiceOf(
    member.alternatives.map((alternative) => ({ ...alternative, value: alternative.value ?? missing })),
    member.origin,
  )
}

/**
 * The property of that name, without case.
 *
 * Of an open object or an unknown: unknown (and so perhaps absent); of what has no properties: absent.
 */
export function propertyOf(value: Value, name: string): Member {
  if (value.kind === 'choice') return distribute(value, (alternative) => propertyOf(alternative, name))
  if (value.kind === 'unknown') {
    if (value.type !== undefined && value.type !== 'object') return absent
    const identity = () => memberIdentity(value.identity, name.toLowerCase())
    return { kind: 'value', value: unknown(value.cause, identity, value.origin, { secret: value.secret }) }
  }
  if (value.kind !== 'object') return absent
  const entry = value.entries.get(name.toLowerCase())
  if (entry) return { kind: 'value', value: inherit(entry.value, value.origin) }
  const rest = restOf(value)
  return rest ? propertyOf(withOrigin(rest, value.origin), name) : absent
}

/** The item at an index (from 0, or from 1 at the end), or the property that a string names; an unknown index gives an unknown. */
export function itemOf(value: Value, index: number | Value, fromEnd = false): Member {
  if (typeof index === 'object') {
    if (index.kind === 'choice') return distribute(index, (alternative) => itemOf(value, alternative, fromEnd))
    if (value.kind === 'choice') return distribute(value, (alternative) => itemOf(alternative, index, fromEnd))
    if (index.kind === 'literal') {
      if (typeof index.value === 'string') return propertyOf(value, index.value)
      return typeof index.value === 'number' ? itemOf(value, index.value, fromEnd) : absent
    }
    if (index.kind !== 'unknown' && index.kind !== 'text') return absent
    if (value.kind === 'literal' || value.kind === 'text') return absent
    if (value.kind === 'object' && index.kind === 'text' && !mayHave(value, index)) return absent
    const role = value.kind === 'object' && index.kind === 'unknown' ? roleUnder(value, index) : undefined
    if (role) return role
    return { kind: 'value', value: itemUnder(value, index, fromEnd) }
  }
  if (value.kind === 'choice') return distribute(value, (alternative) => itemOf(alternative, index, fromEnd))
  if (value.kind === 'array') {
    const { items, rest, leading = 0, trailing = 0 } = value
    const item = items[fromEnd ? items.length - index : index]
    const inPlace = fromEnd ? index <= trailing : index < leading
    if (item && (inPlace || !rest)) return { kind: 'value', value: inherit(item, value.origin) }
    if (!rest || index < 0 || (fromEnd && index === 0) || !Number.isInteger(index)) return absent
  } else if (value.kind !== 'unknown' || (value.type !== undefined && value.type !== 'array')) return absent
  return { kind: 'value', value: itemUnder(value, literal(index, value.origin), fromEnd) }
}

/** Whether one of an object's properties may have a name that is known in part. */
export function mayHave({ entries, open }: ObjectValue, { parts }: TextValue): boolean {
  return open || [...entries.keys()].some((key) => equalParts(parts, [key], true) !== false)
}

/** In a round that stands for several, of an array of which only a likeness is known: that, as it is one of several too. */
function itemUnder(value: Value, index: Value, fromEnd: boolean): Value {
  if (value.kind === 'array' && value.rest && value.items.length === 0 && identityOf(index).includes('[*]'))
    return inherit(value.rest, value.origin)
  const reason = firstUnknown([index, value])
  const identity = () => memberIdentity(identityOf(value), `${fromEnd ? '^' : ''}${identityOf(index)}`)
  return unknown(reason.cause, identity, value.origin, { secret: holdsSecret(value) })
}

/**
 * Of a table of role definitions, what stands under each value that a parameter may have by its declaration.
 *
 * Only of roles, which are judged one by one: a name that is one of several is known by less than one that is unknown.
 */
function roleUnder(table: ObjectValue, index: UnknownValue): Member | undefined {
  const each = candidatesOf(index)
  if (!each || table.open) return undefined
  const found = distribute(each, (candidate) => itemOf(table, candidate))
  const values =
    found.kind === 'value' ? alternativesOf(found.value) : found.kind === 'sometimes' ? found.alternatives : []
  const roles = values.filter(({ value }) => value !== undefined)
  return roles.length > 0 && roles.every(({ value }) => value && isRoleId(value)) ? found : undefined
}

function alternativesOf(value: Value): readonly MemberAlternative[] {
  return value.kind === 'choice' ? value.alternatives : [{ when: '', unknowns: [], value }]
}

/** The values that a parameter may have by its declaration, one by one. */
function candidatesOf(index: UnknownValue): ChoiceValue | undefined {
  const { cause, candidates, identity, origin } = index
  if (cause.kind !== 'parameter' || !candidates || candidates.length > maxAlternatives || index.secret) return undefined
  if (identity.includes('[*]')) return undefined
  const alternatives = candidates.map((value) => ({
    when: `parameter \`${cause.name}\` is ${literalWords(value.value)}`,
    unknowns: [index],
    assumes: [{ condition: identity, outcome: String(value.value) }],
    value,
  }))
  return { kind: 'choice', alternatives, origin }
}

function memberIdentity(base: string, name: string): string {
  return /^[\w-]+$/.test(name) ? `${base}.${name}` : `${base}[${JSON.stringify(name)}]`
}

function distribute(choice: ChoiceValue, of: (value: Value) => Member): Member {
  const alternatives: MemberAlternative[] = []
  for (const outer of choice.alternatives) {
    const member = of(outer.value)
    if (member.kind === 'value') alternatives.push({ ...outer, value: member.value })
    else if (member.kind === 'absent') alternatives.push({ ...outer, value: undefined })
    else {
      for (const inner of member.alternatives) {
        const joined = both(outer, { ...inner, value: outer.value })
        if (joined) alternatives.push({ ...joined, value: inner.value })
      }
    }
  }
  const present = alternatives.filter((alternative): alternative is Alternative => alternative.value !== undefined)
  if (present.length === 0) return absent
  if (present.length === alternatives.length) return { kind: 'value', value: choiceOf(present, choice.origin) }
  return { kind: 'sometimes', alternatives, origin: choice.origin }
}
