import type { Expression, ParameterDeclaration, Program, TypeShape } from '../language/program.js'
import { literalWords } from './describe.js'
import type { Span } from '../source/span.js'
import { arrayOf, choiceOf, entryOf, literal, objectOf, originAt, unknown, withReason, withUse } from './value.js'
import type { LiteralValue, Reason, UnknownValue, Value, ValueType } from './value.js'

/** What somebody gives to a parameter. */
export interface Given {
  readonly value: Value
  readonly kind: 'parameter-file' | 'argument' | 'branch'
  /** Who gives it: "in `prod.bicepparam`", "argument of module `vault`", "an allowed value". */
  readonly by: string | (() => string)
  readonly span: Span
}

export interface Binding {
  readonly declaration: ParameterDeclaration
  readonly program: Program
  readonly given: Given | undefined
  readonly evaluate: (expression: Expression) => Value
  /** What the parameter is called where nobody gives it a value: unlike any other's. */
  readonly identity: () => string
}

/**
 * The value of a parameter: what is given, else its default, else null where it may be absent, else unknown.
 *
 * Null counts as not given, as in Azure.
 */
export function parameterValue({ declaration, program, given, evaluate, identity }: Binding): Value {
  const shape = shapeOf(declaration.type, program)
  const fallback = once(() => absentValue(declaration, shape, evaluate, identity))
  const value = given ? givenValue(given, declaration, shape.secure, fallback) : fallback()
  return shape.secure ? secretOf(value) : value
}

function givenValue(given: Given, declaration: ParameterDeclaration, secure: boolean, fallback: () => Value): Value {
  const { value } = given
  if (value.kind === 'choice')
    return choiceOf(
      value.alternatives.map((one) => ({
        ...one,
        value: givenValue({ ...given, value: one.value }, declaration, secure, fallback),
      })),
      value.origin,
    )
  if (value.kind === 'literal' && value.value === null) return fallback()
  const { kind, by, span } = given
  const words = () => reasonWords(declaration.name, value, secure, `is given`, typeof by === 'string' ? by : by())
  return withReason(withUse(value, declaration.nameSpan), reasonOf(kind, words, span))
}

function absentValue(
  declaration: ParameterDeclaration,
  shape: TypeShape,
  evaluate: (expression: Expression) => Value,
  identity: () => string,
): Value {
  const { name, nameSpan, defaultValue } = declaration
  if (defaultValue) {
    const value = evaluate(defaultValue)
    const words = () => reasonWords(name, value, shape.secure, 'is not given', 'its default')
    return withReason(value, reasonOf('default', words, defaultValue.span))
  }
  if (shape.nullable) {
    const reason: Reason = { kind: 'default', text: `parameter \`${name}\` is not given`, span: nameSpan }
    return literal(null, originAt(nameSpan, [reason]))
  }
  return unknown({ kind: 'parameter', name, span: nameSpan }, identity, originAt(nameSpan), {
    type: typeOfShape(shape),
    secret: shape.secure,
    minLength: shape.minLength,
    maxLength: shape.maxLength,
    candidates: candidatesOf(declaration, shape, evaluate),
  })
}

/** A reason whose words are put together when they are asked for. */
function reasonOf(kind: Reason['kind'], words: () => string, span: Span): Reason {
  let text: string | undefined
  return {
    kind,
    get text() {
      text ??= words()
      return text
    },
    span,
  }
}

function reasonWords(name: string, value: Value, secure: boolean, otherwise: string, by: string): string {
  if (value.kind !== 'literal' || value.secret || secure) return `parameter \`${name}\` ${otherwise} (${by})`
  return `parameter \`${name}\` is ${literalWords(value.value)} (${by})`
}

/** What a parameter may be, as far as it is a matter of few values. */
export function candidatesOf(
  { nameSpan }: Pick<ParameterDeclaration, 'nameSpan'>,
  shape: TypeShape,
  evaluate: (expression: Expression) => Value,
): readonly LiteralValue[] | undefined {
  if (shape.secure) return undefined
  if (shape.allowedValues) {
    const values = shape.allowedValues.map(evaluate)
    const literals = values.filter((value) => value.kind === 'literal')
    return literals.length > 0 && literals.length === values.length ? literals : undefined
  }
  if (shape.kind !== 'bool') return undefined
  return [true, false].map((value) => literal(value, originAt(nameSpan)))
}

const maxReferences = 32

/** A declared type with the types that it names taken in. */
export function shapeOf(type: TypeShape, program: Program): TypeShape {
  let shape = type
  for (let steps = 0; shape.reference !== undefined && steps < maxReferences; steps++) {
    const { reference, ...own } = shape
    const named = program.types.get(reference.toLowerCase())
    if (!named) return own
    const secure = own.secure || named.secure
    const nullable = own.nullable || named.nullable
    shape = { ...named, ...own, kind: own.kind === 'any' ? named.kind : own.kind, secure, nullable }
    if (named.reference !== undefined) shape = { ...shape, reference: named.reference }
  }
  return shape
}

function typeOfShape(shape: TypeShape): ValueType | undefined {
  return shape.kind === 'any' || shape.kind === 'null' || shape.nullable ? undefined : shape.kind
}

/** The same value, secret in every part. */
export function secretOf(value: Value): Value {
  const { kind, origin } = value
  if (kind === 'literal') return literal(value.value, origin, value.value !== null)
  if (kind === 'text') return { ...value, secret: true }
  if (kind === 'unknown') return secretUnknown(value)
  if (kind === 'array') return arrayOf(value.items.map(secretOf), origin, value.rest && secretOf(value.rest), value)
  if (kind === 'choice')
    return choiceOf(
      value.alternatives.map((one) => ({ ...one, value: secretOf(one.value) })),
      origin,
    )
  const entries = [...value.entries.values()].map((entry) =>
    entryOf(entry.key, entry.keySpan, () => secretOf(entry.value)),
  )
  return objectOf(entries, origin, value.rest && secretUnknown(value.rest))
}

function secretUnknown(value: UnknownValue): UnknownValue {
  const { cause, origin, type, minLength, maxLength, alphabet, segment } = value
  const details = { type, minLength, maxLength, alphabet, segment, secret: true }
  return unknown(cause, () => value.identity, origin, details)
}

function once(make: () => Value): () => Value {
  let made: Value | undefined
  return () => {
    made ??= make()
    return made
  }
}
