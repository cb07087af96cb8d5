import { describe, expect, test } from '@jest/globals'
import { annotateFindings, formatAnnotations, printAnnotation } from '../../src/report/annotations.js'
import { expectGolden } from './golden.js'
import { clean, finding, sample } from './sample.js'

describe('formatAnnotations', () => {
  test('writes one command for each problem and each finding that stands', () => {
    expectGolden('report/sample.github.txt', formatAnnotations(sample))
  })

  test('writes nothing when there is nothing', () => {
    expect(formatAnnotations(clean)).toBe('')
  })

  test('what cannot be told is annotated only where the configuration raises it', () => {
    const findings = sample.findings.filter((it) => it.verdict === 'cannot-tell')
    expect(formatAnnotations({ ...clean, findings })).toBe('')
    expect(formatAnnotations({ ...clean, findings, cannotTell: 'warning' })).toMatch(
      /^::warning file=infra\/main\.bicep,line=14,/,
    )
  })
})

describe('annotateFindings', () => {
  test('keeps to ten of a level and says how many are left', () => {
    const findings = Array.from({ length: 12 }, () => finding({}))
    const annotations = annotateFindings([...findings, finding({ severity: 'note' })], clean)
    expect(annotations.map((it) => it.level)).toEqual([...Array.from({ length: 10 }, () => 'error'), 'notice'])
    expect(annotations[9]).toEqual({
      level: 'error',
      title: '3 more',
      message: '3 more findings of this level stand in the job summary.',
    })
    expect(annotateFindings(findings.slice(0, 10), clean)).toHaveLength(10)
  })
})

test('columns are given only within one line', () => {
  const place = { path: 'a', line: 1, endLine: 2 }
  expect(printAnnotation({ level: 'error', title: 't', message: 'm', place })).toBe(
    '::error file=a,line=1,endLine=2,title=t::m',
  )
})
