import { describe, expect, test } from '@jest/globals'
import { ProgramLoader } from '../../src/language/modules.js'
import type { Program } from '../../src/language/program.js'
import type { FileContent } from '../../src/source/files.js'
import type { SourceText } from '../../src/source/text.js'
import { programOf } from './arm/show.js'

const template = '{"$schema": "https://x/deploymentTemplate.json#", "resources": []}'
const call = { file: 'main.bicep', start: 3, end: 5 }

function loaderOf(given: Record<string, string | FileContent>, registry: Record<string, Program> = {}) {
  const asked: string[] = []
  const files = {
    read(path: string): FileContent {
      asked.push(path)
      const content = given[path]
      if (content === undefined) return { kind: 'absent' }
      return typeof content === 'string' ? { kind: 'text', text: content } : content
    },
  }
  const bicep = (source: SourceText, loader: ProgramLoader): Program => {
    const imported = source.text === '' ? undefined : loader.load(source.text)
    return { ...programOf({ parameters: {} }, source.file).program, problems: imported?.program?.problems ?? [] }
  }
  const loader = new ProgramLoader(files, {
    bicep,
    registry: (reference) => {
      asked.push(reference)
      return registry[reference]
    },
  })
  return { loader, asked }
}

describe('a file', () => {
  test('of ARM JSON is a program, read once', () => {
    const { loader, asked } = loaderOf({ 'a.json': template })
    const { program } = loader.load('a.json')
    expect(program).toMatchObject({ file: 'a.json', language: 'arm' })
    expect(loader.load('a.json').program).toBe(program)
    expect(asked).toEqual(['a.json'])
  })

  test('of Bicep goes to its front end, which may load others', () => {
    const { loader, asked } = loaderOf({ 'a.bicep': 'b.json', 'b.json': template })
    expect(loader.load('a.bicep').program?.file).toBe('a.bicep')
    expect(asked).toEqual(['a.bicep', 'b.json'])
  })

  test('that needs itself ends', () => {
    const { loader } = loaderOf({ 'a.bicep': 'a.bicep' })
    expect(loader.load('a.bicep').program?.file).toBe('a.bicep')
  })

  test('with resources is a template without a schema too', () => {
    expect(loaderOf({ 'a.json': '{"resources": []}' }).loader.load('a.json').program?.file).toBe('a.json')
  })

  test('with syntax errors is a program with problems', () => {
    const { loader } = loaderOf({ 'a.json': template.replace('[]', '[,]') })
    expect(loader.load('a.json').program?.problems.map((problem) => problem.code)).toEqual(['json-syntax'])
  })
})

describe('a link to where a repository is published', () => {
  const uri = 'https://raw.githubusercontent.com/owner/repo/main/b/c/x.json'
  const call = { type: 'Microsoft.Resources/deployments', name: 'd', properties: { templateLink: { uri } } }

  test.each<[string, string, string | FileContent | undefined]>([
    ['local', 'is a template', template],
    ['unknown', 'is something else', '{}'],
    ['unknown', 'is not there', undefined],
    ['unknown', 'leads out of the repository', { kind: 'outside' }],
  ])('is %s where the file %s, which is no fault', (kind, _, content) => {
    const main = JSON.stringify({ resources: [call] })
    const { loader } = loaderOf({ 'main.json': main, ...(content === undefined ? {} : { 'b/c/x.json': content }) })
    expect(loader.load('main.json').program?.modules.map(({ source }) => source.kind)).toEqual([kind])
    expect(loader.problems).toEqual([])
  })
})

describe('what is no program', () => {
  test.each<[string, Record<string, string | FileContent>, object, object]>([
    [
      'an absent file',
      {},
      { kind: 'missing-file', path: 'x.json' },
      { code: 'module-missing', severity: 'error', message: 'There is no file `x.json`.', span: call },
    ],
    [
      'a file outside',
      { 'x.json': { kind: 'outside' } },
      { kind: 'missing-file', path: 'x.json' },
      { code: 'path-outside', severity: 'error', message: '`x.json` leads out of the repository.', span: call },
    ],
    [
      'an unreadable file',
      { 'x.json': { kind: 'unavailable', reason: 'it is odd', code: 'file-encoding' } },
      { kind: 'missing-file', path: 'x.json' },
      { code: 'file-encoding', severity: 'error', message: 'The file could not be read: it is odd.', file: 'x.json' },
    ],
    [
      'other JSON',
      { 'x.json': '{"a": 1}' },
      { kind: 'invalid', message: '`x.json` is neither Bicep nor an ARM template.' },
      {
        code: 'template-invalid',
        severity: 'error',
        message: '`x.json` is neither Bicep nor an ARM template.',
        span: call,
      },
    ],
  ])('%s has a cause and a problem', (_, given, cause, problem) => {
    const { loader } = loaderOf(given)
    expect(loader.load('x.json', call)).toEqual({ cause })
    expect(loader.problems).toEqual([problem])
  })

  test.each<[string, Record<string, string | FileContent>]>([
    ['module-missing', {}],
    ['path-outside', { 'x.json': { kind: 'outside' } }],
    ['template-invalid', { 'x.json': '{}' }],
  ])('is told as %s at each place that asks for it, once', (code, given) => {
    const { loader } = loaderOf(given)
    const other = { ...call, start: 7, end: 9 }
    for (const span of [call, call, other]) loader.load('x.json', span)
    expect(loader.problems.map((problem) => [problem.code, problem.span])).toEqual([
      [code, call],
      [code, other],
    ])
  })

  test('is told once where it is there and cannot be read', () => {
    const { loader } = loaderOf({ 'x.json': { kind: 'unavailable', reason: 'it is odd' } })
    for (const span of [call, { ...call, start: 7 }]) loader.load('x.json', span)
    expect(loader.problems.map((problem) => problem.code)).toEqual(['file-unreadable'])
  })

  test('is told of the file where no place asks for it', () => {
    const { loader } = loaderOf({})
    loader.load('x.json')
    expect(loader.problems).toEqual([
      { code: 'module-missing', severity: 'error', message: 'There is no file `x.json`.', file: 'x.json' },
    ])
  })
})

describe('a registry reference', () => {
  test('is a program where the registry has one, asked once', () => {
    const { program } = programOf({})
    const { loader, asked } = loaderOf({}, { 'br:x': program })
    expect([loader.resolve('br:x'), loader.resolve('br:x')]).toEqual([{ program }, { program }])
    expect(asked).toEqual(['br:x'])
  })

  test('is an external module where it has none', () => {
    expect(loaderOf({}).loader.resolve('br:x')).toEqual({ cause: { kind: 'external-module', reference: 'br:x' } })
  })
})
