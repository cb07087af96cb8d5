import { describe, expect, test } from '@jest/globals'
import { compareRules, tellsAnything } from '../../src/report/proposal.js'
import { sayProposal, writeProposal } from '../../src/report/proposal-section.js'
import type { Report } from '../../src/report/report.js'
import { SourceText } from '../../src/source/text.js'
import { at, clean, finding } from './sample.js'

const one = finding({ fingerprint: 'a'.repeat(32), span: at('infra/main.bicep', "'Allow'") })
const other = finding({ fingerprint: 'b'.repeat(32), rule: 'purge-protection', resource: { type: 't', name: 'kv' } })
const reportOf = (findings: Report['findings'], over: Partial<Report> = {}): Report => ({ ...clean, findings, ...over })
const compare = (before: Report, after: Report) => compareRules(before, after, ['rules.yaml'])

describe('compareRules', () => {
  test('the same findings are nothing to tell', () => {
    const proposed = compare(reportOf([one]), reportOf([{ ...one, message: 'in other words' }]))
    expect(proposed).toEqual({ files: ['rules.yaml'], gone: [], added: [], changed: [], problems: [] })
    expect(tellsAnything(proposed)).toBe(false)
    expect(sayProposal(proposed)).toBe('With this change, the findings stay the same')
  })

  test('tells what is gone, new or of another severity, on its line', () => {
    const proposed = compare(reportOf([one]), reportOf([other]))
    expect(proposed.gone).toEqual([
      {
        rule: 'network-default-deny',
        severity: 'error',
        message: one.message,
        location: { path: 'infra/main.bicep', startLine: 11, startColumn: 29, endLine: 11, endColumn: 36 },
      },
    ])
    expect(proposed.added).toEqual([
      { rule: 'purge-protection', severity: 'error', message: one.message, resource: 'kv' },
    ])
    expect(sayProposal(proposed)).toBe(
      'With this change, 1 finding would no longer be reported and 1 finding would be new',
    )
    const softer = compare(reportOf([other]), reportOf([{ ...other, severity: 'note' }]))
    expect(softer).toMatchObject({ gone: [], added: [], changed: [{ was: 'error', severity: 'note' }] })
    expect(sayProposal(softer)).toBe('With this change, 1 finding would have another severity')
  })

  test('what would be waived or undecided is gone, and says why', () => {
    const waiver = { owner: 'me', reason: 'why not', expires: '2099-01-01' }
    const after = reportOf([
      { ...one, waiver },
      { ...other, verdict: 'cannot-tell' },
    ])
    expect(compare(reportOf([one, other]), after)).toMatchObject({ gone: [{ waiver }, { undecided: true }] })
    expect(compare(after, reportOf([one, other]))).toMatchObject({ gone: [], added: [{}, {}] })
  })

  test('the level that fails a run is told', () => {
    const never = compare(reportOf([]), reportOf([], { failOn: 'never' }))
    expect(sayProposal(never)).toBe('With this change, no finding would fail a run')
    const note = compare(reportOf([]), reportOf([], { failOn: 'note' }))
    expect(sayProposal(note)).toBe('With this change, runs would fail from note on')
  })

  test('mistakes of the proposal, on the line of its own text, leave the rest untold', () => {
    const file = 'rules.yaml'
    const problem = { code: 'configuration-invalid', severity: 'error', message: 'No such rule.' } as const
    const after = reportOf([], {
      sources: new Map([[file, new SourceText(file, 'a\nb')]]),
      problems: [{ ...problem, span: { file, start: 2, end: 3 } }],
    })
    const proposed = compare(reportOf([one]), after)
    expect(proposed).toEqual({
      files: [file],
      gone: [],
      added: [],
      changed: [],
      problems: [
        {
          code: 'configuration-invalid',
          message: 'No such rule.',
          file,
          location: { path: file, startLine: 2, startColumn: 1, endLine: 2, endColumn: 2 },
        },
      ],
    })
    expect(sayProposal(proposed)).toBe(
      'The rules that this change proposes have 1 mistake, so what they would do cannot be told',
    )
    expect(compare(after, after).problems).toEqual([])
  })
})

test('the section lists all of it, text of others made harmless', () => {
  const waiver = { owner: '@octo', reason: '<b>why</b>', expires: '2099-01-01' }
  const before = reportOf([one, other, finding({ fingerprint: 'c'.repeat(32) })])
  const after = reportOf([
    { ...one, waiver },
    { ...other, severity: 'note' },
    finding({ fingerprint: 'd'.repeat(32), rule: 'vault-name', severity: 'warning', message: 'ping @team' }),
  ])
  const { head, items } = writeProposal(compare(before, after), () => 'https://example.com/x', String)
  expect(head).toBe(
    '### What the changed rules would do\n\nWith this change, 2 findings would no longer be reported, 1 finding would be new and 1 finding would have another severity. Changed: `rules.yaml`; until then, this review is by the rules of the base.\n',
  )
  expect(items).toMatchInlineSnapshot(`
[
  "- **gone** [\`infra/main.bicep:11\`](https://example.com/x) \`network-default-deny\` (error): \`kv-prod\` answers requests from every network. Waived until 2099-01-01 by @⁠octo: &lt;b&gt;why&lt;/b&gt;",
  "- **gone** \`network-default-deny\` (error): \`kv-prod\` answers requests from every network.",
  "- **new** \`vault-name\` (warning): ping @⁠team",
  "- **error → note** \`kv\` \`purge-protection\`: \`kv-prod\` answers requests from every network.",
]
`)
})
