import { describe, expect, test } from '@jest/globals'
import { parseBicep } from '../../../src/language/bicep/parser.js'
import { SourceText } from '../../../src/source/text.js'
import { showTypeSyntax } from './show.js'

function parse(type: string): string {
  const { syntax, problems } = parseBicep(new SourceText('a.bicep', `type x = ${type}`))
  const [declaration] = syntax.declarations
  const shown = declaration?.kind === 'type' ? showTypeSyntax(declaration.type) : '-'
  const [problem] = problems
  return problem ? `${(problem.span?.start ?? -1) - 9} ${problem.message}` : shown
}

describe('types', () => {
  test.each([
    ['string', 'string'],
    ['string[]', 'string[]'],
    ['string[][]?', 'string[][]?'],
    ['a.b.*', 'a.b.*'],
    ['a[*]', 'a[*]'],
    ['a[0]!', 'a[0]!'],
    ["'a' | 'b'", '("a" | "b")'],
    ["\n  | 'a'\n  // or\n  | 'b'", '("a" | "b")'],
    ["'a'\n  | 'b'", '("a" | "b")'],
    ["('a' | 'b')[]", '("a" | "b")[]'],
    ['1 | -2 | true | !true | null', '(1 | -2 | true | false | null)'],
    ["'a${b}'", '<text>'],
    ['{}', '{}'],
    ["{\n  @secure()\n  a: string\n  'b c': int?\n  *: bool\n}", '{@secure a: string, b c: int?, *: bool}'],
    ['{ a: string, b: int }', '{a: string, b: int}'],
    ['[]', '[]'],
    ['[\n  @minLength(1)\n  string\n  int\n]', '[string, int]'],
    ["resourceInput<'A.B/c@2024-01-01'>.properties", 'resourceInput<"A.B/c@2024-01-01">.properties'],
    ["sys.resourceOutput<'A.B/c@2024-01-01'>", 'resourceOutput<"A.B/c@2024-01-01">'],
    ["resource 'A.B/c@2024-01-01'", 'resource'],
    ['(string)', 'string'],
  ])('%s', (type, expected) => {
    expect(parse(type)).toBe(expected)
  })
})

describe('what is expected', () => {
  test.each([
    ['', '0 Expected a type, found the end of the file.'],
    ["'a' |", '5 Expected a type, found the end of the file.'],
    ['{ a string }', '4 Expected `:` after the name of the property, found `string`.'],
    ['{ a: string b: int }', '12 Expected `}`, `,` or a new line after a property, found `b`.'],
    ['[string int]', '8 Expected `]`, `,` or a new line after a type, found `int`.'],
    ['a[*', '3 Expected `]`, found the end of the file.'],
    ["resourceInput<'a'", '17 Expected `>`, found the end of the file.'],
    ['-', '1 Expected a literal, found the end of the file.'],
    ['{ @', '3 Expected the name of a decorator, found the end of the file.'],
  ])('%s', (type, expected) => {
    expect(parse(type)).toBe(expected)
  })

  test('nested too deep', () => {
    expect(parse(`${'{a:'.repeat(100)}int${'}'.repeat(100)}`)).toContain('int')
    expect(parse('('.repeat(3000))).toBe('256 Expressions and types may stand at most 256 levels within each other.')
  })
})
