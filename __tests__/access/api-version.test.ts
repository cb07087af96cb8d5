import { expect, test } from '@jest/globals'
import { statusOfApiVersion } from '../../src/access/api-version.js'

const day = (text: string) => Date.parse(`${text}T00:00:00Z`)

test.each([
  ['2023-07-01', '2026-11-24', 'retiring'],
  ['2023-07-01', '2026-11-28', 'retiring'],
  ['2023-07-01', '2026-11-29', 'retiringSoon'],
  ['2023-07-01', '2027-02-26', 'retiringSoon'],
  ['2023-07-01', '2027-02-27', 'retired'],
  ['2024-12-01-preview', '2026-11-24', 'retiring'],
  ['2026-02-01', '2027-03-01', 'current'],
  ['2026-03-01-preview', '2026-11-24', 'deprecated'],
  ['2026-04-01-preview', '2026-11-24', 'current'],
  ['2026-04-01', '2026-11-24', 'newer'],
  ['2026-05-15-preview', '2026-11-24', 'newer'],
  ['2026-02-02', '2026-11-24', 'unlisted'],
  ['latest', '2026-11-24', 'unlisted'],
])('%s on %s is %s', (version, now, expected) => {
  expect(statusOfApiVersion('Microsoft.KeyVault/vaults', version, day(now))).toBe(expected)
})
