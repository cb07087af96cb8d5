import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileCondition } from '../../src/rules/compile.js'
import { faultsOf } from './support/model.js'

const yes = { field: 'name', equals: 'kv' }

describe('what is wrong with a condition is told at its place', () => {
  const rows: readonly [name: string, data: unknown, expected: readonly string[]][] = [
    ['no mapping', 'name', [': Expected a condition: a mapping']],
    ['a list', [], [': Expected a condition: a mapping']],
    ['nothing', {}, [': Expected `field`, `value` or `count`.']],
    [
      'a misspelt field',
      { feild: 'name', equals: 'kv' },
      [': Expected `field`, `value` or `count`. Did you mean `field`?'],
    ],
    ['a misspelt list', { allof: [yes], anyOf: [yes] }, [': Nothing can stand beside `allof`']],
    ['no list', { allOf: yes }, ['allOf: `allOf` takes a list of conditions']],
    ['deeper down', { not: { anyOf: [yes, {}] } }, ['not.anyOf.1: Expected `field`, `value` or `count`.']],
    [
      'two subjects',
      { field: 'name', value: 1, equals: 1 },
      [': Only one of `field`, `value` and `count` can stand in a condition'],
    ],
    ['no operator', { field: 'name' }, [': Expected exactly one operator, such as `equals`']],
    ['two operators', { field: 'name', equals: 'a', like: 'b' }, [': Expected exactly one operator, such as `equals`']],
    ['a misspelt operator', { field: 'name', equal: 'a' }, ['equal: `equal` is no operator. Did you mean `equals`?']],
    ['a field that is no text', { field: 1, equals: 1 }, ['field: Expected the name of a field']],
    [
      'a misspelt name',
      { field: 'network', equals: 1 },
      [
        expect.stringMatching(/^field: a vault has no `network`; known: `name`, .*`networkAcls`.*\.$/),
      ] as unknown as readonly string[],
    ],
    [
      'a misspelt member',
      { field: 'ipRules[*].valeu', equals: 1 },
      ['field: `ipRules[*].valeu` has no `valeu`; known: `value`. Did you mean `value`?'],
    ],
    [
      'a member of what has none',
      { field: 'name.first', equals: 1 },
      ['field: `name.first`: there is nothing below `name`'],
    ],
    [
      'a list without its elements',
      { field: 'policies', exists: true },
      ['field: `policies` is a list; name its elements `policies[*]`'],
    ],
    [
      'an element of an element',
      { field: 'ipRules[*][*]', exists: true },
      ['field: `ipRules[*][*]`: `[*]` stands after a list'],
    ],
    [
      'too long a name',
      { field: 'a'.repeat(301), exists: true },
      ['field: A field is named by at most 300 characters'],
    ],
    ['a list for `in`', { field: 'name', in: 'kv' }, ['in: `in` takes a list']],
    ['a text for `like`', { field: 'name', like: ['kv'] }, ['like: `like` takes a text or a number']],
    ['a truth for `exists`', { field: 'name', exists: 'maybe' }, ['exists: `exists` takes `true` or `false`']],
    ['a count of nothing', { count: { where: yes }, equals: 1 }, ['count: Expected either `field` or `value`']],
    [
      'a count of two things',
      { count: { field: 'ipRules[*]', value: [] }, equals: 1 },
      ['count: Expected either `field` or `value`'],
    ],
    [
      'a count of one thing',
      { count: { field: 'name' }, equals: 1 },
      ['count.field: Expected the elements of a list, with `[*]` at the end'],
    ],
    ['a count that is none', { count: 3, equals: 1 }, ['count: Expected a mapping with `field` or `value`']],
    [
      'a misspelt part of a count',
      { count: { field: 'ipRules[*]', were: yes }, equals: 1 },
      ['count.were: `were` is not known in `count`. Did you mean `where`?'],
    ],
    [
      'within a count',
      { count: { field: 'ipRules[*]', where: { field: 'ipRules[*].x', equals: 1 } }, equals: 1 },
      ['count.where.field: `ipRules[*].x` has no `x`; known: `value`.'],
    ],
    [
      'an unknown function',
      { value: "[paramters('x')]", equals: 1 },
      ['value: No function `paramters` is known in rules. Did you mean `parameters`?'],
    ],
    ['an unknown parameter', { value: "[parameters('x')]", equals: 1 }, ['value: No parameter `x` is declared.']],
    [
      'a broken expression',
      { value: '[field(]', equals: 1 },
      ['value: `[field(]`: Expected a function, a string in single quotes or a number at character 9'],
    ],
    ['a variable', { value: "[variables('x')]", equals: 1 }, ['value: An expression of a rule cannot have variables']],
    [
      'a field by expression',
      { value: "[field(concat('a', 'b'))]", equals: 1 },
      ['value: `field` takes the name of a field in quotes'],
    ],
    [
      '`current` outside of a count',
      { value: '[current()]', equals: 1 },
      ['value: `current` stands within a `count`, with a name in quotes or without one'],
    ],
    [
      '`current` of no count',
      { count: { value: [1], where: { value: "[current('x')]", equals: 1 } }, equals: 1 },
      ["count.where.value: `current('x')` names no enclosing `count`"],
    ],
    ['arguments', { value: '[addDays(utcNow())]', equals: 1 }, ['value: `addDays` takes 2 arguments']],
    ['arguments of a function of templates', { value: '[length()]', equals: 1 }, ['value: `length` takes 1 argument']],
    [
      'a field of another subject',
      { value: "[field('persona')]", equals: 1 },
      [expect.stringMatching(/^value: a vault has no `persona`/)] as unknown as readonly string[],
    ],
  ]
  test.each(rows)('%s', (_, data, expected) => {
    expect(faultsOf(data)).toEqual(expected)
  })

  test('a list of a subject that is not the rule’s own', () => {
    expect(faultsOf({ field: 'vault.policies[*].objectId', exists: true }, 'grant')).toEqual([
      'field: `vault.policies[*].objectId`: a list can be named only on the subject that the rule is for',
    ])
  })
})

describe('hostile conditions', () => {
  test('nested too deep', () => {
    let data: unknown = yes
    for (let depth = 0; depth < 5_000; depth++) data = { not: data }
    expect(faultsOf(data)).toEqual([
      `${Array.from({ length: 41 }, () => 'not').join('.')}: Conditions stand at most 40 deep in each other`,
    ])
  })

  test('counts within counts', () => {
    let where: unknown = yes
    for (let depth = 0; depth < 10; depth++) where = { count: { value: [1, 2, 3], where }, greater: 0 }
    expect(faultsOf(where)).toEqual([
      'count.where.count.where.count.where.count: `count` stands at most 3 deep in itself',
    ])
  })

  test('a million entries', () => {
    const entries = Array.from({ length: 1_000_000 }, (_, at) => at)
    expect(faultsOf({ field: 'name', in: entries })).toEqual(['in: A list has at most 10000 entries'])
    expect(faultsOf({ value: { a: entries }, equals: 1 })).toEqual(['value: A value of a rule has at most 10000 parts'])
  })

  test('many conditions', () => {
    const parts = Array.from({ length: 100_000 }, () => yes)
    expect(faultsOf({ allOf: parts })).toEqual(['allOf.1999: A condition has at most 2000 parts'])
  })

  test('a long expression', () => {
    expect(faultsOf({ value: `[concat(${"'a',".repeat(2_000)}'a')]`, equals: 1 })).toEqual([
      'value: An expression has at most 4096 characters',
    ])
  })

  test('anything is compiled or refused', () => {
    const word = fc.constantFrom(
      'field',
      'value',
      'count',
      'where',
      'allOf',
      'anyOf',
      'not',
      'equals',
      'in',
      'exists',
      'name',
      'ipRules[*]',
      '[field()]',
      '__proto__',
    )
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.jsonValue(),
        fc.dictionary(word, tie('node'), { maxKeys: 3 }),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node
    fc.assert(
      fc.property(tree, (data) => {
        const { condition, faults } = compileCondition(data, { kind: 'vault', parameters: new Map() })
        expect(typeof condition.test).toBe('function')
        expect(faults.length).toBeLessThanOrEqual(20)
      }),
      { numRuns: 500 },
    )
  })
})
