import { describe, expect, test } from '@jest/globals'
import type { OciReference } from '../../src/language/module-reference.js'
import type { Program } from '../../src/language/program.js'
import { type Fetched, openRegistry } from '../../src/language/registry.js'
import type { FileContent } from '../../src/source/files.js'

const place = { file: 'main.bicep', start: 7, end: 12 }
const other = { file: 'other.bicep', start: 1, end: 2 }
const vault = 'br:mcr.microsoft.com/bicep/avm/res/key-vault/vault:0.13.3'

function template(name: string, parts: object = {}): string {
  return JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { [name]: { type: 'string', defaultValue: "[concat('a', toLower('B'))]" } },
    resources: [],
    ...parts,
  })
}

function open(cached: Record<string, FileContent>, fetched: (reference: OciReference) => Fetched | undefined) {
  const asked: string[] = []
  const cache = {
    read(path: string): FileContent {
      asked.push(path)
      return cached[path] ?? { kind: 'absent' }
    },
  }
  const registry = openRegistry({
    cache,
    fetched: (reference) => {
      asked.push(reference.repository)
      return fetched(reference)
    },
  })
  return { registry, asked }
}

const text = (content: string) => ({ kind: 'text', text: content }) as const
const nothing = () => undefined

function programOf(found: ReturnType<ReturnType<typeof openRegistry>>): Program {
  if (!found || 'kind' in found) throw new Error(found?.why ?? 'no program')
  return found
}

describe('a module', () => {
  test('of the cache goes before the registry', () => {
    const { registry, asked } = open({ 'br/host/a$b/1$/main.json': text(template('cached')) }, nothing)
    expect([...programOf(registry('br:host/a/b:1', place)).parameters.keys()]).toEqual(['cached'])
    expect(asked).toEqual(['br/host/a$b/1$/main.json'])
  })

  test('of a registry goes before what is known of it', () => {
    const { registry, asked } = open({}, () => text(template('fetched')))
    const program = programOf(registry(vault, place))
    expect([[...program.parameters.keys()], program.problems]).toEqual([['fetched'], []])
    expect(asked).toEqual([
      'br/mcr.microsoft.com/bicep$avm$res$key-vault$vault/0.13.3$/main.json',
      'bicep/avm/res/key-vault/vault',
    ])
  })

  test('is otherwise what is known of its interface', () => {
    const program = programOf(openRegistry({})(vault, place))
    expect([program.file, program.external, program.parameters.has('enablepurgeprotection')]).toEqual([
      'main.bicep',
      true,
      true,
    ])
  })

  test('is otherwise not known', () => {
    expect(openRegistry({})('br:mcr.microsoft.com/bicep/avm/res/storage/storage-account:0.9.1', place)).toBeUndefined()
    expect(open({}, nothing).registry('br:host/a:1', place)).toBeUndefined()
  })

  test('of a template spec comes from the cache alone', () => {
    const reference = 'ts:11111111-2222-3333-4444-555555555555/g/n:1'
    const path = 'ts/11111111-2222-3333-4444-555555555555/g/n/1/main.json'
    const { registry, asked } = open({ [path]: text(template('cached')) }, () => text(template('fetched')))
    expect([...programOf(registry(reference, place)).parameters.keys()]).toEqual(['cached'])
    expect(asked).toEqual([path])
    expect(open({}, () => text(template('fetched'))).registry(reference, place)).toBeUndefined()
  })
})

describe('what cannot be had', () => {
  test.each<[string, string, FileContent, Fetched | undefined, string]>([
    ['a reference of no form', 'br:host', { kind: 'absent' }, undefined, 'it has not the form of a module reference'],
    [
      'a registry that fails',
      'br:host/a:1',
      { kind: 'absent' },
      { kind: 'unavailable', why: '`host` answered 500' },
      '`host` answered 500',
    ],
    ['something else than a template', 'br:host/a:1', { kind: 'absent' }, text('{"a": 1}'), 'it is no ARM template'],
    ['JSON with an error', 'br:host/a:1', text(`${template('a')}}`), undefined, 'it is no ARM template'],
    [
      'a copy in the cache that is too large',
      'br:host/a:1',
      { kind: 'unavailable', reason: 'it has 9 bytes, more than the 8 that are read' },
      undefined,
      'its copy in the cache cannot be read: it has 9 bytes, more than the 8 that are read',
    ],
    [
      'a version of a known module that is not known',
      'br:mcr.microsoft.com/bicep/avm/res/key-vault/vault:0.99.0',
      { kind: 'absent' },
      undefined,
      'version 0.99.0 of it is not known here',
    ],
  ])('%s says why', (_, reference, cached, answer, why) => {
    const registry = openRegistry({ cache: { read: () => cached }, fetched: () => answer })
    expect(registry(reference, place)).toEqual({ kind: 'unavailable', why })
  })

  test('is told where a known interface stands in for it', () => {
    const { registry } = open({}, () => ({ kind: 'unavailable', why: 'the registry sleeps' }))
    expect(programOf(registry(vault, place)).problems).toEqual([
      {
        code: 'module-missing',
        severity: 'note',
        message: 'The module was not read, since the registry sleeps; what is known of its interface stands in for it.',
        span: place,
      },
    ])
  })

  test('in the cache may be had from the registry', () => {
    const { registry } = open({ 'br/host/a/1$/main.json': text('{}') }, () => text(template('fetched')))
    expect([...programOf(registry('br:host/a:1', place)).parameters.keys()]).toEqual(['fetched'])
  })
})

describe('a text that is not in the repository', () => {
  const parts = {
    variables: { v: "[format('{0}', 1)]", '[x': 1 },
    resources: [
      {
        type: 'Microsoft.KeyVault/vaults',
        apiVersion: '2024-11-01',
        name: "[parameters('p')]",
        properties: { a: [1] },
      },
      {
        type: 'Microsoft.Resources/deployments',
        apiVersion: '2025-04-01',
        name: 'nested',
        properties: {
          mode: 'Incremental',
          template: JSON.parse(template('q')) as object,
          parameters: { q: { value: 1 } },
        },
      },
    ],
    outputs: { o: { type: 'string', value: "[variables('v')]" } },
  }

  test('stands at its call, all of it, for each call', () => {
    const { registry } = open({ 'br/host/a/1$/main.json': text(template('p', parts)) }, nothing)
    for (const call of [place, other]) {
      const spans = spansIn(programOf(registry('br:host/a:1', call)))
      expect(spans.length).toBeGreaterThan(40)
      expect(new Set(spans.map((span) => JSON.stringify(span)))).toEqual(new Set([JSON.stringify(call)]))
    }
  })

  test('makes notes of its mistakes, and reads no file of the repository', () => {
    const linked = {
      resources: [
        { type: 1 },
        {
          type: 'Microsoft.Resources/deployments',
          apiVersion: '2025-04-01',
          name: 'linked',
          properties: { templateLink: { relativePath: 'secret.json' } },
        },
      ],
      outputs: { o: { value: '[nonsense(]' } },
    }
    const { registry } = open({ 'br/host/a/1$/main.json': text(template('p', linked)) }, nothing)
    const program = programOf(registry('br:host/a:1', place))
    expect(program.modules.map(({ source }) => source)).toEqual([
      { kind: 'unknown', cause: { kind: 'external-module', reference: 'secret.json' }, span: place },
    ])
    const { value } = [...program.outputs.values()][0] ?? {}
    if (value?.kind === 'deferred') value.force()
    expect(program.problems.map(({ code, severity, span }) => ({ code, severity, span }))).toEqual([
      { code: 'template-invalid', severity: 'note', span: place },
      { code: 'expression-syntax', severity: 'note', span: place },
    ])
  })
})

/** Every place within a program, deferred expressions and nested programs included. */
function spansIn(program: Program): unknown[] {
  const found: unknown[] = []
  const seen = new Set<unknown>()
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'function') {
      if (key === 'force' || key === 'program') walk((value as () => unknown)(), '')
      return
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    if (/span$|^head$/i.test(key)) found.push(value)
    else {
      seen.add(value)
      const entries = value instanceof Map ? [...value] : Object.entries(value)
      for (const [name, inner] of entries) walk(inner, String(name))
    }
  }
  walk(program, '')
  return found
}
