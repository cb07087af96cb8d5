import { describe, expect, test } from '@jest/globals'
import type { Expression } from '../../../src/language/program.js'
import { lowered, loweredValue, messages, written } from './show.js'

const declarations = `param p string
var v = 1
resource r 'A.B/c@2024-01-01' existing = {
  name: 'r'
  resource n 'd' existing = {
    name: 'n'
    resource m 'e' existing = { name: 'm' }
  }
}
module mod 'mod.bicep' = {}
func f(a string) string => a`

describe('operators become the functions that Azure has for them', () => {
  test.each([
    ['p == v', 'equals(parameter p, variable v)'],
    ['p != v', 'not(equals(parameter p, variable v))'],
    ['p =~ v', 'equals(toLower(parameter p), toLower(variable v))'],
    ['p !~ v', 'not(equals(toLower(parameter p), toLower(variable v)))'],
    ['1 < 2', 'less(1, 2)'],
    ['1 <= 2', 'lessOrEquals(1, 2)'],
    ['1 > 2', 'greater(1, 2)'],
    ['1 >= 2', 'greaterOrEquals(1, 2)'],
    ['1 + 2 - 3', 'sub(add(1, 2), 3)'],
    ['1 * 2 / 3 % 4', 'mod(div(mul(1, 2), 3), 4)'],
    ['true && false && true', 'and(true, false, true)'],
    ['true || false', 'or(true, false)'],
    ['p ?? v ?? 1', 'coalesce(parameter p, variable v, 1)'],
    ['!p', 'not(parameter p)'],
    ['-1', '-1'],
    ['-v', 'sub(0, variable v)'],
    ['+v', 'variable v'],
    ['p!', 'parameter p'],
    ['p ? 1 : 2', 'if(parameter p, 1, 2)'],
  ])('%s', (expression, expected) => {
    expect(loweredValue(expression, declarations)).toBe(expected)
  })
})

describe('values', () => {
  test.each([
    ["'a'", '"a"'],
    ["'a${p}b'", 'text("a", parameter p, "b")'],
    ["'${p}'", 'text(parameter p)'],
    ['[1, ...p]', '[1, ...parameter p]'],
    ["{ a: 1, 'b c': 2, '${p}': 3, ...v }", '{a: 1, b c: 2, [text(parameter p)]: 3, ...variable v}'],
    ['null', 'null'],
    ['[for x in p: x.y]', 'for x in parameter p: local x.y'],
    ['[for (x, i) in p: i]', 'for x, i in parameter p: local i'],
    ['[for x in p: if (x.y) { z: x }]', 'for x in parameter p if local x.y: {z: local x}'],
    ['map(p, x => x.y)', 'map(parameter p, (x) => local x.y)'],
    ['reduce(p, 0, (a, b) => a + b)', 'reduce(parameter p, 0, (a, b) => add(local a, local b))'],
    ['filter(p, p => p)', 'filter(parameter p, (p) => local p)'],
  ])('%s', (expression, expected) => {
    expect(loweredValue(expression, declarations)).toBe(expected)
  })
})

describe('names', () => {
  test.each([
    ['r.id', 'symbol r.id'],
    ['r.properties.a.?b[?0]', 'symbol r.properties.a.?b[?0]'],
    ['r::n.name', 'symbol r::n.name'],
    ['r::n::m', 'symbol r::n::m'],
    ['mod.outputs.a', 'symbol mod.outputs.a'],
    ['p[^1]', 'parameter p[^1]'],
    ['f(p)', 'f(parameter p)'],
  ])('%s', (expression, expected) => {
    expect(loweredValue(expression, declarations)).toBe(expected)
  })

  test.each([
    ['maybe.?id', 'if(parameter c, symbol maybe, null).?id'],
    ['maybe.?outputs.x', 'if(parameter c, symbol maybe, null).?outputs.x'],
    ['maybe.id', 'symbol maybe.id'],
    ['maybe!.id', 'symbol maybe.id'],
    ['r.?id', 'symbol r.?id'],
    ['many[1].?id', 'if(equals(parameter p[1].x, 1), symbol many[1], null).?id'],
    ['many.?id', 'symbol many.?id'],
    ['circle.?id', 'if(symbol circle.?id, symbol circle, null).?id'],
    ['rounds[0].?id', 'if(symbol rounds[parameter p[0]].?id, symbol rounds[0], null).?id'],
  ])('%s is null where the condition of what it names is false', (expression, expected) => {
    const conditional = `
param c bool
module maybe 'mod.bicep' = if (c) {}
resource many 'A.B/c@2024-01-01' = [for (x, i) in p: if (x.x == i) { name: 'm' }]
module circle 'mod.bicep' = if (circle.?id) {}
module rounds 'mod.bicep' = [for x in p: if (rounds[x].?id) {}]`
    expect(loweredValue(expression, declarations + conditional)).toBe(expected)
  })

  test.each([
    ['q', 'Nothing that is declared here is called `q`.'],
    ['P', 'Nothing that is declared here is called `P`.'],
    ['n', 'Nothing that is declared here is called `n`.'],
    ['r::q', 'There is no nested resource `q` here.'],
    ['p::n', 'There is no nested resource `n` here.'],
    ['f', '`f` is no value.'],
    ['az', 'Nothing that is declared here is called `az`.'],
  ])('%s means nothing', (expression, message) => {
    const text = `${declarations}\nvar x = ${expression}`
    const program = lowered(text)
    const start = text.length - expression.length
    expect(messages(program)).toEqual([`template-invalid ${start}-${text.length} ${message}`])
    expect(program.variables.get('x')?.value).toEqual({
      kind: 'unknown',
      cause: { kind: 'invalid', message },
      secret: false,
      span: { file: 'main.bicep', start, end: text.length },
    })
  })

  test('what could not be read is unknown without a second problem', () => {
    const program = lowered('var x = { a: 1, b: )')
    expect(messages(program)).toEqual(['bicep-syntax 19-20 Expected an expression, found `)`.'])
    expect(loweredValue('{ a: 1, b: )')).toBe('{a: 1, b: unknown invalid, ...unknown invalid}')
  })
})

describe('places', () => {
  test('of every part', () => {
    const text = "param p string\nvar x = -p != 'a${p}'"
    const places: string[] = []
    const visit = (expression: Expression): void => {
      places.push(`${expression.kind} ${written(text, expression.span)}`)
      if (expression.kind === 'call') {
        places.push(`${expression.name} ${written(text, expression.nameSpan)}`)
        for (const arg of expression.args) visit(arg)
      }
      if (expression.kind === 'interpolation') for (const part of expression.parts) visit(part)
    }
    const value = lowered(text).variables.get('x')?.value
    if (value) visit(value)
    expect(places).toEqual([
      "call -p != 'a${p}'",
      'not !=',
      "call -p != 'a${p}'",
      'equals !=',
      'call -p',
      'sub -',
      'literal -',
      'parameter p',
      "interpolation 'a${p}'",
      'literal a',
      'parameter p',
    ])
  })

  test('of a property, an index, a member and a loop', () => {
    const text = "var x = [for y in [1]: { 'a b': y.c[0] }]"
    const value = lowered(text).variables.get('x')?.value
    if (value?.kind !== 'for' || value.body.kind !== 'object') throw new Error('no loop')
    expect(written(text, value.loop.span)).toBe("[for y in [1]: { 'a b': y.c[0] }]")
    const [property] = value.body.properties
    if (property?.kind !== 'property' || property.value.kind !== 'index') throw new Error('no index')
    expect(written(text, property.keySpan)).toBe("'a b'")
    expect(written(text, property.value.span)).toBe('y.c[0]')
    const { base } = property.value
    expect(base.kind === 'member' && written(text, base.nameSpan)).toBe('c')
  })
})

test('a chain that is too long to walk ends in an unknown, told once', () => {
  const program = lowered(
    `param p object\nvar x = p${'.a'.repeat(600)}\nvar y = p${' + p'.repeat(600)}\nvar z = p${'.a'.repeat(400)}`,
  )
  expect(program.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'nesting-too-deep Expressions may stand at most 512 levels within each other.',
  ])
})
