import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { VERSION } from '../src/version.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bundle = join(root, 'dist/cli/index.js')
const now = ['--now', '2026-11-24T00:00:00Z']

function run(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return { status, out: stdout, err: stderr }
}

// The bundle is committed; a checkout that has just been cleaned has none until `npm run build`.
const withBundle = existsSync(bundle) ? describe : describe.skip

withBundle('dist/cli/index.js, on its own', () => {
  test('prints its version and its help', () => {
    expect(run('--version')).toEqual({ status: 0, out: `${VERSION}\n`, err: '' })
    expect(run('check', '--help').out).toMatch(/^kv-review check \[PATH\.\.\.\]: /)
  })

  test('finds what is wrong in the examples, and nothing in the right ones', () => {
    const wrong = run('check', 'examples', ...now)
    expect(wrong.status).toBe(1)
    expect(wrong.err).toBe('')
    expect(wrong.out).toMatch(/\nfail: \d+ errors, .*\n\d+ files, .*\n`kv-review rules show ID` explains a rule\.\n$/)
    expect(run('check', 'examples/right', ...now)).toMatchObject({ status: 0, err: '' })
  })

  test('gives the same bytes for the same input, and a report that fits its schema', () => {
    const [first, second] = [
      run('check', 'examples', '--format', 'json', ...now),
      run('check', 'examples', '--format', 'json', ...now),
    ]
    expect(second.out).toBe(first.out)
    const schema = JSON.parse(readFileSync(join(root, 'schemas/report.json'), 'utf8')) as object
    const validate = new Ajv({ strict: false }).compile(schema)
    validate(JSON.parse(first.out))
    expect(validate.errors).toBeNull()
  })

  test('a mistake on the command line ends with 2 and says what to do', () => {
    expect(run('check', '--formt', 'json')).toEqual({
      status: 2,
      out: '',
      err: 'kv-review: unknown option --formt; did you mean --format?\n',
    })
  })

  test('a reader that stops early is no trouble', async () => {
    const child = spawn(process.execPath, [bundle, 'check', 'examples', '--format', 'json'], { cwd: root })
    let err = ''
    child.stderr.on('data', (data: Buffer) => (err += data.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    const status = await new Promise((resolve) => child.once('close', resolve))
    expect({ status, err }).toEqual({ status: 1, err: '' })
  })
})
