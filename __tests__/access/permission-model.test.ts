import { describe, expect, test } from '@jest/globals'
import { vault } from './support/bicep.js'
import { modelOf, plain, textAt } from './support/run.js'

function permissionModel(source: string) {
  const { vaults } = modelOf(source)
  const value = vaults[0]?.permissionModel
  return value && [plain(value), textAt(source, value.origin.span)]
}

describe('the permission model of a vault', () => {
  test.each([
    ['is what is written', vault('enableRbacAuthorization: true'), 'rbac', 'true'],
    ['is what is written, as text too', vault(`enableRbacAuthorization: 'False'`), 'accessPolicy', "'False'"],
    ['follows the API version when absent', vault('', '2023-07-01'), 'accessPolicy', '2023-07-01'],
    ['is rbac by default from 2026-02-01', vault('', '2026-02-01'), 'rbac', '2026-02-01'],
    ['is rbac by default in later previews', vault('', '2026-03-01-preview'), 'rbac', '2026-03-01-preview'],
    ['follows the API version when null', vault('enableRbacAuthorization: null', '2026-02-01'), 'rbac', '2026-02-01'],
    ['is unknown when it is no boolean', vault('enableRbacAuthorization: 1'), '<unknown>', '1'],
    [
      'is unknown when a parameter has no value',
      `param rbac bool\n${vault('enableRbacAuthorization: rbac')}`,
      '<unknown>',
      'rbac',
    ],
  ])('%s', (_, source, model, place) => {
    expect(permissionModel(source)).toEqual([model, place])
  })

  test('is one of several by a condition that cannot be told', () => {
    const source = `param old bool\n${vault('enableRbacAuthorization: old ? null : true')}`
    expect(permissionModel(source)?.[0]).toEqual([
      ['parameter `old` is true', 'accessPolicy'],
      ['parameter `old` is false', 'rbac'],
    ])
  })
})
