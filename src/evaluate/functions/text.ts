import { lowerCase, upperCase } from '../text-case.js'
import {
  alphabetOf,
  boundsOf,
  endsWithParts,
  lengthOf,
  maxSearch,
  mayHoldUnit,
  startsWithParts,
  containsParts,
  type Part,
} from '../parts.js'
import { and, equalValues } from '../logic.js'
import { arrayOf, callIdentity, literal, maxText, textOf, type Truth, type Value } from '../value.js'
import { define, derived, known, outOfBudget, refuse, truth, type TemplateFunction, type Work } from './call.js'
import { commonAlphabet, knownInt, knownText, skipParts, stringParts, takeParts, wholeText } from './pieces.js'
import { formParts } from './stringify.js'

/** Functions that take a string apart or make another of it, from the ARM and Bicep references of string functions. */
export const textFunctions: readonly TemplateFunction[] = [
  define({
    name: 'toLower',
    min: 1,
    max: 1,
    returns: { type: 'string' },
    compute: ([value], work) => changeCase(work, value, 'toLower', lowerCase),
  }),
  define({
    name: 'toUpper',
    min: 1,
    max: 1,
    returns: { type: 'string' },
    compute: ([value], work) => changeCase(work, value, 'toUpper', upperCase),
  }),
  define({ name: 'trim', min: 1, max: 1, returns: { type: 'string' }, compute: trim }),
  define({ name: 'substring', min: 2, max: 3, returns: { type: 'string' }, compute: substring }),
  define({ name: 'padLeft', min: 2, max: 3, returns: { type: 'string' }, compute: padLeft }),
  define({ name: 'replace', min: 3, max: 3, returns: { type: 'string' }, compute: replace }),
  define({ name: 'split', min: 2, max: 2, returns: { type: 'array', minLength: 1 }, compute: split }),
  define({
    name: 'startsWith',
    min: 2,
    max: 2,
    returns: { type: 'bool' },
    harmless: true,
    // Without case, as both references say.
    compute: (args, work) => compareParts(work, args, (text, part) => startsWithParts(text, part, true)),
  }),
  define({
    name: 'endsWith',
    min: 2,
    max: 2,
    returns: { type: 'bool' },
    harmless: true,
    compute: (args, work) => compareParts(work, args, (text, part) => endsWithParts(text, part, true)),
  }),
  define({ name: 'like', min: 2, max: 2, returns: { type: 'bool' }, harmless: true, compute: like }),
]

function changeCase(
  work: Work,
  value: Value | undefined,
  name: 'toLower' | 'toUpper',
  change: (text: string) => string,
): Value | undefined {
  const parts = stringParts(value)
  if (!parts) return undefined
  const changed = parts.map((part) => {
    if (typeof part === 'string') return change(part)
    const alphabet = alphabetOf(part)
    if (alphabet !== undefined && change(alphabet) === alphabet) return part
    const { min, max } = boundsOf(part)
    return derived(work, name, [part], {
      type: 'string',
      minLength: min,
      maxLength: Number.isFinite(max) ? max : undefined,
      alphabet: alphabet && change(alphabet),
      segment: part.segment,
    })
  })
  return textOf(changed, work.origin)
}

/** What .NET's `Trim` takes off. */
function isWhite(unit: string): boolean {
  return unit === '\u0085' || (unit !== '\uFEFF' && /^\s$/.test(unit))
}

function trim([value]: readonly Value[], work: Work): Value | undefined {
  const parts = stringParts(value)
  const [first] = parts ?? []
  const last = parts?.at(-1)
  if (!parts) return undefined
  if (first === undefined || last === undefined) return known(work, '')
  if (parts.length === 1 && typeof first === 'string') return known(work, trimStart(trimEnd(first)))
  const trimmed = [...parts]
  if (typeof first === 'string') trimmed[0] = trimStart(first)
  if (typeof last === 'string') trimmed[trimmed.length - 1] = trimEnd(last)
  const settled = [trimmed[0], trimmed.at(-1)].every((end) => end !== undefined && end !== '' && !mayBeWhite(end))
  return settled ? textOf(trimmed, work.origin) : undefined
}

/** Whether a piece may be empty or have white space at one of its ends. */
function mayBeWhite(part: Part): boolean {
  if (typeof part === 'string') return false
  const alphabet = alphabetOf(part)
  return alphabet === undefined || boundsOf(part).min === 0 || alphabet.split('').some(isWhite)
}

function trimStart(text: string): string {
  let start = 0
  while (start < text.length && isWhite(text.charAt(start))) start++
  return text.slice(start)
}

function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && isWhite(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

function substring([value, startValue, lengthValue]: readonly Value[], work: Work): Value | undefined {
  const parts = stringParts(value)
  const start = knownInt(startValue)
  const length = lengthValue === undefined ? undefined : knownInt(lengthValue)
  if (!parts || start === undefined || (lengthValue !== undefined && length === undefined)) return undefined
  const { max } = lengthOf(parts)
  if (start < 0 || (length ?? 0) < 0 || start + (length ?? 0) > max) {
    return refuse(work, 'reaches beyond the string: start and length must lie within it')
  }
  const rest = skipParts(work, parts, start)
  if (length === undefined) return textOf(rest, work.origin)
  const taken = takeParts(work, rest, length)
  return textOf(
    taken.map((part) => atLeast(work, part, taken.length === 1 ? length : 0)),
    work.origin,
  )
}

/** Azure refuses a substring of a shorter string, so that what it gives has exactly the length asked for. */
function atLeast(work: Work, part: Part, length: number): Part {
  if (typeof part === 'string' || boundsOf(part).min >= length) return part
  const alphabet = alphabetOf(part)
  const { segment } = part
  return derived(work, 'substring', [part], { type: 'string', minLength: length, maxLength: length, alphabet, segment })
}

function padLeft([value, lengthValue, unitValue]: readonly Value[], work: Work): Value | undefined {
  const parts = value && (knownInt(value) === undefined ? stringParts(value) : formParts(work, value))
  const length = knownInt(lengthValue)
  const unit = unitValue === undefined ? ' ' : knownText(unitValue)
  if (!parts || length === undefined || unit === undefined) return undefined
  if (unit.length !== 1) return refuse(work, 'takes a single character to pad with')
  if (length > maxText) return outOfBudget(work, `${maxText} characters`, { type: 'string' })
  const { min, max } = lengthOf(parts)
  if (min >= length) return textOf(parts, work.origin)
  if (min === max) return textOf([unit.repeat(length - min), ...parts], work.origin)
  const inner = commonAlphabet(parts)
  return derived(work, work.name, work.args, {
    type: 'string',
    minLength: Math.max(min, length),
    maxLength: Number.isFinite(max) ? Math.max(max, length) : undefined,
    alphabet: inner === undefined ? undefined : inner + unit,
  })
}

function replace([value, oldValue, newValue]: readonly Value[], work: Work): Value | undefined {
  const parts = stringParts(value)
  const from = knownText(oldValue)
  if (from === '') return refuse(work, 'takes no empty string to look for')
  const to = stringParts(newValue)
  if (!parts || !to || from === undefined || isLongSearch(parts, from)) return undefined
  if (from.length > 1 && parts.some((part) => typeof part !== 'string' && mayHold(part, from))) return undefined
  const replaced: Part[] = []
  const added = lengthOf(to).min
  let size = 0
  for (const part of parts) {
    if (typeof part !== 'string') {
      replaced.push(mayHold(part, from) ? replacedPiece(work, part, from, to) : part)
      continue
    }
    for (const [at, kept] of part.split(from).entries()) {
      if (at > 0) replaced.push(...to)
      replaced.push(kept)
      size += kept.length + added
      if (size > 2 * maxText || replaced.length > 2 * maxText) {
        return outOfBudget(work, `${maxText} characters`, { type: 'string' })
      }
    }
  }
  return textOf(replaced, work.origin)
}

/** Whether looking for a string in others may take too long. */
function isLongSearch(parts: readonly Part[], sought: string): boolean {
  return parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0) * sought.length > maxSearch
}

/** Whether an unknown piece may be made of any of these units, and so hold a part of what they spell. */
function mayHold(part: Part, units: string): boolean {
  if (typeof part === 'string') return true
  return units.split('').some((unit) => mayHoldUnit(part, unit))
}

function replacedPiece(work: Work, part: Exclude<Part, string>, from: string, to: readonly Part[]): Part {
  const { min, max } = boundsOf(part)
  const wanted = lengthOf(to)
  const alphabet = alphabetOf(part)
  const added = commonAlphabet(to)
  const args = [part, literal(from, work.origin), textOf(to, work.origin)]
  return derived(work, 'replace', args, {
    type: 'string',
    minLength: wanted.min >= 1 ? min : 0,
    maxLength: wanted.max <= 1 && Number.isFinite(max) ? max : undefined,
    alphabet: alphabet === undefined || added === undefined ? undefined : alphabet.replaceAll(from, '') + added,
    segment: [part, ...to].every((each) => !mayHoldUnit(each, '/')),
  })
}

function delimitersOf(value: Value | undefined): readonly string[] | undefined {
  if (value?.kind !== 'array') return knownText(value) === undefined ? undefined : [knownText(value) ?? '']
  const delimiters = value.items.map(knownText)
  return value.rest || delimiters.includes(undefined) ? undefined : delimiters.filter((each) => each !== undefined)
}

/** Different delimiters that a string is split at; more are not tried. */
const maxDelimiters = 64

function split([value, delimiterValue]: readonly Value[], work: Work): Value | undefined {
  if (value?.kind === 'literal' && typeof value.value !== 'string') return refuse(work, 'takes a string to split')
  const parts = stringParts(value)
  const delimiters = delimitersOf(delimiterValue)?.filter((delimiter) => delimiter !== '')
  if (!parts || !delimiters || delimiters.length > maxDelimiters) return undefined
  const units = delimiters.join('')
  if (isLongSearch(parts, units)) return undefined
  const open = parts.filter((part) => typeof part !== 'string' && mayHold(part, units))
  if (open.length > 0 && delimiters.some((delimiter) => delimiter.length > 1)) return undefined
  const pieces = cut(parts, delimiters, (part) => open.includes(part))
  if (!work.call.spend(pieces.length)) return outOfBudget(work, 'evaluation steps', { type: 'array' })
  const items = pieces.filter(({ open }) => !open).map((piece) => textOf(piece.parts, work.origin))
  const [first] = open
  if (first === undefined || typeof first === 'string') return arrayOf(items, work.origin)
  const trailing = pieces.length - 1 - pieces.findLastIndex(({ open }) => open)
  const rest = derived(work, `${work.name}[*]`, work.args, { type: 'string' })
  return arrayOf(items, work.origin, rest, {
    leading: pieces.findIndex(({ open }) => open),
    trailing,
    identity: () => callIdentity(work.name, work.args),
  })
}

interface CutPiece {
  readonly parts: Part[]
  /** It has an unknown that may hold delimiters. */
  open: boolean
}

function cut(parts: readonly Part[], delimiters: readonly string[], isOpen: (part: Part) => boolean): CutPiece[] {
  let current: CutPiece = { parts: [], open: false }
  const pieces = [current]
  for (const part of parts) {
    if (typeof part !== 'string') {
      current.parts.push(part)
      if (isOpen(part)) current.open = true
      continue
    }
    for (const [at, text] of splitText(part, delimiters).entries()) {
      if (at > 0) {
        current = { parts: [], open: false }
        pieces.push(current)
      }
      if (text !== '') current.parts.push(text)
    }
  }
  return pieces
}

/** As .NET's `Split`: at each place the first delimiter that stands there. */
function splitText(text: string, delimiters: readonly string[]): readonly string[] {
  const [only] = delimiters
  if (only === undefined) return [text]
  if (delimiters.length === 1) return text.split(only)
  const pieces: string[] = []
  let start = 0
  let at = 0
  while (at < text.length) {
    const found = delimiters.find((delimiter) => text.startsWith(delimiter, at))
    if (found === undefined) at++
    else {
      pieces.push(text.slice(start, at))
      at += found.length
      start = at
    }
  }
  return [...pieces, text.slice(start)]
}

function compareParts(
  work: Work,
  [text, part]: readonly Value[],
  compare: (text: readonly Part[], part: readonly Part[]) => Truth,
): Value | undefined {
  const within = stringParts(text)
  const sought = stringParts(part)
  return within && sought && truth(work, compare(within, sought))
}

/** Without case, `*` for any number of characters (Bicep reference). */
function like([value, patternValue]: readonly Value[], work: Work): Value | undefined {
  const parts = stringParts(value)
  const pattern = knownText(patternValue)
  if (!value || !parts || pattern === undefined || isLongSearch(parts, pattern)) return undefined
  const segments = pattern.split('*')
  const first = segments[0] ?? ''
  const last = segments.at(-1) ?? ''
  if (segments.length === 1) return truth(work, equalValues(value, literal(pattern, work.origin), { ignoreCase: true }))
  const text = wholeText(parts)
  if (text !== undefined) return known(work, matches(upperCase(text), segments.map(upperCase)))
  const starts = startsWithParts(parts, [first].filter(Boolean), true)
  const ends = endsWithParts(parts, [last].filter(Boolean), true)
  const middle = segments.slice(1, -1).filter(Boolean)
  const holds = middle.map((segment) => containsParts(parts, [segment], true)).reduce(and, and(starts, ends))
  const single = [first, last, ...middle].filter(Boolean).length <= 1
  return truth(work, holds === true && !single ? 'unknown' : holds)
}

function matches(text: string, segments: readonly string[]): boolean {
  const last = segments.at(-1) ?? ''
  let from = 0
  for (const [at, segment] of segments.slice(0, -1).entries()) {
    const found = text.indexOf(segment, from)
    if (found < 0 || (at === 0 && found !== 0)) return false
    from = found + segment.length
  }
  return text.length - last.length >= from && text.endsWith(last)
}
