import { expect, test } from '@jest/globals'
import { judge } from './support/run.js'

const [owner, user] = ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', '4633458b-17de-408a-b874-0445c86b69e6']

function granterOf(role: string, condition = ''): string | undefined {
  const source = `param flag bool
resource kv 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: 'kv'
  location: 'x'
  properties: { tenantId: subscription().tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true }
}
resource given 'Microsoft.Authorization/roleAssignments@2022-04-01' = ${condition}{
  name: guid('x')
  scope: kv
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${role})
    principalId: '11111111-1111-1111-1111-111111111111'
    principalType: 'ServicePrincipal'
  }
}`
  const found = judge({ 'main.bicep': source }, { rules: ['access-granters-are-few'] })
  const [finding] = found
  expect(found.length).toBeLessThan(2)
  return finding && `${finding.verdict}: ${/depends on .*/.exec(finding.message)?.[0] ?? ''}`
}

test.each([
  [`'${owner}'`, '', 'fail: '],
  [`'${user}'`, '', undefined],
  [`flag ? '${owner}' : '${user}'`, '', 'cannot-tell: depends on parameter `flag`, for which no value was found.'],
  [`flag ? '${user}' : '${owner}'`, '', 'cannot-tell: depends on parameter `flag`, for which no value was found.'],
  [
    `'${owner}'`,
    'if (flag) ',
    'cannot-tell: depends on parameter `flag`, for which no value was found. It fails when parameter `flag` is true.',
  ],
])('what a way to give access depends on is named: role %s %s', (role, condition, expected) => {
  expect(granterOf(role, condition)).toBe(expected)
})
