import { expect, test } from '@jest/globals'
import { rbacVault } from '../access/support/bicep.js'
import { judge } from './support/run.js'

const call = (reference: string) => `module m 'br/public:${reference}' = { name: 'm', params: {} }\n`

test.each([
  ['no module', '', ['fail']],
  ['a network that was not read', call('avm/res/network/virtual-network:0.7.0'), ['fail']],
  ['a private endpoint that was not read', call('avm/res/network/private-endpoint:0.12.1'), ['fail']],
  ['a diagnostic setting that was not read', call('avm/res/insights/diagnostic-setting:0.1.4'), ['cannot-tell']],
  ['a pattern that was not read', call('avm/ptn/security/security-center:0.1.1'), ['cannot-tell']],
])('whether a vault is audited, beside %s', (_, modules, expected) => {
  const found = judge({ 'main.bicep': rbacVault + modules }, { rules: ['audit-logging'] })
  expect(found.map(({ verdict }) => verdict)).toEqual(expected)
})
