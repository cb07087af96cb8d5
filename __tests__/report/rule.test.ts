import { expect, test } from '@jest/globals'
import { describeRule } from '../../src/report/rule.js'
import { readRule } from '../../src/rules/load.js'
import { SourceText } from '../../src/source/text.js'

const { rule } = readRule(
  new SourceText(
    'r.yaml',
    `id: soft-delete
title: What is deleted can be recovered
severity: error
category: recovery
why: It may have been a mistake.
for: vault
must: { field: name, exists: true }
say: "{name} keeps nothing."
fix: "Keep {name} for {parameters.minimumDays} days."
parameters: { minimumDays: { type: integer, default: 7 } }
`,
  ),
)
if (!rule) throw new Error('the rule is not valid')

test('describeRule fills in the parameters in force and marks what only a finding knows', () => {
  expect(describeRule(rule, 'warning')).toEqual({
    id: 'soft-delete',
    title: 'What is deleted can be recovered',
    severity: 'warning',
    category: 'recovery',
    why: 'It may have been a mistake.',
    see: [],
    fix: 'Keep <name> for 7 days.',
  })
  expect(describeRule(rule, 'note', new Map(), (id) => `https://example.com/${id}`)).toMatchObject({
    fix: 'Keep <name> for <parameters.minimumDays> days.',
    page: 'https://example.com/soft-delete',
  })
})
