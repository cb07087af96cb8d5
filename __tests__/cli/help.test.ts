import { describe, expect, test } from '@jest/globals'
import { writeCommandHelp, writeHelp } from '../../src/cli/help.js'
import { COMMANDS, optionsOf } from '../../src/settings.js'
import { expectGolden } from '../report/golden.js'

describe('help', () => {
  test('the overview', () => {
    expectGolden('cli/help.txt', writeHelp())
  })

  test('one command', () => {
    expectGolden('cli/help.check.txt', writeCommandHelp('check'))
  })

  test('names every option of every command, in lines that fit', () => {
    for (const { name } of COMMANDS) {
      const help = writeCommandHelp(name)
      for (const option of optionsOf(name)) expect(help).toContain(`--${option.name}`)
      for (const line of help.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(101)
    }
  })
})
