import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { parseBicep } from '../../../src/language/bicep/parser.js'
import { SourceText } from '../../../src/source/text.js'
import { sampleBicep } from './sample.js'

const names = (text: string): string[] =>
  parseBicep(new SourceText('a.bicep', text)).syntax.declarations.map((declaration) =>
    'name' in declaration ? `${declaration.kind} ${declaration.name}` : declaration.kind,
  )
const problems = (text: string): string[] =>
  parseBicep(new SourceText('a.bicep', text)).problems.map(({ code, span }) => `${code} ${span?.start}-${span?.end}`)

describe('a file', () => {
  test('has its declarations, problems and comments', () => {
    const text = '// a\nparam b string\n\nvar c = )\n'
    expect(parseBicep(new SourceText('a.bicep', text))).toMatchObject({
      syntax: {
        declarations: [{ kind: 'parameter' }, { kind: 'variable', value: { kind: 'missing' } }],
        start: 0,
        end: 31,
      },
      problems: [
        {
          code: 'bicep-syntax',
          severity: 'error',
          message: 'Expected an expression, found `)`.',
          span: { file: 'a.bicep', start: 29, end: 30 },
        },
      ],
      comments: [{ start: 0, end: 4, text: 'a' }],
    })
  })

  test('may be empty', () => {
    expect(parseBicep(new SourceText('a.bicep', ''))).toEqual({
      syntax: { declarations: [], start: 0, end: 0 },
      problems: [],
      comments: [],
    })
  })

  test('keeps its columns whatever the line breaks and characters before', () => {
    const text = "\ufeffvar a = 'é😀'\r\nvar b = ]"
    const source = new SourceText('a.bicep', text)
    const [problem] = parseBicep(source).problems
    expect(source.positionAt(problem?.span?.start ?? 0)).toEqual({ line: 2, column: 9 })
  })

  test('takes no sentence of a problem twice for one trouble', () => {
    expect(problems('var a = [[[[')).toEqual(['bicep-syntax 12-12'])
  })

  test('tells at most a hundred problems', () => {
    const told = problems('var a = )\n'.repeat(150))
    expect(told).toHaveLength(101)
    expect(told.at(-1)).toBe('limit-reached 1008-1009')
  })

  test('is read up to its two millionth token', () => {
    expect(problems(`var a = [${'1,'.repeat(1_000_000)}1]`)[0]).toBe('limit-reached 0-0')
  })
})

describe('after a syntax error', () => {
  test.each([
    ['var a = )\nvar b = 1', ['variable a', 'variable b']],
    ['wrong\nvar b = 1', ['variable b']],
    ["resource a 'b@1' = {\n  c d\n  e: {\n  }\n}\nvar f = 1", ['resource a', 'variable f']],
    ["resource a 'b@1' = {\n  c: [\nvar f = 1\nvar g = 2", ['resource a', 'variable f', 'variable g']],
    ["resource a 'b@1' = {\n  c: {\n\nparam f string", ['resource a', 'parameter f']],
    ["resource a 'b@1' = {\n  c: )\n}\n@secure()\nparam d string", ['resource a', 'parameter d']],
    ["var a = 'b\nvar c = 1", ['variable a', 'variable c']],
    ["var a = 'b${c\nvar d = 1", ['variable a', 'variable d']],
    ['var a = {\n  resource: b c\n  param: 1\n}\nvar d = 1', ['variable a', 'variable d']],
    ['param a\n  var b = 1', ['parameter a', 'variable b']],
    ["import { a from 'b'\ntargetScope = 'tenant'", ['import', 'targetScope']],
    ['@\nvar a = 1', ['variable a']],
  ])('%j', (text, expected) => {
    expect(names(text)).toEqual(expected)
    expect(problems(text)).toHaveLength(1)
  })
})

describe('laws', () => {
  /** Places that do not lie within the text. */
  const misplaced = (text: string): string[] => {
    const wrong: string[] = []
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      if ('start' in value && 'end' in value) {
        const { start, end } = value as { start: number; end: number }
        if (start < 0 || start > end || end > text.length) wrong.push(`${start}-${end}`)
      }
      for (const part of Object.values(value)) visit(part)
    }
    visit(parseBicep(new SourceText('a.bicep', text)))
    return wrong
  }

  test('any text is read, and every place lies within it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => expect(misplaced(text)).toEqual([])))
  })

  test('so is a file that was cut, doubled or mistyped anywhere', () => {
    const insertion = fc.constantFrom(
      "'",
      '${',
      '}',
      '{',
      '[',
      ']',
      '(',
      ')',
      '\n',
      '@',
      "'''",
      '/*',
      '\\',
      '?',
      '=',
      '|',
      '...',
      '',
    )
    fc.assert(
      fc.property(fc.nat(sampleBicep.length), fc.nat(sampleBicep.length), insertion, (from, to, inserted) => {
        expect(misplaced(sampleBicep.slice(0, from) + inserted + sampleBicep.slice(to))).toEqual([])
      }),
    )
  })
})
