import * as fc from 'fast-check'
import { functionTable } from '../../../src/evaluate/functions/table.js'
import type { UnknownValue, Value } from '../../../src/evaluate/value.js'
import { call, either, open, parameter, text, value } from '../sample.js'
import { known, type Plain, type World } from './fits.js'

/** Values with holes: `x`, `y` and `z` are strings, `n` a whole number, `list` and `things` what they say, `any` anything. */
const holes: Readonly<Record<string, UnknownValue>> = {
  x: parameter('x', 'string'),
  y: parameter('y', 'string', { minLength: 2, maxLength: 3, alphabet: 'ab-' }),
  z: parameter('z', 'string', { maxLength: 2, alphabet: 'b1' }),
  n: parameter('n', 'int'),
  list: parameter('list', 'array'),
  things: parameter('things', 'object'),
  any: parameter('any'),
}

/** A value in two readings: with its holes, and filled in from a world. */
export interface Sample {
  readonly abstract: Value
  readonly fill: (world: World) => Value
}

const units = fc.constantFrom('a', 'b', 'A', '-', '1', ',', 'é')
export const word = fc.string({ unit: units, maxLength: 4 })
const scalar: fc.Arbitrary<Plain> = fc.oneof(word, fc.integer({ min: -3, max: 12 }), fc.boolean(), fc.constant(null))
export const key = fc.constantFrom('a', 'A', 'b', 'c')
const plain: fc.Arbitrary<Plain> = fc.letrec((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('plain'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('plain'), { maxKeys: 3 }),
  ),
})).plain

const world: fc.Arbitrary<World> = fc.record({
  x: word,
  y: fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 2, maxLength: 3 }),
  z: fc.string({ unit: fc.constantFrom('b', '1'), maxLength: 2 }),
  n: fc.integer({ min: -3, max: 12 }),
  list: fc.array(plain, { maxLength: 3 }),
  things: fc.dictionary(fc.constantFrom('a', 'b', 'c'), plain, { maxKeys: 3 }),
  any: plain,
})

const condition = fc.constantFrom('c', 'd')

function hole(name: string): Sample {
  const abstract = holes[name]
  if (!abstract) throw new Error(name)
  return { abstract, fill: (world) => value(world[name]) }
}

export const stringHole = fc.constantFrom('x', 'y', 'z').map(hole)

export const sample: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: plain.map((each): Sample => ({ abstract: value(each), fill: () => value(each) })) },
    { weight: 3, arbitrary: fc.constantFrom('x', 'y', 'z', 'n', 'list', 'things', 'any').map(hole) },
    {
      weight: 3,
      arbitrary: fc.array(fc.oneof(word, stringHole), { minLength: 1, maxLength: 4 }).map(
        (parts): Sample => ({
          abstract: text(...parts.map((part) => (typeof part === 'string' ? part : (part.abstract as UnknownValue)))),
          fill: (world) =>
            value(parts.map((part) => (typeof part === 'string' ? part : known(part.fill(world)))).join('')),
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie('sample'), { maxLength: 3 }).map(
        (items): Sample => ({
          abstract: value(items.map((item) => item.abstract)),
          fill: (world) => value(items.map((item) => item.fill(world))),
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('sample'), { maxKeys: 3 }).map(
        (entries): Sample => ({
          abstract: value(mapEntries(entries, (each) => each.abstract)),
          fill: (world) => value(mapEntries(entries, (each) => each.fill(world))),
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('a', 'b'), tie('sample'), { maxKeys: 2 }).map(
        (entries): Sample => ({
          abstract: open(
            mapEntries(entries, (each) => each.abstract),
            parameter('things', 'object'),
          ),
          fill: (world) =>
            value({ ...(world['things'] as object), ...mapEntries(entries, (each) => each.fill(world)) }),
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(condition, tie('sample'), tie('sample')).map(
        ([name, first, second]): Sample => ({
          abstract: either(name, first.abstract, second.abstract),
          fill: (world) => (world[name] === 0 ? first : second).fill(world),
        }),
      ),
    },
  ),
})).sample

function mapEntries<T>(entries: Record<string, T>, of: (each: T) => Plain): Record<string, Plain> {
  return Object.fromEntries(Object.entries(entries).map(([name, each]) => [name, of(each)]))
}

export const fullWorld = fc.record({ values: world, c: fc.constantFrom(0, 1), d: fc.constantFrom(0, 1) })

export function worldOf({ values, c, d }: { values: World; c: number; d: number }): World {
  return { ...values, c, d }
}

const textSample: fc.Arbitrary<Sample> = fc.array(fc.oneof(word, stringHole), { maxLength: 4 }).map((parts) => ({
  abstract: text(...parts.map((part) => (typeof part === 'string' ? part : (part.abstract as UnknownValue)))),
  fill: (world) =>
    value(parts.map((part) => (typeof part === 'string' ? part : String(known(part.fill(world))))).join('')),
}))

function fixed<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Sample> {
  return arbitrary.map((each) => ({ abstract: value(each), fill: () => value(each) }))
}

function sampled(...kinds: readonly Value['kind'][]): fc.Arbitrary<Sample> {
  return sample.filter(({ abstract }) => kinds.includes(abstract.kind))
}

function eitherOf(arbitrary: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> {
  return fc.oneof(
    { weight: 4, arbitrary },
    {
      weight: 1,
      arbitrary: fc.tuple(condition, arbitrary, arbitrary).map(
        ([name, first, second]): Sample => ({
          abstract: either(name, first.abstract, second.abstract),
          fill: (world) => (world[name] === 0 ? first : second).fill(world),
        }),
      ),
    },
  )
}

const small = eitherOf(
  fc.oneof(fixed(fc.integer({ min: -2, max: 8 })), fixed(fc.integer({ min: 0, max: 3 })), fc.constant(hole('n'))),
)
export const arraySample = eitherOf(
  fc.oneof(
    sampled('array'),
    fc.array(fc.oneof(textSample, fixed(fc.constantFrom('a', 'b', 1, 2)), small), { maxLength: 4 }).map(
      (items): Sample => ({
        abstract: value(items.map((item) => item.abstract)),
        fill: (world) => value(items.map((item) => item.fill(world))),
      }),
    ),
    fc.tuple(fc.array(fixed(scalar), { maxLength: 2 }), fc.array(fixed(scalar), { maxLength: 2 })).map(
      ([before, after]): Sample => ({
        abstract: call('concat', [
          before.map((each) => each.abstract),
          hole('list').abstract,
          after.map((each) => each.abstract),
        ]),
        fill: (world) =>
          call('concat', [
            before.map((each) => each.fill(world)),
            world['list'],
            after.map((each) => each.fill(world)),
          ]),
      }),
    ),
    fc
      .tuple(
        fc.constantFrom('union', 'intersection'),
        fc.array(fc.oneof(textSample, fixed(fc.constantFrom('a', 'b'))), { maxLength: 3 }),
        fc.array(fixed(fc.constantFrom('a', 'b', 'ab')), { maxLength: 3 }),
      )
      .map(
        ([name, before, after]): Sample => ({
          abstract: call(name, [before.map((each) => each.abstract), after.map((each) => each.abstract)]),
          fill: (world) => call(name, [before.map((each) => each.fill(world)), after.map((each) => each.fill(world))]),
        }),
      ),
    fc.constant(hole('list')),
  ),
)
export const objectSample = eitherOf(fc.oneof(sampled('object'), fc.constant(hole('things'))))
const texts = eitherOf(textSample)
const words = fixed(word)
const unit = fixed(units)
const patterns = fixed(fc.constantFrom('{0}', 'a{0}b{1}', '{0,4}|{1,-4}', '{0:D2}-{1:X}', '{1:N0}{0}', '{{{0}}}'))

/** What the functions take; one that is not listed takes anything. */
const shapes: Readonly<Record<string, readonly (readonly fc.Arbitrary<Sample>[])[]>> = {
  substring: [
    [texts, small],
    [texts, small, small],
  ],
  take: [
    [texts, small],
    [arraySample, small],
  ],
  skip: [
    [texts, small],
    [arraySample, small],
  ],
  first: [[texts], [arraySample]],
  last: [[texts], [arraySample]],
  length: [[texts], [arraySample], [objectSample]],
  empty: [[texts], [arraySample], [objectSample]],
  trim: [[texts]],
  toLower: [[texts]],
  toUpper: [[texts]],
  padLeft: [
    [texts, small, unit],
    [small, small, unit],
  ],
  replace: [
    [texts, unit, texts],
    [texts, words, words],
    [texts, texts, words],
  ],
  split: [
    [texts, unit],
    [texts, fixed(fc.array(units, { maxLength: 2 }))],
    [texts, words],
  ],
  join: [[arraySample, words]],
  format: [
    [patterns, texts, small],
    [patterns, sample, sample],
  ],
  concat: [
    [texts, texts, small],
    [arraySample, arraySample, arraySample],
  ],
  contains: [
    [texts, texts],
    [arraySample, sample],
    [arraySample, texts],
    [objectSample, fixed(key)],
  ],
  equals: [
    [arraySample, arraySample],
    [texts, texts],
  ],
  indexOf: [
    [texts, texts],
    [arraySample, texts],
  ],
  lastIndexOf: [
    [texts, texts],
    [arraySample, texts],
  ],
  like: [[texts, fixed(fc.constantFrom('*', 'a*', '*a', '*a*', 'a*b', 'a*-*b', 'ab'))]],
  flatten: [
    [
      eitherOf(
        fc.array(arraySample, { maxLength: 3 }).map((items) => ({
          abstract: value(items.map((item) => item.abstract)),
          fill: (world) => value(items.map((item) => item.fill(world))),
        })),
      ),
    ],
  ],
  union: [
    [arraySample, arraySample],
    [objectSample, objectSample],
    [objectSample, objectSample, objectSample],
  ],
  intersection: [
    [arraySample, arraySample],
    [objectSample, objectSample],
  ],
  distinct: [[arraySample]],
  items: [[objectSample]],
  objectKeys: [[objectSample]],
  tryGet: [
    [objectSample, fixed(key)],
    [arraySample, small],
    [objectSample, fixed(key), fixed(key)],
  ],
  indexFromEnd: [[arraySample, small]],
  tryIndexFromEnd: [[arraySample, small]],
  shallowMerge: [
    [
      fc.array(objectSample, { maxLength: 3 }).map((items) => ({
        abstract: value(items.map((item) => item.abstract)),
        fill: (world) => value(items.map((item) => item.fill(world))),
      })),
    ],
  ],
  createObject: [
    [texts, sample, fixed(key), sample],
    [fixed(key), sample, texts, sample, fixed(key), sample],
  ],
  range: [[small, small]],
  string: [[texts], [arraySample], [objectSample]],
  guid: [[texts, texts]],
  base64: [[texts]],
  uriComponent: [[texts]],
  less: [
    [small, small],
    [texts, texts],
  ],
  add: [[small, small]],
  mod: [[small, small]],
  max: [[small, small], [arraySample]],
}

export function argumentsOf(name: string): fc.Arbitrary<readonly Sample[]> {
  const { min = 0, max = 0 } = functionTable.get(name.toLowerCase()) ?? {}
  const any = fc.array(sample, { minLength: min, maxLength: Math.min(max, Math.max(min, 3)) })
  const fitting = (shapes[name] ?? []).map((shape) => ({ weight: 4, arbitrary: fc.tuple(...shape) }))
  return fc.oneof({ weight: 1, arbitrary: any }, ...fitting)
}
