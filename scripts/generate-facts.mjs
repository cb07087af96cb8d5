// facts/*.json → src/generated/facts.ts: each table a string that is parsed when somebody asks for it, so that the
// start of the program costs nothing.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The tables that the program itself needs; the others serve its pages. */
const TABLES = ['roles', 'role-names', 'permissions', 'operations', 'types', 'endpoints', 'avm-key-vault']

const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())

function literal(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** The text of `src/generated/facts.ts`. */
export function factsModule() {
  const parts = TABLES.map((name) => {
    const { source: _, note: __, ...table } = JSON.parse(readFileSync(join(root, 'facts', `${name}.json`), 'utf8'))
    return `/** facts/${name}.json */\nexport const ${camel(name)} = (): unknown => JSON.parse(${literal(JSON.stringify(table))})\n`
  })
  return `// Made by scripts/generate-facts.mjs; do not edit.\n\n${parts.join('\n')}`
}

/** Writes the module and tells its path. */
export function generate() {
  const path = join(root, 'src', 'generated', 'facts.ts')
  writeFileSync(path, factsModule())
  return path
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) generate()
