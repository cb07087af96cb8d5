// Fills the generated parts of README.md from the compiled program: the help, the rules, the inputs and outputs of the action.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

export async function generateDocuments() {
  const { writeHelp } = await import('../lib/cli/help.js')
  const { inputs, OUTPUTS } = await import('../lib/settings.js')
  const { builtInPacks } = await import('../lib/rules/ruleset.js')
  const readme = join(root, 'README.md')
  let text = readFileSync(readme, 'utf8')
  text = fill(text, 'help', ['```', writeHelp().trimEnd(), '```'].join('\n'))
  text = fill(text, 'rules', rulesTable(builtInPacks()))
  text = fill(text, 'inputs', inputsTable(inputs(), OUTPUTS))
  writeFileSync(readme, text)
  const pages = join(root, 'scripts', 'generate-pages.mjs')
  if (existsSync(pages)) await (await import(pages)).generate()
}

/** Puts `content` between the two marks of `name`. */
function fill(text, name, content) {
  const [open, close] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`]
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  if (start < 0 || end < start) throw new Error(`README.md lacks the marks of ${name}`)
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`
}

const cell = (text) => String(text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')

function rulesTable({ rules, packs }) {
  const severityIn = (name, id) => {
    const pack = packs.find((each) => each.name === name)
    const own = pack?.rules[id]?.severity
    if (own) return own
    for (const base of pack?.extends ?? []) return severityIn(base, id)
    return 'off'
  }
  const rows = rules.map(
    (rule) =>
      `| [${rule.id}](docs/rules/${rule.id}.md) | ${cell(rule.title)} | ${severityIn('recommended', rule.id)} | ${severityIn('strict', rule.id)} |`,
  )
  return ['| rule | what must hold | recommended | strict |', '|---|---|---|---|', ...rows].join('\n')
}

function inputsTable(inputs, outputs) {
  return [
    '| input | what | default |',
    '|---|---|---|',
    ...inputs.map((each) => `| \`${each.name}\` | ${cell(each.help)} | ${each.default === undefined ? '' : `\`${cell(each.default)}\``} |`),
    '',
    '| output | what |',
    '|---|---|',
    ...outputs.map((each) => `| \`${each.name}\` | ${cell(each.help)} |`),
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateDocuments()
