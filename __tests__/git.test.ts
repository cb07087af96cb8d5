import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openGit } from '../src/git.js'

let folder = ''
const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).trim()
const write = (path: string, text: string): void => {
  writeFileSync(join(folder, path), text)
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kv-git-')))
  git('init', '-q')
  write('a.bicep', 'one\ntwo\nthree\n')
  write('gone.bicep', 'x\n')
  git('add', '.')
  git('commit', '-q', '-m', 'first')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('resolveBase', () => {
  test('is where HEAD left the branch, and undefined for what is no commit', () => {
    const first = git('rev-parse', 'HEAD')
    git('checkout', '-q', '-b', 'topic')
    write('b.bicep', '')
    git('add', '.')
    git('commit', '-q', '-m', 'topic')
    git('checkout', '-q', 'main')
    write('c.bicep', '')
    git('add', '.')
    git('commit', '-q', '-m', 'main goes on')
    git('checkout', '-q', 'topic')
    expect(openGit(folder).resolveBase('main')).toBe(first)
    expect(openGit(folder).resolveBase('nowhere')).toBeUndefined()
    expect(openGit(folder).resolveBase('--help')).toBeUndefined()
  })
})

describe('diffFrom', () => {
  test('knows changed lines, added files and what is not tracked; deleted files have no lines', () => {
    write('a.bicep', 'one\n2\nthree\nfour\n')
    write('new "name".bicep', 'x\n')
    rmSync(join(folder, 'gone.bicep'))
    const diff = openGit(folder).diffFrom(git('rev-parse', 'HEAD'))
    expect([...(diff ?? [])].map(([path, file]) => [path, file.hunks === undefined, file.added])).toEqual([
      [
        'a.bicep',
        false,
        [
          { start: 2, end: 2 },
          { start: 4, end: 4 },
        ],
      ],
      ['new "name".bicep', true, []],
    ])
  })

  test('is undefined for what is no commit', () => {
    expect(openGit(folder).diffFrom('0'.repeat(40))).toBeUndefined()
  })
})

describe('open', () => {
  test('reads the files of a commit, not of the work tree', () => {
    const commit = git('rev-parse', 'HEAD')
    write('a.bicep', 'changed')
    const files = openGit(folder).open(commit)
    expect(files?.paths).toEqual(['a.bicep', 'gone.bicep'])
    expect(files?.read('a.bicep', 1000)).toEqual({ kind: 'text', text: 'one\ntwo\nthree\n' })
    expect(files?.read('b.bicep', 1000)).toEqual({ kind: 'absent' })
    expect(files?.read('a.bicep', 3)).toMatchObject({ kind: 'unavailable', code: 'file-too-large' })
  })
})

test('nothing that the repository configures is run', () => {
  const mark = join(folder, 'ran')
  const script = join(folder, 'script')
  write('script', `#!/bin/sh\ntouch '${mark}'\n`)
  chmodSync(script, 0o755)
  mkdirSync(join(folder, 'hooks'))
  for (const [key, value] of [
    ['core.fsmonitor', script],
    ['diff.external', script],
    ['core.pager', script],
    ['diff.x.textconv', script],
    ['diff.x.command', script],
  ]) {
    git('config', key ?? '', value ?? '')
  }
  write('.gitattributes', '* diff=x\n')
  write('a.bicep', 'changed\n')
  const asked = openGit(folder)
  const commit = asked.resolveBase('HEAD') ?? ''
  asked.listFiles()
  asked.diffFrom(commit)
  asked.open(commit)?.read('a.bicep', 1000)
  expect(existsSync(mark)).toBe(false)
})
