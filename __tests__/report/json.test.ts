import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { describeReport, formatJson } from '../../src/report/json.js'
import { reportSchema } from '../../src/rules/schema/report.js'
import { expectGolden } from './golden.js'
import { clean, finding, sample } from './sample.js'

const validate = new Ajv({ strict: false }).compile(reportSchema)
const { changes: _, ...unchanged } = sample

describe('formatJson', () => {
  test('writes what the contract says', () => {
    expectGolden('report/sample.json', formatJson(unchanged))
  })

  test('fits the schema', () => {
    const [grant] = sample.access.grants
    const open = { ...sample, access: { ...sample.access, grants: grant ? [{ ...grant, open: true }] : [] } }
    for (const report of [sample, unchanged, clean, open]) {
      validate(JSON.parse(formatJson(report)))
      expect(validate.errors).toBeNull()
    }
  })

  test('holds what the rules of a change would do', () => {
    const location = { path: 'a', startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }
    const waiver = { owner: 'me', reason: 'why', expires: '2099-01-01' }
    const one = { rule: 'vault-name', severity: 'error', message: 'no', resource: 'kv', location } as const
    const underProposedRules = {
      files: ['c.yml'],
      failOn: 'never',
      gone: [
        { ...one, waiver },
        { ...one, undecided: true },
      ],
      added: [one],
      changed: [{ ...one, was: 'note' }],
      problems: [{ code: 'configuration-invalid', message: 'no', file: 'c.yml', location }],
    } as const
    const data = JSON.parse(formatJson({ ...clean, underProposedRules })) as Record<string, unknown>
    expect(data['underProposedRules']).toEqual(underProposedRules)
    validate(data)
    expect(validate.errors).toBeNull()
  })

  test('gives the same bytes for the same report', () => {
    expect(formatJson(structuredCloneOf(sample))).toBe(formatJson(sample))
  })

  test('lists instances only when there is more than one, marks known findings, and counts what the filter left out', () => {
    const one = finding({ instances: [{ when: [] }], baseline: true })
    const two = finding({ instances: [{ when: [] }, { when: ['in `a.bicepparam`'] }] })
    const report = JSON.parse(formatJson({ ...unchanged, findings: [one, two], outside: 4 })) as {
      summary: { outside: number }
      findings: Record<string, unknown>[]
    }
    expect(report.findings.map((it) => [it['instances'], it['baseline']])).toEqual([
      [undefined, true],
      [[{ when: [] }, { when: ['in `a.bicepparam`'] }], undefined],
    ])
    expect(report.summary.outside).toBe(4)
  })

  test('says nothing of a place whose file is not at hand', () => {
    const span = { file: 'gone.json', start: 0, end: 1 }
    const fix = { description: 'x', edits: [{ span, text: '' }] }
    const report = { ...unchanged, findings: [finding({ span, related: [{ message: 'm', span }], fix })], problems: [] }
    const [only] = (JSON.parse(formatJson(report)) as { findings: Record<string, unknown>[] }).findings
    expect(only).toEqual({
      rule: 'network-default-deny',
      severity: 'error',
      verdict: 'fail',
      message: '`kv-prod` answers requests from every network.',
      when: [],
      fingerprint: '0123456789abcdef0123456789abcdef',
      related: [],
    })
  })
})

test('describeReport carries the changes of an access comparison', () => {
  expect(describeReport(sample)).toMatchObject({ access: { changes: { base: 'main' } } })
})

/** A report of equal data in other objects; sources are kept, since their class does not clone. */
function structuredCloneOf(report: typeof sample): typeof sample {
  const { sources, ...data } = report
  return { ...(JSON.parse(JSON.stringify(data)) as typeof data), sources }
}
