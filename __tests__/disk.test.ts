import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type DiscoverOptions, findWorkTree, openDisk } from '../src/disk.js'
import { openGit } from '../src/git.js'

const template = '{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#" }'
let folder = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kv-disk-')))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

const none: DiscoverOptions = { include: [], exclude: [] }
const open = (cwd = folder, maxBytes?: number) => openDisk(cwd, openGit, maxBytes)
const paths = (inputs: readonly string[], options = none, cwd = folder) =>
  open(cwd)
    .discover(inputs, options)
    .files.map((file) => file.path)

describe('read', () => {
  test('gives text without its byte order mark, and says what is absent', () => {
    write({ 'a.json': '\ufeffé' })
    expect(open().read('a.json')).toEqual({ kind: 'text', text: 'é' })
    expect(open().read('b.json')).toEqual({ kind: 'absent' })
    expect(open().read('a.json/b')).toEqual({ kind: 'absent' })
    expect(open().read('a\0.json')).toEqual({ kind: 'absent' })
  })

  test('an empty file is text', () => {
    write({ 'a.json': '' })
    expect(open().read('a.json')).toEqual({ kind: 'text', text: '' })
  })

  test.each(['../secret', '/etc/passwd', 'a/../../secret', '.git/config', 'sub/.GIT/config'])(
    '%s is outside',
    (path) => {
      expect(open().read(path)).toEqual({ kind: 'outside' })
    },
  )

  test('a link out of the root is outside, one within is followed', () => {
    write({ 'root/in.json': 'in', 'secret.json': 'secret' })
    const root = join(folder, 'root')
    symlinkSync(join(folder, 'secret.json'), join(root, 'out.json'))
    symlinkSync(folder, join(root, 'up'))
    symlinkSync('in.json', join(root, 'link.json'))
    expect(open(root).read('out.json')).toEqual({ kind: 'outside' })
    expect(open(root).read('up/secret.json')).toEqual({ kind: 'outside' })
    expect(open(root).read('link.json')).toEqual({ kind: 'text', text: 'in' })
  })

  test('a link to Git’s own folder is outside', () => {
    write({ '.git/HEAD': 'ref: refs/heads/main', '.git/config': 'token' })
    symlinkSync('.git/config', join(folder, 'innocent.json'))
    expect(open().read('innocent.json')).toEqual({ kind: 'outside' })
  })

  test('what is too large, no text or no file is unavailable, with the reason', () => {
    write({ 'large.json': '12345', 'bytes.json': new Uint8Array([0xff, 0x41]), 'folder/x': '' })
    expect(open(folder, 4).read('large.json')).toEqual({
      kind: 'unavailable',
      reason: 'it has 5 bytes, more than the 4 that are read',
      code: 'file-too-large',
    })
    expect(open().read('bytes.json')).toMatchObject({ kind: 'unavailable', code: 'file-encoding' })
    expect(open().read('folder')).toEqual({ kind: 'absent' })
    symlinkSync('loop', join(folder, 'loop'))
    expect(open().read('loop')).toEqual({ kind: 'unavailable', reason: 'the system refused it (ELOOP)' })
  })

  test('a pipe is not waited for', () => {
    execFileSync('mkfifo', [join(folder, 'pipe.json')])
    expect(open().read('pipe.json')).toEqual({ kind: 'unavailable', reason: 'it is not a regular file' })
  })
})

test('list names what a folder within the root holds', () => {
  write({ 'pack/b.yaml': '', 'pack/a.yaml': '', 'pack/deep/c.yaml': '' })
  expect(open().list('pack')).toEqual(['a.yaml', 'b.yaml', 'deep'])
  expect(open().list('nowhere')).toBeUndefined()
  expect(open(join(folder, 'pack')).list('../')).toBeUndefined()
})

describe('discover, without Git', () => {
  test('takes what is ours by content, sorted, and leaves libraries alone', () => {
    write({
      'b.json': template,
      'a/main.bicep': '',
      'a/package.json': '{}',
      'a/readme.md': template,
      'node_modules/x/main.bicep': '',
      'access.yml': 'apiVersion: keyvault-access/v1',
    })
    expect(paths(['.'])).toEqual(['a/main.bicep', 'access.yml', 'b.json'])
    expect(paths(['a'])).toEqual(['a/main.bicep'])
    expect(paths(['a', '.', 'a/main.bicep'])).toEqual(['a/main.bicep', 'access.yml', 'b.json'])
  })

  test('a file that is itself given is taken whatever it is, and is named', () => {
    write({ 'notes.txt': 'x', 'main.bicep': '' })
    expect(open().discover(['notes.txt', '.'], none).files).toEqual([
      { path: 'main.bicep', text: '', named: false },
      { path: 'notes.txt', text: 'x', named: true },
    ])
  })

  test('globs narrow what is found, not what is named', () => {
    write({ 'a/one.bicep': '', 'b/two.bicep': '', 'b/three.bicep': '' })
    expect(paths(['.'], { include: ['b/**'], exclude: ['**/three.bicep'] })).toEqual(['b/two.bicep'])
    expect(paths(['b/three.bicep'], { include: [], exclude: ['b'] })).toEqual(['b/three.bicep'])
  })

  test('what is not there or lies outside is told', () => {
    const { files, problems } = open().discover(['nowhere', '../other'], none)
    expect(files).toEqual([])
    expect(problems).toEqual([
      { code: 'input-missing', severity: 'error', message: 'There is no file or folder `nowhere`.', file: 'nowhere' },
      {
        code: 'path-outside',
        severity: 'error',
        message: `\`../other\` lies outside the repository (${folder}); run kv-review in the repository that holds it.`,
        file: '../other',
      },
    ])
  })

  test('what cannot be read is told: an error where it was named, else a note', () => {
    write({ 'bytes.json': new Uint8Array([0xff, 0x41]) })
    symlinkSync('/etc/hostname', join(folder, 'out.json'))
    const severities = (inputs: readonly string[]) =>
      open()
        .discover(inputs, none)
        .problems.map((it) => [it.code, it.severity, it.file])
    expect(severities(['.'])).toEqual([
      ['file-encoding', 'note', 'bytes.json'],
      ['path-outside', 'note', 'out.json'],
    ])
    expect(severities(['bytes.json'])).toEqual([['file-encoding', 'error', 'bytes.json']])
  })
})

describe('discover, in a Git work tree', () => {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, '-c', 'init.defaultBranch=main', ...args])

  test('leaves out what Git ignores, and takes what is not tracked yet', () => {
    write({ '.gitignore': 'built/', 'built/main.bicep': '', 'src/main.bicep': '', 'new.bicep': '', 'gone.bicep': '' })
    git('init', '-q')
    git('add', 'src', 'gone.bicep')
    rmSync(join(folder, 'gone.bicep'))
    expect(paths(['.'])).toEqual(['new.bicep', 'src/main.bicep'])
  })

  test('the root is the top of the work tree; paths start from the current folder', () => {
    write({ 'infra/main.bicep': '', 'other.bicep': '' })
    git('init', '-q')
    const infra = join(folder, 'infra')
    expect(open(infra).root).toBe(folder)
    expect(paths(['.'], none, infra)).toEqual(['infra/main.bicep'])
    expect(paths(['..'], none, infra)).toEqual(['infra/main.bicep', 'other.bicep'])
    expect(findWorkTree(infra)).toBe(folder)
  })

  test('names that Git would quote are found', () => {
    write({ 'ä "b"\n.bicep': '' })
    git('init', '-q')
    expect(paths(['.'])).toEqual(['ä "b"\n.bicep'])
  })

  test('without an answer of Git, it walks and says so', () => {
    write({ '.git/HEAD': 'broken', 'main.bicep': '' })
    const { files, problems } = open().discover(['.'], none)
    expect(files.map((file) => file.path)).toEqual(['main.bicep'])
    expect(problems).toEqual([
      {
        code: 'file-unreadable',
        severity: 'note',
        message: 'Git could not list the files of this work tree, so files that it ignores are read as well.',
      },
    ])
  })
})
