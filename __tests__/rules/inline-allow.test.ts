import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readCommentAllows, readMetadataAllows } from '../../src/rules/inline-allow.js'
import type { InlineAllow } from '../../src/rules/inline-allow.js'
import { parseJson } from '../../src/source/json.js'
import { SourceText } from '../../src/source/text.js'
import { parseYaml } from '../../src/source/yaml.js'

function inJson(text: string): readonly InlineAllow[] {
  const source = new SourceText('main.json', text)
  return readCommentAllows(source, parseJson(source).comments)
}

function inYaml(text: string): readonly InlineAllow[] {
  const source = new SourceText('access.yaml', text)
  return readCommentAllows(source, parseYaml(source).comments)
}

const whole = 'kv-review: allow network-default-deny until 2027-03-01 by platform-team -- it moves soon'

describe('comments', () => {
  const rows: readonly [comment: string, expected: readonly (readonly (string | undefined)[])[]][] = [
    [whole, [['network-default-deny', '2027-03-01', 'platform-team', 'it moves soon']]],
    [
      'kv-review: allow a, b,c by us until 2027-03-01 -- x',
      ['a', 'b', 'c'].map((rule) => [rule, '2027-03-01', 'us', 'x']),
    ],
    [
      'KV-Review:  Allow a by the platform team until 2027-03-01 -- why -- not',
      [['a', '2027-03-01', 'the platform team', 'why -- not']],
    ],
    ['kv-review: allow a', [['a', undefined, undefined, undefined]]],
    ['kv-review: allow a until by -- ', [['a', 'by', undefined, undefined]]],
    ['kv-review: allow', [['', undefined, undefined, undefined]]],
    ['kv-review: allowed a', []],
    ['see kv-review: allow a', []],
    ['kv-review: deny a', []],
  ]
  test.each(rows)('%s', (comment, expected) => {
    const allows = inJson(`{\n// ${comment}\n"a": 1\n}`)
    expect(allows.map(({ rule, expires, owner, reason }) => [rule, expires, owner, reason])).toEqual(expected)
  })

  const target = (text: string, allows = inJson(text)) =>
    allows.map(({ target: { start, end } }) => text.slice(start, end))

  test('speak of the next line that is not a comment', () => {
    expect(target(`{\n  // ${whole}\n\n  // because\n  "a": 1,\n  "b": 2\n}`)).toEqual(['  "a": 1,\n'])
  })

  test('behind code they speak of its line', () => {
    expect(target(`{\n  "a": 1, // ${whole}\n  "b": 2\n}`)).toEqual([`  "a": 1, // ${whole}\n`])
  })

  test('above a bracket they speak of what it opens as well', () => {
    expect(target(`[\n  // ${whole}\n  {\n    "type": "x"\n  }\n]`)).toEqual(['  {\n    "type": "x"\n'])
  })

  test('in YAML', () => {
    const text = `vaults:\n  # ${whole}\n  - name: kv\n`
    expect(target(text, inYaml(text))).toEqual(['  - name: kv\n'])
  })

  test('at the end they speak of nothing', () => {
    expect(target(`{}\n// ${whole}`)).toEqual([''])
  })

  test('are the same at another commit when they say the same of the same', () => {
    const [a, b, c] = [`{\n// ${whole}\n"a": 1}`, `{\n\n  // ${whole}\n  "a": 1}`, `{\n// ${whole}\n"a": 2}`].map(
      (text) => inJson(text)[0]?.identity,
    )
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  })

  test('any text is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
        const text = `${a}\n// kv-review: allow ${b}\n${a}`
        for (const { target, span } of inJson(text)) {
          expect(target.start <= target.end && target.end <= text.length && span.end <= text.length).toBe(true)
        }
      }),
    )
  })
})

describe('metadata of plain JSON', () => {
  const resource = (allow: unknown) =>
    JSON.stringify({
      resources: [{ type: 'Microsoft.KeyVault/vaults', name: 'kv', metadata: { 'kv-review': { allow } } }],
    })
  const read = (text: string) => {
    const source = new SourceText('main.json', text)
    const { root } = parseJson(source)
    return root ? readMetadataAllows(source, root) : []
  }

  test('an entry', () => {
    const text = resource([{ rule: 'a', owner: 'o', reason: 'r', expires: '2027-03-01' }, { rule: 'b' }, 3])
    const [a, b, c] = read(text)
    expect(a).toMatchObject({ rule: 'a', owner: 'o', reason: 'r', expires: '2027-03-01' })
    expect(a && text.slice(a.target.start, a.target.end).startsWith('{"type"')).toBe(true)
    expect(b).toMatchObject({ rule: 'b', owner: undefined, reason: undefined, expires: undefined })
    expect(c).toMatchObject({ rule: '' })
  })

  test('nothing', () => {
    expect(read(resource('all'))).toEqual([])
    expect(read('{"metadata":{}}')).toEqual([])
  })
})
