import { expect, test } from '@jest/globals'
import { vault } from './support/bicep.js'
import { modelOf, plain } from './support/run.js'

function recovery(source: string) {
  const found = modelOf(source).vaults[0]?.recovery
  return [plain(found?.softDelete), plain(found?.retentionDays), plain(found?.purgeProtection)]
}

const hsm = (properties: string) =>
  `resource hsm 'Microsoft.KeyVault/managedHSMs@2023-07-01' = { name: 'hsm', location: 'x', properties: { ${properties} } }`

test.each([
  ['a vault that writes nothing', vault(), [undefined, undefined, undefined]],
  [
    'a vault that writes all',
    vault('enableSoftDelete: true, softDeleteRetentionInDays: 30, enablePurgeProtection: true'),
    [true, 30, true],
  ],
  ['null decides nothing', vault('enablePurgeProtection: null'), [undefined, undefined, null]],
  ['a managed HSM is protected by itself', hsm(''), [undefined, undefined, true]],
  [
    'a managed HSM that says otherwise',
    hsm('enablePurgeProtection: false, softDeleteRetentionInDays: 7'),
    [undefined, 7, false],
  ],
])('%s', (_, source, expected) => {
  expect(recovery(source)).toEqual(expected)
})
