import { describe, expect, test } from '@jest/globals'
import { openRegistry } from '../../../src/language/registry.js'
import { review } from '../../../src/review.js'
import type { FileContent } from '../../../src/source/files.js'

/** Findings and notes of one Bicep file as `rule: text at the place`, with what the cache of the Bicep CLI holds. */
function judge(text: string, cached: Readonly<Record<string, string>> = {}) {
  const read = (path: string): FileContent => {
    const found = cached[path]
    return found === undefined ? { kind: 'absent' } : { kind: 'text', text: found }
  }
  const { findings, problems } = review({
    files: [{ path: 'main.bicep', text, named: true, changed: true }],
    unreadable: [],
    read: { read: () => ({ kind: 'absent' }) },
    now: Date.UTC(2026, 10, 24),
    registry: openRegistry({ cache: { read } }),
  })
  return {
    fails: findings
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ rule, span }) => `${rule}: ${span ? text.slice(span.start, span.end) : ''}`),
    fixes: findings.flatMap(({ fix }) => fix ?? []),
    problems: problems.map(({ message }) => message),
  }
}

describe('findings about what a module deploys', () => {
  test('stand on the argument that decides, else on the call', () => {
    const found = judge(`module keyVault 'br/public:avm/res/key-vault/vault:0.13.3' = {
  name: 'vault'
  params: {
    name: 'kv-prod'
    enablePurgeProtection: false
    networkAcls: { defaultAction: 'Allow' }
  }
}
`)
    expect(found.fails).toContain('purge-protection: false')
    expect(found.fails).toContain("network-default-deny: 'Allow'")
    expect(found.fails).toContain('public-network-access-disabled: keyVault')
    expect([found.fixes, found.problems]).toEqual([[], []])
  })

  test('have no fix, since the text is elsewhere', () => {
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      resources: [
        {
          type: 'Microsoft.KeyVault/vaults',
          apiVersion: '2024-11-01',
          name: 'kv-prod',
          properties: { enablePurgeProtection: false, enableRbacAuthorization: true, enableSoftDelete: false },
        },
      ],
    }
    const found = judge("module it 'br:own.azurecr.io/vault:1' = {\n  name: 'vault'\n}\n", {
      'br/own.azurecr.io/vault/1$/main.json': JSON.stringify(template),
    })
    expect(found.fails).toContain('purge-protection: it')
    expect(found.fixes).toEqual([])
  })
})

test('a module that nobody knows is told once, with what would help', () => {
  const call = (symbol: string) => `module ${symbol} 'br:own.azurecr.io/vault:1' = {\n  name: '${symbol}'\n}\n`
  expect(judge(`${call('a')}${call('b')}`).problems).toEqual(
    Array(2).fill('Module `br:own.azurecr.io/vault:1` was not read; what it deploys is unknown.'),
  )
  expect(
    judge(call('a').replace('own.azurecr.io/vault:1', 'mcr.microsoft.com/bicep/avm/res/key-vault/vault:9.0.0'))
      .problems,
  ).toEqual([
    'Module `br:mcr.microsoft.com/bicep/avm/res/key-vault/vault:9.0.0` was not read, since version 9.0.0 of it is not known here; what it deploys is unknown.',
  ])
})
