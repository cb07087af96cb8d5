import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Host } from '../../src/cli/host.js'
import { main } from '../../src/cli/main.js'
import { configuredRules } from '../../src/cli/ruleset.js'
import { review } from '../../src/review.js'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kv-pack-')))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function run(line: string): { status: number; out: string; err: string } {
  let [out, err] = ['', '']
  const host: Host = {
    cwd: folder,
    env: {},
    stdout: { write: (text) => (out += text), isTerminal: false },
    stderr: { write: (text) => (err += text), isTerminal: false },
    clock: () => 0,
  }
  const status = main(line.split(' '), host, { review, rules: configuredRules, entry: undefined })
  return { status, out, err }
}

const rule = (id: string): string => `id: ${id}
title: A vault is called kv-something
severity: error
category: naming
why: Names tell.
for: vault
must: { field: name, like: 'kv-*' }
say: "{name} is called otherwise."
`
const vault = (name: string): string =>
  `resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = { name: '${name}', properties: {} }\n`

test('a pack whose examples are as their marks say', () => {
  write('pack/vault-prefix.yaml', rule('vault-prefix'))
  write('pack/examples/vault-prefix/pass-named.bicep', vault('kv-a'))
  write('pack/examples/vault-prefix/fail-other.bicep', `// expect: vault-prefix\n${vault('other')}`)
  expect(run('test pack')).toEqual({ status: 0, out: '2 examples of 1 rule: as expected\n', err: '' })
})

test('what is missing, not expected, or without example is told with its line', () => {
  write('pack/vault-prefix.yaml', rule('vault-prefix'))
  write('pack/examples/vault-prefix/pass-named.bicep', vault('other'))
  write('pack/examples/vault-prefix/fail-other.bicep', `// expect: vault-prefix\n${vault('kv-a')}`)
  write('pack/other-prefix.yaml', rule('other-prefix'))
  const { status, out } = run('test pack')
  expect(status).toBe(1)
  expect(out).toBe(`no-example  examples/other-prefix  other-prefix has no example that fails
no-example  examples/other-prefix  other-prefix has no example that passes
missing  pack/examples/vault-prefix/fail-other.bicep:2  expected vault-prefix here
unexpected  pack/examples/vault-prefix/pass-named.bicep:1  \`other\` is called otherwise.
2 examples of 2 rules: 4 faults
`)
  expect(JSON.parse(run('test pack --format json').out)).toMatchObject({ rules: ['other-prefix', 'vault-prefix'] })
})

test('a rule with a mistake ends with 2 and is told with its place', () => {
  write('pack/vault-prefix.yaml', rule('vault-prefix').replace('field: name', 'field: nmae'))
  const { status, err } = run('test pack')
  expect(status).toBe(2)
  expect(err).toMatch(/^kv-review: pack\/vault-prefix\.yaml:7:\d+: /)
})

test('a folder that is none, or holds no rules', () => {
  expect(run('test nowhere')).toMatchObject({
    status: 2,
    err: 'kv-review: nowhere is no folder of rules; kv-review test FOLDER tests one with its examples/\n',
  })
  write('pack/readme.md', '')
  expect(run('test pack')).toMatchObject({ status: 2, err: 'kv-review: there is no rule in pack\n' })
  expect(run('test')).toMatchObject({ status: 2, err: 'kv-review: name a folder of rules: kv-review test FOLDER\n' })
})
