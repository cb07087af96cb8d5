import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { proposeRoles } from '../../src/access/migrate.js'
import { dataActionsOfWord, objectKinds, wordsOfKind, wordsOfPermission } from '../../src/access/permissions.js'
import { dataActionsOfRole } from '../../src/access/roles.js'

const names = (words: readonly string[]): string[] => proposeRoles(words).roles.map((role) => role.name)

describe('proposeRoles', () => {
  test.each([
    [['secrets/get'], ['Key Vault Secrets User']],
    [['secrets/list'], ['Key Vault Reader']],
    [['secrets/get', 'secrets/set'], ['Key Vault Secrets Officer']],
    [['keys/get', 'keys/wrapKey', 'keys/unwrapKey'], ['Key Vault Crypto Service Encryption User']],
    [['keys/get', 'keys/list', 'keys/wrapKey', 'keys/unwrapKey', 'keys/decrypt'], ['Key Vault Crypto User']],
    [['keys/release'], ['Key Vault Crypto Service Release User']],
    [['certificates/get', 'secrets/get'], ['Key Vault Certificate User']],
    [
      ['certificates/import', 'secrets/get'],
      ['Key Vault Certificates Officer', 'Key Vault Secrets User'],
    ],
    [wordsOfPermission('keys', 'all'), ['Key Vault Crypto Officer']],
    [[], []],
  ])('%j → %j', (words, roles) => {
    expect(names(words)).toEqual(roles)
  })

  test('says what comes with a role and what none gives', () => {
    const { adds, addsManagement, loses } = proposeRoles(['secrets/get'])
    expect({ adds, addsManagement, loses }).toEqual({ adds: ['secrets/list'], addsManagement: [], loses: [] })
    expect(proposeRoles(['secrets/set', 'storage/delete'])).toMatchObject({
      adds: [
        'secrets/backup',
        'secrets/delete',
        'secrets/get',
        'secrets/list',
        'secrets/purge',
        'secrets/recover',
        'secrets/restore',
      ],
      loses: ['storage/delete'],
    })
  })

  test('the administrator only where everything is granted already', () => {
    const kinds = ['keys', 'secrets', 'certificates'] as const
    const everything = kinds.flatMap((kind) => wordsOfPermission(kind, 'all'))
    expect(names(everything)).toEqual(['Key Vault Administrator'])
    expect(names(everything.filter((word) => word !== 'keys/sign'))).toEqual([
      'Key Vault Certificates Officer',
      'Key Vault Crypto Officer',
      'Key Vault Secrets Officer',
    ])
  })

  test('law: nothing is lost silently, nothing that was held counts as added, no role is idle', () => {
    const words = objectKinds.flatMap((kind) => wordsOfKind(kind))
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...words), { maxLength: 8 }), (held) => {
        const { roles, adds, loses } = proposeRoles(held)
        const given = new Set(roles.flatMap((role) => dataActionsOfRole(role)).map((action) => action.toLowerCase()))
        for (const word of held) {
          const isGiven = dataActionsOfWord(word).every((action) => given.has(action.toLowerCase()))
          expect(loses.includes(word)).toBe(!isGiven)
          expect(adds).not.toContain(word)
        }
        const wanted = new Set(held.flatMap((word) => dataActionsOfWord(word)).map((action) => action.toLowerCase()))
        for (const role of roles) {
          const others = new Set(
            roles
              .filter((it) => it !== role)
              .flatMap((it) => dataActionsOfRole(it))
              .map((it) => it.toLowerCase()),
          )
          const own = dataActionsOfRole(role).map((it) => it.toLowerCase())
          expect(own.some((action) => wanted.has(action) && !others.has(action))).toBe(true)
        }
      }),
    )
  })
})
