import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { programOf, show, showProblems } from './show.js'

describe('the template', () => {
  test.each([
    ['https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', 'resourceGroup'],
    ['https://schema.management.azure.com/schemas/2018-05-01/SUBSCRIPTIONdeploymentTemplate.json#', 'subscription'],
    [
      'https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json',
      'managementGroup',
    ],
    ['https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentTemplate.json#', 'tenant'],
    ['something else', 'resourceGroup'],
  ])('with schema %s is deployed to a %s', ($schema, targetScope) => {
    expect(programOf({ $schema }).program.targetScope).toBe(targetScope)
  })

  test.each([
    [{ _generator: { name: 'bicep', version: '1' } }, true],
    [{ _generator: { name: 'hand' } }, false],
    [{}, false],
  ])('with metadata %j is generated: %s', (metadata, generated) => {
    expect(programOf({ metadata }).program.generated).toBe(generated)
  })

  test('keeps its comments and the problems of its text', () => {
    const { program } = programOf('{ // one\n "resources": [tru] }')
    expect(program.comments?.map((comment) => comment.text)).toEqual(['one'])
    expect(program.problems.map((problem) => problem.code)).toEqual(['json-syntax'])
  })

  test('has its place', () => {
    expect(programOf(' {} ').program).toMatchObject({
      file: 'a/main.json',
      language: 'arm',
      span: { file: 'a/main.json', start: 1, end: 3 },
    })
  })
})

describe('parameters', () => {
  test('are known by name without regard to case, the last of two', () => {
    const { program, text } = programOf(
      '{"parameters": {"P": {"type": "int"}, "p": {"type": "string", "defaultValue": "[f()]"}}}',
    )
    const parameter = program.parameters.get('p')
    expect(program.parameters.size).toBe(1)
    expect(parameter).toMatchObject({ name: 'p', type: { kind: 'string' } })
    expect(show(parameter?.defaultValue)).toBe('f()')
    expect(text.slice(parameter?.nameSpan.start, parameter?.nameSpan.end)).toBe('"p"')
    expect(text.slice(parameter?.span.start)).toBe('{"type": "string", "defaultValue": "[f()]"}}}')
  })

  test('without default have none, null is one', () => {
    const { program } = programOf({ parameters: { a: { type: 'string' }, b: { type: 'string', defaultValue: null } } })
    expect(program.parameters.get('a')).not.toHaveProperty('defaultValue')
    expect(show(program.parameters.get('b')?.defaultValue)).toBe('null')
  })
})

describe('variables', () => {
  test('are values, loops among them by `copy`', () => {
    const { program, text } = programOf({
      variables: {
        a: { b: "[variables('c')]", copy: [{ name: 'd', count: 2, input: "[copyIndex('d')]" }] },
        copy: [
          { name: 'E', count: '[f()]', input: 1 },
          { name: 'g', count: 3, input: [2] },
        ],
      },
    })
    expect([...program.variables].map(([key, { name, value }]) => [key, name, show(value)])).toEqual([
      ['a', 'a', '{b: variable c, d: [for d * 2: copyIndex("d")]}'],
      ['e', 'E', '[for E * f(): 1]'],
      ['g', 'g', '[for g * 3: [2]]'],
    ])
    const place = program.variables.get('e')?.nameSpan
    expect(text.slice(place?.start, place?.end)).toBe('"E"')
  })

  test('named copy are variables where they are no loops', () => {
    expect(show(programOf({ variables: { copy: 'x' } }).program.variables.get('copy')?.value)).toBe('"x"')
  })
})

describe('functions', () => {
  test('are known by namespace and name', () => {
    const { program } = programOf({
      functions: [
        {
          namespace: 'Ns',
          members: {
            Full: {
              parameters: [{ name: 'x', type: 'int' }],
              output: { type: 'int', value: "[add(parameters('x'), 1)]" },
            },
          },
        },
      ],
    })
    const declared = program.functions.get('ns.full')
    expect(declared).toMatchObject({ name: 'Ns.Full', parameters: [{ name: 'x', type: { kind: 'int' } }] })
    expect(show(declared?.body)).toBe('add(parameter x, 1)')
  })
})

describe('outputs', () => {
  test('have values or loops, conditions and secrecy', () => {
    const { program } = programOf({
      definitions: { hidden: { type: 'secureString' } },
      outputs: {
        a: { type: 'string', value: '[f()]', condition: false },
        b: { type: 'array', copy: { count: 2, input: '[copyIndex()]' } },
        c: { type: 'securestring', value: 'x' },
        d: { $ref: '#/definitions/hidden', value: 'x' },
      },
    })
    const shown = [...program.outputs.values()].map(({ name, value, condition, secure }) => [
      name,
      show(value),
      show(condition),
      secure,
    ])
    expect(shown).toEqual([
      ['a', 'f()', 'false', false],
      ['b', '[for - * 2: copyIndex()]', '-', false],
      ['c', '"x"', '-', true],
      ['d', '"x"', '-', true],
    ])
  })
})

describe('another shape than Azure takes', () => {
  test.each([
    [[], 'template-invalid [] Expected a template, which is an object.'],
    [{ parameters: [] }, 'template-invalid [] Expected an object as `parameters`.'],
    [{ parameters: { p: 1 } }, 'template-invalid 1 Expected an object for each of the `parameters`.'],
    [{ variables: 1 }, 'template-invalid 1 Expected an object as `variables`.'],
    [{ functions: {} }, 'template-invalid {} Expected an array of namespaces as `functions`.'],
    [{ functions: [{}] }, 'template-invalid {} Expected an object with `namespace` and `members`.'],
    [
      { functions: [{ namespace: 'n', members: { f: {} } }] },
      'template-invalid {} Expected `output` with `value` in this function.',
    ],
    [{ outputs: { o: 1 } }, 'template-invalid 1 Expected an object for each of the `outputs`.'],
    [
      { outputs: { o: {} } },
      'template-invalid {} Expected `value`, or `copy` with `count` and `input`, in this output.',
    ],
    [{ resources: 1 }, 'template-invalid 1 Expected an array of resources, or an object by symbolic name.'],
    [{ resources: [1] }, 'template-invalid 1 Expected an object with `type`, `apiVersion` and `name`.'],
    [{ resources: [{ type: 'a/b' }] }, 'template-invalid {"type":"a/b"} Expected `name` in this resource.'],
    [{ resources: [{ name: 'a' }] }, 'template-invalid {"name":"a"} Expected `type` in this resource.'],
  ])('%j is told', (template, expected) => {
    const { program, text } = programOf(template)
    expect(showProblems(program, text)).toEqual([expected])
  })
})

describe('laws', () => {
  test('any JSON is lowered without a throw, every problem inside the file', () => {
    const key = fc.constantFrom(
      'parameters',
      'variables',
      'resources',
      'outputs',
      'functions',
      'copy',
      'name',
      'count',
      'input',
      'type',
      'value',
      'properties',
      'template',
      'templateLink',
      'uri',
      'condition',
      'members',
      'namespace',
      '$ref',
      'a',
    )
    const leaf = fc.constantFrom<unknown>(
      'a',
      '[f()]',
      '[f(',
      '[[a]',
      "[parameters('a')]",
      'Microsoft.Resources/deployments',
      1,
      null,
      true,
    )
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(fc.record({ resources: value, parameters: value, variables: value, outputs: value }), (template) => {
        const { program, text } = programOf(JSON.stringify(template))
        const programs = [
          program,
          ...program.modules.flatMap(({ source }) => (source.kind === 'inline' ? [source.program()] : [])),
        ]
        for (const each of programs) {
          for (const { defaultValue } of each.parameters.values()) show(defaultValue)
          for (const { value } of each.variables.values()) show(value)
          for (const { name, type, body } of each.resources) [name, type, body].map(show)
          for (const module of each.modules) show(module.arguments)
          for (const { value } of each.outputs.values()) show(value)
        }
        for (const { span } of program.problems) {
          expect(span && 0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
