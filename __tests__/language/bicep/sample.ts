/** One of everything, valid. */
export const sampleBicep = `// a comment
targetScope = 'resourceGroup'
metadata info = { version: 1 }
#disable-next-line no-unused-params
@description('''
several lines
''')
@minLength(3)
param name string = 'kv-\${uniqueString(resourceGroup().id)}'
@secure()
param password string
@allowed([
  'standard'
  'premium'
])
param sku string = 'standard'
param mode 'a' | 'b' | null
param rules ruleType[] = []
type ruleType = {
  @description('of the rule')
  value: string
  action: ('Allow' | 'Deny')?
  *: int
}
type pair = [
  string
  int
]
import { shared as common } from 'shared.bicep'
import * as all from 'shared.bicep'
func twice(text string) string => '\${text}\${text}'
var list = [for (rule, index) in rules: { value: rule.value, at: index + 1 }]
var chosen = length(list) > 2 && !empty(name) ? list[0].value : name ?? 'x'
var raw = $'''
a \${name} b
'''
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = if (sku != 'none') {
  name: take('\${name}', 24)
  properties: {
    ...{ tenantId: tenant().tenantId }
    sku: { family: 'A', name: sku }
    'enablePurgeProtection': true
  }
  @batchSize(1)
  resource secrets 'secrets' = [for rule in rules: if (rule.?action == 'Allow') {
    name: twice(rule.value)
    properties: { value: password }
  }]
}
resource other 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: 'other'
  scope: resourceGroup('elsewhere')
}
module inner './inner.bicep' = [for i in range(0, 2): {
  name: 'inner-\${i}'
  params: {
    id: vault.id
    secret: other.getSecret('s')
  }
}]
@secure()
output last string = vault::secrets[0].properties.secretUri
output mapped array = map(list, item => item.value)
assert small = length(name) < 24
`
