import { describe, expect, test } from '@jest/globals'
import { readPrograms } from '../../src/review/programs.js'

const deploymentSchema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
const parametersSchema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#'

function template(parameters: object, rest: object = {}): string {
  return JSON.stringify({ $schema: deploymentSchema, contentVersion: '1.0.0.0', parameters, resources: [], ...rest })
}

const compiled = (parameters: object) => template(parameters, { metadata: { _generator: { name: 'bicep' } } })

function parameterFile(values: Record<string, string>): string {
  const parameters = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))
  return JSON.stringify({ $schema: parametersSchema, contentVersion: '1.0.0.0', parameters })
}

/** The parameter files of each program, and the codes of what is told. */
function read(texts: Record<string, string>) {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text, named: false, changed: false }))
  const known = new Map(Object.entries(texts))
  const found = readPrograms(files, {
    read: (path) => {
      const text = known.get(path)
      return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
    },
  })
  const filesOf = found.programs.map(
    (program) => [program.file, found.parameterFilesOf(program).map(({ file }) => file)] as const,
  )
  return { filesOf: Object.fromEntries(filesOf), problems: found.problems.map(({ code }) => code) }
}

describe('parameter files of compiled templates', () => {
  test.each([
    ['a/azuredeploy', 'a/main'],
    ['a/prereq.azuredeploy', 'a/prereq.main'],
  ])('%s bind the source %s beside another one', (stem, source) => {
    const texts = {
      [`${stem}.json`]: compiled({ name: { type: 'string' } }),
      [`${stem}.parameters.json`]: parameterFile({ name: 'x' }),
      [`${source}.bicep`]: 'param name string',
      'a/other.bicep': 'param name string',
    }
    expect(read(texts)).toEqual({
      filesOf: { [`${source}.bicep`]: [`${stem}.parameters.json`], 'a/other.bicep': [] },
      problems: [],
    })
  })
})

describe('a parameter file of any name', () => {
  const one = 'param name string\nparam size int = 1\nparam note string?\n'

  test('binds the template that is not called by another', () => {
    const texts = {
      'main.bicep': `${one}module m 'part.bicep' = { name: 'm', params: { name: name } }`,
      'part.bicep': one,
      'params.json': parameterFile({ name: 'x' }),
    }
    expect(read(texts)).toEqual({ filesOf: { 'main.bicep': ['params.json'], 'part.bicep': [] }, problems: [] })
  })

  test('binds none of two that nobody calls', () => {
    const texts = { 'a.bicep': one, 'b.bicep': one, 'params.json': parameterFile({ name: 'x' }) }
    expect(read(texts)).toEqual({
      filesOf: { 'a.bicep': [], 'b.bicep': [] },
      problems: ['parameter-file-unbound'],
    })
  })

  test('binds the template that needs no more than it gives', () => {
    const texts = {
      'a.bicep': one,
      'b.bicep': 'param name string\nparam other string',
      'params.json': parameterFile({ name: 'x' }),
    }
    expect(read(texts).filesOf).toEqual({ 'a.bicep': ['params.json'], 'b.bicep': [] })
  })

  test('sees the calls of templates within templates', () => {
    const properties = { mode: 'Incremental', templateLink: { relativePath: 'part.json' } }
    const call = { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'part', properties }
    const inner = { $schema: deploymentSchema, contentVersion: '1.0.0.0', resources: [call] }
    const outer = { ...call, name: 'outer', properties: { mode: 'Incremental', template: inner } }
    const parameters = { name: { type: 'string' } }
    const texts = {
      'main.json': template(parameters, { resources: [outer] }),
      'part.json': template(parameters),
      'params.json': parameterFile({ name: 'x' }),
    }
    expect(read(texts).filesOf).toEqual({ 'main.json': ['params.json'], 'part.json': [] })
  })
})
