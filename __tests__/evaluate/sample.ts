import { functionTable, type Argument, type FunctionCall } from '../../src/evaluate/functions/table.js'
import {
  arrayOf,
  choiceOf,
  entryOf,
  literal,
  objectOf,
  originAt,
  textOf,
  unknown,
  type UnknownDetails,
  type UnknownValue,
  type Value,
  type ValueType,
} from '../../src/evaluate/value.js'

export const span = { file: 'a.bicep', start: 0, end: 1 }
export const origin = originAt(span)

/** Plain data, with values among it, as a value. */
export function value(plain: unknown): Value {
  if (isValue(plain)) return plain
  if (plain === null || typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean') {
    return literal(plain, origin)
  }
  if (Array.isArray(plain)) return arrayOf(plain.map(value), origin)
  if (typeof plain !== 'object') throw new Error(`no value: ${typeof plain}`)
  return objectOf(
    Object.entries(plain).map(([key, each]) => entryOf(key, span, value(each))),
    origin,
  )
}

function isValue(plain: unknown): plain is Value {
  return typeof plain === 'object' && plain !== null && 'kind' in plain && 'origin' in plain
}

/** A parameter that nobody gives a value. */
export function parameter(name: string, type?: ValueType, details: UnknownDetails = {}): UnknownValue {
  return unknown({ kind: 'parameter', name, span }, name, origin, { type, ...details })
}

export function text(...parts: (string | UnknownValue)[]): Value {
  return textOf(parts, origin)
}

/** One of several values, by a condition that nobody knows. */
export function either(condition: string, ...values: unknown[]): Value {
  const unknowns = [parameter(condition, 'bool')]
  return choiceOf(
    values.map((each, at) => ({
      when: `${condition} is ${at}`,
      unknowns,
      assumes: [{ condition, outcome: String(at) }],
      value: value(each),
    })),
    origin,
  )
}

export function open(entries: Record<string, unknown>, rest: UnknownValue): Value {
  return objectOf(
    Object.entries(entries).map(([key, each]) => entryOf(key, span, value(each))),
    origin,
    rest,
  )
}

export interface SampleLambda {
  readonly kind: 'lambda'
  readonly arity: number
  readonly invoke: (args: readonly Value[]) => Value
}

export function lambda(arity: number, of: (...args: Value[]) => Value): SampleLambda {
  return { kind: 'lambda', arity, invoke: (args) => of(...args) }
}

/** 2026-11-24T10:20:30.456Z */
export const clock = Date.UTC(2026, 10, 24, 10, 20, 30, 456)

export function callOf(name: string, steps = 1_000_000): FunctionCall {
  let left = steps
  let next = 0
  return {
    name,
    span,
    clock,
    spend: (count) => {
      left -= count
      return left >= 0
    },
    fresh: () => `fresh ${++next}`,
  }
}

export function call(name: string, args: readonly unknown[], steps?: number): Value {
  const found = functionTable.get(name.toLowerCase())
  if (!found) throw new Error(`no function ${name}`)
  return found.apply(
    args.map((each) => (isLambda(each) ? each : value(each))),
    callOf(name, steps),
  )
}

function isLambda(each: unknown): each is Extract<Argument, { kind: 'lambda' }> {
  return typeof each === 'object' && each !== null && 'kind' in each && each.kind === 'lambda'
}

/** A value in words: known as JSON, unknown as `?identity`, strings with unknown parts in backticks, choices with `|`. */
export function show(value: Value): string {
  const secret = 'secret' in value && value.secret ? 'secret ' : ''
  switch (value.kind) {
    case 'literal':
      return secret + JSON.stringify(value.value)
    case 'text':
      return `${secret}\`${value.parts.map((part) => (typeof part === 'string' ? part : `\${${part.identity}}`)).join('')}\``
    case 'unknown':
      if (value.cause.kind === 'invalid') return `refused: ${value.cause.message}`
      return `${secret}?${value.identity}${value.type === undefined ? '' : ` ${value.type}`}`
    case 'array':
      return `[${[...value.items.map(show), ...(value.rest ? [`...${show(value.rest)}`] : [])].join(', ')}]`
    case 'object': {
      const entries = [...value.entries.values()].map((entry) => `${entry.key}: ${show(entry.value)}`)
      return `{${[...entries, ...(value.rest ? [`...${show(value.rest)}`] : [])].join(', ')}}`
    }
    case 'choice':
      return value.alternatives.map((each) => show(each.value)).join(' | ')
  }
}

/** For what must not be asked for. */
export function never(): never {
  throw new Error('asked for')
}
