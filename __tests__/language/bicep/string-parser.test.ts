import { describe, expect, test } from '@jest/globals'
import { parseBicep } from '../../../src/language/bicep/parser.js'
import { SourceText } from '../../../src/source/text.js'

function parse(text: string) {
  const { syntax } = parseBicep(new SourceText('a.bicep', `var x = ${text}`))
  const [declaration] = syntax.declarations
  if (declaration?.kind !== 'variable') throw new Error('no variable')
  return declaration.value
}

const literal = (text: string) => {
  const value = parse(text)
  return value.kind === 'literal' ? value.value : undefined
}

describe('the value of a string', () => {
  test.each([
    ["''", ''],
    ["'a b'", 'a b'],
    ["'\\n\\r\\t\\\\\\'\\$\\${'", "\n\r\t\\'$${"],
    ["'\\u{41}\\u{1F600}'", 'A😀'],
    ["'$ {'", '$ {'],
    ["'\\q'", '\\q'],
    ["'é😀'", 'é😀'],
  ])('%s', (text, value) => {
    expect(literal(text)).toBe(value)
  })

  test.each([
    ["''''''", ''],
    ["'''a'''", 'a'],
    ["'''\na\n'''", 'a\n'],
    ["'''\r\na\r\n'''", 'a\r\n'],
    ["'''\n\na'''", '\na'],
    ["'''a''''", "a'"],
    ["'''a\\n${b}'''", 'a\\n${b}'],
    ["$'''a'''", 'a'],
    ["$$'''${a}'''", '${a}'],
  ])('on several lines: %j', (text, value) => {
    expect(literal(text)).toBe(value)
  })
})

describe('a string with holes', () => {
  test('has the text between them where it stands', () => {
    expect(parse("'a\\n${b}c'")).toEqual({
      kind: 'interpolation',
      parts: [
        { kind: 'literal', value: 'a\n', start: 9, end: 12 },
        { kind: 'name', name: 'b', start: 14, end: 15 },
        { kind: 'literal', value: 'c', start: 16, end: 17 },
      ],
      start: 8,
      end: 18,
    })
  })

  test('leaves out empty text', () => {
    expect(parse("'${a}${b}'")).toMatchObject({ parts: [{ name: 'a' }, { name: 'b' }] })
  })

  test('on several lines takes the `$` of the hole only', () => {
    expect(parse("$$'''\na$$${b}$c\n'''")).toMatchObject({
      parts: [
        { value: 'a$', start: 14, end: 16 },
        { name: 'b', start: 19, end: 20 },
        { value: '$c\n', start: 21, end: 24 },
      ],
    })
  })
})
