import type { Member, Node } from './node.js'
import { plainOf } from './node.js'
import { didYouMean } from './nearest.js'
import type { Problem, ProblemCode } from './problem.js'
import type { Span } from './span.js'

/** A validator that was compiled from a JSON Schema at build time, and the schema itself, parsed on first use. */
export interface SchemaValidator {
  readonly validate: SchemaFunction
  readonly schema: () => unknown
}

export interface SchemaFunction {
  (data: unknown): boolean
  errors?: readonly SchemaError[] | null
}

/** What the validator says, in the words of JSON Schema; `instancePath` and `schemaPath` are JSON pointers. */
export interface SchemaError {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

/** One thing that a tree has and its schema does not allow. */
export interface SchemaFault {
  /** Names and indexes from the root to what is wrong (for an unknown or missing property: to its object). */
  readonly path: readonly string[]
  readonly message: string
  readonly span: Span
}

const maxFaults = 50

/** Holds a tree against a schema: what is wrong, where, what is allowed there and which known name is nearest. */
export function findFaults(root: Node, file: string, { validate, schema }: SchemaValidator): readonly SchemaFault[] {
  if (validate(plainOf(root))) return []
  const errors = validate.errors ?? []
  const faults: SchemaFault[] = []
  const seen = new Set<string>()
  for (const error of errors) {
    if (error.keyword === 'if' || isWithinUnion(error, errors)) continue
    const path = error.instancePath.split('/').slice(1).map(unescapePointer)
    const { message, key } = describe(error, path, schema())
    const identity = `${error.instancePath} ${message}`
    if (seen.has(identity)) continue
    seen.add(identity)
    faults.push({ path, message, span: placeOf(root, file, path, key) })
    if (faults.length === maxFaults) break
  }
  return faults
}

/** {@link findFaults} as problems of one code. */
export function findSchemaProblems(
  root: Node,
  file: string,
  validator: SchemaValidator,
  code: ProblemCode,
): readonly Problem[] {
  return findFaults(root, file, validator).map(({ message, span }) => ({ code, severity: 'error', message, span }))
}

/** The node at a path of names and indexes; undefined when the tree has no such place. */
export function nodeAt(root: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = root
  for (const name of path) {
    if (node?.kind === 'object') node = lastMember(node.members, name)?.value
    else if (node?.kind === 'array') node = node.items[Number(name)]
    else return undefined
  }
  return node
}

/** The place of a path: the value there, or the nearest thing around it that the tree has; with `key`, that key's name. */
export function placeOf(root: Node, file: string, path: readonly string[], key?: string): Span {
  for (let length = path.length; length >= 0; length--) {
    const around = path.slice(0, length)
    const node = nodeAt(root, around)
    if (!node) continue
    const member = key !== undefined && node.kind === 'object' ? lastMember(node.members, key) : undefined
    if (member && length === path.length) return { file, start: member.keyStart, end: member.keyEnd }
    if (length === path.length && node.kind !== 'object' && node.kind !== 'array') return headOf(node, file)
    return keyPlace(root, file, around) ?? headOf(node, file)
  }
  return { file, start: 0, end: 0 }
}

function keyPlace(root: Node, file: string, path: readonly string[]): Span | undefined {
  const parent = path.length > 0 ? nodeAt(root, path.slice(0, -1)) : undefined
  if (parent?.kind !== 'object') return undefined
  const member = lastMember(parent.members, path.at(-1) ?? '')
  return member && { file, start: member.keyStart, end: member.keyEnd }
}

function lastMember(members: readonly Member[], name: string): Member | undefined {
  return members.findLast(({ key }) => key === name)
}

/** A scalar as a whole; of a list or a mapping its first character. */
function headOf({ kind, start, end }: Node, file: string): Span {
  return { file, start, end: kind === 'object' || kind === 'array' ? Math.min(end, start + 1) : end }
}

/** A union's branches each complain; only the union itself is told, by its `expected`. */
function isWithinUnion(error: SchemaError, errors: readonly SchemaError[]): boolean {
  return errors.some(
    (other) =>
      other !== error &&
      (other.keyword === 'anyOf' || other.keyword === 'oneOf') &&
      error.schemaPath.startsWith(`${other.schemaPath}/`),
  )
}

function describe(
  { keyword, params, schemaPath }: SchemaError,
  path: readonly string[],
  schema: unknown,
): { readonly message: string; readonly key?: string } {
  const name = path.at(-1)
  const what = name === undefined ? 'this document' : /^\d+$/.test(name) ? 'this entry' : `\`${clip(name)}\``
  const holder = atPointer(schemaFor(schema, path), branchesOf(schemaPath))
  const expected = stringOf(holder['expected'])
  switch (keyword) {
    case 'additionalProperties': {
      const key = stringOf(params['additionalProperty']) ?? ''
      const known = Object.keys(recordOf(holder['properties']))
      return { message: `\`${clip(key)}\` is not known here; known: ${list(known)}.${didYouMean(key, known)}`, key }
    }
    case 'propertyNames': {
      const key = stringOf(params['propertyName']) ?? ''
      return { message: `\`${clip(key)}\` cannot stand here${expected ? `; expected ${expected}` : ''}`, key }
    }
    case 'required':
      return { message: `${what} lacks \`${stringOf(params['missingProperty']) ?? ''}\`` }
    case 'enum': {
      const allowed = arrayOf(params['allowedValues']).map((value) => stringOf(value) ?? JSON.stringify(value))
      return { message: `${what} must be one of ${list(allowed)}` }
    }
    case 'const':
      return {
        message: `${what} must be \`${stringOf(params['allowedValue']) ?? JSON.stringify(params['allowedValue'])}\``,
      }
    case 'type':
      return { message: `${what} must be ${expected ?? arrayOf(params['type']).map(wordOf).join(' or ')}` }
    case 'minimum':
      return { message: `${what} must be at least ${String(params['limit'])}` }
    case 'maximum':
      return { message: `${what} must be at most ${String(params['limit'])}` }
    case 'minItems':
      return { message: `${what} must have at least ${String(params['limit'])} entries` }
    case 'maxItems':
      return { message: `${what} must have at most ${String(params['limit'])} entries` }
    case 'minProperties':
      return { message: `${what} must not be empty` }
    default:
      return { message: `${what} must be ${expected ?? 'something else'}` }
  }
}

/** The part of a schema that judges the value at a path; references followed. */
function schemaFor(schema: unknown, path: readonly string[]): unknown {
  let at = resolve(schema, schema)
  for (const name of path) {
    const parts = [at, ...['then', 'else'].map((branch) => resolve(schema, recordOf(at)[branch]))].map(recordOf)
    const next = parts
      .map((part) => recordOf(part['properties'])[name] ?? part['items'] ?? part['additionalProperties'])
      .find((each) => typeof each === 'object' && each !== null)
    at = resolve(schema, next)
  }
  return at
}

function resolve(schema: unknown, part: unknown): unknown {
  const reference = stringOf(recordOf(part)['$ref'])
  return reference === undefined ? part : atPointer(schema, reference.split('/').slice(1))
}

/** Of a pointer to a keyword, what lies between the value's own schema and the keyword: `else`, `anyOf/0`. */
function branchesOf(schemaPath: string): readonly string[] {
  let branches: string[] = []
  const segments = schemaPath.split('/').slice(1, -1)
  for (let at = 0; at < segments.length; at++) {
    const segment = segments[at] ?? ''
    if (segment === 'properties' || segment === 'definitions') at++
    else if (segment !== 'items' && segment !== 'additionalProperties') {
      branches.push(segment)
      continue
    }
    branches = []
  }
  return branches
}

function atPointer(schema: unknown, path: readonly string[]): Readonly<Record<string, unknown>> {
  let at = schema
  for (const name of path) at = Array.isArray(at) ? (at[Number(name)] as unknown) : recordOf(at)[name]
  return recordOf(at)
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function wordOf(type: unknown): string {
  const words = new Map<unknown, string>([
    ['string', 'a text'],
    ['integer', 'a whole number'],
    ['number', 'a number'],
    ['boolean', '`true` or `false`'],
    ['array', 'a list'],
    ['object', 'a mapping'],
    ['null', 'empty'],
  ])
  return words.get(type) ?? String(type)
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

/** A name as text of one line. */
function clip(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|`/g, '?')
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
