import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Host } from '../../src/cli/host.js'
import { readArguments } from '../../src/cli/options.js'
import { type ConfiguredRules, configuredRules } from '../../src/cli/ruleset.js'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kv-rules-')))
  mkdirSync(join(folder, '.github'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function rules(configuration?: string): ConfiguredRules {
  if (configuration !== undefined) writeFileSync(join(folder, '.github/keyvault-access.yml'), configuration)
  const silent = { write: () => undefined, isTerminal: false }
  const host: Host = { cwd: folder, env: {}, stdout: silent, stderr: silent, clock: () => 0 }
  const request = readArguments(['rules'], {})
  if (request.kind !== 'run') throw new Error('rules runs')
  return configuredRules(request.options, host)
}

const head = 'apiVersion: keyvault-access/v1\nkind: Configuration\n'

test('without a configuration the recommended pack is in force', () => {
  const { inForce, all, problems } = rules()
  expect(problems).toEqual([])
  expect(inForce.find((rule) => rule.id === 'network-default-deny')?.severity).toBe('error')
  for (const rule of inForce) expect(all.map((it) => it.id)).toContain(rule.id)
})

test('the configuration turns rules off and sets their severity', () => {
  const { inForce, all } = rules(`${head}rules:\n  network-default-deny: off\n  soft-delete: note\n`)
  expect(inForce.map((rule) => rule.id)).not.toContain('network-default-deny')
  expect(all.map((rule) => rule.id)).toContain('network-default-deny')
  expect(inForce.find((rule) => rule.id === 'soft-delete')?.severity).toBe('note')
})

test('a mistake in the configuration is told with its place, and the rest holds', () => {
  const { inForce, problems, sources } = rules(`${head}rules:\n  network-default-dany: off\n`)
  expect(inForce.length).toBeGreaterThan(5)
  expect(problems).toMatchObject([{ code: 'configuration-invalid', span: { file: '.github/keyvault-access.yml' } }])
  expect([...sources.keys()]).toEqual(['.github/keyvault-access.yml'])
})
