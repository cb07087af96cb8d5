import { describe, expect, test } from '@jest/globals'
import { settleSeverities } from '../../src/review/severity.js'
import type { Problem } from '../../src/source/problem.js'

const plain = { path: 'a.json', text: '{}', named: false, changed: false }
const syntax: Problem = { code: 'json-syntax', severity: 'error', message: 'Expected `,`.', file: 'a.json' }

function severityWith(file: Partial<typeof plain>, problem: Problem = syntax): string[] {
  return settleSeverities([], [problem], [{ ...plain, ...file }], new Map()).map(({ severity }) => severity)
}

describe('a problem is an error where somebody must see it', () => {
  test.each([
    ['of a file that was named', { named: true }],
    ['of a file that is changed', { changed: true }],
    ['of a file that speaks of vaults in any case', { text: '"microsoft.KEYVAULT/vaults"' }],
  ])('%s', (_, file) => {
    expect(severityWith(file)).toEqual(['error'])
  })

  test('of the configuration, wherever it stands', () => {
    expect(severityWith({}, { ...syntax, code: 'configuration-invalid' })).toEqual(['error'])
  })
})

describe('a problem is a note', () => {
  test('of a file that is nobody’s concern', () => {
    expect(severityWith({})).toEqual(['note'])
  })

  test('where a stage calls it one', () => {
    expect(severityWith({ named: true }, { ...syntax, severity: 'note' })).toEqual(['note'])
  })
})

test('what could not be had is as severe as whoever looked for it says', () => {
  const large: Problem = { code: 'file-too-large', severity: 'error', message: 'Too large.', file: 'b.json' }
  expect(settleSeverities([large], [], [plain], new Map())).toEqual([large])
})

test('the same problem of two worlds is told once, sorted by place', () => {
  const at = (start: number): Problem => ({ ...syntax, span: { file: 'a.json', start, end: start + 1 } })
  const found = settleSeverities([], [at(9), at(3), at(9)], [{ ...plain, named: true }], new Map())
  expect(found.map(({ span }) => span?.start)).toEqual([3, 9])
})
