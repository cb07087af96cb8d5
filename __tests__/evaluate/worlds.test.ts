import { describe, expect, test } from '@jest/globals'
import { rootsOf } from '../../src/evaluate/worlds.js'
import type { Program } from '../../src/language/program.js'
import { deploySources, type Sample, template } from './deployment.js'
import { show } from './sample.js'

const main = template({
  parameters: {
    open: { type: 'bool', defaultValue: false },
    tier: { type: 'string', allowedValues: ['a', 'b'] },
    name: { type: 'string' },
  },
  resources: [
    {
      type: 'A.B/c',
      apiVersion: '1',
      name: "[parameters('name')]",
      tags: { open: "[parameters('open')]", tier: "[parameters('tier')]" },
    },
  ],
})

/** Each deployment's world with what it deploys. */
function worlds(sample: Sample): readonly string[] {
  return sample.deployments.map(
    ({ program, world, resources }) =>
      `${program.file} ${world.kind} ${world.name}: ${resources.map(({ body }) => show(body)).join()}`,
  )
}

describe('worlds', () => {
  test('the defaults where no file binds the template', () => {
    expect(worlds(deploySources({ 'main.json': main }))).toEqual([
      'main.json defaults its defaults: {tags: {open: false, tier: ?parameter main.json#tier string}}',
    ])
  })

  test('each parameter file, and then not the defaults', () => {
    const sample = deploySources(
      {
        'main.json': main,
        'dev.parameters.json': { parameters: { tier: { value: 'a' }, open: { value: true } } },
        'prod.parameters.json': { parameters: { Tier: { value: 'b' } } },
      },
      { parameters: { 'main.json': ['dev.parameters.json', 'prod.parameters.json'] } },
    )
    expect(worlds(sample)).toEqual([
      'main.json parameter-file dev.parameters.json: {tags: {open: true, tier: "a"}}',
      'main.json parameter-file prod.parameters.json: {tags: {open: false, tier: "b"}}',
    ])
    expect(sample.deployments.map(({ world }) => world.file)).toEqual(['dev.parameters.json', 'prod.parameters.json'])
  })

  test("a Bicep file's variables and other parameters", () => {
    const sample = deploySources(
      {
        'main.bicep': 'param a string\nparam b object\noutput a string = a\noutput b object = b',
        'p.bicepparam': "using 'main.bicep'\nvar v = 'x'\nparam a = '${v}y'\nparam b = { a: a }",
      },
      { parameters: { 'main.bicep': ['p.bicepparam'] } },
    )
    expect([show(sample.output('a')), show(sample.output('b'))]).toEqual(['"xy"', '{a: "xy"}'])
  })

  test('what another program calls is no root, unless a file binds it', () => {
    const sources = {
      'main.bicep': "module m 'm.bicep' = { name: 'm', params: { n: 'x' } }",
      'm.bicep': "param n string\nresource r 'A.B/c@1' = { name: n, tags: { n: n } }",
      'm.parameters.json': { parameters: { n: { value: 'y' } } },
    }
    expect(worlds(deploySources(sources))).toEqual(['main.bicep defaults its defaults: {tags: {n: "x"}}'])
    expect(worlds(deploySources(sources, { parameters: { 'm.bicep': ['m.parameters.json'] } }))).toEqual([
      'main.bicep defaults its defaults: {tags: {n: "x"}}',
      'm.bicep parameter-file m.parameters.json: {tags: {n: "y"}}',
    ])
  })

  test('every value that a parameter may have, where that is asked for', () => {
    expect(worlds(deploySources({ 'main.json': main }, { possible: true }))).toEqual([
      'main.json defaults its defaults: {tags: {open: false, tier: ?parameter main.json#tier string}}',
      'main.json possible parameter `open` is true: {tags: {open: true, tier: ?parameter main.json#tier string}}',
      'main.json possible parameter `open` is false: {tags: {open: false, tier: ?parameter main.json#tier string}}',
      'main.json possible parameter `tier` is \'a\': {tags: {open: false, tier: "a"}}',
      'main.json possible parameter `tier` is \'b\': {tags: {open: false, tier: "b"}}',
    ])
  })

  test('more than the limit are a problem', () => {
    const sample = deploySources({ 'main.json': main }, { possible: true, limits: { worlds: 2 } })
    expect(sample.deployments.map(({ problems }) => problems)).toEqual([
      [],
      [
        {
          code: 'limit-reached',
          severity: 'error',
          message: 'Only 2 worlds of a template are tried (parameter files and values); the others are not.',
          file: 'main.json',
        },
      ],
    ])
  })
})

describe('rootsOf', () => {
  const calls = (graph: Record<string, readonly string[]>) => {
    const programs = Object.entries(graph).map(([file, called]) => ({
      file,
      modules: called.map((path) => ({ source: { kind: 'local', path } })),
    }))
    return rootsOf(programs as unknown as readonly Program[]).map(({ file }) => file)
  }

  test.each([
    [{ a: ['b'], b: [], c: [] }, ['a', 'c']],
    [{ a: ['a'] }, ['a']],
    [{ a: ['b'], b: ['a'] }, ['a']],
    [{ a: ['b'], b: ['a'], c: ['a'] }, ['c']],
    [{ a: ['none'] }, ['a']],
    [{}, []],
  ])('%j', (graph, expected) => {
    expect(calls(graph)).toEqual(expected)
  })

  test('a call within a nested deployment counts', () => {
    const inner = { file: 'a', modules: [{ source: { kind: 'local', path: 'b' } }] }
    const a = { file: 'a', modules: [{ source: { kind: 'inline', program: () => inner } }] }
    const b = { file: 'b', modules: [] }
    expect(rootsOf([a, b] as unknown as readonly Program[])).toEqual([a])
  })
})
