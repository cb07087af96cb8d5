import { describe, expect, test } from '@jest/globals'
import type { Value } from '../../src/evaluate/value.js'
import { deployBicep, deployTemplate, template } from './deployment.js'
import { show } from './sample.js'

/** What an ARM expression is worth among these parameters and variables. */
function arm(value: unknown, parts: { readonly variables?: object; readonly [part: string]: unknown } = {}): Value {
  const variables = { ...parts.variables, result: value }
  const outputs = { x: { type: 'string', value: "[variables('result')]" } }
  return deployTemplate(template({ ...parts, variables, outputs })).output('x')
}

function bicep(expression: string, before = ''): Value {
  return deployBicep(`${before}\noutput x object = ${expression}\n`).output('x')
}

const open = { open: { type: 'bool' } }

describe('expressions of both languages', () => {
  test.each([
    ["'a'", '"a"'],
    ['1', '1'],
    ['null', 'null'],
    ['{ a: 1, b: { c: [ true ] } }', '{a: 1, b: {c: [true]}}'],
    ["{ '${'a'}b': 1 }", '{ab: 1}'],
    ['{ ...{ a: 1, b: 1 }, b: 2, ...{ c: 3 } }', '{a: 1, b: 2, c: 3}'],
    ['[ 1, ...[ 2, 3 ], 4 ]', '[1, 2, 3, 4]'],
    ["'a${1}b${true}{0}'", '"a1bTrue{0}"'],
    ['{ a: { B: 1 } }.A.b', '1'],
    ['[ 1, 2 ][1]', '2'],
    ['[ 1, 2 ][^1]', '2'],
    ["{ a: 1 }['a']", '1'],
    ['{ a: 1 }.?b', 'null'],
    ['{ a: 1 }.?b.c.d', 'null'],
    ['{ a: 1 }.?a', '1'],
    ['[ 1 ][?3]', 'null'],
    ["true ? 'a' : 'b'", '"a"'],
    ['[for i in range(1, 3): i * 2]', '[2, 4, 6]'],
    ["[for (v, i) in [ 'a', 'b' ]: '${v}${i}']", '["a0", "b1"]'],
    ['[for a in [ 1, 2 ]: [for b in [ 10, 20 ]: a + b]]', '[[11, 21], [12, 22]]'],
    ['map([ 1, 2 ], n => { n: n })', '[{n: 1}, {n: 2}]'],
    ["filter([ 'a', 'b' ], (s, i) => i > 0)", '["b"]'],
    ['map([ 1 ], a => map([ 2 ], b => a + b))', '[[3]]'],
  ])('Bicep %s', (expression, expected) => {
    expect(show(bicep(expression))).toBe(expected)
  })

  test.each([
    ['a', '"a"'],
    ['[[a]', '"[a]"'],
    ["[if(true(), 'a', 'b')]", '"a"'],
    ["[parameters('p')]", '"p"'],
    ["[parameters(concat('', 'P'))]", '"p"'],
    ["[variables('v').w[1]]", '2'],
    ["[variables(format('{0}', 'v')).w[0]]", '1'],
    ["[ns.twice('a')]", '"aa"'],
    ["[NS.Twice(parameters('p'))]", '"pp"'],
    ["[map(createArray(1), lambda('n', add(lambdaVariables('n'), 1)))]", '[2]'],
    [{ a: ["[parameters('p')]"] }, '{a: ["p"]}'],
    [{ "[parameters('p')]": 1 }, '{p: 1}'],
    [{ copy: [{ name: 'c', count: 2, input: "[copyIndex('c', 5)]" }] }, '{c: [5, 6]}'],
    ["[variables('looped')]", '["a0", "a1"]'],
    ["[variables('nested')]", '[{inner: ["0-0", "0-1"]}, {inner: ["1-0", "1-1"]}]'],
  ])('ARM %j', (value, expected) => {
    const parts = {
      parameters: { p: { type: 'string', defaultValue: 'p' } },
      variables: {
        v: { w: [1, 2] },
        copy: [
          { name: 'looped', count: 2, input: "[format('a{0}', copyIndex('looped'))]" },
          {
            name: 'nested',
            count: 2,
            input: {
              copy: [
                { name: 'inner', count: 2, input: "[format('{0}-{1}', copyIndex('nested'), copyIndex('inner'))]" },
              ],
            },
          },
        ],
      },
      functions: [
        {
          namespace: 'ns',
          members: {
            twice: {
              parameters: [{ name: 's', type: 'string' }],
              output: { type: 'string', value: "[concat(parameters('s'), parameters('s'))]" },
            },
          },
        },
      ],
    }
    expect(show(arm(value, parts))).toBe(expected)
  })

  test('functions of Bicep see their own parameters, and variables of the file', () => {
    const before = `
      var prefix = 'x'
      func both(a string, b string) string => '\${prefix}\${a}\${b}'
      func more(a string) string => both(a, a)`
    expect(show(bicep("more('1')", before))).toBe('"x11"')
  })

  test('copyIndex() without a name is that of the whole loop, not of a property', () => {
    const sample = deployTemplate(
      template({
        resources: [
          {
            type: 'A.B/c',
            apiVersion: '1',
            name: "[format('r{0}', copyIndex())]",
            copy: { name: 'rs', count: 2 },
            properties: { copy: [{ name: 'p', count: 1, input: "[format('{0}/{1}', copyIndex(), copyIndex('p'))]" }] },
          },
        ],
      }),
    )
    expect(sample.resources.map(({ body }) => show(body))).toEqual([
      '{properties: {p: ["0/0"]}}',
      '{properties: {p: ["1/0"]}}',
    ])
  })
})

describe('what is not known', () => {
  test('a parameter without value is unknown by its name, and what is made of it partly', () => {
    const parameters = { name: { type: 'string' }, object: { type: 'object' }, list: { type: 'array' } }
    expect(show(arm("[parameters('name')]", { parameters }))).toBe('?parameter main.json#name string')
    expect(show(arm("[format('kv-{0}', parameters('name'))]", { parameters }))).toBe('`kv-${parameter main.json#name}`')
    expect(show(arm("[parameters('object').a.b]", { parameters }))).toBe('?parameter main.json#object.a.b')
    expect(show(arm({ k: "[parameters('list')[0]]" }, { parameters }))).toBe('{k: ?parameter main.json#list.0}')
  })

  test('a condition that cannot be told gives both, with words for each', () => {
    const value = arm("[if(parameters('open'), 'Allow', 'Deny')]", { parameters: open })
    expect(
      value.kind === 'choice' && value.alternatives.map((one) => [one.when, show(one.value), one.unknowns.map(show)]),
    ).toEqual([
      ['parameter `open` is true', '"Allow"', ['?parameter main.json#open bool']],
      ['parameter `open` is false', '"Deny"', ['?parameter main.json#open bool']],
    ])
  })

  test.each([
    ["[if(not(parameters('open')), 1, 2)]", ['parameter `open` is false', 'parameter `open` is true']],
    ["[if(equals(parameters('name'), 'x'), 1, 2)]", ["parameter `name` is 'x'", "parameter `name` is not 'x'"]],
    ["[if(empty(parameters('name')), 1, 2)]", ['parameter `name` is empty', 'parameter `name` is not empty']],
    ["[if(contains(parameters('o').p, 'x'), 1, 2)]", ["`contains(o.p, 'x')` is true", "`contains(o.p, 'x')` is false"]],
    ["[if(variables('v'), 1, 2)]", ['variable `v` is true', 'variable `v` is false']],
  ])('words for %s', (expression, expected) => {
    const value = arm(expression, {
      parameters: { ...open, name: { type: 'string' }, o: { type: 'object' } },
      variables: { v: "[equals(parameters('name'), 'y')]" },
    })
    expect(value.kind === 'choice' && value.alternatives.map(({ when }) => when)).toEqual(expected)
  })

  test('equal branches are one, and conditions that contradict each other never meet', () => {
    expect(show(arm("[if(parameters('open'), 'a', 'a')]", { parameters: open }))).toBe('"a"')
    const twice = "[if(parameters('open'), if(parameters('open'), 1, 2), if(parameters('open'), 3, 4))]"
    expect(show(arm(twice, { parameters: open }))).toBe('1 | 4')
    const joined = "[format('{0}{1}', if(parameters('open'), 'a', 'b'), if(parameters('open'), 'c', 'd'))]"
    expect(show(arm(joined, { parameters: open }))).toBe('"ac" | "bd"')
  })

  test('a loop over an unknown number has an item that stands for each', () => {
    const parameters = { names: { type: 'array' }, n: { type: 'int' } }
    const copy = (count: string, input: unknown) => arm({ copy: [{ name: 'c', count, input }] }, { parameters })
    expect(show(copy("[length(parameters('names'))]", { k: 'v' }))).toBe('{c: [...{k: "v"}]}')
    expect(show(bicep('[for n in names: n.id]', 'param names array'))).toBe('[...?parameter main.bicep#names[*].id]')
    expect(show(copy("[parameters('n')]", "[copyIndex('c')]"))).toBe('{c: [...?index of parameter main.json#n[*] int]}')
  })

  test('a loop over one of several arrays is one of several arrays', () => {
    expect(show(bicep("[for n in open ? [ 'a' ] : []: '${n}!']", 'param open bool'))).toBe('["a!"] | []')
  })

  test('a property whose name is not known may be any', () => {
    const value = arm({ a: 1, "[parameters('name')]": 2 }, { parameters: { name: { type: 'string' } } })
    expect(value).toMatchObject({ kind: 'object', open: true, rest: { cause: { kind: 'parameter', name: 'name' } } })
  })

  test.each([
    ["[variables('none')]", 'There is no variable `none` here.'],
    ["[parameters('none')]", 'There is no parameter `none` here.'],
    ["[createObject('a', 1).b]", 'There is no property `b` here.'],
    ['[createArray()[0]]', 'There is no such item or property here.'],
    ['[ns.none()]', 'There is no function ns.none.'],
    ['[copyIndex()]', 'copyIndex() is used outside the loop that it names.'],
    ['[if(1, 2, 3)]', 'A condition is true or false.'],
    ["[lambdaVariables('x')]", 'There is no local `x` here.'],
  ])('refused: %s', (expression, message) => {
    expect(show(arm(expression))).toBe(`refused: ${message}`)
  })

  test('a function that nobody knows is unsupported, one that answers at run time is not', () => {
    expect(arm("[frobnicate('x')]")).toMatchObject({
      cause: { kind: 'unsupported', what: 'the function frobnicate()' },
    })
    expect(arm("[listKeys('x', '1')]")).toMatchObject({ cause: { kind: 'runtime', name: 'listKeys' }, secret: true })
    expect(arm("[pickZones('a', 'b', 'c')]")).toMatchObject({ cause: { kind: 'runtime', name: 'pickZones' } })
  })
})
