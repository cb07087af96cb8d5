import { describe, expect, test } from '@jest/globals'
import { lowered, showType, written } from './show.js'

const typeOf = (decorators: string, type: string): string =>
  showType(lowered(`${decorators}\nparam p ${type}\nvar v = 'x'`).parameters.get('p')?.type)

describe('decorators of a parameter', () => {
  test.each([
    ['@secure()', 'string', 'secure string'],
    ['@sys.secure()', 'object', 'secure object'],
    ['@other.secure()', 'string', 'string'],
    ["@description('a')", 'string', 'string'],
    ['@minLength(1)\n@maxLength(3)', 'string', 'string minLength 1 maxLength 3'],
    ['@minValue(-1)\n@maxValue(+1)', 'int', 'int minValue -1 maxValue 1'],
    ['@minValue(v)', 'int', 'int'],
    ["@allowed(['a', 'b'])", 'string', 'string of "a" "b"'],
    ["@allowed([\n  'a'\n  v\n])", 'string', 'string of "a" variable v'],
    ["@allowed(['a', 'b'])", 'array', 'array <any of "a" "b">'],
    ["@allowed(['a'])", 'string[]', 'array <string of "a">'],
    ["@allowed([['a'], ['b']])", 'array', 'array of ["a"] ["b"]'],
    ['@allowed([...v])', 'string', 'string'],
    ['@allowed(v)', 'string', 'string'],
  ])('%s %s', (decorators, type, expected) => {
    expect(typeOf(decorators, type)).toBe(expected)
  })

  test('allowed values stand where they are written', () => {
    const text = "@allowed(['a'])\nparam p string"
    const [value] = lowered(text).parameters.get('p')?.type.allowedValues ?? []
    expect(value && written(text, value.span)).toBe("'a'")
  })
})

test('an output is secure by its decorator or its type', () => {
  const { outputs } = lowered(
    "@secure()\noutput a string = ''\noutput b t = ''\noutput c string = ''\n@secure()\ntype t = string",
  )
  expect([...outputs.values()].map(({ name, secure }) => [name, secure])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ])
})
