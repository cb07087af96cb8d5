import { describe, expect, test } from '@jest/globals'
import { formatText } from '../../src/report/text.js'
import { expectGolden } from './golden.js'
import { at, clean, finding, sample } from './sample.js'

describe('formatText', () => {
  test('shows every finding on its line, causes, waivers, notes, and the verdict last', () => {
    expectGolden('report/sample.txt', formatText(sample, { color: false }))
  })

  test('colours are the same text with sequences between', () => {
    const coloured = formatText(sample, { color: true })
    expectGolden('report/sample.ansi', coloured)
    // oxlint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[[\d;]*m/g, '')).toBe(formatText(sample, { color: false }))
  })

  test('quiet keeps findings, errors of inputs and the verdict', () => {
    expectGolden('report/sample.quiet.txt', formatText(sample, { color: false, quiet: true }))
  })

  test('a run without findings says so in two lines', () => {
    expect(formatText(clean, { color: false })).toBe(
      'pass: nothing at or above error: no findings\n1 file, 1 vault, 0 grants\n',
    )
    expect(formatText({ ...clean, elapsed: 1234, outside: 2 }, { color: false })).toBe(
      'pass: nothing at or above error: no findings\n1 file, 1 vault, 0 grants in 1.2 s; 2 findings in what this change leaves alone\n',
    )
  })

  test('a finding without a place stands under its resource, never on an invented line', () => {
    const placeless = finding({ resource: { type: 'Microsoft.KeyVault/vaults', name: 'kv-prod' } })
    const summary = { ...clean.summary, error: 1 }
    expect(formatText({ ...clean, verdict: 'fail', summary, findings: [placeless] }, { color: false })).toBe(
      [
        'error[network-default-deny]: `kv-prod` answers requests from every network.',
        ' --> kv-prod',
        '',
        'fail: 1 error',
        '1 file, 1 vault, 0 grants',
        '`kv-review rules show ID` explains a rule.',
        '',
      ].join('\n'),
    )
  })

  test('undecided findings that the configuration raises are said to count; ignored ones are only counted', () => {
    const summary = { ...clean.summary, cannotTell: 1 }
    const findings = sample.findings.filter((it) => it.verdict === 'cannot-tell')
    expect(
      formatText({ ...clean, verdict: 'fail', summary, findings, cannotTell: 'error' }, { color: false }),
    ).toContain('\nfail: no findings; what cannot be told counts as error\n')
    expect(formatText({ ...clean, summary, findings, cannotTell: 'ignore' }, { color: false })).toBe(
      'pass: nothing at or above error: no findings\n1 file, 1 vault, 0 grants; 1 cannot be told\n',
    )
  })

  test('the text of a secret is shown neither by its own finding nor by another on its line', () => {
    const place = at('infra/main.bicep', "'hunter2'")
    const line = at('infra/main.bicep', "param password string = 'hunter2'")
    const own = finding({
      rule: 'secret-value-protected',
      span: place,
      secret: true,
      related: [{ message: 'here', span: place }],
    })
    const text = formatText({ ...clean, findings: [own, finding({ span: line })] }, { color: false })
    expect(text).not.toContain('hunter2')
    expect(text.match(/4 \| param password string = \*\*\*\n/g)).toHaveLength(2)
    expect(
      formatText({ ...clean, secrets: [place], findings: [finding({ span: line })] }, { color: false }),
    ).not.toContain('hunter2')
  })

  test('long lists end with how many are left', () => {
    const span = at('infra/main.bicep', 'vault')
    const related = Array.from({ length: 10 }, () => ({ message: 'here', span }))
    expect(formatText({ ...clean, findings: [finding({ span, related })] }, { color: false })).toContain(
      '= and 2 more related places\n',
    )
    const problems = Array.from({ length: 12 }, (_, n) => ({
      code: 'schema-unknown' as const,
      severity: 'note' as const,
      message: 'm',
      file: `${n}.json`,
    }))
    expect(formatText({ ...clean, problems }, { color: false })).toContain(
      '  and 2 more; --format json lists them all\n',
    )
  })
})
