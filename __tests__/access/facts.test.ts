import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { factsOf, lazily } from '../../src/access/facts.js'

describe('tables of facts', () => {
  test('are parsed once', () => {
    expect(factsOf('roles')).toBe(factsOf('roles'))
    expect(factsOf('roles').roles.map(({ id }) => id)).toContain('00482a5a-887f-4fb3-b363-3b7fe8e74483')
  })

  test('name their source, each', () => {
    for (const name of [
      'roles',
      'role-names',
      'permissions',
      'operations',
      'types',
      'endpoints',
      'personas',
      'benchmarks',
      'claims',
    ]) {
      const table = JSON.parse(readFileSync(`facts/${name}.json`, 'utf8')) as { source?: unknown }
      expect([name, table.source]).toEqual([name, expect.anything()])
    }
  })

  test('in the program are those of facts/*.json', async () => {
    const { factsModule } = (await import('../../scripts/generate-facts.mjs')) as { factsModule: () => string }
    expect(readFileSync('src/generated/facts.ts', 'utf8')).toBe(factsModule())
  })

  test('know every claim of the document', () => {
    const { claims } = JSON.parse(readFileSync('facts/claims.json', 'utf8')) as { claims: readonly { id: string }[] }
    expect(claims.map(({ id }) => id)).toEqual(Array.from({ length: 75 }, (_, at) => `S${at + 1}`))
  })

  test('a role with a condition keeps it to the block that it belongs to', () => {
    const owner = factsOf('roles').roles.find(({ name }) => name === 'Azure Migrate Owner')
    expect(owner?.blocks.map(({ actions, condition }) => [actions.length, condition === undefined])).toEqual([
      [66, true],
      [2, false],
    ])
  })
})

test('what is lazy is made on first use, once', () => {
  let made = 0
  const value = lazily(() => ++made)
  expect(made).toBe(0)
  expect([value(), value()]).toEqual([1, 1])
})
