import { describe, expect, test } from '@jest/globals'
import { itemOf, propertyOf, valueOr, type Member } from '../../src/evaluate/member.js'
import {
  arrayOf,
  entryOf,
  literal,
  objectOf,
  withReason,
  withUse,
  type Reason,
  type Value,
} from '../../src/evaluate/value.js'
import { call, either, never, open, origin, parameter, show, span, text, value } from './sample.js'

const things = parameter('things', 'object')
const list = parameter('list', 'array')
const missing = value('missing')
const literalOf = (of: string | null) => literal(of, origin)

function shown(member: Member): string {
  return member.kind === 'absent' ? 'absent' : show(valueOr(member, missing))
}

describe('a property', () => {
  test.each([
    ['of a closed object', { Name: 1 }, 'name', '1'],
    ['that a closed object lacks', { a: 1 }, 'b', 'absent'],
    ['of an open object', open({ a: 1 }, things), 'A', '1'],
    ['that an open object may have', open({ a: 1 }, things), 'b', '?things.b'],
    ['of an unknown', things, 'Some', '?things.some'],
    ['with an odd name', things, 'a.b', '?things["a.b"]'],
    ['of an unknown string', parameter('x', 'string'), 'a', 'absent'],
    ['of a string', 'a', 'length', 'absent'],
    ['of null', null, 'a', 'absent'],
    ['of a choice', either('c', { a: 1 }, { a: 2 }), 'a', '1 | 2'],
    ['that one alternative lacks', either('c', { a: 1 }, {}), 'a', '1 | "missing"'],
    ['that every alternative lacks', either('c', { a: 1 }, {}), 'b', 'absent'],
    ['of a secret', parameter('s', 'object', { secret: true }), 'a', 'secret ?s.a'],
  ])('%s', (_, base, name, expected) => {
    expect(shown(propertyOf(value(base), name))).toBe(expected)
  })

  test('is not worked out before it is asked for, nor are its siblings', () => {
    const object = objectOf([entryOf('a', span, never), entryOf('b', span, () => value(1))], origin)
    expect(shown(propertyOf(object, 'b'))).toBe('1')
  })

  test('was passed on where its object was, for the same reasons', () => {
    const reason: Reason = { kind: 'default', text: 'parameter `acls` is open (its default)', span }
    const use = { file: 'b.bicep', start: 3, end: 4 }
    const member = propertyOf(withReason(withUse(value({ a: 1 }), use), reason), 'a')
    expect(valueOr(member, missing).origin).toEqual({ span, uses: [use], because: [reason] })
  })
})

describe('an item', () => {
  const some = call('concat', [['a', 'b'], list, ['z']])

  test.each([
    ['of an array', ['a', 'b'], 1, false, '"b"'],
    ['past its end', ['a'], 1, false, 'absent'],
    ['before its beginning', ['a'], -1, false, 'absent'],
    ['from the end', ['a', 'b'], 1, true, '"b"'],
    ['at the known beginning', some, 1, false, '"b"'],
    ['at the known end', some, 1, true, '"z"'],
    ['in between', some, 2, false, `?concat(13:[3:"a",3:"b"],4:list,7:[3:"z"]).2`],
    ['of an unknown', list, 0, false, '?list.0'],
    ['of an unknown object', things, 0, false, 'absent'],
    ['of a choice', either('c', ['a'], []), 0, false, '"a" | "missing"'],
  ])('%s', (_, base, index, fromEnd, expected) => {
    expect(shown(itemOf(value(base), index, fromEnd))).toBe(expected)
  })

  test.each([
    ['by name', { a: 1 }, 'a', '1'],
    ['by one of several indexes', ['a', 'b'], either('c', 0, 1), '"a" | "b"'],
    ['by an unknown index', ['a', 'b'], parameter('n', 'int'), '?[3:"a",3:"b"].n'],
    ['by an unknown name', { Xa: 1 }, text('x', parameter('y', 'string')), '?{"xa":1:1}["text(3:\\"x\\",1:y)"]'],
    ['by a name of which no property has the known part', { a: 1 }, text('x', parameter('y', 'string')), 'absent'],
    ['by null', ['a'], null, 'absent'],
    ['of a string', 'abc', parameter('n', 'int'), 'absent'],
  ])('%s', (_, base, index, expected) => {
    expect(shown(itemOf(value(base), value(index)))).toBe(expected)
  })

  test('at a round that stands for several, of an array of which only a likeness is told, is that likeness', () => {
    const likeness = parameter('list[*]')
    const round = parameter('index of list[*]', 'int')
    expect(shown(itemOf(arrayOf([], origin, likeness), round))).toBe('?list[*]')
    expect(shown(itemOf(arrayOf([], origin, likeness), parameter('n', 'int')))).toMatch(/^\?array #\d+\.n$/)
    expect(shown(itemOf(arrayOf([value('a')], origin, likeness, { leading: 1 }), round))).toMatch(/^\?array #\d+\[/)
  })

  test('that is not told may be any secret of the array', () => {
    const secrets = value([parameter('s', 'string', { secret: true }), 'a'])
    expect(shown(itemOf(secrets, parameter('n', 'int')))).toBe('secret ?[1:s,3:"a"].n')
  })

  describe('of a table of roles, by a parameter of few values', () => {
    const [owner, reader] = ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'acdd72a7-3385-48ef-bd42-f606fba81ae7']
    const role = (...names: (string | null)[]) => parameter('role', 'string', { candidates: names.map(literalOf) })
    const table = { Owner: owner, Reader: text('/subscriptions/', things, `/roleDefinitions/${reader}`) }

    test.each<[string, unknown, Value, string]>([
      [
        'each of them',
        table,
        role('owner', 'Reader'),
        `"${owner}" | \`/subscriptions/\${things}/roleDefinitions/${reader}\``,
      ],
      ['one without a role', table, role('Owner', 'Other'), `"${owner}" | "missing"`],
      ['one alone', table, role('Owner'), `"${owner}"`],
      ['none with a role', table, role('Other'), '?{"owner":38:"8e3af657-a8ff-443c-a75c-2fe8c4bcb635","reader":'],
      ['of another kind', { a: 'x', b: 'y' }, role('a', 'b'), '?{"a":3:"x","b":3:"y"}.role'],
      ['only one of them a role', { a: owner, b: 'y' }, role('a', 'b'), '?{'],
      ['of no known values', table, parameter('role', 'string'), '?{'],
      ['of an open table', open(table, things), role('Owner', 'Reader'), '?{'],
      ['in a loop', table, parameter('role[*]', 'string', { candidates: [literalOf('Owner')] }), '?{'],
      ['that is secret', table, parameter('role', 'string', { secret: true, candidates: [literalOf('Owner')] }), '?{'],
    ])('%s', (_, base, index, expected) => {
      expect(shown(itemOf(value(base), index)).slice(0, expected.length)).toBe(expected)
    })

    test('says when, and holds with what else depends on the parameter', () => {
      const member = itemOf(value(table), role('Owner', 'Reader'))
      const found = member.kind === 'value' && member.value.kind === 'choice' ? member.value.alternatives : []
      expect(found.map(({ when, assumes }) => [when, assumes])).toEqual([
        ["parameter `role` is 'Owner'", [{ condition: 'role', outcome: 'Owner' }]],
        ["parameter `role` is 'Reader'", [{ condition: 'role', outcome: 'Reader' }]],
      ])
    })
  })

  test('between those in place may be the same as one of them', () => {
    const set = arrayOf([value('a'), value('b')], origin, parameter('x', 'string'), { leading: 1, identity: 'set' })
    expect(shown(itemOf(set, 1))).toBe('?set.1')
  })
})
