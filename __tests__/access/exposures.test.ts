import { describe, expect, test } from '@jest/globals'
import { modelOf, modelsOf, textAt } from './support/run.js'
import type { Sources } from './support/run.js'

const kv = "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: 'kv' }\n"

function secret(value: string): string {
  return `${kv}resource s 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = { parent: kv, name: 's', properties: { value: ${value} } }\n`
}

const account = `param accountName string = 'st'
resource st 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: accountName, location: 'x', sku: { name: 'y' }, kind: 'z' }
`

/** The text at each place, the way and how it is told. */
function exposed(source: string | Sources, parameters: readonly string[] = []) {
  const sources = typeof source === 'string' ? { 'main.bicep': source } : source
  return (modelOf(sources, { parameters }).exposures ?? []).map(({ head, way, how }) => [
    textAt(sources, head),
    way,
    how,
  ])
}

const written = ["'abc'", 'literal', 'is written in plain text']

describe('a literal behind a secret', () => {
  test.each([
    ['in its place', secret("'abc'"), [written]],
    ['in a variable', `var v = 'abc'\n${secret('v')}`, [written]],
    ['in one of two branches', `@secure()\nparam p string\nparam b bool\n${secret("b ? p : 'abc'")}`, [written]],
    [
      'as a default',
      `@secure()\nparam p string = 'abc'\n${secret('p')}`,
      [["'abc'", 'literal', 'is written as the default of parameter `p`']],
    ],
    [
      'as a default, within a text',
      `@secure()\nparam p string = 'abc'\n${secret("'x${p}'")}`,
      [["'abc'", 'literal', 'is written as the default of parameter `p`']],
    ],
    ['made of literals', secret("toUpper('abc')"), []],
    ['that is empty', `@secure()\nparam p string = ''\n${secret('p')}`, []],
    ['that is empty, in a text', `@secure()\nparam p string = ''\n${secret("base64('user:${p}')")}`, []],
    ['that is filled in later', secret("'#{Password}#'"), []],
    ['that stands for none', secret("'None'"), []],
    ['that is a name', `${account}${secret('st.name')}`, []],
    ['that is made while deploying', `@secure()\nparam p string = newGuid()\n${secret('p')}`, []],
    ['that is no text', secret('string(1)'), []],
  ])('%s', (_, source, expected) => {
    expect(exposed(source)).toEqual(expected)
  })

  test('in a parameter file', () => {
    const sources = {
      'main.bicep': `@secure()\nparam p string\n${secret('p')}`,
      'main.parameters.json': '{ "parameters": { "p": { "value": "abc" } } }',
    }
    expect(exposed(sources, ['main.parameters.json'])).toEqual([['"abc"', 'literal', 'is written in a parameter file']])
  })

  test('as an argument of a module', () => {
    const sources = {
      'main.bicep': "module m 'm.bicep' = { name: 'm', params: { p: 'abc' } }",
      'm.bicep': `@secure()\nparam p string\n${secret('p')}`,
    }
    expect(exposed(sources)).toEqual([written])
  })
})

describe('a parameter that is not secure', () => {
  test.each([
    ['gives the whole value', `param p string\n${secret('p')}`, 'p'],
    ['gives a part by the name of a secret', `param password string\n${secret("'a=${password}'")}`, 'password'],
    ['gives a list of secrets', `param list array\n${secret('list[0].value')}`, 'list'],
  ])('%s', (_, source, name) => {
    const how = `passes through parameter \`${name}\`, which is not secure`
    expect(exposed(source)).toEqual([[name, 'plainParameter', how]])
  })

  test.each([
    ['gives a part of another name', `param host string\n${secret("'a=${host}'")}`],
    [
      'gives a part beside a secret',
      `@secure()\nparam p string\nparam passwordName string\n${secret("'${passwordName}${p}'")}`,
    ],
    ['names a resource', `param name string\n${account.replace('accountName }', 'name }')}${secret('st.name')}`],
    ['gives what only Azure knows', `${account}${secret('st.properties.primaryEndpoints.blob')}`],
    ['is secure', `@secure()\nparam p string\n${secret('p')}`],
  ])('%s: none', (_, source) => {
    expect(exposed(source)).toEqual([])
  })

  test('stands in the way of a secret, in a module', () => {
    const sources = {
      'main.bicep': "@secure()\nparam outer string\nmodule m 'm.bicep' = { name: 'm', params: { inner: outer } }",
      'm.bicep': `param inner string\n${secret('inner')}`,
    }
    expect(exposed(sources)).toEqual([
      ['inner', 'plainParameter', 'passes through parameter `inner`, which is not secure'],
    ])
  })
})

describe('an output', () => {
  const shown = (name: string) => [
    name,
    'output',
    `is shown by output \`${name}\`, which the history of deployments keeps`,
  ]

  test.each([
    ['of the secret’s parameter', "output o string = 'x${p}'", [shown('o')]],
    ['within an object', 'output o object = { a: [p] }', [shown('o')]],
    ['that is secure', '@secure()\noutput o string = p', []],
    ['of another secret', '@secure()\nparam q string\noutput o string = q', []],
    ['of its name', 'output o string = s.name', []],
    [
      'of what a resource was given',
      "resource r 'Microsoft.Sql/servers@2023-08-01' = { name: 'r', location: 'x', properties: { password: p } }\noutput o object = r.properties",
      [],
    ],
  ])('%s', (_, output, expected) => {
    expect(exposed(`@secure()\nparam p string\n${secret('p')}${output}`)).toEqual(expected)
  })

  test('of a module, on the way to the secret', () => {
    const sources = {
      'main.bicep': `module m 'm.bicep' = { name: 'm' }\n${secret('m.outputs.key')}`,
      'm.bicep': `${account}output key string = st.listKeys().keys[0].value\noutput name string = st.name`,
    }
    expect(exposed(sources)).toEqual([shown('key')])
  })

  test('of what is fetched from a vault, without a secret of the run', () => {
    const sources = {
      'main.bicep': `${kv}module m 'm.bicep' = { name: 'm', params: { p: kv.getSecret('x') } }`,
      'm.bicep': '@secure()\nparam p string\noutput o string = p',
    }
    expect(exposed(sources)).toEqual([shown('o')])
    const [exposure] = modelOf(sources).exposures ?? []
    expect([exposure?.secret, exposure?.type, exposure?.name]).toEqual([undefined, 'output', 'o'])
  })
})

describe('an output with more parts than are searched', () => {
  const many = (count: number) =>
    `${secret("'abc'")}output o array = [for i in range(0, ${count}): {\n  a: 'x'\n  b: 'y'\n}]`
  const outputs = (source: string) => (modelOf(source).exposures ?? []).filter(({ type }) => type === 'output')

  test('cannot be told', () => {
    const [exposure, ...others] = outputs(many(2_000))
    expect(others).toEqual([])
    expect([exposure?.name, exposure?.deployed]).toEqual(['o', 'unknown'])
    expect(exposure?.doubts?.map(({ cause }) => cause)).toEqual([{ kind: 'budget', limit: '5000 parts' }])
  })

  test('is one with at least that many', () => {
    expect(outputs(many(200))).toEqual([])
  })
})

test('an exposure is about its secret and its vault, and as certain as that', () => {
  const source = `param make bool\n${secret("'abc'").replace('= { parent', '= if (make) { parent')}`
  const [exposure] = modelOf(source).exposures ?? []
  expect([exposure?.name, exposure?.secret?.name, exposure?.vault?.name, exposure?.deployed]).toEqual([
    's',
    's',
    'kv',
    'unknown',
  ])
})

test('a run without secrets has none', () => {
  expect(modelsOf({ 'main.bicep': "output o string = 'x'" }).map(({ exposures }) => exposures)).toEqual([[]])
})
