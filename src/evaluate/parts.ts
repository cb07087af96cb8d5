import { upperCase } from './text-case.js'
import type { Truth, UnknownValue, Value } from './value.js'

/** A piece of a string: known, or the string that an unknown gives. */
export type Part = string | UnknownValue

/** Lengths in UTF-16 units. */
export interface Bounds {
  readonly min: number
  readonly max: number
}

/** What a string is made of; undefined for what is no string, or not certainly one. */
export function partsOf(value: Value): readonly Part[] | undefined {
  if (value.kind === 'text') return value.parts
  if (value.kind === 'unknown') return value.type === 'string' ? [value] : undefined
  if (value.kind !== 'literal' || typeof value.value !== 'string') return undefined
  return value.value === '' ? [] : [value.value]
}

export function boundsOf(part: Part): Bounds {
  if (typeof part === 'string') return { min: part.length, max: part.length }
  if (part.type === 'string') return { min: part.minLength ?? 0, max: part.maxLength ?? Number.POSITIVE_INFINITY }
  if (part.type === 'int') return { min: 1, max: 20 }
  return part.type === 'bool' ? { min: 4, max: 5 } : { min: 0, max: Number.POSITIVE_INFINITY }
}

export function lengthOf(parts: readonly Part[]): Bounds {
  let min = 0
  let max = 0
  for (const part of parts) {
    const bounds = boundsOf(part)
    min += bounds.min
    max += bounds.max
  }
  return { min, max }
}

/** Every character that an unknown piece can be made of; undefined where that is not told. */
export function alphabetOf(part: UnknownValue): string | undefined {
  if (part.type === 'string') return part.alphabet
  if (part.type === 'int') return '-0123456789'
  return part.type === 'bool' ? 'TrueFals' : undefined
}

/** Whether a piece may have a character in it. */
export function mayHoldUnit(part: Part, unit: string): boolean {
  if (typeof part === 'string') return part.includes(unit)
  return !(unit === '/' && part.segment) && (alphabetOf(part)?.includes(unit) ?? true)
}

/** Whether two unknown pieces are certainly the same string. */
function samePiece(a: UnknownValue, b: UnknownValue, ignoreCase: boolean): boolean {
  return (
    sameIdentity(a.identity, b.identity) || (ignoreCase && sameIdentity(caseless(a.identity), caseless(b.identity)))
  )
}

/** Whether two identities name one value; what differs from item to item is never the same. */
export function sameIdentity(a: string, b: string): boolean {
  return a === b && !a.includes('[*]')
}

/** The identity of what a change of letter case was applied to. */
function caseless(identity: string): string {
  let inner = identity
  while (inner.startsWith('toLower(') || inner.startsWith('toUpper(')) {
    const colon = inner.indexOf(':')
    const length = Number(inner.slice('toLower('.length, colon))
    if (colon < 0 || colon + 1 + length !== inner.length - 1) return inner
    inner = inner.slice(colon + 1, -1)
  }
  return inner
}

function folded(parts: readonly Part[], ignoreCase: boolean): Part[] {
  return ignoreCase ? parts.map((part) => (typeof part === 'string' ? upperCase(part) : part)) : [...parts]
}

/** Two strings read side by side from their beginnings, without what they certainly share; undefined where they differ. */
function withoutSharedStart(a: readonly Part[], b: readonly Part[], ignoreCase: boolean): [Part[], Part[]] | undefined {
  let i = 0
  let j = 0
  let left = a[0]
  let right = b[0]
  while (left !== undefined && right !== undefined) {
    if (typeof left === 'string' && typeof right === 'string') {
      const shared = Math.min(left.length, right.length)
      if (left.slice(0, shared) !== right.slice(0, shared)) return undefined
      left = left.length === shared ? a[++i] : left.slice(shared)
      right = right.length === shared ? b[++j] : right.slice(shared)
    } else if (typeof left !== 'string' && typeof right !== 'string' && samePiece(left, right, ignoreCase)) {
      left = a[++i]
      right = b[++j]
    } else break
  }
  return [left === undefined ? [] : [left, ...a.slice(i + 1)], right === undefined ? [] : [right, ...b.slice(j + 1)]]
}

function reversed(parts: readonly Part[]): Part[] {
  return parts.map((part) => (typeof part === 'string' ? reverseText(part) : part)).reverse()
}

function reverseText(text: string): string {
  let result = ''
  for (let at = text.length - 1; at >= 0; at--) result += text.charAt(at)
  return result
}

/** Whether two strings are equal. */
export function equalParts(a: readonly Part[], b: readonly Part[], ignoreCase = false): Truth {
  const ahead = withoutSharedStart(folded(a, ignoreCase), folded(b, ignoreCase), ignoreCase)
  const both = ahead && withoutSharedStart(reversed(ahead[0]), reversed(ahead[1]), ignoreCase)
  if (!both) return false
  const [left, right] = both.map(reversed) as [Part[], Part[]]
  if (left.length === 0 && right.length === 0) return true
  const x = lengthOf(left)
  const y = lengthOf(right)
  if (x.min > y.max || y.min > x.max) return false
  if (headsDiffer(left, right, ignoreCase) || headsDiffer(right, left, ignoreCase)) return false
  if (!couldBe(left, right, ignoreCase) || !couldBe(right, left, ignoreCase)) return false
  return 'unknown'
}

/** Whether one begins with a known character that the other, beginning with an unknown piece, cannot begin with. */
function headsDiffer(known: readonly Part[], other: readonly Part[], ignoreCase: boolean): boolean {
  const [text] = known
  const [piece] = other
  if (typeof text !== 'string' || piece === undefined || typeof piece === 'string') return false
  return boundsOf(piece).min > 0 && !admits(alphabetOf(piece), text.charAt(0), ignoreCase)
}

function admits(alphabet: string | undefined, unit: string, ignoreCase: boolean): boolean {
  if (alphabet === undefined) return true
  return (ignoreCase ? upperCase(alphabet) : alphabet).includes(unit)
}

/** Units compared, at worst, to look for one string in another; past it nothing is told. */
export const maxSearch = 2 ** 24

/** False where a wholly known string (folded like the pattern) cannot be what the parts make. */
function couldBe(known: readonly Part[], pattern: readonly Part[], ignoreCase: boolean): boolean {
  if (known.length > 1 || typeof known[0] !== 'string') return true
  const [text] = known
  const sought = pattern.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0)
  if (text.length * sought > maxSearch) return true
  let from = 0
  for (const part of pattern) {
    if (typeof part !== 'string') continue
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return everyUnitPossible(text, pattern, ignoreCase)
}

/** False where `text` has a character that neither a known nor an unknown part can hold. */
function everyUnitPossible(text: string, parts: readonly Part[], ignoreCase: boolean): boolean {
  const possible = new Set<string>()
  for (const part of parts) {
    const alphabet = typeof part === 'string' ? part : alphabetOf(part)
    if (alphabet === undefined) return true
    const units = ignoreCase ? alphabet + upperCase(alphabet) : alphabet
    for (let at = 0; at < units.length; at++) possible.add(units.charAt(at))
  }
  for (let at = 0; at < text.length; at++) if (!possible.has(text.charAt(at))) return false
  return true
}

/** Whether a string begins with another. */
export function startsWithParts(text: readonly Part[], prefix: readonly Part[], ignoreCase = false): Truth {
  return beginsWith(folded(text, ignoreCase), folded(prefix, ignoreCase), ignoreCase)
}

/** Whether a string ends with another. */
export function endsWithParts(text: readonly Part[], suffix: readonly Part[], ignoreCase = false): Truth {
  return beginsWith(reversed(folded(text, ignoreCase)), reversed(folded(suffix, ignoreCase)), ignoreCase)
}

function beginsWith(text: readonly Part[], prefix: readonly Part[], ignoreCase: boolean): Truth {
  const ahead = withoutSharedStart(text, prefix, ignoreCase)
  if (!ahead) return false
  const [rest, wanted] = ahead
  if (wanted.length === 0) return true
  if (lengthOf(wanted).min > lengthOf(rest).max) return false
  return headsDiffer(wanted, rest, ignoreCase) || headsDiffer(rest, wanted, ignoreCase) ? false : 'unknown'
}

/** Whether a string has another within it. */
export function containsParts(text: readonly Part[], wanted: readonly Part[], ignoreCase = false): Truth {
  const within = folded(text, ignoreCase)
  const sought = folded(wanted, ignoreCase)
  const [first] = sought
  if (first === undefined) return true
  if (lengthOf(sought).min > lengthOf(within).max) return false
  if (sought.length > 1 || typeof first !== 'string') {
    const piece = sought.length === 1 && typeof first !== 'string' ? first : undefined
    const found = piece && within.some((part) => typeof part !== 'string' && samePiece(part, piece, ignoreCase))
    return found ? true : 'unknown'
  }
  const searched = within.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0)
  if (searched * first.length > maxSearch) return 'unknown'
  if (within.some((part) => typeof part === 'string' && part.includes(first))) return true
  if (within.every((part) => typeof part === 'string')) return false
  return everyUnitPossible(first, within, ignoreCase) ? 'unknown' : false
}
