import { describe, expect, test } from '@jest/globals'
import {
  writeActionInputs,
  writeCommandHelp,
  writeHelp,
  writeHelpSection,
  writeInputTables,
} from '../../src/cli/help.js'
import { COMMANDS, inputs, optionsOf } from '../../src/settings.js'
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
    expect(writeHelpSection()).toContain(writeCommandHelp('migrate'))
  })
})

test('the tables name every input and output', () => {
  const tables = writeInputTables()
  for (const input of inputs()) expect(tables).toContain(`| \`${input.name}\` |`)
  expect(tables).toContain(
    '| `fail-on` | `error` | Lowest severity that fails the run. One of `error`, `warning`, `note`, `never`. |',
  )
})

test('the inputs of action.yml', () => {
  expectGolden('cli/action-inputs.yml', writeActionInputs())
})
