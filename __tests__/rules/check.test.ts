import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AccessModel } from '../../src/access/model.js'
import { check } from '../../src/rules/check.js'
import type { Finding } from '../../src/rules/finding.js'
import { compileRule } from '../../src/rules/load.js'
import type { Rule, RuleFile, RuleInForce } from '../../src/rules/rule.js'
import type { Ruleset } from '../../src/rules/ruleset.js'
import { clock, modelsOf } from '../access/support/run.js'
import { endpoint, grant, model, principal, vault } from './support/model.js'
import type { VaultParts } from './support/model.js'
import { judge, rulesetOf } from './support/run.js'
import { either, list, lit, object, param } from './support/values.js'

function ruleOf(parts: Partial<RuleFile>): Rule {
  const { rule, faults } = compileRule({
    id: 'own-rule',
    title: 'A vault is named',
    severity: 'warning',
    category: 'own',
    why: 'It matters. There is more to say.',
    for: 'vault',
    must: { field: 'name', exists: true },
    say: '{name} is wrong.',
    ...parts,
  })
  if (!rule) throw new Error(faults.map(({ message }) => message).join('\n'))
  return rule
}

function rulesetWith(...rules: readonly Rule[]): Ruleset {
  const inForce = rules.map((rule): RuleInForce => ({ rule, severity: rule.file.severity, parameters: rule.defaults }))
  return { rules: new Map(rules.map((rule) => [rule.id, rule])), inForce, rulesFor: () => inForce, personas: new Map() }
}

const settings = { now: clock, environmentOf: () => undefined, sources: new Map() }

function found(rule: Partial<RuleFile>, ...models: readonly AccessModel[]): readonly Finding[] {
  return check(models, rulesetWith(ruleOf(rule)), settings)
}

function ofVault(rule: Partial<RuleFile>, parts: VaultParts): Finding | undefined {
  return found(rule, model({ vaults: [vault(parts)] }))[0]
}

/** As the contract says: the first 32 hex digits of SHA-256, parts joined by NUL. */
function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
}

const denies = { must: { field: 'defaultAction', equals: 'Deny' } }

describe('a rule for resources', () => {
  const [deployed] = modelsOf({
    'main.bicep': `resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = { name: 'kv' }
resource web 'Microsoft.Web/sites@2024-04-01' = { name: 'web' }`,
  })
  const judged = (types?: readonly string[]) =>
    found(
      { for: 'resource', must: { field: 'type', equals: '' }, say: '{type}', ...(types ? { types } : {}) },
      ...(deployed ? [deployed] : []),
    ).map(({ message }) => message.replaceAll('`', ''))

  test('judges all, or those of its types', () => {
    expect(judged()).toEqual(['Microsoft.KeyVault/vaults', 'Microsoft.Web/sites'])
    expect(judged(['microsoft.keyvault/*'])).toEqual(['Microsoft.KeyVault/vaults'])
    expect(judged(['Microsoft.Web/sites', 'Microsoft.KeyVault/managedHSMs'])).toEqual(['Microsoft.Web/sites'])
  })
})

describe('a failure', () => {
  test('says where, what and why', () => {
    expect(ofVault(denies, { network: { defaultAction: lit('Allow', 42) } })).toEqual({
      rule: 'own-rule',
      title: 'A vault is named',
      severity: 'warning',
      verdict: 'fail',
      message: '`kv` is wrong.',
      why: 'It matters.',
      when: [],
      fingerprint: fingerprint('own-rule', 'main.json', 'Microsoft.KeyVault/vaults', 'kv', 'main.json#kv', '', ''),
      identity: ['own-rule', 'main.json', 'Microsoft.KeyVault/vaults', 'kv', 'main.json#kv', '', ''],
      resource: { type: 'Microsoft.KeyVault/vaults', name: 'kv' },
      subject: { vault: 'main.json#kv' },
      span: { file: 'main.json', start: 42, end: 43 },
      related: [],
      instances: [
        { resource: { type: 'Microsoft.KeyVault/vaults', name: 'kv' }, subject: { vault: 'main.json#kv' }, when: [] },
      ],
      extent: { file: 'main.json', start: 790, end: 899 },
    })
  })

  test('stands where the absent one belongs, or on the declaration', () => {
    expect(ofVault(denies, {})?.span?.start).toBe(810)
    expect(ofVault({ must: { field: 'audited', equals: true } }, {})?.span?.start).toBe(800)
  })

  test('stands on the first of `at` that is written', () => {
    const at = { ...denies, at: ['defaultAction', 'publicNetworkAccess', 'properties'] }
    expect(ofVault(at, {})?.span?.start).toBe(810)
    expect(ofVault(at, { network: { publicNetworkAccessWritten: lit('Enabled', 30) } })?.span?.start).toBe(30)
    expect(
      ofVault(at, { network: { publicNetworkAccessWritten: lit('Enabled', 30), defaultAction: lit('Allow', 45) } })
        ?.span?.start,
    ).toBe(45)
  })

  test('of several elements, stands on the one that is written first', () => {
    const rule = {
      must: { count: { field: 'ipRules[*]', where: { field: 'ipRules[*].value', like: '*/0' } }, equals: 0 },
    }
    const ipRules = list(
      object({ value: lit('1.1.1.1/0', 70) }),
      object({ value: lit('0.0.0.0/0', 60) }),
      object({ value: lit('8.8.8.8', 50) }),
    )
    const finding = ofVault(rule, { network: { ipRules } })
    expect(finding?.span?.start).toBe(60)
    expect(finding?.related.map(({ message, span }) => [message, span.start])).toEqual([['and here', 70]])
  })

  test('tells for which reasons', () => {
    const { origin } = lit('Allow', 42)
    const because = [{ kind: 'default' as const, text: 'parameter `open` is true (its default)', span: origin.span }]
    const defaultAction = { ...lit('Allow'), origin: { ...origin, because } }
    const permissionModel = {
      ...lit('rbac'),
      origin: {
        ...origin,
        because: [{ ...because[0], kind: 'default' as const, span: origin.span, text: 'parameter `rbac` is true' }],
      },
    }
    const rule = { ...denies, when: { field: 'permissionModel', equals: 'rbac' } }
    expect(ofVault(rule, { network: { defaultAction }, permissionModel })?.when).toEqual([
      'parameter `open` is true (its default)',
      'parameter `rbac` is true',
    ])
  })

  test('shows the way of the value, and where it takes effect', () => {
    const use = { file: 'main.json', start: 300, end: 310 }
    const defaultAction = { ...lit('Allow', 42), origin: { ...lit('Allow', 42).origin, uses: [use] } }
    const finding = ofVault(denies, { network: { defaultAction } })
    expect(finding?.related).toEqual([{ message: 'it takes effect here', span: use }])
    expect(finding?.flow).toEqual([
      { message: 'written here', span: { file: 'main.json', start: 42, end: 43 } },
      { message: 'it takes effect here', span: use },
    ])
  })

  test('shows related places that are written, and says what it means here', () => {
    const rule = {
      ...denies,
      related: { tenantId: 'its tenant', bypass: 'not written' },
      here: '{name} is open.',
      fix: 'Close {name}.',
    }
    const finding = ofVault(rule, { tenantId: lit('t', 500), network: { defaultAction: lit('Allow', 42) } })
    expect(finding?.related).toEqual([{ message: 'its tenant', span: { file: 'main.json', start: 500, end: 501 } }])
    expect([finding?.why, finding?.advice]).toEqual(['`kv` is open.', 'Close `kv`.'])
  })

  test('of a secret value keeps it', () => {
    const finding = ofVault(
      { ...denies, say: 'It is {defaultAction}.' },
      { network: { defaultAction: { ...lit('hunter2', 42), secret: true } } },
    )
    expect([finding?.message, finding?.secret]).toEqual(['It is a secret value.', true])
  })
})

describe('who is judged', () => {
  test('only subjects that `when` names', () => {
    expect(ofVault({ ...denies, when: { field: 'permissionModel', equals: 'rbac' } }, {})).toBeUndefined()
  })

  test('no vault that is only referred to, and nothing that is not deployed', () => {
    expect(ofVault(denies, { existing: true })).toBeUndefined()
    expect(ofVault(denies, { deployed: false })).toBeUndefined()
  })

  test('not what a declaration does not say', () => {
    expect(ofVault(denies, { says: { network: false } })).toBeUndefined()
    expect(
      ofVault({ ...denies, when: { field: 'permissionModel', equals: 'rbac' } }, { says: { permissionModel: false } }),
    ).toBeUndefined()
    const either = {
      must: {
        anyOf: [
          { field: 'defaultAction', equals: 'Deny' },
          { field: 'tenantId', exists: true },
        ],
      },
    }
    expect(ofVault(either, { says: { network: false } })).toBeUndefined()
    expect(
      ofVault(
        {
          must: {
            allOf: [
              { field: 'defaultAction', equals: 'Deny' },
              { field: 'tenantId', exists: true },
            ],
          },
        },
        { says: { network: false } },
      )?.verdict,
    ).toBe('fail')
  })
})

describe('what cannot be told', () => {
  test('names what it depends on and what would settle it', () => {
    const finding = ofVault(denies, { network: { defaultAction: param('action', {}, 42) } })
    expect(finding).toMatchObject({
      verdict: 'cannot-tell',
      message:
        'It cannot be told of `kv` whether a vault is named: that depends on parameter `action`, for which no value was found.',
      when: [],
      span: { start: 42 },
      cause: {
        kind: 'parameter',
        text: 'Give `action` a default, or a value in a parameter file or call.',
        span: { start: 900 },
      },
    })
  })

  test('has a witness where a value that somebody could pass fails', () => {
    const action = param('action', { type: 'string', candidates: [lit('Deny'), lit('Allow')] })
    const finding = ofVault(denies, { network: { defaultAction: action } })
    expect([finding?.verdict, finding?.when]).toEqual(['cannot-tell', ["parameter `action` is 'Allow'"]])
    expect(finding?.message).toMatch(/ It fails when parameter `action` is 'Allow'\.$/)
  })

  test('has none where no such value fails', () => {
    const action = param('action', { type: 'string', candidates: [lit('Deny')] })
    expect(ofVault(denies, { network: { defaultAction: action } })?.when).toEqual([])
  })

  test('is an alternative that fails', () => {
    const finding = ofVault(denies, { network: { defaultAction: either('Deny', 'Allow') } })
    expect([finding?.verdict, finding?.when, finding?.cause?.text]).toEqual([
      'cannot-tell',
      ['parameter `open` is false'],
      'Give `open` a default, or a value in a parameter file or call.',
    ])
  })

  test('is nothing where every alternative passes, and a failure where every one fails', () => {
    const closed = {
      must: {
        anyOf: [
          { field: 'defaultAction', equals: 'Deny' },
          { field: 'publicNetworkAccess', equals: 'disabled' },
        ],
      },
    }
    const crossed = { defaultAction: either('Deny', 'Allow'), publicNetworkAccess: either('enabled', 'disabled') }
    expect(ofVault(closed, { network: crossed })).toBeUndefined()
    const both = {
      must: {
        allOf: [
          { field: 'defaultAction', equals: 'Deny' },
          { field: 'publicNetworkAccess', equals: 'disabled' },
        ],
      },
    }
    expect(ofVault(both, { network: crossed })?.verdict).toBe('fail')
  })

  test('is whether it is there at all', () => {
    const doubts = [param('deploy', { type: 'bool' })]
    const finding = ofVault(denies, { deployed: 'unknown', doubts, when: 'parameter `deploy` is true' })
    expect([finding?.verdict, finding?.when, finding?.cause?.kind]).toEqual([
      'cannot-tell',
      ['parameter `deploy` is true'],
      'parameter',
    ])
    expect(finding?.message).toBe(
      'It cannot be told whether `kv` is deployed: that depends on parameter `deploy`, for which no value was found. If it is (when parameter `deploy` is true): `kv` is wrong.',
    )
    const [open] = found(denies, model({ vaults: [vault({ deployed: 'unknown', doubts })] }))
    expect(open?.message).toBe(
      'It cannot be told whether `kv` is deployed: that depends on parameter `deploy`, for which no value was found. If it is: `kv` is wrong.',
    )
    const access = { for: 'grant', must: { field: 'plane', equals: '' }, say: '{principal} is wrong.' } as const
    const [given] = found(access, model({ grants: [grant({ deployed: 'unknown', doubts })] }))
    expect(given?.message).toBe(
      'It cannot be told whether the access of `app` is given: that depends on parameter `deploy`, for which no value was found. If it is: `app` is wrong.',
    )
    expect(ofVault(denies, { deployed: 'unknown', doubts, network: { defaultAction: lit('Deny') } })).toBeUndefined()
  })

  test('is whether `when` holds', () => {
    const rule = { ...denies, when: { field: 'permissionModel', equals: 'rbac' } }
    expect(ofVault(rule, { permissionModel: param('rbac') })?.verdict).toBe('cannot-tell')
    expect(ofVault(rule, { permissionModel: param('rbac'), network: { defaultAction: lit('Deny') } })).toBeUndefined()
  })

  test('is what a file may hold that could not be had', () => {
    const rule = { must: { field: 'audited', equals: true } }
    const [finding] = found(rule, model({ vaults: [vault()], incomplete: true }))
    expect([finding?.verdict, finding?.cause?.kind]).toEqual(['cannot-tell', 'missing-file'])
  })

  test('every cause says what would settle it', () => {
    const span = { file: 'main.json', start: 1, end: 2 }
    const causes = [
      { kind: 'runtime', name: 'reference' },
      { kind: 'context', name: 'resourceGroup().location' },
      { kind: 'context', name: 'environment' },
      { kind: 'external-module', reference: 'br:x/y:1', span },
      { kind: 'secret-reference' },
      { kind: 'environment', name: 'NAME' },
      { kind: 'missing-file', path: 'a.json' },
      { kind: 'unsupported', what: 'a `for` over objects' },
      { kind: 'invalid', message: 'no such function' },
      { kind: 'budget', limit: '800 items' },
    ] as const
    const told = causes.map(
      (cause) => ofVault(denies, { network: { defaultAction: { ...param('x'), cause } } })?.cause?.text,
    )
    expect(told).toEqual([
      'Write the value of `reference`, or pass it as a parameter, if it is known before.',
      'Write the value of `resourceGroup().location`, or pass it as a parameter, if it is the same everywhere.',
      'Set `environment` or `environments` in the configuration.',
      'Allow the registry of `br:x/y:1` in the configuration, or bring its cache.',
      'Nothing but the deployment can.',
      'Give it a default: `${NAME=value}`.',
      'Bring `a.json` into the run.',
      'Write it plainly, or look it up yourself: a `for` over objects.',
      'Mend this first: no such function.',
      'Write it more simply, or give what it depends on a value: the limit is 800 items.',
    ])
  })
})

describe('the same on the same origin is one finding', () => {
  const open = (name: string): VaultParts => ({
    id: `main.json#${name}`,
    name,
    nameValue: lit(name),
    network: { defaultAction: lit('Allow', 42) },
  })

  test('with its instances', () => {
    const findings = found(denies, model({ vaults: [vault(open('b')), vault(open('a'))] }))
    expect(findings).toHaveLength(1)
    expect(findings[0]?.instances.map(({ resource }) => resource?.name)).toEqual(['a', 'b'])
    expect([findings[0]?.message, findings[0]?.resource?.name]).toEqual(['`a` is wrong.', 'a'])
  })

  test('a doubt beside a failure is left out', () => {
    const doubtful = { ...open('c'), deployed: 'unknown' as const, doubts: [param('x')] }
    const findings = found(denies, model({ vaults: [vault(doubtful), vault(open('a'))] }))
    expect(findings.map(({ verdict, instances }) => [verdict, instances.length])).toEqual([['fail', 1]])
  })

  test('grants name vault and principal', () => {
    const own = grant({ vault: vault(), principal: principal({ objectId: param('who'), symbol: 'identity' }) })
    const [finding] = found(
      { for: 'grant', must: { field: 'plane', equals: 'management' }, say: '{principal}' },
      model({ grants: [own] }),
    )
    expect(finding?.subject).toEqual({ vault: 'main.json#kv', principal: 'identity' })
  })

  test('fingerprints are of rule, path and subject; equal ones are numbered', () => {
    const at = (start: number) => vault({ network: { defaultAction: lit('Allow', start) } })
    const [a, b] = found(denies, model({ vaults: [at(42), at(60)] }))
    const [moved] = found(denies, model({ vaults: [at(100)] }))
    expect(a?.fingerprint).toBe(moved?.fingerprint)
    expect(a?.fingerprint).not.toBe(b?.fingerprint)
    const [said] = found({ ...denies, say: 'other words' }, model({ vaults: [at(42)] }))
    expect(said?.fingerprint).toBe(a?.fingerprint)
  })
})

test('findings stand in order of their places, whatever the order of models, subjects and rules', () => {
  const rules = ['a', 'b', 'c'].map((id) => ruleOf({ ...denies, id }))
  const vaults = [10, 30, 20].map((start) =>
    vault({ id: `main.json#${start}`, name: `kv${start}`, network: { defaultAction: lit('Allow', start) } }),
  )
  const expected = check([model({ vaults })], rulesetWith(...rules), settings)
  expect(expected.map(({ rule, span }) => `${span?.start} ${rule}`)).toEqual(
    [10, 20, 30].flatMap((start) => ['a', 'b', 'c'].map((id) => `${start} ${id}`)),
  )
  fc.assert(
    fc.property(
      fc.shuffledSubarray(vaults, { minLength: 3 }),
      fc.shuffledSubarray(rules, { minLength: 3 }),
      fc.nat(3),
      (shuffled, order, cut) => {
        const models = [model({ vaults: shuffled.slice(cut) }), model({ vaults: shuffled.slice(0, cut) })]
        expect(check(models, rulesetWith(...order), settings)).toEqual(expected)
      },
    ),
  )
})

describe('worlds', () => {
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { protect: { type: 'bool' } },
    resources: [
      {
        type: 'Microsoft.KeyVault/vaults',
        apiVersion: '2023-07-01',
        name: 'kv',
        location: 'westeurope',
        properties: {
          tenantId: '[subscription().tenantId]',
          enablePurgeProtection: "[if(parameters('protect'), true(), null())]",
        },
      },
    ],
  }
  const values = (protect: boolean) => ({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
    contentVersion: '1.0.0.0',
    parameters: { protect: { value: protect } },
  })

  test('one parameter file of two fails: the finding names it', () => {
    const sources = {
      'main.json': template,
      'main.dev.parameters.json': values(false),
      'main.prod.parameters.json': values(true),
    }
    const parameters = ['main.dev.parameters.json', 'main.prod.parameters.json']
    const [finding, ...others] = judge(sources, { parameters, rules: ['purge-protection'] })
    expect(others).toEqual([])
    expect([finding?.verdict, finding?.when]).toEqual([
      'fail',
      ['parameter `protect` is false (in `main.dev.parameters.json`)'],
    ])
  })

  test('none gives a value: it cannot be told', () => {
    const [finding, ...others] = judge({ 'main.json': template }, { rules: ['purge-protection'] })
    expect(others).toEqual([])
    expect([finding?.verdict, finding?.when]).toEqual(['cannot-tell', ['parameter `protect` is false']])
  })
})

test('a private endpoint of a vault is a place of its own', () => {
  const rule = {
    must: { field: 'privateEndpoints[*].manual', equals: false },
    related: { 'privateEndpoints[*]': 'the private endpoint' },
  }
  const finding = ofVault(rule, { privateEndpoints: [endpoint('pe', { manual: true })] })
  expect(finding?.related).toEqual([
    { message: 'the private endpoint', span: { file: 'main.json', start: 600, end: 605 } },
  ])
})

test('severity by path and environment', () => {
  const configuration = `apiVersion: keyvault-access/v1
kind: Configuration
environments:
  - { paths: ["main.json"], environment: development, rules: { audit-logging: note } }
`
  expect(
    rulesetOf(configuration)
      .rulesFor('main.json', 'development')
      .find(({ rule }) => rule.id === 'audit-logging')?.severity,
  ).toBe('note')
})

describe('a severity that is raised', () => {
  const rule = {
    must: { field: 'apiVersionStatus', equals: 'current' },
    raise: { to: 'error', when: { field: 'apiVersionStatus', in: ['retiringSoon', 'retired'] } },
  } as const
  const severity = (apiVersionStatus: string, own: Partial<RuleFile> = {}) =>
    ofVault({ ...rule, ...own }, { apiVersionStatus: lit(apiVersionStatus) })?.severity

  test('is so only where its condition holds', () => {
    expect(severity('retiring')).toBe('warning')
    expect(severity('retiringSoon')).toBe('error')
  })

  test('stays as the configuration has it', () => {
    const [finding] = check(
      [model({ vaults: [vault({ apiVersionStatus: lit('retired') })] })],
      {
        ...rulesetWith(ruleOf(rule)),
        rulesFor: () => [{ rule: ruleOf(rule), severity: 'note', parameters: new Map() }],
      },
      settings,
    )
    expect(finding?.severity).toBe('note')
  })

  test('turns ninety days before the version retires', () => {
    const at = (now: number) =>
      judgeAt(
        "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = { name: 'kv', location: 'x', properties: { enableRbacAuthorization: true } }",
        now,
      )
    const day = 86_400_000
    const retires = Date.UTC(2027, 1, 27)
    expect(at(retires - 91 * day)).toBe('warning')
    expect(at(retires - 90 * day)).toBe('error')
    expect(at(retires)).toBe('error')
  })

  function judgeAt(source: string, now: number) {
    const ruleset = rulesetOf()
    const findings = check(modelsOf({ 'main.bicep': source }), ruleset, { ...settings, now })
    return findings.find(({ rule: id }) => id === 'vault-api-version')?.severity
  }
})

describe('a private endpoint of a vault', () => {
  const rule = { must: { field: 'hasPrivateEndpoint', equals: true } }
  const verdict = (parts: VaultParts, own: Partial<AccessModel> = {}) =>
    found(rule, model({ vaults: [vault(parts)], ...own }))[0]?.verdict

  test.each([
    ['is there', { privateEndpoints: [endpoint('pe')] }, undefined],
    ['is perhaps there', { privateEndpoints: [endpoint('pe', { deployed: 'unknown' })] }, 'cannot-tell'],
    ['is elsewhere', { privateEndpointElsewhere: true }, undefined],
    ['is perhaps elsewhere', { privateEndpointElsewhere: 'unknown' }, 'cannot-tell'],
    ['is nowhere', { privateEndpointElsewhere: false }, 'fail'],
    ['is declared', { network: { privateEndpoint: lit('required') } }, undefined],
    ['is declared as one that may be', { network: { privateEndpoint: lit('optional') } }, 'fail'],
  ] as const)('%s', (_, parts, expected) => {
    expect(verdict(parts)).toBe(expected)
  })

  test('may stand in a file that could not be had', () => {
    expect(verdict({}, { incomplete: true })).toBe('cannot-tell')
  })

  test('is not judged of a declaration that does not speak of it', () => {
    expect(verdict({ says: { apiVersion: false } })).toBeUndefined()
    expect(verdict({ says: { apiVersion: false }, network: { privateEndpoint: lit('none') } })).toBe('fail')
  })
})
