// Makes everything under `src/generated/`, `schemas/`, `docs/` and the tables of README.md from their sources.
// `npm run generate` writes; the freshness check of `.ci/run` deletes and runs it again.
//
// Steps that need the compiled program (documents) come after `tsc`; see build.mjs.
import { existsSync, mkdirSync } from 'node:fs'

export async function generateSources() {
  for (const folder of ['../src/generated', '../schemas']) mkdirSync(new URL(folder, import.meta.url), { recursive: true })
  for (const step of ['generate-facts.mjs', 'generate-schemas.mjs', 'generate-packs.mjs']) {
    const file = new URL(step, import.meta.url)
    if (!existsSync(file)) throw new Error(`scripts/${step} is missing`)
    const { generate } = await import(file)
    await generate()
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await generateSources()
