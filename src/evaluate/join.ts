import { callIdentity, choiceOf, isSecret, maxAlternatives, textOf, unknown } from './value.js'
import type { Origin, TextValue, UnknownValue, Value } from './value.js'

const maxCombinations = 64

/** A string joined from parts as resource ids are: of a choice, one string for each alternative. */
export function joinText(parts: readonly (string | Value)[], origin: Origin): Value {
  const values = parts.filter((part): part is Value => typeof part !== 'string')
  let combinations = 1
  for (const value of values) if (value.kind === 'choice') combinations *= value.alternatives.length
  if (combinations <= maxCombinations) return join(parts, origin)
  return unknown(
    { kind: 'budget', limit: `${maxAlternatives} alternatives` },
    () => callIdentity('join', values),
    origin,
    { type: 'string', secret: values.some(isSecret) },
  )
}

/** What stands between two slashes of a resource id. */
export function segmentOf(value: Value): Value {
  if (value.kind === 'unknown') return withoutSlash(value)
  if (value.kind === 'text')
    return { ...value, parts: value.parts.map((part) => (typeof part === 'string' ? part : withoutSlash(part))) }
  if (value.kind !== 'choice') return value
  return { ...value, alternatives: value.alternatives.map((one) => ({ ...one, value: segmentOf(one.value) })) }
}

function withoutSlash(value: UnknownValue): UnknownValue {
  return value.segment ? value : unknown(value.cause, () => value.identity, value.origin, { ...value, segment: true })
}

function join(parts: readonly (string | Value)[], origin: Origin): Value {
  const at = parts.findIndex((part) => typeof part !== 'string' && part.kind === 'choice')
  const choice = parts[at]
  if (choice === undefined || typeof choice === 'string' || choice.kind !== 'choice') {
    const secret = parts.some((part) => typeof part !== 'string' && isSecret(part))
    return textOf(
      parts.map((part) => (typeof part === 'string' ? part : plain(part))),
      origin,
      secret,
    )
  }
  return choiceOf(
    choice.alternatives.map((alternative) => ({
      ...alternative,
      value: join(parts.with(at, alternative.value), origin),
    })),
    origin,
  )
}

function plain(value: Value): string | UnknownValue | TextValue {
  if (value.kind === 'text') return value
  if (value.kind === 'unknown') return value
  if (value.kind === 'literal' && value.value !== null) return String(value.value)
  const message = 'A string was expected here.'
  return unknown({ kind: 'invalid', message }, () => callIdentity('string', [value]), value.origin, { type: 'string' })
}
