import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Truth, Value } from '../../src/evaluate/value.js'
import { refused } from '../../src/rules/condition.js'
import type { Leaf } from '../../src/rules/condition.js'
import { notSaid } from '../../src/rules/subject.js'
import { plain } from '../access/support/run.js'
import { condition, endpoint, explained, grant, model, principal, scopeOf, vault } from './support/model.js'
import type { VaultParts } from './support/model.js'
import { either, list, lit, object, openList, param, text } from './support/values.js'

function truth(data: unknown, parts: VaultParts = {}, parameters: Readonly<Record<string, unknown>> = {}): Truth {
  return condition(data, 'vault', Object.keys(parameters)).test(scopeOf(vault(parts), { parameters }))
}

const yes = { field: 'name', equals: 'kv' }
const no = { field: 'name', equals: 'other' }
const maybe = { field: 'tenantId', equals: 'x' }
const unknownTenant = { tenantId: param('tenant') }

describe('logic', () => {
  const rows: readonly [data: unknown, expected: Truth][] = [
    [{ allOf: [] }, true],
    [{ anyOf: [] }, false],
    [{ allOf: [yes, yes] }, true],
    [{ allOf: [yes, maybe] }, 'unknown'],
    [{ allOf: [maybe, no] }, false],
    [{ anyOf: [no, no] }, false],
    [{ anyOf: [maybe, no] }, 'unknown'],
    [{ anyOf: [maybe, yes] }, true],
    [{ not: yes }, false],
    [{ not: maybe }, 'unknown'],
    [{ ALLOF: [{ Not: no }] }, true],
  ]
  test.each(rows)('%j', (data, expected) => {
    expect(truth(data, unknownTenant)).toBe(expected)
  })
})

const rules = (...values: readonly Value[]): VaultParts => ({
  network: { ipRules: list(...values.map((value) => object({ value }))) },
})

describe('lists', () => {
  test('every element must pass, and none does', () => {
    const data = { field: 'ipRules[*].value', like: '10.*' }
    expect(truth(data, rules(lit('10.0.0.1'), lit('10.0.0.2')))).toBe(true)
    expect(truth(data, rules(lit('10.0.0.1'), lit('8.8.8.8')))).toBe(false)
    expect(truth(data, rules())).toBe(true)
    expect(truth(data)).toBe(true)
  })

  test('an unknown element, and elements that may follow', () => {
    const data = { field: 'ipRules[*].value', equals: 'a' }
    expect(truth(data, rules(lit('a'), param('x')))).toBe('unknown')
    expect(truth(data, rules(lit('b'), param('x')))).toBe(false)
    const more = openList(param('x'), object({ value: 'a' }))
    expect(truth(data, { network: { ipRules: more } })).toBe('unknown')
    expect(truth({ field: 'ipRules[*].value', exists: true }, { network: { ipRules: list() } })).toBe(true)
    expect(truth(data, { network: { ipRules: param('rules', { type: 'array' }) } })).toBe('unknown')
    expect(truth(data, { network: { ipRules: lit('none') } })).toBe(true)
  })

  test('a choice of lists', () => {
    const data = { field: 'ipRules[*].value', equals: 'a' }
    const [a, b] = [list(object({ value: 'a' })), list(object({ value: 'b' }))]
    expect(truth(data, { network: { ipRules: either(a, list()) } })).toBe(true)
    expect(truth(data, { network: { ipRules: either(a, b) } })).toBe('unknown')
    expect(truth(data, { network: { ipRules: either(b, b) } })).toBe(false)
  })

  test('subjects', () => {
    const parts = { privateEndpoints: [endpoint('a', { manual: true }), endpoint('b')] }
    expect(truth({ field: 'privateEndpoints[*].manual', equals: true }, parts)).toBe(false)
    expect(truth({ field: 'privateEndpoints[*].expectedGroup', equals: 'vault' }, parts)).toBe(true)
  })

  test('subjects that may stand in a file that could not be had', () => {
    const scope = scopeOf(vault(), { model: model({ incomplete: true }) })
    expect(condition({ field: 'privateEndpoints[*].manual', equals: true }).test(scope)).toBe('unknown')
    expect(condition({ count: { field: 'privateEndpoints[*]' }, equals: 0 }).test(scope)).toBe('unknown')
  })
})

describe('count', () => {
  const wide = { field: 'ipRules[*].value', like: '*/8' }
  const count = (operator: string, number: number) => ({
    count: { field: 'ipRules[*]', where: wide },
    [operator]: number,
  })

  test('what is known', () => {
    const parts = rules(lit('1.0.0.0/8'), lit('2.2.2.2'), lit('3.0.0.0/8'))
    expect(truth(count('equals', 2), parts)).toBe(true)
    expect(truth(count('equals', 1), parts)).toBe(false)
    expect(truth(count('less', 3), parts)).toBe(true)
    expect(truth({ count: { field: 'ipRules[*]' }, equals: 3 }, parts)).toBe(true)
    expect(truth({ count: { field: 'ipRules[*]' }, equals: 0 })).toBe(true)
  })

  test('between the least and the most', () => {
    const parts = rules(lit('1.0.0.0/8'), param('x'))
    const rows: readonly [string, number, Truth][] = [
      ['greater', 0, true],
      ['greater', 1, 'unknown'],
      ['greater', 2, false],
      ['equals', 0, false],
      ['equals', 1, 'unknown'],
      ['equals', 2, 'unknown'],
      ['equals', 3, false],
      ['notEquals', 3, true],
      ['less', 3, true],
      ['lessOrEquals', 1, 'unknown'],
    ]
    for (const [operator, number, expected] of rows)
      expect([operator, number, truth(count(operator, number), parts)]).toEqual([operator, number, expected])
  })

  test('elements that may follow, and may be one and the same', () => {
    const follow = (...items: readonly Value[]) => ({
      network: { ipRules: openList(object({ value: param('x') }), ...items) },
    })
    const [a, b] = [object({ value: '1.0.0.0/8' }), object({ value: '2.0.0.0/8' })]
    expect(truth(count('greater', 0), follow(a))).toBe(true)
    expect(truth(count('greater', 1), follow(a, b))).toBe('unknown')
    expect(truth(count('equals', 5), follow(a, b))).toBe('unknown')
    expect(truth(count('equals', 0), follow(a, b))).toBe(false)
    const never = { count: { field: 'ipRules[*]', where: { field: 'ipRules[*].value', equals: 'a' } }, equals: 0 }
    expect(truth(never, { network: { ipRules: openList(object({ value: 'b' }), object({ value: 'c' })) } })).toBe(true)
  })

  test('over a value, by name', () => {
    const data = {
      count: {
        value: "[parameters('ranges')]",
        name: 'range',
        where: { value: "[current('range')]", like: '10.*' },
      },
      equals: 1,
    }
    expect(truth(data, {}, { ranges: ['10.0.0.0/8', '8.8.8.8'] })).toBe(true)
    expect(truth(data, {}, { ranges: ['8.8.8.8'] })).toBe(false)
  })

  test('one within another', () => {
    const data = {
      count: {
        field: 'ipRules[*]',
        where: {
          count: {
            value: "[parameters('ranges')]",
            name: 'range',
            where: { value: "[ipRangeContains(current('range'), current('ipRules[*].value'))]", equals: true },
          },
          equals: 0,
        },
      },
      greater: 0,
    }
    expect(truth(data, rules(lit('10.1.2.3')), { ranges: ['10.0.0.0/8'] })).toBe(false)
    expect(truth(data, rules(lit('10.1.2.3'), lit('11.1.2.3')), { ranges: ['10.0.0.0/8'] })).toBe(true)
  })
})

describe('other subjects', () => {
  const own = grant({ vault: vault({ permissionModel: lit('rbac') }), principal: principal({ persona: 'auditors' }) })

  test('by path', () => {
    const data = {
      allOf: [
        { field: 'vault.permissionModel', equals: 'rbac' },
        { field: 'principal.persona', equals: 'auditors' },
      ],
    }
    expect(condition(data, 'grant').test(scopeOf(own))).toBe(true)
    expect(condition(data, 'grant').test(scopeOf(grant()))).toBe(false)
  })

  test('one that is absent has nothing', () => {
    const data = { field: 'vault.permissionModel', exists: false }
    expect(condition(data, 'grant').test(scopeOf(grant()))).toBe(true)
  })
})

describe('what a declaration does not say', () => {
  test('is unknown, and told from what nobody knows', () => {
    const unsaid = vault({ says: { network: false } })
    const made = condition({ field: 'defaultAction', equals: 'Deny' })
    expect(made.test(scopeOf(unsaid))).toBe('unknown')
    expect(explained(made, scopeOf(unsaid))).toEqual(['defaultAction equals unknown absent at 810'])
    expect(condition({ value: "[field('networkAcls.x')]", exists: true }).test(scopeOf(unsaid))).toBe('unknown')
    expect(notSaid.identity).toBe('not said')
  })
})

describe('which leaves decide, and where they stand', () => {
  const network = {
    publicNetworkAccessWritten: lit('Enabled', 30),
    publicNetworkAccess: lit('enabled', 30),
    networkAclsPlace: { file: 'main.json', start: 40, end: 50 },
    defaultAction: lit('Allow', 45),
  }
  const closed = {
    anyOf: [
      { field: 'publicNetworkAccess', in: ['disabled'] },
      { field: 'defaultAction', equals: 'Deny' },
    ],
  }

  test('both of an `anyOf` that fails, with their places', () => {
    expect(explained(condition(closed), scopeOf(vault({ network })))).toEqual([
      'publicNetworkAccess in false @30',
      'defaultAction equals false @45',
    ])
  })

  test('where an absent one belongs', () => {
    expect(explained(condition(closed), scopeOf(vault()))).toEqual([
      'publicNetworkAccess in false absent at 810',
      'defaultAction equals false absent at 810',
    ])
    const acls = { network: { networkAclsPlace: network.networkAclsPlace } }
    expect(explained(condition({ field: 'defaultAction', exists: true }), scopeOf(vault(acls)))).toEqual([
      'defaultAction exists false absent at 40',
    ])
  })

  test('only the one of an `allOf` that fails, or all that hold', () => {
    const both = { allOf: [yes, { field: 'defaultAction', equals: 'Deny' }] }
    expect(explained(condition(both), scopeOf(vault({ network })))).toEqual(['defaultAction equals false @45'])
    expect(
      explained(
        condition({ not: { allOf: [yes, { field: 'defaultAction', equals: 'Allow' }] } }),
        scopeOf(vault({ network })),
      ),
    ).toEqual(['name equals true @0', 'defaultAction equals true @45'])
  })

  test('the elements that a `count` found', () => {
    const ipRules = list(object({ value: lit('1.2.3.4', 60) }), object({ value: lit('0.0.0.0/0', 70) }))
    const none = { count: { field: 'ipRules[*]', where: { field: 'ipRules[*].value', like: '*/0' } }, equals: 0 }
    expect(explained(condition(none), scopeOf(vault({ network: { ipRules } })))).toEqual([
      'ipRules[*].value like true @70',
    ])
  })

  test('the list, where a `count` found too few', () => {
    const some = { count: { field: 'ipRules[*]' }, greater: 0 }
    expect(explained(condition(some), scopeOf(vault()))).toEqual(['ipRules[*] greater false absent at 810'])
  })

  test('the elements that fail, and the alternative that does', () => {
    const ipRules = list(object({ value: lit('a', 60) }), object({ value: lit('b', 70) }))
    expect(
      explained(condition({ field: 'ipRules[*].value', equals: 'a' }), scopeOf(vault({ network: { ipRules } }))),
    ).toEqual(['ipRules[*].value equals false @70'])
    const defaultAction = either(lit('Allow', 61), lit('Audit', 62))
    expect(
      explained(condition({ field: 'defaultAction', equals: 'Deny' }), scopeOf(vault({ network: { defaultAction } }))),
    ).toEqual(['defaultAction equals false @61'])
  })

  test('an expression stands where what it reads stands', () => {
    const made = condition({ value: "[toLower(field('defaultAction'))]", equals: 'deny' })
    expect(explained(made, scopeOf(vault({ network })))).toEqual(['value equals false @45'])
  })
})

describe('what a leaf tells', () => {
  const bypass = (value: Value): VaultParts => ({ network: { bypass: value } })
  const action = (value: Value): VaultParts => ({ network: { defaultAction: value } })
  const x = param('x', {}, 5)
  const ab = list(lit('a', 1), lit('b', 2))
  const found = (elements: string) => ({ field: 'ipRules[*].value', equals: elements })

  /** Field, operator, truth, values, whether they are elements, the counted element, the right-hand side, the places. */
  function leaves(data: unknown, parts: VaultParts = {}, parameters: Readonly<Record<string, unknown>> = {}) {
    const scope = scopeOf(vault(parts), { parameters })
    const made = condition(data, 'vault', Object.keys(parameters))
    const into: Leaf[] = []
    made.explain(scope, made.test(scope), into)
    return into.map(({ field, operator, truth, values, element, of, expected, span, absent }) => [
      [field, operator, truth],
      [values.map(plain), element, plain(of), plain(expected)],
      [span?.start, absent?.start],
    ])
  }

  const u = undefined
  test.each<[string, unknown, VaultParts, unknown]>([
    [
      'the elements of a list that decide',
      { field: 'bypass', contains: 'b' },
      bypass(ab),
      [
        [
          ['bypass', 'contains', true],
          [['b'], true, u, 'b'],
          [2, 810],
        ],
      ],
    ],
    [
      'all where none does',
      { field: 'bypass', contains: 'c' },
      bypass(ab),
      [
        [
          ['bypass', 'contains', false],
          [['a', 'b'], true, u, 'c'],
          [1, 810],
        ],
      ],
    ],
    [
      'the one that is too many',
      { field: 'bypass', subsetOf: ['a'] },
      bypass(ab),
      [
        [
          ['bypass', 'subsetOf', false],
          [['b'], true, u, ['a']],
          [2, 810],
        ],
      ],
    ],
    [
      'what may follow',
      { field: 'bypass', subsetOf: ['a'] },
      bypass(openList(x, 'a')),
      [
        [
          ['bypass', 'subsetOf', 'unknown'],
          [['<unknown>'], true, u, ['a']],
          [5, 810],
        ],
      ],
    ],
    [
      'a list as a whole',
      { field: 'bypass', equals: ['a'] },
      bypass(ab),
      [
        [
          ['bypass', 'equals', false],
          [[['a', 'b']], false, u, ['a']],
          [0, 810],
        ],
      ],
    ],
    [
      'an empty list, what may follow notwithstanding',
      { field: 'bypass', subsetOf: ['a'] },
      bypass(openList(lit('a', 9))),
      [
        [
          ['bypass', 'subsetOf', true],
          [[[]], false, u, ['a']],
          [0, 810],
        ],
      ],
    ],
    [
      'a choice whose alternatives differ, as a whole',
      { field: 'defaultAction', equals: 'Deny' },
      action(either(lit('Deny', 1), lit('Allow', 2))),
      [
        [
          ['defaultAction', 'equals', 'unknown'],
          [
            [
              [
                ['parameter `open` is true', 'Deny'],
                ['parameter `open` is false', 'Allow'],
              ],
            ],
            false,
            u,
            'Deny',
          ],
          [0, 810],
        ],
      ],
    ],
    [
      'elements of every alternative',
      { field: 'bypass', contains: 'b' },
      bypass(either(list(lit('b', 2)), list(lit('a', 1), lit('b', 3)))),
      [
        [
          ['bypass', 'contains', true],
          [['b', 'b'], true, u, 'b'],
          [2, 810],
        ],
      ],
    ],
    [
      'the part of an `anyOf` that holds',
      { anyOf: [{ field: 'defaultAction', equals: 'Deny' }, yes] },
      action(lit('Allow', 1)),
      [
        [
          ['name', 'equals', true],
          [['kv'], false, u, 'kv'],
          [0, u],
        ],
      ],
    ],
    [
      'the part of an `anyOf` that nobody knows',
      {
        anyOf: [
          { field: 'defaultAction', equals: 'Deny' },
          { field: 'bypass', equals: 'a' },
        ],
      },
      { network: { defaultAction: lit('Allow', 1), bypass: x } },
      [
        [
          ['bypass', 'equals', 'unknown'],
          [['<unknown>'], false, u, 'a'],
          [5, 810],
        ],
      ],
    ],
    [
      'a value, where the right-hand side stands',
      { value: 'kv', equals: "[field('defaultAction')]" },
      action(lit('kv', 3)),
      [
        [
          [u, 'equals', true],
          [['kv'], false, u, 'kv'],
          [3, u],
        ],
      ],
    ],
    [
      'a value, where both stand in the run',
      { value: "[field('bypass')]", equals: "[field('defaultAction')]" },
      { network: { bypass: lit('p', 7), defaultAction: lit('q', 8) } },
      [
        [
          [u, 'equals', false],
          [['p'], false, u, 'q'],
          [7, u],
        ],
      ],
    ],
    [
      'a value that stands nowhere',
      { value: 'a', equals: 'b' },
      {},
      [
        [
          [u, 'equals', false],
          [['a'], false, u, 'b'],
          [u, u],
        ],
      ],
    ],
    [
      'a value that is absent',
      { value: "[field('bypass')]", equals: 'b' },
      {},
      [
        [
          [u, 'equals', false],
          [[], false, u, 'b'],
          [u, u],
        ],
      ],
    ],
    [
      'what is counted, and what may be, where that leaves it open',
      { count: { field: 'ipRules[*]', where: found('a') }, greater: 1 },
      rules(lit('a', 1), x, lit('c', 3)),
      [
        [
          ['ipRules[*].value', 'equals', true],
          [['a'], true, '<object>', 'a'],
          [1, 0],
        ],
        [
          ['ipRules[*].value', 'equals', 'unknown'],
          [['<unknown>'], true, '<object>', 'a'],
          [5, 0],
        ],
      ],
    ],
    [
      'only what is counted, where that decides',
      { count: { field: 'ipRules[*]', where: found('a') }, greater: 0 },
      rules(lit('a', 1), x, lit('c', 3)),
      [
        [
          ['ipRules[*].value', 'equals', true],
          [['a'], true, '<object>', 'a'],
          [1, 0],
        ],
      ],
    ],
    [
      'every element where all count',
      { count: { field: 'ipRules[*]' }, less: 1 },
      rules(lit('a', 1), lit('c', 3)),
      [
        [
          ['ipRules[*]', 'less', false],
          [['<object>'], true, u, 1],
          [0, 810],
        ],
        [
          ['ipRules[*]', 'less', false],
          [['<object>'], true, u, 1],
          [0, 810],
        ],
      ],
    ],
    [
      'the list where nothing counts',
      { count: { field: 'ipRules[*]', where: found('z') }, greater: 0 },
      rules(lit('a', 1)),
      [
        [
          ['ipRules[*]', 'greater', false],
          [[['<object>']], true, u, 0],
          [0, 810],
        ],
      ],
    ],
    [
      'elements of a value',
      { count: { value: "[field('bypass')]", where: { value: '[current()]', equals: 'b' } }, greater: 0 },
      bypass(ab),
      [
        [
          [u, 'equals', true],
          [['b'], true, 'b', 'b'],
          [2, u],
        ],
      ],
    ],
    [
      'the list of which every element passes',
      found('a'),
      {},
      [
        [
          ['ipRules[*].value', 'equals', true],
          [[], true, u, 'a'],
          [u, 810],
        ],
      ],
    ],
    [
      'every element that passes',
      found('a'),
      rules(lit('a', 4)),
      [
        [
          ['ipRules[*].value', 'equals', true],
          [['a'], true, u, 'a'],
          [4, 0],
        ],
      ],
    ],
    [
      'subjects, where their field says',
      {
        count: { field: 'privateEndpoints[*]', where: { field: 'privateEndpoints[*].manual', equals: true } },
        equals: 0,
      },
      { privateEndpoints: [endpoint('a', { manual: true }), endpoint('b')] },
      [
        [
          ['privateEndpoints[*].manual', 'equals', true],
          [[true], true, 'a', true],
          [620, u],
        ],
      ],
    ],
  ])('%s', (_, data, parts, expected) => {
    expect(leaves(data, parts)).toEqual(expected)
  })

  test('a list of the rule stands nowhere', () => {
    const data = { count: { value: "[parameters('r')]", where: { value: '[current()]', equals: 'q' } }, greater: 0 }
    expect(leaves(data, {}, { r: ['p'] })).toEqual([
      [
        [u, 'greater', false],
        [[['p']], true, u, 0],
        [u, u],
      ],
    ])
  })

  test('an unknown stands where it takes effect, what is known where it is written', () => {
    const uses = [71, 77].map((start) => ({ file: 'main.json', start, end: start + 1 }))
    const placed = (value: Value) =>
      leaves({ field: 'defaultAction', equals: 'a' }, action(value)).map(([, , places]) => places)
    expect(placed({ ...x, origin: { ...x.origin, uses } })).toEqual([[77, 810]])
    expect(placed({ ...lit('b'), origin: { ...x.origin, uses } })).toEqual([[5, 810]])
  })

  test('fifty are enough', () => {
    const sixty = Array.from({ length: 60 }, (_, start) => lit('b', start))
    expect(leaves(found('a'), rules(...sixty)).map(([, , places]) => places?.[0])).toEqual(
      Array.from({ length: 50 }, (_, start) => start),
    )
  })
})

describe('counts that are only known in part', () => {
  const endpoints = (...groups: readonly Value[]) => ({
    privateEndpoints: groups.map((groupIds, at) => endpoint(`e${at}`, { groupIds })),
  })

  test('elements of elements', () => {
    const count = (operator: string, number: number) => ({
      count: { field: 'privateEndpoints[*].groupIds[*]' },
      [operator]: number,
    })
    const known = endpoints(list('a', 'b'), list('c'))
    expect(['equals', 'less'].map((operator) => truth(count(operator, 3), known))).toEqual([true, false])
    const either2 = endpoints(list('a'), either(list('b'), list('c', 'd')))
    expect([1, 2, 3, 4].map((number) => truth(count('equals', number), either2))).toEqual([
      false,
      'unknown',
      'unknown',
      false,
    ])
  })

  test('equal elements may be one and the same, different ones are not', () => {
    const more = (...items: readonly string[]) => ({ network: { ipRules: openList(param('x'), ...items) } })
    const several = (number: number, ...items: readonly string[]) =>
      truth({ count: { field: 'ipRules[*]' }, greater: number }, more(...items))
    expect([several(1, 'a', 'b'), several(1, 'a', 'a'), several(2, 'a', 'b', 'a')]).toEqual([
      true,
      'unknown',
      'unknown',
    ])
  })

  test('a bound that is no number, or no whole one', () => {
    const parts = rules(lit('a'), param('x'))
    const count = { field: 'ipRules[*]', where: { field: 'ipRules[*].value', equals: 'a' } }
    expect(truth({ count, greater: 0.5 }, parts)).toBe(true)
    expect(truth({ count, greater: 1.5 }, parts)).toBe('unknown')
    expect(truth({ count, equals: 'many' }, parts)).toBe('unknown')
    expect(truth({ count, equals: "[field('tenantId')]" }, { ...parts, ...unknownTenant })).toBe('unknown')
    expect(truth({ count, equals: "[field('tenantId')]" }, parts)).toBe('unknown')
  })
})

test('without a budget nothing is known', () => {
  const out = (data: unknown) => condition(data).test({ ...scopeOf(vault(rules(lit('a')))), budget: { left: 0 } })
  expect(out(yes)).toBe('unknown')
  expect(out({ value: 'a', equals: 'a' })).toBe('unknown')
  expect(out({ field: 'ipRules[*].value', equals: 'a' })).toBe('unknown')
  expect(out({ count: { field: 'ipRules[*]' }, equals: 1 })).toBe('unknown')
})

test('what could not be compiled says nothing', () => {
  expect(refused.test(scopeOf(vault()))).toBe('unknown')
})

test('a condition that is too much work is unknown', () => {
  const thousand = Array.from({ length: 1_000 }, (_, at) => String(at))
  const within = { value: "[parameters('many')]", where: { value: '[current()]', equals: 'x' } }
  const data = { count: { value: "[parameters('many')]", where: { count: within, equals: 5 } }, equals: 0 }
  const scope = scopeOf(vault(), { parameters: { many: thousand } })
  expect(condition(data, 'vault', ['many']).test(scope)).toBe('unknown')
  expect(scope.budget.left).toBeLessThan(0)
})

test('what is decided of a part stays so when the rest becomes known', () => {
  const leaf = fc.record({
    field: fc.constantFrom('tenantId', 'defaultAction', 'bypass'),
    operator: fc.constantFrom('equals', 'notEquals', 'like', 'contains', 'exists'),
    word: fc.constantFrom('a', 'b', 'ab'),
  })
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf.map(({ field, operator, word }): unknown => ({ field, [operator]: operator === 'exists' ? true : word })),
      fc.array(tie('node'), { maxLength: 3 }).map((parts): unknown => ({ allOf: parts })),
      fc.array(tie('node'), { maxLength: 3 }).map((parts): unknown => ({ anyOf: parts })),
      tie('node').map((part): unknown => ({ not: part })),
    ),
  })).node
  const known = fc.constantFrom<Value | undefined>(lit('a'), lit('b'), lit('ab'), lit(null), undefined)
  const parts = (
    tenantId: Value | undefined,
    defaultAction: Value | undefined,
    bypass: Value | undefined,
  ): VaultParts => ({
    tenantId,
    network: { defaultAction, bypass },
  })
  fc.assert(
    fc.property(tree, known, known, known, fc.constantFrom('', 'b'), (data, a, b, c, word) => {
      const before = truth(data, parts(param('u'), b, text('a', param('v'))))
      const after = truth(data, parts(a ?? lit(null), b, lit(`a${word}`)))
      expect(before === 'unknown' ? before : after).toBe(before)
      expect(truth(data, parts(a, b, c))).not.toBe('unknown')
    }),
    { numRuns: 1_000 },
  )
})
