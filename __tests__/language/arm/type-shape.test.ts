import { describe, expect, test } from '@jest/globals'
import type { TypeShape } from '../../../src/language/program.js'
import { programOf, show, showProblems } from './show.js'

function shapeOf(parameter: unknown, definitions: unknown = {}): Omit<TypeShape, 'span'> | undefined {
  const { program } = programOf({ definitions, parameters: { p: parameter } })
  const shape = program.parameters.get('p')?.type
  if (!shape) return undefined
  const { span: _, ...rest } = shape
  return rest
}

describe('a type', () => {
  test.each([
    ['string', 'string', false],
    ['SecureString', 'string', true],
    ['int', 'int', false],
    ['bool', 'bool', false],
    ['object', 'object', false],
    ['secureObject', 'object', true],
    ['array', 'array', false],
  ])('%s is %s', (type, kind, secure) => {
    expect(shapeOf({ type })).toEqual({ kind, secure, nullable: false })
  })

  test('is any where none is written', () => {
    expect(shapeOf({})).toEqual({ kind: 'any', secure: false, nullable: false })
  })

  test('that does not exist is told, on the name', () => {
    const { program, text } = programOf({ parameters: { p: { type: 'text' } } })
    expect(showProblems(program, text)).toEqual([
      'template-invalid "p" Expected a `type` that Azure knows for this parameter.',
    ])
  })

  test('carries its limits, allowed values, properties and items', () => {
    const shape = shapeOf({
      type: 'array',
      minLength: 1,
      maxLength: 2,
      minValue: 3,
      maxValue: 4,
      nullable: true,
      allowedValues: ['a', 1],
      items: { type: 'object', properties: { Secret: { type: 'securestring' } } },
    })
    expect(shape).toMatchObject({ kind: 'array', nullable: true, minLength: 1, maxLength: 2, minValue: 3, maxValue: 4 })
    expect(shape?.allowedValues?.map(show)).toEqual(['"a"', '1'])
    expect(shape?.items?.properties?.get('secret')).toMatchObject({ kind: 'string', secure: true })
  })
})

describe('a reference', () => {
  test('takes over what it refers to, but for the parts', () => {
    const definitions = {
      a: { $ref: '#/definitions/b', nullable: true },
      b: { type: 'secureObject', properties: { c: { type: 'int' } } },
    }
    expect(shapeOf({ $ref: '#/definitions/a' }, definitions)).toEqual({
      kind: 'object',
      secure: true,
      nullable: true,
    })
  })

  test('of a type to itself ends', () => {
    const definitions = { a: { type: 'object', properties: { next: { $ref: '#/definitions/a' } } } }
    const { program } = programOf({ definitions })
    expect(program.types.get('a')?.properties?.get('next')).toEqual({
      kind: 'object',
      secure: false,
      nullable: false,
      span: expect.anything(),
    })
  })

  test('in a circle ends in any', () => {
    const definitions = { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } }
    expect(shapeOf({ $ref: '#/definitions/a' }, definitions)).toMatchObject({
      kind: 'any',
      reference: expect.any(String),
    })
  })

  test('to nothing is any', () => {
    expect(shapeOf({ $ref: '#/definitions/x' })).toMatchObject({ kind: 'any', reference: 'x' })
  })
})
