import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { main } from '../../src/cli/main.js'
import { review } from '../../src/review.js'

const script = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'scripts', 'new-rule.mjs')
const pack = 'apiVersion: keyvault-access/v1\nkind: Pack\nrules:\n  purge-protection: error\n'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'new-rule-')))
  mkdirSync(join(folder, 'rules', 'packs'), { recursive: true })
  writeFileSync(join(folder, 'rules', 'packs', 'recommended.yaml'), pack)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function scaffold(...args: string[]): { status: number | null; out: string; err: string } {
  const ran = spawnSync(process.execPath, [script, ...args, '--into', 'rules'], { cwd: folder, encoding: 'utf8' })
  return { status: ran.status, out: ran.stdout, err: ran.stderr }
}
const paths = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
const readPack = (): string => readFileSync(join(folder, 'rules', 'packs', 'recommended.yaml'), 'utf8')

test('a new rule and its examples agree from the start, and the pack has it', () => {
  const { status, out, err } = scaffold('vault-has-owner')
  expect([status, err]).toEqual([0, ''])
  expect(out).toContain('kv-review test rules')
  expect(readPack()).toBe(`${pack}  vault-has-owner: warning\n`)
  let told = ''
  const host = {
    cwd: folder,
    env: {},
    stdout: { write: (text: string) => (told += text), isTerminal: false },
    stderr: { write: (text: string) => (told += text), isTerminal: false },
    clock: () => Date.UTC(2026, 10, 24),
  }
  const rules = () => ({ inForce: [], all: [], problems: [], sources: new Map() })
  expect(main(['test', 'rules'], host, { review, rules, entry: undefined })).toBe(0)
  expect(told).toBe('4 examples of 1 rule: as expected\n')
})

test('what exists is refused and stays as it is', () => {
  scaffold('vault-has-owner')
  const before = paths()
  expect(scaffold('vault-has-owner')).toEqual({
    status: 2,
    out: '',
    err: 'new-rule: rules/vault-has-owner.yaml exists already\n',
  })
  expect(scaffold('purge-protection').err).toContain('names purge-protection already')
  expect(paths()).toEqual(before)
})

test.each(['Vault', 'a--b', '-a', 'a_b', '../a', 'a/b', ''])('the id %j is refused', (id) => {
  const { status, err } = scaffold(id)
  expect([status, err]).toEqual([2, expect.stringContaining('is no id')])
  expect(existsSync(join(folder, 'rules', 'examples'))).toBe(false)
})

test('without an id it says how it is used', () => {
  expect(scaffold()).toEqual({ status: 2, out: '', err: 'new-rule: usage: npm run new-rule -- ID [--into FOLDER]\n' })
})
