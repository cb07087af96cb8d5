import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { isExpression, lowerString, maxExpressionDepth, unescapeLiteral } from '../../../src/language/arm/expression.js'
import type { Expression } from '../../../src/language/program.js'
import { parseJson } from '../../../src/source/json.js'
import type { Problem } from '../../../src/source/problem.js'
import { SourceText } from '../../../src/source/text.js'

/** Lowers a JSON string given as JSON text. */
function lowerJson(json: string): { expression: Expression; problems: Problem[]; text: string } {
  const source = new SourceText('a.json', json)
  const { root } = parseJson(source)
  if (root?.kind !== 'string') throw new Error('the test gives no JSON string')
  const problems: Problem[] = []
  return { expression: lowerString(source, root, (problem) => problems.push(problem)), problems, text: json }
}

const lower = (value: string) => lowerJson(JSON.stringify(value))

/** Writes an expression with the source text of each part: `kind name<text>(parts)`. */
function show(expression: Expression, text: string): string {
  const own = text.slice(expression.span.start, expression.span.end)
  const inner = (parts: readonly Expression[]) => `(${parts.map((part) => show(part, text)).join(', ')})`
  switch (expression.kind) {
    case 'literal':
      return `${JSON.stringify(expression.value)}<${own}>`
    case 'call':
      return `${expression.namespace ?? ''}:${expression.name}<${own}>${inner(expression.args)}`
    case 'member':
      return `.${expression.name}<${own}>${inner([expression.base])}`
    case 'index':
      return `[]<${own}>${inner([expression.base, expression.index])}`
    case 'if':
      return `if<${own}>${inner([expression.condition, expression.then, expression.otherwise])}`
    case 'lambda':
      return `lambda ${expression.parameters.join(' ')}<${own}>${inner([expression.body])}`
    case 'parameter':
    case 'variable':
    case 'local':
    case 'symbol':
      return `${expression.kind} ${expression.name}<${own}>`
    case 'array':
    case 'object':
    case 'for':
    case 'interpolation':
    case 'unknown':
    case 'deferred':
      break
  }
  return `${expression.kind}<${own}>`
}

const shown = (value: string) => {
  const { expression, problems, text } = lower(value)
  return problems.length > 0 ? problems.map((problem) => problem.message) : show(expression, text)
}

describe('what is an expression', () => {
  test.each(['[a()]', "['x']", '[]', '[a] and [b]'])('%s is', (value) => expect(isExpression(value)).toBe(true))
  test.each(['', '[', 'a', '[a', 'a]', ' [a()]', '[a()] ', '[[a]', '[[a'])('%j is not', (value) =>
    expect(isExpression(value)).toBe(false),
  )

  test.each([
    ['[[a]', '[a]'],
    ['[[[a]', '[[a]'],
    ['[[a', '[[a'],
    ['[a', '[a'],
    ['a', 'a'],
  ])('%s is the text %s', (value, text) => {
    expect(unescapeLiteral(value)).toBe(text)
    expect(lower(value).expression).toEqual({
      kind: 'literal',
      value: text,
      span: { file: 'a.json', start: 0, end: value.length + 2 },
    })
  })
})

describe('syntax', () => {
  test.each([
    ["['a''b']", `"a'b"<'a''b'>`],
    ["['']", `""<''>`],
    ['[12]', '12<12>'],
    ['[-1.5]', '-1.5<-1.5>'],
    ['[f()]', ':f<f()>()'],
    ["[ f ( 'a' , 1 ) ]", `:f<f ( 'a' , 1 )>("a"<'a'>, 1<1>)`],
    ['[ns.f(g())]', 'ns:f<ns.f(g())>(:g<g()>())'],
    ['[__bicep._1.f()]', ['Expected `(` after the function name.']],
    ['[f().a.b]', '.b<f().a.b>(.a<f().a>(:f<f()>()))'],
    ['[f()[0].a]', '.a<f()[0].a>([]<f()[0]>(:f<f()>(), 0<0>))'],
    ["[f()['a'][g()]]", `[]<f()['a'][g()]>([]<f()['a']>(:f<f()>(), "a"<'a'>), :g<g()>())`],
    ["[parameters('p')]", `parameter p<parameters('p')>`],
    ["[VARIABLES('v').x]", `.x<VARIABLES('v').x>(variable v<VARIABLES('v')>)`],
    ["[parameters(f('p'))]", `:parameters<parameters(f('p'))>(:f<f('p')>("p"<'p'>))`],
    ["[parameters('p', 1)]", `:parameters<parameters('p', 1)>("p"<'p'>, 1<1>)`],
    ["[ns.parameters('p')]", `ns:parameters<ns.parameters('p')>("p"<'p'>)`],
    [
      "[lambda('x', 'y', lambdaVariables('x'))]",
      `lambda x y<lambda('x', 'y', lambdaVariables('x'))>(local x<lambdaVariables('x')>)`,
    ],
    ['[lambda(f(), 1)]', ':lambda<lambda(f(), 1)>(:f<f()>(), 1<1>)'],
    ['[if(true(), FALSE(), null())]', 'if<if(true(), FALSE(), null())>(true<true()>, false<FALSE()>, null<null()>)'],
    ['[if(1, 2)]', ':if<if(1, 2)>(1<1>, 2<2>)'],
  ])('%s', (value, expected) => {
    expect(shown(value)).toEqual(expected)
  })

  test('the name of a function has its own place', () => {
    expect(lower('[ns.f()]').expression).toMatchObject({ nameSpan: { start: 5, end: 6 }, span: { start: 2, end: 8 } })
  })

  test('places step over escapes and line breaks of the JSON string', () => {
    const { expression, text } = lowerJson(String.raw`"[f('\u0041\\', g(),` + '\n' + String.raw`\t'é').a]"`)
    expect(show(expression, text)).toBe(
      '.a' +
        String.raw`<f('\u0041\\', g(),` +
        '\n' +
        String.raw`\t'é').a>(:f<f('\u0041\\', g(),` +
        '\n' +
        String.raw`\t'é')>("A\\"<'\u0041\\'>, :g<g()>(), "é"<'é'>))`,
    )
  })
})

describe('what is no expression though it looks like one', () => {
  test.each([
    ['[]', '[2,3) Expected a function, a string in single quotes or a number.'],
    ['[true]', '[6,7) Expected `(` after the function name.'],
    ["[f('a]", "[4,5) Expected a closing `'` for this string."],
    ['[f(1 2)]', '[6,7) Expected `,` or `)` after the argument.'],
    ['[f(1,)]', '[6,7) Expected a function, a string in single quotes or a number.'],
    ['[f(]', '[4,5) Expected a function, a string in single quotes or a number.'],
    ['[f().]', '[6,7) Expected a property name after `.`.'],
    ['[f()[0]', '[8,8) Expected the end of the expression (`]`).'],
    ['[f() g()]', '[6,7) Expected the end of the expression (`]`).'],
    ['[a] and [b]', '[3,4) Expected `(` after the function name.'],
    ['[-]', '[3,4) Expected a digit.'],
    ['[1.]', '[4,5) Expected a property name after `.`.'],
    ['[a.()]', '[4,5) Expected a function name after `.`.'],
  ])('%s', (value, expected) => {
    const { expression, problems } = lower(value)
    expect(problems.map(({ span, message }) => `[${span?.start},${span?.end}) ${message}`)).toEqual([expected])
    expect(expression).toEqual({
      kind: 'unknown',
      cause: { kind: 'invalid', message: problems[0]?.message },
      secret: false,
      span: { file: 'a.json', start: 0, end: value.length + 2 },
    })
  })
})

describe('depth', () => {
  const nested = (count: number) => `[${'f('.repeat(count)}1${')'.repeat(count)}]`
  const chained = (count: number) => `[f()${'.a'.repeat(count)}]`
  const codes = (value: string) => lower(value).problems.map((problem) => problem.code)

  test.each([
    [nested(maxExpressionDepth - 1), []],
    [nested(maxExpressionDepth), ['nesting-too-deep']],
    [chained(maxExpressionDepth - 1), []],
    [chained(maxExpressionDepth), ['nesting-too-deep']],
    [`[${'f('.repeat(20)}1${`)${'.a'.repeat(20)}`.repeat(20)}]`, ['nesting-too-deep']],
    [nested(100_000), ['nesting-too-deep']],
    [chained(100_000), ['nesting-too-deep']],
  ])('is counted over arguments and properties (%#)', (value, expected) => {
    expect(codes(value)).toEqual(expected)
  })
})

describe('laws', () => {
  const tree: fc.Memo<string> = fc.memo((depth) => {
    const leaf = fc.constantFrom("'a'", "'it''s'", '0', '-7', 'true()', "parameters('p')")
    if (depth <= 1) return leaf
    const call = fc.tuple(fc.constantFrom('f', 'ns.g', 'if'), fc.array(tree(depth - 1), { maxLength: 3 }))
    return fc.oneof(
      leaf,
      call.map(([name, args]) => `${name}(${args.join(', ')})`),
      tree(depth - 1).map((base) => `${base}.name`),
      fc.tuple(tree(depth - 1), tree(depth - 1)).map(([base, index]) => `${base}[${index}]`),
    )
  })

  test('whatever the grammar makes is read, its place exactly its text', () => {
    fc.assert(
      fc.property(tree(4), (text) => {
        const { expression, problems } = lower(`[${text}]`)
        expect(problems).toEqual([])
        expect(expression.span).toEqual({ file: 'a.json', start: 2, end: 2 + text.length })
      }),
    )
  })

  test('any string ends without a throw: read, or one problem inside it', () => {
    const pieces = ['f', '(', ')', '.', '[', ']', "'", ',', '1', '-', ' ', '"', '\\', 'é', '\n', 'if', 'lambda']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        const { expression, problems, text } = lower(`[${parts.join('')}]`)
        expect(problems.length).toBe(expression.kind === 'unknown' ? 1 : 0)
        for (const { span } of problems) {
          expect(span && 0 < span.start && span.start <= span.end && span.end < text.length).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
