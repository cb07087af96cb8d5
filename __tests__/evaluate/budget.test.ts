import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Deployment } from '../../src/evaluate/resource.js'
import type { Value } from '../../src/evaluate/value.js'
import { deployBicep, deploySources, deployTemplate, type Sample, template } from './deployment.js'
import { show } from './sample.js'

/** Works out everything, down to a depth, and says it in words. */
function everything({ resources, outputs, opaque, problems }: Deployment): string {
  const parts = resources.flatMap((resource) => [
    `${resource.type} ${resource.modulePath} ${String(resource.deployed)}`,
    ...resource.names.map((name) => words(name, 0)),
    words(resource.id, 0),
    words(resource.scope, 0),
    words(resource.body, 0),
  ])
  const out = [...outputs.values()].map(({ value }) => words(value, 0))
  const all = JSON.stringify([parts, out, opaque.map(({ unknown }) => words(unknown, 0)), problems])
  // Numbers that tell values in memory apart go on from one run to the next.
  return all.replace(/#\d+/g, '#')
}

function words(value: Value, depth: number): string {
  if (depth > 6) return '…'
  const inner = (part: Value) => words(part, depth + 1)
  if (value.kind === 'array')
    return `[${[...value.items.slice(0, 20), ...(value.rest ? [value.rest] : [])].map(inner).join()}]`
  if (value.kind === 'choice') return value.alternatives.map((one) => `${one.when}: ${inner(one.value)}`).join(' | ')
  if (value.kind !== 'object') return show(value)
  return `{${[...value.entries.values()]
    .slice(0, 20)
    .map((entry) => `${entry.key}: ${inner(entry.value)}`)
    .join()}}`
}

function codes(sample: Sample): readonly string[] {
  return sample.only.problems.map(({ message }) => message)
}

describe('limits', () => {
  test('a loop over a billion items ends at once', () => {
    const sample = deployTemplate(
      template({
        variables: { copy: [{ name: 'many', count: 1_000_000_000, input: 'x' }] },
        outputs: { x: { type: 'array', value: "[variables('many')]" } },
      }),
    )
    expect(sample.output('x')).toMatchObject({
      kind: 'unknown',
      cause: { kind: 'budget', limit: '10000 rounds of a loop' },
      type: 'array',
    })
    expect(codes(sample)).toEqual(['Only 10000 rounds of a loop are worked out; what lies beyond cannot be told.'])
  })

  test('loops within loops end with the steps', () => {
    const loop = (body: unknown, at: number) => ({ copy: [{ name: `l${at}`, count: 1000, input: body }] })
    const nested = [0, 1, 2, 3].reduce<unknown>(loop, "[copyIndex('l0')]")
    const sample = deployTemplate(
      template({ variables: { v: nested }, outputs: { x: { type: 'object', value: "[variables('v')]" } } }),
      {
        limits: { steps: 5000 },
      },
    )
    everything(sample.only)
    expect(codes(sample)).toEqual(['Only 5000 steps are worked out; what lies beyond cannot be told.'])
  })

  test('variables that name each other a thousand deep', () => {
    const variables = Object.fromEntries(
      Array.from({ length: 1000 }, (_, at) => [`v${at}`, `[variables('v${at + 1}')]`]),
    )
    const sample = deployTemplate(
      template({
        variables: { ...variables, v1000: 'end' },
        outputs: { x: { type: 'string', value: "[variables('v0')]" } },
      }),
    )
    expect(sample.output('x')).toMatchObject({ kind: 'unknown', cause: { kind: 'budget' } })
    expect(codes(sample)).toHaveLength(1)
  })

  test('functions that call themselves', () => {
    const limits = { steps: 20_000 }
    const sample = deployBicep('func f(n int) int => f(n) + f(n)\noutput x int = f(1)', {}, { limits })
    expect(sample.output('x')).toMatchObject({ kind: 'unknown' })
    expect(codes(sample).length).toBeGreaterThan(0)
  })

  test('values that double', () => {
    const variables = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`v${at + 1}`, `[concat(variables('v${at}'), variables('v${at}'))]`]),
    )
    const sample = deployTemplate(
      template({
        variables: { ...variables, v0: 'x', a: "[createArray(variables('v60'), variables('v60'))]" },
        outputs: { x: { type: 'string', value: "[variables('v60')]" } },
      }),
    )
    const value = sample.output('x')
    const parts = value.kind === 'text' ? value.parts : []
    expect(parts.length).toBeGreaterThan(0)
    expect(new Set(parts.map((part) => (typeof part === 'string' ? part : part.cause.kind)))).toEqual(
      new Set(['budget']),
    )
  })

  test('modules that call two modules each, to any depth', () => {
    const sources = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `m${at}.bicep`,
        `module a 'm${at + 1}.bicep' = { name: 'a' }\nmodule b 'm${at + 1}.bicep' = { name: 'b' }`,
      ]),
    )
    const sample = deploySources({ ...sources, 'm30.bicep': '' }, { limits: { resources: 500 } })
    expect(sample.only.problems.map(({ code }) => code)).toContain('limit-reached')
  })
})

describe('laws', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(0, 1, -1, true, false, null, '', 'x', 'a/b', [], {}),
    name.map((n) => `[parameters('${n}')]`),
    name.map((n) => `[variables('${n}')]`),
    fc.constantFrom(
      '[copyIndex()]',
      "[copyIndex('l')]",
      '[resourceGroup().id]',
      "[reference('a')]",
      "[reference('a').b.c]",
      "[resourceId('A.B/c', 'a')]",
      "[if(parameters('a'), variables('b'), 'x')]",
      "[if(equals(parameters('a'), 'x'), createObject('a', 1), null())]",
      "[union(variables('a'), variables('b'))]",
      "[concat(parameters('a'), variables('c'))]",
      "[coalesce(parameters('a'), variables('b'), 'd')]",
      "[and(parameters('a'), parameters('b'))]",
      "[map(variables('a'), lambda('x', lambdaVariables('x')))]",
      "[length(variables('c'))]",
      "[variables('a')[0].b]",
      "[split(parameters('c'), '/')[1]]",
      '[nothing()]',
      '[',
      '[]',
    ),
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(name, tie('tree'), { maxKeys: 3 }),
      tie('tree').map((input) => ({ copy: [{ name: 'l', count: 2, input }] })),
      fc.tuple(leaf, tie('tree')).map(([count, input]) => ({ copy: [{ name: 'l', count, input }] })),
    ),
  }))
  const resource = fc.record(
    {
      type: fc.constantFrom('A.B/c', 'A.B/c/d', 'Microsoft.Resources/deployments', 'A.B/c/providers/e', 'x'),
      name: fc.oneof(leaf, fc.constantFrom('a', 'b', 'a/b')),
      apiVersion: fc.constant('1'),
      condition: leaf,
      scope: leaf,
      copy: fc.record({ name: fc.constant('l'), count: leaf }),
      properties: tree,
      tags: tree,
    },
    { requiredKeys: ['type', 'name'] },
  )
  const parameter = fc.record(
    {
      type: fc.constantFrom('string', 'bool', 'int', 'object', 'array', 'securestring'),
      defaultValue: tree,
      nullable: fc.boolean(),
    },
    { requiredKeys: ['type'] },
  )
  const any = fc
    .record(
      {
        parameters: fc.dictionary(name, parameter, { maxKeys: 3 }),
        variables: fc.dictionary(name, tree, { maxKeys: 3 }),
        resources: fc.array(resource, { maxLength: 4 }),
        outputs: fc.dictionary(name, fc.record({ type: fc.constant('object'), value: tree }), { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    )
    .map(template)

  test('evaluating any template never throws and gives the same again', () => {
    fc.assert(
      fc.property(any, (one) => {
        const limits = { steps: 20_000, resources: 200 }
        const first = everything(deployTemplate(one, { limits }).only)
        expect(everything(deployTemplate(one, { limits }).only)).toBe(first)
      }),
      { numRuns: 300 },
    )
  })
})
