import type { Part } from '../parts.js'
import { lengthOf } from '../parts.js'
import { maxText, textOf, type Value } from '../value.js'
import { define, derived, outOfBudget, refuse, type TemplateFunction, type Work } from './call.js'
import { knownText } from './pieces.js'
import { formParts } from './stringify.js'

export const formatFunctions: readonly TemplateFunction[] = [
  define({
    name: 'format',
    min: 1,
    max: Number.POSITIVE_INFINITY,
    returns: { type: 'string' },
    deep: true,
    compute: format,
  }),
]

/** As .NET's `String.Format` with the invariant culture (ARM reference of `format`). */
function format([pattern, ...values]: readonly Value[], work: Work): Value | undefined {
  const text = knownText(pattern)
  if (text === undefined) return undefined
  const items = parseFormat(text)
  if (!items)
    return refuse(work, 'takes a composite format string: `{index,alignment:format}`, with `{{` and `}}` for braces')
  const parts: Part[] = []
  for (const item of items) {
    if (typeof item === 'string') parts.push(item)
    else {
      const value = values[item.index]
      if (!value)
        return refuse(work, `names argument {${item.index}}, and has only ${values.length} after the format string`)
      if (Math.abs(item.alignment) > maxText) return outOfBudget(work, `${maxText} characters`, { type: 'string' })
      const form = formatItem(work, value, item)
      if (!form) return undefined
      for (const part of form) parts.push(part)
    }
    if (parts.length > 2 * maxText) return outOfBudget(work, `${maxText} characters`, { type: 'string' })
  }
  return textOf(parts, work.origin)
}

interface FormatItem {
  readonly index: number
  /** Width; negative: to the left. */
  readonly alignment: number
  readonly format: string
}

/** Texts and items of a composite format string; undefined where .NET would refuse it. */
function parseFormat(text: string): readonly (string | FormatItem)[] | undefined {
  const items: (string | FormatItem)[] = []
  let literal = ''
  let at = 0
  while (at < text.length) {
    const unit = text.charAt(at)
    if (unit !== '{' && unit !== '}') {
      literal += unit
      at++
    } else if (text.charAt(at + 1) === unit) {
      literal += unit
      at += 2
    } else {
      const end = text.indexOf('}', at)
      const item = unit === '{' && end > 0 ? parseItem(text.slice(at + 1, end)) : undefined
      if (!item) return undefined
      items.push(literal, item)
      literal = ''
      at = end + 1
    }
  }
  return [...items, literal]
}

function parseItem(text: string): FormatItem | undefined {
  const colon = text.indexOf(':')
  const [index = '', alignment = '0', ...others] = (colon < 0 ? text : text.slice(0, colon)).split(',')
  if (others.length > 0 || !/^\d{1,6} *$/.test(index) || !/^ *-?\d{1,7} *$/.test(alignment)) return undefined
  if (colon >= 0 && text.includes('{', colon)) return undefined
  return { index: Number(index), alignment: Number(alignment), format: colon < 0 ? '' : text.slice(colon + 1) }
}

function formatItem(work: Work, value: Value, { alignment, format }: FormatItem): readonly Part[] | undefined {
  const form = format === '' ? formParts(work, value) : formatted(work, value, format)
  if (!form || alignment === 0) return form
  const { min, max } = lengthOf(form)
  const width = Math.abs(alignment)
  if (min >= width) return form
  if (min !== max) {
    const name = `format {0,${alignment}:${format}}`
    return [derived(work, name, [value], { type: 'string', minLength: width })]
  }
  const padding = ' '.repeat(width - min)
  return alignment < 0 ? [...form, padding] : [padding, ...form]
}

/** Only numbers heed a format; strings and booleans are written as they are. */
function formatted(work: Work, value: Value, format: string): readonly Part[] | undefined {
  const type = value.kind === 'unknown' ? value.type : undefined
  if (value.kind === 'unknown' && type !== 'string' && type !== 'bool') {
    return [derived(work, `format {0:${format}}`, [value], { type: 'string' })]
  }
  if (value.kind !== 'literal' || typeof value.value !== 'number') return formParts(work, value)
  const text = formatInteger(value.value, format)
  return text === undefined ? undefined : [text]
}

/** A whole number in one of .NET's numeric formats (invariant culture); undefined for those that are not worked out. */
function formatInteger(value: number, format: string): string | undefined {
  if (!Number.isSafeInteger(value)) return undefined
  const sign = value < 0 ? '-' : ''
  const digits = String(Math.abs(value))
  if (/^0{1,64}$/.test(format)) return sign + digits.padStart(format.length, '0')
  const [, specifier = '', precision = ''] = /^([A-Za-z])(\d{0,3})$/.exec(format) ?? []
  const places = precision === '' ? undefined : Number(precision)
  switch (specifier.toUpperCase()) {
    case 'D':
      return sign + digits.padStart(places ?? 0, '0')
    case 'X': {
      if (value < 0) return undefined
      const hex = value.toString(16).padStart(places ?? 0, '0')
      return specifier === 'X' ? hex.toUpperCase() : hex
    }
    case 'F':
      return sign + digits + fraction(places ?? 2)
    case 'N':
      return sign + grouped(digits) + fraction(places ?? 2)
    case 'G':
      return places === undefined ? sign + digits : undefined
    default:
      return undefined
  }
}

function fraction(places: number): string {
  return places === 0 ? '' : `.${'0'.repeat(places)}`
}

function grouped(digits: string): string {
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(end - 3, 0), end))
  return groups.join(',')
}
