import { describe, expect, test } from '@jest/globals'
import { formatAccessCsv, formatAccessMermaid, formatAccessText, groupByVault } from '../../src/report/access-table.js'
import { expectGolden } from './golden.js'
import { clean, sample } from './sample.js'

const { changes: _, ...unchanged } = sample

describe('who can do what', () => {
  test('as text, by vault', () => {
    expectGolden('report/access.txt', formatAccessText(unchanged, { color: false, width: 100 }))
  })

  test('as text, what a change grants and takes', () => {
    expectGolden('report/access.changes.txt', formatAccessText(sample, { color: false }))
    expect(formatAccessText(clean, { color: false })).toBe('compared with main: 0 grants more, 0 fewer\n')
  })

  test('a vault without grants is listed, and says so', () => {
    const { changes: _, ...report } = clean
    expect(formatAccessText(report, { color: false })).toBe(
      [
        'kv-prod  infra/main.bicep:6:1',
        '  Azure RBAC, public network access enabled',
        '  nobody is granted anything here',
        '',
        '1 vault, 0 grants',
        '',
      ].join('\n'),
    )
  })

  test('as CSV', () => {
    expectGolden('report/access.csv', formatAccessCsv(unchanged))
    expectGolden('report/access.changes.csv', formatAccessCsv(sample))
  })

  test('as a Mermaid flowchart, no larger than Mermaid draws', () => {
    expectGolden('report/access.mmd', formatAccessMermaid(unchanged))
    const [grant] = sample.access.grants
    if (!grant) throw new Error('the sample has changed')
    const many = Array.from({ length: 450 }, (_, n) => ({ ...grant, principal: { id: `p${n}` } }))
    const chart = formatAccessMermaid({ ...unchanged, access: { ...sample.access, grants: many } })
    expect(chart.match(/-->/g)).toHaveLength(400)
    expect(chart).toMatch(/\n {2}left\["and 50 more grants"\]\n$/)
  })
})

test('a grant on a vault that is not listed keeps its id', () => {
  const grant = { ...sample.access.grants[0], vault: 'elsewhere' } as (typeof sample.access.grants)[number]
  expect(groupByVault(sample, [{ sign: '', grant }]).map((group) => [group.name, group.entries.length])).toEqual([
    ['kv-prod', 0],
    ['elsewhere', 1],
  ])
})
