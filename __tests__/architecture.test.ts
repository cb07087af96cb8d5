import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'src')

/** The stages in reading order: an import points to the same stage or to one before it. */
const stages = ['source', 'language', 'evaluate', 'access', 'rules', 'report', 'github']

/** What github/ may see of the stages before it. */
const seenByGithub = /^(github|report|source)\/|^rules\/(?:finding|fingerprint)\.ts$/

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && !name.startsWith('generated/'))

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    posix.join(posix.dirname(file), match[1] ?? '').replace(/\.js$/, '.ts'),
  )
}

const stageOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : 'entry')

describe('the direction of imports', () => {
  test('there are files in every stage', () => {
    for (const stage of stages) expect(files.some((file) => stageOf(file) === stage)).toBe(true)
  })

  test('an import points left, never right', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => {
          const [from, to] = [stageOf(file), stageOf(target)]
          if (to === 'generated' || from === to || !stages.includes(from)) return false
          return !stages.includes(to) || stages.indexOf(to) > stages.indexOf(from)
        })
        .map((target) => `${file} -> ${target}`),
    )
    expect(wrong).toEqual([])
  })

  test('github/ sees the report and the finding, not how findings are made', () => {
    const wrong = files
      .filter((file) => stageOf(file) === 'github')
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => !seenByGithub.test(target))
          .map((target) => `${file} -> ${target}`),
      )
    expect(wrong).toEqual([])
  })

  test('no stage opens a file, a process or a connection by itself', () => {
    const wrong = files.filter(
      (file) =>
        ['source', 'language', 'evaluate', 'access', 'rules', 'report'].includes(stageOf(file)) &&
        /from '(node:)?(fs|child_process|http|https|net|process)(\/[^']*)?'/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
    )
    expect(wrong).toEqual([])
  })

  test('the command loads nothing of @actions', () => {
    const reached = new Set<string>()
    const walk = (file: string): void => {
      if (reached.has(file)) return
      reached.add(file)
      expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/'@(actions|octokit)\//)
      for (const target of importsOf(file)) if (files.includes(target)) walk(target)
    }
    walk('cli.ts')
    expect(reached.size).toBeGreaterThan(20)
  })

  test('there is no cycle', () => {
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
        return
      }
      state.set(file, 'open')
      for (const target of importsOf(file)) if (files.includes(target)) visit(target, [...path, file])
      state.set(file, 'done')
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })

  test('no file is longer than 700 lines', () => {
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 700)
    expect(long).toEqual([])
  })
})
