import { describe, expect, test } from '@jest/globals'
import type { ModuleDeclaration } from '../../../src/language/program.js'
import { programOf, show, showCause, showLoop, showProblems } from './show.js'

const deployments = 'Microsoft.Resources/deployments'

function moduleOf(properties: unknown, template: object = {}, attributes: object = {}) {
  const { program, text } = programOf({
    ...template,
    resources: [{ type: deployments, apiVersion: '2022-09-01', name: 'd', properties, ...attributes }],
  })
  const [module] = program.modules
  if (!module) throw new Error('the test gives no deployment')
  return { module, program, problems: () => showProblems(program, text) }
}

function showSource({ source }: ModuleDeclaration): string {
  switch (source.kind) {
    case 'inline':
      return `inline ${source.evaluation}`
    case 'local':
      return `local ${source.path}`
    case 'registry':
      return `registry ${source.reference}`
    case 'unknown':
      break
  }
  return showCause(source.cause)
}

const sourceOf = (properties: unknown, template: object = {}) => showSource(moduleOf(properties, template).module)

describe('a nested template', () => {
  const inner = { expressionEvaluationOptions: { scope: 'Inner' }, template: {} }
  const outer = { expressionEvaluationOptions: { scope: 'outer' }, template: {} }

  test.each([
    ['by default', { template: {} }, {}, 'inline outer'],
    ['that says inner', inner, {}, 'inline inner'],
    ['by default in language version 2.0', { template: {} }, { languageVersion: '2.0' }, 'inline inner'],
    ['that says outer', outer, { languageVersion: '2.0' }, 'inline outer'],
  ])('%s', (_, properties, template, expected) => {
    expect(sourceOf(properties, template)).toBe(expected)
  })

  test('is a program of its own, read once', () => {
    const { module } = moduleOf({ template: { parameters: { p: { type: 'int' } } } })
    const source = module.source.kind === 'inline' ? module.source : undefined
    expect([...(source?.program().parameters.keys() ?? [])]).toEqual(['p'])
    expect(source?.program()).toBe(source?.program())
  })

  test('tells its problems with those of the template that it stands in, once it is read', () => {
    const { module, program, problems } = moduleOf({ template: { resources: 1 } })
    expect(program.problems).toEqual([])
    if (module.source.kind === 'inline') module.source.program()
    expect(problems()).toEqual(['template-invalid 1 Expected an array of resources, or an object by symbolic name.'])
  })

  test('without a schema is deployed to what its parent is', () => {
    const schema = 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#'
    const { module } = moduleOf({ template: {} }, { $schema: schema })
    expect(module.source.kind === 'inline' && module.source.program().targetScope).toBe('subscription')
  })
})

describe('the attributes of a deployment', () => {
  test('are expressions where they are written', () => {
    const { module } = moduleOf(
      { template: {} },
      {},
      {
        condition: '[c()]',
        copy: { name: 'l', count: 2 },
        scope: '[s()]',
        subscriptionId: '[t()]',
        resourceGroup: 'g',
      },
    )
    expect([
      show(module.name),
      show(module.condition),
      showLoop(module.loop),
      show(module.scope),
      show(module.subscriptionId),
      show(module.resourceGroup),
      module.existing,
    ]).toEqual(['"d"', 'c()', 'l * 2', 's()', 't()', '"g"', false])
  })

  test('of one that exists already name no template, which is no fault', () => {
    const { module, problems } = moduleOf(undefined, {}, { existing: true })
    expect([module.existing, showSource(module)]).toEqual([true, 'unsupported a deployment that exists already'])
    expect(problems()).toEqual([])
  })
})

describe('a linked template', () => {
  const own = 'deployment().properties.templateLink.uri'
  const artifacts = {
    parameters: { _artifactsLocation: { type: 'string', defaultValue: `[${own}]` }, sas: { type: 'securestring' } },
    variables: { folder: 'nested', url: `[uri(${own}, 'x.json')]` },
  }

  test.each([
    [{ relativePath: 'x.json' }, 'local a/x.json'],
    [{ relativePath: '../b/x.json' }, 'local b/x.json'],
    [{ relativePath: "[concat(variables('folder'), '/x.json')]" }, 'local a/nested/x.json'],
    [{ uri: `[uri(${own}, 'nested/x.json')]` }, 'local a/nested/x.json'],
    [{ uri: "[variables('url')]" }, 'local a/x.json'],
    [{ uri: "[concat(parameters('_artifactsLocation'), '/x.json', parameters('sas'))]" }, 'local a/x.json'],
    [{ uri: 'https://example.com/x.json' }, 'external https://example.com/x.json'],
    [{ uri: "[parameters('sas')]" }, 'unsupported a template link whose path is not written out'],
    [{ id: '/subscriptions/x' }, 'external /subscriptions/x'],
  ])('%j is %s', (templateLink, expected) => {
    expect(sourceOf({ templateLink }, artifacts)).toBe(expected)
  })

  test('that is published from a repository is its file where there is one, and else external', () => {
    const uri = 'https://raw.githubusercontent.com/owner/repo/main/b/c/x.json'
    const call = { type: deployments, apiVersion: '2022-09-01', name: 'd', properties: { templateLink: { uri } } }
    const outer = { ...call, properties: { template: { resources: [call] } } }
    const shown = (isTemplate?: (path: string) => boolean) => {
      const [direct, around] = programOf({ resources: [call, outer] }, 'a/main.json', isTemplate).program.modules
      const inner = around?.source.kind === 'inline' ? around.source.program().modules[0] : undefined
      return [direct, inner].map((module) => module && showSource(module))
    }
    expect(shown((path) => path === 'b/c/x.json')).toEqual(['local b/c/x.json', 'local b/c/x.json'])
    expect(shown()).toEqual([`external ${uri}`, `external ${uri}`])
  })

  test('that a path relative to this one gives is never looked for from the root', () => {
    const relativePath = 'https://raw.githubusercontent.com/owner/repo/main/b/c/x.json'
    const call = {
      type: deployments,
      apiVersion: '2022-09-01',
      name: 'd',
      properties: { templateLink: { relativePath } },
    }
    const [module] = programOf({ resources: [call] }, 'a/main.json', () => true).program.modules
    expect(module && showSource(module)).toBe(`missing ${relativePath}`)
  })

  test('outside of the repository is told', () => {
    const { module, problems } = moduleOf({ templateLink: { relativePath: '../../x.json' } })
    expect(showSource(module)).toBe('missing ../../x.json')
    expect(problems()).toEqual(['path-outside "../../x.json" Expected a path that stays within the repository.'])
  })
})

describe('a template that is neither', () => {
  test.each([
    [{ template: '[f()]' }, 'unsupported a template made by an expression'],
    [{ templateLink: '[f()]' }, 'unsupported a template link made by an expression'],
    ['[f()]', 'unsupported a deployment made by an expression'],
  ])('%j is unknown', (properties, expected) => {
    expect(sourceOf(properties)).toBe(expected)
  })

  test.each([
    [{}, 'Expected `template` or `templateLink` in the properties of this deployment.'],
    [{ templateLink: {} }, 'Expected `uri`, `relativePath` or `id` in this template link.'],
  ])('%j is told', (properties, expected) => {
    const { module, program } = moduleOf(properties)
    expect(showSource(module)).toBe(`invalid ${expected}`)
    expect(program.problems.map((problem) => problem.message)).toEqual([expected])
  })
})

describe('arguments', () => {
  const argumentsOf = (parameters: unknown) => show(moduleOf({ template: {}, parameters }).module.arguments)

  test.each([
    [{ a: { value: 1 }, B: { value: '[f()]' } }, '{a: 1, B: f()}'],
    [{ a: { value: { copy: [{ name: 'x', count: 2, input: 1 }] } } }, '{a: {x: [for x * 2: 1]}}'],
    [{ a: { copy: [{ name: 'value', count: 2, input: 1 }] } }, '{a: [for value * 2: 1]}'],
    [{ a: { reference: { keyVault: { id: '[f()]' }, secretName: 's' } } }, '{a: <secret of f() secret>}'],
    [
      { a: "[if(c(), createObject('value', 1), createObject('reference', createObject()))]" },
      '{a: c() ? 1 : <secret secret>}',
    ],
    [{ a: "[parameters('p')]" }, '{a: parameter p.value}'],
    [{ a: '[f(]' }, '{a: <invalid Expected a function, a string in single quotes or a number.>}'],
    ['[f()]', '<unsupported parameters made by an expression>'],
    [undefined, '{}'],
  ])('%j are %s', (parameters, expected) => {
    expect(argumentsOf(parameters)).toBe(expected)
  })

  test('of another file are unknown', () => {
    const { module } = moduleOf({ template: {}, parametersLink: { uri: 'x' } })
    expect(show(module.arguments)).toBe('<unsupported parameters of another file (`parametersLink`)>')
  })

  test.each([[1], ['x'], [{}]])('of which one is %j are told', (argument) => {
    const { module, problems } = moduleOf({ template: {}, parameters: { a: argument } })
    const expected = 'Expected `value` or `reference` for this parameter.'
    expect(show(module.arguments)).toBe(`{a: <invalid ${expected}>}`)
    expect(problems()).toEqual([`template-invalid ${JSON.stringify(argument)} ${expected}`])
  })
})
