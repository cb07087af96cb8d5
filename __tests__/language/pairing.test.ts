import { describe, expect, test } from '@jest/globals'
import { type ParameterTarget, pairParameters } from '../../src/language/pairing.js'
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

function pairTo(
  targets: readonly ParameterTarget[],
  file: ParameterFile,
  called: readonly string[] = [],
): readonly string[] {
  return [...pairParameters(targets, [file], (path) => called.includes(path)).files.keys()]
}

describe('a parameter file of a compiled template that is left out', () => {
  const main = { path: 'a/main.bicep', parameters: ['one', 'two'], twins: ['a/azuredeploy.json'] }
  const more = { path: 'a/more.bicep', parameters: ['one', 'two'] }

  test('belongs to its source, by its name and by what it names', () => {
    const byName = fileOf('a/azuredeploy.parameters.prod.json', ['one'])
    expect(pairTo([main, more], byName)).toEqual(['a/main.bicep'])
    expect(pairTo([main, more], fileOf('p/x.json', [], 'a/azuredeploy.json'))).toEqual(['a/main.bicep'])
  })

  test('belongs to the template of that very name where there is one', () => {
    const own = { path: 'a/azuredeploy.json', parameters: ['one'] }
    expect(pairTo([main, own], fileOf('a/azuredeploy.parameters.json'))).toEqual(['a/azuredeploy.json'])
  })

  test('does not count as a second template beside it', () => {
    expect(pairTo([main], fileOf('a/dev.json', ['one']))).toEqual(['a/main.bicep'])
    expect(pairTo([{ ...main, twins: ['a/main.json'] }], fileOf('a/dev.json', ['one']))).toEqual(['a/main.bicep'])
  })
})

describe('a parameter file beside several templates', () => {
  const file = fileOf('a/params.json', ['One', 'two'])
  const main = { path: 'a/main.bicep', parameters: ['one', 'two', 'three'], required: ['one'] }
  const part = { path: 'a/part.bicep', parameters: ['one', 'other'], required: ['one', 'other'] }
  const same = { ...main, path: 'a/same.bicep' }

  test('belongs to the only one that has its names and whose needs it meets', () => {
    expect(pairTo([main, part], file)).toEqual(['a/main.bicep'])
    expect(pairTo([{ ...main, required: ['three'] }, part], file)).toEqual([])
    expect(pairTo([{ path: main.path, parameters: main.parameters }, part], file)).toEqual([])
    expect(pairTo([{ ...main, parameters: ['one', 'three'] }, part], file)).toEqual([])
  })

  test('belongs to none of two that it could be for, unless a template calls the other', () => {
    expect(pairTo([main, same], file)).toEqual([])
    expect(pairTo([main, same], file, ['a/same.bicep'])).toEqual(['a/main.bicep'])
    expect(pairTo([main, { ...same, twins: ['a/x.json'] }], file, ['a/x.json'])).toEqual(['a/main.bicep'])
    expect(pairTo([main, same], file, ['a/main.bicep', 'a/same.bicep'])).toEqual([])
  })

  test('belongs to both twins, or to neither', () => {
    const twin = { ...main, path: 'a/main.json' }
    expect(pairTo([main, twin, part], file)).toEqual(['a/main.bicep', 'a/main.json'])
    expect(pairTo([main, { ...twin, required: ['three'] }, part], file)).toEqual([])
  })

  test('that gives nothing says of none that it is theirs', () => {
    expect(pairTo([{ ...main, required: [] }, part], fileOf('a/params.json'))).toEqual([])
  })

  test('is asked who is called only when names do not tell', () => {
    const isCalled = () => {
      throw new Error('asked')
    }
    const parameters = fileOf('a/main.parameters.json', ['one'])
    expect(pairParameters([main, part], [parameters], isCalled).problems).toEqual([])
  })
})

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
