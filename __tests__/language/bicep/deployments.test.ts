import { describe, expect, test } from '@jest/globals'
import type { ModuleDeclaration } from '../../../src/language/program.js'
import { lowered, messages, show, showLoop, written } from './show.js'

function deployment(properties: string, more = ''): ModuleDeclaration | undefined {
  return lowered(`param p string\nresource d 'Microsoft.Resources/deployments@2023-07-01' = ${text(properties, more)}`)
    .modules[0]
}

function text(properties: string, more: string): string {
  return `{\n  name: 'n'\n${more}  properties: ${properties}\n}`
}

describe('a deployment written as a resource', () => {
  test('is a call of the template that it loads', () => {
    const source = `param p string
resource store 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: 'kv' }
resource d 'Microsoft.Resources/deployments@2023-07-01' = [for x in [1]: if (p == 'a') {
  name: 'n'
  scope: subscription()
  subscriptionId: 's'
  resourceGroup: 'g'
  properties: {
    mode: 'Incremental'
    template: loadJsonContent('./t/x.json')
    parameters: {
      a: { value: p }
      b: { reference: { keyVault: { id: store.id }, secretName: 'c' } }
      c: p
    }
  }
}]
output o string = d[0].properties.outputs.x.value`
    const program = lowered(source)
    const [module] = program.modules
    expect(messages(program)).toEqual([])
    expect(program.resources.map(({ symbol }) => symbol)).toEqual(['store'])
    expect(module?.source).toMatchObject({ kind: 'local', path: 't/x.json' })
    expect(module?.source.kind === 'local' && written(source, module.source.span)).toBe("loadJsonContent('./t/x.json')")
    expect(module?.loop && showLoop(module.loop)).toBe('for x in [1] if equals(parameter p, "a"):')
    expect([module?.name, module?.scope, module?.subscriptionId, module?.resourceGroup].map(show)).toEqual([
      '"n"',
      'subscription()',
      '"s"',
      '"g"',
    ])
    expect(show(module?.arguments)).toBe('{a: parameter p, b: unknown secret-reference secret, c: parameter p.value}')
    expect(module && [module.symbol, module.existing, written(source, module.head)]).toEqual(['d', false, 'd'])
  })

  test('without resources deploys nothing', () => {
    for (const resources of ['[]', '{}']) {
      const source = deployment(
        `{ template: { resources: ${resources}, outputs: { x: { type: 'string', value: 'y' } } } }`,
      )?.source
      expect(source?.kind === 'inline' && source.program().resources).toEqual([])
    }
  })

  test.each([
    ["{ template: { resources: [{ type: 'A.B/c' }] } }"],
    ["{ template: loadJsonContent('x.json', '$.a') }"],
    ['{ template: json(p) }'],
    ["{ templateLink: { uri: 'https://example.org/x.json' } }"],
    ['any(p)'],
  ])('with %s is not followed', (properties) => {
    expect(deployment(properties)?.source).toMatchObject({
      kind: 'unknown',
      cause: { kind: 'unsupported', what: 'a template written in Bicep' },
    })
  })

  test('does not leave the repository', () => {
    const program = lowered(
      `resource d 'Microsoft.Resources/deployments@2023-07-01' = ${text("{ template: loadJsonContent('../x.json') }", '')}`,
    )
    expect(messages(program)).toEqual(['path-outside 98-126 `../x.json` does not stand in the repository.'])
    expect(program.modules[0]?.source).toMatchObject({ kind: 'unknown', cause: { kind: 'missing-file' } })
  })

  test('with parameters that are no object has unknown ones', () => {
    expect(show(deployment('{ template: { resources: [] }, parameters: json(p) }')?.arguments)).toBe(
      'unknown unsupported',
    )
  })

  test('that exists is a resource like any other', () => {
    const program = lowered("resource d 'Microsoft.Resources/deployments@2023-07-01' existing = { name: 'n' }")
    expect([program.modules.length, program.resources.length]).toEqual([0, 1])
  })
})
