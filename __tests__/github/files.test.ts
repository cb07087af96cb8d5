import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { TreeItem } from '../../src/github/client.js'
import { openBlobs, openCommit } from '../../src/github/files.js'
import { commitOf, type Contents } from './fake/state.js'

let workspace = ''
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'files-'))
})
afterEach(() => {
  rmSync(workspace, { recursive: true })
})

/** The files of a commit, with a record of what was asked of GitHub. */
function open(
  contents: Contents,
  more: { checkout?: boolean; isWhole?: boolean; maxBytes?: number; texts?: 'fail' | 'lossy' } = {},
) {
  const commit = commitOf(contents)
  const asked: string[] = []
  const bytesOf = (sha: string) => [...commit.files.values()].find((file) => file.sha === sha)?.bytes
  const nameOf = (sha: string) => [...commit.files].find(([, file]) => file.sha === sha)?.[0] ?? sha
  const items = new Map(
    [...commit.files].map(([path, { sha, mode, bytes }]): [string, TreeItem] => [
      path,
      { path, sha, mode, size: bytes.length },
    ]),
  )
  const blobs = openBlobs({
    github: {
      texts(ids) {
        asked.push(`texts ${ids.map(nameOf).join(' ')}`)
        if (more.texts === 'fail') return Promise.reject(Object.assign(new Error('Server Error'), { status: 502 }))
        return Promise.resolve(
          new Map(ids.flatMap((id) => (bytesOf(id)?.includes(0) ? [] : [[id, new TextDecoder().decode(bytesOf(id))]]))),
        )
      },
      blob(sha) {
        asked.push(`blob ${nameOf(sha)}`)
        const bytes = bytesOf(sha)
        return bytes ? Promise.resolve(bytes) : Promise.reject(Object.assign(new Error('Not Found'), { status: 404 }))
      },
    },
    workspace: more.checkout ? workspace : undefined,
  })
  const files = openCommit({ items, isWhole: more.isWhole ?? true }, blobs, more.maxBytes ?? 1_000_000)
  return { files, asked, items, blobs }
}

describe('the API gives', () => {
  test('fifty texts at a time', async () => {
    const names = Array.from({ length: 120 }, (_, at) => `f${at}.json`)
    const { files, asked } = open(Object.fromEntries(names.map((name) => [name, `{ "is": "${name}" }`])))
    await files.load(names)
    expect(files.read('f119.json')).toEqual({ kind: 'text', text: '{ "is": "f119.json" }' })
    expect(asked.map((one) => one.split(' ').length - 1)).toEqual([50, 50, 20])
  })

  test('a large file by itself', async () => {
    const { files, asked } = open({ 'large.json': 'x'.repeat(300_000), 'small.json': 'x' })
    await files.load(['large.json', 'small.json'])
    expect(asked).toEqual(['texts small.json', 'blob large.json'])
    expect(files.read('large.json')).toMatchObject({ kind: 'text' })
  })

  test('the bytes of what does not come back as they are', async () => {
    const { files, asked } = open({
      bom: '\ufeffa',
      binary: new Uint8Array([0, 255]),
      latin: new Uint8Array([0x61, 0xe9]),
    })
    await files.load(['bom', 'binary', 'latin'])
    expect(asked).toEqual(['texts bom binary latin', 'blob bom', 'blob binary', 'blob latin'])
    expect(files.read('bom')).toEqual({ kind: 'text', text: 'a' })
    expect(files.read('latin')).toMatchObject({ kind: 'unavailable', code: 'file-encoding' })
  })

  test('one by one what could not be had together', async () => {
    const { files, asked } = open({ a: '1', b: '2' }, { texts: 'fail' })
    await files.load(['a', 'b'])
    expect(asked).toEqual(['texts a b', 'blob a', 'blob b'])
    expect(files.read('b')).toEqual({ kind: 'text', text: '2' })
  })

  test('nothing twice, and one blob for two files of the same content', async () => {
    const { files, asked } = open({ a: 'same', b: 'same' })
    await files.load(['a'])
    await files.load(['a', 'b'])
    expect(asked).toEqual(['texts a'])
    expect(files.read('b')).toEqual({ kind: 'text', text: 'same' })
  })

  test('nothing of a file that is too large', async () => {
    const { files, asked } = open({ a: 'x'.repeat(20) }, { maxBytes: 10 })
    await files.load(['a'])
    expect(asked).toEqual([])
    expect(files.read('a')).toEqual({
      kind: 'unavailable',
      reason: 'it has 20 bytes, more than the 10 that are read',
      code: 'file-too-large',
    })
  })

  test('a reason where it fails', async () => {
    const { files, items } = open({ a: 'x' })
    items.set('lost', { path: 'lost', sha: 'f'.repeat(40), mode: '100644', size: 1 })
    await files.load(['lost'])
    expect(files.read('lost')).toEqual({ kind: 'unavailable', reason: 'GitHub did not give it (Not Found)' })
  })

  test('no more than some hundred files one by one', async () => {
    const names = Array.from({ length: 301 }, (_, at) => `f${at}`)
    const { files, asked } = open(Object.fromEntries(names.map((name) => [name, `\ufeff${name}`])))
    await files.load(names)
    expect(asked.filter((one) => one.startsWith('blob'))).toHaveLength(300)
    expect(files.read('f300')).toMatchObject({ kind: 'unavailable' })
  })
})

describe('a checkout gives', () => {
  test('what it holds as the commit does, without a request', async () => {
    writeFileSync(join(workspace, 'a'), 'same')
    mkdirSync(join(workspace, 'd'))
    writeFileSync(join(workspace, 'd', 'b'), 'other')
    const { files, asked } = open({ a: 'same', 'd/b': 'thing', c: 'x' }, { checkout: true })
    await files.load(['a', 'd/b', 'c'])
    expect(asked).toEqual(['texts d/b c'])
    expect([files.read('a'), files.read('d/b')]).toEqual([
      { kind: 'text', text: 'same' },
      { kind: 'text', text: 'thing' },
    ])
  })

  test('nothing through a link', async () => {
    writeFileSync(join(workspace, 'secret'), 'same')
    symlinkSync(join(workspace, 'secret'), join(workspace, 'a'))
    const { files, asked } = open({ a: 'same' }, { checkout: true })
    await files.load(['a'])
    expect(asked).toEqual(['texts a'])
  })

  test('nothing from outside of it', async () => {
    writeFileSync(join(workspace, 'up'), 'same')
    const inner = join(workspace, 'inner')
    mkdirSync(inner)
    workspace = inner
    const { files, asked } = open({ '../up': 'same' }, { checkout: true })
    await files.load(['../up'])
    expect(asked).toEqual(['texts ../up'])
    workspace = join(inner, '..')
  })
})

describe('a path', () => {
  test('that the commit does not have is absent', () => {
    expect(open({}).files.read('a')).toEqual({ kind: 'absent' })
  })

  test('that may stand among what GitHub did not list is not known to be absent', () => {
    expect(open({}, { isWhole: false }).files.read('a')).toMatchObject({ kind: 'unavailable' })
  })

  test('that is a link leads outside', async () => {
    const { files, asked } = open({ a: 'link:/etc/passwd' })
    await files.load(['a'])
    expect(files.read('a')).toEqual({ kind: 'outside' })
    expect(asked).toEqual([])
  })

  test('that was not loaded is remembered once', async () => {
    const { files } = open({ b: '1', a: '2' })
    expect([files.read('b'), files.read('a'), files.read('none')].map((content) => content.kind)).toEqual([
      'unavailable',
      'unavailable',
      'absent',
    ])
    expect(files.takeMissing()).toEqual(['a', 'b'])
    expect(files.takeMissing()).toEqual([])
    await files.load(['a', 'b'])
    expect(files.read('a')).toEqual({ kind: 'text', text: '2' })
    expect(files.takeMissing()).toEqual([])
  })
})

describe('a text that is offered', () => {
  test('is taken where it is the right one, with or without a byte order mark', async () => {
    const { files, asked, blobs, items } = open({ a: 'text', b: '\ufefftext' })
    expect([blobs.offer(items.get('a')?.sha ?? '', 'text'), blobs.offer(items.get('b')?.sha ?? '', 'text')]).toEqual([
      true,
      true,
    ])
    await files.load(['a', 'b'])
    expect(asked).toEqual([])
    expect(files.read('b')).toEqual({ kind: 'text', text: 'text' })
  })

  test('is refused where it is not', () => {
    const { blobs, items, files } = open({ a: 'text' })
    expect(blobs.offer(items.get('a')?.sha ?? '', 'other')).toBe(false)
    expect(files.read('a').kind).toBe('unavailable')
  })
})
