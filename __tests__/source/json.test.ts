import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { offsetsIn, parseJson } from '../../src/source/json.js'
import { type Node, plainOf } from '../../src/source/node.js'
import { SourceText } from '../../src/source/text.js'

const read = (text: string, limits = {}) => parseJson(new SourceText('a.json', text), limits)
const valueOf = (text: string): unknown => {
  const { root } = read(text)
  return root && JSON.parse(JSON.stringify(plainOf(root)))
}
/** Problems as `offset-end message`. */
const told = (text: string) => read(text).problems.map(({ span, message }) => `${span?.start}-${span?.end} ${message}`)

function nodesOf(root: Node | undefined): Node[] {
  if (!root) return []
  if (root.kind === 'object') return [root, ...root.members.flatMap((member) => nodesOf(member.value))]
  return root.kind === 'array' ? [root, ...root.items.flatMap(nodesOf)] : [root]
}

describe('the tree', () => {
  test('carries the place of every key and value', () => {
    expect(read('{ "a": [1, "x", true, null] }')).toEqual({
      root: {
        kind: 'object',
        start: 0,
        end: 29,
        members: [
          {
            key: 'a',
            keyStart: 2,
            keyEnd: 5,
            value: {
              kind: 'array',
              start: 7,
              end: 27,
              items: [
                { kind: 'number', start: 8, end: 9, value: 1 },
                { kind: 'string', start: 11, end: 14, value: 'x' },
                { kind: 'boolean', start: 16, end: 20, value: true },
                { kind: 'null', start: 22, end: 26 },
              ],
            },
          },
        ],
      },
      problems: [],
      comments: [],
    })
  })

  test('keeps keys that objects in JavaScript treat as their own, and both of two equal keys', () => {
    const { root } = read('{"__proto__": 1, "a": 2, "a": 3}')
    expect(root?.kind === 'object' && root.members.map((member) => member.key)).toEqual(['__proto__', 'a', 'a'])
  })

  test.each(['0', '-0', '12', '-3.5e+2', '1E5', '123456789012345678', '0.1', '1e999'])(
    'reads the number %s',
    (text) => {
      expect(read(text).problems).toEqual([])
      expect(read(text).root).toEqual({
        kind: 'number',
        start: 0,
        end: text.length,
        value: JSON.parse(text) as unknown,
      })
    },
  )
})

describe('what Azure accepts beyond JSON', () => {
  test('comments, which are kept', () => {
    expect(read('// one\r\n[1 /* two\n */, 2] //').comments).toEqual([
      { start: 0, end: 6, text: 'one' },
      { start: 11, end: 21, text: 'two' },
      { start: 26, end: 28, text: '' },
    ])
    expect(told('// one\r\n[1 /* two\n */, 2] //')).toEqual([])
  })

  test('trailing commas', () => {
    expect(read('[1, {"a": 2,},]').problems).toEqual([])
    expect(valueOf('[1, {"a": 2,},]')).toEqual([1, { a: 2 }])
  })

  test('strings over several lines', () => {
    expect(read('"a\r\n  b"')).toEqual({
      root: { kind: 'string', start: 0, end: 8, value: 'a\r\n  b' },
      problems: [],
      comments: [],
    })
  })
})

describe('syntax errors', () => {
  test.each([
    ['', ['0-0 Expected a JSON value.']],
    ['// only a comment', ['17-17 Expected a JSON value.']],
    ['1 2', ['2-3 Expected the end of the file after the JSON value.']],
    ['{"a" 1}', ['5-6 Expected `:` after the property name.']],
    ['{"a": }', ['6-7 Expected a value for the property.']],
    ['{"a": , "b": 1}', ['6-7 Expected a value for the property.']],
    ['{"a": 1 "b": 2}', ['8-9 Expected `,` or `}` after the property.']],
    ['{,}', ['1-2 Expected a property name in double quotes.']],
    ['{a: 1}', ['1-2 Expected a property name in double quotes.']],
    ["{'a': 1}", ['1-2 Expected a property name in double quotes.']],
    ['{"a": [1}', ['8-9 Expected `,` or `]` after the item.']],
    ['[{"a": 1]', ['8-9 Expected `,` or `}` after the property.']],
    ['[1 2]', ['3-4 Expected `,` or `]` after the item.']],
    ['[,1]', ['1-2 Expected a value.']],
    ['[1,,2]', ['3-4 Expected a value.']],
    ['[1', ['2-2 Expected `]`.']],
    ['{"a": {"b": [', ['13-13 Expected `]`.']],
    ['"abc', ['0-4 Expected a closing `"` for this string.']],
    ['"abc\\', ['0-5 Expected a closing `"` for this string.']],
    ["'a'", ['0-1 Expected a string in double quotes.']],
    ['1 /* x', ['2-6 Expected `*/` to end this comment.']],
    ['01', ['0-2 Expected a number as JSON writes it.']],
    ['-', ['0-1 Expected a number as JSON writes it.']],
    ['1.', ['0-2 Expected a number as JSON writes it.']],
    ['1x', ['0-2 Expected a number as JSON writes it.']],
    ['[True]', ['1-5 Expected a value: a string in double quotes, a number, `true`, `false`, `null`, `{` or `[`.']],
    ['"\\x"', ['1-3 Expected one of `"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t` or `u` and four hex digits after `\\`.']],
    [
      '"\\u12G4"',
      ['1-3 Expected one of `"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t` or `u` and four hex digits after `\\`.'],
    ],
  ])('in %j are told where they stand', (text, expected) => {
    expect(told(text)).toEqual(expected)
  })

  test.each([
    ['{"a": , "b": 1}', { b: 1 }],
    ['{"a": 1 "b": 2}', { a: 1, b: 2 }],
    ["{'a': 1, b: 2}", { a: 1, b: 2 }],
    ['{"a": [1}', { a: [1] }],
    ['[{"a": 1]', [{ a: 1 }]],
    ['{"a": <x>, "b": {"c": tru}, "d": 4}', { b: {}, d: 4 }],
    ['{]"a": 1}', { a: 1 }],
    ['[}1]', [1]],
    ['}{"a": 1}', { a: 1 }],
  ])('in %j leave the rest readable', (text, value) => {
    expect(read(text).problems).not.toEqual([])
    expect(valueOf(text)).toEqual(value)
  })

  test('mark the object or array in which something was lost, and no other', () => {
    const { root } = read('[{"a": }, [tru], {"b": 1}]')
    expect(nodesOf(root).map((node) => 'incomplete' in node)).toEqual([false, true, true, false, false])
  })

  test('are listed up to the limit, and then said to be more', () => {
    expect(read('[,,,,]', { problems: 2 }).problems.map((problem) => problem.message)).toEqual([
      'Expected a value.',
      'Expected a value.',
      'More syntax errors follow, which are not listed.',
    ])
    expect(read('[,,]', { problems: 2 }).problems).toHaveLength(2)
  })
})

describe('depth', () => {
  test('up to the limit is read, one more is left out and told', () => {
    expect(read('[[1]]', { depth: 2 }).problems).toEqual([])
    expect(read('[[[1]], 2]', { depth: 2 })).toMatchObject({
      root: { items: [{ items: [], incomplete: true }, { value: 2 }] },
      problems: [
        {
          code: 'nesting-too-deep',
          message: 'Expected at most 2 objects and arrays within each other.',
          span: { file: 'a.json', start: 2, end: 3 },
        },
      ],
    })
  })

  test('brackets in strings and comments do not count while stepping over', () => {
    expect(read('[["]", /* ] */ {"a": "}"}], 1]', { depth: 1 }).root).toMatchObject({ items: [{ value: 1 }] })
  })

  test('a hundred thousand brackets are no trouble, open or closed', () => {
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000), '['.repeat(100_000) + ']'.repeat(100_000)]) {
      expect(read(text).problems[0]?.code).toBe('nesting-too-deep')
    }
  })
})

describe('offsetsIn', () => {
  test('counts on in a string without escapes', () => {
    const place = offsetsIn(' "abc"', { start: 1, end: 6, value: 'abc' })
    expect([0, 1, 2, 3].map(place)).toEqual([2, 3, 4, 5])
  })

  test('steps over escapes', () => {
    const text = String.raw`"a\nb\u0041c\x"`
    const { root } = read(text)
    expect(root).toMatchObject({ value: 'a\nbAcx' })
    const place = offsetsIn(text, root?.kind === 'string' ? root : { start: 0, end: 0, value: '' })
    expect([0, 1, 2, 3, 4, 5, 6].map(place)).toEqual([1, 2, 4, 5, 11, 12, 14])
  })
})

describe('laws', () => {
  test('reads what JSON.parse reads, to the same value', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        const { root, problems } = read(text)
        expect(problems).toEqual([])
        expect(root && JSON.stringify(plainOf(root))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  test('the text of every node is JSON of its value', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        for (const node of nodesOf(read(text).root)) {
          expect(JSON.stringify(JSON.parse(text.slice(node.start, node.end)))).toBe(JSON.stringify(plainOf(node)))
        }
      }),
    )
  })

  test('what JSON.parse refuses has a problem, unless it is a comment, a trailing comma or a line break in a string', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '1', '-', 'true', 'nul', ' ', '"\\u', "'", '\\']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const strict = text.replaceAll(/(?<=["\w\]}]\s*),(?=\s*[}\]])/g, ' ')
        let accepted = true
        try {
          JSON.parse(strict)
        } catch {
          accepted = false
        }
        fc.pre(strict === text || accepted)
        expect(read(text).problems.length === 0).toBe(accepted)
      }),
      { numRuns: 2000 },
    )
  })

  test('any text ends without a throw, every place inside it, each value within its parent', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '/',
      '*',
      '//',
      "'",
      'a',
      '0',
      '-',
      '\n',
      ' ',
      'é',
      '\\u00',
    ]
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const { root, problems, comments } = read(text)
        const inside = (start: number, end: number) => 0 <= start && start <= end && end <= text.length
        for (const problem of problems) expect(inside(problem.span?.start ?? -1, problem.span?.end ?? -1)).toBe(true)
        for (const comment of comments) expect(inside(comment.start, comment.end)).toBe(true)
        for (const node of nodesOf(root)) {
          expect(inside(node.start, node.end)).toBe(true)
          const children = node.kind === 'object' ? node.members.map((member) => member.value) : []
          for (const child of node.kind === 'array' ? node.items : children) {
            expect(node.start < child.start && child.end <= node.end).toBe(true)
          }
          const letters = node.kind === 'string' ? node : undefined
          const place = letters ? offsetsIn(text, letters) : () => node.end
          for (let index = 0; index <= (letters?.value.length ?? 0); index++) {
            expect(node.start < place(index) && place(index) <= node.end).toBe(true)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })
})
