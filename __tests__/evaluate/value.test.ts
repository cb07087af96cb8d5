import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  callIdentity,
  choiceOf,
  entryOf,
  findUnknown,
  holdsSecret,
  identityOf,
  isSecret,
  literal,
  maxAlternatives,
  maxText,
  mergeReasons,
  objectOf,
  originAt,
  textOf,
  typeOf,
  unknown,
  withReason,
  withUse,
  type Reason,
} from '../../src/evaluate/value.js'
import { call, either, never, open, origin, parameter, show, span, text, value } from './sample.js'

const x = parameter('x', 'string')
const secret = parameter('password', 'string', { secret: true })

describe('a string of parts', () => {
  test('joins what is known and drops what is empty', () => {
    expect(text('a', '', 'b', x, '', 'c', 'd')).toEqual({ kind: 'text', parts: ['ab', x, 'cd'], origin })
  })

  test('is a literal where all is known', () => {
    expect(text('a', 'b')).toEqual(literal('ab', origin))
    expect(text()).toEqual(literal('', origin))
  })

  test('is its only part where that is a string, and stays a string of it where that is not told', () => {
    expect(show(text('', x))).toBe('?x string')
    expect(show(text(parameter('any')))).toBe('`${any}`')
  })

  test('takes the parts of strings within it', () => {
    const inner = text('a', x)
    expect(show(textOf(['b', inner as typeof x, 'c'], origin))).toBe('`ba${x}c`')
  })

  test('is secret with a secret part', () => {
    expect(show(text('a', secret))).toBe('secret `a${password}`')
  })

  test('is unknown past the limit', () => {
    const long = textOf(['a'.repeat(maxText), x, 'a'], origin)
    expect(long).toMatchObject({
      kind: 'unknown',
      type: 'string',
      cause: { kind: 'budget', limit: '131072 characters' },
    })
    expect(text(...Array.from({ length: 2049 }, () => x))).toMatchObject({ cause: { kind: 'budget' } })
    expect(text(...Array.from({ length: 2048 }, () => x))).toMatchObject({ kind: 'text' })
  })
})

describe('a choice', () => {
  test('lays nested choices flat and says what holds in each', () => {
    const nested = either('c', either('d', 'a', 'b'), 'e')
    expect(nested.kind === 'choice' && nested.alternatives.map(({ when, value }) => [when, show(value)])).toEqual([
      ['c is 0 and d is 0', '"a"'],
      ['c is 0 and d is 1', '"b"'],
      ['c is 1', '"e"'],
    ])
  })

  test('leaves out what cannot hold together', () => {
    expect(show(either('c', either('c', 'a', 'b'), either('c', 'e', 'f')))).toBe('"a" | "f"')
  })

  test('makes equal alternatives one, and a single one its value', () => {
    expect(show(either('c', 'a', 'a'))).toBe('"a"')
    expect(show(either('c', ['a', x], ['a', x]))).toBe('["a", ?x string]')
    expect(either('c', [['a']], [['a']]).kind).toBe('choice')
    expect(either('c', 'a', 'b', 'a')).toMatchObject({
      kind: 'choice',
      alternatives: [{ when: 'c is 0 or c is 2', assumes: [] }, { when: 'c is 1' }],
    })
  })

  test('never works out properties to tell alternatives apart', () => {
    const lazy = () => objectOf([entryOf('a', span, never)], origin)
    expect(
      choiceOf(
        [lazy(), lazy()].map((each) => ({ when: '', unknowns: [], value: each })),
        origin,
      ).kind,
    ).toBe('choice')
  })

  test('of too many alternatives is unknown, of their common type', () => {
    const many = either('c', ...Array.from({ length: maxAlternatives + 1 }, (_, at) => at))
    expect(many).toMatchObject({ kind: 'unknown', type: 'int', cause: { kind: 'budget', limit: '16 alternatives' } })
  })
})

describe('an entry', () => {
  test('is worked out once, on first use', () => {
    let count = 0
    const entry = entryOf('a', span, () => value(++count))
    expect([count, show(entry.value), show(entry.value), count]).toEqual([0, '1', '1', 1])
  })

  test('of an object holds the last of its name', () => {
    const object = objectOf(
      [entryOf('A', span, value(1)), entryOf('b', span, value(2)), entryOf('a', span, value(3))],
      origin,
    )
    expect(show(object)).toBe('{a: 3, b: 2}')
  })

  test('may be called __proto__', () => {
    expect(show(objectOf([entryOf('__proto__', span, value(1))], origin))).toBe('{__proto__: 1}')
  })
})

describe('uses and reasons', () => {
  const at = (start: number) => ({ file: 'b.bicep', start, end: start + 1 })
  const reason: Reason = { kind: 'default', text: 'parameter `a` is 1 (its default)', span }

  test('are added to the value, which stays the same otherwise', () => {
    expect(withReason(withUse(value('a'), at(1)), reason)).toEqual(
      literal('a', { span, uses: [at(1)], because: [reason] }),
    )
  })

  test('are added once, and to a bounded number', () => {
    expect(mergeReasons([reason], [reason])).toEqual([reason])
    const used = Array.from({ length: 40 }).reduce<ReturnType<typeof value>>(
      (each, _, start) => withUse(each, at(start)),
      value(1),
    )
    expect(used.origin.uses).toHaveLength(16)
  })

  test('of a choice reach its alternatives', () => {
    const chosen = withReason(either('c', 'a', 'b'), reason)
    expect(chosen.kind === 'choice' && chosen.alternatives.map((each) => each.value.origin.because)).toEqual([
      [reason],
      [reason],
    ])
  })

  test('leave identities alone, and unasked for', () => {
    let asked = 0
    const named = unknown({ kind: 'runtime', name: 'a' }, () => `name ${++asked}`, origin)
    const used = withReason(withUse(named, at(1)), reason)
    expect([asked, used.identity, named.identity]).toEqual([0, 'name 1', 'name 1'])
  })

  test('of arguments go to what a function makes of them', () => {
    expect(call('concat', [withReason(value('a'), reason), 'b']).origin.because).toEqual([reason])
  })
})

describe('an identity', () => {
  test('tells known values apart as JSON does', () => {
    expect([1, '1', true, null, ['a'], { a: 1 }].map((each) => identityOf(value(each)))).toEqual([
      '1',
      '"1"',
      'true',
      'null',
      '[3:"a"]',
      '{"a":1:1}',
    ])
  })

  test('minds neither the order of properties nor letter case of names', () => {
    expect(identityOf(value({ b: 1, A: 2 }))).toBe(identityOf(value({ a: 2, B: 1 })))
  })

  test('cannot be forged by a name that contains another', () => {
    const forged = parameter('a,1:b', 'string')
    expect(callIdentity('f', [forged])).not.toBe(
      callIdentity('f', [parameter('a', 'string'), parameter('b', 'string')]),
    )
  })

  test('stays short, and keeps what tells items apart', () => {
    const long = parameter(`${'a'.repeat(1000)}[*]`)
    expect(long.identity).toMatch(/^sha256 [0-9a-f]{64}\[\*\]$/)
  })

  test('of a choice is told only where the conditions are', () => {
    expect(identityOf(either('c', 'a', 'b'))).toBe(identityOf(either('c', 'a', 'b')))
    const blind = () =>
      choiceOf(
        ['a', 'b'].map((each) => ({ when: '', unknowns: [], value: value(each) })),
        origin,
      )
    expect(identityOf(blind())).not.toBe(identityOf(blind()))
  })

  test('of equal plain data is equal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (each) => {
        expect(identityOf(value(each))).toBe(identityOf(value(structuredClone(each))))
      }),
    )
  })
})

test('types are told where all alternatives agree', () => {
  expect(
    [null, 'a', 1, true, [], {}, text('a', x), x, either('c', 1, 2), either('c', 1, 'a')].map((each) =>
      typeOf(value(each)),
    ),
  ).toEqual(['null', 'string', 'int', 'bool', 'array', 'object', 'string', 'string', 'int', undefined])
})

test('a secret is told at the top, and within', () => {
  expect([secret, either('c', 'a', secret), [secret]].map((each) => isSecret(value(each)))).toEqual([true, true, false])
  expect([[secret], { a: [secret] }, open({}, secret), 'a'].map((each) => holdsSecret(value(each)))).toEqual([
    true,
    true,
    true,
    false,
  ])
})

test('the first unknown within values is found, or none', () => {
  expect(findUnknown([value('a'), value({ a: ['b', text('c', x)] })])?.identity).toBe('x')
  expect(findUnknown([value({ a: 'b' })])).toBeUndefined()
})

test('an origin has no uses and reasons of its own', () => {
  expect(originAt(span)).toEqual({ span, uses: [], because: [] })
})
