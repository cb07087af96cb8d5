import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readDiff } from '../../src/github/diff.js'
import { GitLines } from '../../src/github/lines.js'
import { place } from '../../src/github/place.js'
import type { Finding } from '../../src/rules/finding.js'
import { SourceText } from '../../src/source/text.js'
import { diffTexts } from './fake/diff.js'
import { findingAt } from './report-of.js'

const head = Array.from({ length: 60 }, (_, at) => `line ${at + 1}`).join('\n')
const patch = `@@ -10,2 +10,3 @@\n line 10\n+line 11\n line 12\n@@ -39,2 +40,3 @@\n line 40\n+line 41\n line 42`

function placed(
  finding: Finding,
  files: Parameters<typeof readDiff>[0] = [{ filename: 'a.bicep', status: 'modified', patch }],
) {
  return place(finding, readDiff(files), new GitLines(new Map([['a.bicep', new SourceText('a.bicep', head)]])))
}

const at = (lines: readonly [number, number], more: Parameters<typeof findingAt>[3] = {}): Finding =>
  findingAt('a.bicep', head, lines, more)

describe('a finding is placed', () => {
  test('on its line where the diff shows it', () => {
    expect(placed(at([11, 11]))).toEqual({ kind: 'line', path: 'a.bicep', startLine: 11, line: 11, exact: true })
  })

  test('on its lines where one hunk shows all of them', () => {
    expect(placed(at([10, 12]))).toEqual({ kind: 'line', path: 'a.bicep', startLine: 10, line: 12, exact: true })
  })

  test('on those of its lines that one hunk shows', () => {
    expect(placed(at([12, 41]))).toEqual({ kind: 'line', path: 'a.bicep', startLine: 12, line: 12, exact: false })
  })

  test('on the nearest shown line of its resource', () => {
    expect(placed(at([30, 30], { around: [11, 41] }))).toEqual({
      kind: 'line',
      path: 'a.bicep',
      startLine: 40,
      line: 40,
      exact: false,
    })
  })

  test('on the upper of two that are as near', () => {
    expect(placed(at([26, 26], { around: [1, 60] }))).toMatchObject({ startLine: 12, line: 12 })
  })

  test('on its file where the diff shows nothing of its resource', () => {
    expect(placed(at([30, 30], { around: [28, 32] }))).toEqual({ kind: 'file', path: 'a.bicep' })
  })

  test('in the summary where GitHub does not list its file', () => {
    const diff = readDiff([{ filename: 'a.bicep', status: 'modified', changes: 5000 }])
    const file = diff.get('a.bicep')
    if (!file) throw new Error('not read')
    const lines = new GitLines(new Map([['a.bicep', new SourceText('a.bicep', head)]]))
    expect(place(at([11, 11]), new Map([['a.bicep', { ...file, unlisted: true as const }]]), lines)).toEqual({
      kind: 'summary',
    })
  })

  test('on its file where the patch is withheld', () => {
    expect(placed(at([11, 11]), [{ filename: 'a.bicep', status: 'modified', changes: 5000 }])).toEqual({
      kind: 'file',
      path: 'a.bicep',
    })
  })

  test('in the summary where the change does not have its file', () => {
    expect(placed(at([11, 11]), [])).toEqual({ kind: 'summary' })
  })

  test('in the summary where it has no place', () => {
    const { span: _, ...nowhere } = at([11, 11])
    expect(placed(nowhere)).toEqual({ kind: 'summary' })
  })
})

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e\r'), { minLength: 1, maxLength: 30 })
  .map((lines) => lines.join('\n'))

test('a comment on lines is always within one hunk of the head, and on the finding or its resource', () => {
  fc.assert(
    fc.property(text, text, fc.nat(30), fc.nat(5), fc.nat(5), fc.nat(9), (base, head, from, length, above, below) => {
      const truth = diffTexts(base, head)
      const files = [
        { filename: 'f', status: 'modified', changes: truth.additions + truth.deletions, patch: truth.patch },
      ]
      const last = head.split('\n').length
      const [start, end] = [Math.min(last, from + 1), Math.min(last, from + 1 + length)]
      const around = [Math.max(1, start - above), Math.min(last, end + below)] as const
      const finding = findingAt('f', head, [start, end], { around })
      const result = place(finding, readDiff(files), new GitLines(new Map([['f', new SourceText('f', head)]])))
      const isShown = (line: number): boolean => around[0] <= line && line <= around[1] && truth.right.has(line)
      const anyShown = Array.from({ length: last }, (_, at) => at + 1).some(isShown)
      expect(result.kind).toBe(anyShown ? 'line' : 'file')
      const where = result.kind === 'line' ? result : { startLine: around[0], line: around[0], exact: false }
      expect(where.startLine).toBeLessThanOrEqual(where.line)
      expect(truth.right.get(where.startLine)).toBe(truth.right.get(where.line))
      expect([isShown(where.startLine), isShown(where.line)]).toEqual([anyShown, anyShown])
      expect(where.exact).toBe(anyShown && where.startLine === start && where.line === end)
    }),
  )
})
