import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { allowsAssigning } from '../../src/access/delegation.js'

const a = '00482a5a-887f-4fb3-b363-3b7fe8e74483'
const b = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
const role = '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]'
const notWriting = "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})"

describe('a condition on assigning roles', () => {
  test.each([
    [`${role} ForAnyOfAnyValues:GuidEquals {${a}}`, true, false],
    [`${role} ForAnyOfAnyValues:GuidEquals{${a.toUpperCase()}, ${b}}`, true, true],
    [`${role} ForAnyOfAllValues:GuidNotEquals {${a}}`, false, true],
    [`${role} ForAnyOfAnyValues:GuidNotEquals {${a}, ${b}}`, true, true],
    [`${role} ForAllOfAllValues:GuidEquals {${a}, ${b}}`, false, false],
    [`${role} GuidEquals '${a}'`, true, false],
    [`${role} StringStartsWith 'x'`, 'unknown', 'unknown'],
    [`(${notWriting}) OR (${role} ForAnyOfAnyValues:GuidEquals {${a}})`, true, false],
    [`(${notWriting}) || (${role} ForAnyOfAnyValues:GuidEquals {${a}})`, true, false],
    [
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (${role} ForAnyOfAnyValues:GuidEquals {${a}}))`,
      true,
      true,
    ],
    [
      `ActionMatches{'Microsoft.Authorization/roleAssignments/write'} AND ${role} ForAnyOfAnyValues:GuidEquals {${a}}`,
      true,
      false,
    ],
    [
      `${role} ForAnyOfAnyValues:GuidEquals {${a}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User'}`,
      'unknown',
      false,
    ],
    [`@Resource[HasObotoken] boolequals true && (${role} ForAnyOfAnyValues:GuidEquals {${a}})`, 'unknown', false],
    [`NOT ${role} ForAnyOfAnyValues:GuidEquals {${a}}`, false, true],
    [`Exists @Resource[x:y] OR ${role} ForAnyOfAnyValues:GuidEquals {${a}}`, true, 'unknown'],
    ['', 'unknown', 'unknown'],
    ['((', 'unknown', 'unknown'],
    [`${role} ForAnyOfAnyValues:GuidEquals {${a}} )`, 'unknown', 'unknown'],
    [`${'('.repeat(100)}${role} GuidEquals '${a}'${')'.repeat(100)}`, 'unknown', 'unknown'],
    [`${role} ForAnyOfAnyValues:GuidEquals {${a}} ${' '.repeat(9000)}`, 'unknown', 'unknown'],
  ])('%s', (condition, first, second) => {
    expect(allowsAssigning(condition, a)).toBe(first)
    expect(allowsAssigning(condition, b)).toBe(second)
  })

  test('never throws', () => {
    const word = fc.constantFrom(
      '(',
      ')',
      '!',
      'AND',
      'OR',
      '{',
      '}',
      "'",
      '@Request[',
      ']',
      'ActionMatches',
      a,
      'GuidEquals',
      ' ',
      ',',
    )
    fc.assert(
      fc.property(
        fc.array(word).map((words) => words.join('')),
        (text) => {
          expect([true, false, 'unknown']).toContain(allowsAssigning(text, a))
        },
      ),
    )
  })
})
