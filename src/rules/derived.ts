import type { Grant, ObjectKind } from '../access/model.js'
import { wordsOfPermission } from '../access/permissions.js'
import { propertyOf, valueOr } from '../evaluate/member.js'
import { arrayOf, choiceOf, entryOf, literal, objectOf, originAt, withOrigin } from '../evaluate/value.js'
import type { Origin, Value } from '../evaluate/value.js'
import { readIpRange } from './ip-range.js'
import type { IpRange } from './ip-range.js'

/** Values that rules read in place of what is written, because a condition could not say it; origins stay. */

/** Address rules as objects with `value`, `prefix`, `space` and `words`; what is no range has the space `invalid`. */
export function ipRangesOf(rules: Value | undefined): Value | undefined {
  if (!rules || rules.kind === 'literal' || rules.kind === 'text' || rules.kind === 'object') return undefined
  if (rules.kind === 'choice') return eachAlternative(rules, (value) => ipRangesOf(value) ?? arrayOf([], value.origin))
  if (rules.kind === 'unknown') return rules
  const rest = rules.rest && ipRangeOf(rules.rest)
  return arrayOf(rules.items.map(ipRangeOf), rules.origin, rest, rules)
}

function ipRangeOf(rule: Value): Value {
  if (rule.kind === 'unknown') return rule
  return rangeObject(valueOr(propertyOf(rule, 'value'), literal(null, rule.origin)))
}

function rangeObject(value: Value): Value {
  const { origin } = value
  const object = (prefix: Value, space: Value, words?: string): Value =>
    objectOf(
      [
        entryOf('value', origin.span, value),
        entryOf('prefix', origin.span, prefix),
        entryOf('space', origin.span, space),
        ...(words === undefined ? [] : [entryOf('words', origin.span, literal(words, origin))]),
      ],
      origin,
    )
  switch (value.kind) {
    case 'choice':
      return eachAlternative(value, rangeObject)
    case 'unknown':
      return object(value, value)
    case 'text': {
      const length = value.parts.at(-1)
      const end = typeof length === 'string' ? /\/(\d{1,2})$/.exec(length) : null
      const part = value.parts.find((part) => typeof part !== 'string')
      const open = part ? withOrigin(part, origin) : literal(null, origin)
      if (!end) return object(open, open)
      const prefix = Number(end[1])
      return object(literal(prefix, origin), open, sizeWords(prefix))
    }
    default: {
      const range = value.kind === 'literal' && typeof value.value === 'string' ? readIpRange(value.value) : undefined
      const words = range ? rangeWords(range) : 'is no IPv4 address or range'
      return object(literal(range?.prefix ?? null, origin), literal(range?.space ?? 'invalid', origin), words)
    }
  }
}

/**
 * What a range comes to, in words that follow its name.
 *
 * Rules are for public addresses only (network security of Key Vault: no ranges of RFC 1918).
 */
function rangeWords({ prefix, space }: IpRange): string {
  switch (space) {
    case 'everything':
      return 'is every address'
    case 'private':
    case 'reserved':
      return `is ${space}: no request to a vault comes from there, so the rule opens nothing`
    case 'public':
      return sizeWords(prefix)
  }
}

function sizeWords(prefix: number): string {
  const size = String(2 ** (32 - prefix)).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return prefix === 32 ? 'is one address' : `is ${size} addresses`
}

const operations = new WeakMap<Grant, Value>()

/** The operations of a grant, each on the permission that gives it where one is written, else on the role. */
export function operationsOf(grant: Grant): Value {
  const known = operations.get(grant)
  if (known) return known
  const { source, head } = grant
  const role = 'roleDefinitionId' in source ? source.roleDefinitionId : 'role' in source ? source.role : undefined
  const fallback = role?.origin ?? originAt(head)
  const written =
    'permissions' in source && source.permissions ? originsOf(source.permissions) : new Map<string, Origin>()
  const items = grant.operations.map((operation) => literal(operation, written.get(operation) ?? fallback))
  const value = arrayOf(items, fallback, grant.open)
  operations.set(grant, value)
  return value
}

/** Where each word of an access policy is given; `all` gives what is not written by itself. */
function originsOf(permissions: Readonly<Record<ObjectKind, Value | undefined>>): Map<string, Origin> {
  const origins = new Map<string, Origin>()
  const wide: (readonly [ObjectKind, string, Origin])[] = []
  for (const kind of ['keys', 'secrets', 'certificates', 'storage'] as const) {
    const value = permissions[kind]
    if (value?.kind !== 'array') continue
    for (const item of value.items) {
      if (item.kind !== 'literal' || typeof item.value !== 'string') continue
      if (item.value.toLowerCase() === 'all') wide.push([kind, item.value, item.origin])
      else for (const word of wordsOfPermission(kind, item.value)) origins.set(word, item.origin)
    }
  }
  for (const [kind, permission, origin] of wide) {
    for (const word of wordsOfPermission(kind, permission)) if (!origins.has(word)) origins.set(word, origin)
  }
  return origins
}

/** Operations beyond the persona, each where it is given; empty for whoever has none. */
export function excessOf(grant: Grant): Value {
  const { excess, excessDoubt, head } = grant
  const items = (excess ?? []).map(({ operation, span }) => literal(operation, originAt(span)))
  const origin = items[0]?.origin ?? originAt(head)
  if (excessDoubt && items.length > 0) return arrayOf([], origin, withOrigin(excessDoubt, origin))
  return arrayOf(items, origin, excess ? grant.open : undefined)
}

function eachAlternative(choice: Extract<Value, { kind: 'choice' }>, of: (value: Value) => Value): Value {
  return choiceOf(
    choice.alternatives.map((alternative) => ({ ...alternative, value: of(alternative.value) })),
    choice.origin,
  )
}
