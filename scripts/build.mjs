// Sources → generated sources → lib/ (tsc) → dist/ (one self-contained bundle for each entry) → documents.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateSources } from './generate.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
const ncc = require.resolve('@vercel/ncc/dist/ncc/cli.js')

function run(file, args) {
  const result = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
  if (result.status !== 0) {
    process.stdout.write(result.stdout ?? '')
    throw new Error(`${file.split('/').slice(-1)} ended with ${result.status}`)
  }
}

await generateSources()
rmSync(join(root, 'lib'), { recursive: true, force: true })
run(tsc, ['-p', '.'])
for (const entry of ['cli', 'action']) {
  const source = join(root, 'lib', `${entry}.js`)
  if (!existsSync(source)) throw new Error(`src/${entry}.ts is missing`)
  const target = join(root, 'dist', entry)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const made = join(root, 'lib', `.bundle-${entry}`)
  run(ncc, ['build', source, '-o', made, '--minify', '--license', 'licenses.txt', '--no-cache'])
  cpSync(made, target, { recursive: true })
  writeFileSync(join(target, 'package.json'), '{"type":"module"}\n')
}
const { generateDocuments } = await import('./generate-documents.mjs')
await generateDocuments()
