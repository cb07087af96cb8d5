import { describe, expect, test } from '@jest/globals'
import type { ResourceDeclaration } from '../../../src/language/program.js'
import { lowered, messages, show, showLoop, written } from './show.js'

function resource(text: string): ResourceDeclaration {
  const program = lowered(text)
  expect(messages(program)).toEqual([])
  const [first] = program.resources
  if (first === undefined) throw new Error('no resource')
  return first
}

describe('a resource', () => {
  const text = `param env string
@description('the vault')
resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = if (env == 'prod') {
  name: 'kv-\${env}'
  scope: resourceGroup('x')
  location: 'westeurope'
  properties: { enablePurgeProtection: true }
  dependsOn: [ other ]
}
resource other 'A.B/c@1' existing = { name: 'o' }`
  const vault = resource(text)

  test('has its type and version, each where it is written', () => {
    expect([show(vault.type), show(vault.apiVersion)]).toEqual(['"Microsoft.KeyVault/vaults"', '"2024-11-01"'])
    expect(written(text, vault.type.span)).toBe('Microsoft.KeyVault/vaults')
    expect(vault.apiVersion && written(text, vault.apiVersion.span)).toBe('2024-11-01')
  })

  test('of Azure, where that is said, is one like any other', () => {
    const said = resource("resource x 'az:A.B/c@1' = { name: 'x' }")
    expect([show(said.type), show(said.apiVersion)]).toEqual(['"A.B/c"', '"1"'])
  })

  test('has its name, scope and condition apart from its body', () => {
    expect(show(vault.name)).toBe('text("kv-", parameter env)')
    expect(show(vault.scope)).toBe('resourceGroup("x")')
    expect(show(vault.condition)).toBe('equals(parameter env, "prod")')
    expect(show(vault.body)).toBe('{location: "westeurope", properties: {enablePurgeProtection: true}}')
  })

  test('stands at its symbolic name; its decorators belong to it', () => {
    expect(vault.symbol).toBe('kv')
    expect(written(text, vault.head)).toBe('kv')
    expect(written(text, vault.span)).toMatch(/^@description[^]*\}$/)
  })

  test('may exist elsewhere', () => {
    expect(resource("resource a 'B.C/d@1' existing = { name: 'e' }").existing).toBe(true)
    expect(vault.existing).toBe(false)
  })

  test('has a parent, indexed or not', () => {
    const program = lowered(
      "resource a 'A.B/c@1' = [for i in range(0, 2): { name: 'a${i}' }]\nresource d 'A.B/c/d@1' = { parent: a[0], name: 'd' }",
    )
    expect(show(program.resources[1]?.parent)).toBe('symbol a[0]')
  })

  test('is repeated, by item and index, perhaps filtered', () => {
    const repeated = resource(
      "resource a 'A.B/c@1' = [for (n, i) in ['x']: if (i > 0) { name: n, tags: { i: string(i) } }]",
    )
    expect(repeated.loop && showLoop(repeated.loop)).toBe('for n, i in ["x"] if greater(local i, 0):')
    expect(show(repeated.name)).toBe('local n')
    expect(show(repeated.body)).toBe('{tags: {i: string(local i)}}')
    expect(repeated.condition).toBeUndefined()
  })

  test('whose type is not plain text keeps it as an expression', () => {
    const odd = lowered("var v = '1'\nresource a 'A.B/c@${v}' = { name: 'a' }").resources[0]
    expect([show(odd?.type), odd?.apiVersion]).toEqual(['text("A.B/c@", variable v)', undefined])
  })

  test('needs a name', () => {
    const program = lowered("resource kv 'A.B/c@1' = {}")
    expect(messages(program)).toEqual(['template-invalid 9-11 A resource needs a `name`.'])
    expect(show(program.resources[0]?.name)).toBe('unknown invalid')
  })

  test('needs none where it may be of another system', () => {
    const program = lowered("extension graph\nresource g 'Microsoft.Graph/groups@v1.0' = {}")
    expect(messages(program)).toEqual([])
    expect(show(program.resources[0]?.name)).toBe('unknown unsupported')
  })
})

describe('nested resources', () => {
  const text = `resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv'
  tags: { of: secret.id }
  resource secret 'secrets' = {
    name: 's'
    properties: { value: kv.id, other: more[0].id, deep: version.id }
    resource version 'versions@2023-07-01' = { name: 'v', tags: { up: more[1].name } }
  }
  resource more 'secrets' = [for i in range(0, 2): { name: 'm\${i}' }]
}
output a string = kv::secret::version.id
output b string = kv::more[1].id`
  const program = lowered(text)
  const [kv] = program.resources
  const [secret, more] = kv?.children ?? []
  const [version] = secret?.children ?? []

  test('are children, with the rest of their type and the version of their parent', () => {
    expect(messages(program)).toEqual([])
    expect(program.resources).toHaveLength(1)
    expect([secret?.symbol, show(secret?.type), show(secret?.apiVersion)]).toEqual([
      'secret',
      '"secrets"',
      '"2024-11-01"',
    ])
    expect([version?.symbol, show(version?.type), show(version?.apiVersion)]).toEqual([
      'version',
      '"versions"',
      '"2023-07-01"',
    ])
    expect([secret?.lexicalParent, version?.lexicalParent]).toEqual([kv, secret])
    expect(more?.loop && showLoop(more.loop)).toBe('for i in range(0, 2):')
  })

  test('are named by their path, wherever they are referred to', () => {
    expect(show(kv?.body)).toBe('{tags: {of: symbol kv::secret.id}}')
    expect(show(secret?.body)).toBe(
      '{properties: {value: symbol kv.id, other: symbol kv::more[0].id, deep: symbol kv::secret::version.id}}',
    )
    expect(show(version?.body)).toBe('{tags: {up: symbol kv::more[1].name}}')
    expect(show(program.outputs.get('a')?.value)).toBe('symbol kv::secret::version.id')
    expect(show(program.outputs.get('b')?.value)).toBe('symbol kv::more[1].id')
  })

  test('do not show outside their parent by their name alone', () => {
    expect(
      messages(lowered("resource a 'A.B/c@1' = {\n  name: 'a'\n  resource n 'd' = { name: 'n' }\n}\nvar x = n")),
    ).toEqual(['template-invalid 80-81 Nothing that is declared here is called `n`.'])
  })

  test('may be referred to before they are declared', () => {
    expect(
      messages(lowered("var x = a::n.id\nresource a 'A.B/c@1' = {\n  name: 'a'\n  resource n 'd' = { name: 'n' }\n}")),
    ).toEqual([])
  })
})

describe('a resource that could be read in part', () => {
  test('is kept, open for the rest', () => {
    const program = lowered(
      "resource kv 'A.B/c@1' = {\n  location: 'x'\n  name )\n}\nresource b 'A.B/c@1' existing = { name: kv.name }",
    )
    expect(program.problems.map(({ code }) => code)).toEqual(['bicep-syntax'])
    const [kv, b] = program.resources
    expect([show(kv?.type), show(kv?.name), show(kv?.body)]).toEqual([
      '"A.B/c"',
      'unknown invalid',
      '{location: "x", ...unknown invalid}',
    ])
    expect(show(b?.name)).toBe('symbol kv.name')
  })

  test('even without its type', () => {
    const [kv] = lowered('resource kv').resources
    expect([kv?.symbol, show(kv?.type), show(kv?.name)]).toEqual(['kv', 'unknown invalid', 'unknown invalid'])
  })
})
