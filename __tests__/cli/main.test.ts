import { execFileSync } from 'node:child_process'
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
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Host, Status } from '../../src/cli/host.js'
import { main, type Parts } from '../../src/cli/main.js'
import type { CommandInput } from '../../src/cli/review-input.js'
import { parseYaml } from '../../src/source/yaml.js'
import { SourceText } from '../../src/source/text.js'
import { VERSION } from '../../src/version.js'
import { clean, finding, sample } from '../report/sample.js'

const now = Date.UTC(2026, 10, 24)
let folder = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kv-cli-')))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')

interface Run {
  status: Status
  out: string
  err: string
  asked: CommandInput[]
}

/** Runs the command with reports made by hand in place of the pipeline. */
function run(line: string, reports: readonly (typeof sample)[] = [clean], terminal = false): Run {
  const result: Run = { status: 0, out: '', err: '', asked: [] }
  const host: Host = {
    cwd: folder,
    env: {},
    stdout: { write: (text) => (result.out += text), isTerminal: terminal },
    stderr: { write: (text) => (result.err += text), isTerminal: terminal },
    clock: () => now,
  }
  const parts: Parts = {
    review: (input) => {
      result.asked.push(input)
      const report = reports[Math.min(result.asked.length, reports.length) - 1] ?? clean
      return { ...report, changes: undefined }
    },
    rules: () => ({ inForce: sample.rules.slice(0, 1), all: sample.rules, problems: [], sources: new Map() }),
    entry: undefined,
  }
  return {
    ...result,
    status: main(
      line.split(' ').filter((word) => word !== ''),
      host,
      parts,
    ),
    out: result.out,
    err: result.err,
  }
}

describe('kv-review', () => {
  test('help, version and mistakes', () => {
    expect(run('').out).toMatch(/^kv-review: what do these files do/)
    expect(run('access --help').out).toMatch(/^kv-review access \[PATH\.\.\.\]: /)
    expect(run('--version').out).toBe(`${VERSION}\n`)
    expect(run('chekc')).toMatchObject({
      status: 2,
      out: '',
      err: 'kv-review: unknown command `chekc`; did you mean `kv-review check`?\n',
    })
    expect(run('check \u001b[31m').err).not.toContain('\u001b')
  })
})

describe('check', () => {
  test('hands the files of the run and the clock to the pipeline, and prints the report', () => {
    write('infra/main.bicep', 'param x string')
    write('notes.txt', '')
    const { status, out, asked } = run('check --now 2026-01-01')
    expect({ status, out }).toEqual({
      status: 0,
      out: 'pass: nothing at or above error: no findings\n1 file, 1 vault, 0 grants\n',
    })
    expect(asked[0]).toMatchObject({
      files: [{ path: 'infra/main.bicep', text: 'param x string', named: false, changed: false }],
      unreadable: [],
      now: Date.UTC(2026, 0, 1),
      worlds: 'written',
    })
    expect(asked[0]?.read.read('notes.txt')).toEqual({ kind: 'text', text: '' })
  })

  test('ends with 1 for a failure and with 2 for an error of an input', () => {
    write('main.bicep', '')
    expect(run('check', [{ ...sample, verdict: 'fail' }]).status).toBe(1)
    expect(run('check', [sample]).status).toBe(2)
  })

  test('says when nothing was found to review', () => {
    expect(run('check').err).toBe('kv-review: no ARM template, Bicep file or access declaration was found here\n')
    expect(run('check --quiet').err).toBe('')
    expect(run('check nowhere').asked[0]?.unreadable).toEqual([
      { code: 'input-missing', severity: 'error', message: 'There is no file or folder `nowhere`.', file: 'nowhere' },
    ])
  })

  test('tells the time it took only when the clock is not fixed', () => {
    write('main.bicep', '')
    expect(run('check').out).toContain(' in 0.0 s')
    expect(run('check --now 2026-01-01').out).not.toContain(' in ')
  })

  test('writes several formats, makes folders, and tells the verdict on standard error', () => {
    write('main.bicep', '')
    const { out, err } = run('check --format sarif --output out/deep/x.sarif --format json --output out/x.json', [
      sample,
    ])
    expect(out).toBe('')
    expect(err).toBe(
      'error: 2 input problems to mend first; of what could be read: 1 error, 1 warning, 1 note; written to out/deep/x.sarif, out/x.json\n',
    )
    expect(read('out/deep/x.sarif')).toContain('"version": "2.1.0"')
    expect(read('out/x.json')).toContain('"schema": "keyvault-access-review/report/v1"')
  })

  test('colours only a terminal, and no file', () => {
    write('main.bicep', '')
    expect(run('check', [sample], true).out).toContain('\u001b[')
    expect(run('check --no-color', [sample], true).out).not.toContain('\u001b[')
    expect(run('check', [sample]).out).not.toContain('\u001b[')
    run('check --output x.txt', [sample], true)
    expect(read('x.txt')).not.toContain('\u001b[')
  })

  test('a file that cannot be written is told', () => {
    write('main.bicep', '')
    const { status, err } = run('check --output main.bicep/x')
    expect(status).toBe(2)
    expect(err).toMatch(/^kv-review: main\.bicep\/x could not be written: /)
  })

  test('reads the configuration where it is, and wants one that is named', () => {
    write('main.bicep', '')
    write('.github/keyvault-access.yml', 'apiVersion: keyvault-access/v1\nkind: Configuration\nmaxFileSize: 1024\n')
    write('large.bicep', '/'.repeat(1025))
    const { asked } = run('check')
    expect(asked[0]?.configuration?.path).toBe('.github/keyvault-access.yml')
    expect(asked[0]?.configured?.configuration.maxFileSize).toBe(1024)
    expect(asked[0]?.files.map((file) => file.path)).toEqual(['.github/keyvault-access.yml', 'main.bicep'])
    expect(asked[0]?.unreadable).toMatchObject([{ code: 'file-too-large', severity: 'note', file: 'large.bicep' }])
    expect(run('check --config other.yml')).toMatchObject({
      status: 2,
      err: 'kv-review: --config other.yml: there is no such file\n',
    })
  })

  test('a baseline goes in as fingerprints and comes out again', () => {
    write('main.bicep', '')
    run('check --write-baseline known.json', [sample])
    const { asked } = run('check --baseline known.json')
    expect([...(asked[0]?.baseline ?? [])]).toHaveLength(3)
    expect(run('check --baseline main.bicep').err).toContain('is not JSON; write one with --write-baseline main.bicep')
    expect(run('check --baseline gone.json').err).toBe('kv-review: --baseline gone.json: there is no such file\n')
  })

  test('a baseline that exists shrinks by itself and grows only when asked to', () => {
    write('main.bicep', '')
    const { problems: _, ...whole } = sample
    const report = { ...whole, problems: [] }
    const less = { ...report, findings: report.findings.slice(0, 2) }
    run('check --write-baseline known.json', [less])
    expect(run('check --write-baseline known.json', [report]).err).toBe(
      'known.json: 1 finding kept, 0 gone; 2 new not taken in (--grow-baseline does)\n',
    )
    expect(run('check --write-baseline known.json --grow-baseline', [report]).err).toBe('')
    expect(run('check --write-baseline known.json --shard 1/2', [less]).err).toBe(
      'known.json: 3 findings kept, 0 gone\n',
    )
    expect(run('check --write-baseline known.json', [{ ...sample, findings: [] }]).err).toBe(
      'known.json: 3 findings kept, 0 gone\n',
    )
    expect(run('check --write-baseline known.json', [less]).err).toBe('known.json: 1 finding kept, 2 gone\n')
    expect(run('check --write-baseline main.bicep', [report])).toMatchObject({
      status: 2,
      err: 'kv-review: main.bicep is not JSON; delete it to begin anew, or name another file\n',
    })
    expect(run('check --grow-baseline').err).toContain('--grow-baseline needs --write-baseline FILE')
  })

  test('the other options reach the pipeline', () => {
    write('main.bicep', '')
    write('p.json', '')
    expect(run('check --shard 1/2 --worlds possible --fail-on note --parameters p.json').asked[0]).toMatchObject({
      shard: { index: 1, count: 2 },
      worlds: 'possible',
      failOn: 'note',
      parameters: 'p.json',
    })
    expect(run('check').asked[0]).not.toHaveProperty('failOn')
  })

  test('progress goes to a terminal, only for a long run, and is taken away again', () => {
    for (let n = 0; n < 300; n++) write(`m/${n}.bicep`, '')
    expect(run('check', [clean], true).err).toBe('judging 300 files…\r\u001b[K')
    expect(run('check', [clean], false).err).toBe('')
    expect(run('check --quiet', [clean], true).err).toBe('')
  })
})

describe('against a commit', () => {
  const git = (...args: string[]): void => {
    execFileSync('git', [
      '-C',
      folder,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.com',
      '-c',
      'init.defaultBranch=main',
      ...args,
    ])
  }
  beforeEach(() => {
    write('infra/main.bicep', 'one\ntwo\n')
    git('init', '-q')
    git('add', '.')
    git('commit', '-q', '-m', 'first')
  })

  test.each(['--changed --base main', '--base main'])('check %s reports what differs and counts the rest', (line) => {
    const sources = new Map([['infra/main.bicep', new SourceText('infra/main.bicep', 'one\n2\n')]])
    const findings = [
      finding({ span: { file: 'infra/main.bicep', start: 0, end: 3 } }),
      finding({ span: { file: 'infra/main.bicep', start: 4, end: 5 }, fingerprint: 'f'.repeat(32) }),
    ]
    write('infra/main.bicep', 'one\n2\n')
    const { out, asked } = run(`check ${line} --format json`, [{ ...clean, sources, findings }])
    const report = JSON.parse(out) as { findings: { fingerprint: string }[]; summary: { outside: number } }
    expect(asked[0]?.files).toMatchObject([{ path: 'infra/main.bicep', changed: true }])
    expect(report.findings.map((it) => it.fingerprint)).toEqual(['f'.repeat(32)])
    expect(report.summary.outside).toBe(1)
  })

  test('check --base outside Git says what is amiss', () => {
    rmSync(join(folder, '.git'), { recursive: true })
    expect(run('check --base main')).toMatchObject({
      status: 2,
      err: 'kv-review: --base main is no commit that Git knows here; fetch it, or name another\n',
    })
  })

  test('access --base reads the files of the commit and tells what differs', () => {
    write('infra/main.bicep', 'changed')
    const { changes: _, ...report } = sample
    const [grant] = sample.access.grants
    if (!grant) throw new Error('the sample has changed')
    const before = { ...report, access: { ...sample.access, grants: [] } }
    const after = { ...report, problems: [], access: { ...sample.access, grants: [grant] } }
    const { status, out, asked } = run('access --base main', [after, before])
    expect(asked.map((input) => input.files.map((file) => file.text))).toEqual([['changed'], ['one\ntwo\n']])
    expect(asked[1]?.read.read('infra/main.bicep')).toEqual({ kind: 'text', text: 'one\ntwo\n' })
    expect(status).toBe(0)
    expect(out).toContain('  + CSO vault admins  security-team  role Key Vault Secrets User')
    expect(out).toMatch(/\ncompared with main: 1 grant more, 0 fewer\n$/)
  })

  test('a base that is none is told', () => {
    expect(run('access --base nowhere')).toMatchObject({
      status: 2,
      err: 'kv-review: --base nowhere is no commit that Git knows here; fetch it, or name another\n',
    })
  })
})

describe('access', () => {
  test('lists grants; findings are no matter, inputs with errors are', () => {
    write('main.bicep', '')
    const { changes: _, ...report } = sample
    const { status, out, err } = run('access', [report])
    expect(status).toBe(2)
    expect(out).toMatch(/^kv-prod {2}infra\/main\.bicep:6:1\n/)
    expect(err).toBe(
      'kv-review: infra/データ.json:2:31: Expected `,` or `}`.\nkv-review: infra/huge.json: The file has 20 MiB; at most 16 MiB are read.\n',
    )
    expect(run('access', [{ ...report, problems: [] }]).status).toBe(0)
  })

  test('prints each of its formats', () => {
    write('main.bicep', '')
    const { changes: _, ...report } = sample
    expect(run('access --format csv', [report]).out).toMatch(/^change,vault,/)
    expect(run('access --format mermaid', [report]).out).toMatch(/^flowchart LR\n/)
    expect(run('access --format html', [report]).out).toMatch(/^<!doctype html>/)
    expect(run('access --format json', [report]).out).toMatch(/^\{\n {2}"schema"/)
    expect(run('access --format markdown', [report]).out).toMatch(/^## Key Vault access review/)
  })
})

describe('migrate', () => {
  const policy = sample.access.grants[1]
  if (!policy) throw new Error('the sample has changed')
  const report = (grants: (typeof sample)['access']['grants']) => ({ ...clean, access: { ...clean.access, grants } })

  test('proposes roles for each principal, with what they add and lose', () => {
    write('main.bicep', '')
    const lossy = { ...policy, principal: { id: 'b', name: 'Builder' }, operations: ['storage/delete'], open: true }
    expect(run('migrate', [report([policy, lossy])])).toMatchObject({
      status: 0,
      out: `kv-prod  infra/main.bicep:6:1
  auditors  infra/main.bicep:14:7
    holds    keys: get; secrets: get, list
    assign   Key Vault Certificate User (db79e9a7-68ee-4b58-9aeb-b90e7c24fcba)
    adds     keys: list; certificates: get, list
    loses    nothing

  Builder  infra/main.bicep:14:7
    holds    storage: delete; perhaps more, which cannot be told
    assign   nothing: no built-in role fits
    adds     nothing
    loses    storage: delete

2 principals to migrate, 1 would lose something; assign the roles first, then turn on Azure RBAC
`,
    })
  })

  test('what roles give already is not proposed again', () => {
    write('main.bicep', '')
    const assigned = {
      ...policy,
      mechanism: 'roleAssignment' as const,
      role: 'Key Vault Secrets User',
      operations: ['secrets/get', 'secrets/list'],
    }
    const { out } = run('migrate --format json', [report([{ ...policy, operations: ['secrets/get'] }, assigned])])
    expect(JSON.parse(out)).toMatchObject({
      schema: 'keyvault-access-review/migration/v1',
      moves: [
        {
          principal: { id: 'auditors' },
          assigned: ['Key Vault Secrets User'],
          assign: [],
          adds: ['secrets/list'],
          loses: [],
          complete: true,
        },
      ],
    })
  })

  test('as Markdown, and when there is nothing to do', () => {
    write('main.bicep', '')
    expect(run('migrate --format markdown', [report([policy])]).out.split('\n')[2]).toBe(
      '| `kv-prod` | `auditors` | keys: get; secrets: get, list | Key Vault Certificate User (`db79e9a7-68ee-4b58-9aeb-b90e7c24fcba`) | keys: list; certificates: get, list | nothing |',
    )
    expect(run('migrate', [clean]).out).toBe('No access policies were found; there is nothing to migrate.\n')
  })
})

describe('rules', () => {
  test('lists those in force and explains one, in force or not', () => {
    expect(run('rules').out).toBe(
      'error    network-default-deny  A vault denies what it does not name\n\n1 rule in force; `kv-review rules show ID` explains one\n',
    )
    expect(run('rules show network-default-deny').out).toBe(`network-default-deny  error, network

A vault denies what it does not name

A vault that answers everybody is protected by its credentials alone.

Fix: Set \`networkAcls.defaultAction\` to \`Deny\`, or disable public access.

https://example.com/docs/rules/network-default-deny.md
https://learn.microsoft.com/azure/key-vault/general/network-security
`)
    expect(run('rules show rbac-excludes-access-policies').out).toMatch(
      /^rbac-excludes-access-policies {2}error, not in force here\n/,
    )
    expect(run('rules show network-default-dany')).toMatchObject({
      status: 2,
      err: 'kv-review: there is no rule `network-default-dany`; did you mean `network-default-deny`?\n',
    })
  })

  test('as JSON and Markdown', () => {
    expect(JSON.parse(run('rules --format json').out)).toMatchObject([
      { id: 'network-default-deny', severity: 'error' },
    ])
    expect(run('rules --format markdown').out).toBe(
      '| Rule | Severity | What must hold |\n| --- | --- | --- |\n| [`network-default-deny`](https://example.com/docs/rules/network-default-deny.md) | error | A vault denies what it does not name |\n',
    )
    expect(run('rules show network-default-deny --format markdown').out).toMatch(/^## network-default-deny\n/)
  })
})

describe('init', () => {
  test('writes the three files, valid YAML with their schema, and leaves what exists', () => {
    write('keyvault-access.yml', 'mine')
    expect(run('init')).toMatchObject({
      status: 0,
      out: `written     .github/keyvault-access.yml
written     .github/workflows/keyvault-access.yml
left as is  keyvault-access.yml

Next:
  1. name your principals and environments in .github/keyvault-access.yml
  2. replace OWNER and COMMIT in .github/workflows/keyvault-access.yml by the release that you trust
  3. describe your vaults in keyvault-access.yml, or delete it
  4. run \`kv-review check\`
`,
    })
    expect(read('keyvault-access.yml')).toBe('mine')
    expect(read('.github/keyvault-access.yml')).toMatch(
      /^# yaml-language-server: \$schema=https:\/\/\S+\/schemas\/configuration\.json\n/,
    )
    rmSync(join(folder, 'keyvault-access.yml'))
    run('init --quiet')
    expect(read('keyvault-access.yml')).toContain('expires: 2027-11-24\n')
    for (const path of [
      'keyvault-access.yml',
      '.github/keyvault-access.yml',
      '.github/workflows/keyvault-access.yml',
    ]) {
      expect(parseYaml(new SourceText(path, read(path))).problems).toEqual([])
    }
    expect(readdirSync(folder).sort()).toEqual(['.github', 'keyvault-access.yml'])
    expect(existsSync(join(folder, 'schemas'))).toBe(false)
  })
})

test('the version is that of the package', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string }
  expect(VERSION).toBe(manifest.version)
})
