import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { runWithModules } from '../../src/cli/modules.js'
import type { CommandInput } from '../../src/cli/review-input.js'
import type { Program } from '../../src/language/program.js'
import { type Answer, digestOf, type FakeRegistry, manifestOf, openFake } from '../registry-client/fake.js'
import { clean } from '../report/sample.js'

const place = { file: 'main.bicep', start: 0, end: 1 }
const open: FakeRegistry[] = []
let home = ''

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kv-home-'))
})
afterEach(async () => {
  rmSync(home, { recursive: true, force: true })
  for (const fake of open.splice(0)) await fake.close()
})

/** Module `a` calls for `b`, and so on. */
const template = (name: string): string =>
  JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    parameters: { [name]: { type: 'string' } },
    resources: [],
  })

async function fake(): Promise<FakeRegistry> {
  const registry = await openFake(({ path }): Answer => {
    const name = /^\/v2\/(\w+)\//.exec(path)?.[1] ?? ''
    return { body: path.includes('/manifests/') ? manifestOf(template(name)) : template(name) }
  })
  open.push(registry)
  return registry
}

/** Runs a pipeline that needs the modules in turn, each as soon as the one before is there; tells what it came to. */
async function run({ host }: FakeRegistry, names: readonly string[], named: boolean) {
  const rounds: string[][] = []
  let printed = 0
  const input = {
    files: [],
    unreadable: [],
    read: { read: () => ({ kind: 'absent' }) as const },
    now: 0,
    configuration: {
      path: 'c.yml',
      text: `apiVersion: keyvault-access/v1\nkind: Configuration\nregistries: ["${host}"]\n`,
    },
    ...(named ? { configurationNamed: true as const } : {}),
  } satisfies CommandInput
  const status = await runWithModules(
    (review) => {
      review(input)
      printed++
      return 0
    },
    { env: { HOME: home } },
    ({ registry }) => {
      const round: string[] = []
      rounds.push(round)
      for (const name of names) {
        const found = registry?.(`br:${host}/${name}:1`, place)
        round.push(wordsOf(found))
        if (!found) break
      }
      return clean
    },
  )
  return { status, rounds, printed }
}

function wordsOf(found: Program | { readonly why: string } | undefined): string {
  if (!found) return 'missing'
  return 'why' in found ? found.why : [...found.parameters.keys()].join()
}

describe('a run that needs modules of a registry', () => {
  test('is begun again until they are here, and prints once', async () => {
    const registry = await fake()
    expect(await run(registry, ['a', 'b'], true)).toEqual({
      status: 0,
      rounds: [['missing'], ['a', 'missing'], ['a', 'b']],
      printed: 1,
    })
    expect(registry.asked.map(({ path }) => path)).toEqual([
      '/v2/a/manifests/1',
      `/v2/a/blobs/${digestOf(template('a'))}`,
      '/v2/b/manifests/1',
      `/v2/b/blobs/${digestOf(template('b'))}`,
    ])
  })

  test('is not begun again without an end', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const { rounds, printed } = await run(await fake(), names, true)
    expect([rounds.length, rounds.at(-1), printed]).toEqual([6, ['a', 'b', 'c', 'd', 'e', 'missing'], 1])
  })

  test('asks no registry that only a configuration allows which nobody named', async () => {
    const registry = await fake()
    const { rounds } = await run(registry, ['a'], false)
    expect(rounds).toEqual([
      ['its registry is asked only when the configuration that allows it is named with `--config`'],
    ])
    expect(registry.asked).toEqual([])
  })

  test('is run once where it needs none', async () => {
    const registry = await fake()
    expect(await run(registry, [], true)).toEqual({ status: 0, rounds: [[]], printed: 1 })
  })

  test('passes on what else is thrown', async () => {
    const failing = runWithModules(
      () => {
        throw new Error('a mistake')
      },
      { env: { HOME: home } },
      () => clean,
    )
    await expect(failing).rejects.toThrow('a mistake')
  })
})
