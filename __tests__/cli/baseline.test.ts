import { describe, expect, test } from '@jest/globals'
import { readBaseline, writeBaseline } from '../../src/cli/baseline.js'
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
})
