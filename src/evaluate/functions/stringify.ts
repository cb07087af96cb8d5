import type { Part } from '../parts.js'
import { maxText, textOf, type TextValue, type UnknownValue, type Value } from '../value.js'
import { define, derived, known, outOfBudget, type TemplateFunction, type Work } from './call.js'

/**
 * A value as `format`, `concat`, `join` and Bicep's interpolation write it into a string.
 *
 * Booleans are `True` and `False`, null is nothing, objects and arrays are JSON in single quotes (Bicep's EvaluationTests).
 * Undefined where Azure's form is not known.
 */
export function formParts(work: Work, value: Value): readonly Part[] | undefined {
  if (value.kind === 'unknown') return [value]
  if (value.kind === 'text') return value.parts
  if (value.kind === 'object' || value.kind === 'array') return jsonParts(work, value, "'")
  if (value.kind === 'choice') return undefined
  if (value.value === null) return []
  if (typeof value.value === 'boolean') return [value.value ? 'True' : 'False']
  return typeof value.value === 'number' ? numberParts(value.value) : [value.value].filter(Boolean)
}

/** Whole numbers past 2^53 are rounded when read, and .NET writes exponents in its own way. */
function numberParts(value: number): readonly Part[] | undefined {
  const text = String(value)
  const exact = Number.isSafeInteger(value) || (!Number.isInteger(value) && !text.includes('e'))
  return exact ? [Object.is(value, -0) ? '0' : text] : undefined
}

const maxJsonDepth = 64

/** A value as JSON without white space, as Newtonsoft writes it; undefined where that cannot be told. */
function jsonParts(work: Work, value: Value, quote: "'" | '"' = '"'): readonly Part[] | undefined {
  const written: Part[] = []
  let left = maxText
  const add = (part: Part): boolean => {
    written.push(part)
    left -= typeof part === 'string' ? part.length : 1
    return left >= 0
  }
  const write = (value: Value, depth: number): boolean => {
    if (depth > maxJsonDepth || value.kind === 'choice') return false
    if (value.kind === 'unknown' || value.kind === 'text') return add(jsonPiece(work, value, quote))
    if (value.kind === 'literal') return jsonLiteral(value.value, quote)?.every(add) ?? false
    if (value.kind === 'array') {
      if (value.rest || !add('[')) return false
      return value.items.every((item, at) => (at === 0 || add(',')) && write(item, depth + 1)) && add(']')
    }
    if (value.open || !add('{')) return false
    let first = true
    for (const entry of value.entries.values()) {
      const key = jsonLiteral(entry.key, quote)
      if (!key || !(first || add(',')) || ![...key, ':'].every(add) || !write(entry.value, depth + 1)) return false
      first = false
    }
    return add('}')
  }
  return write(value, 0) ? written : undefined
}

function jsonPiece(work: Work, value: UnknownValue | TextValue, quote: string): Part {
  if (value.kind === 'unknown' && value.type === 'int') return value
  return derived(work, `JSON in ${quote}`, [value], { type: 'string', minLength: 1 })
}

function jsonLiteral(value: string | number | boolean | null, quote: "'" | '"'): readonly Part[] | undefined {
  if (typeof value === 'number') return numberParts(value)
  if (typeof value !== 'string') return [String(value)]
  const text = JSON.stringify(value)
  if (quote === '"') return [text.replace(/[\u0085\u2028\u2029]/g, escapeUnit)]
  return /['"\\]/.test(text.slice(1, -1)) ? undefined : [`'${value}'`]
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The string that Bicep's `'…${a}…'` makes of its parts, each a known text or a value. */
function interpolate(work: Work, values: readonly Value[]): Value | undefined {
  const parts: Part[] = []
  for (const value of values) {
    const form = formParts(work, value)
    if (!form) return undefined
    parts.push(...form)
  }
  return textOf(parts, work.origin)
}

export const stringifyFunctions: readonly TemplateFunction[] = [
  define({ name: 'string', min: 1, max: 1, returns: { type: 'string' }, deep: true, compute: toText }),
  define({ name: 'join', min: 2, max: 2, returns: { type: 'string' }, deep: true, compute: join }),
  // Bicep lowers an interpolated string to `format`; `interpolate` is our name for the same, without a format string.
  define({
    name: 'interpolate',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    returns: { type: 'string' },
    deep: true,
    compute: (args, work) => interpolate(work, args),
  }),
]

function toText([value]: readonly Value[], work: Work): Value | undefined {
  if (!value) return undefined
  if (value.kind === 'text') return textOf(value.parts, work.origin)
  if (value.kind === 'unknown') {
    const plain = value.type === 'string' || value.type === 'int' || value.type === 'bool'
    return plain ? textOf([value], work.origin) : undefined
  }
  if (value.kind === 'literal') {
    if (value.value === null) return undefined
    const parts = formParts(work, value)
    return parts && textOf(parts, work.origin)
  }
  const parts = jsonParts(work, value)
  return parts && textOf(parts, work.origin)
}

function join([array, delimiter]: readonly Value[], work: Work): Value | undefined {
  if (array?.kind !== 'array' || array.rest || !delimiter) return undefined
  const between = formParts(work, delimiter)
  if (!between || !work.call.spend(array.items.length)) return undefined
  const parts: Part[] = []
  for (const [at, item] of array.items.entries()) {
    if (item.kind === 'literal' && item.value === null) return undefined
    const form = item.kind === 'object' || item.kind === 'array' ? undefined : formParts(work, item)
    if (!form) return undefined
    if (at > 0) parts.push(...between)
    parts.push(...form)
    if (parts.length > 2 * maxText) return outOfBudget(work, `${maxText} characters`, { type: 'string' })
  }
  return parts.length === 0 ? known(work, '') : textOf(parts, work.origin)
}
