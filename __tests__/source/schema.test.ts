import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as validators from '../../src/generated/validators.js'
import { findFaults, findSchemaProblems, nodeAt, placeOf } from '../../src/source/schema.js'
import type { SchemaValidator } from '../../src/source/schema.js'
import { SourceText } from '../../src/source/text.js'
import { parseYaml } from '../../src/source/yaml.js'

function treeOf(text: string) {
  const [root] = parseYaml(new SourceText('c.yml', text)).documents
  if (!root) throw new Error('no document')
  return root
}

/** Faults as `path @text of the place: message`. */
function faults(text: string, validator: SchemaValidator = validators.configuration): readonly string[] {
  const head = 'apiVersion: keyvault-access/v1\nkind: Configuration\n'
  const whole = validator === validators.configuration ? head + text : text
  return findFaults(treeOf(whole), 'c.yml', validator).map(
    ({ path, message, span }) => `${path.join('.')} @${whole.slice(span.start, span.end)}: ${message}`,
  )
}

describe('what a tree has and its schema does not allow', () => {
  const rows: readonly [text: string, expected: readonly string[]][] = [
    ['cannotTell: note', []],
    [
      'canotTell: note',
      [
        ' @canotTell: `canotTell` is not known here; known: `apiVersion`, `kind`, `extends`, `environment`, `environments`, `rules`, `azurePolicy`, `principals`, `personas`, `registries`, `waivers`, `cannotTell`, `failOn`, `inlineAllow`, `maxFileSize`. Did you mean `cannotTell`?',
      ],
    ],
    ['cannotTell: maybe', ['cannotTell @maybe: `cannotTell` must be one of `ignore`, `note`, `warning`, `error`']],
    ['environment: [a]', ['environment @environment: `environment` must be a text that is not empty']],
    ['environment: ""', ['environment @"": `environment` must be a text that is not empty']],
    [
      'maxFileSize: 12.5',
      [
        'maxFileSize @12.5: `maxFileSize` must be a whole number',
        'maxFileSize @12.5: `maxFileSize` must be at least 1024',
      ],
    ],
    ['maxFileSize: 999999999999', ['maxFileSize @999999999999: `maxFileSize` must be at most 268435456']],
    [
      'rules: { soft-delete: loud }',
      ['rules.soft-delete @loud: `soft-delete` must be one of `off`, `note`, `warning`, `error`'],
    ],
    [
      'rules: { soft-delete: 3 }',
      ['rules.soft-delete @3: `soft-delete` must be a severity or a mapping with `severity` and `parameters`'],
    ],
    [
      'rules: { soft-delete: { severty: error } }',
      [
        'rules.soft-delete @severty: `severty` is not known here; known: `severity`, `parameters`. Did you mean `severity`?',
      ],
    ],
    ['waivers: [{ rule: a, owner: b, reason: c }]', ['waivers.0 @{: this entry lacks `expires`']],
    [
      'waivers: [{ rule: a, owner: b, reason: c, expires: tomorrow }]',
      ['waivers.0.expires @tomorrow: `expires` must be a date such as `2027-03-01`'],
    ],
    [
      'principals: [{ persona: application }]',
      ['principals.0 @{: this entry must be a mapping with `objectId`, `symbol` or `name`'],
    ],
    [
      'environments: [{ paths: [], environment: a }]',
      ['environments.0.paths @paths: `paths` must have at least 1 entries'],
    ],
    ['personas: { p: { dataPlane: { keys: some } } }', ['personas.p.dataPlane.keys @some: `keys` must be `all`']],
    ['"a/b~c%": 1', [expect.stringMatching(/^ @"a\/b~c%": `a\/b~c%` is not known here/) as unknown as string]],
    [
      'rules: { "a/b~c%": 3 }',
      ['rules.a/b~c% @3: `a/b~c%` must be a severity or a mapping with `severity` and `parameters`'],
    ],
  ]
  test.each(rows)('%s', (text, expected) => {
    expect(faults(text)).toEqual(expected)
  })

  test('a document that is something else', () => {
    expect(faults('- a', validators.rule)).toEqual([' @-: this document must be a mapping'])
    expect(faults('kind: Pack', validators.pack)).toEqual([' @k: this document lacks `apiVersion`'])
    expect(faults('apiVersion: v2\nkind: Pack', validators.pack)).toEqual([
      'apiVersion @v2: `apiVersion` must be `keyvault-access/v1`',
    ])
  })

  test('as problems', () => {
    const root = treeOf('kind: Pack')
    expect(findSchemaProblems(root, 'c.yml', validators.pack, 'rule-invalid')).toEqual([
      {
        code: 'rule-invalid',
        severity: 'error',
        message: 'this document lacks `apiVersion`',
        span: { file: 'c.yml', start: 0, end: 1 },
      },
    ])
  })

  test('many faults are cut', () => {
    const many = Array.from({ length: 200 }, (_, at) => `  r${at}: loud`).join('\n')
    expect(faults(`rules:\n${many}`)).toHaveLength(50)
  })
})

test('places of paths that a tree has, and of those that it has not', () => {
  const text = 'a:\n  - b: 1\n    c: { d: 2 }\n'
  const root = treeOf(text)
  const at = (...path: readonly string[]) => {
    const { start, end } = placeOf(root, 'c.yml', path)
    return text.slice(start, end)
  }
  expect([
    at('a', '0', 'b'),
    at('a', '0', 'c', 'd'),
    at('a', '0', 'c'),
    at('a', '0', 'x'),
    at('a', '7'),
    at('z'),
  ]).toEqual(['1', '2', 'c', 'b', 'a', 'a'])
  expect(nodeAt(root, ['a', '0', 'b', 'c'])).toBeUndefined()
})

test('any document is judged, with places inside of it', () => {
  const word = fc.constantFrom('apiVersion', 'kind', 'rules', 'waivers', 'expires', '__proto__', 'toString', 'a/b~%20')
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.dictionary(word, tie('node'), { maxKeys: 4 }),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  })).node
  fc.assert(
    fc.property(
      tree,
      fc.constantFrom(validators.configuration, validators.rule, validators.declaration, validators.pack),
      (data, validator) => {
        const text = JSON.stringify(data)
        const [root] = parseYaml(new SourceText('c.yml', text)).documents
        for (const { span } of root ? findFaults(root, 'c.yml', validator) : []) {
          expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true)
        }
      },
    ),
    { numRuns: 300 },
  )
})
