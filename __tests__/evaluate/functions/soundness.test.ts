import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { functionTable } from '../../../src/evaluate/functions/table.js'
import { compareValues, equalValues } from '../../../src/evaluate/logic.js'
import { itemOf, propertyOf } from '../../../src/evaluate/member.js'
import { identityOf, type Truth, type UnknownValue, type Value } from '../../../src/evaluate/value.js'
import { call, callOf, lambda, parameter, show, text, value, type SampleLambda } from '../sample.js'
import { fits, known } from './fits.js'
import { argumentsOf, arraySample, fullWorld, key, objectSample, sample, stringHole, word, worldOf } from './sampled.js'

const runs = 200

/** Lambdas that tests can write without evaluating expressions; each does the same to what is known and what is not. */
const sampleLambdas: Readonly<Record<string, SampleLambda>> = {
  same: lambda(1, (item) => item),
  isA: lambda(1, (item) => call('equals', [item, 'a'])),
  long: lambda(1, (item) => call('contains', [item, 'a'])),
  textOf: lambda(1, (item) => call('interpolate', ['p', item])),
  headOf: lambda(1, (item) => call('take', [call('interpolate', [item]), 1])),
  index: lambda(2, (_, index) => call('equals', [index ?? null, 0])),
  before: lambda(2, (a, b) => call('less', [a, b ?? null])),
  join: lambda(2, (all, item) => call('createArray', [all, item ?? null])),
}

const lambdaNames = ['filter', 'map', 'sort', 'reduce', 'toObject', 'groupBy', 'mapValues']
const plainNames = [...functionTable.values()].map(({ name }) => name).filter((name) => !lambdaNames.includes(name))

describe.each(plainNames.map((name) => [name]))('%s', (name) => {
  test('never throws, and gives the same for the same', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 4 }), (args) => {
        const give = () =>
          show(
            call(
              name,
              args.map(({ abstract }) => abstract),
            ),
          )
        expect(give()).toBe(give())
      }),
      { numRuns: 60 },
    )
  })

  test('says nothing that a world refutes', () => {
    fc.assert(
      fc.property(argumentsOf(name), fullWorld, (args, picked) => {
        const filled = worldOf(picked)
        const told = call(
          name,
          args.map(({ abstract }) => abstract),
        )
        const real = call(
          name,
          args.map(({ fill }) => fill(filled)),
        )
        expect({ told: show(told), real: show(real), fits: fits(told, real, filled) }).toMatchObject({ fits: true })
      }),
      { numRuns: runs },
    )
  })
})

describe.each(lambdaNames.map((name) => [name]))('%s', (name) => {
  const chosen = fc.constantFrom(...Object.values(sampleLambdas))
  const argsOf = (args: readonly Value[], first: SampleLambda, second: SampleLambda): readonly unknown[] => {
    if (name === 'reduce') return [args[0], args[1], { ...sampleLambdas['join'] }]
    if (name === 'sort') return [args[0], sampleLambdas['before']]
    return name === 'toObject' || name === 'groupBy' ? [args[0], first, second] : [args[0], first]
  }

  test('says nothing that a world refutes', () => {
    fc.assert(
      fc.property(
        fc.tuple(name === 'mapValues' ? objectSample : arraySample, sample),
        chosen,
        chosen,
        fullWorld,
        (args, first, second, picked) => {
          const filled = worldOf(picked)
          const told = call(
            name,
            argsOf(
              args.map(({ abstract }) => abstract),
              first,
              second,
            ),
          )
          const real = call(
            name,
            argsOf(
              args.map(({ fill }) => fill(filled)),
              first,
              second,
            ),
          )
          expect({ told: show(told), real: show(real), fits: fits(told, real, filled) }).toMatchObject({ fits: true })
        },
      ),
      { numRuns: 2 * runs },
    )
  })

  test('never throws on arguments of any kind', () => {
    const argument = fc.oneof(
      sample.map(({ abstract }): unknown => abstract),
      chosen,
    )
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 4 }), (args) => {
        expect(call(name, args)).toHaveProperty('kind')
      }),
      { numRuns: 100 },
    )
  })
})

describe('equality and order', () => {
  const agree = (told: Truth, real: Truth) => told === 'unknown' || real === 'unknown' || told === real

  test.each([true, false])('of two values hold in every world (ignoreCase %s)', (ignoreCase) => {
    fc.assert(
      fc.property(sample, sample, fullWorld, (a, b, picked) => {
        const filled = worldOf(picked)
        const told = equalValues(a.abstract, b.abstract, { ignoreCase })
        expect(agree(told, equalValues(a.fill(filled), b.fill(filled), { ignoreCase }))).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  test('of strings with shared and different parts hold in every world', () => {
    const strings = fc.array(fc.oneof(word, stringHole), { maxLength: 4 })
    fc.assert(
      fc.property(strings, strings, fullWorld, fc.boolean(), (a, b, picked, ignoreCase) => {
        const filled = worldOf(picked)
        const abstract = (parts: typeof a) =>
          text(...parts.map((part) => (typeof part === 'string' ? part : (part.abstract as UnknownValue))))
        const real = (parts: typeof a) =>
          value(parts.map((part) => (typeof part === 'string' ? part : String(known(part.fill(filled))))).join(''))
        const told = equalValues(abstract(a), abstract(b), { ignoreCase })
        expect(agree(told, equalValues(real(a), real(b), { ignoreCase }))).toBe(true)
        for (const name of ['startsWith', 'endsWith', 'contains', 'indexOf', 'lastIndexOf', 'like']) {
          const said = call(name, [abstract(a), abstract(b)])
          const is = call(name, [real(a), real(b)])
          expect({ name, said: show(said), is: show(is), fits: fits(said, is, filled) }).toMatchObject({ fits: true })
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('of two values are told alike whichever comes first', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(equalValues(a.abstract, b.abstract)).toBe(equalValues(b.abstract, a.abstract))
      }),
      { numRuns: 1000 },
    )
  })

  test('hold for orders too', () => {
    fc.assert(
      fc.property(sample, sample, fullWorld, (a, b, picked) => {
        const filled = worldOf(picked)
        const less = (order: number) => order < 0
        const told = compareValues(a.abstract, b.abstract, less)
        expect(agree(told, compareValues(a.fill(filled), b.fill(filled), less))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('follow from equal identities', () => {
    fc.assert(
      fc.property(sample, sample, fullWorld, (a, b, picked) => {
        fc.pre(identityOf(a.abstract) === identityOf(b.abstract))
        const filled = worldOf(picked)
        expect(known(a.fill(filled))).toEqual(known(b.fill(filled)))
      }),
      { numRuns: 500, maxSkipsPerRun: 10_000 },
    )
  })
})

describe('members', () => {
  test('of values with holes hold in every world', () => {
    fc.assert(
      fc.property(
        sample,
        fc.oneof(key, fc.integer({ min: -1, max: 3 })),
        fc.boolean(),
        fullWorld,
        (each, name, end, picked) => {
          const filled = worldOf(picked)
          const of = (from: Value) => (typeof name === 'string' ? propertyOf(from, name) : itemOf(from, name, end))
          const told = of(each.abstract)
          const real = of(each.fill(filled))
          const isAbsent = real.kind === 'absent'
          const fitting =
            told.kind === 'absent'
              ? isAbsent
              : told.kind === 'value'
                ? isAbsent
                  ? mayBeAbsent(told.value)
                  : real.kind === 'value' && fits(told.value, real.value, filled)
                : told.alternatives.some(({ value }) =>
                    value === undefined
                      ? isAbsent
                      : isAbsent
                        ? mayBeAbsent(value)
                        : real.kind === 'value' && fits(value, real.value, filled),
                  )
          expect(fitting).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })

  /** An unknown stands for what is perhaps absent as well. */
  const mayBeAbsent = (told: Value): boolean =>
    told.kind === 'unknown' || (told.kind === 'choice' && told.alternatives.some((each) => mayBeAbsent(each.value)))
})

test('items that are not told apart are not told to be equal', () => {
  const list = parameter('list', 'array')
  const pairs = call('map', [list, lambda(1, (a) => call('map', [list, lambda(1, (b) => call('equals', [a, b]))]))])
  expect(show(pairs)).toBe('[...[...?equals(7:list[*],7:list[*]) bool]]')
})

test('a call without a budget ends in an unknown', () => {
  for (const { name, apply } of functionTable.values()) {
    const result = apply([], { ...callOf(name, 0) })
    expect(['unknown']).toContain(result.kind)
  }
})
