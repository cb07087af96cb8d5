import { describe, expect, test } from '@jest/globals'
import type { Value } from '../../src/evaluate/value.js'
import { deployTemplate, template } from './deployment.js'
import { show } from './sample.js'

function arm(expression: string): Value {
  const parameters = {
    a: { type: 'bool' },
    b: { type: 'bool' },
    s: { type: 'string' },
    o: { type: 'object' },
    none: { type: 'string', nullable: true },
  }
  return deployTemplate(template({ parameters, outputs: { x: { type: 'string', value: `[${expression}]` } } })).output(
    'x',
  )
}

const a = '?parameter main.json#a bool'

describe('and, or', () => {
  test.each([
    ['and(true(), true())', 'true'],
    ['and(true(), false())', 'false'],
    ["and(false(), fail('never'))", 'false'],
    ["and(parameters('a'), false())", 'false'],
    ["and(false(), parameters('a'))", 'false'],
    ["and(parameters('a'), true())", a],
    ["and(true(), parameters('a'), true())", a],
    ["and(parameters('a'), parameters('b'))", '?and(21:parameter main.json#a,21:parameter main.json#b) bool'],
    ["and(if(parameters('a'), true(), false()), parameters('a'))", `${a} | false`],
    ['or(false(), true())', 'true'],
    ["or(true(), fail('never'))", 'true'],
    ["or(parameters('a'), true())", 'true'],
    ["or(parameters('a'), false())", a],
    ["and('x', true())", 'refused: and() takes conditions.'],
    ["and(true(), 'x')", 'refused: and() takes conditions.'],
    ['and(true())', 'refused: and() takes at least two conditions.'],
    ['if(true(), 1)', 'refused: if() takes a condition and two values.'],
  ])('%s', (expression, expected) => {
    expect(show(arm(expression))).toBe(expected)
  })
})

describe('coalesce', () => {
  test.each([
    ["coalesce(null(), 'x')", '"x"'],
    ["coalesce('x', fail('never'))", '"x"'],
    ['coalesce(null(), null())', 'null'],
    ["coalesce(parameters('none'), 'x')", '"x"'],
    ["coalesce(parameters('s'), 'x')", '?parameter main.json#s string'],
    ["coalesce(if(parameters('a'), 'y', null()), 'x')", '"y" | "x"'],
    ["coalesce(parameters('o').p, 'x')", '?parameter main.json#o.p | "x"'],
    ['coalesce()', 'refused: coalesce() takes values.'],
  ])('%s', (expression, expected) => {
    expect(show(arm(expression))).toBe(expected)
  })

  test('what may be null says so', () => {
    const value = arm("coalesce(tryGet(parameters('o'), 'p'), 'x')")
    expect(value.kind === 'choice' && value.alternatives.map(({ when }) => when)).toEqual([
      "`tryGet(o, 'p')` is not null",
      "`tryGet(o, 'p')` is null",
    ])
  })

  test('a null that is passed over is a reason', () => {
    expect(arm("coalesce(parameters('none'), 'x')").origin.because.map(({ text }) => text)).toEqual([
      'parameter `none` is not given',
    ])
  })
})
