import { describe, expect, test } from '@jest/globals'
import { pairParameters } from '../../src/language/pairing.js'
import type { ParameterFile } from '../../src/language/program.js'

function fileOf(path: string, names: readonly string[] = [], template?: string): ParameterFile {
  const span = { file: path, start: 0, end: 1 }
  const values = names.map((name, index) => {
    const nameSpan = { file: path, start: index, end: index + 1 }
    return [name.toLowerCase(), { name, nameSpan, value: { kind: 'literal' as const, value: 1, span } }] as const
  })
  return { file: path, span, ...(template === undefined ? {} : { template }), values: new Map(values), problems: [] }
}

function pair(templates: Record<string, readonly string[]>, ...files: readonly ParameterFile[]) {
  const targets = Object.entries(templates).map(([path, parameters]) => ({ path, parameters }))
  const { files: paired, problems } = pairParameters(targets, files)
  return {
    paired: Object.fromEntries([...paired].map(([path, found]) => [path, found.map(({ file }) => file)])),
    problems: problems.map(({ code, severity, message }) => `${severity} ${code} ${message}`),
  }
}

describe('a parameter file', () => {
  test.each([
    ['x.parameters.json'],
    ['x.parameters.prod.json'],
    ['x.parameters.us.west.json'],
    ['X.Parameters.JSON'],
    ['x.parameters.jsonc'],
  ])('%s belongs to x in its folder', (name) => {
    const templates = { 'a/x.bicep': [], 'a/y.json': [], 'x.json': [] }
    expect(pair(templates, fileOf(`a/${name}`))).toEqual({ paired: { 'a/x.bicep': [`a/${name}`] }, problems: [] })
  })

  test('belongs to both of two twins', () => {
    expect(pair({ 'x.json': [], 'x.bicep': [] }, fileOf('x.parameters.json')).paired).toEqual({
      'x.json': ['x.parameters.json'],
      'x.bicep': ['x.parameters.json'],
    })
  })

  test('belongs to what it names, whatever its own name is', () => {
    const file = fileOf('p/x.parameters.json', [], 'a/main.json')
    expect(pair({ 'p/x.json': [], 'a/main.json': [], 'a/main.bicep': [] }, file).paired).toEqual({
      'a/main.json': ['p/x.parameters.json'],
    })
    expect(pair({ 'p/x.json': [], 'a/main.bicep': [] }, file).paired).toEqual({
      'a/main.bicep': ['p/x.parameters.json'],
    })
  })

  test('that names what the run has not is told', () => {
    expect(pair({ 'x.json': [] }, fileOf('x.parameters.json', [], 'y.json'))).toEqual({
      paired: {},
      problems: [
        'note parameter-file-unbound The template `y.json` that this parameter file names is not part of the run.',
      ],
    })
  })

  test('belongs to the only template beside it when it names nothing else', () => {
    const templates = { 'a/main.json': ['One', 'two'], 'a/main.bicep': ['One', 'two'], 'b/x.json': [] }
    expect(pair(templates, fileOf('a/dev.json', ['ONE'])).paired).toEqual({
      'a/main.json': ['a/dev.json'],
      'a/main.bicep': ['a/dev.json'],
    })
  })

  test.each([
    ['names a parameter more', { 'main.json': ['one'] }, fileOf('dev.json', ['one', 'two'])],
    ['stands beside two templates', { 'main.json': ['one'], 'x.json': ['one'] }, fileOf('dev.json', ['one'])],
    ['stands beside none', { 'a/main.json': ['one'] }, fileOf('dev.json', ['one'])],
  ])('that %s belongs to none, which is told', (_, templates: Record<string, readonly string[]>, file) => {
    expect(pair(templates, file)).toEqual({
      paired: {},
      problems: [
        'note parameter-file-unbound No template belongs to this parameter file: name it after one in its folder, or in `metadata.template`.',
      ],
    })
  })

  test('in Bicep belongs to what it uses and else to nothing, which is no fault', () => {
    expect(pair({ 'main.bicep': [] }, fileOf('main.bicepparam'))).toEqual({ paired: {}, problems: [] })
    expect(pair({ 'main.bicep': [] }, fileOf('prod.bicepparam', [], 'main.bicep')).paired).toEqual({
      'main.bicep': ['prod.bicepparam'],
    })
  })

  test('that gives a parameter that its template has not is told, with the name that it may mean', () => {
    const result = pair({ 'x.json': ['vaultName'] }, fileOf('x.parameters.json', ['VAULTNAME', 'vaultNmae']))
    expect(result.problems).toEqual([
      'note parameter-unknown `x.json` has no parameter `vaultNmae`. Did you mean `vaultName`?',
    ])
  })

  test('tells at most twenty such names', () => {
    const names = Array.from({ length: 30 }, (_, index) => `unknown${index}`)
    expect(pair({ 'x.json': [] }, fileOf('x.parameters.json', names)).problems).toHaveLength(20)
  })
})

test('files of one template stay in their order', () => {
  const files = ['x.parameters.b.json', 'x.parameters.a.json'].map((path) => fileOf(path))
  expect(pair({ 'x.json': [] }, ...files).paired).toEqual({ 'x.json': files.map(({ file }) => file) })
})
