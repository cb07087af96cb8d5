import { expect, test } from '@jest/globals'
import type { ModuleAliases } from '../../../src/language/bicep/configuration.js'
import { readReference } from '../../../src/language/bicep/registry.js'

const aliases: ModuleAliases = {
  registries: new Map([
    ['a', { registry: 'a.azurecr.io', modulePath: undefined }],
    ['b', { registry: 'b.azurecr.io', modulePath: 'x/y' }],
  ]),
  templateSpecs: new Map([['t', { subscription: 'sub', resourceGroup: 'group' }]]),
}

test.each([
  ['br:a.io/b:1', { reference: 'br:a.io/b:1' }],
  ['br:a.io/b@sha256:00', { reference: 'br:a.io/b@sha256:00' }],
  ['br/a:m:1', { reference: 'br:a.azurecr.io/m:1' }],
  ['br/b:m/n:1', { reference: 'br:b.azurecr.io/x/y/m/n:1' }],
  ['br/c:m:1', { reference: 'br/c:m:1', unknownAlias: 'c' }],
  ['ts:s/g/n:1', { reference: 'ts:s/g/n:1' }],
  ['ts/t:n:1', { reference: 'ts:sub/group/n:1' }],
  ['ts/u:n:1', { reference: 'ts/u:n:1', unknownAlias: 'u' }],
  ['a.bicep', undefined],
  ['br', undefined],
  ['brx:a', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(readReference(text, () => aliases)).toEqual(expected)
})

test('aliases are read only where one is named', () => {
  const never = (): ModuleAliases => {
    throw new Error('read')
  }
  expect(readReference('br:a.io/b:1', never)).toEqual({ reference: 'br:a.io/b:1' })
  expect(readReference('./a.bicep', never)).toBeUndefined()
})
