import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { equalValues } from '../../src/evaluate/logic.js'
import { typeOf, type Value } from '../../src/evaluate/value.js'
import { deploySources, deployTemplate, template } from './deployment.js'
import { call, show, value } from './sample.js'

/** Whether what was said of a value without knowing the parameters holds of the value that they give. */
function admits(said: Value, actual: Value): boolean {
  if (actual.kind === 'unknown') return true
  if (isRefused(said)) return false
  if (actual.kind === 'choice') return actual.alternatives.some((one) => admits(said, one.value))
  if (said.kind === 'choice') return said.alternatives.some((one) => admits(one.value, actual))
  if (said.kind === 'unknown') return said.type === undefined || typeOf(actual) === said.type
  if (said.kind === 'array') {
    if (actual.kind !== 'array') return false
    if (actual.rest) return true
    const { rest } = said
    if (!rest)
      return said.items.length === actual.items.length && said.items.every((item, at) => within(item, actual.items[at]))
    const placed = said.items.slice(0, said.leading ?? 0).every((item, at) => within(item, actual.items[at]))
    return placed && said.items.every((item) => actual.items.some((one) => admits(item, one)))
  }
  if (said.kind === 'object') {
    if (actual.kind !== 'object') return false
    if (actual.open) return true
    const { entries } = actual
    const written = [...said.entries].every(([key, entry]) => within(entry.value, entries.get(key)?.value))
    return written && (said.open || [...entries.keys()].every((key) => said.entries.has(key)))
  }
  return equalValues(said, actual) !== false
}

function within(said: Value, actual: Value | undefined): boolean {
  return actual !== undefined && admits(said, actual)
}

function isRefused(value: Value): boolean {
  return value.kind === 'unknown' && value.cause.kind === 'invalid'
}

/**
 * Whether Azure would refuse the template for an argument somewhere in the expression.
 *
 * A refused argument need not make the whole refused: what is known beside it is kept, so that it can be reviewed
 * (`concat(refused, createArray('x'))` has `'x'` in it), and how much is known beside it depends on the parameters.
 */
function isRefusedWithin(expression: string, valueOf: (expression: string) => Value): boolean {
  return [expression, ...argumentsIn(expression)].some((part) => holdsRefused(valueOf(part)))
}

/** Arguments of every call; not lambdas and their bodies, which have no value of their own. */
function argumentsIn(expression: string): readonly string[] {
  const starts: number[] = []
  const found: string[] = []
  for (let at = 0; at < expression.length; at++) {
    const unit = expression.charAt(at)
    if (unit === '(') starts.push(at + 1)
    if (unit !== ',' && unit !== ')') continue
    found.push(expression.slice(starts.pop(), at).trim())
    if (unit === ',') starts.push(at + 1)
  }
  const isBody = (part: string) => part.includes('lambdaVariables(') && !part.includes('lambda(')
  return found.filter((part) => part !== '' && !part.startsWith('lambda(') && !isBody(part))
}

function holdsRefused(value: Value): boolean {
  if (value.kind === 'literal') return false
  if (value.kind === 'text') return value.parts.some((part) => typeof part !== 'string' && isRefused(part))
  if (value.kind === 'choice') return value.alternatives.some((one) => holdsRefused(one.value))
  if (value.kind === 'unknown') return isRefused(value)
  const within = value.kind === 'array' ? value.items : [...value.entries.values()].map((entry) => entry.value)
  return [...within, ...(value.rest ? [value.rest] : [])].some(holdsRefused)
}

const types = { s: 'string', t: 'string', b: 'bool', n: 'int', a: 'array', o: 'object' } as const
const plain = fc.oneof(
  fc.constantFrom<unknown>('x', 'y', 'x/y', '', 1, true, false, null),
  fc.constantFrom<unknown>([], ['x'], {}, { k: 'x' }, { k: ['y'], l: 1 }),
)
const values = fc.record({
  s: fc.constantFrom('x', 'y', 'x/y', '', 'xy'),
  t: fc.constantFrom('x', 'x/y', 'a-b'),
  b: fc.boolean(),
  n: fc.nat({ max: 3 }),
  a: fc.array(plain, { maxLength: 3 }),
  o: fc.dictionary(fc.constantFrom('k', 'l', 'm'), plain, { maxKeys: 3 }),
})

const { strings, bools, ints, arrays, objects, anything } = fc.letrec<{
  strings: string
  bools: string
  ints: string
  arrays: string
  objects: string
  anything: string
}>((tie) => {
  const call = (name: string, ...args: ('strings' | 'bools' | 'ints' | 'arrays' | 'objects' | 'anything')[]) =>
    fc.tuple(...args.map((arg) => tie(arg))).map((parts) => `${name}(${parts.join(', ')})`)
  const chosen = (of: 'strings' | 'bools' | 'ints' | 'arrays' | 'objects' | 'anything') => call('if', 'bools', of, of)
  const of = (leaves: readonly string[], ...calls: fc.Arbitrary<string>[]) =>
    fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom(...leaves), ...calls)
  return {
    strings: of(
      ["parameters('s')", "parameters('t')", "'x'", "'x/y'", "variables('v')"],
      call('concat', 'strings', 'strings'),
      call('toUpper', 'strings'),
      call("format('{0}-{1}', ", 'strings', 'ints').map((text) => text.replace(', (', ', ')),
      call('replace', 'strings', 'strings', 'strings'),
      call('last', 'arrays'),
      call('coalesce', 'strings', 'strings'),
      chosen('strings'),
    ),
    bools: of(
      ["parameters('b')", 'true()', 'false()'],
      call('equals', 'anything', 'anything'),
      call('equals', 'strings', 'strings'),
      call('not', 'bools'),
      call('and', 'bools', 'bools'),
      call('or', 'bools', 'bools'),
      call('empty', 'anything'),
      call('contains', 'arrays', 'strings'),
      call('contains', 'strings', 'strings'),
      call('contains', 'objects', 'strings'),
      call('startsWith', 'strings', 'strings'),
      call('less', 'ints', 'ints'),
    ),
    ints: of(
      ["parameters('n')", '0', '2'],
      call('length', 'arrays'),
      call('length', 'strings'),
      call('add', 'ints', 'ints'),
      chosen('ints'),
    ),
    arrays: of(
      ["parameters('a')", 'createArray()', "createArray('x')", "variables('loop')"],
      call('createArray', 'anything', 'strings'),
      call('concat', 'arrays', 'arrays'),
      call('union', 'arrays', 'arrays'),
      call('split', 'strings', 'strings'),
      call('range', 'ints', 'ints'),
      call('take', 'arrays', 'ints'),
      call('coalesce', 'arrays', 'arrays'),
      call('map', 'arrays').map((text) =>
        text.replace(/\)$/, ", lambda('i', createObject('i', lambdaVariables('i'))))"),
      ),
      call('filter', 'arrays').map((text) =>
        text.replace(/\)$/, ", lambda('i', not(equals(lambdaVariables('i'), parameters('s')))))"),
      ),
      chosen('arrays'),
    ),
    objects: of(
      ["parameters('o')", 'createObject()', "createObject('k', parameters('s'))"],
      call('createObject', 'strings', 'anything'),
      call('union', 'objects', 'objects'),
      chosen('objects'),
    ),
    anything: of(
      [
        'null()',
        "parameters('o').k",
        "tryGet(parameters('o'), 'k')",
        "parameters('a')[0]",
        "parameters('a')[parameters('n')]",
      ],
      tie('strings'),
      tie('bools'),
      tie('ints'),
      tie('arrays'),
      tie('objects'),
      call('tryGet', 'objects', 'strings'),
      call('first', 'arrays'),
      call('coalesce', 'anything', 'anything'),
    ),
  }
})

function sample(expression: string): object {
  return template({
    parameters: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }])),
    variables: {
      v: "[concat(parameters('s'), '-')]",
      copy: [{ name: 'loop', count: "[length(parameters('a'))]", input: "[parameters('a')[copyIndex('loop')]]" }],
    },
    outputs: { x: { type: 'object', value: `[${expression}]` } },
  })
}

/** Throws for a world in which something else comes out than was said without knowing it. */
function check(expression: string, worlds: readonly Readonly<Record<string, unknown>>[]): void {
  const said = deployTemplate(sample(expression)).output('x')
  for (const given of worlds) {
    const parameters = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value }]))
    const valueOf = (part: string): Value =>
      deploySources(
        { 'main.json': sample(part), 'w.parameters.json': { parameters } },
        { parameters: { 'main.json': ['w.parameters.json'] } },
      ).output('x')
    const actual = valueOf(expression)
    if (admits(said, actual) || isRefusedWithin(expression, valueOf)) continue
    throw new Error(`${expression}\n ${JSON.stringify(given)}\n said ${show(said)}\n is ${show(actual)}`)
  }
}

describe('what is said without knowing the parameters', () => {
  test.each([
    ['strings', strings],
    ['booleans', bools],
    ['numbers', ints],
    ['arrays', arrays],
    ['objects', objects],
    ['anything', anything],
  ])('holds whatever they are: %s', (_, expressions) => {
    fc.assert(fc.property(expressions, fc.array(values, { minLength: 3, maxLength: 3 }), check), {
      numRuns: Number(process.env['RUNS'] ?? 100),
      seed: Number(process.env['SEED'] ?? 1),
    })
  })

  const given = { s: 'x', t: 'x', b: false, n: 0, a: [], o: {} }
  test.each<[string, Record<string, unknown>]>([
    [
      "concat(coalesce(last(parameters('a')), parameters('s')), concat(parameters('s'), last(parameters('a'))))",
      { a: [[]] },
    ],
    ["empty(union(createObject(last(createArray()), null()), parameters('o')))", { o: { k: [] } }],
  ])('holds of %s beside what Azure would refuse', (expression, some) => {
    expect(() => check(expression, [{ ...given, ...some }])).not.toThrow()
  })

  test('is told to be wrong where it is', () => {
    expect(admits(value('x'), value('y'))).toBe(false)
    expect(admits(call('split', [null, 'x']), value('x'))).toBe(false)
    expect(admits(value(['x']), value(['x', 'y']))).toBe(false)
    expect(isRefusedWithin("concat('x', 'y')", () => value('x'))).toBe(false)
    expect(argumentsIn("map(f(a), lambda('i', g(lambdaVariables('i'))))")).toEqual(['a', 'f(a)', "'i'", "'i'"])
  })
})
