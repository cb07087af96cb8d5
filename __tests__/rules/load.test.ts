import { describe, expect, test } from '@jest/globals'
import { compileRule, readParameter, readRule } from '../../src/rules/load.js'
import type { ParameterFile } from '../../src/rules/rule.js'
import { SourceText } from '../../src/source/text.js'

const sound = `id: kv-names
title: A vault's name begins with kv
severity: warning
category: naming
why: So that people find it.
for: vault
must: { field: name, like: "[concat(parameters('prefix'), '*')]" }
say: "{name} does not begin with {parameters.prefix}."
at: [name]
related: { tenantId: its tenant }
fix: { say: "Rename {name}.", set: { property: properties.x, value: "[field('name')]" } }
parameters: { prefix: { type: string, default: kv } }
`

function problems(text: string): readonly string[] {
  const { rule, problems } = readRule(new SourceText('r.yaml', text))
  expect(rule === undefined).toBe(problems.length > 0)
  return problems.map(
    ({ code, message, span }) => `${code} @${span ? text.slice(span.start, span.end).split('\n')[0] : '-'}: ${message}`,
  )
}

test('a sound rule', () => {
  const { rule, problems } = readRule(new SourceText('r.yaml', sound))
  expect(problems).toEqual([])
  expect(rule).toMatchObject({ id: 'kv-names', kind: 'vault', file: { severity: 'warning' } })
  expect(rule?.at.map(({ text }) => text)).toEqual(['name'])
  expect(rule?.related.map(({ message }) => message)).toEqual(['its tenant'])
  expect([...(rule?.defaults ?? [])].map(([name, value]) => [name, value.kind === 'literal' && value.value])).toEqual([
    ['prefix', 'kv'],
  ])
})

describe('mistakes are told at their place', () => {
  const rows: readonly [name: string, from: string, to: string, expected: readonly string[]][] = [
    [
      'an unknown key',
      'category: naming',
      'categori: naming',
      [
        'rule-invalid @i: this document lacks `category`',
        expect.stringMatching(
          /^rule-invalid @categori: `categori` is not known here; .* Did you mean `category`\?$/,
        ) as unknown as string,
      ],
    ],
    [
      'types of what is no resource',
      'for: vault\n',
      'for: vault\ntypes: [Microsoft.KeyVault/*]\n',
      ['rule-invalid @types: Only a rule `for: resource` has `types`'],
    ],
    [
      'an id that is none',
      'id: kv-names',
      'id: KV names',
      [
        'rule-invalid @KV names: `id` must be words of small letters and digits with hyphens, such as `purge-protection`',
      ],
    ],
    [
      'an unknown subject',
      'for: vault',
      'for: vaults',
      [expect.stringMatching(/^rule-invalid @vaults: `for` must be one of `vault`, /) as unknown as string],
    ],
    [
      'a misspelt operator',
      'like:',
      'likes:',
      [
        expect.stringMatching(
          /^rule-invalid @likes: `likes` is not known here; .* Did you mean `like`\?$/,
        ) as unknown as string,
      ],
    ],
    [
      'an unknown field',
      'field: name',
      'field: nam',
      [
        expect.stringMatching(
          /^rule-invalid @nam: a vault has no `nam`; .* Did you mean `name`\?$/,
        ) as unknown as string,
      ],
    ],
    [
      'an unknown parameter',
      "parameters('prefix')",
      "parameters('prefx')",
      [
        "rule-invalid @\"[concat(parameters('prefx'), '*')]\": No parameter `prefx` is declared. Did you mean `prefix`?",
      ],
    ],
    [
      'a field of the message',
      '"{name} does',
      '"{nam} does',
      [expect.stringMatching(/^rule-invalid @"\{nam\} does/) as unknown as string],
    ],
    [
      'a place',
      'at: [name]',
      'at: [nowhere]',
      [expect.stringMatching(/^rule-invalid @nowhere: a vault has no `nowhere`/) as unknown as string],
    ],
    [
      'a related place',
      'related: { tenantId:',
      'related: { tenant:',
      [expect.stringMatching(/^rule-invalid @its tenant: a vault has no `tenant`/) as unknown as string],
    ],
    ['a default of another type', 'default: kv', 'default: 3', ['rule-invalid @3: Expected a text'].slice(0, 1)],
    [
      'an expression of a fix',
      "[field('name')]",
      "[field('nam')]",
      [expect.stringMatching(/^rule-invalid @"\[field\('nam'\)\]": a vault has no `nam`/) as unknown as string],
    ],
    ['no YAML', 'id: kv-names', 'id: "kv', [expect.stringMatching(/^yaml-syntax @/) as unknown as string]],
  ]
  test.each(rows)('%s', (_, from, to, expected) => {
    const found = problems(sound.replace(from, to))
    expect(found.slice(0, expected.length)).toEqual(expected)
  })

  test('nothing, and two rules in one file', () => {
    expect(problems('')).toEqual(['rule-invalid @-: Expected one rule in the file; found 0'])
    expect(problems(`${sound}---\n${sound}`)).toEqual(['rule-invalid @-: Expected one rule in the file; found 2'])
  })
})

test('compileRule tells where', () => {
  const { rule, faults } = compileRule({
    id: 'a',
    title: 'a',
    severity: 'error',
    category: 'a',
    why: 'a',
    for: 'vault',
    when: { allOf: [{ field: 'x', exists: true }] },
    must: { field: 'name', exists: true },
    say: 'a',
  })
  expect(rule).toBeUndefined()
  expect(faults.map(({ path }) => path)).toEqual([['when', 'allOf', '0', 'field']])
})

describe('values of parameters', () => {
  const rows: readonly [parameter: ParameterFile, data: unknown, expected: string | undefined][] = [
    [{ type: 'string', default: '' }, 'a', undefined],
    [{ type: 'string', default: '' }, 1, 'Expected a text'],
    [{ type: 'integer', default: 1, minimum: 7, maximum: 90 }, 7, undefined],
    [{ type: 'integer', default: 1, minimum: 7, maximum: 90 }, 6, 'Expected at least 7'],
    [{ type: 'integer', default: 1, minimum: 7, maximum: 90 }, 91, 'Expected at most 90'],
    [{ type: 'integer', default: 1 }, 1.5, 'Expected a whole number'],
    [{ type: 'number', default: 1 }, 1.5, undefined],
    [{ type: 'number', default: 1 }, '1', 'Expected a number'],
    [{ type: 'boolean', default: true }, false, undefined],
    [{ type: 'boolean', default: true }, 'false', 'Expected `true` or `false`'],
    [{ type: 'array', default: [] }, ['a'], undefined],
    [{ type: 'array', default: [] }, 'a', 'Expected a list'],
    [{ type: 'array', default: [] }, Array.from({ length: 20_000 }, () => 1), 'Expected at most 10000 entries'],
    [{ type: 'string', default: 'a', allowed: ['a', 'b'] }, 'c', 'Expected one of `a`, `b`'],
  ]
  test.each(rows)('%j', (parameter, data, expected) => {
    const read = readParameter(parameter, data)
    expect('fault' in read ? read.fault : undefined).toBe(expected)
  })
})
