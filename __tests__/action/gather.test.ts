import { describe, expect, test } from '@jest/globals'
import { gatherFiles, type Wanted } from '../../src/action/gather.js'
import { readDiff } from '../../src/github/diff.js'
import { openBlobs, openCommit } from '../../src/github/files.js'
import { commitOf, type Contents } from '../github/fake/state.js'

const template =
  '{ "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [] }'

/** What is gathered of a commit with these files. */
async function gathered(contents: Contents, wanted: Partial<Wanted> = {}, isWhole = true, maxBytes = 1000) {
  const commit = commitOf(contents)
  const items = new Map(
    [...commit.files].map(([path, { sha, mode, bytes }]) => [path, { path, sha, mode, size: bytes.length }]),
  )
  const tree = { items, isWhole }
  const bytesOf = (sha: string) => [...commit.files.values()].find((file) => file.sha === sha)?.bytes ?? Buffer.from('')
  const blobs = openBlobs({
    github: { texts: () => Promise.resolve(new Map()), blob: (sha) => Promise.resolve(bytesOf(sha)) },
  })
  const { files, problems } = await gatherFiles(tree, openCommit(tree, blobs, maxBytes), {
    paths: [''],
    exclude: [],
    diff: undefined,
    ...wanted,
  })
  return {
    files: files.map(({ path, named, changed }) =>
      [path, ...(named ? ['named'] : []), ...(changed ? ['changed'] : [])].join(' '),
    ),
    problems: problems.map(({ code, severity, file }) => [code, severity, file ?? ''].join(' ')),
  }
}

describe('the run is', () => {
  test('every recognised file, sorted', async () => {
    const contents = {
      'z.bicep': '',
      'a.json': template,
      'other.json': '{}',
      'readme.md': template,
      'node_modules/x.bicep': '',
      'i/node_modules/y.bicep': '',
    }
    expect(await gathered(contents)).toEqual({ files: ['a.json', 'z.bicep'], problems: [] })
  })

  test('what lies below the paths and is not excluded', async () => {
    const contents = { 'a/x.bicep': '', 'a/b/y.bicep': '', 'a/old.bicep': '', 'c/z.bicep': '' }
    expect(await gathered(contents, { paths: ['a'], exclude: ['a/old.bicep', '**/y.bicep'] })).toEqual({
      files: ['a/x.bicep'],
      problems: [],
    })
    expect(await gathered(contents, { paths: ['*/z.bicep'] })).toEqual({ files: ['c/z.bicep'], problems: [] })
  })

  test('what is named, whatever it is', async () => {
    expect(await gathered({ 'note.txt': 'x', 'a.json': '{}' }, { paths: ['note.txt', 'a.json'] })).toEqual({
      files: ['a.json named', 'note.txt named'],
      problems: [],
    })
  })

  test('told which of it was changed', async () => {
    const diff = readDiff([{ filename: 'a.bicep', status: 'modified', patch: '' }])
    expect((await gathered({ 'a.bicep': '', 'b.bicep': 'x' }, { diff })).files).toEqual(['a.bicep changed', 'b.bicep'])
  })
})

describe('what could not be had is told', () => {
  test('a path that is not there, but not one that holds nothing of ours', async () => {
    const contents = { 'docs/readme.md': 'x' }
    expect(await gathered(contents, { paths: ['docs', 'infra', 'none/*.bicep'] })).toEqual({
      files: [],
      problems: ['input-missing error infra'],
    })
  })

  test('a file that is too large: an error where it was named or changed', async () => {
    const large = { 'a.bicep': 'x'.repeat(2000) }
    const diff = readDiff([{ filename: 'a.bicep', status: 'modified', patch: '' }])
    expect((await gathered(large)).problems).toEqual(['file-too-large note a.bicep'])
    expect((await gathered(large, { diff })).problems).toEqual(['file-too-large error a.bicep'])
    expect((await gathered(large, { paths: ['a.bicep'] })).problems).toEqual(['file-too-large error a.bicep'])
  })

  test('a link that was named', async () => {
    const link = { 'a.bicep': 'link:b.bicep' }
    expect(await gathered(link, { paths: ['a.bicep'] })).toEqual({
      files: [],
      problems: ['path-outside error a.bicep'],
    })
    expect(await gathered(link)).toEqual({ files: [], problems: [] })
  })

  test('a commit that GitHub did not list in full', async () => {
    expect((await gathered({}, {}, false)).problems).toEqual(['limit-reached error '])
  })
})
