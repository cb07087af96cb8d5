import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { writeReport } from '../../src/action/write-files.js'

let folder = ''
let workspace = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'write-')))
  workspace = join(folder, 'workspace')
  mkdirSync(workspace)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('a report is written', () => {
  test('below the working directory, with its folders', async () => {
    const path = await writeReport(workspace, 'infra', 'out/deep/r.json', 'text')
    expect(path).toBe(join(workspace, 'infra', 'out', 'deep', 'r.json'))
    expect(readFileSync(path, 'utf8')).toBe('text')
  })

  test('over an earlier one', async () => {
    await writeReport(workspace, '', 'r.json', 'old')
    expect(readFileSync(await writeReport(workspace, '', 'r.json', 'new'), 'utf8')).toBe('new')
  })

  test('where an absolute path says', async () => {
    const path = join(folder, 'elsewhere', 'r.json')
    expect(await writeReport(workspace, 'infra', path, 'text')).toBe(path)
    expect(readFileSync(path, 'utf8')).toBe('text')
  })

  test('in place of a link, not through it', async () => {
    writeFileSync(join(folder, 'victim'), 'precious')
    symlinkSync(join(folder, 'victim'), join(workspace, 'r.json'))
    await writeReport(workspace, '', 'r.json', 'text')
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('precious')
    expect(readFileSync(join(workspace, 'r.json'), 'utf8')).toBe('text')
  })
})

describe('nothing is written', () => {
  test('above the workspace', async () => {
    await expect(writeReport(workspace, 'infra', '../../r.json', 'text')).rejects.toThrow(
      'the path leads out of the workspace',
    )
  })

  test('behind a link that leads elsewhere', async () => {
    mkdirSync(join(folder, 'victim'))
    symlinkSync(join(folder, 'victim'), join(workspace, 'out'))
    await expect(writeReport(workspace, '', 'out/deep/r.json', 'text')).rejects.toThrow(
      'a symbolic link leads out of the workspace',
    )
    expect(existsSync(join(folder, 'victim', 'deep'))).toBe(false)
  })
})
