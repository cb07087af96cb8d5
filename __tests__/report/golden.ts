import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@jest/globals'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden')

/** Compares with the file of that name, byte for byte; `UPDATE_GOLDENS=1` writes it anew, for a diff to be read. */
export function expectGolden(name: string, actual: string): void {
  const file = join(folder, name)
  if (process.env['UPDATE_GOLDENS'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, actual)
  }
  expect(actual).toBe(readFileSync(file, 'utf8'))
}
