import { describe, expect, test } from '@jest/globals'
import { lowered, loweredValue, messages, show } from './show.js'

const declarations = `param p object
resource kv 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: 'kv' }
extension graph`

describe('calls', () => {
  test.each([
    ['resourceGroup().location', 'resourceGroup().location'],
    ['az.resourceGroup().id', 'resourceGroup().id'],
    ['sys.concat(1, 2)', 'concat(1, 2)'],
    ['any(p.a)', 'parameter p.a'],
    ['sys.any(1)', '1'],
    ['nameof(p)', '"p"'],
    ['nameof(kv.properties.vaultUri)', '"vaultUri"'],
    ["nameof(p['a-b'])", '"a-b"'],
    ['kv.listKeys()', 'listKeys(symbol kv)'],
    ["kv.listKeys('2024-11-01').a", 'listKeys(symbol kv, "2024-11-01").a'],
    ["kv.getSecret('s')", 'unknown secret-reference secret string'],
    ["az.getSecret('sub', 'rg', 'kv', 's')", 'unknown secret-reference secret string'],
    ['graph.f()', 'unknown unsupported'],
    ['this.exists()', 'unknown unsupported'],
    ["readEnvironmentVariable('A')", 'unknown environment string'],
    ["readEnvironmentVariable('A', 'b')", 'unknown environment string perhaps "b"'],
    ["externalInput('a.b', 'c')", 'unknown environment'],
    ["readCliArg('a')", 'unknown environment string'],
  ])('%s', (expression, expected) => {
    const program = lowered(`${declarations}\nvar x = ${expression}`)
    expect(messages(program)).toEqual([])
    expect(show(program.variables.get('x')?.value)).toBe(expected)
  })

  test('a secret names its vault', () => {
    const value = lowered(`${declarations}\nvar x = kv.getSecret('s')`).variables.get('x')?.value
    expect(value?.kind === 'unknown' && value.cause).toMatchObject({ vault: { kind: 'symbol', name: 'kv' } })
  })

  test('an environment variable keeps its name', () => {
    const value = lowered("var x = readEnvironmentVariable('A')").variables.get('x')?.value
    expect(value).toMatchObject({ cause: { kind: 'environment', name: 'A' } })
  })

  test.each([
    ['any()', '`any()` takes one value.'],
    ['nameof(1)', '`nameof()` takes a name.'],
    ['foo.bar()', 'Nothing that is declared here is called `foo`.'],
  ])('%s is refused', (expression, message) => {
    expect(lowered(`var x = ${expression}`).problems.map((problem) => problem.message)).toEqual([message])
  })

  test('a declaration called like a namespace is meant', () => {
    expect(loweredValue('az.f()', 'param az object')).toBe('f(parameter az)')
    expect(loweredValue('any(1)', 'func any(a int) int => a')).toBe('any(1)')
  })

  test('naming the extension `az` changes nothing', () => {
    expect(loweredValue('az.resourceGroup()', 'extension az')).toBe('resourceGroup()')
  })
})
