import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { stringify } from 'yaml'
import { type Node, plainOf } from '../../src/source/node.js'
import { SourceText } from '../../src/source/text.js'
import { parseYaml } from '../../src/source/yaml.js'

const read = (text: string, limits = {}) => parseYaml(new SourceText('a.yaml', text), limits)
const valuesOf = (text: string): unknown => JSON.parse(JSON.stringify(read(text).documents.map(plainOf)))
/** Problems as `code offset-end message`. */
const told = (text: string, limits = {}) =>
  read(text, limits).problems.map(({ code, span, message }) => `${code} ${span?.start}-${span?.end} ${message}`)

function placesOf(root: Node): { readonly start: number; readonly end: number }[] {
  if (root.kind === 'array') return [root, ...root.items.flatMap(placesOf)]
  if (root.kind !== 'object') return [root]
  const within = root.members.flatMap(({ keyStart, keyEnd, value }) => [
    { start: keyStart, end: keyEnd },
    ...placesOf(value),
  ])
  return [root, ...within]
}

describe('the tree', () => {
  test('carries the place of every key and value', () => {
    expect(read('a: 1 # c\nb: [x, true]\n')).toEqual({
      documents: [
        {
          kind: 'object',
          start: 0,
          end: 22,
          members: [
            { key: 'a', keyStart: 0, keyEnd: 1, value: { kind: 'number', start: 3, end: 4, value: 1 } },
            {
              key: 'b',
              keyStart: 9,
              keyEnd: 10,
              value: {
                kind: 'array',
                start: 12,
                end: 21,
                items: [
                  { kind: 'string', start: 13, end: 14, value: 'x' },
                  { kind: 'boolean', start: 16, end: 20, value: true },
                ],
              },
            },
          ],
        },
      ],
      problems: [],
      comments: [{ start: 5, end: 8, text: 'c' }],
    })
  })

  test('there is one for each document, comments in order', () => {
    const text = '# one\na: 1\n---\n# two\nb: 2\n---\n'
    expect(valuesOf(text)).toEqual([{ a: 1 }, { b: 2 }])
    expect(read(text).comments.map((comment) => comment.text)).toEqual(['one', 'two'])
  })

  test.each(['', '# only a comment\n', '---\n'])('there is none in %j', (text) => {
    expect(read(text)).toMatchObject({ documents: [], problems: [] })
  })

  test('an absent value is null right after its key', () => {
    expect(read('a:\nb: {c}').documents[0]).toMatchObject({
      members: [
        { key: 'a', value: { kind: 'null', start: 2, end: 2 } },
        { key: 'b', value: { members: [{ key: 'c', value: { kind: 'null', start: 8, end: 8 } }] } },
      ],
    })
  })

  test('scalars follow the core schema, whatever version the text names', () => {
    expect(valuesOf('%YAML 1.1\n---\n[yes, 0x1F, 012, 2027-06-30, ~, "1", null]')).toEqual([
      ['yes', 31, 12, '2027-06-30', null, '1', null],
    ])
  })

  test('keys are names as written', () => {
    expect(valuesOf('1: a\ntrue: b\n"__proto__": c')).toEqual([JSON.parse('{"1":"a","true":"b","__proto__":"c"}')])
  })
})

describe('aliases', () => {
  test('are the node of their anchor', () => {
    const [root] = read('a: &x {b: 1}\nc: *x').documents
    expect(root?.kind === 'object' && root.members[0]?.value).toBe(root?.kind === 'object' && root.members[1]?.value)
  })

  test.each([
    ['a: *x', ['yaml-syntax 3-5 Expected the anchor of this alias before it.']],
    ['a: &x [*x]', ['yaml-syntax 7-9 Expected the anchor of this alias before it.']],
    ['a: &x 1\n---\nb: *x', ['yaml-syntax 15-17 Expected the anchor of this alias before it.']],
  ])('in %j that name nothing are told', (text, expected) => {
    expect(told(text)).toEqual(expected)
    expect(JSON.stringify(read(text).documents)).toContain('incomplete')
  })

  test('stand for so many nodes together and no more', () => {
    const text = 'a: &x [1, 2]\nb: *x\nc: *x'
    expect(told(text, { aliasNodes: 6 })).toEqual([])
    expect(told(text, { aliasNodes: 5 })).toEqual([
      'too-many-aliases 22-24 Expected aliases to stand for at most 5 values.',
    ])
  })

  test('do not reach deeper than the limit', () => {
    const text = 'a: &x [[1]]\nb: [*x]'
    expect(told(text, { depth: 4 })).toEqual([])
    expect(told(text, { depth: 3 })).toEqual([
      'nesting-too-deep 16-17 Expected at most 3 collections within each other.',
    ])
  })

  test('that double nine times nine are stopped', () => {
    const lines = Array.from({ length: 30 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`)
    expect(told(`l0: &l0 [1]\n${lines.join('\n')}`)[0]).toMatch(/^too-many-aliases/)
  })
})

describe('what is not read is told', () => {
  test.each([
    ['a: 1\na: 2', ['yaml-syntax 5-6 Expected each key of a mapping once.'], [{ a: 2 }]],
    ['<<: {b: 1}\nc: 2', ['yaml-syntax 0-2 Expected no merge key (`<<`): write the entries out.'], [{ c: 2 }]],
    ['? [x]\n: 1\n', ['yaml-syntax 2-5 Expected a plain name as the key.'], [{}]],
    ['a: !f x', ['yaml-syntax 3-5 Unresolved tag: !f.'], [{ a: 'x' }]],
    ['a: !!binary aGk=', ['yaml-syntax 3-11 Unresolved tag: tag:yaml.org,2002:binary.'], [{ a: 'aGk=' }]],
    ['a: }', ['yaml-syntax 3-4 Unexpected flow-map-end token in YAML stream: "}".'], [{ a: null }]],
    ['a:\n  - b\n c: d', ['yaml-syntax 9-10 All mapping items must start at the same column.'], [{ a: ['b'], c: 'd' }]],
  ])('in %j', (text, expected, values) => {
    expect(told(text)).toEqual(expected)
    expect(valuesOf(text)).toEqual(values)
  })

  test('up to the limit, and then said to be more', () => {
    expect(told('a: 1\na: 1\na: 1\na: 1', { problems: 1 })).toEqual([
      'yaml-syntax 5-6 Expected each key of a mapping once.',
      'yaml-syntax 10-11 More errors follow, which are not listed.',
    ])
  })
})

describe('limits', () => {
  test('collections nest to the limit, and no deeper', () => {
    expect(told('[[1]]', { depth: 2 })).toEqual([])
    expect(told('- - - 1', { depth: 2 })).toEqual([
      'nesting-too-deep 4-5 Expected at most 2 collections within each other.',
    ])
  })

  test.each(['[', '- ', '{a: ', '? '])('twenty thousand of %j are no trouble', (opening) => {
    expect(told(opening.repeat(20_000))[0]).toMatch(/^nesting-too-deep/)
  })

  test('a text is read up to its longest length', () => {
    expect(read('a: 1', { length: 4 }).problems).toEqual([])
    expect(read('a: 12', { length: 4 })).toEqual({
      documents: [],
      comments: [],
      problems: [
        {
          code: 'file-too-large',
          severity: 'error',
          message: 'Expected at most 4 characters of YAML.',
          file: 'a.yaml',
        },
      ],
    })
  })
})

describe('laws', () => {
  test('what the library writes is read to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
        fc.pre(!text.includes('<<'))
        expect(read(text).problems).toEqual([])
        const values = value === null ? [null] : [value]
        expect(JSON.stringify(valuesOf(text))).toBe(JSON.stringify(JSON.parse(JSON.stringify(values))))
      }),
    )
  })

  test('any text ends without a throw, every place inside it', () => {
    const pieces = [
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '&x ',
      '*x',
      '? ',
      '"',
      "'",
      '|',
      '#',
      '---\n',
      '!t ',
      '<<',
      '%',
      '\t',
      '>',
      '>-\n',
      '|2\n',
      '...\n',
      '!!str ',
      '\r\n',
      '\r',
      '\uFEFF',
      '\u2028',
      '😀',
      '\uD800',
    ]
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const { documents, problems, comments } = read(text)
        const places = [...documents.flatMap(placesOf), ...comments, ...problems.map((problem) => problem.span)]
        for (const place of places) {
          expect(place && 0 <= place.start && place.start <= place.end && place.end <= text.length).toBe(true)
        }
      }),
      { numRuns: 2000, examples: [[': {]> a'], ['a:\n[}>!!str a'], ['a: &x >']] },
    )
  })
})
