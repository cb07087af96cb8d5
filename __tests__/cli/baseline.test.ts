import { describe, expect, test } from '@jest/globals'
import { readBaseline, shrinkBaseline, writeBaseline } from '../../src/cli/baseline.js'
import { formatJson } from '../../src/report/json.js'
import { finding, sample } from '../report/sample.js'

describe('baselines', () => {
  test('hold what stands, sorted, and come back as fingerprints', () => {
    const text = writeBaseline(sample)
    expect(text).toBe(`{
  "schema": "keyvault-access-review/baseline/v1",
  "findings": [
    {
      "fingerprint": "0123456789abcdef0123456789abcdef",
      "rule": "network-default-deny",
      "path": "infra/main.bicep"
    },
    {
      "fingerprint": "11111111111111111111111111111111",
      "rule": "rbac-excludes-access-policies",
      "path": "infra/main.bicep"
    },
    {
      "fingerprint": "22222222222222222222222222222222",
      "rule": "purge-is-separate",
      "path": "infra/データ.json"
    }
  ]
}
`)
    expect([...readBaseline('b.json', text)]).toEqual([
      '0123456789abcdef0123456789abcdef',
      '11111111111111111111111111111111',
      '22222222222222222222222222222222',
    ])
  })

  test('known findings stay in a baseline that is written anew', () => {
    expect(writeBaseline({ ...sample, findings: [finding({ baseline: true })] })).toContain('0123456789abcdef')
  })

  test('a JSON report serves as one', () => {
    expect(readBaseline('r.json', formatJson(sample)).size).toBe(5)
  })

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"schema":"keyvault-access-review/baseline/v1"}',
    '{"findings":[]}',
    '{"schema":"keyvault-access-review/baseline/v1","findings":[{}]}',
  ])('%j is refused with what to do', (text) => {
    expect(() => readBaseline('b.json', text)).toThrow('write one with --write-baseline b.json')
  })

  const old = writeBaseline(sample)
  const everything = (): boolean => true
  const shrink = (findings: typeof sample.findings, wasJudged: (path: string | undefined) => boolean = everything) =>
    shrinkBaseline('b.json', old, { ...sample, findings }, wasJudged)

  test('an old one keeps what still stands, without what is gone and without what is new', () => {
    const [, first] = sample.findings
    const added = finding({ fingerprint: 'f'.repeat(32) })
    const { text, ...counts } = shrink([...(first ? [first] : []), added])
    expect([...readBaseline('b.json', text)]).toEqual(['0123456789abcdef0123456789abcdef'])
    expect(counts).toEqual({ kept: 1, gone: 2, left: 1 })
  })

  test('one of which nothing is gone keeps its bytes', () => {
    expect(shrink(sample.findings)).toEqual({ text: old, kept: 3, gone: 0, left: 0 })
  })

  test('what was not looked at, or can no longer be told, is not gone', () => {
    expect(shrink([], (path) => path === 'infra/main.bicep')).toMatchObject({ kept: 1, gone: 2 })
    const undecided = sample.findings.map((it) => ({ ...it, verdict: 'cannot-tell' as const }))
    expect(shrink(undecided)).toEqual({ text: old, kept: 3, gone: 0, left: 0 })
  })

  test('what is waived now leaves it, to come back when the waiver ends', () => {
    const waiver = { owner: 'a', reason: 'b', expires: '2027-01-01' }
    expect(shrink(sample.findings.map((it) => ({ ...it, waiver })))).toMatchObject({ kept: 0, gone: 3, left: 0 })
  })

  test('another file is not written over', () => {
    expect(() => shrinkBaseline('b.json', '{}', sample, everything)).toThrow(
      'b.json is neither a baseline nor a report of kv-review; delete it to begin anew, or name another file',
    )
  })
})
