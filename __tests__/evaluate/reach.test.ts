import { describe, expect, test } from '@jest/globals'
import type { Program } from '../../src/language/program.js'
import { holdsType, mayBeSought, Reach, writtenType } from '../../src/evaluate/reach.js'
import type { Called, Sought } from '../../src/evaluate/reach.js'
import { deployAll } from '../../src/evaluate/worlds.js'
import { deploySources } from './deployment.js'
import type { Sources } from './deployment.js'
import { clock } from './sample.js'

const vaults: Sought = (typeKey) => typeKey.startsWith('microsoft.keyvault/')
const vault = "resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = { name: 'kv' }\n"
const site = "resource web 'Microsoft.Web/sites@2024-04-01' = { name: 'web' }\n"

function programsOf(sources: Sources): { readonly at: (path: string) => Program; readonly called: Called } {
  const { loader } = deploySources(sources)
  const at = (path: string): Program => {
    const { program } = loader.load(path)
    if (!program) throw new Error(path)
    return program
  }
  const called: Called = ({ source }) => (source.kind === 'local' ? loader.loaded(source.path)?.program : undefined)
  return { at, called }
}

function leads(sources: Sources, path = 'main.bicep'): boolean {
  const { at, called } = programsOf(sources)
  return new Reach((program) => holdsType(program, vaults), called, false).ofProgram(at(path))
}

describe('what a program may lead to', () => {
  test('is what it holds itself, whatever its conditions say', () => {
    expect(leads({ 'main.bicep': vault })).toBe(true)
    expect(leads({ 'main.bicep': vault.replace('= {', '= if (false) {') })).toBe(true)
    expect(leads({ 'main.bicep': vault.replace('= {', 'existing = {') })).toBe(true)
    expect(leads({ 'main.bicep': site })).toBe(false)
  })

  test('is what its modules hold, through any number of them', () => {
    const chain = { 'main.bicep': "module a 'a.bicep' = if (false) {}", 'a.bicep': "module b 'b.bicep' = {}" }
    expect(leads({ ...chain, 'b.bicep': vault })).toBe(true)
    expect(leads({ ...chain, 'b.bicep': site })).toBe(false)
  })

  test('cannot be told of modules that are not read, and of circles', () => {
    expect(leads({ 'main.bicep': "module a 'absent.bicep' = {}" })).toBe(true)
    expect(leads({ 'main.bicep': "module a 'br:example.azurecr.io/a:1' = {}" })).toBe(true)
    expect(leads({ 'main.bicep': "module a 'a.bicep' = {}", 'a.bicep': "module m 'main.bicep' = {}" })).toBe(true)
  })

  test('is in templates within a template', () => {
    const nested = (type: string) => ({
      resources: [
        {
          type: 'Microsoft.Resources/deployments',
          name: 'd',
          properties: { template: { resources: [{ type, name: 'x' }] } },
        },
      ],
    })
    expect(leads({ 'main.json': nested('Microsoft.KeyVault/vaults') }, 'main.json')).toBe(true)
    expect(leads({ 'main.json': nested('Microsoft.Web/sites') }, 'main.json')).toBe(false)
  })

  test('is asked of a file once where the question tells of the templates within', () => {
    const { at, called } = programsOf({
      'main.json': {
        resources: [
          { type: 'Microsoft.Resources/deployments', name: 'd', properties: { template: { resources: [] } } },
        ],
      },
    })
    const asked: string[] = []
    const ask = (program: Program): boolean => {
      asked.push(program.file)
      return false
    }
    expect(new Reach(ask, called, true).ofProgram(at('main.json'))).toBe(false)
    expect(asked).toEqual(['main.json'])
    expect(new Reach(ask, called, false).ofProgram(at('main.json'))).toBe(false)
    expect(asked).toEqual(['main.json', 'main.json', 'main.json'])
  })
})

describe('a declaration', () => {
  const declared = (text: string) => {
    const program = programsOf({ 'main.bicep': text }).at('main.bicep')
    const [first] = program.resources
    if (!first) throw new Error(text)
    return { program, first }
  }

  test('has the type of its parent before its own', () => {
    const { first } = declared(
      "resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = { name: 'kv'\n resource s 'secrets' = { name: 's' }\n}",
    )
    expect(first.children.map(writtenType)).toEqual(['Microsoft.KeyVault/vaults/secrets'])
  })

  test('is sought for what is nested in it', () => {
    const { first, program } = declared(
      "resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = { name: 'kv'\n resource s 'secrets' = { name: 's' }\n}",
    )
    expect(mayBeSought(first, program, (type) => type.endsWith('/secrets'))).toBe(true)
    expect(mayBeSought(first, program, (type) => type.endsWith('/keys'))).toBe(false)
  })

  test('is told by what it stands on where that is a symbol, perhaps of a loop', () => {
    const on = (scope: string) => {
      const { first, program } = declared(
        `resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: 'r', scope: ${scope} }\n${site}resource many 'Microsoft.Web/sites@2024-04-01' = [for i in range(0, 2): { name: 'w\${i}' }]`,
      )
      const scopes: (string | undefined)[] = []
      mayBeSought(first, program, (_, scopeTypeKey) => {
        scopes.push(scopeTypeKey)
        return true
      })
      return scopes
    }
    expect(on('web')).toEqual(['microsoft.web/sites'])
    expect(on('many[1]')).toEqual(['microsoft.web/sites'])
    expect(on('resourceGroup()')).toEqual([undefined])
  })
})

describe('a deployment of which types are asked for', () => {
  const sources = {
    'main.bicep': `${vault}${site}module a 'a.bicep' = {}\nmodule b 'b.bicep' = {}`,
    'a.bicep': `${site}resource s 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = { name: 'kv/s' }`,
    'b.bicep': site,
  }
  const [deployment] = (() => {
    const { loader } = deploySources(sources)
    const { program } = loader.load('main.bicep')
    return deployAll(program ? [program] : [], () => [], loader, { clock, sought: vaults })
  })()

  test('has these first, and all the others when they are asked for', () => {
    expect(deployment?.sought.map(({ type }) => type)).toEqual([
      'Microsoft.KeyVault/vaults',
      'Microsoft.KeyVault/vaults/secrets',
    ])
    expect(deployment?.resources.map(({ type, modulePath }) => `${modulePath}:${type}`)).toEqual([
      ':Microsoft.KeyVault/vaults',
      ':Microsoft.Web/sites',
      'a:Microsoft.Web/sites',
      'a:Microsoft.KeyVault/vaults/secrets',
      'b:Microsoft.Web/sites',
    ])
    expect(deployment?.called?.map(({ path }) => path)).toEqual(['', 'a', 'b'])
  })

  test('tells whether what it may call is such, without following calls', () => {
    expect(deployment?.mayCall?.(({ file }) => file === 'b.bicep')).toBe(true)
    expect(deployment?.mayCall?.(({ file }) => file === 'c.bicep')).toBe(false)
  })
})
