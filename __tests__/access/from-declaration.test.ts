import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readDeclarations } from '../../src/access/from-declaration.js'
import { declaration as validator } from '../../src/generated/validators.js'
import { SourceText } from '../../src/source/text.js'
import { parseYaml } from '../../src/source/yaml.js'
import { declarationsIn, plain, textAt } from './support/run.js'

const head = 'apiVersion: keyvault-access/v1\nkind: AccessDeclaration\nvaults:\n'

function only(vault: string) {
  const text = `${head}${vault}`
  const { vaults } = declarationsIn(text)
  const [declared] = vaults
  if (!declared || vaults.length > 1) throw new Error(`${vaults.length} vaults`)
  return {
    declared,
    place: (span: { file: string; start: number; end: number }) => textAt({ 'access.yaml': text }, span),
  }
}

describe('a declared vault', () => {
  test('says only what is written', () => {
    const { declared, place } = only('  - name: kv-prod')
    expect(declared).toMatchObject({
      kind: 'declaration',
      id: 'access.yaml#kv-prod',
      pattern: 'kv-prod',
      environment: undefined,
      access: [],
    })
    expect(new Set(Object.values(declared.vault.says))).toEqual(new Set([false]))
    expect(place(declared.head)).toBe('kv-prod')
  })

  test('has its permission model as if it were written in a template', () => {
    const { declared, place } = only('  - name: kv\n    permissionModel: rbac')
    const { permissionModel, enableRbacAuthorization, says } = declared.vault
    expect([plain(permissionModel), plain(enableRbacAuthorization), says.permissionModel]).toEqual(['rbac', true, true])
    expect(place(permissionModel.origin.span)).toBe('rbac')
    const other = only('  - name: kv\n    permissionModel: accessPolicy').declared.vault
    expect([plain(other.permissionModel), plain(other.enableRbacAuthorization)]).toEqual(['accessPolicy', false])
  })

  test.each([
    ['publicAccess: disabled', ['disabled', undefined, undefined, undefined]],
    ['publicAccess: enabled', ['enabled', undefined, undefined, undefined]],
    ['publicAccess: securedByPerimeter', ['securedByPerimeter', undefined, undefined, undefined]],
    ['allowedIpRanges: [1.2.3.0/24]', ['enabled', 'Deny', ['<object>'], undefined]],
    ['allowedIpRanges: []', ['enabled', 'Deny', [], undefined]],
    ['allowedSubnets: [/subscriptions/x]', ['enabled', 'Deny', undefined, ['<object>']]],
    ['privateEndpoint: required', ['enabled', undefined, undefined, undefined]],
  ])('network: { %s }', (network, expected) => {
    const { publicNetworkAccess, defaultAction, ipRules, virtualNetworkRules } = only(
      `  - name: kv\n    network: { ${network} }`,
    ).declared.vault.network
    expect([publicNetworkAccess, defaultAction, ipRules, virtualNetworkRules].map(plain)).toEqual(expected)
  })

  test('says recovery and logging one by one', () => {
    const { recovery, logging, says } = only(
      '  - name: kv\n    recovery: { purgeProtection: true, retentionDays: 90 }\n    logging: { required: true }',
    ).declared.vault
    expect([
      plain(recovery.purgeProtection),
      plain(recovery.retentionDays),
      plain(recovery.softDelete),
      logging.audited,
    ]).toEqual([true, 90, undefined, true])
    expect(says).toMatchObject({ purgeProtection: true, softDelete: true, logging: true, network: false })
    expect(only('  - name: kv\n    logging: { required: false }').declared.vault.logging.audited).toBe(false)
  })

  test('whose name is at fault says so, unless it is a pattern or an id', () => {
    const fault = (name: string) => plain(only(`  - name: ${name}`).declared.vault.nameFault)
    expect([fault('kv_prod'), fault('kv-*'), fault('/subscriptions/x')]).toEqual([
      'has the character `_`; only letters, digits and hyphens are allowed',
      undefined,
      undefined,
    ])
  })
})

describe('a declared access', () => {
  const entry = `  - name: kv
    access:
      - principal: { name: CSO admins, type: Group, objectId: 11111111-1111-1111-1111-111111111111 }
        persona: security-team
        role: Key Vault Administrator
        owner: cso@contoso.com
        reason: operates the vault
        expires: 2027-06-30
      - principal: { symbol: 'app*' }
        permissions: { secrets: [get, list], keys: all }
        scope: resourceGroup`

  test('is read with its places', () => {
    const { declared, place } = only(entry)
    const [first, second] = declared.access
    expect(first).toMatchObject({
      principal: { name: 'CSO admins', type: 'Group', objectId: '11111111-1111-1111-1111-111111111111' },
      persona: 'security-team',
      permissions: undefined,
      scope: 'vault',
    })
    expect([first?.role, first?.owner, first?.reason, first?.expires].map(plain)).toEqual([
      'Key Vault Administrator',
      'cso@contoso.com',
      'operates the vault',
      '2027-06-30',
    ])
    expect(first?.objectIdValue && place(first.objectIdValue.origin.span)).toBe('11111111-1111-1111-1111-111111111111')
    expect(first && place(first.head)).toBe('principal')
    expect([
      plain(second?.permissions?.secrets),
      plain(second?.permissions?.keys),
      second?.permissions?.storage,
      second?.scope,
    ]).toEqual([['get', 'list'], ['all'], undefined, 'resourceGroup'])
  })
})

describe('what is wrong with a declaration', () => {
  const problems = (text: string) => {
    const source = new SourceText('access.yaml', text)
    return readDeclarations('access.yaml', parseYaml(source).documents, validator).problems.map(
      ({ code, severity, message, span }) => [code, severity, message, span && textAt({ 'access.yaml': text }, span)],
    )
  }

  test('is told by its schema, at its place, with what is near', () => {
    expect(problems(`${head}  - name: kv\n    permisionModel: rbac`)).toEqual([
      ['declaration-invalid', 'error', expect.stringContaining('Did you mean `permissionModel`?'), 'permisionModel'],
    ])
    expect(problems(`${head}  - name: kv\n    permissionModel: rbac`)).toEqual([])
  })

  test('does not keep the rest from being read', () => {
    expect(declarationsIn(`${head}  - { nme: x }\n  - name: kv\n  - 7`).vaults.map(({ pattern }) => pattern)).toEqual([
      'kv',
    ])
  })

  test('is its kind, where no schema is at hand', () => {
    expect(
      declarationsIn('apiVersion: keyvault-access/v1\nkind: Accessdeclaration').problems.map(({ message }) => message),
    ).toEqual(['Expected `kind: AccessDeclaration` here.'])
  })

  test('is nothing for a configuration', () => {
    expect(declarationsIn('apiVersion: keyvault-access/v1\nkind: Configuration\nvaults: [{ name: kv }]')).toMatchObject(
      { vaults: [], problems: [] },
    )
  })
})

test('several documents of a file are read', () => {
  expect(declarationsIn(`${head}  - name: a\n---\n${head}  - name: b`).vaults.map(({ pattern }) => pattern)).toEqual([
    'a',
    'b',
  ])
})

test('no document makes it throw', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (vaults) => {
      const text = `{ "apiVersion": "keyvault-access/v1", "kind": "AccessDeclaration", "vaults": [${vaults}, { "name": "kv", "access": [${vaults}], "network": ${vaults}, "recovery": ${vaults} }] }`
      expect(declarationsIn(text).file).toBe('access.yaml')
    }),
  )
})
