import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { escapeLength, tokenize } from '../../../src/language/bicep/lexer.js'
import { token } from '../../../src/language/bicep/token.js'

const names = new Map<number, string>(Object.entries(token).map(([name, kind]) => [kind, name]))

/** Tokens as `kind text`, without the end of the file. */
function read(text: string): string[] {
  const { kinds, starts, ends, count } = tokenize(text)
  const tokens = [...kinds.subarray(0, count)].map(
    (kind, at) => `${names.get(kind)} ${text.slice(starts[at], ends[at])}`,
  )
  expect(tokens.pop()).toBe('end ')
  return tokens
}

describe('tokens', () => {
  test('names, numbers and the three words', () => {
    expect(read('param a_1 12 true false null trueish _x')).toEqual([
      'name param',
      'name a_1',
      'number 12',
      'trueWord true',
      'falseWord false',
      'nullWord null',
      'name trueish',
      'name _x',
    ])
  })

  test('operators, the longest first', () => {
    expect(read('= == =~ => ! != !~ < <= > >= ? ?? : :: & && | || . ... + - * / % ^ @ , ( ) [ ] { }')).toEqual([
      'assign =',
      'equals ==',
      'equalsFold =~',
      'arrow =>',
      'not !',
      'notEquals !=',
      'notEqualsFold !~',
      'less <',
      'lessOrEquals <=',
      'greater >',
      'greaterOrEquals >=',
      'question ?',
      'coalesce ??',
      'colon :',
      'doubleColon ::',
      'invalid &',
      'and &&',
      'pipe |',
      'or ||',
      'dot .',
      'ellipsis ...',
      'plus +',
      'minus -',
      'star *',
      'slash /',
      'percent %',
      'hat ^',
      'at @',
      'comma ,',
      'leftParen (',
      'rightParen )',
      'leftSquare [',
      'rightSquare ]',
      'leftBrace {',
      'rightBrace }',
    ])
  })

  test('line breaks of any kind, several in a row as one', () => {
    expect(read('a\n\r\n\rb \n c')).toEqual(['name a', 'newline \n\r\n\r', 'name b', 'newline \n', 'name c'])
  })

  test('a byte order mark is not a token', () => {
    expect(read('\ufeffa')).toEqual(['name a'])
  })

  test('what begins no token is invalid, a character of two units as one', () => {
    expect(read('a ; 😀 "')).toEqual(['name a', 'invalid ;', 'invalid 😀', 'invalid "'])
    expect(tokenize('"').errors.get(0)).toBe('expected a string in single quotes')
  })

  test('a name is at most 255 characters long', () => {
    expect(read('a'.repeat(255))).toEqual([`name ${'a'.repeat(255)}`])
    expect(read('a'.repeat(256))).toEqual([`invalid ${'a'.repeat(256)}`])
  })
})

describe('strings', () => {
  test('are split at their holes', () => {
    expect(read("'' 'a' 'a${b}c${d}'")).toEqual([
      "string ''",
      "string 'a'",
      "stringStart 'a${",
      'name b',
      'stringMiddle }c${',
      'name d',
      "stringEnd }'",
    ])
  })

  test('stand in the holes of others, and so do braces', () => {
    expect(read("'${'${{a: 1}}'}'")).toEqual([
      "stringStart '${",
      "stringStart '${",
      'leftBrace {',
      'name a',
      'colon :',
      'number 1',
      'rightBrace }',
      "stringEnd }'",
      "stringEnd }'",
    ])
  })

  test('of several lines end at three quotes; quotes before those belong to them', () => {
    expect(read("'''a\n'b''c''''")).toEqual(["string '''a\n'b''c''''"])
    expect(read("'''${a}'''")).toEqual(["string '''${a}'''"])
  })

  test('of several lines have holes after as many `$` as they begin with', () => {
    expect(read("$'''a${b}c'''")).toEqual(["stringStart $'''a${", 'name b', "stringEnd }c'''"])
    expect(read("$$'''a${b}$$${c}'''")).toEqual(["stringStart $$'''a${b}$$${", 'name c', "stringEnd }'''"])
  })

  test('that do not end on their line are invalid up to its end', () => {
    expect(read("'a\nb")).toEqual(["invalid 'a", 'newline \n', 'name b'])
    expect(read("'''a\nb")).toEqual(["invalid '''a\nb"])
    expect(read("'a${b\nc")).toEqual(["stringStart 'a${", 'name b', 'invalid ', 'newline \n', 'name c'])
    expect(tokenize("'a${b").errors.get(2)).toBe('expected `}` and the end of the string on this line')
  })

  test('an escape that does not exist is told, and reading goes on', () => {
    expect(read("'a\\qb'")).toEqual(["string 'a\\qb'"])
    expect(tokenize("'a\\qb'").warnings).toEqual([
      {
        start: 2,
        end: 4,
        message: "expected one of the escapes `\\\\`, `\\'`, `\\n`, `\\r`, `\\t`, `\\$` and `\\u{…}`",
      },
    ])
    expect(read("'a\\'b'")).toEqual(["string 'a\\'b'"])
    expect(read("'a\\${b}'")).toEqual(["string 'a\\${b}'"])
  })

  test.each([
    ['\\n', 2],
    ["\\'", 2],
    ['\\\\', 2],
    ['\\$', 2],
    ['\\${', 3],
    ['\\u{1f600}', 9],
    ['\\u{110000}', 0],
    ['\\u{}', 0],
    ['\\u{1', 0],
    ['\\x', 0],
    ['\\', 0],
  ])('the escape %s has length %i', (text, length) => {
    expect(escapeLength(text, 0)).toBe(length)
  })
})

describe('what is left out', () => {
  test('comments, which are kept beside the tokens without their marks', () => {
    const text = '// one \na /* two\n */ b // three'
    expect(read(text)).toEqual(['newline \n', 'name a', 'name b'])
    expect(tokenize(text).comments).toEqual([
      { start: 0, end: 7, text: 'one' },
      { start: 10, end: 20, text: 'two' },
      { start: 23, end: 31, text: 'three' },
    ])
  })

  test('a comment that does not end is told', () => {
    expect(read('a /* b')).toEqual(['name a'])
    expect(tokenize('a /* b').warnings).toEqual([
      { start: 2, end: 4, message: 'expected `*/` at the end of the comment' },
    ])
  })

  test('directives at the beginning of a line', () => {
    expect(read('#disable-next-line BCP081 no-hardcoded-env // why\na')).toEqual(['newline \n', 'name a'])
    expect(read('  #restore-diagnostics BCP081\na')).toEqual(['newline \n', 'name a'])
    expect(read('a #disable-next-line BCP081')[1]).toBe('invalid #')
    expect(read('#pragma')[0]).toBe('invalid #')
  })
})

test('law: tokens stand in order, within the text and apart', () => {
  const piece = fc.constantFrom(
    "'",
    "'''",
    '$',
    '${',
    '{',
    '}',
    '\\',
    '\n',
    '\r\n',
    '/*',
    '*/',
    '//',
    '#',
    'a',
    ' ',
    '😀',
    '1',
    '?',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const { starts, ends, count } = tokenize(text)
      let before = 0
      for (let at = 0; at < count; at++) {
        expect(starts[at]).toBeGreaterThanOrEqual(before)
        expect(ends[at]).toBeGreaterThanOrEqual(starts[at] ?? 0)
        before = ends[at] ?? 0
      }
      expect([starts[count - 1], ends[count - 1]]).toEqual([text.length, text.length])
    }),
  )
})
