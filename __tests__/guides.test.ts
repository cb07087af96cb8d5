import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { main } from '../src/cli/main.js'
import { configuredRules } from '../src/cli/ruleset.js'
import { review } from '../src/review.js'

const guides = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'guides')
const now = Date.UTC(2026, 10, 24)
let folder = ''

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kv-guide-')))
  execFileSync('git', ['init', '-q'], { cwd: folder })
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** What a reader does with a guide besides typing what it shows. */
interface Guide {
  readonly name: string
  /** Where the texts that it shows are to be saved, in their order. */
  readonly files: readonly string[]
  /** What it asks to change, by the number of the commands that come next. */
  readonly edits: Readonly<Record<number, () => void>>
}

const example = 'rules/examples/production-vaults-are-named-so'

test.each<Guide>([
  {
    name: 'write-a-rule.md',
    files: [
      'rules/production-vaults-are-named-so.yaml',
      `${example}/fail-shop.bicep`,
      `${example}/pass-shop.bicep`,
      `${example}/fail-shop.configuration.yaml`,
      '.github/keyvault-access.yml',
      'infra/prod/main.bicep',
    ],
    edits: { 5: () => edit('.github/keyvault-access.yml', 'pattern:', 'patern:') },
  },
  {
    name: 'azure-policy.md',
    files: [
      'policy/retention.json',
      'policy/team-tag.json',
      '.github/keyvault-access.yml',
      'infra/main.bicep',
      'infra/prod.bicepparam',
    ],
    edits: { 4: () => edit('policy/retention.json', '"less"', '"lesser"') },
  },
  {
    name: 'adopt.md',
    files: ['infra/main.bicep', '.github/keyvault-access.yml'],
    edits: {
      2: () =>
        edit(
          'infra/main.bicep',
          'enableRbacAuthorization: true\n',
          'enableRbacAuthorization: true\n    softDeleteRetentionInDays: 5\n',
        ),
      3: () => {
        edit('infra/main.bicep', '    softDeleteRetentionInDays: 5\n', '')
        edit('infra/main.bicep', "'Allow'", "'Deny'")
      },
      5: () => {
        edit('infra/main.bicep', '00482a5a-887f-4fb3-b363-3b7fe8e74483', '4633458b-17de-408a-b874-0445c86b69e6')
        const waiver = /\nwaivers:\n(?: {2}.*\n)+/.exec(readFileSync(join(guides, 'adopt.md'), 'utf8'))?.[0] ?? ''
        const file = join(folder, '.github/keyvault-access.yml')
        writeFileSync(file, `${readFileSync(file, 'utf8')}${waiver.slice(1)}`)
      },
    },
  },
])('$name shows what its commands print, from an empty folder', ({ name, files, edits }) => {
  const guide = readFileSync(join(guides, name), 'utf8')
  const left = [...files]
  let commands = 0
  const followed = guide.replace(/```(\w+)\n(.*?)```\n/gs, (whole, language: string, text: string) => {
    if (language !== 'console') {
      write(left.shift() ?? 'more-texts-than-files', text)
      return whole
    }
    commands++
    edits[commands]?.()
    const shown = text
      .split(/^\$ /m)
      .slice(1)
      .map((each) => each.split('\n')[0] ?? '')
    return `\`\`\`console\n${shown.map((command) => `$ ${command}\n${run(command)}`).join('')}\`\`\`\n`
  })
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(join(guides, name), followed)
  expect(followed).toBe(process.env['UPDATE_GOLDENS'] === '1' ? followed : guide)
  expect(left).toEqual([])
  expect(Object.keys(edits).filter((at) => Number(at) > commands)).toEqual([])
})

/** What a command prints, and how it ends where that is not with 0. */
function run(command: string): string {
  const [program, ...args] = command.split(' ')
  if (program !== 'kv-review') {
    const { stdout, status } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' })
    return `${stdout}${told(status ?? -1)}`
  }
  let printed = ''
  const stream = { write: (text: string) => (printed += text), isTerminal: false }
  const host = { cwd: folder, env: { SOURCE_DATE_EPOCH: String(now / 1_000) }, clock: () => now }
  const status = main(
    args,
    { ...host, stdout: stream, stderr: stream },
    { review, rules: configuredRules, entry: undefined },
  )
  return `${printed}${told(status)}`
}

function told(status: number): string {
  return status === 0 ? '' : `(status ${status})\n`
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8')
  expect(text).toContain(from)
  write(path, text.replace(from, to))
}
