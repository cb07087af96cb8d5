// Imports a module of src/ from a script, before anything is compiled: it and what it imports are stripped of their types.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from '@swc/core'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The module at a path below src/ (`rules/schema/rule.ts`). */
export async function loadTypeScript(path) {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'kv-review-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
    const waiting = [path]
    const seen = new Set(waiting)
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const source = readFileSync(join(root, 'src', file), 'utf8')
      const { code } = transformSync(source, {
        filename: file,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      })
      const target = join(folder, file.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, code)
      for (const [, name] of code.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)) {
        const next = posix.join(posix.dirname(file), name).replace(/\.js$/, '.ts')
        if (!seen.has(next)) {
          seen.add(next)
          waiting.push(next)
        }
      }
    }
    return await import(pathToFileURL(join(folder, path.replace(/\.ts$/, '.js'))))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
