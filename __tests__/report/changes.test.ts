import { describe, expect, test } from '@jest/globals'
import { compareAccess } from '../../src/report/changes.js'
import type { ReportAccess, ReportGrant } from '../../src/report/report.js'

const grant: ReportGrant = {
  vault: 'kv',
  principal: { id: 'A' },
  plane: 'data',
  mechanism: 'accessPolicy',
  scope: 'vault',
  operations: ['secrets/get', 'secrets/list'],
  effective: true,
  span: { file: 'a', start: 0, end: 1 },
}
const access = (...grants: ReportGrant[]): ReportAccess => ({ vaults: [], grants })

describe('compareAccess', () => {
  test('names only the operations that differ', () => {
    const less = { ...grant, operations: ['secrets/get'] }
    expect(compareAccess(access(less), access(grant), 'main')).toEqual({
      base: 'main',
      granted: [{ ...grant, operations: ['secrets/list'] }],
      taken: [],
    })
    expect(compareAccess(access(grant), access(less), 'main').taken).toEqual([
      { ...grant, operations: ['secrets/list'] },
    ])
  })

  test('the same by another mechanism, order or case of the id is no change', () => {
    const role: ReportGrant = {
      ...grant,
      mechanism: 'roleAssignment',
      role: 'Key Vault Secrets User',
      principal: { id: 'a' },
    }
    expect(compareAccess(access(grant), access(role), 'main')).toEqual({ base: 'main', granted: [], taken: [] })
  })

  test('an effect gained or lost is a change', () => {
    const idle = { ...grant, effective: false }
    expect(compareAccess(access(idle), access(grant), 'main')).toEqual({ base: 'main', granted: [grant], taken: [] })
    expect(compareAccess(access(grant), access({ ...grant, effective: null }), 'main').taken).toEqual([grant])
  })

  test('a grant whose extent cannot be told any more is a change, one that never could be is not', () => {
    const open = { ...grant, open: true }
    expect(compareAccess(access(grant), access(open), 'main').granted).toEqual([
      { ...grant, operations: [], open: true },
    ])
    expect(compareAccess(access(open), access(open), 'main')).toEqual({ base: 'main', granted: [], taken: [] })
  })

  test('another vault, principal or plane is another grant', () => {
    for (const other of [{ vault: 'kv2' }, { principal: { id: 'B' } }, { plane: 'management' as const }]) {
      expect(compareAccess(access(grant), access({ ...grant, ...other }), 'main')).toEqual({
        base: 'main',
        granted: [{ ...grant, ...other }],
        taken: [grant],
      })
    }
  })
})
