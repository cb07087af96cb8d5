import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { removeItem } from '../../src/rules/remove-item.js'
import { parseJson } from '../../src/source/json.js'
import { SourceText } from '../../src/source/text.js'

/** The text without what `«…»` marks. */
function without(marked: string): string | undefined {
  const file = /^\[\n {2}'|^-/.test(marked) ? 'a.bicep' : 'a.json'
  const start = marked.indexOf('«')
  const end = marked.indexOf('»') - 1
  const text = marked.replace('«', '').replace('»', '')
  const edit = removeItem({ file, start, end }, new SourceText(file, text))
  return edit && text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end)
}

describe('an entry and its comma', () => {
  const rows: readonly [name: string, marked: string, expected: string | undefined][] = [
    ['the first', '[«1», 2]', '[2]'],
    ['one between', '[1, «2», 3]', '[1, 3]'],
    ['the last', '[1, «2»]', '[1]'],
    ['the only one', '[«1»]', '[]'],
    ['with its line', '[\n  «1»,\n  2\n]', '[\n  2\n]'],
    ['with its lines', '[\n  «{\n    "a": 1\n  }»,\n  2\n]', '[\n  2\n]'],
    ['the last line', '[\n  1,\n  «2»\n]', '[\n  1\n]'],
    ['with a carriage return', '[\r\n  «1»,\r\n  2\r\n]', '[\r\n  2\r\n]'],
    ['without commas', "[\n  'a'\n  «'b'»\n]", "[\n  'a'\n]"],
    ['of a YAML list', '- a\n- «b»\n- c\n', '- a\n- c\n'],
    ['behind a comment', '[1 // one\n, «2»]', '[1 // one\n]'],
    ['with a comment before it', '[1, // two\n«2»]', undefined],
    ['before a comment', '[«1» /* one */, 2]', undefined],
  ]
  test.each(rows)('%s', (_, marked, expected) => {
    expect(without(marked)).toBe(expected)
  })

  test('what is left of a JSON list is that list without the entry', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        fc.constantFrom(0, 2),
        (list, nth, indent) => {
          const text = JSON.stringify(list, undefined, indent)
          const { root } = parseJson(new SourceText('a', text))
          const at = nth % list.length
          const item = root?.kind === 'array' ? root.items[at] : undefined
          if (!item) throw new Error('no item')
          const edit = removeItem({ file: 'a.json', start: item.start, end: item.end }, new SourceText('a.json', text))
          if (!edit) throw new Error('no edit')
          const left = text.slice(0, edit.span.start) + text.slice(edit.span.end)
          const whole = JSON.parse(text) as readonly unknown[]
          expect(JSON.parse(left)).toEqual(whole.filter((_, index) => index !== at))
        },
      ),
    )
  })
})
