import type { Span } from '../../source/span.js'
import { type Expression, foldName, type TypeShape } from '../program.js'
import { applyDecorators } from './decorators.js'
import { literal } from './make.js'
import type {
  DecoratorSyntax,
  NamedTypeSyntax,
  ObjectTypeSyntax,
  TypeDeclarationSyntax,
  TypeMemberSyntax,
  TypeSyntax,
  UnionTypeSyntax,
} from './syntax.js'
import type { Unit } from './unit.js'

/** Types within types, references followed. */
const maxDepth = 300

/** Types within one shape, those of its references included; beyond it only the kind is kept. */
const maxSize = 2_000

/** Values that a union may allow before they are no longer listed. */
const maxAllowed = 1_000

const builtIn = new Map<string, TypeShape['kind']>([
  ['string', 'string'],
  ['int', 'int'],
  ['bool', 'bool'],
  ['object', 'object'],
  ['array', 'array'],
  ['any', 'any'],
])

/** How deep we are, over all files: types may be imported from each other. */
let depth = 0

/** What a written type says of the values that it allows; references are followed, so that none is left. */
export function lowerType(unit: Unit, syntax: TypeSyntax, decorators: readonly DecoratorSyntax[] = []): TypeShape {
  return applyDecorators(unit, shapeOf(unit, syntax), decorators)
}

/** The shape of a declared type, worked out once; `any` while that is going on, since types may contain themselves. */
export function declaredType(unit: Unit, declaration: TypeDeclarationSyntax): TypeShape {
  const known = unit.shapes.get(declaration)
  if (known !== undefined) return known
  unit.shapes.set(declaration, plain('any', unit.spanOf(declaration.type)))
  const shape = lowerType(unit, declaration.type, declaration.decorators)
  unit.shapes.set(declaration, shape)
  return shape
}

function plain(kind: TypeShape['kind'], span: Span): TypeShape {
  return { kind, secure: false, nullable: false, span }
}

function shapeOf(unit: Unit, syntax: TypeSyntax): TypeShape {
  if (depth >= maxDepth) {
    unit.tell('nesting-too-deep', `Types may stand at most ${maxDepth} levels within each other.`, syntax)
    return plain('any', unit.spanOf(syntax))
  }
  depth++
  const shape = shapeByKind(unit, syntax)
  depth--
  return shape
}

function shapeByKind(unit: Unit, syntax: TypeSyntax): TypeShape {
  const span = unit.spanOf(syntax)
  switch (syntax.kind) {
    case 'named':
      return namedShape(unit, syntax)
    case 'typeMember':
      return memberShape(unit, syntax)
    case 'arrayType': {
      const items = shapeOf(unit, syntax.item)
      return limited({ ...plain('array', span), items })
    }
    case 'nullable':
      return { ...shapeOf(unit, syntax.base), nullable: true, span }
    case 'union':
      return unionShape(unit, syntax)
    case 'objectType':
      return objectShape(unit, syntax)
    case 'tuple':
      return plain('array', span)
    case 'literalType': {
      if (syntax.value === undefined) return plain('string', span)
      const value = literal(syntax.value, span)
      return { ...plain(kindOfLiteral(syntax.value), span), allowedValues: [value] }
    }
    case 'generic':
    case 'resourceType':
    case 'missing':
      return plain('any', span)
  }
}

function kindOfLiteral(value: string | number | boolean | null): TypeShape['kind'] {
  if (value === null) return 'null'
  return typeof value === 'string' ? 'string' : typeof value === 'number' ? 'int' : 'bool'
}

function namedShape(unit: Unit, { name, ...range }: NamedTypeSyntax): TypeShape {
  const span = unit.spanOf(range)
  const binding = unit.scope.lookup(name)
  if (binding?.kind === 'imported') return { ...(binding.from.type(binding.original) ?? plain('any', span)), span }
  const declaration = binding?.kind === 'type' ? unit.types.get(name) : undefined
  if (declaration !== undefined) return { ...declaredType(unit, declaration), span }
  const kind = builtIn.get(name)
  if (kind === undefined) unit.tell('template-invalid', `There is no type \`${name}\`.`, range)
  return plain(kind ?? 'any', span)
}

function memberShape(unit: Unit, { base, access, ...range }: TypeMemberSyntax): TypeShape {
  const span = unit.spanOf(range)
  if (base.kind === 'named' && access.kind === 'property') {
    const binding = unit.scope.lookup(base.name)
    if (binding?.kind === 'namespace') {
      return { ...(binding.from.type(access.name) ?? plain('any', span)), span }
    }
    if (binding === undefined && base.name === 'sys') return plain(builtIn.get(access.name) ?? 'any', span)
  }
  const shape = shapeOf(unit, base)
  switch (access.kind) {
    case 'property':
      return { ...(shape.properties?.get(foldName(access.name)) ?? plain('any', span)), span }
    case 'items':
      return { ...(shape.items ?? plain('any', span)), span }
    case 'present':
      return { ...shape, nullable: false, span }
    case 'additional':
    case 'element':
      return plain('any', span)
  }
}

function objectShape(unit: Unit, syntax: ObjectTypeSyntax): TypeShape {
  const properties = new Map<string, TypeShape>()
  for (const { name, type, decorators } of syntax.properties) {
    properties.set(foldName(name), lowerType(unit, type, decorators))
  }
  return limited({ ...plain('object', unit.spanOf(syntax)), properties })
}

function unionShape(unit: Unit, syntax: UnionTypeSyntax): TypeShape {
  return either(
    syntax.members.map((member) => shapeOf(unit, member)),
    unit.spanOf(syntax),
  )
}

/** One of several: literals become allowed values, `null` makes it nullable, objects have what any of them has. */
function either(members: readonly TypeShape[], span: Span): TypeShape {
  const shape = common(members, span)
  const objects = members.filter(({ kind }) => kind !== 'null')
  if (shape.kind !== 'object' || shape.allowedValues) return shape
  const named = new Map<string, TypeShape[]>()
  for (const { properties } of objects) {
    for (const [name, property] of properties ?? []) {
      const shapes = named.get(name)
      if (shapes) shapes.push(property)
      else named.set(name, [property])
    }
  }
  const properties = new Map<string, TypeShape>()
  for (const [name, shapes] of named) {
    const [first] = shapes
    const merged = first && shapes.length === 1 ? first : common(shapes, first?.span ?? span)
    properties.set(name, shapes.length < objects.length ? { ...merged, nullable: true } : merged)
  }
  return limited({ ...shape, properties })
}

/** What holds of each of several types, their parts left out. */
function common(members: readonly TypeShape[], span: Span): TypeShape {
  const present = members.filter(({ kind }) => kind !== 'null')
  const nullable = present.length < members.length || members.some((member) => member.nullable)
  const [first] = present
  if (first === undefined) return { ...plain('null', span), nullable }
  const kind = present.every((member) => member.kind === first.kind) ? first.kind : 'any'
  const shape = { ...plain(kind, span), nullable, secure: members.some((member) => member.secure) }
  const allowed = new Set<Expression>()
  for (const { allowedValues } of present) {
    if (allowedValues === undefined || allowed.size > maxAllowed) return shape
    for (const value of allowedValues) allowed.add(value)
  }
  return { ...shape, allowedValues: [...allowed] }
}

/** The shape, without its parts where references to references have made it too large to walk. */
function limited(shape: TypeShape): TypeShape {
  if (sizeOf(shape, maxSize) <= maxSize) return shape
  const { kind, secure, nullable, span } = shape
  return { kind, secure, nullable, ...(span ? { span } : {}) }
}

/** How many types a shape holds, counted no further than `limit`. */
function sizeOf(shape: TypeShape, limit: number): number {
  let size = 1
  if (shape.items) size += sizeOf(shape.items, limit - size)
  for (const property of shape.properties?.values() ?? []) {
    if (size > limit) break
    size += sizeOf(property, limit - size)
  }
  return size
}
