import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { formatSarif } from '../../src/report/sarif.js'
import { expectGolden } from './golden.js'
import { at, clean, finding, sample } from './sample.js'

const fixture = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'sarif-2.1.0-rtm.5.json')
// Draft 04 differs from what ajv reads only in the names of these two; its formats are not checked.
const { id: _id, $schema: _schema, ...schema } = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, unknown>
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema)

interface Log {
  runs: [
    { results: Record<string, unknown>[]; invocations: [{ toolExecutionNotifications: Record<string, unknown>[] }] },
  ]
}

function run(report: typeof sample): Log['runs'][0] {
  const log = JSON.parse(formatSarif(report)) as Log
  validate(log)
  expect(validate.errors).toBeNull()
  return log.runs[0]
}

describe('formatSarif', () => {
  test('writes a log that fits the schema of SARIF 2.1.0', () => {
    run(sample)
    run(clean)
    expectGolden('report/sample.sarif', formatSarif(sample))
  })

  test('fits it for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const span = at('infra/main.bicep', 'vault')
        run({
          ...sample,
          findings: [finding({ message: text, rule: text, span, when: [text], resource: { type: text, name: text } })],
        })
      }),
      { numRuns: 30 },
    )
  })

  test('what cannot be told is open, waived is suppressed, requested is under review, known is unchanged', () => {
    const span = at('infra/main.bicep', 'vault')
    const waiver = { reason: 'lab', owner: 'me', expires: '2027-01-01' }
    const { results } = run({
      ...sample,
      findings: [
        finding({ span, verdict: 'cannot-tell' }),
        finding({ span, waiver }),
        finding({ span, requestedWaiver: waiver }),
        finding({ span, baseline: true }),
      ],
    })
    const justification = 'lab (me, until 2027-01-01)'
    expect(results.map((it) => [it['kind'], it['level'], it['suppressions'], it['baselineState']])).toEqual([
      ['open', 'none', undefined, 'new'],
      ['fail', 'error', [{ kind: 'external', status: 'accepted', justification }], 'new'],
      ['fail', 'error', [{ kind: 'external', status: 'underReview', justification }], 'new'],
      ['fail', 'error', undefined, 'unchanged'],
    ])
  })

  test('a finding without a place is a notification, for GitHub refuses results without one', () => {
    const { results, invocations } = run({ ...sample, findings: [finding({})], problems: [] })
    expect(results).toEqual([])
    expect(invocations[0].toolExecutionNotifications).toEqual([
      {
        descriptor: { id: 'finding-without-place' },
        associatedRule: { id: 'network-default-deny' },
        level: 'error',
        message: {
          text: '`kv-prod` answers requests from every network.',
          markdown: '`kv-prod` answers requests from every network.',
        },
      },
    ])
  })

  test('keeps within the number of results that GitHub takes, errors first, and says what it left out', () => {
    const span = at('infra/main.bicep', 'vault')
    const notes = Array.from({ length: 25_000 }, () => finding({ span, severity: 'note' }))
    const log = JSON.parse(formatSarif({ ...sample, problems: [], findings: [...notes, finding({ span })] })) as Log
    expect(log.runs[0].results).toHaveLength(25_000)
    expect(log.runs[0].results.at(-1)?.['level']).toBe('error')
    expect(log.runs[0].invocations[0].toolExecutionNotifications).toEqual([
      {
        descriptor: { id: 'results-left-out' },
        level: 'warning',
        message: { text: '1 results are left out: GitHub takes at most 25000 in a run.' },
      },
    ])
  })

  test('words in brackets are no links', () => {
    const span = at('infra/main.bicep', 'vault')
    const [result] = run({ ...sample, findings: [finding({ span, message: '[x](1)' })] }).results
    expect(result?.['message']).toEqual({ text: '\\[x\\](1)', markdown: '\\[x\\](1)' })
  })
})
