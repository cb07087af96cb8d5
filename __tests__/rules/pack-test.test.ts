import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../../src/rules/finding.js'
import { findExamples, testExamples } from '../../src/rules/pack-test.js'
import { SourceText } from '../../src/source/text.js'
import { finding } from './support/finding.js'

test('examples, and what belongs to them', () => {
  const paths = [
    'policies/examples/a/pass-one.json',
    'policies/examples/a/fail-two.json',
    'policies/examples/a/fail-two.parameters.json',
    'policies/examples/a/fail-two/module.bicep',
    'policies/examples/a/fail-two.configuration.yaml',
    'policies/examples/a/fail-two.bicep',
    'policies/examples/a/other.json',
    'policies/a/pass-three.json',
    'examples/b/pass-four.yaml',
  ]
  const folder = 'policies/examples/a'
  const own = [`${folder}/fail-two.parameters.json`, `${folder}/fail-two/module.bicep`]
  const configuration = `${folder}/fail-two.configuration.yaml`
  expect(findExamples(paths)).toEqual([
    { rule: 'b', name: 'pass-four', kind: 'pass', paths: ['examples/b/pass-four.yaml'], configuration: undefined },
    { rule: 'a', name: 'fail-two', kind: 'fail', paths: [`${folder}/fail-two.bicep`, ...own], configuration },
    { rule: 'a', name: 'fail-two', kind: 'fail', paths: [`${folder}/fail-two.json`, ...own], configuration },
    { rule: 'a', name: 'pass-one', kind: 'pass', paths: [`${folder}/pass-one.json`], configuration: undefined },
  ])
})

/** What is wrong with an example of rule `a`, whose findings stand on lines. */
function faults(
  kind: 'pass' | 'fail',
  text: string,
  found: readonly (readonly [rule: string, line: number, verdict?: Finding['verdict']])[],
) {
  const path = `examples/a/${kind}-x.json`
  const source = new SourceText(path, text)
  const findings = found.map(([rule, line, verdict = 'fail']) => {
    const start = source.lineStarts[line - 1] ?? 0
    return finding({ rule, verdict, message: 'said', span: { file: path, start, end: start } })
  })
  const results = testExamples(
    ['a'],
    findExamples([path]),
    () => source,
    () => findings,
  )
  return results.flatMap((result) =>
    result.faults
      .filter((fault) => fault.kind !== 'no-example')
      .map((fault) => `${fault.kind} ${fault.line ?? ''} ${fault.message}`),
  )
}

describe('marks', () => {
  test('what is expected and found', () => {
    expect(faults('fail', '{\n// expect: a\n"x"\n}', [['a', 3]])).toEqual([])
    expect(faults('fail', '# expect: a\nx', [['a', 2]])).toEqual([])
    expect(faults('fail', '// expect: cannot-tell a\nx', [['a', 2, 'cannot-tell']])).toEqual([])
    expect(
      faults('fail', '// expect: a\n// expect: b\nx', [
        ['b', 3],
        ['a', 3],
      ]),
    ).toEqual([])
    expect(faults('pass', 'x', [['b', 1]])).toEqual([])
  })

  test('what is missing', () => {
    expect(faults('fail', '// expect: a\nx', [])).toEqual(['missing 2 expected a here'])
    expect(faults('fail', '// expect: cannot-tell a\nx', [['a', 2]])).toEqual([
      'unexpected 2 said',
      'missing 2 expected cannot-tell a here',
    ])
    expect(faults('fail', '// expect: a\nx\ny', [['a', 3]])).toEqual(['unexpected 3 said', 'missing 2 expected a here'])
    expect(faults('fail', '// expect: a\n// expect: b\nx', [['a', 3]])).toEqual(['missing 3 expected b here'])
  })

  test('what is too much', () => {
    expect(faults('pass', 'x', [['a', 1]])).toEqual(['unexpected 1 said'])
    expect(
      faults('fail', '// expect: a\nx', [
        ['a', 2],
        ['a', 2],
      ]),
    ).toEqual(['unexpected 2 said'])
  })

  test('a failing example without a mark', () => {
    expect(faults('fail', 'x', [])).toEqual(['no-expectation  expected a mark `expect: a` above a line'])
  })
})

test('a rule without examples', () => {
  const results = testExamples(
    ['a'],
    [],
    () => new SourceText('', ''),
    () => [],
  )
  expect(results.map(({ path, faults: [fault] }) => [path, fault?.message])).toEqual([
    ['examples/a', 'a has no example that fails'],
    ['examples/a', 'a has no example that passes'],
  ])
})

test('what is waived, or stands in another file, is not the example’s', () => {
  const path = 'examples/a/pass-x.json'
  const waiver = { owner: 'o', reason: 'r', expires: '2027-03-01' }
  const judge = () => [
    finding({ rule: 'a', waiver }),
    finding({ rule: 'a', span: { file: 'c.json', start: 0, end: 1 } }),
  ]
  const result = testExamples(['a'], findExamples([path]), () => new SourceText(path, 'x'), judge).find(
    (each) => each.path === path,
  )
  expect(result?.faults).toEqual([{ kind: 'unexpected', path: 'c.json', rule: 'a', verdict: 'fail', message: 'open' }])
})
