import type { UnknownValue, Value } from '../../../src/evaluate/value.js'
import { call, value } from '../sample.js'

export type Plain = unknown
/** What holes are filled with, and which way conditions come out. */
export type World = Readonly<Record<string, Plain>>

/** The plain data of a value that has no holes; undefined where it has (a refusal, an unsupported case). */
export function known(value: Value): Plain {
  if (value.kind === 'literal') return value.value
  if (value.kind === 'array') {
    const items = value.items.map(known)
    return value.rest || items.includes(undefined) ? undefined : items
  }
  if (value.kind !== 'object' || value.open) return undefined
  const entries = [...value.entries.values()].map((entry) => [entry.key.toLowerCase(), known(entry.value)] as const)
  return entries.some(([, each]) => each === undefined) ? undefined : Object.fromEntries(entries)
}

/** Whether what Azure gives in a world is among what was said beforehand. */
export function fits(told: Value, real: Value, world: World): boolean {
  if (real.kind === 'unknown' || real.kind === 'text' || real.kind === 'choice') return true
  switch (told.kind) {
    case 'literal':
      return real.kind === 'literal' && real.value === told.value
    case 'unknown': {
      const fixed = world[told.identity]
      if (fixed !== undefined && JSON.stringify(known(real)) !== JSON.stringify(known(value(fixed)))) return false
      return fitsType(told, real)
    }
    case 'text':
      return real.kind === 'literal' && typeof real.value === 'string' && matches(told.parts, real.value, world)
    case 'choice':
      return told.alternatives.some((each) => fits(each.value, real, world))
    case 'array':
      return real.kind === 'array' && fitsArray(told, real, world)
    case 'object': {
      if (real.kind !== 'object') return false
      const entries = [...told.entries].every(([name, entry]) => {
        const other = real.entries.get(name)
        return other !== undefined && fits(entry.value, other.value, world)
      })
      return entries && (told.open || real.entries.size === told.entries.size)
    }
  }
}

function fitsType(told: UnknownValue, real: Value): boolean {
  if (told.type === undefined) return true
  const type =
    real.kind === 'literal'
      ? { string: 'string', number: 'int', boolean: 'bool' }[typeof real.value as 'string']
      : real.kind
  if (type !== told.type) return false
  const size =
    real.kind === 'array' ? real.items.length : real.kind === 'literal' ? String(real.value).length : undefined
  if (size !== undefined && (size < (told.minLength ?? 0) || size > (told.maxLength ?? Infinity))) return false
  if (real.kind !== 'literal' || told.alphabet === undefined) return true
  return String(real.value)
    .split('')
    .every((unit) => told.alphabet?.includes(unit))
}

function matches(parts: readonly (string | UnknownValue)[], real: string, world: World): boolean {
  const [first, ...others] = parts
  if (first === undefined) return real === ''
  if (typeof first === 'string') return real.startsWith(first) && matches(others, real.slice(first.length), world)
  for (let end = 0; end <= real.length; end++) {
    const piece = value(real.slice(0, end))
    const fixed = world[first.identity]
    const same = fixed === undefined || formOf(fixed) === undefined || formOf(fixed) === real.slice(0, end)
    const fitting = first.type !== 'string' || fitsType(first, piece)
    if (same && fitting && matches(others, real.slice(end), world)) return true
  }
  return false
}

function formOf(plain: Plain): string | undefined {
  const form = call('interpolate', [plain])
  return form.kind === 'literal' ? String(form.value) : undefined
}

function fitsArray(
  told: Extract<Value, { kind: 'array' }>,
  real: Extract<Value, { kind: 'array' }>,
  world: World,
): boolean {
  const { items, rest, leading = 0, trailing = 0 } = told
  const fit = (item: Value | undefined, other: Value | undefined) =>
    item !== undefined && other !== undefined && fits(item, other, world)
  if (!rest) return items.length === real.items.length && items.every((item, at) => fit(item, real.items[at]))
  const heads = items.slice(0, leading).every((item, at) => fit(item, real.items[at]))
  const tails = items
    .slice(items.length - trailing)
    .every((item, at) => fit(item, real.items[real.items.length - trailing + at]))
  const all = items.every((item) => real.items.some((other) => fit(item, other)))
  const others = real.items.every((other) => [...items, rest].some((item) => fits(item, other, world)))
  return heads && tails && all && others && real.items.length >= leading + trailing
}
