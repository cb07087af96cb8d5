import { alphabetOf, boundsOf, lengthOf, mayHoldUnit, type Part } from '../parts.js'
import { literal, textOf, type Value } from '../value.js'
import { derived, type Work } from './call.js'

/**
 * What a string function takes as a string: its parts; undefined for what is certainly none.
 *
 * An unknown of no known type counts, since Azure would refuse the call for anything else.
 */
export function stringParts(value: Value | undefined): readonly Part[] | undefined {
  if (value?.kind === 'text') return value.parts
  if (value?.kind === 'unknown') return value.type === undefined || value.type === 'string' ? [value] : undefined
  if (value?.kind !== 'literal' || typeof value.value !== 'string') return undefined
  return value.value === '' ? [] : [value.value]
}

/** The string itself, where all of it is known. */
export function wholeText(parts: readonly Part[]): string | undefined {
  if (parts.length === 0) return ''
  const [first] = parts
  return parts.length === 1 && typeof first === 'string' ? first : undefined
}

/** The string of a known string value. */
export function knownText(value: Value | undefined): string | undefined {
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined
}

/** The number of a known whole number, small enough to be exact. */
export function knownInt(value: Value | undefined): number | undefined {
  return value?.kind === 'literal' && Number.isSafeInteger(value.value) ? Number(value.value) : undefined
}

/** The first `count` units of a string, or fewer where it is shorter. */
export function takeParts(work: Work, parts: readonly Part[], count: number): Part[] {
  const taken: Part[] = []
  let { min, max } = lengthOf(parts)
  let left = Math.max(count, 0)
  for (const [at, part] of parts.entries()) {
    if (left === 0) return taken
    if (max <= left) return [...taken, ...parts.slice(at)]
    const bounds = boundsOf(part)
    if (bounds.min === bounds.max && bounds.max <= left) {
      taken.push(part)
      left -= bounds.max
      min -= bounds.min
      max -= bounds.max
    } else if (typeof part === 'string') {
      taken.push(part.slice(0, left))
      return taken
    } else {
      const whole = bounds.min >= left ? [part] : parts.slice(at)
      taken.push(piece(work, 'take', whole, left, Math.min(min, left), left))
      return taken
    }
  }
  return taken
}

/** What is left of a string without its first `count` units. */
export function skipParts(work: Work, parts: readonly Part[], count: number): Part[] {
  let left = Math.max(count, 0)
  for (const [at, part] of parts.entries()) {
    if (left === 0) return parts.slice(at)
    const { min, max } = boundsOf(part)
    if (min === max && max <= left) {
      left -= max
    } else if (typeof part === 'string') {
      return [part.slice(left), ...parts.slice(at + 1)]
    } else if (min >= left) {
      return [piece(work, 'skip', [part], left, min - left, max - left), ...parts.slice(at + 1)]
    } else {
      const rest = parts.slice(at)
      const bounds = lengthOf(rest)
      if (bounds.max <= left) return []
      return [piece(work, 'skip', rest, left, Math.max(bounds.min - left, 0), bounds.max - left)]
    }
  }
  return []
}

/** An unknown piece cut out of parts of which at least one is unknown. */
function piece(work: Work, name: string, parts: readonly Part[], count: number, min: number, max: number): Part {
  const from = textOf(parts, work.origin)
  return derived(work, name, [from, literal(count, work.origin)], {
    type: 'string',
    minLength: min,
    ...(Number.isFinite(max) ? { maxLength: max } : {}),
    alphabet: commonAlphabet(parts),
    segment: parts.every((part) => !mayHoldUnit(part, '/')),
  })
}

/** Every unit that the parts can be made of, where that is told of each. */
export function commonAlphabet(parts: readonly Part[]): string | undefined {
  const units = new Set<string>()
  for (const part of parts) {
    const alphabet = typeof part === 'string' ? part : alphabetOf(part)
    if (alphabet === undefined) return undefined
    for (let at = 0; at < alphabet.length; at++) units.add(alphabet.charAt(at))
  }
  return [...units].join('')
}
