import { describe, expect, test } from '@jest/globals'
import { parseBicep } from '../../../src/language/bicep/parser.js'
import type { ExpressionSyntax } from '../../../src/language/bicep/syntax.js'
import { SourceText } from '../../../src/source/text.js'
import { showSyntax, written } from './show.js'

function parse(expression: string): ExpressionSyntax {
  const { syntax, problems } = parseBicep(new SourceText('a.bicep', `var x = ${expression}`))
  expect(problems).toEqual([])
  const [declaration] = syntax.declarations
  if (declaration?.kind !== 'variable') throw new Error('no variable')
  return declaration.value
}

/** `offset expected` of the first problem, the offset within the expression. */
function problem(expression: string): string {
  const [first] = parseBicep(new SourceText('a.bicep', `var x = ${expression}`)).problems
  return `${(first?.span?.start ?? -1) - 8} ${first?.message}`
}

describe('operators', () => {
  test.each([
    ['1 + 2 * 3 - 4', '((1 + (2 * 3)) - 4)'],
    ['a == b || c < d && !e', '((a == b) || ((c < d) && (!e)))'],
    ['a ?? b ?? c || d', '(a ?? b ?? (c || d))'],
    ['a && b && (c && d)', '(a && b && (c && d))'],
    ['a =~ b', '(a =~ b)'],
    ['a !~ b', '(a !~ b)'],
    ['a % b / c', '((a % b) / c)'],
    ['a >= b == c <= d', '((a >= b) == (c <= d))'],
    ['a > b', '(a > b)'],
    ['-1 - -a', '((-1) - (-a))'],
    ['!!a', '(!(!a))'],
    ['+a', '(+a)'],
    ['a != b', '(a != b)'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a\n  ? b\n  : c', '(a ? b : c)'],
  ])('%s', (expression, expected) => {
    expect(showSyntax(parse(expression))).toBe(expected)
  })
})

describe('access', () => {
  test.each([
    ['a.b.?c', 'a.b.?c'],
    ['a[0][?b][^1][?^2]', 'a[0][?b][^1][?^2]'],
    ['a::b::c.d', 'a::b::c.d'],
    ['a!.b![0]!', 'a.b[0]'],
    ['a(b, c).d(e)', 'a(b, c).d(e)'],
    ['a(\n  b,\n  c\n)', 'a(b, c)'],
    ['az.f()', 'az.f()'],
    ['(a).b', 'a.b'],
  ])('%s', (expression, expected) => {
    expect(showSyntax(parse(expression))).toBe(expected)
  })
})

describe('literals', () => {
  test.each([
    ['[]', '[]'],
    ['[1, 2]', '[1, 2]'],
    ['[\n  1\n  // two\n\n  2\n]', '[1, 2]'],
    ['[\n  ...a\n  b\n]', '[...a, b]'],
    ['{}', '{}'],
    ['{ a: 1, b: 2 }', '{a: 1, b: 2}'],
    ["{\n  a: 1\n  'b-c': 2\n  '${d}': 3\n  ...e\n}", '{a: 1, b-c: 2, text(d): 3, ...e}'],
    ['{ resource: a, if: b, for: c }', '{resource: a, if: b, for: c}'],
    ['null', 'null'],
    ['true', 'true'],
    ['9007199254740991', '9007199254740991'],
  ])('%s', (expression, expected) => {
    expect(showSyntax(parse(expression))).toBe(expected)
  })
})

describe('lambdas and loops', () => {
  test.each([
    ['map(a, b => b.c)', 'map(a, ((b) => b.c))'],
    ['reduce(a, 0, (b, c) => b + c)', 'reduce(a, 0, ((b, c) => (b + c)))'],
    ['f(() => 1)', 'f((() => 1))'],
    ['f(a =>\n  a)', 'f(((a) => a))'],
    ['[for a in b: a]', '[for a in b: a]'],
    ['[\n  for (a, i) in b: {\n    c: a\n  }\n]', '[for (a, i) in b: {c: a}]'],
    ['[for a in b: if (c) { d: a }]', '[for a in b: if c {d: a}]'],
    ['[for a in b ? c : d: a]', '[for a in (b ? c : d): a]'],
    ['[for]', '[for]'],
  ])('%s', (expression, expected) => {
    expect(showSyntax(parse(expression))).toBe(expected)
  })
})

describe('places', () => {
  test('of every part, as it is written', () => {
    const text = "var x = a.b( 'c${ d }e' , [1] ) + (f)"
    const { syntax } = parseBicep(new SourceText('a.bicep', text))
    const places: string[] = []
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      if ('kind' in value && 'start' in value && 'end' in value) {
        places.push(`${String(value.kind)} ${written(text, value as { start: number; end: number })}`)
      }
      for (const part of Object.values(value)) visit(part)
    }
    visit(syntax.declarations)
    expect(places).toEqual([
      `variable ${text}`,
      "binary a.b( 'c${ d }e' , [1] ) + (f)",
      "call a.b( 'c${ d }e' , [1] )",
      'name a',
      "interpolation 'c${ d }e'",
      'literal c',
      'name d',
      'literal e',
      'array [1]',
      'literal 1',
      'name f',
    ])
  })

  test('of keys', () => {
    const text = "var x = { 'a b': 1 }"
    const value = parseBicep(new SourceText('a.bicep', text)).syntax.declarations[0]
    expect(value).toMatchObject({
      value: { properties: [{ key: 'a b', keyStart: 10, keyEnd: 15, start: 10, end: 18 }] },
    })
  })
})

describe('what is expected', () => {
  test.each([
    ['', '0 Expected an expression, found the end of the file.'],
    ['1 +', '3 Expected an expression, found the end of the file.'],
    ['a.', '2 Expected the name of a property or function, found the end of the file.'],
    ['a::1', '3 Expected the name of a nested resource, found `1`.'],
    ['a[1', '3 Expected `]` after the index, found the end of the file.'],
    ['f(a b)', '4 Expected `,` or `)` after an argument, found `b`.'],
    ['[a b]', '3 Expected `]`, `,` or a new line after an item, found `b`.'],
    ['{ a }', '4 Expected `:` after the name of the property, found `}`.'],
    ['{ a: 1 b: 2 }', '7 Expected `}`, `,` or a new line after a property, found `b`.'],
    ['{ 1: 2 }', '2 Expected the name of a property, found `1`.'],
    ['a ? b', '5 Expected `:` and the value where the condition is false, found the end of the file.'],
    ['()', '2 Expected `=>` after `()`, found the end of the file.'],
    ['(a, b)', '6 Expected `=>` after the variables, found the end of the file.'],
    ['(1, 2)', '2 Expected `)`, found `,`.'],
    ['(a.b) => 1', '4 Expected names of variables before `=>`, found `)`.'],
    ['[for a: b]', '6 Expected `in` after the loop variable, found `:`.'],
    ['[for (a) in b: c]', '7 Expected `,` and the name of the index, found `)`.'],
    ['[for a in b c]', '12 Expected `:` after what is looped over, found `c`.'],
    ['[for a in b: c d]', '15 Expected `]` at the end of the loop, found `d`.'],
    ["'a${b c}'", '6 Expected `}` after the expression in the string, found `c`.'],
    ['"a"', '0 Expected a string in single quotes.'],
    ["'a", "0 Expected `'` at the end of the string."],
    ['a &', '2 Expected `&&`.'],
  ])('%s', (expression, expected) => {
    expect(problem(expression)).toBe(expected)
  })

  test('what was read of an object or array is kept, open for the rest', () => {
    const { syntax } = parseBicep(new SourceText('a.bicep', 'var x = { a: 1, b: [ 2 3 ] }'))
    const [declaration] = syntax.declarations
    expect(declaration?.kind === 'variable' && showSyntax(declaration.value)).toBe(
      '{a: 1, b: [...<missing>], ...<missing>}',
    )
  })
})

describe('depth', () => {
  const nest = (open: string, close: string, levels: number): string => `${open.repeat(levels)}1${close.repeat(levels)}`

  test.each([
    ['[', ']'],
    ['(', ')'],
    ['{a:', '}'],
    ["'${", "}'"],
    ["$'''${", "}'''"],
    ['!', ''],
    ['f(', ')'],
    ['a[', ']'],
    ['a => ', ''],
    ['a ? b : ', ''],
  ])('of %s1%s', (open, close) => {
    expect(showSyntax(parse(nest(open, close, 100)))).toContain('1')
    expect(problem(nest(open, close, 3000))).toMatch(
      /^\d+ Expressions and types may stand at most 256 levels within each other\.$/,
    )
  })
})
