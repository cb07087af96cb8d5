import { describe, expect, test } from '@jest/globals'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import type { Expression } from '../../../src/language/program.js'
import type { FileContent } from '../../../src/source/files.js'
import { SourceText } from '../../../src/source/text.js'
import { loweredValue, messages, repository, show } from './show.js'

const files = {
  'dir/a.txt': 'line\n',
  'a.json': '{ "a": [1, { "b c": null }], "s": "x" }',
  'bad.json': '{ "a": }',
  'a.yaml': 'a:\n  - b: true\n',
  'bad.yaml': 'a: [',
}

describe('loading', () => {
  test.each([
    ["loadTextContent('dir/a.txt')", '"line\\n"'],
    ["loadTextContent('./dir/../dir/a.txt', 'utf-8')", '"line\\n"'],
    ["sys.loadTextContent('dir/a.txt')", '"line\\n"'],
    ["loadFileAsBase64('dir/a.txt')", '"bGluZQo="'],
    ["loadJsonContent('a.json')", '{a: [1, {b c: null}], s: "x"}'],
    ["loadJsonContent('a.json', '$.a[1]')", '{b c: null}'],
    ["loadJsonContent('a.json', '.s')", '"x"'],
    ["loadJsonContent('a.json', '$..a')", 'unknown unsupported'],
    ["loadYamlContent('a.yaml')", '{a: [{b: true}]}'],
    ["loadYamlContent('a.yaml', 'a[0].b')", 'true'],
    ["loadTextContent('dir/a.txt', 'utf-16')", 'unknown unsupported string'],
    ["loadDirectoryFileInfo('dir')", 'unknown unsupported array'],
  ])('%s', (expression, expected) => {
    const program = lowerBicep(new SourceText('main.bicep', `var x = ${expression}`), repository(files))
    expect(messages(program)).toEqual([])
    expect(show(program.variables.get('x')?.value)).toBe(expected)
  })

  test('a path may be made of variables', () => {
    expect(loweredValue("loadTextContent('${folder}/a.${end}')", "var folder = 'dir'\nvar end = 'txt'", files)).toBe(
      '"line\\n"',
    )
  })

  test('values of JSON stand where they are written there', () => {
    const program = lowerBicep(new SourceText('main.bicep', "var x = loadJsonContent('a.json')"), repository(files))
    const value = program.variables.get('x')?.value
    const property = value?.kind === 'object' ? value.properties[1] : undefined
    expect(property).toEqual({
      kind: 'property',
      key: 's',
      keySpan: { file: 'a.json', start: 29, end: 32 },
      value: { kind: 'literal', value: 'x', span: { file: 'a.json', start: 34, end: 37 } },
    })
  })

  test('a file is read into values once', () => {
    const text = "var x = loadJsonContent('a.json')\nvar y = loadJsonContent('a.json')"
    const { variables } = lowerBicep(new SourceText('main.bicep', text), repository(files))
    expect(variables.get('x')?.value).toBe(variables.get('y')?.value)
  })
})

describe('what cannot be loaded is unknown and told', () => {
  test.each([
    [
      "loadTextContent('b.txt')",
      'unknown missing-file string',
      'input-missing 24-31 There is no file `b.txt` to load.',
    ],
    [
      "loadTextContent('../b.txt')",
      'unknown missing-file string',
      'path-outside 24-34 `../b.txt` does not stand in the repository.',
    ],
    [
      "loadTextContent('/b.txt')",
      'unknown missing-file string',
      'path-outside 24-32 `/b.txt` does not stand in the repository.',
    ],
    [
      "loadJsonContent('a.json', '$.b')",
      'unknown invalid',
      'template-invalid 34-39 `a.json` has nothing at this path.',
    ],
    [
      'loadYamlContent(p)',
      'unknown invalid',
      'template-invalid 8-26 The path that `loadYamlContent()` takes must be known without deploying.',
    ],
    [
      'loadTextContent()',
      'unknown invalid string',
      'template-invalid 8-25 The path that `loadTextContent()` takes must be known without deploying.',
    ],
  ])('%s', (expression, value, problem) => {
    const text = `var x = ${expression}\nparam p string`
    const program = lowerBicep(new SourceText('main.bicep', text), repository(files))
    expect(show(program.variables.get('x')?.value)).toBe(value)
    expect(messages(program)).toEqual([problem])
  })

  test.each([
    ["loadJsonContent('bad.json')", 'json-syntax', 'bad.json'],
    ["loadYamlContent('bad.yaml')", 'yaml-syntax', 'bad.yaml'],
  ])('%s has the problems of that file', (expression, code, file) => {
    const program = lowerBicep(
      new SourceText('main.bicep', `var x = [${expression}, ${expression}]`),
      repository(files),
    )
    expect(show(program.variables.get('x')?.value)).toBe('[unknown invalid, unknown invalid]')
    expect(program.problems.map((problem) => [problem.code, problem.span?.file])).toEqual([[code, file]])
  })

  const load = (
    expression: string,
    content: FileContent,
  ): { value: Expression | undefined; told: readonly string[] } => {
    const context = { files: { read: () => content }, load: () => undefined }
    const program = lowerBicep(new SourceText('main.bicep', `var x = ${expression}`), context)
    return { value: program.variables.get('x')?.value, told: messages(program) }
  }

  test('a file that is no text is told, unless it is loaded as base64', () => {
    const content = { kind: 'unavailable', reason: 'it is not valid UTF-8', code: 'file-encoding' } as const
    expect(load("loadTextContent('a')", content).told).toEqual([
      'file-encoding 24-27 `a` cannot be read: it is not valid UTF-8.',
    ])
    const { value, told } = load("loadFileAsBase64('a')", content)
    expect([show(value), told]).toEqual(['unknown missing-file string', []])
  })

  test('a link that leaves the repository is told', () => {
    expect(load("loadTextContent('a')", { kind: 'outside' }).told).toEqual([
      'path-outside 24-27 `a` does not stand in the repository.',
    ])
  })

  test.each([
    ['loadTextContent', 131_072],
    ['loadFileAsBase64', 98_304],
    ['loadJsonContent', 1_048_576],
  ])('%s takes up to %i characters', (name, limit) => {
    const text = '1'.padEnd(limit)
    expect(load(`${name}('a')`, { kind: 'text', text }).told).toEqual([])
    const { value, told } = load(`${name}('a')`, { kind: 'text', text: `${text} ` })
    expect(show(value)).toMatch(/^unknown invalid/)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^file-too-large/)
  })

  test('variables that name each other without end are no path', () => {
    expect(loweredValue('loadTextContent(a)', "var a = '${b}${b}'\nvar b = '${a}${a}'")).toBe('unknown invalid string')
  })
})
