import { describe, expect, test } from '@jest/globals'
import type { ResourceDeclaration } from '../../../src/language/program.js'
import { programOf, show, showLoop, showProblems } from './show.js'

const vault = { type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', name: 'kv' }

function resourcesOf(resources: unknown) {
  const { program, text } = programOf({ resources })
  return { resources: program.resources, modules: program.modules, text, problems: showProblems(program, text) }
}

function one(resource: unknown): ResourceDeclaration {
  const [first] = resourcesOf([resource]).resources
  if (!first) throw new Error('the test gives no resource')
  return first
}

describe('a resource', () => {
  test('has what Azure reads of it, and the rest as its body', () => {
    const resource = one({
      ...vault,
      condition: "[parameters('c')]",
      scope: '[f()]',
      subscriptionId: 's',
      resourceGroup: 'g',
      copy: { name: 'loop', count: 2 },
      dependsOn: ['x'],
      comments: 'x',
      location: 'west',
      properties: { copy: [{ name: 'a', count: 1, input: 2 }] },
      metadata: { 'kv-review': {} },
    })
    expect({
      type: show(resource.type),
      apiVersion: show(resource.apiVersion),
      name: show(resource.name),
      condition: show(resource.condition),
      scope: show(resource.scope),
      subscriptionId: show(resource.subscriptionId),
      resourceGroup: show(resource.resourceGroup),
      loop: showLoop(resource.loop),
      body: show(resource.body),
      existing: resource.existing,
    }).toEqual({
      type: '"Microsoft.KeyVault/vaults"',
      apiVersion: '"2023-07-01"',
      name: '"kv"',
      condition: 'parameter c',
      scope: 'f()',
      subscriptionId: '"s"',
      resourceGroup: '"g"',
      loop: 'loop * 2',
      body: '{location: "west", properties: {a: [for a * 1: 2]}, metadata: {kv-review: {}}}',
      existing: false,
    })
  })

  test('lacks what is not written', () => {
    expect(Object.keys(one({ type: 'a/b', name: 'n' })).sort()).toEqual([
      'body',
      'children',
      'existing',
      'head',
      'kind',
      'name',
      'span',
      'type',
    ])
  })

  test('stands where it is written, its head on the type', () => {
    const { resources, text } = resourcesOf([vault])
    const spans = resources.flatMap((resource) => [resource.span, resource.head])
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([
      JSON.stringify(vault),
      '"Microsoft.KeyVault/vaults"',
    ])
  })

  test('by symbolic name has a symbol, and may exist already', () => {
    const { resources } = resourcesOf({ b: { ...vault, existing: true }, a: vault })
    expect(resources.map(({ symbol, existing }) => [symbol, existing])).toEqual([
      ['b', true],
      ['a', false],
    ])
  })

  test('holds its children', () => {
    const parent = one({
      ...vault,
      resources: [{ type: 'secrets', name: 's', resources: [{ type: 'x', name: 'y' }] }],
    })
    const [child] = parent.children
    expect(show(child?.type)).toBe('"secrets"')
    expect(child?.lexicalParent).toBe(parent)
    expect(child?.children[0]?.lexicalParent).toBe(child)
  })

  test('of an extension keeps its name among its properties, which is no fault', () => {
    const { resources, problems } = resourcesOf({
      g: { extension: 'graph', type: 'Microsoft.Graph/groups@v1.0', properties: {} },
    })
    expect(resources.map(({ name }) => show(name))).toEqual(['<unsupported a resource of the extension graph>'])
    expect(problems).toEqual([])
  })

  test('of which a part could not be read may have a condition', () => {
    const { program } = programOf('{"resources": [{"type": "a/b", "name": "n", "condition": }]}')
    expect(show(program.resources[0]?.condition)).toBe('<invalid A part of it could not be read.>')
    expect(show(program.resources[0]?.body)).toBe('{...<invalid A part of it could not be read.>}')
  })

  test('without a count has a loop that nobody can count', () => {
    const { resources, problems } = resourcesOf([{ ...vault, copy: {} }])
    expect(showLoop(resources[0]?.loop)).toBe('- * <invalid Expected a `copy` with `count`.>')
    expect(problems).toEqual(['template-invalid {} Expected a `copy` with `count`.'])
  })
})

describe('a deployment among the children of a resource', () => {
  const deployment = {
    type: 'Microsoft.Resources/deployments',
    name: 'd',
    condition: '[b()]',
    properties: { template: {} },
  }

  test('is made under its conditions and loops', () => {
    const { modules } = resourcesOf([
      {
        ...vault,
        condition: '[a()]',
        copy: { name: 'l', count: 2 },
        resources: [{ type: 'secrets', name: 's', resources: [deployment] }],
      },
    ])
    expect(modules.map(({ condition, loop }) => [show(condition), showLoop(loop)])).toEqual([
      ['and(a(), b())', 'l * 2'],
    ])
  })

  test('has its own where the resource has none', () => {
    const { modules } = resourcesOf([{ ...vault, resources: [{ ...deployment, copy: { name: 'm', count: 3 } }] }])
    expect(modules.map(({ condition, loop }) => [show(condition), showLoop(loop)])).toEqual([['b()', 'm * 3']])
  })
})
