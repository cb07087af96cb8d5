import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { inputs, OUTPUTS, type Setting } from '../../src/settings.js'

interface Described {
  readonly description: string
  readonly default?: string
}

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as {
  readonly name: string
  readonly description: string
  readonly inputs: Readonly<Record<string, Described>>
  readonly outputs: Readonly<Record<string, Described>>
  readonly runs: object
}

/** Inputs that must be known to be given, so their defaults are not the runner's to fill in. */
const UNFILLED: ReadonlyMap<string, string> = new Map([
  ['config', ' Default .github/keyvault-access.yml, which may be missing.'],
  ['fail-on', ' Default as the configuration says, else error.'],
])

function describeInput({ name, help, type, choices, default: value }: Setting): Described {
  const legal = choices ? ` One of ${choices.join(', ')}.` : type === 'flag' ? ' true or false.' : ''
  const unfilled = UNFILLED.get(name)
  const description = `${help}${legal}${unfilled ?? ''}`
  return { description, ...(value === undefined || unfilled !== undefined ? {} : { default: value }) }
}

describe('action.yml', () => {
  test('names every input as the settings do', () => {
    expect(action.inputs).toEqual(Object.fromEntries(inputs().map((setting) => [setting.name, describeInput(setting)])))
  })

  test('names every output', () => {
    expect(action.outputs).toEqual(Object.fromEntries(OUTPUTS.map(({ name, help }) => [name, { description: help }])))
  })

  test('runs the committed bundle', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action/index.js' })
  })

  test('fits the Marketplace', () => {
    expect(action.name).toBe('Key Vault access review')
    expect(action.description.length).toBeLessThan(125)
  })
})
