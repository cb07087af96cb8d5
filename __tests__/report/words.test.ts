import { describe, expect, test } from '@jest/globals'
import {
  countRest,
  explainVerdict,
  groupByCause,
  nameResource,
  nameScope,
  sayWhen,
  secretPlaces,
  weightOf,
} from '../../src/report/words.js'
import { at, clean, finding, sample } from './sample.js'

describe('explainVerdict', () => {
  test('pass, fail and error', () => {
    expect(explainVerdict(clean)).toBe('nothing at or above error: no findings')
    expect(explainVerdict({ ...clean, failOn: 'never' })).toBe('no findings')
    expect(explainVerdict({ ...sample, verdict: 'fail' })).toBe('1 error, 1 warning, 1 note')
    expect(explainVerdict(sample)).toBe(
      '2 input problems to mend first; of what could be read: 1 error, 1 warning, 1 note',
    )
  })
})

test('countRest names only what there is', () => {
  expect(countRest(clean)).toEqual([])
  expect(countRest({ ...sample, summary: { ...sample.summary, baselined: 2 }, outside: 3 })).toEqual([
    '1 cannot be told',
    '1 waived',
    '2 in the baseline',
    '3 problems',
    '3 findings in what this change leaves alone',
  ])
})

test('weightOf counts what stands, and what cannot be told where the configuration raises it', () => {
  const undecided = finding({ verdict: 'cannot-tell' })
  const waiver = { reason: '', owner: '', expires: '' }
  expect(weightOf(finding({ severity: 'warning' }), clean)).toBe('warning')
  expect(weightOf(finding({ waiver }), clean)).toBeUndefined()
  expect(weightOf(finding({ baseline: true }), clean)).toBeUndefined()
  expect(weightOf(undecided, clean)).toBeUndefined()
  expect(weightOf(undecided, { ...clean, cannotTell: 'error' })).toBe('error')
  expect(weightOf({ ...undecided, waiver }, { ...clean, cannotTell: 'error' })).toBeUndefined()
})

test('groupByCause: one thing to settle is one group', () => {
  const cause = {
    kind: 'parameter',
    text: 'parameter `auditors` has no value',
    span: at('infra/main.bicep', 'param auditors'),
  }
  const findings = ['a', 'b'].map((rule) => finding({ rule, verdict: 'cannot-tell', cause }))
  const alone = finding({ rule: 'c', verdict: 'cannot-tell', message: 'no cause' })
  const groups = groupByCause({ ...clean, findings: [...findings, alone, finding({})] })
  expect(groups.map((group) => [group.cause, group.findings.map((it) => it.rule)])).toEqual([
    ['parameter `auditors` has no value', ['a', 'b']],
    ['no cause', ['c']],
  ])
})

test('groupByCause: the same cause in one file names its first place and counts the others', () => {
  const [first, second] = [at('infra/main.bicep', 'param auditors'), at('infra/main.bicep', "'hunter2'")]
  const elsewhere = { ...first, file: 'infra/other.bicep' }
  const findings = [second, first, elsewhere, first].map((span) =>
    finding({ verdict: 'cannot-tell', cause: { kind: 'unsupported', text: 'the role', span } }),
  )
  const groups = groupByCause({ ...clean, findings })
  const earliest = first.start < second.start ? first : second
  expect(groups.map(({ span, morePlaces, findings }) => [span, morePlaces, findings.length])).toEqual([
    [earliest, 1, 3],
    [elsewhere, 0, 1],
  ])
})

test('words', () => {
  expect(sayWhen('parameter `x` is true')).toBe('when parameter `x` is true')
  expect(sayWhen('in `prod.bicepparam`')).toBe('in `prod.bicepparam`')
  expect(nameScope('managementGroup')).toBe('management group')
  expect(nameResource(finding({ resource: { type: 't', name: '', symbol: 'vault' } }))).toBe('vault')
  expect(nameResource(finding({}))).toBeUndefined()
})

test('secretPlaces: those of the report, and of findings that say so', () => {
  const span = at('infra/main.bicep', "'hunter2'")
  expect(secretPlaces({ ...clean, secrets: [span], findings: [finding({ span })] })).toEqual([span])
  expect(secretPlaces({ ...clean, findings: [finding({ span, secret: true })] })).toEqual([span])
})
