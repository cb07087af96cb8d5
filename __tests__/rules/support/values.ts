import {
  arrayOf,
  choiceOf,
  entryOf,
  literal,
  objectOf,
  originAt,
  textOf,
  unknown,
} from '../../../src/evaluate/value.js'
import type { LiteralValue, Origin, UnknownDetails, UnknownValue, Value } from '../../../src/evaluate/value.js'

/** A place of its own for each value, so that a test can tell them apart. */
export function at(start = 0): Origin {
  return originAt({ file: 'main.json', start, end: start + 1 })
}

export function lit(value: string | number | boolean | null, start = 0): LiteralValue {
  return literal(value, at(start))
}

/** A parameter that nothing gives a value. */
export function param(name: string, details: UnknownDetails = {}, start = 0): UnknownValue {
  const span = { file: 'main.json', start: 900, end: 910 }
  return unknown({ kind: 'parameter', name, span }, `parameter ${name}`, at(start), details)
}

export function list(...items: readonly (Value | string | number)[]): Value {
  return arrayOf(items.map(valueOf), at())
}

/** A list that may go on. */
export function openList(rest: Value, ...items: readonly (Value | string | number)[]): Value {
  return arrayOf(items.map(valueOf), at(), rest)
}

export function object(
  members: Readonly<Record<string, Value | string | number | boolean>>,
  rest?: UnknownValue,
): Value {
  const { span } = at()
  return objectOf(
    Object.entries(members).map(([key, value]) => entryOf(key, span, valueOf(value))),
    at(),
    rest,
  )
}

export function text(...parts: readonly (string | UnknownValue)[]): Value {
  return textOf(parts, at())
}

/** One of two values, by whether parameter `open` is true. */
export function either(yes: Value | string | number | boolean, no: Value | string | number | boolean): Value {
  const open = param('open', { type: 'bool' })
  const branch = (outcome: string, value: Value | string | number | boolean) => ({
    when: `parameter \`open\` is ${outcome}`,
    unknowns: [open],
    assumes: [{ condition: open.identity, outcome }],
    value: valueOf(value),
  })
  return choiceOf([branch('true', yes), branch('false', no)], at())
}

function valueOf(value: Value | string | number | boolean): Value {
  return typeof value === 'object' ? value : lit(value)
}
