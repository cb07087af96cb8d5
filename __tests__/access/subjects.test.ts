import { describe, expect, test } from '@jest/globals'
import { nameWords, propertiesPlace, subjectOf } from '../../src/access/subjects.js'
import { arrayOf, choiceOf, literal, originAt, textOf, unknown } from '../../src/evaluate/value.js'
import { deploymentsOf, textAt } from './support/run.js'

const origin = originAt({ file: 'main.bicep', start: 0, end: 1 })
const parameter = unknown({ kind: 'parameter', name: 'env', span: origin.span }, 'env', origin)
const runtime = unknown({ kind: 'runtime', name: 'reference' }, 'r', origin)

describe('the words for a name', () => {
  test.each([
    ['a known one', literal('kv', origin), 'kv'],
    ['one in part known', textOf(['kv-', parameter, '-', runtime], origin), 'kv-${env}-${…}'],
    ['a parameter', parameter, '${env}'],
    [
      'one of two',
      choiceOf(
        [
          { when: 'a', unknowns: [], value: literal('x', origin) },
          { when: 'b', unknowns: [], value: literal('y', origin) },
        ],
        origin,
      ),
      'x|y',
    ],
    ['no name at all', arrayOf([], origin), '…'],
    ['a very long one', literal('x'.repeat(200), origin), `${'x'.repeat(119)}…`],
  ])('%s', (_, value, words) => {
    expect(nameWords(value)).toBe(words)
  })
})

describe('a subject', () => {
  const source = `param n string
resource a 'Microsoft.KeyVault/vaults@2023-07-01' = [for i in range(0, 2): { name: 'kv\${i}\${n}', properties: {} }]
resource b 'Microsoft.KeyVault/vaults@2023-07-01' = if (n == 'x') { name: 'b' }`
  const [deployment] = deploymentsOf({ 'main.bicep': source })

  test('is told apart from others of its loop', () => {
    const subjects = deployment?.resources.map((resource) => subjectOf('resource', resource, deployment)) ?? []
    expect(subjects.map(({ id, name, doubts }) => [id, name, doubts?.length])).toEqual([
      ['main.bicep#a[0]', 'kv0${n}', undefined],
      ['main.bicep#a[1]', 'kv1${n}', undefined],
      ['main.bicep#b', 'b', 1],
    ])
  })

  test('has a place for missing properties', () => {
    const places = deployment?.resources.map((resource) => textAt(source, propertiesPlace(resource)))
    expect(places).toEqual(['properties', 'properties', 'b'])
  })
})
