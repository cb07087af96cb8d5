import { describe, expect, test } from '@jest/globals'
import { factsOf, knownModule, type ModuleName } from '../../../src/language/avm/facts.js'

const root = 'bicep/avm/res/key-vault/vault'

describe('a module', () => {
  test.each<[string, string, ModuleName | undefined]>([
    ['mcr.microsoft.com', root, 'vault'],
    ['mcr.microsoft.com', `${root}/secret`, 'secret'],
    ['mcr.microsoft.com', `${root}/key`, 'key'],
    ['mcr.microsoft.com', `${root}/access-policy`, 'access-policy'],
    ['mcr.microsoft.com', `${root}/vault`, undefined],
    ['mcr.microsoft.com', `${root}s`, undefined],
    ['mcr.microsoft.com', 'bicep/avm/res/storage/storage-account', undefined],
    // Anybody may put anything under the same name elsewhere.
    ['example.azurecr.io', root, undefined],
  ])('%s/%s is %s', (registry, repository, module) => {
    expect(knownModule(registry, repository)).toBe(module)
  })
})

describe('a version', () => {
  const api = (module: ModuleName, version: string) => factsOf(module, version)?.apiVersion('vault')

  test.each([
    ['0.2.0', '2022-07-01'],
    ['0.12.1', '2022-07-01'],
    ['0.13.0', '2024-11-01'],
    ['0.14.0', '2024-11-01'],
    // Patches that came later.
    ['0.12.99', '2022-07-01'],
    ['0.14.5', '2024-11-01'],
  ])('%s of the vault uses the API of %s', (version, expected) => {
    expect(api('vault', version)).toBe(expected)
  })

  test.each(['0.1.0', '0.15.0', '1.0.0', '0.13', 'latest', '0.13.3-beta', '0.013.3', '00.13.3'])(
    '%s of the vault is not known',
    (version) => {
      expect(factsOf('vault', version)).toBeUndefined()
    },
  )

  test.each<[ModuleName, string, boolean]>([
    ['secret', '0.1.0', true],
    ['key', '0.1.1', true],
    ['access-policy', '0.1.0', true],
    ['secret', '0.2.0', false],
    ['secret', '0.13.3', false],
  ])('%s %s is known: %s', (module, version, known) => {
    expect(factsOf(module, version) !== undefined).toBe(known)
  })

  test('has the changes from when they were made until they were taken back', () => {
    const change = 'endpoints in the resource group `resourceGroupName`'
    expect(['0.4.0', '0.5.0', '0.11.1', '0.11.2'].map((version) => factsOf('vault', version)?.has(change))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('has every parameter once, and every role by one name', () => {
    for (const version of ['0.2.0', '0.5.1', '0.6.0', '0.9.0', '0.13.0', '0.14.0']) {
      const facts = factsOf('vault', version)
      for (const module of ['vault', 'secret', 'key', 'access-policy'] as const) {
        const names = facts?.parameters(module).map(({ name }) => name) ?? []
        const roles = facts?.roles(module).map(({ id }) => id) ?? []
        expect([new Set(names).size, new Set(roles).size]).toEqual([names.length, roles.length])
      }
    }
  })
})
