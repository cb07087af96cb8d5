import { describe, expect, test } from '@jest/globals'
import type { Waiver } from '../../src/rules/configuration.js'
import type { Finding } from '../../src/rules/finding.js'
import type { InlineAllow } from '../../src/rules/inline-allow.js'
import { applyExceptions } from '../../src/rules/waivers.js'
import type { Exceptions } from '../../src/rules/waivers.js'
import { clock } from '../access/support/run.js'
import { finding } from './support/finding.js'
import { rulesetOf } from './support/run.js'

const strict = 'apiVersion: keyvault-access/v1\nkind: Configuration\nextends: strict\n'
const settings = { now: clock, environmentOf: () => undefined, sources: new Map() }
const place = { file: '.github/keyvault-access.yml', start: 5, end: 9 }

function waiver(parts: Partial<Waiver> = {}): Waiver {
  return {
    rule: 'network-default-deny',
    resource: undefined,
    path: undefined,
    owner: 'platform-team',
    reason: 'it moves',
    expires: '2027-03-01',
    span: place,
    ...parts,
  }
}

function allow(parts: Partial<InlineAllow> = {}): InlineAllow {
  return {
    rule: 'network-default-deny',
    owner: 'platform-team',
    reason: 'it moves',
    expires: '2027-03-01',
    span: { file: 'main.bicep', start: 0, end: 8 },
    target: { file: 'main.bicep', start: 9, end: 30 },
    identity: 'x',
    ...parts,
  }
}

function apply(
  exceptions: Partial<Exceptions>,
  findings: readonly Finding[] = [finding()],
  configuration?: string,
): readonly Finding[] {
  const all = { waivers: [], allows: [], baseAllows: undefined, wholeRun: true, ...exceptions }
  return applyExceptions(findings, all, rulesetOf(configuration), settings)
}

/** Each finding as `rule severity: waived, requested or its message`. */
function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, severity, waiver, requestedWaiver, message }) => {
    const state = waiver
      ? `waived until ${waiver.expires}`
      : requestedWaiver
        ? `requested by ${requestedWaiver.owner}`
        : message
    return `${rule} ${severity}: ${state}`
  })
}

const waived = ['network-default-deny error: waived until 2027-03-01']
const standing = 'network-default-deny error: open'

describe('waivers of the configuration', () => {
  test('hold for what they name', () => {
    expect(told(apply({ waivers: [waiver()] }))).toEqual(waived)
    expect(told(apply({ waivers: [waiver({ resource: 'KV-dev-*' })] }))).toEqual(waived)
    expect(told(apply({ waivers: [waiver({ rule: 'network-*', path: '*.bicep' })] }))).toEqual(waived)
    expect(told(apply({ waivers: [waiver({ resource: 'vault' })] }))).toEqual(waived)
  })

  test('not for another rule, resource or path', () => {
    for (const other of [{ rule: 'purge-protection' }, { resource: 'kv-prod' }, { path: 'infra/**' }]) {
      expect(told(apply({ waivers: [waiver(other)] }))).toEqual([
        standing,
        `waiver-is-current note: This exception to \`${other.rule ?? 'network-default-deny'}\` matches no finding.`,
      ])
    }
  })

  test('that match nothing are told of a whole run only', () => {
    expect(told(apply({ waivers: [waiver({ rule: 'purge-protection' })], wholeRun: false }))).toEqual([standing])
  })

  test('for a resource hold only where every instance is meant', () => {
    const instances = ['kv-dev-1', 'kv-prod'].map((name) => ({ resource: { type: 't', name }, when: [] }))
    expect(
      told(apply({ waivers: [waiver({ resource: 'kv-dev-*' })], wholeRun: false }, [finding({ instances })])),
    ).toEqual([standing])
    expect(told(apply({ waivers: [waiver({ resource: 'kv-*' })], wholeRun: false }, [finding({ instances })]))).toEqual(
      waived,
    )
  })

  test('end on their day', () => {
    const message = 'This exception to `network-default-deny` has expired on 2026-11-24, and no longer holds.'
    expect(told(apply({ waivers: [waiver({ expires: '2026-11-24' })] }))).toEqual([
      standing,
      `waiver-is-current warning: ${message}`,
    ])
    expect(told(apply({ waivers: [waiver({ expires: '2026-11-24' })] }, [finding()], strict))).toEqual([
      standing,
      `waiver-is-current error: ${message}`,
    ])
    expect(told(apply({ waivers: [waiver({ expires: '2026-11-25' })] }))).toEqual([
      'network-default-deny error: waived until 2026-11-25',
    ])
  })

  test('of a rule that there is not', () => {
    expect(told(apply({ waivers: [waiver({ rule: 'network-default-denny' })] }, []))).toEqual([
      'waiver-is-current warning: This exception to `network-default-denny` names no rule that there is. Did you mean `network-default-deny`?',
    ])
  })

  test('stand at their place', () => {
    const [, own] = apply({ waivers: [waiver({ expires: '2026-01-01' })] })
    expect(own).toMatchObject({
      span: place,
      resource: { type: 'waiver', name: 'network-default-deny' },
      verdict: 'fail',
    })
    expect(own?.fingerprint).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('inline allows', () => {
  test('hold for what begins on their line, and for a resource that does', () => {
    expect(told(apply({ allows: [allow()] }))).toEqual(waived)
    const within = finding({
      span: { file: 'main.bicep', start: 500, end: 510 },
      extent: { file: 'main.bicep', start: 9, end: 900 },
    })
    expect(told(apply({ allows: [allow()] }, [within]))).toEqual(waived)
  })

  test('not elsewhere', () => {
    const unused = 'waiver-is-current note: This exception to `network-default-deny` matches no finding.'
    const away = finding({ span: { file: 'other.bicep', start: 10, end: 12 } })
    expect(told(apply({ allows: [allow()] }, [away]))).toEqual([standing, unused])
    const later = finding({ span: { file: 'main.bicep', start: 30, end: 32 } })
    expect(told(apply({ allows: [allow()], wholeRun: false }, [later]))).toEqual([standing, unused])
  })

  test('without owner, reason or end do not hold', () => {
    const bare = allow({ owner: undefined, reason: undefined, expires: undefined })
    expect(told(apply({ allows: [bare] }))).toEqual([
      standing,
      'waiver-is-current warning: This exception to `network-default-deny` lacks an end (`until 2027-03-01`), an owner (`by …`), a reason (`-- …`), and does not hold.',
    ])
    expect(told(apply({ allows: [allow({ expires: 'soon' })] }))).toEqual([
      standing,
      'waiver-is-current warning: This exception to `network-default-deny` has an end that is no date such as `2027-03-01`, and does not hold.',
    ])
    expect(told(apply({ allows: [allow({ rule: '' })] }, []))).toEqual([
      'waiver-is-current warning: This exception to (empty) lacks a rule, and does not hold.',
    ])
  })

  test('that the base does not have are only requested', () => {
    const requested = ['network-default-deny error: requested by platform-team']
    expect(told(apply({ allows: [allow()], baseAllows: [] }))).toEqual(requested)
    expect(told(apply({ allows: [allow()], baseAllows: [allow({ identity: 'y' })] }))).toEqual(requested)
    expect(
      told(apply({ allows: [allow()], baseAllows: [allow({ span: { file: 'old.bicep', start: 0, end: 1 } })] })),
    ).toEqual(requested)
    expect(told(apply({ allows: [allow()], baseAllows: [allow()] }))).toEqual(waived)
  })

  test('hold as often as the base has them', () => {
    const second = allow({ target: { file: 'main.bicep', start: 100, end: 120 } })
    const findings = [finding(), finding({ span: { file: 'main.bicep', start: 100, end: 110 } })]
    expect(told(apply({ allows: [allow(), second], baseAllows: [allow()] }, findings))).toEqual([
      ...waived,
      'network-default-deny error: requested by platform-team',
    ])
  })
})

test('rules of a team for exceptions', () => {
  const ruleset = rulesetOf()
  expect(ruleset.rules.get('waiver-is-current')?.kind).toBe('waiver')
  expect(
    told(
      applyExceptions(
        [],
        { waivers: [waiver()], allows: [], baseAllows: undefined, wholeRun: false },
        ruleset,
        settings,
      ),
    ),
  ).toEqual([])
})
