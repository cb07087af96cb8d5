import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { bytesOf } from '../../src/report/markdown.js'
import { writeSummary } from '../../src/report/summary.js'
import { expectGolden } from './golden.js'
import { at, clean, finding, sample } from './sample.js'

describe('writeSummary', () => {
  test('holds verdict, findings, access, what cannot be told, problems and waivers', () => {
    expectGolden('report/sample.md', writeSummary(sample))
  })

  test('links places, tells notes and lists what a person resolved apart', () => {
    const accepted = new Set(sample.findings.filter((it) => it.rule === 'network-default-deny'))
    const linkTo = (place: { path: string; startLine: number }): string =>
      `https://github.example/blob/head/${place.path}#L${place.startLine}`
    expectGolden(
      'report/sample.linked.md',
      writeSummary(sample, { linkTo, accepted, notes: ['The token cannot write, @admin.'] }),
    )
  })

  test('says only once how to mend what a comment tells in full, and what a comment is good for', () => {
    const commented = new Set(sample.findings.filter((it) => it.rule === 'network-default-deny'))
    const text = writeSummary(sample, { commented })
    const lines = text.split('\n')
    expect(lines.filter((line) => line.includes('`network-default-deny`') && line.includes('*Fix:*'))).toEqual([])
    expect(lines.filter((line) => line.includes('*Fix:*'))).toHaveLength(1)
    expect(text).toMatch(
      /\n\nResolving the conversation of a comment accepts its finding: .* in the configuration\.\n$/,
    )
    expect(writeSummary(sample, { commented: new Set() })).toBe(writeSummary(sample))
  })

  test('shows openly what cannot be told where it counts', () => {
    expect(writeSummary(sample)).toContain('<details><summary>Cannot be told (')
    const raised = writeSummary({ ...sample, cannotTell: 'error' })
    expect(raised).toMatch(/\n\n### Cannot be told \(\d+\)\n\nWhat these depend on/)
    expect(raised).not.toContain('<summary>Cannot')
  })

  test('a clean run is short', () => {
    const { changes: _, ...unchanged } = clean
    expect(writeSummary({ ...unchanged, elapsed: 900 })).toBe(
      '## Key Vault access review: pass\n\nNothing at or above error: no findings.\n\n1 file, 1 vault, 0 grants in 0.9 s.\n',
    )
  })

  test('says for how many findings an inline allow is requested', () => {
    const { changes: _, ...unchanged } = clean
    const counted = '1 file, 1 vault, 0 grants.\n\nInline allows are requested for'
    expect(writeSummary({ ...unchanged, requested: 2 })).toContain(
      `${counted} 2 findings; they count once the base has them, and those are no longer reported then.\n`,
    )
    expect(writeSummary({ ...unchanged, requested: 1 })).toContain(
      `${counted} 1 finding; they count once the base has them, and it is no longer reported then.\n`,
    )
  })

  test('keeps to its limit, leaves short sections whole and says what is missing', () => {
    const span = at('infra/main.bicep', 'vault')
    const findings = Array.from({ length: 2000 }, () => finding({ span }))
    const text = writeSummary(
      { ...sample, findings: [...sample.findings, ...findings] },
      { limit: 10_000, rest: '`out/report.json`' },
    )
    expect(bytesOf(text)).toBeLessThanOrEqual(10_000)
    const shown = text.match(/^- `infra\/main\.bicep:6`/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(20)
    expect(text).toContain(`… and ${2001 - shown - 1} more: all of them stand in \`out/report.json\`.`)
    expect(text).toContain('### Warnings (1)')
    expect(text).toContain('| **takes** |')
    expect(text).toContain('<details><summary>Waived (1)</summary>')
  })

  test('never exceeds a limit that its heads fit into, whatever the texts are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3000, max: 6000 }), (text, limit) => {
        const many = Array.from({ length: 60 }, () => finding({ message: text.repeat(5), when: [text] }))
        return bytesOf(writeSummary({ ...sample, findings: many }, { limit })) <= limit
      }),
    )
  })
})
